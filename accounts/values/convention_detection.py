"""Going through columns once to settle how their dates and numbers are written."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, cast

from accounts.kinds import Field
from accounts.values import dates as dating
from accounts.values import numbers
from accounts.values.conventions import (
    DEFAULT_CURRENCY,
    AmbiguousColumn,
    CellError,
    Conventions,
    Dates,
    Decimals,
    DetectedConventions,
    Option,
)
from accounts.values.texts import read_text

ENOUGH: Final = 1_000  # values that say the same, none of them otherwise: the rest will be like them
PLAIN: Final = 20_000  # values that say nothing, as ISO dates do
ROWS: Final = 100_000  # rows after which a column that has been empty so far is left
_BATCH: Final = 2_000

_ORDERS: Final = ("day-first", "month-first")
_MARKS: Final = ("point", "comma")
_ORDERED: Final = ("date",)
_MARKED: Final = ("money", "count")


class Rows(Protocol):
    """Some rows of a table, each at a place."""

    @property
    def places(self) -> Sequence[int]:
        """Returns the place of each."""
        ...

    def column(self, at: int) -> Sequence[object]:
        """Returns the cells of a column."""
        ...


@dataclass(slots=True)
class _Column:
    """What a column has said so far. `first` are the first cells, with their places, that said each thing.

    `plain` tells at a glance that none of some texts says anything: it may say no where that is so.
    """

    says: Callable[[str], str]
    plain: Callable[[Collection[Any]], bool]
    answers: tuple[str, str]
    style: Callable[[str], str] = lambda _: ""
    styles: set[str] = field(default_factory=set)  # of the cells that said one of the answers
    first: dict[str, tuple[str, int]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    rows: int = 0

    def look(self, cells: Sequence[object], places: Sequence[int]) -> None:
        """Takes in the cells of some rows, which are at those places."""
        self.rows += len(cells)
        different = dict.fromkeys(cells)
        if self.plain(different):
            self.counts[""] = self.counts.get("", 0) + len(different) - ("" in different)
            return
        for cell in different:
            if isinstance(cell, str) and (said := self.says(cell)):
                if said not in self.first:
                    self.first[said] = cell, places[cells.index(cell)]
                self.counts[said] = self.counts.get(said, 0) + 1
                if said in self.answers:
                    self.styles.add(self.style(cell))
            elif cell is not None and cell != "":
                self.counts[""] = self.counts.get("", 0) + 1

    @property
    def said(self) -> list[str]:
        return [answer for answer in self.answers if answer in self.first]

    @property
    def done(self) -> bool:
        if self.said:
            return len(self.said) > 1 or self.counts[self.said[0]] >= ENOUGH or self.rows >= ROWS
        return not self.open and (self.counts.get("", 0) >= PLAIN or self.rows >= ROWS)

    @property
    def open(self) -> tuple[str, int] | None:
        return self.first.get("either") or self.first.get("either point")

    @property
    def mixed(self) -> bool:
        """Whether both marks stand before three figures, so that one of the cells isn't grouped: `$1,200`, `€1.200`."""
        return "either point" in self.first and "either comma" in self.first

    @property
    def doubtful(self) -> tuple[str, int] | None:
        """Returns a cell that has three decimals as the others say, none of which has: `4,000` beside `8.500,50`."""
        if len(self.said) != 1 or "grouped" not in self.styles or "fine" in self.styles:
            return None
        return self.first.get(f"either {self.said[0]}")


def detect_conventions(  # noqa: PLR0913  what a person may say, and what is known already
    columns: Mapping[int, Field],
    blocks: Iterable[Rows],
    *,
    dates: Dates = "",
    decimals: Decimals = "",
    currency: str = DEFAULT_CURRENCY,
    silent: Collection[int] = (),
) -> DetectedConventions:
    """The conventions of the columns, by index, out of all rows: those of dates, amounts and counts are gone through.

    What is given with `dates` and `decimals` is not asked. A column that doesn't say follows those of the same file
    that do. Goes through the rows only as far as it must: not at all when no column needs it, and to the end only
    while a column could be read two ways. Columns that are known to be `silent` are not gone through.
    """
    ordered = {at: _dates() for at, each in columns.items() if each.type in _ORDERED and not dates}
    marked = {at: _numbers() for at, each in columns.items() if each.type in _MARKED and not decimals}
    both = {**ordered, **marked}
    _go_through({at: column for at, column in both.items() if at not in silent}, blocks)
    order_of, order_asked = _settle(ordered, "--dates")
    mark_of, mark_asked = _settle(marked, "--decimals")
    conventions = {
        at: Conventions(
            dates or cast("Dates", order_of.get(at, "")),
            decimals or cast("Decimals", mark_of.get(at, "")),
            currency,
            bool(dates),
        )
        for at in columns
    }
    quiet = frozenset(at for at, column in both.items() if not column.first)
    return DetectedConventions(conventions, tuple(order_asked + mark_asked), quiet)


def says_how(field: Field, cells: Sequence[object]) -> bool:
    """Whether a cell of a date, an amount or a count says how those of its column are written, or might."""
    column = _dates() if field.type in _ORDERED else _numbers()
    if not column.plain(cells):
        column.look(cells, range(len(cells)))
    return bool(column.first)


def _dates() -> _Column:
    return _Column(_order, _are_iso, _ORDERS)


def _numbers() -> _Column:
    return _Column(_mark, _are_whole, _MARKS, _style)


def _go_through(columns: Mapping[int, _Column], blocks: Iterable[Rows]) -> None:
    """Shows the columns their cells, so many rows at a time, until all are done."""
    going, places, cells = dict(columns), list[int](), {at: list[object]() for at in columns}
    for block in blocks if going else ():
        places += block.places
        for at in going:
            cells[at] += block.column(at)
        while len(places) >= _BATCH:
            _look(going, places[:_BATCH], {at: cells[at][:_BATCH] for at in going})
            places = places[_BATCH:]
            cells = {at: cells[at][_BATCH:] for at in going}
        if not going:
            return
    if places:
        _look(going, places, cells)


def _look(going: dict[int, _Column], places: Sequence[int], cells: Mapping[int, Sequence[object]]) -> None:
    """Shows the columns their cells; those that are done are taken out."""
    for at, column in list(going.items()):
        column.look(cells[at], places)
        if column.done:
            del going[at]


def _settle(columns: Mapping[int, _Column], option: Option) -> tuple[dict[int, str], list[AmbiguousColumn]]:
    """What each column says, or the file where a column doesn't; and the questions that leaves."""
    settled = {at: column.said[0] for at, column in columns.items() if len(column.said) == 1}
    by_all = set(settled.values())
    file_says = by_all.pop() if len(by_all) == 1 else ""
    questions = []
    for at, column in columns.items():
        if (
            len(column.said) > 1
            or column.doubtful
            or (column.open and at not in settled and (column.mixed or not file_says))
        ):
            questions.append(_question(at, column, option))
        elif at not in settled:
            settled[at] = file_says
    return settled, questions


def _question(at: int, column: _Column, option: Option) -> AmbiguousColumn:
    if len(column.said) > 1:
        (one, place), (other, _) = (column.first[answer] for answer in column.answers)
        why = f"“{one}” is {_called(column.answers[0])} and “{other}” is {_called(column.answers[1])}"
    elif column.doubtful:
        (said, _), (one, place) = column.first[column.said[0]], column.doubtful
        why = f"“{said}” is {_called(column.said[0])}, by which “{one}” has three decimals"
    else:
        one, place = column.open or ("", 0)
        why = f"“{one}” is {' or '.join(_both(one, option))}"
    return AmbiguousColumn(at, option, column.answers, why, place)


def _called(answer: str) -> str:
    return answer.replace("-", " ") if "-" in answer else f"with a decimal {answer}"


def _both(cell: str, option: Option) -> tuple[str, str]:
    """The two readings of a cell, in words."""
    if option == "--dates":
        one, other = (dating.read_date(cell, order) for order in ("day-first", "month-first"))
        return dating.date_in_words(one or ""), dating.date_in_words(other or "")
    found = numbers.split_number(read_text(cell) or "")
    digits = found.digits if found else cell
    return f"{digits.replace('.', '')} with a point for thousands", f"{digits}0 with a decimal point"


def _order(cell: str) -> str:
    """What a cell says of the order of day and month: nothing, one of the two, or that either fits."""
    if cell[4:5] == "-" or dating.is_zero_date(cell):  # a year, as in most files, or nothing
        return ""
    try:
        figures = dating.numeric_date(dating.without_time(read_text(cell) or ""))
    except CellError:
        return ""
    if figures is None or figures.first == figures.second or max(figures.first, figures.second) > 31:
        return ""
    if figures.first > 12:
        return "day-first" if figures.second <= 12 else ""
    return "month-first" if figures.second > 12 else "either"


def _are_iso(cells: Collection[Any]) -> bool:
    """Whether all cells are texts that begin with a year, as far as they aren't empty."""
    try:
        return {cell[4] for cell in cells if cell} == {"-"} and "".join(cells) != ""
    except (TypeError, IndexError):
        return False


def _are_whole(cells: Collection[Any]) -> bool:
    """Whether all cells are texts of figures alone, as far as they aren't empty."""
    try:
        return "".join(cells).isdecimal()
    except TypeError:
        return False


def _mark(cell: str) -> str:
    """What a cell says of the mark of decimals."""
    if cell.isdecimal():
        return ""
    try:
        found = numbers.split_number(read_text(cell) or "")
    except CellError:
        return ""
    return numbers.decimal_mark(found.digits) if found and not found.scale else ""


def _style(cell: str) -> str:
    """How a number that says its mark of decimals is written: `grouped` by thousands, `fine` with three decimals."""
    found = numbers.split_number(read_text(cell) or "")
    marks = re.findall("[.,' ]", found.digits) if found else []
    if found is None or not marks:
        return ""
    only_groups = marks[-1] not in ".," or (len(marks) > 1 and len(set(marks)) == 1)
    decimals = "" if only_groups else re.split("[.,]", found.digits)[-1]
    if len(decimals) > 2:
        return "fine"
    return "grouped" if only_groups or len(marks) > 1 else ""
