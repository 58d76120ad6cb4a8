"""Periods of time as people write them: since a day, between two, the last so many days, a quarter."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from accounts.errors import PeriodError
from accounts.number_words import with_digits
from accounts.renewals.contract_terms import add_months, year_before

_EXAMPLES: Final = "since 2026-01-01, 2026-01-01..2026-06-30, 90 days, Q1 2026, 2026-03 or last month"
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY: Final = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
_YEAR: Final = r"(?:19|20)\d\d"
_BEFORE: Final = r"(?:in|of|for|during)\s+(?:the\s+)?"  # “over 2025” may be an amount
_UNITS: Final = {"d": 0, "w": 0, "m": 1, "q": 3, "y": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """The days from `start` to `end`, both of them within it."""

    start: date
    end: date

    @property
    def before(self) -> date:
        """The evening that it starts from."""
        return self.start - timedelta(days=1)

    @property
    def words(self) -> str:
        """`2025-06-16 to 2026-06-15`."""
        return f"{self.start} to {self.end}"

    @property
    def request(self) -> str:
        """The period as it is typed."""
        return f"{self.start}..{self.end}"


def last_year(today: date) -> Period:
    """The 12 months that end today."""
    return Period(year_before(today) + timedelta(days=1), today)


def read_period(text: str, today: date) -> Period:
    """The period that a text is; an empty one is the 12 months that end today. Raises `PeriodError`."""
    period, rest = extract_period(text, today)
    if rest or not (period or not text.strip()):
        raise PeriodError(f"“{text.strip()}” is no period. Write one as {_EXAMPLES}.")
    return period or last_year(today)


def extract_period(text: str, today: date) -> tuple[Period | None, str]:
    """The period in a text, if there is one, and the text without it. Raises `PeriodError` for one that can't be."""
    text = with_digits(text)
    for pattern, read in _FORMS:
        if match := pattern.search(text):
            rest = " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())
            return _checked(read(match, today), match[0], today), rest
    return None, " ".join(text.split())


def _checked(span: tuple[date, date], text: str, today: date) -> Period:
    start, end = span
    if start > end and end != today:
        raise PeriodError(f"“{text.strip()}” ends before it starts. Write a period as {_EXAMPLES}.")
    if start > today:
        raise PeriodError(f"“{text.strip()}” hasn't begun. Write a period as {_EXAMPLES}.")
    if start == date.min:
        raise PeriodError(f"“{text.strip()}” is too long ago. Write a period as {_EXAMPLES}.")
    return Period(start, min(end, today))


def _day(text: str) -> date:
    try:
        return date(*map(int, re.split("[-/]", text)))
    except ValueError as error:
        raise PeriodError(f"“{text}” is no day: {error}. Write one as 2026-01-31.") from None


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    """So many whole months from the first of one on."""
    start = date(year, month, 1)
    return start, add_months(start, count) - timedelta(days=1)


def _last(count: int, unit: str, today: date) -> tuple[date, date]:
    if not count:
        raise PeriodError(f"A period has a day at least. Write one as {_EXAMPLES}.")
    try:
        if months := _UNITS[unit] * count:
            return add_months(today, -months) + timedelta(days=1), today
        return today - timedelta(days=count * (7 if unit == "w" else 1) - 1), today
    except (ValueError, OverflowError):
        return date.min, today


def _part_of_year(part: str, number: int, year: str | None, today: date) -> tuple[date, date]:
    """A quarter or a half, the latest that has begun where no year is given."""
    size = {"q": 3, "h": 6}[part.lower()]
    month = (number - 1) * size + 1
    return _months(int(year) if year else today.year - (date(today.year, month, 1) > today), month, size)


def _week(which: str, today: date) -> tuple[date, date]:
    """This or the last week, from its Monday on."""
    monday = today - timedelta(days=today.weekday())
    return (monday, today) if which in {"this", "current"} else (monday - timedelta(days=7), monday - timedelta(days=1))


def _named(which: str, unit: str, today: date) -> tuple[date, date]:
    """This or the last month, quarter or year."""
    size = _UNITS[unit[0]]
    start = date(today.year, (today.month - 1) // size * size + 1, 1)
    if which in {"this", "current"}:
        return start, today
    start = add_months(start, -size)
    return _months(start.year, start.month, size)


def _latest(month: int, today: date) -> tuple[date, date]:
    """The latest month of that name, counted from 0, that has begun."""
    return _months(today.year - (month + 1 > today.month), month + 1, 1)


def _half(which: str, today: date) -> tuple[date, date]:
    """This or the last half of a year."""
    start = date(today.year, 1 if today.month <= 6 else 7, 1)
    return (start, today) if which in {"this", "current"} else _months(*_before(start), 6)


def _before(start: date) -> tuple[int, int]:
    """The year and month in which the half before begins."""
    before = add_months(start, -6)
    return before.year, before.month


Read = Callable[["re.Match[str]", date], tuple[date, date]]


def _form(pattern: str, read: Read) -> tuple["re.Pattern[str]", Read]:
    return re.compile(rf"(?<![\w.-])(?:{_BEFORE})?(?:{pattern})(?![\w-])", re.IGNORECASE), read


_FORMS: Final = (
    _form(rf"(?:from\s+)?({_DAY})\s*(?:\.\.+|…|–|—|-|to|until|till)\s*({_DAY})", lambda m, _: (_day(m[1]), _day(m[2]))),
    _form(rf"(?:since|from|after)\s+({_DAY})|({_DAY})\s*(?:\.\.+|…)", lambda m, today: (_day(m[1] or m[2]), today)),
    _form(rf"(?:since|from)\s+({_YEAR})", lambda m, today: (date(int(m[1]), 1, 1), today)),
    _form(rf"({_YEAR})[\s/-]*([qh])([1-4])", lambda m, today: _part(m[2], m[3], m[1], today)),
    _form(rf"([qh])([1-4])(?:[\s/-]*({_YEAR}))?", lambda m, today: _part(m[1], m[2], m[3], today)),
    _form(
        r"(?:(?:the )?(?:last|past|in)\s+)?(\d{1,5})\s*(d|w|m|q|y|days?|weeks?|months?|quarters?|years?)",
        lambda m, today: _last(int(m[1]), m[2][0].lower(), today),
    ),
    _form(rf"({_YEAR})[-/](\d\d?)", lambda m, _: _month(m[1], m[2])),
    _form(rf"({'|'.join(_MONTHS)})[a-z]*\.?\s+({_YEAR})", lambda m, _: _month(m[2], _MONTHS.index(m[1].lower()) + 1)),
    _form(
        rf"(?:since|from)\s+({'|'.join(_MONTHS)})[a-z]*",
        lambda m, today: (_latest(_MONTHS.index(m[1].lower()), today)[0], today),
    ),
    _form(
        rf"(?:in|during|for|of)\s+({'|'.join(_MONTHS)})(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?",
        lambda m, today: _latest(_MONTHS.index(m[1].lower()), today),
    ),
    _form(r"(this|current|last|previous)\s+half(?:[- ]year)?", lambda m, today: _half(m[1].lower(), today)),
    _form(r"ytd|year to date|this year", lambda _, today: (date(today.year, 1, 1), today)),
    _form(r"(this|current|last|previous)\s+week", lambda m, today: _week(m[1].lower(), today)),
    _form(r"(this|current|last|previous)\s+(month|quarter|year)", lambda m, t: _named(m[1].lower(), m[2].lower(), t)),
    _form(rf"(?:in\s+)?({_YEAR})", lambda m, _: _months(int(m[1]), 1, 12)),
)


def _part(part: str, number: str, year: str | None, today: date) -> tuple[date, date]:
    if part.lower() == "h" and int(number) > 2:
        raise PeriodError(f"There is no half “{part}{number}”: write H1 or H2.")
    return _part_of_year(part, int(number), year, today)


def _month(year: str, month: str | int) -> tuple[date, date]:
    if not 1 <= int(month) <= 12:
        raise PeriodError(f"“{year}-{month}” is no month: write one as 2026-03.")
    return _months(int(year), int(month), 1)
