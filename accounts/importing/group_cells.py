"""Reports by group, as Salesforce and pivot tables have them: what stands once for the rows above its subtotal.

A cell that is empty in a list is nobody's; in such a report it says what the first row of its group says.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from accounts.importing.total_rows import total_labels
from accounts.readers import Row, Table
from accounts.values import CellError
from accounts.values.texts import read_text

SAMPLE: Final = 2_000
_WORDS: Final = ("total", "summe", "ergebnis")
_SUBTOTAL = re.compile(
    r"sub[ -]?totals?\b.*|.+ (?:sub[ -]?)?totals?|zwischen(?:summe|ergebnis)\b.*|teilergebnis\b.*|.+ ergebnis"
    r"|sous[ -]total\b.*|total .+|subtotal\b.*"
)


def with_group_cells(table: Table) -> Table:
    """The table, with what stands once for a group in each row of the group where its rows are so."""
    sample = [cells for _, cells in islice(iter(table), SAMPLE)]
    columns = group_columns(sample, len(table.header))
    return GroupedTable(table, columns) if columns else table


def group_columns(sample: Sequence[Sequence[object]], width: int) -> tuple[int, ...]:
    """The columns that have a subtotal after each group, and beside each group's first row no more than that."""
    text = "\n".join(cell for cells in sample for cell in cells if isinstance(cell, str)).casefold()
    if not any(word in text for word in _WORDS):
        return ()
    return tuple(at for at in range(width) if _is_grouped(sample, at))


def _is_grouped(sample: Sequence[Sequence[object]], at: int) -> bool:
    subtotals = spared = 0
    first = True
    for cells in sample:
        if labels := total_labels(cells):
            first = first or min(labels) <= at
            subtotals += at in labels and _is_subtotal(cells[at])
        elif bool(_text(cells[at])) is not first:
            return False
        else:
            spared += not first
            first = False
    return subtotals > 0 and spared > 0


@dataclass
class GroupedTable(Table):
    """A table of such a report. What is taken from a group's first row is noted."""

    table: Table
    columns: tuple[int, ...]
    notes: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.header, self.source, self.unit, self.size = (
            self.table.header, self.table.source, self.table.unit, self.table.size,
        )  # fmt: skip
        named = " and ".join(f"“{self.header[at]}”" for at in self.columns)
        stands = f"{named} stands once for each group, above its subtotal"
        self.notes = (*self.table.notes, f"{stands}: the other rows of the group are read as having it.")

    @property
    def position(self) -> int:
        return self.table.position

    @property
    def sha256(self) -> str:
        return self.table.sha256

    def close(self) -> None:
        self.table.close()

    def __iter__(self) -> Iterator[Row]:
        said: dict[int, object] = {}
        for place, cells in self.table:
            if labels := total_labels(cells):
                said = {at: cell for at, cell in said.items() if at < min(labels)}
                yield place, cells
                continue
            filled = list(cells)
            for at in self.columns:
                if _text(cells[at]):
                    said[at] = cells[at]
                else:
                    filled[at] = said.get(at, cells[at])
            yield place, filled


def _is_subtotal(cell: object) -> bool:
    return bool(_SUBTOTAL.fullmatch(str(cell).casefold().strip(" :")))


def _text(cell: object) -> str | None:
    try:
        return read_text(cell)
    except CellError:
        return None
