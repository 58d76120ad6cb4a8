"""A table that people sort, filter and page where they read it, before anybody has decided how it looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Final, NamedTuple

from bot.reply import Choice, Look

NOT_KNOWN: Final = "not known"
NOTHING: Final = "–"  # where there is nothing that could be known
MOST_ROWS: Final = 50  # of a list that make a table: it is sorted in place, so ten are too few, and more take a while

MOST_CHARACTERS: Final = 14_000  # of its cells: Slack takes 20,000 in a message, with buttons and head


class Cell(NamedTuple):
    """What is shown in a cell, for a number the value that it is sorted by, and the colour of a band of health."""

    text: str
    value: Decimal | int | None = None
    look: Look = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataTable:
    """Rows of as many cells as there are columns, the first of which says what a row is about.

    `opens` has the request for what each row is about, or nothing. `paging` leads to the rows before and after these,
    and stands in for the choices of `instead`, which lead to shorter pages. `note` says what to know of its figures.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    opens: tuple[str, ...] = ()
    title: str = ""
    note: str = ""
    paging: tuple[Choice, ...] = ()
    instead: tuple[Choice, ...] = ()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"not every row has {len(self.columns)} cells: {self.caption}")


def rows_within(rows: Sequence[Sequence[Cell]], characters: int, step: int) -> int:
    """How many of the rows fit into so many characters, all of them or a multiple of `step`."""
    sizes = accumulate(sum(len(cell.text) for cell in row) for row in rows)
    fitting = sum(size <= characters for size in sizes)
    return fitting if fitting == len(rows) else fitting - fitting % step
