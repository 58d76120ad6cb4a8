"""Months, quarters and weeks where a date should stand: monthly files have no days."""

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

_YEAR: Final = r"(?P<year>(?:19|20|21)\d\d)"
_MONTH: Final = r"(?P<month>0?[1-9]|1[0-2])"
_MARK: Final = r"[ /.\-]?"
_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_YEAR}[/.\-]{_MONTH}",
        rf"{_MONTH}[/.\-]{_YEAR}",
        r"(?P<year>(?:19|20|21)\d\d)(?P<month>0[1-9]|1[0-2])",
        rf"{_YEAR}{_MARK}Q(?P<quarter>[1-4])",
        rf"Q(?P<quarter>[1-4]){_MARK}{_YEAR}",
        rf"{_YEAR}{_MARK}W(?P<week>0?[1-9]|[1-4]\d|5[0-3])",
    )
)
_NAMED = re.compile(r"(?P<name>[^\W\d_]{3,})\.?[ /.\-,]{1,2}(?P<year>(?:19|20|21)\d\d)")
_NAMED_AFTER = re.compile(r"(?P<year>(?:19|20|21)\d\d)[ /.\-](?P<name>[^\W\d_]{3,})\.?")


class Period(NamedTuple):
    """The first and the last day."""

    first: date
    last: date


def parse_period(written: str, months: dict[str, int]) -> Period | None:
    """The period that `2026-01`, `01/2026`, `202601`, `Jan 2026`, `2026-Q1` or `2026-W05` is; None for none.

    `months` are the names of months in small letters, with their numbers.
    """
    for form in (*_FORMS, _NAMED, _NAMED_AFTER):
        if match := form.fullmatch(written):
            found = match.groupdict()
            if "name" in found:
                found["month"] = str(months.get(found.pop("name").casefold(), 0))
            return _days(**{name: int(figure) for name, figure in found.items()})
    return None


def _days(year: int, month: int = 0, quarter: int = 0, week: int = 0) -> Period | None:
    if week:
        try:
            first = date.fromisocalendar(year, week, 1)
        except ValueError:
            return None
        return Period(first, first + timedelta(days=6))
    months = 3 if quarter else 1
    month = 3 * quarter - 2 if quarter else month
    if not month:
        return None
    beyond = (year * 12 + month - 1) + months
    return Period(date(year, month, 1), date(beyond // 12, beyond % 12 + 1, 1) - timedelta(days=1))
