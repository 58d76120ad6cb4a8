"""A file's columns, and the mapping of columns to fields."""

from dataclasses import dataclass, field
from typing import Literal

from accounts.columns.headers import normalise

How = Literal["set", "remembered", "name", "guess", ""]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: `field` is what it fills (None: nothing), `how` that is known.

    `set` was said by the operator, `remembered` at an earlier import, `name` is a known header, and a `guess` is to be
    confirmed. `why` says to people what a guess rests on, or why a column that looked right isn't used.
    """

    position: int
    header: str
    field: str | None = None
    how: How = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """The columns of a file in their order.

    `missing` has a sentence for each required field that no column fills, and `notes` what people should know of how
    the columns were read. `others` are further columns known for a field that has one, the better first: where an
    account isn't found by its id, its name may stand in one of them. `currency` is the one that the headers of the
    amounts name, as in `ARR (EUR)`, else empty.
    """

    columns: tuple[Column, ...]
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    others: dict[str, tuple[int, ...]] = field(default_factory=dict)
    currency: str = ""

    @property
    def fields(self) -> dict[str, int]:
        """The position of the column for each field that has one, guesses among them."""
        return {column.field: column.position for column in self.columns if column.field}

    @property
    def guesses(self) -> tuple[Column, ...]:
        """Columns whose field is only guessed: to be confirmed by a person or by `--map`."""
        return tuple(column for column in self.columns if column.how == "guess")

    @property
    def unused(self) -> tuple[Column, ...]:
        """Columns that fill nothing."""
        return tuple(column for column in self.columns if not column.field)

    @property
    def mapping(self) -> dict[str, str]:
        """What to remember for the next import once guesses are confirmed: normal header → field, "" for none."""
        return {normalise(each.header): each.field or "" for each in self.columns if each.how not in ("name", "")}
