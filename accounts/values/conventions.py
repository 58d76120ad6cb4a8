"""The conventions of a column (decimal sign, order of a date, currency), and the error of a cell that breaks them."""

from dataclasses import dataclass, field
from typing import Final, Literal


class CellError(Exception):
    """A cell's value can't be what its column holds. `reason` reads on after the value: `isn't a date: write …`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


Dates = Literal["", "day-first", "month-first"]
Decimals = Literal["", "point", "comma"]
Option = Literal["--dates", "--decimals"]

DEFAULT_CURRENCY: Final = "USD"


@dataclass(frozen=True, slots=True)
class Conventions:
    """How dates and numbers are written in a column, empty where nothing in it depends on that, and the currency of
    amounts that name none. An order of dates that was `told` is for those that read both ways: a file may have both.
    """

    dates: Dates = ""
    decimals: Decimals = ""
    currency: str = DEFAULT_CURRENCY
    told: bool = False


@dataclass(frozen=True, slots=True)
class AmbiguousColumn:
    """A column that reads two ways: its index, the option that settles it, what that takes, and why in words.

    `why` reads on after the column's name, `“03/04/2026” is 3 April 2026 or 4 March 2026`; the row of its first value
    is at `place`.
    """

    column: int
    option: Option
    answers: tuple[str, str]
    why: str
    place: int


@dataclass(frozen=True, slots=True)
class DetectedConventions:
    """The conventions of each column that was looked at, what has to be asked, and the columns in which nothing that
    was looked at says how it is written.
    """

    conventions: dict[int, Conventions] = field(default_factory=dict)
    questions: tuple[AmbiguousColumn, ...] = ()
    silent: frozenset[int] = frozenset()
