"""What a file is, from its first bytes, whatever its name says."""

import json
from typing import Final, Literal

from accounts.errors import ImportFileError
from accounts.files.encodings import Encoding

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


def recognise(name: str, head: bytes, encoding: Encoding) -> Format:
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
