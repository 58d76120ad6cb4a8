"""Format and encoding of a file, from its first bytes."""

import codecs
import json
from typing import Final, Literal, NamedTuple

from accounts.errors import ImportFileError

WINDOWS: Final = "cp1252"
ODD_BYTES: Final = "accounts.odd-bytes"
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before that of UTF-16, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class Encoding(NamedTuple):
    """A codec with what is done about bytes that it can't read."""

    codec: str
    errors: str

    def decode(self, head: bytes) -> str:
        """The text of the first bytes of a file, which may end in the middle of a character."""
        return codecs.getincrementaldecoder(self.codec)(self.errors).decode(head)


def detect_encoding(head: bytes, given: str = "") -> Encoding:
    """The encoding of a file that begins with these bytes; `given` is what the operator says it is."""
    if given:
        try:
            return Encoding(codecs.lookup(given).name, "replace")
        except LookupError:
            raise ImportFileError(f"“{given}” isn't an encoding: name one such as utf-8, cp1252 or utf-16.") from None
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return Encoding(codec, ODD_BYTES if codec == "utf-8-sig" else "replace")
    if wide := _without_mark(head):
        return Encoding(wide, "replace")
    return Encoding("utf-8", ODD_BYTES) if _is_utf8(head) else Encoding(WINDOWS, "replace")


def _without_mark(head: bytes) -> str:
    """UTF-16 that doesn't say so: in text of western languages, every other byte is zero."""
    even, odd = head[0:4096:2], head[1:4096:2]
    if len(odd) < 2:
        return ""
    zeros = even.count(0) / len(even), odd.count(0) / len(odd)
    if zeros[1] > 0.4 and zeros[0] < 0.05:
        return "utf-16-le"
    return "utf-16-be" if zeros[0] > 0.4 and zeros[1] < 0.05 else ""


def _is_utf8(head: bytes) -> bool:
    """Whether most of what is not ASCII is UTF-8: a stray byte or two doesn't make it another encoding."""
    if head.isascii():
        return True
    text = codecs.getincrementaldecoder("utf-8")("replace").decode(head)
    odd = text.count("\ufffd")
    return odd == 0 or sum(not char.isascii() for char in text) > 2 * odd


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    """Reads the bytes that are no UTF-8 as Windows-1252, of which files are that were put together from several."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode(WINDOWS, "replace"), error.end


codecs.register_error(ODD_BYTES, _as_windows)


Format = Literal["text", "json", "json lines", "workbook"]

_AS_TABLE: Final = "Export it as CSV or XLSX."
# What else is met under the name of a table, and what to do.
_OTHERS: Final = (
    (b"\xd0\xcf\x11\xe0", "is an old Excel file (.xls) or a workbook with a password. Save it as .xlsx without one."),
    (b"%PDF", f"is a PDF. {_AS_TABLE}"),
    (b"\x89PNG", f"is a picture. {_AS_TABLE}"),
    (b"\xff\xd8\xff", f"is a picture. {_AS_TABLE}"),
    (b"GIF8", f"is a picture. {_AS_TABLE}"),
    (b"PAR1", f"is a Parquet file. {_AS_TABLE}"),
    (b"Obj\x01", f"is an Avro file. {_AS_TABLE}"),
    (b"ORC", f"is an ORC file. {_AS_TABLE}"),
    (b"SQLite format 3\x00", "is an SQLite database. Import from it with --from sqlite:///FILE --query QUERY."),
    (b"BZh", "is packed with bzip2. Unpack it first, or pack it with gzip."),
    (b"\xfd7zXZ\x00", "is packed with xz. Unpack it first, or pack it with gzip."),
    (b"\x28\xb5\x2f\xfd", "is packed with zstd. Unpack it first, or pack it with gzip."),
    (b"7z\xbc\xaf", "is packed with 7-Zip. Unpack it first, or pack it with gzip."),
    (b"Rar!", "is packed with RAR. Unpack it first, or pack it with gzip."),
    (b"{\\rtf", f"is a text document (RTF). {_AS_TABLE}"),
)
_MOST_ODD: Final = 0.02


def detect_format(name: str, head: bytes, encoding: Encoding) -> Format:
    """The format of a file that begins with these bytes. Raises `ImportFileError`, saying what it is, for no table."""
    for start, what in _OTHERS:
        if head.startswith(start):
            raise ImportFileError(f"{name} {what}")
    if head.startswith(b"PK\x03\x04"):
        return "workbook"
    text = encoding.decode(head).removeprefix("\ufeff").lstrip()
    if not text.strip("\x00"):
        raise ImportFileError(f"{name} is empty.")
    if text.startswith("<"):
        raise ImportFileError(f"{name} {_marked_up(text)}")
    if sum(char < " " and char not in "\t\r\n\x00\x1a" for char in text) > len(text) * _MOST_ODD:
        raise ImportFileError(f"{name} is no table that can be read here. {_AS_TABLE}")
    return _json(text) or "text"


def _marked_up(text: str) -> str:
    start = text[:2000].lower()
    if "<html" in start or "<!doctype" in start or "<table" in start:
        return f"is a web page, not the export itself: perhaps it asks to sign in. {_AS_TABLE}"
    return f"is XML. {_AS_TABLE}"


def _json(text: str) -> Format | None:
    """Whether it is JSON, and of which sort: a record in each line, or one list."""
    if text.startswith("[") and text[1:].lstrip()[:1] in ("{", "]", "["):
        return "json"
    if not text.startswith("{") or text[1:].lstrip()[:1] not in ('"', "}"):
        return None
    line, _, rest = text.partition("\n")
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return "json"
    return "json lines" if rest.lstrip().startswith("{") else "json"
