"""Lists as CSV files that a spreadsheet opens without running what a cell says."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")  # what makes a spreadsheet take a text for a formula
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV with a header, in the dialect that spreadsheets read; None is empty, and no text is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([cell(name) for name in header])
    writer.writerows([cell(value) for value in row] for row in rows)
    return out.getvalue()


def cell(value: object) -> str:
    """The text of a cell. What a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if _is_formula(text) else text


def read_cell(text: str) -> str:
    """The value that `cell` wrote."""
    return text[1:] if text[:1] == "'" and _is_formula(text[1:]) else text


def _is_formula(text: str) -> bool:
    """A text that begins as a formula; or as a guarded one, so that what is read is what was written."""
    bare = text.lstrip("'")
    return bool(_FORMULA.match(bare)) and not _NUMBER.fullmatch(text)
