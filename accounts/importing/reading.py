"""Reading the rows of a file in batches, by column, as the target has them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress, islice
from typing import Any

from accounts.files import Row, Table
from accounts.importing import owners
from accounts.importing.batches import LONGEST, Batch, Notes, Values
from accounts.importing.options import Progress
from accounts.importing.outcome import Reject
from accounts.importing.planning import Plan
from accounts.importing.segments import Segments
from accounts.importing.shaping import Columns, shape
from accounts.money.amounts import exponent
from accounts.values import are_read

ROWS = 200  # of a batch: enough that going by column pays, few enough to stay in the processor's cache

DIGITS = 12  # of a whole amount that can't be too large to count


class People(dict[owners.Said, int | None]):
    """Who is meant by what a row says of its owner: the number of each is asked for once."""

    def __init__(self, number_of: Callable[[owners.Said], int]) -> None:
        super().__init__()
        self._number_of = number_of

    def __missing__(self, row: owners.Said) -> int | None:
        said = owners.said(*row)
        number = self[row] = None if said is None else self._number_of(said)
        return number


class Numbered(dict[owners.Said, int]):
    """Owners by the order in which they come."""

    def __missing__(self, said: owners.Said) -> int:
        number = self[said] = len(self) + 1
        return number


@dataclass(frozen=True, slots=True)
class Checked:
    """Rows by column of the target, with what each says of its account, and what is wrong with others."""

    lines: Sequence[int]
    said: Values
    columns: Columns
    rejects: Sequence[Reject]


@dataclass(slots=True)
class Reading:
    """Reads a file as it was planned. `people` tells the owners in it, `notes` are what was assumed."""

    plan: Plan
    width: int
    today: date
    segments: Segments
    people: People
    notes: Notes = field(default_factory=Notes)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the target that the file fills."""
        return tuple(self._columns(self._batch([])))

    def checked(self, table: Table, progress: Progress | None = None) -> Iterator[Checked]:
        """All rows, some at a time."""
        rows = iter(table)
        while some := list(islice(rows, ROWS)):
            yield self._checked(some)
            if progress:
                progress(table.position)

    def _checked(self, rows: list[Row]) -> Checked:
        fitting, rejects = self._whole(rows)
        batch = self._batch(fitting)
        columns = self._columns(batch)
        if not batch.bad:
            return Checked(batch.lines, batch.of("account"), columns, rejects)
        good = [row not in batch.bad for row in range(len(fitting))]
        return Checked(
            list(compress(batch.lines, good)),
            list(compress(batch.of("account"), good)),
            {name: list(compress(values, good)) for name, values in columns.items()},
            sorted(rejects + batch.rejects, key=self._place),
        )

    def _whole(self, rows: list[Row]) -> tuple[list[Row], list[Reject]]:
        """Rows with no more cells than the header: in others a separator stands in a value, and cells are shifted."""
        if max(len(cells) for _, cells in rows) <= self.width:
            return rows, []
        longer = [row for row in rows if len(row[1]) > self.width]
        reason = f"has {{}} values for {self.width} columns: a value with a separator in it needs quotes"
        rejects = [Reject(at, "", str(cells[self.width])[:LONGEST], reason.format(len(cells))) for at, cells in longer]
        return [row for row in rows if len(row[1]) <= self.width], rejects

    def _place(self, reject: Reject) -> tuple[int, int]:
        header = self.plan.recognised.columns
        return reject.line, next((each.position for each in header if each.header == reject.column), len(header))

    def _batch(self, rows: list[Row]) -> Batch:
        lines = [at for at, _ in rows]
        turned: Sequence[Sequence[object]] = list(zip(*(cells for _, cells in rows), strict=False)) or [()] * self.width
        cells = {name: turned[position] for name, position in self.plan.positions.items()}
        batch = Batch(lines, cells, self.plan.headers, self.notes, self.today, self.plan.currency)
        priced = [name for name in cells if self.plan.kind[name].type == "money"]
        for name in (name for name in cells if name not in priced):
            batch.values[name] = _read(batch, name, self.plan)
        for name in priced:
            batch.values[name] = _prices(batch, name, self.plan)
        return batch

    def _columns(self, batch: Batch) -> Columns:
        if self.plan.kind.table != "account" and not batch.has("subscription"):
            batch.require("account")
        if self.plan.survey:
            batch.values["survey"] = [each or self.plan.survey for each in batch.of("survey")]
        columns = shape(self.plan.kind.table, batch)
        if "segment" in columns:
            columns["segment"] = self.segments.in_one_spelling(batch, columns["segment"])
        if "owner_id" in columns:
            columns["owner_id"] = [self.people[pair] for pair in columns["owner_id"]]
        return columns


def _read(batch: Batch, name: str, plan: Plan, *others: Values) -> Values:
    if name in plan.unlike and are_read(plan.kind[name], batch.cells[name]):
        return list(batch.cells[name])
    return batch.made(name, plan.read[name], batch.cells[name], *others)


def _prices(batch: Batch, name: str, plan: Plan) -> Values:
    """Amounts in the currencies of their rows. Whole numbers in one currency need no look at each."""
    cells: Sequence[Any] = batch.cells[name]
    currencies = [each or "" for each in batch.of("currency")]
    if "" not in cells and len(set(currencies)) == 1 and _are_whole(cells):
        (_, currency) = plan.read[name]("0", currencies[0])
        units = 10 ** exponent(currency)
        return [(int(cell) * units, currency) for cell in cells]
    return _read(batch, name, plan, currencies)


def _are_whole(cells: Sequence[Any]) -> bool:
    try:
        figures = "".join(cells)  # cells that are no text end it
    except TypeError:
        return False
    return figures.isascii() and figures.isdecimal() and max(map(len, cells)) <= DIGITS
