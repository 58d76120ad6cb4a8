"""Rows of a file in batches, checked, with one spelling per segment."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress, repeat
from typing import Any

from accounts.importing import owners
from accounts.importing.batches import LONGEST, Batch, Notes, Values
from accounts.importing.doubts import check_amounts, check_dates
from accounts.importing.model import Progress, RejectedRow
from accounts.importing.planning import ImportPlan
from accounts.importing.total_rows import TotalRows
from accounts.importing.transforms import Columns, transform
from accounts.money.amounts import exponent
from accounts.readers import Rows, Table
from accounts.values import need_no_reading
from accounts.values.texts import to_text
from store.connection import Connection

_BETWEEN = re.compile(r"(?<!\d)[\s_\-–—]+|[\s_\-–—]+(?!\d)")
_SPELLED = "SELECT segment FROM standing_sum WHERE segment != '' GROUP BY segment ORDER BY sum(accounts) DESC, segment"


class SegmentSpellings(dict[str | None, str | None]):
    """The spelling of each segment: the one that the store has, else the first one met."""

    def __init__(self, spelled: list[str]) -> None:
        super().__init__({None: None})
        self._spelling: dict[str, str] = {}
        for segment in spelled:
            self[segment] = self._spelling.setdefault(_key(segment), segment)

    def __missing__(self, segment: str) -> str:
        spelling = self[segment] = self._spelling.setdefault(_key(segment), segment)
        return spelling

    def in_one_spelling(self, batch: Batch, segments: Values) -> Values:
        """The segments of a batch's rows; those that were spelled otherwise are noted."""
        spelled = list(map(self.__getitem__, segments))
        if spelled != segments:
            for row, (said, taken) in enumerate(zip(segments, spelled, strict=True)):
                if said != taken:
                    batch.note(row, f"“{said}” was taken for the segment “{taken}”")
        return spelled


def known_segments(connection: Connection) -> SegmentSpellings:
    """The segments of the store's customers, in the spelling that most have."""
    return SegmentSpellings([segment for (segment,) in connection.execute(_SPELLED)])


def _key(segment: str) -> str:
    """What the spellings of a segment have in common; `1-10` isn't `110`."""
    return _BETWEEN.sub("", segment.casefold())


ROWS = 200  # of a batch in which something is to be said of a row

_PASSED_OVER = {
    "total": "Totals of other rows were passed over",
    "footer": "What stands below the table was passed over",
}
_MAY_BE_TOTAL = "may be a total of other rows, and isn't the sum of those above"
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


class NumberedOwners(dict[owners.ParsedOwner, int]):
    """Owners by the order in which they come."""

    def __missing__(self, said: owners.ParsedOwner) -> int:
        number = self[said] = len(self) + 1
        return number


@dataclass(frozen=True, slots=True)
class CheckedRows:
    """Rows by column of the target, with what each says of its account, and what is wrong with others."""

    lines: Sequence[int]
    said: Values
    columns: Columns
    rejects: Sequence[RejectedRow]


SEPARATOR = "a value with a separator in it needs quotes"


@dataclass(slots=True)
class RowReader:
    """Reads a file as it was planned. `people` tells the owners in it, `notes` are what was assumed."""

    plan: ImportPlan
    width: int
    today: date
    segments: SegmentSpellings
    people: OwnerNumbers
    notes: Notes = field(default_factory=Notes)
    _totals: TotalRows = field(init=False)

    def __post_init__(self) -> None:
        self._totals = TotalRows(self.plan.kind, self.plan.positions, self.width)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the target that the file fills."""
        return tuple(self._columns(self._batch((), (), self.notes)))

    def checked(self, table: Table, progress: Progress | None = None) -> Iterator[CheckedRows]:
        """All rows, some at a time."""
        for some in _in_batches(table.blocks()):
            yield from self._checked_at_once(some) or self._checked_in_batches(some, table)
            if progress:
                progress(table.position)

    def _checked_at_once(self, rows: Rows) -> list[CheckedRows]:
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
        return [CheckedRows(batch.lines, batch.of("account"), columns, ())]

    def _checked_in_batches(self, rows: Rows, table: Table) -> Iterator[CheckedRows]:
        for first in range(0, len(rows.places), ROWS):
            last = first + ROWS
            yield self._checked(Rows(rows.places[first:last], rows.cells[first:last]), table)

    def _checked(self, rows: Rows, table: Table) -> CheckedRows:
        fitting, rejects = self._whole(rows, table.unit)
        turned = list(zip(*fitting.cells, strict=True))
        if suspects := self._totals.suspects(turned):
            fitting, doubtful = self._records(fitting, suspects, table)
            rejects += doubtful
            turned = list(zip(*fitting.cells, strict=True))
        batch = self._batch(fitting.places, turned, self.notes)
        columns = self._columns(batch)
        if not batch.bad:
            return CheckedRows(batch.lines, batch.of("account"), columns, rejects)
        good = [row not in batch.bad for row in range(len(fitting.places))]
        return CheckedRows(
            list(compress(batch.lines, good)),
            list(compress(batch.of("account"), good)),
            {name: list(compress(values, good)) for name, values in columns.items()},
            sorted(rejects + batch.rejects, key=self._place),
        )

    def _whole(self, rows: Rows, unit: str) -> tuple[Rows, list[RejectedRow]]:
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
            for at, cells in zip(*rows, strict=True)
            if len(cells) > self.width
        ]
        return _those(rows, fitting), rejects

    def _records(self, rows: Rows, suspects: list[int], table: Table) -> tuple[Rows, list[RejectedRow]]:
        """The rows without totals and lines below the table, and those that may be totals."""
        kept = [True] * len(rows.places)
        rejects = []
        for at in suspects:
            line, cells = rows.places[at], rows.cells[at]
            verdict = self._totals.verdict((line, cells), table)
            if verdict in _PASSED_OVER:
                self.notes.add(_PASSED_OVER[verdict], line)
            elif verdict == "doubt" and "totals" not in self.plan.accept:
                rejects.append(RejectedRow(line, "", to_text(cells[0])[:LONGEST], _MAY_BE_TOTAL, "totals"))
            else:
                continue
            kept[at] = False
        return _those(rows, kept), rejects

    def _place(self, reject: RejectedRow) -> tuple[int, int]:
        header = self.plan.recognised.columns
        return reject.line, next((each.position for each in header if each.header == reject.column), len(header))

    def _batch(self, lines: Sequence[int], turned: Sequence[Sequence[object]], notes: Notes) -> Batch:
        """The rows on those lines, of columns that have been turned."""
        columns = turned or [()] * self.width
        cells = {name: columns[position] for name, position in self.plan.positions.items()}
        batch = Batch(lines, cells, self.plan.headers, notes, self.today, self.plan.currency)
        priced = [name for name in cells if self.plan.kind[name].type == "money"]
        for name in (name for name in cells if name not in priced):
            batch.values[name] = _read(batch, name, self.plan)
            if self.plan.kind[name].type == "date":
                check_dates(batch, self.plan.kind, name, self.plan.accept)
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


def _in_batches(blocks: Iterable[Rows]) -> Iterator[Rows]:
    """The rows in whole batches, but for the last."""
    places, cells = list[int](), list[Sequence[object]]()
    for some in blocks:
        places += some.places
        cells += some.cells
        if whole := len(places) - len(places) % ROWS:
            yield Rows(places[:whole], cells[:whole])
            places, cells = places[whole:], cells[whole:]
    if places:
        yield Rows(places, cells)


def _those(rows: Rows, wanted: Sequence[bool]) -> Rows:
    return Rows(list(compress(rows.places, wanted)), list(compress(rows.cells, wanted)))


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
    check_amounts(batch, name, plan.accept)
    return batch.values[name]


def _are_whole(cells: Sequence[Any]) -> bool:
    try:
        figures = "".join(cells)  # cells that are no text end it
    except TypeError:
        return set(map(type, cells)) == {int} and min(cells) >= 0 and max(cells) < 10**DIGITS
    return figures.isascii() and figures.isdecimal() and max(map(len, cells)) <= DIGITS
