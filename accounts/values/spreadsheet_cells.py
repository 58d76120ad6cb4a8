"""Cells that a spreadsheet opens without running what they say, and reading them back."""

import re
from typing import Final

# What makes a spreadsheet take a text for a formula: full-width and small signs are signs to some of them.
_SIGNS: Final = "=+\\-@＝＋－＠﹦﹢﹣﹫"
_FORMULA = re.compile(rf"[{_SIGNS}\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
UNCALCULATED: Final = (
    "is a formula that was never calculated: open the file in a spreadsheet, save it, and import it again"
)


class UncalculatedFormula(str):
    """A formula of a workbook that was saved without what the formula comes to."""

    __slots__ = ()


def escape_cell(value: object) -> str:
    """The text of a cell. What a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if _is_formula(text) else text


def unescape_cell(text: str) -> str:
    """The value that `escape_cell` wrote."""
    return text[1:] if text[:1] == "'" and _is_formula(text[1:]) else text


def _is_formula(text: str) -> bool:
    """A text that begins as a formula; or as a guarded one, so that what is read is what was written."""
    bare = text.lstrip("'")
    return bool(_FORMULA.match(bare)) and not _NUMBER.fullmatch(text)
