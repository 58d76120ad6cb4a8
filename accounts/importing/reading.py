"""Reading the rows of a file in batches, by column, into the stage."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
from accounts.importing.shaping import Columns, shape
from accounts.importing.staging import Stage
from accounts.money.amounts import exponent

ROWS = 500  # of a batch: enough that going by column pays, few enough to stay in the processor's cache

DIGITS = 12  # of a whole amount that can't be too large to count


class People(dict[owners.Said, int | None]):
    """The owners that a file names, numbered."""

    def __missing__(self, pair: owners.Said) -> int | None:
        said = owners.said(*pair)
        number = None if said is None else self.numbered.setdefault(said, len(self.numbered) + 1)
        self[pair] = number
        return number

    def __init__(self) -> None:
        super().__init__()
        self.numbered: dict[owners.Said, int] = {}


@dataclass(slots=True)
class Reading:
    """Reads a file as it was planned. `people` are the owners named so far, `rows` how many rows were read."""

    plan: Plan
    width: int
    today: date
    notes: Notes = field(default_factory=Notes)
    people: People = field(default_factory=People)
    rows: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the target that the file fills."""
        return tuple(self._columns(self._batch([])))

    def stage(self, table: Table, stage: Stage, progress: Progress | None = None) -> None:
        """Reads all rows, and stages or rejects each."""
        rows = iter(table)
        with _undisturbed():
            while some := list(islice(rows, ROWS)):
                self._stage(self._whole(some, stage), stage)
                self.rows += len(some)
                if progress:
                    progress(table.position)

    def _whole(self, rows: list[Row], stage: Stage) -> list[Row]:
        """Rows with no more cells than the header: in others a separator stands in a value, and cells are shifted."""
        if max(len(cells) for _, cells in rows) <= self.width:
            return rows
        longer = [row for row in rows if len(row[1]) > self.width]
        reason = f"has {{}} values for {self.width} columns: a value with a separator in it needs quotes"
        stage.reject(
            [Reject(at, "", str(cells[self.width])[:LONGEST], reason.format(len(cells))) for at, cells in longer]
        )
        return [row for row in rows if len(row[1]) <= self.width]

    def _stage(self, rows: list[Row], stage: Stage) -> None:
        batch = self._batch(rows)
        columns = self._columns(batch)
        staged = zip(batch.lines, batch.of("account"), *columns.values(), strict=True)
        if batch.bad:
            stage.reject(sorted(batch.rejects, key=self._place))
            stage.add(compress(staged, [row not in batch.bad for row in range(len(rows))]))
        else:
            stage.add(staged)

    def _place(self, reject: Reject) -> tuple[int, int]:
        header = self.plan.recognised.columns
        return reject.line, next((each.position for each in header if each.header == reject.column), len(header))

    def _batch(self, rows: list[Row]) -> Batch:
        lines = [at for at, _ in rows]
        turned: Sequence[Sequence[object]] = list(zip(*(cells for _, cells in rows), strict=False)) or [()] * self.width
        cells = {name: turned[position] for name, position in self.plan.positions.items()}
        batch = Batch(lines, cells, self.plan.headers, self.notes, self.today)
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
        if "owner_id" in columns:
            columns["owner_id"] = [self.people[pair] for pair in columns["owner_id"]]
        return columns


def _read(batch: Batch, name: str, plan: Plan, *others: Values) -> Values:
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


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the collector of cycles: there are none, and it would go through every batch's rows again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
