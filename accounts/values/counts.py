"""Whole numbers and spans of days."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from accounts.values import numbers
from accounts.values.conventions import Decimals
from accounts.values.faults import ValueFault
from accounts.values.texts import text

_EXAMPLE: Final = "write a whole number such as 1200"
_DAYS_IN: Final = {
    **dict.fromkeys(("", "d", "day", "days", "calendar days"), 1),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), 7),
    **dict.fromkeys(("m", "mo", "mos", "mth", "month", "months"), 30),
    **dict.fromkeys(("q", "qtr", "quarter", "quarters"), 91),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years"), 365),
}
_SPAN = re.compile(r"(\d{1,6}(?:[.,]0+)?) ?-?([a-z ]*)\.?", re.IGNORECASE)
_ISO_SPAN = re.compile(r"P(\d{1,6})([DWMY])")


def count(cell: object, decimals: Decimals) -> int | None:
    """A whole number, not below zero."""
    if type(cell) is str and len(cell) <= 18 and cell.isdecimal():
        return int(cell)
    if numbers.is_one(cell):
        return _whole(cell)
    found = text(cell)
    if found is None or found.lower() in numbers.NOTHING:
        return None
    parts = numbers.parts(found)
    if parts is None or parts.before or parts.after:
        raise ValueFault(f"isn't a count: {_EXAMPLE}")
    return _whole(numbers.value(parts, decimals))


def rounded(cell: object, decimals: Decimals) -> int | None:
    """A number, not below zero, to the nearest whole one: ratings are often averages, and hours have parts."""
    found = text(cell)
    if found is None or found.lower() in numbers.NOTHING:
        return None
    parts = numbers.parts(found)
    if parts is None or parts.before or parts.after:
        raise ValueFault("isn't a number: write one such as 4 or 4.5")
    return _whole(numbers.value(parts, decimals or "point").to_integral_value(ROUND_HALF_UP))


def said(cell: object, decimals: Decimals) -> int | None:
    """The same, where what is no such number says nothing."""
    try:
        return rounded(cell, decimals)
    except ValueFault:
        return None


def _whole(number: float | Decimal) -> int:
    exact = Decimal(number)
    if not exact.is_finite():
        raise ValueFault(f"isn't a count: {_EXAMPLE}")
    if exact != exact.to_integral_value():
        raise ValueFault(f"isn't a whole number: {_EXAMPLE}")
    if exact < 0:
        raise ValueFault("is below zero, which a count can't be")
    if exact > numbers.LARGEST:
        raise ValueFault("is larger than anything that is counted here")
    return int(exact)


def days(cell: object) -> int | None:
    """A span in days: `30`, `30 days`, `2 weeks`; a month counts 30, a quarter 91, a year 365."""
    if numbers.is_one(cell):
        return _whole(cell)
    found = text(cell)
    if found is None or found.lower() in numbers.NOTHING:
        return None
    match = _ISO_SPAN.fullmatch(found) or _SPAN.fullmatch(found)
    each = _DAYS_IN.get(match[2].strip().lower()) if match else None
    if match is None or each is None:
        raise ValueFault("isn't a number of days: write 30 or 30 days")
    return int(re.split("[.,]", match[1])[0]) * each
