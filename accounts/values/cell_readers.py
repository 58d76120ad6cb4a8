"""The function that reads a cell, for each type of field."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, Generic, TypeVar

from accounts.kinds import Field
from accounts.values import amounts, dates, numbers, texts, web_addresses
from accounts.values.conventions import CellError, Conventions, Dates
from accounts.values.texts import bare, read_text

NO_CHOICE: Final = "is none of"  # begins what is said of a word that a field of few words doesn't know
_YES: Final = frozenset(
    [
        "true",
        "yes",
        "y",
        "t",
        "1",
        "1.0",
        "on",
        "x",
        "✓",
        "✔",
        "☑",
        "✅",
        "checked",
        "ja",
        "j",
        "oui",
        "sí",
        "si",
        "sim",
    ]
) | frozenset(["wahr", "vrai", "verdadero", "vero", "waar", "verdadeiro"])  # what spreadsheets make of TRUE
_NO: Final = frozenset(
    ["false", "no", "n", "f", "0", "0.0", "off", "✗", "✘", "☐", "❌", "unchecked", "nein", "non", "nee", "não"]
) | frozenset(["falsch", "faux", "falso", "onwaar"])


def read_flag(cell: object) -> bool | None:
    """Yes or no."""
    if isinstance(cell, bool) or numbers.is_number(cell):
        if cell in (0, 1):
            return bool(cell)
        raise CellError("isn't yes or no: write TRUE or FALSE")
    found = read_text(cell)
    if found is None or (low := found.casefold()) in numbers.NOTHING:
        return None
    if low in _YES:
        return True
    if low in _NO:
        return False
    raise CellError("isn't yes or no: write TRUE or FALSE")


_PIPELINE = re.compile(r" ?\([^()]*pipeline\)$", re.IGNORECASE)  # `Closed won (Sales Pipeline)`, as HubSpot has it


def parts_of(found: str) -> list[str]:
    """The values of a cell in which a tool writes several, separated as HubSpot and spreadsheets do."""
    return [part for part in re.split(r"[;,|\n]", found) if part.strip()]


def choice_reader(field: Field) -> Callable[[object], str | None]:
    """The function that reads a field's choices by their values and words, whatever their case and punctuation."""
    meant = {bare(word): value for value, words in field.choices for word in words}
    meant |= {bare(value): value for value, _ in field.choices}
    order = [value for value, _ in field.choices]

    def first_of(found: str) -> str | None:
        """Of several values in a cell, the one that is declared first; none where one of them isn't known."""
        each = [meant.get(bare(part)) for part in parts_of(found)]
        return min((value for value in each if value), key=order.index) if all(each) else None

    def read(cell: object) -> str | None:
        found = read_text(cell)
        if found is None:
            return None
        value = meant.get(bare(found)) or meant.get(bare(_PIPELINE.sub("", found)))
        if value is None and field.several:
            value = first_of(found)
        if value is None and not field.loose:
            raise CellError(f"{NO_CHOICE} {', '.join(value for value, _ in field.choices)}")
        return value

    return read


Value = str | int | bool | None
Result = TypeVar("Result")

MOST: Final = 20_000  # different cells remembered for a column
_AS_WRITTEN: Final = frozenset(["text", "country", "key"])
_UNLIKE: Final = frozenset(["key", "domain", "email", "url"])  # hardly ever the same twice


def cell_reader(field: Field, conventions: Conventions, *, repeats: bool | None = None) -> Callable[[object], Value]:
    """The function that reads a cell of the field into what the store holds, None where the cell is empty.

    It raises `CellError` for a value that can't be. Dates become ISO text; an amount becomes minor units of the
    conventions' currency, whatever currency it names: `money_reader` heeds that of its row. Repeated cells are
    remembered: the function costs next to nothing for them, and should be made once for a column. `repeats` says
    whether the column's cells do; otherwise that is judged by the field.
    """
    read = said_or_read(field, _reading(field, conventions)) if field.said else _reading(field, conventions)
    remembering = field.type not in _UNLIKE if repeats is None else repeats
    return _Remembered(read).__getitem__ if remembering else read


def said_or_read(field: Field, read: Callable[..., Result]) -> Callable[..., Result | None]:
    """The function that reads the value which somebody said a word means in the place of the word."""
    words = dict(field.said)

    def reading(cell: object, *others: object) -> Result | None:
        value = words.get(bare(cell))
        if value is None:
            return read(cell, *others)
        return read(value, *others) if value else None

    return reading


def need_no_reading(field: Field, cells: Sequence[object]) -> bool:
    """Whether all these cells stand for themselves, so that none has to be read. It may say no where that is so."""
    if field.said:
        return False
    if field.type == "domain":
        return texts.are_domains(cells)
    if field.prose and any("<" in str(cell) or "&" in str(cell) for cell in cells):
        return False
    return field.type in _AS_WRITTEN and texts.are_plain(cells, as_keys=field.type == "key")


def money_reader(conventions: Conventions) -> Callable[[object, str], tuple[int, str] | None]:
    """The function that reads an amount, given the currency of its row (empty where it has none) as well as the cell.

    It gives `(minor units, currency)`: the currency is the row's, else what the cell names, else the conventions'.
    Raises `CellError` also where the cell names another currency than its row.
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
            return partial(
                _told_date if conventions.told else dates.read_date, order=conventions.dates, last=field.ends
            )
        case "money":
            return partial(_minor, conventions=conventions)
        case "count":
            return partial(numbers.read_count, decimals=conventions.decimals)
        case "number":
            reading = numbers.read_rounded_or_none if field.loose else numbers.read_rounded
            return partial(reading, decimals=conventions.decimals, span=field.span)
        case "choice":
            return choice_reader(field)
        case _:
            return texts.prose if field.prose else _PLAIN[field.type]


_PLAIN: Final[dict[str, Callable[[object], Value]]] = {
    "text": texts.read_text,
    "key": texts.key,
    "domain": texts.domain,
    "email": texts.email,
    "url": web_addresses.web_address,
    "country": texts.read_text,
    "currency": amounts.currency,
    "days": numbers.read_days,
    "months": numbers.read_months,
    "flag": read_flag,
}


def _told_date(cell: object, order: Dates, *, last: bool) -> str | None:
    """A date in the order that somebody said, or in the other where it makes sense in that alone."""
    try:
        return dates.read_date(cell, order, last=last)
    except CellError as fault:
        try:
            return dates.read_date(cell, "month-first" if order == "day-first" else "day-first", last=last)
        except CellError:
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
