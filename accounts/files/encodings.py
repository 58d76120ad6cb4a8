"""Which encoding the text of a file is in."""

import codecs
from typing import Final, NamedTuple

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


def recognise(head: bytes, given: str = "") -> Encoding:
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
