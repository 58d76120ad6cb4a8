"""Some hundreds of rows of a file, by column: what makes reading a million of them quick."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from operator import lt
from typing import Any, Literal

from accounts.doubts import Accepted
from accounts.importing.model import RejectedRow
from accounts.values import CellError

Values = list[Any]
LONGEST = 200  # characters of a cell that a reject repeats


@dataclass(slots=True)
class Notes:
    """What was assumed of rows, each thing with its number of rows and the first one's line, or what its `unit` is."""

    unit: str = "line"
    counted: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, text: str, line: int) -> None:
        """Notes it of a row."""
        count, first = self.counted.get(text, (0, line))
        self.counted[text] = (count + 1, min(first, line))

    @property
    def texts(self) -> tuple[str, ...]:
        """Each note with its rows."""
        return tuple(
            f"{text} ({count} row{'s' * (count > 1)}, first on {self.unit} {first})."
            for text, (count, first) in self.counted.items()
        )


@dataclass(slots=True)
class Batch:
    """Rows by field: `values` as they were read, None where a cell is empty, and `cells` as the file has them.

    `currency` is that of amounts which name none, `accept` what a person said to take as it is.
    """

    lines: Sequence[int]
    cells: Mapping[str, Sequence[object]]
    headers: Mapping[str, str]
    notes: Notes
    today: date
    currency: str
    accept: frozenset[Accepted] = frozenset()
    values: dict[str, Values] = field(default_factory=dict)
    rejects: list[RejectedRow] = field(default_factory=list)
    bad: set[int] = field(default_factory=set)
    noted: set[int] = field(default_factory=set)

    def has(self, *names: str) -> bool:
        """Whether the file has a column for any of the fields."""
        return any(name in self.values for name in names)

    def of(self, name: str) -> Values:
        """The values of a field, all None when the file has no column for it."""
        return self.values.get(name) or [None] * len(self.lines)

    def reject(self, row: int, name: str, reason: str, asks: Accepted | Literal[""] = "") -> None:
        """Rejects a row for what stands in a field's column; `asks` is what a person may accept of it."""
        cell = self.cells[name][row] if name in self.cells else None
        value = "" if cell is None else str(cell)
        self.rejects.append(RejectedRow(self.lines[row], self.headers.get(name, name), value[:LONGEST], reason, asks))
        self.bad.add(row)

    def pass_over(self, row: int, why: str) -> None:
        """Leaves out a row in which nothing is wrong, and notes why."""
        self.bad.add(row)
        self.note(row, why)

    def note(self, row: int, text: str) -> None:
        """Notes an assumption made of a row."""
        self.notes.add(text, self.lines[row])
        self.noted.add(row)

    def require(self, name: str) -> None:
        """Rejects rows where the field is empty."""
        if None in self.of(name):
            for row, value in enumerate(self.of(name)):
                if value is None and row not in self.bad:
                    self.reject(row, name, "is empty")

    def in_order(self, first: str, last: str, reason: str) -> None:
        """Rejects rows in which the second date is before the first one."""
        if not self.has(first) or not self.has(last):
            return
        starts, ends = self.of(first), self.of(last)
        with suppress(TypeError):  # of an empty cell, which is before none
            if not any(map(lt, ends, starts)):
                return
        for row, (start, end) in enumerate(zip(starts, ends, strict=True)):
            if start and end and end < start:
                self.reject(row, last, f"{reason} {start}")

    def made(self, blame: str, make: Callable[..., Any], *columns: Sequence[Any]) -> Values:
        """A column made of others; a row that can't be is rejected with the reason, for what stands in `blame`."""
        try:
            if isinstance(make, Memoized):
                return list(map(make.__getitem__, zip(*columns, strict=True)))
            return list(map(make, *columns))
        except CellError:
            return [self._one(row, blame, make, given) for row, given in enumerate(zip(*columns, strict=True))]

    def _one(self, row: int, blame: str, make: Callable[..., Any], given: tuple[Any, ...]) -> object:
        try:
            return make(*given)
        except CellError as fault:
            self.reject(row, blame, fault.reason)
            return None


class Memoized(dict[Hashable, Any]):
    """A function's results by its arguments, for columns in which few different ones stand."""

    def __init__(self, make: Callable[..., Any]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, given: tuple[object, ...]) -> object:
        if len(self) > 20_000:
            self.clear()
        made = self[given] = self._make(*given)
        return made

    def __call__(self, *given: object) -> object:
        """The result for the arguments."""
        return self[given]
