"""The terms of contracts: how long one is, and when one that renews by itself comes up next."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

GRACE: Final = 90
"""Days after its end for which a contract that nobody renewed or cancelled is past due, unless the configuration says
otherwise; then it has lapsed."""
EARLY_DAYS: Final = 90
"""Days before its end from which a contract may be taken over by a later one."""
YEAR: Final = 12


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that is too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def year_before(day: date) -> date:
    """The same day of the year before; of 29 February the 28th."""
    return add_months(day, -YEAR)


def next_renewal(starts_on: date | None, ends_on: date, today: date, term: int | None = None) -> date:
    """When a contract that renews by itself comes up next, today or later: each time it runs on for a term.

    A later term has so many months as `term`; without it, it is as long as the first one. Terms of whole months stay on
    their day of the month, or on the last day of a shorter one, whether the end is written as the last day of the term
    or as the first of the next. Without a start, or with one that isn't before the end, a term is a year.
    """
    if ends_on >= today:
        return ends_on
    for anchor, inclusive in ((starts_on, 0), (starts_on, 1)):
        if anchor and (months := _whole_months(anchor, ends_on + timedelta(days=inclusive))):
            day = today + timedelta(days=inclusive)
            return _by_months(anchor, months, term or months, day) - timedelta(days=inclusive)
    if term or not starts_on or starts_on >= ends_on:
        return _by_months(ends_on, 0, term or YEAR, today)
    days = (ends_on - starts_on).days
    return ends_on + timedelta(days=-((ends_on - today).days // days) * days)


def _whole_months(start: date, end: date) -> int:
    """How many months from one day to the other, if it is a whole number of them; else 0."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if months > 0 and add_months(start, months) == end else 0


def _by_months(anchor: date, first: int, months: int, today: date) -> date:
    """The first day that is `first` months after another, and then so many `months` more each time, today or later."""
    passed = (today.year - anchor.year) * 12 + today.month - anchor.month - first
    terms = max(passed // months, 0)
    while (day := add_months(anchor, first + terms * months)) < today:
        terms += 1
    return day
