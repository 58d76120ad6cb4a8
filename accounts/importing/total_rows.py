"""Rows that sum up others, and lines below a table: no records, whatever stands in their cells."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Literal

from accounts.kinds import Kind
from accounts.kinds.model import in_words
from accounts.readers import Row, Table
from accounts.readers.table import filled
from accounts.values import CellError
from accounts.values.numbers import is_number, split_number, to_decimal
from accounts.values.texts import read_text

Verdict = Literal["record", "total", "footer", "doubt"]

_COUNT = re.compile(
    r"[(\[]?\d[\d,. ]* ?(?:records?|rows?|items?|accounts?|customers?|companies|entries|results?)?[)\]]?"
)
_SURE = re.compile(
    r"(?:grand|report|overall|running|page)[ -]?totals?|sub[ -]?totals?|(?:total|overall) sum"
    r"|(?:record|row|total) count|total (?:records|rows|items|accounts|customers)|gesamt(?:summe|betrag|ergebnis)"
    r"|zwischen(?:summe|ergebnis)|endsumme|total g[ée]n[ée]ral|sous[ -]total|suma total|total general"
    r"|totale (?:complessivo|generale)|eindtotaal"
)
_PLAIN = re.compile(
    r"totals?|sum|gesamt|summe|insgesamt|suma|somme|totale|totaal|totalt|итого|合計|overall|all accounts|all customers"
    r"|average|avg|mean|median|count|durchschnitt|mittelwert|moyenne|promedio"
)
_HEADED = re.compile(r".+: .+ \(\d[\d,. ]* (?:records?|rows?|items?)\)")  # Account Owner: Dana Lee (2 records)
_GROUP = re.compile(
    r"(?:sub[ -]?)?totals?:? .+|(?:sum|average|count) (?:of|for) .+|.+ (?:sub[ -]?)?totals?|summe .+|.+ ergebnis"
)
_FOOTER = re.compile(
    r"(?:generated|exported|downloaded|created|printed|prepared|run|source|filtered|report|data) ?"
    r"(?:by|on|at|from|as of|:).*|as of .+|page \d+.*|(?:copyright|©|\(c\)).*|.*all rights reserved.*|confidential.*"
    r"|.*do not distribute.*|\* .+|notes?: .+|end of (?:report|file|list).*"
)
_WORDS: Final = in_words(
    "total,sum,gesamt,ergebnis,totaal,итого,合計,overall,average,avg,mean,median,count,durchschnitt,mittelwert,moyenne,"
    "promedio,somme,all accounts,all customers,records),record),rows),items)"
)
_BELOW: Final = in_words(
    "generated,exported,downloaded,created,printed,prepared,run,source,filtered,report,data,as of,page,copyright,©,(c),"
    "rights reserved,confidential,distribute,* ,note,end of"
)
_CERTAINLY: Final = "grand total"
_UNIT = re.compile(r"[A-Z]{3}|(?:[A-Z]{1,2})?[$€£¥₹]|%|")
_LONGEST: Final = 200  # characters of a word for a total, with whose it is
_NARROW: Final = 2  # columns of a table whose lines of one cell may well be rows


@dataclass(slots=True)
class TotalRows:
    """Tells the rows of a file that are no records. `positions` are the columns of its fields."""

    kind: Kind
    positions: Mapping[str, int]
    width: int
    sums: dict[int, "_Sums"] | None = None
    named: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        names = [name for name in self.positions if name == "name" or self.kind[name].type == "key"]
        self.named = tuple(self.positions[name] for name in names)

    def suspects(self, turned: Sequence[Sequence[object]]) -> list[int]:
        """Which rows to look at, of the columns of some: those with such a word in a cell that names the row, or with
        no such cell.
        """
        columns = {at: turned[at] for at in {0, *self.named}} if turned else {}
        found: set[int] = set()
        for at, column in columns.items():
            text = _joined(column)
            words = (*_WORDS, *_BELOW) if at == 0 else _WORDS
            if any(_may_have(text, word) and word in text for word in words):
                found.update(n for n, cell in enumerate(column) if any(word in _low(cell) for word in words))
        if self.named and turned:
            found.update(_all_empty([columns[at] for at in self.named]))
        return sorted(found)

    def verdict(self, row: Row, table: Table) -> Verdict:
        """What a suspect row is."""
        place, cells = row
        found = _Cells.of(cells)
        if self.is_footer(cells, found):
            return "footer"
        if found.others or self.is_named_by_a_number(found):
            return "record"
        label = next(iter(found.labels.values()), "")
        plain = bool(_PLAIN.fullmatch(label))
        if label == _CERTAINLY or (plain and self.lacks_what_rows_have(cells, found.labels)):
            return "total"
        if self.is_sum(place, found.numbers, table):
            return "total"
        return "doubt" if plain and found.numbers else "record"

    def is_footer(self, cells: Sequence[object], found: "_Cells") -> bool:
        """Whether the row is a single cell with what reports say below their tables."""
        if self.width <= _NARROW or filled(cells) != 1 or found.numbers:
            return False
        return not found.labels and all(map(_FOOTER.fullmatch, found.others.values()))

    def is_named_by_a_number(self, found: "_Cells") -> bool:
        """Whether a number is its id, or its name where no word for a total stands in the place of an id."""
        ids = [at for at in self.named if at != self.positions.get("name")]
        return any(at in found.numbers for at in (ids if any(at in found.labels for at in ids) else self.named))

    def lacks_what_rows_have(self, cells: Sequence[object], labels: Mapping[int, str]) -> bool:
        """Whether there is no id in the column of ids, or nothing in one that is never empty in a record."""
        needed = [self.positions[each.name] for each in self.kind if each.required and each.name in self.positions]
        needed += [self.positions["key"]] if "key" in self.positions else []
        return any(read_text(cells[at]) is None or at in labels for at in needed)

    def is_sum(self, place: int, numbers: Mapping[int, Decimal], table: Table) -> bool:
        """Whether a number in the row is the sum of those above it, or of those since the last total."""
        if self.sums is None:
            self.sums = dict(self.added_up(table))
        sums = self.sums.get(place)
        return sums is not None and any(number and sums.match(at, number) for at, number in numbers.items())

    def added_up(self, table: Table) -> Iterator[tuple[int, "_Sums"]]:
        """The sums above every suspect row: one pass over the file, for files that have such rows at all."""
        all_, since, rows = _Adding(), _Adding(), 0
        for place, cells in table:
            found = _Cells.of(cells)
            if any(word in _low(cells[at]) for at in {0, *self.named} for word in _WORDS) or not any(
                read_text(cells[at]) for at in self.named
            ):
                sums = _Sums(dict(all_.sums), dict(since.sums), rows)
                yield place, sums
                if any(number and sums.match(at, number) for at, number in found.numbers.items()):
                    since = _Adding()
                    continue
            rows += 1
            for adding in (all_, since):
                adding.add(found.numbers)


@dataclass(frozen=True, slots=True)
class _Sums:
    """What the columns add up to above a row: all of them, and those since the last total."""

    all: Mapping[int, Decimal]
    since: Mapping[int, Decimal]
    rows: int

    def match(self, at: int, number: Decimal) -> bool:
        """Whether a number is one of the sums of its column, to the cent; of one row alone it says nothing."""
        return self.rows > 1 and any(
            abs(sums.get(at, Decimal()) - number) < Decimal("0.01") for sums in (self.all, self.since)
        )


@dataclass(slots=True)
class _Adding:
    sums: dict[int, Decimal] = field(default_factory=dict)

    def add(self, numbers: Mapping[int, Decimal]) -> None:
        for at, number in numbers.items():
            self.sums[at] = self.sums.get(at, Decimal()) + number


@dataclass(frozen=True, slots=True)
class _Cells:
    """The filled cells of a row: words for a total, numbers, and all else."""

    labels: dict[int, str]
    numbers: dict[int, Decimal]
    others: dict[int, str]

    @classmethod
    def of(cls, cells: Sequence[object]) -> "_Cells":
        found = cls({}, {}, {})
        for at, cell in enumerate(cells):
            if (text := _text(cell)) is None:
                continue
            if (number := _number(cell, text)) is not None:
                found.numbers[at] = number
            elif label := _label(text):
                found.labels[at] = label
            elif not _COUNT.fullmatch(text.casefold()):
                found.others[at] = text.casefold()
        return found


def total_labels(cells: Sequence[object]) -> list[int]:
    """Where a row has words for a total, if it has nothing else but numbers."""
    low = [cell.lower() for cell in cells if isinstance(cell, str) and 0 < len(cell) <= _LONGEST]
    if not any(word in text for text in low for word in _WORDS):
        return []
    found = _Cells.of(cells)
    return [] if found.others else sorted(found.labels)


def _label(text: str) -> str:
    """The word for a total in a cell, without the number of records that tools put after it; empty where none is."""
    low = text.casefold().strip(" :")
    if _HEADED.fullmatch(low):
        return _CERTAINLY
    bare = re.sub(rf" ?{_COUNT.pattern}$", "", low).strip(" :")
    sure = _SURE.fullmatch(bare) or (bare != low and _PLAIN.fullmatch(bare))
    if sure:
        return _CERTAINLY
    return bare if _PLAIN.fullmatch(bare) or _GROUP.fullmatch(bare) else ""


def _number(cell: object, text: str) -> Decimal | None:
    if is_number(cell):
        return cell if isinstance(cell, Decimal) else Decimal(repr(cell))
    parts = split_number(text) if isinstance(cell, str) else None
    try:
        plain = parts and _UNIT.fullmatch(parts.before) and _UNIT.fullmatch(parts.after)
        return to_decimal(parts, "point") if parts and plain else None
    except CellError:
        return None


def _text(cell: object) -> str | None:
    try:
        return read_text(cell)
    except CellError:
        return None


def _joined(column: Sequence[Any]) -> str:
    try:
        return "\n".join(column).lower()  # of text, as most columns are
    except TypeError:
        return "\n".join(_low(cell) for cell in column)


def _may_have(text: str, word: str) -> bool:
    """Whether a text has all characters of a word, of which it is quicker to see that one is missing."""
    return all(character in text for character in word)


def _low(cell: object) -> str:
    return cell.lower() if isinstance(cell, str) else ""


def _all_empty(columns: Iterable[Sequence[object]]) -> Iterator[int]:
    """The rows in which none of the columns has anything."""
    listed = list(columns)
    if not any(map(all, listed)) and all(None in column or "" in column for column in listed):
        yield from (n for n, cells in enumerate(zip(*listed, strict=True)) if not any(cells))
