"""Rows of a file in batches, checked, with one spelling per segment."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress, repeat
from typing import Any

from accounts.importing import owners
from accounts.importing.batches import LONGEST, Batch, Notes, Values
from accounts.importing.doubts import check_amounts, check_dates, note_joined, note_several
from accounts.importing.model import Progress, RejectedRow
from accounts.importing.planning import ImportPlan
from accounts.importing.row_memory import RowMemory
from accounts.importing.segments import SegmentSpellings
from accounts.importing.total_rows import TotalRows
from accounts.importing.transforms import Columns, transform
from accounts.money.amounts import exponent
from accounts.readers import Block, MarkedRows, Table
from accounts.values import need_no_reading
from accounts.values.texts import to_text

ROWS = 200  # of a batch in which something is to be said of a row

_PASSED_OVER = {
    "total": "Totals of other rows were passed over",
    "footer": "What stands below the table was passed over",
}
_MAY_BE_TOTAL = "may be a total of other rows, and isn't the sum of those above"
_GROUPED_BY = frozenset({"segment", "plan"})  # whose values accounts are listed and counted by
DIGITS = 12  # of a whole amount that can't be too large to count


class OwnerNumbers(dict[owners.ParsedOwner, int | None]):
    """Who is meant by what a row says of its owner: the number of each is asked for once."""

    def __init__(self, number_of: Callable[[owners.ParsedOwner], int]) -> None:
        super().__init__()
        self._number_of = number_of

    def __missing__(self, row: owners.ParsedOwner) -> int | None:
        said = owners.parse_owner(*row)
        number = self[row] = None if said is None else self._number_of(said)
        return number

    def owners(self) -> list[tuple[owners.ParsedOwner, int]]:
        """Who is meant by what was said, each with the number."""
        said = ((owners.parse_owner(*row), number) for row, number in self.items())
        return [(who, number) for who, number in said if who is not None and number is not None]


class NumberedOwners(dict[owners.ParsedOwner, int]):
    """Owners by the order in which they come."""

    def __missing__(self, said: owners.ParsedOwner) -> int:
        number = self[said] = len(self) + 1
        return number


@dataclass(frozen=True, slots=True)
class CheckedRows:
    """Rows by column of the target, with what each says of its account, and what is wrong with others.

    `marks` are the fingerprints of rows that say the same on any day, whatever other rows say; None of others.
    """

    lines: Sequence[int]
    said: Values
    columns: Columns
    marks: Sequence[int | None]
    rejects: Sequence[RejectedRow]


SEPARATOR = "a value with a separator in it needs quotes"


@dataclass(slots=True)
class RowReader:
    """Reads a file as it was planned. `people` tells the owners in it, `memory` the rows that need no reading, `notes`
    are what was assumed.
    """

    plan: ImportPlan
    width: int
    today: date
    segments: SegmentSpellings
    people: OwnerNumbers
    memory: RowMemory | None = None
    notes: Notes = field(default_factory=Notes)
    _totals: TotalRows = field(init=False)

    def __post_init__(self) -> None:
        self._totals = TotalRows(self.plan.kind, self.plan.positions, self.width)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the target that the file fills."""
        return tuple(self._columns(self._batch((), (), self.notes)))

    def checked(self, table: Table, progress: Progress | None = None) -> Iterator[CheckedRows]:
        """All rows but those that the store has already, some at a time."""
        memory = self.memory
        for some in _in_batches(table.marked(memory) if memory else map(_unmarked, table.blocks())):
            if memory:
                memory.check_silence(some)
            yield from self._checked_at_once(some) or self._checked_in_batches(some, table)
            if progress:
                progress(table.position)

    def _checked_at_once(self, rows: MarkedRows) -> list[CheckedRows]:
        """Rows of which there is nothing to say; none where there is."""
        if max(map(len, rows.cells)) > self.width:
            return []
        turned = list(zip(*rows.cells, strict=True))
        if self._totals.suspects(turned):
            return []
        batch = self._batch(rows.places, turned, Notes())
        columns = self._columns(batch)
        if batch.bad or batch.rejects or batch.notes.counted:
            return []
        return [CheckedRows(batch.lines, batch.of("account"), columns, _marks(rows, columns), ())]

    def _checked_in_batches(self, rows: MarkedRows, table: Table) -> Iterator[CheckedRows]:
        for first in range(0, len(rows.places), ROWS):
            some = slice(first, first + ROWS)
            yield self._checked(MarkedRows(rows.places[some], rows.cells[some], rows.marks[some]), table)

    def _checked(self, rows: MarkedRows, table: Table) -> CheckedRows:
        fitting, rejects = self._whole(rows, table.unit)
        turned = list(zip(*fitting.cells, strict=True))
        if suspects := self._totals.suspects(turned):
            fitting, doubtful = self._records(fitting, suspects, table)
            rejects += doubtful
            turned = list(zip(*fitting.cells, strict=True))
        batch = self._batch(fitting.places, turned, self.notes)
        columns = self._columns(batch)
        marks = _marks(fitting, columns, batch.noted)
        if not batch.bad:
            return CheckedRows(batch.lines, batch.of("account"), columns, marks, rejects)
        good = [row not in batch.bad for row in range(len(fitting.places))]
        return CheckedRows(
            list(compress(batch.lines, good)),
            list(compress(batch.of("account"), good)),
            {name: list(compress(values, good)) for name, values in columns.items()},
            list(compress(marks, good)),
            sorted(rejects + batch.rejects, key=self._place),
        )

    def _whole(self, rows: MarkedRows, unit: str) -> tuple[MarkedRows, list[RejectedRow]]:
        """Rows with no more cells than the header. In others of a text a separator stands in a value, so that cells are
        shifted; those of a workbook have something beside the table.
        """
        fitting = [len(cells) <= self.width for cells in rows.cells]
        if all(fitting):
            return rows, []
        why = "what stands right of the last header has none" if unit == "row" else SEPARATOR
        reason = f"has {{}} values for {self.width} columns: {why}"
        rejects = [
            RejectedRow(at, "", str(cells[self.width])[:LONGEST], reason.format(len(cells)))
            for at, cells in zip(rows.places, rows.cells, strict=True)
            if len(cells) > self.width
        ]
        return _those(rows, fitting), rejects

    def _records(self, rows: MarkedRows, suspects: list[int], table: Table) -> tuple[MarkedRows, list[RejectedRow]]:
        """The rows without totals and lines below the table, and those that may be totals."""
        kept, marks = [True] * len(rows.places), list(rows.marks)
        rejects = []
        for at in suspects:
            line, cells, marks[at] = rows.places[at], rows.cells[at], None
            verdict = self._totals.verdict((line, cells), table)
            if verdict in _PASSED_OVER:
                self.notes.add(_PASSED_OVER[verdict], line)
            elif verdict == "doubt" and "totals" not in self.plan.accept:
                rejects.append(RejectedRow(line, "", to_text(cells[0])[:LONGEST], _MAY_BE_TOTAL, "totals"))
            else:
                continue
            kept[at] = False
        return _those(rows._replace(marks=marks), kept), rejects

    def _place(self, reject: RejectedRow) -> tuple[int, int]:
        header = self.plan.recognised.columns
        return reject.line, next((each.position for each in header if each.header == reject.column), len(header))

    def _batch(self, lines: Sequence[int], turned: Sequence[Sequence[object]], notes: Notes) -> Batch:
        """The rows on those lines, of columns that have been turned."""
        columns = turned or [()] * self.width
        cells = {name: columns[position] for name, position in self.plan.positions.items()}
        batch = Batch(lines, cells, self.plan.headers, notes, self.today, self.plan.currency, self.plan.accept)
        priced = [name for name in cells if self.plan.kind[name].type == "money"]
        for name in (name for name in cells if name not in priced):
            batch.values[name] = _read(batch, name, self.plan)
            if self.plan.kind[name].type == "date":
                check_dates(batch, self.plan.kind, name)
            if self.plan.kind[name].several:
                note_several(batch, name)
            if name in _GROUPED_BY:
                note_joined(batch, name)
        for name in priced:
            batch.values[name] = _prices(batch, name, self.plan)
        return batch

    def _columns(self, batch: Batch) -> Columns:
        if self.plan.kind.table != "account" and not batch.has("subscription"):
            batch.require("account")
        if self.plan.survey:
            batch.values["survey"] = [each or self.plan.survey for each in batch.of("survey")]
        columns = transform(self.plan.kind.table, batch)
        if "key" in columns and (self.plan.tool or self.plan.kind.table == "survey"):
            columns["key"] = self._own_keys(columns)
        if "segment" in columns:
            columns["segment"] = self.segments.in_one_spelling(batch, columns["segment"])
        if "owner_id" in columns:
            columns["owner_id"] = list(map(self.people.__getitem__, columns["owner_id"]))
        return columns

    def _own_keys(self, columns: Columns) -> Values:
        """Ids with the tool and the survey that they are of before them: other ones have the same."""
        keys = columns["key"]
        if "survey" in columns:
            keys = [key and f"{survey}:{key}" for key, survey in zip(keys, columns["survey"], strict=True)]
        return [key and f"{self.plan.tool}:{key}" for key in keys] if self.plan.tool else keys


def _unmarked(rows: Block) -> MarkedRows:
    return MarkedRows(rows.places, rows.cells, [None] * len(rows.places))


def _marks(rows: MarkedRows, columns: Columns, noted: Collection[int] = ()) -> Sequence[int | None]:
    """The fingerprints of rows that have an id, and of which nothing was noted."""
    keys = columns.get("key", ())
    if not noted and None not in keys:
        return rows.marks
    left_out = {*noted, *(row for row, key in enumerate(keys) if key is None)}
    return [None if row in left_out else mark for row, mark in enumerate(rows.marks)]


def _in_batches(blocks: Iterable[MarkedRows]) -> Iterator[MarkedRows]:
    """The rows in whole batches, but for the last."""
    places, cells, marks = list[int](), list[Sequence[object]](), list[int | None]()
    for some in blocks:
        places += some.places
        cells += some.cells
        marks += some.marks
        if whole := len(places) - len(places) % ROWS:
            yield MarkedRows(places[:whole], cells[:whole], marks[:whole])
            places, cells, marks = places[whole:], cells[whole:], marks[whole:]
    if places:
        yield MarkedRows(places, cells, marks)


def _those(rows: MarkedRows, wanted: Sequence[bool]) -> MarkedRows:
    return MarkedRows(
        list(compress(rows.places, wanted)), list(compress(rows.cells, wanted)), list(compress(rows.marks, wanted))
    )


def _read(batch: Batch, name: str, plan: ImportPlan, *others: Values) -> Values:
    if name in plan.unlike and need_no_reading(plan.kind[name], batch.cells[name]):
        return list(batch.cells[name])
    return batch.made(name, plan.read[name], batch.cells[name], *others)


def _prices(batch: Batch, name: str, plan: ImportPlan) -> Values:
    """Amounts in the currencies of their rows. Whole numbers in one currency need no look at each."""
    cells: Sequence[Any] = batch.cells[name]
    currencies = [each or "" for each in batch.of("currency")]
    if not plan.kind[name].said and "" not in cells and len(set(currencies)) == 1 and _are_whole(cells):
        (_, currency) = plan.read[name]("0", currencies[0])
        units = 10 ** exponent(currency)
        return list(zip(map(units.__mul__, map(int, cells)), repeat(currency), strict=False))
    batch.values[name] = _read(batch, name, plan, currencies)
    check_amounts(batch, name)
    return batch.values[name]


def _are_whole(cells: Sequence[Any]) -> bool:
    try:
        figures = "".join(cells)  # cells that are no text end it
    except TypeError:
        return set(map(type, cells)) == {int} and min(cells) >= 0 and max(cells) < 10**DIGITS
    return figures.isascii() and figures.isdecimal() and max(map(len, cells)) <= DIGITS
