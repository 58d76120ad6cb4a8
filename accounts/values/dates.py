"""Dates as tools and people write them, read into ISO text."""

import re
from calendar import monthrange
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from accounts.values import numbers
from accounts.values.conventions import CellError, Dates
from accounts.values.periods import Period, parse_period
from accounts.values.texts import read_text

FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2100
LONGEST: Final = 80
SEVERAL: Final = 3

_EXAMPLE: Final = "write it such as 2026-01-31"
_NO_DATE: Final = frozenset(["0000-00-00", "9999-12-31"])  # what databases keep for none, and for no end
_NO_END = re.compile(r"(?:31([./-])12|12([./-])31)(?:\1|\2)9999")
# Day 0 of spreadsheets, of Unix, of SQL Server and of .NET: what is written where there was nothing.
_ZERO_DAYS: Final = frozenset(["1899-12-30", "1899-12-31", "1900-01-00", "1900-01-01", "1970-01-01", "0001-01-01"])
_ZERO = re.compile(
    r"0+(?:[.,]0+)?|(?:0?0:00(?::00)?|12:00(?::00)? ?am)"
    r"|(?:0?1[/.-]0?[01]|0?[01][/.-]0?1|00[/.-]00)[/.-](?:1900|0001|1970|0000)(?: 0?0:00(?::00)?| 12:00(?::00)? am)?"
    r"|(?:0?1/0/|0/0?1/)00|(?:12[/.-]30|30[/.-]12|12[/.-]31|31[/.-]12)[/.-]1899(?: 0?0:00(?::00)?)?",
    re.IGNORECASE,
)

_LANGUAGES: Final = (
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "januar februar märz april mai juni juli august september oktober november dezember",
    "jän feb mrz apr mai jun jul aug sept okt nov dez",
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "janv févr mars avr mai juin juil août sept oct nov déc",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "ene feb mar abr may jun jul ago sept oct nov dic",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
)
_MONTHS: Final = {name: at for names in _LANGUAGES for at, name in enumerate(names.split(), start=1)}
_NAMES: Final = "January February March April May June July August September October November December".split()  # noqa: SIM905

_ZONE: Final = r"(?: ?(?:Z|UTC|GMT|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?))?"
_CLOCK: Final = r"(?:[01]?\d|2[0-4])[:h][0-5]\d(?:[:.][0-5]\d(?:[.,]\d{1,9})?)?"
_ISO = re.compile(rf"(\d{{4}}-\d\d-\d\d)(?:[T ]{_CLOCK})?{_ZONE}", re.ASCII)
_TIME = re.compile(
    rf"(?:T|,? (?:at |um |à )?){_CLOCK}(?: ?[ap]\.?m\.?)?(?: ?[A-Z]{{1,5}})?"
    r"(?:[+-]\d\d:?(?:\d\d)?)?(?: ?\([^()]*\))?(?= \d{4}$|$)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? (?=.*\d)"
    r"|(?:mo|di|mi|do|fr|sa|so)\.,? ?(?=\d)",
    re.IGNORECASE,
)
_WITH_CLOCK = re.compile(rf"([\d/.-]{{6,10}}) {_CLOCK}(?: ?[AP]M)?", re.ASCII | re.IGNORECASE)
_MARKED = re.compile(r"(\d{4}) ?[年년] ?(\d{1,2}) ?[月월] ?(\d{1,2}) ?[日일]")
_FIGURES = re.compile(r"(\d{1,4}) ?([/.\-\\ ]) ?(\d{1,2}) ?\2 ?(\d{1,4})\.?")
_ORDINAL = re.compile(r"(\d)(?:st|nd|rd|th|er|º|ª)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:[\s,./\-]|\bof\b|\bde\b|\bdel\b|\bthe\b)+", re.IGNORECASE)
_NUMBER = re.compile(r"\d{5,17}(?:\.\d+)?")


class NumericDate(NamedTuple):
    """A date of three figures that stand in the order of day and month that the column tells."""

    first: int
    second: int
    year: int


def read_date(cell: object, order: Dates, *, last: bool = False) -> str | None:
    """The date as ISO text. A date-time is the date it says in its own zone, a number of seconds that in UTC.

    A month, a quarter or a week is its first day, or its `last` one.
    """
    if type(cell) is str and (match := _ISO.fullmatch(cell)):
        return None if match[1] in _NO_DATE else _checked_iso(match[1])
    if is_zero_date(cell):
        return None
    if isinstance(cell, date):
        return None if cell.isoformat()[:10] in _NO_DATE else _dated(cell.year, cell.month, cell.day)
    if numbers.is_number(cell):
        return _counted(cell, last=last)
    found = read_text(cell)
    if found is None or found.lower() in numbers.NOTHING or found in _NO_DATE:
        return None
    return _read_text(found, order, last)


def _read_text(found: str, order: Dates, last: bool) -> str | None:  # noqa: FBT001 - a cache's key
    simple = _WITH_CLOCK.fullmatch(found)
    bare = simple[1] if simple else without_time(found)
    return None if bare[:10] in _NO_DATE or _NO_END.fullmatch(bare) else _read_day(bare, order, last)


@lru_cache(maxsize=20_000)
def _read_day(bare: str, order: Dates, last: bool) -> str:  # noqa: FBT001 - a cache's key
    if figures := numeric_date(bare):
        return _in_order(figures, order)
    if marked := _MARKED.fullmatch(bare):
        return _dated(*map(int, marked.groups()))
    if year_first := _FIGURES.fullmatch(bare):
        return _dated(*(int(year_first[at]) for at in (1, 3, 4)))
    if _NUMBER.fullmatch(bare):
        return _counted(Decimal(bare), last=last)
    if named := _with_name(bare):
        return _dated(*named)
    if within := parse_period(bare, _MONTHS):
        return _day_of(within, last=last)
    raise CellError(f"isn't a date: {_EXAMPLE}")


def is_zero_date(cell: object) -> bool:
    """Whether a cell of dates holds a zero, which stands for nothing: `0`, `00:00:00`, `1/0/1900`, 1 January 1970."""
    if isinstance(cell, (date, time)):
        return cell.isoformat()[:10] in _ZERO_DAYS if isinstance(cell, date) else cell == time()
    if numbers.is_number(cell):
        return cell == 0
    if not isinstance(cell, str) or not 0 < len(cell) <= LONGEST:
        return False
    return cell[:10] in _ZERO_DAYS or bool(_ZERO.fullmatch(cell.strip()))


_LATE_MIDNIGHT = re.compile(r"\d{4}-\d\d-\d\d[T ](1[2-9]|2[0-3]):00(?::00(?:[.,]0{1,9})?)?(?:Z| ?UTC|\+00:?00)")


def late_midnight(cells: Collection[object]) -> str:
    """The hour of UTC that all of some cells have, or that and the next one, as midnight further east is written; empty
    where they have none, or too few.
    """
    found = [_LATE_MIDNIGHT.fullmatch(cell) if isinstance(cell, str) else None for cell in cells]
    hours = sorted({match[1] for match in found if match})
    if len(found) < SEVERAL or not all(found) or int(hours[-1]) - int(hours[0]) > 1:
        return ""
    return f"{hours[0]}:00 UTC"


def is_day(cell: object) -> bool:
    """Whether a text is a day, in any order of its figures, and no bare number."""
    if not isinstance(cell, str) or cell.strip().isdecimal():
        return False
    try:
        return read_date(cell, "day-first") is not None
    except CellError:
        return False


def is_period(cell: object) -> bool:
    """Whether a cell is a month, a quarter or a week, and no day."""
    try:
        found = read_text(cell)
    except CellError:
        return False
    return found is not None and parse_period(found, _MONTHS) is not None


def date_in_words(iso: str) -> str:
    """An ISO date in words that can't be mistaken: `3 April 2026`."""
    year, month, day = iso.split("-")
    return f"{int(day)} {_NAMES[int(month) - 1]} {year}"


def without_time(found: str) -> str:
    """The text of a date without a weekday before it and the time of day after it."""
    if len(found) > LONGEST:
        raise CellError(f"isn't a date: {_EXAMPLE}")
    bare = _WEEKDAY.sub("", found, count=1)
    return _TIME.sub("", bare, count=1).strip(" ,") if ":" in bare or "h" in bare else bare


def numeric_date(bare: str) -> NumericDate | None:
    """The figures of `3/4/2026` and `3.4.26`; None where the year comes first or a month is named."""
    match = _FIGURES.fullmatch(bare)
    if match is None or len(match[1]) > 2 or len(match[4]) not in (2, 4):
        return None
    return NumericDate(int(match[1]), int(match[3]), _full_year(match[4]))


def _in_order(figures: NumericDate, order: Dates) -> str:
    first, second, year = figures
    if order == "day-first" or (not order and first > 12):
        return _dated(year, second, first)
    if order == "month-first" or second > 12 or first == second:
        return _dated(year, first, second)
    one, other = (date_in_words(_dated(year, *each)) for each in ((second, first), (first, second)))
    raise CellError(f"is {one} or {other}: say --dates day-first or --dates month-first")


def _full_year(written: str) -> int:
    year = int(written)
    return year if len(written) == 4 else year + (2000 if year < 69 else 1900)


def _with_name(bare: str) -> tuple[int, int, int] | None:
    """Year, month and day of `3 Jan 2026`, `Jan 3, 2026`, `2026-Jan-03`."""
    words = [word for word in _BETWEEN.split(_ORDINAL.sub(r"\1", bare).casefold()) if word]
    if len(words) != 3 or sum(word.isdecimal() for word in words) != 2:
        return None
    named = next(word for word in words if not word.isdecimal())
    month = _MONTHS.get(named, 0)
    one, two = (word for word in words if word is not named)
    day, year = (two, one) if len(one) == 4 else (one, two)
    if not month or len(day) > 2 or len(year) not in (2, 4):
        return None
    return _full_year(year), month, int(day)


def _counted(number: float | Decimal, *, last: bool) -> str:
    """The date that a number stands for: days of a spreadsheet, a date without marks, seconds or parts of them."""
    exact = Decimal(number) if not isinstance(number, float) else Decimal(repr(number))
    if not exact.is_finite():
        raise CellError(f"isn't a date: {_EXAMPLE}")
    whole = int(exact) if abs(exact) < 10**18 else 0
    if 10_000 <= whole <= 99_999:
        return _of(date(1899, 12, 30) + timedelta(days=whole))
    if 19_000_000 <= whole <= 21_999_999 and exact == whole:
        return _dated(whole // 10_000, whole // 100 % 100, whole % 100)
    if exact == whole and (within := parse_period(str(whole), {})):
        return _day_of(within, last=last)
    for unit in (1, 1_000, 1_000_000):
        if 10**8 <= whole // unit < 10**10:
            return _of((datetime.fromtimestamp(0, UTC) + timedelta(seconds=whole // unit)).date())
    raise CellError(f"is a number that stands for no date: {_EXAMPLE}")


def _day_of(within: Period, *, last: bool) -> str:
    return _of(within.last if last else within.first)


def _of(day: date) -> str:
    return _dated(day.year, day.month, day.day)


@lru_cache(maxsize=20_000)
def _checked_iso(written: str) -> str | None:
    if written in _ZERO_DAYS:
        return None
    try:
        date.fromisoformat(written)
    except ValueError:
        return _dated(int(written[:4]), int(written[5:7]), int(written[8:10]))
    if not FIRST_YEAR <= int(written[:4]) <= LAST_YEAR:
        return _dated(int(written[:4]), 1, 1)
    return written


def _dated(year: int, month: int, day: int) -> str:
    """ISO text of a day that exists within the years that are read."""
    if not month or not day:
        raise CellError(f"isn't a date: {_EXAMPLE}")
    if month > 12:
        raise CellError(f"has a month {month}: {_EXAMPLE}, or say how dates are written with --dates")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellError(
            f"is in the year {year}: dates from {FIRST_YEAR} to {LAST_YEAR} are read, and an empty cell is none"
        )
    if day > (last := monthrange(year, month)[1]):
        raise CellError(f"doesn't exist: {_NAMES[month - 1]} {year} has {last} days")
    return f"{year}-{month:02}-{day:02}"
