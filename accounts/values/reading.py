"""The functions that read cells, one for each type of field, and what they remember."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Generic, TypeVar

from accounts.kinds import Field
from accounts.values import amounts, choices, counts, dates, texts
from accounts.values.conventions import Conventions, Dates
from accounts.values.faults import ValueFault

Value = str | int | bool | None
Result = TypeVar("Result")

MOST: Final = 20_000  # different cells remembered for a column
_AS_WRITTEN: Final = frozenset(["text", "country", "key"])
_UNLIKE: Final = frozenset(["key", "domain", "email"])  # hardly ever the same twice


def reader(field: Field, conventions: Conventions, *, repeats: bool | None = None) -> Callable[[object], Value]:
    """The function that reads a cell of the field into what the store holds, None where the cell is empty.

    It raises `ValueFault` for a value that can't be. Dates become ISO text; an amount becomes minor units of the
    conventions' currency, whatever currency it names: `money_reader` heeds that of its row. Repeated cells are
    remembered: the function costs next to nothing for them, and should be made once for a column. `repeats` says
    whether the column's cells do; otherwise that is judged by the field.
    """
    read = _reading(field, conventions)
    remembering = field.type not in _UNLIKE if repeats is None else repeats
    return _Remembered(read).__getitem__ if remembering else read


def are_read(field: Field, cells: Sequence[object]) -> bool:
    """Whether all these cells stand for themselves, so that none has to be read. It may say no where that is so."""
    return field.type in _AS_WRITTEN and texts.are_read(cells, as_keys=field.type == "key")


def money_reader(conventions: Conventions) -> Callable[[object, str], tuple[int, str] | None]:
    """The function that reads an amount, given the currency of its row (empty where it has none) as well as the cell.

    It gives `(minor units, currency)`: the currency is the row's, else what the cell names, else the conventions'.
    Raises `ValueFault` also where the cell names another currency than its row.
    """
    each: dict[str, Callable[[object], tuple[int, str] | None]] = {}

    def read(cell: object, currency: str) -> tuple[int, str] | None:
        try:
            known = each[currency]
        except KeyError:
            known = each[currency] = _Remembered(partial(_amount, conventions=conventions, row=currency)).__getitem__
        return known(cell)

    return read


def _reading(field: Field, conventions: Conventions) -> Callable[[object], Value]:
    match field.type:
        case "date":
            return partial(_told_date if conventions.told else dates.read, order=conventions.dates, last=field.ends)
        case "money":
            return partial(_minor, conventions=conventions)
        case "count":
            return partial(counts.count, decimals=conventions.decimals)
        case "number":
            return partial(counts.said if field.loose else counts.rounded, decimals=conventions.decimals)
        case "choice":
            return choices.choice(field)
        case _:
            return _PLAIN[field.type]


_PLAIN: Final[dict[str, Callable[[object], Value]]] = {
    "text": texts.text,
    "key": texts.key,
    "domain": texts.domain,
    "email": texts.email,
    "country": texts.text,
    "currency": amounts.currency,
    "days": counts.days,
    "flag": choices.flag,
}


def _told_date(cell: object, order: Dates, *, last: bool) -> str | None:
    """A date in the order that somebody said, or in the other where it makes sense in that alone."""
    try:
        return dates.read(cell, order, last=last)
    except ValueFault as fault:
        try:
            return dates.read(cell, "month-first" if order == "day-first" else "day-first", last=last)
        except ValueFault:
            raise fault from None


def _amount(cell: object, conventions: Conventions, row: str) -> tuple[int, str] | None:
    return amounts.amount(cell, conventions.decimals, row, conventions.currency)


def _minor(cell: object, conventions: Conventions) -> int | None:
    found = _amount(cell, conventions, "")
    return found[0] if found else None


class _Remembered(dict[object, Result], Generic[Result]):
    """The values of cells already read. Only text is kept: 1, 1.0 and True are one key, but not one value."""

    def __init__(self, read: Callable[[object], Result]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: object) -> Result:
        value = self._read(cell)
        if type(cell) is str:
            if len(self) >= MOST:
                self.clear()
            self[cell] = value
        return value
