"""How a text table is laid out: what stands between its cells, and where its header is."""

import _csv
import csv
import re
from collections import Counter
from collections.abc import Iterable
from io import StringIO
from itertools import islice
from typing import Final, NamedTuple

from accounts.errors import ImportFileError
from accounts.files import headers
from accounts.files.origin import HEAD, Origin

DELIMITERS: Final = ",;\t|"
SAMPLE: Final = 200
_NO_DELIMITER: Final = "\x1f"

_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_ESCAPED_QUOTE = re.compile(r'\\"(?!\s*(?:[,;\t|\r\n]|$))')  # and not a path that ends in a backslash


class Layout(NamedTuple):
    """What is between cells and before a quote in one, whether a line says so, and how many rows the header ends.

    `first` is the header as it is written, `header` has each name once.
    """

    delimiter: str
    escape: str | None
    separator_line: bool
    header_rows: int
    first: list[str]
    header: list[str]
    notes: tuple[str, ...]

    def rows(self, lines: Iterable[str]) -> _csv.Reader:
        """The reader of lines that are laid out so."""
        return csv.reader(lines, delimiter=self.delimiter, escapechar=self.escape, skipinitialspace=True)


def lay_out(origin: Origin, head: str) -> Layout:
    """The layout of a file whose text begins so. Raises `ImportFileError` when there is nothing in it."""
    lines = list(StringIO(head, newline=""))
    if len(origin.head) == HEAD:  # the last line goes on
        lines.pop()
        if not lines:
            raise ImportFileError(f"{origin.name} is no table: its first line has more than {HEAD:,} characters.")
    separator = _SEPARATOR_LINE.fullmatch(lines[0]) if lines else None
    lines = lines[1:] if separator else lines
    escape = "\\" if _ESCAPED_QUOTE.search(head) else None
    delimiter = separator[1] if separator else _delimiter(lines, origin.suffix)
    rows = list(_sample(lines, delimiter, escape))
    at = headers.find(rows)
    if at is None:
        raise ImportFileError(f"{origin.name} is empty.")
    header, notes = headers.named(rows[at], rows[at + 1 :])
    return Layout(delimiter, escape, bool(separator), at + 1, rows[at], header, notes)


def _delimiter(lines: list[str], suffix: str) -> str:
    """The mark that cuts most lines into as many cells as each other; of equals, the one that cuts more.

    One that is neither in the first line nor in most is part of the text: then each line is a cell.
    """

    def regularity(delimiter: str) -> tuple[float, int]:
        rows = [len(cells) for cells in _sample(lines, delimiter) if cells]
        widths = Counter(rows)
        if rows[:1] in ([], [1]) and widths[1] * 2 >= len(rows):
            return 0, 0
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]))
        return count / len(rows), width

    if suffix in ("tsv", "tab") and regularity("\t")[0]:
        return "\t"
    best = max(DELIMITERS, key=regularity)
    return best if regularity(best)[0] else _NO_DELIMITER


def _sample(lines: Iterable[str], delimiter: str, escape: str | None = None) -> list[list[str]]:
    try:
        return list(islice(csv.reader(lines, delimiter=delimiter, escapechar=escape, skipinitialspace=True), SAMPLE))
    except csv.Error:
        return []
