"""What the values of a column could be: whether a field's reader takes them, under any convention."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from accounts.kinds import Field
from accounts.values import Conventions, ValueFault, reader
from accounts.values.texts import domain, text

MOST: Final = 60  # different values that are looked at
SEVERAL: Final = 3
_EITHER_WAY = (Conventions("day-first", "point"), Conventions("month-first", "comma"))
_DATE = Field("date", "date", "")
_NUMBER = Field("number", "money", "")
_EMAIL = Field("email", "email", "")


def column(sample: Sequence[Sequence[object]], position: int) -> list[object]:
    """The different values in one column of the sample, the empty ones left out."""
    cells = dict.fromkeys(row[position] for row in sample if position < len(row))
    return [cell for cell in islice(cells, MOST) if not is_empty(cell)]


def share(field: Field, values: Sequence[object]) -> float:
    """The share of the values that could be the field's: 1 when there are none.

    Links to the pages of one site, such as the tool's own, are nobody's web domain.
    """
    if field.type == "domain" and len(values) >= SEVERAL and len({_host(value) for value in values}) == 1:
        return 0.0
    could_be = could_be_of(field)
    return sum(map(could_be, values)) / len(values) if values else 1.0


def stray(field: Field, values: Sequence[object]) -> str:
    """The first value that couldn't be the field's, else the first of all, as text."""
    could_be = could_be_of(field)
    return str(next((value for value in values if not could_be(value)), values[0]))


def could_be_of(field: Field) -> Callable[[object], bool]:
    """Whether a value could be the field's.

    A reader takes whatever makes sense in a column known to be right; here the question is whether it is. So a name is
    no number, date or address, a segment no number, and a text no date and not TRUE.
    """
    takes, is_date, is_number, is_email = map(_takes, (replace(field, loose=False), _DATE, _NUMBER, _EMAIL))
    if field.name == "name":
        return lambda value: not (is_number(value) or is_date(value) or is_email(value) or _is_truth(value))
    if field.type == "country" or field.name == "segment":
        return lambda value: not (is_number(value) or is_date(value))
    if field.type in ("text", "key"):
        return lambda value: is_number(value) or not (is_date(value) or _is_truth(value))
    if field.type in ("money", "count", "number"):
        return lambda value: takes(value) and not isinstance(value, bool)
    return takes


def is_empty(value: object) -> bool:
    """Whether there is nothing in the cell, or what tools write for nothing."""
    try:
        return text(value) is None
    except ValueFault:
        return False


def _host(value: object) -> str | None:
    try:
        return domain(value)
    except ValueFault:
        return None


def _is_truth(value: object) -> bool:
    return str(value).casefold() in ("true", "false")


def _takes(field: Field) -> Callable[[object], bool]:
    readers = [reader(field, conventions) for conventions in _EITHER_WAY]

    def takes(value: object) -> bool:
        return any(_read(each, value) for each in readers)

    return takes


def _read(read: Callable[[object], object], value: object) -> bool:
    try:
        read(value)
    except ValueFault:
        return False
    return True
