"""Text of files and people as it may be printed: what would steer a terminal, or turn letters around, is shown as text.

`\\x1b[31m` comes out as those letters, and so do line ends where a line is all there is to be, the marks of writing
direction that make one name look like another, and halves of characters that can't be written at all.
"""

import re

# Control characters but tab and line feed; Arabic and other marks of direction, embeddings, overrides and isolates;
# line and paragraph separators; halves of characters.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]",
)
_OF_ONE_LINE = re.compile(f"[\t\n]|{_UNSAFE.pattern}")


def printable(text: str) -> str:
    """The text, whose lines and tabs stay, with everything else that can't be seen written out."""
    return text if text.isascii() and text.isprintable() else _UNSAFE.sub(_written_out, text)


def printable_line(text: str) -> str:
    """The text on one line."""
    return _OF_ONE_LINE.sub(_written_out, text)


def printable_json(text: str) -> str:
    """JSON on one line that says the same, with what can't be seen escaped as JSON does: it is read back as it was."""
    return text if text.isascii() and text.isprintable() else _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _written_out(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
