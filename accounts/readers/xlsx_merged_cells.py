"""Cells of a sheet that are merged over several rows: what they show stands in the first one alone.

Numbers are left there: an amount that is merged over two rows is that of both together.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Final

from accounts.values.numbers import split_number

_PIECE: Final = 1 << 20
_OVERLAP: Final = 64
_MERGED = re.compile(rb"<(?:\w{1,40}:)?mergeCell ref=[\"']([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})[\"']")


@dataclass(slots=True)
class MergedCells:
    """Which columns are merged, from which row to which: by the column's position, in the order of rows."""

    spans: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    @classmethod
    def of(cls, sheet: IO[bytes], below: int) -> "MergedCells":
        """Those of a sheet, as the file has it, below its header."""
        found = cls()
        for left, top, right, bottom in _refs(sheet):
            if below < top < bottom:
                for column in range(left, right + 1):
                    found.spans.setdefault(column, []).append((top, bottom))
        return found

    @property
    def first(self) -> int:
        """The first row in which a merged area begins; 0 where there is none."""
        return min((top for spans in self.spans.values() for top, _ in spans), default=0)

    def filled(self, rows: Iterator[tuple[int, list[object]]]) -> Iterator[tuple[int, list[object]]]:
        """The rows with what merged cells show in each row that they cover."""
        shown: dict[int, object] = {}
        starts = {column: dict(spans) for column, spans in self.spans.items()}
        until = dict.fromkeys(starts, 0)
        for number, cells in rows:
            for column, spans in starts.items():
                if column >= len(cells):
                    continue
                if number in spans:
                    shown[column], until[column] = cells[column], spans[number]
                elif number <= until[column] and _is_said(shown[column]):
                    cells[column] = shown[column]
            yield number, cells


def _refs(sheet: IO[bytes]) -> Iterator[tuple[int, int, int, int]]:
    """The merged areas: the first column and row, the last column and row."""
    before = b""
    while piece := sheet.read(_PIECE):
        text, end = before + piece, 0
        for match in _MERGED.finditer(text) if b"mergeCell" in text else ():
            left, top, right, bottom = match.groups()
            yield _position(left), int(top), _position(right), int(bottom)
            end = match.end()
        before = text[max(end, len(text) - _OVERLAP) :]


def _is_said(cell: object) -> bool:
    """Whether a cell says something of each row: words and dates do."""
    return isinstance(cell, date) or (isinstance(cell, str) and split_number(cell.strip() or "0") is None)


def _position(letters: bytes) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + letter - 64
    return at - 1
