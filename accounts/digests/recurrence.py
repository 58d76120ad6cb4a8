"""Recurrence of a digest: each week, every few weeks, or one day of each month or quarter."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, cast

Period = Literal["week", "month", "quarter"]
Of = Literal["day", "weekday", "workday"]
MONTHS_OF = {"month": 1, "quarter": 3}


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Each `nth` week, counted from that of `start`; or the `nth` day, weekday or working day of a month or quarter.

    -1 is the last one of a period; the 31st is the last day of a month that has no 31st.
    """

    period: Period = "week"
    nth: int = 1
    of: Of = "weekday"
    start: date | None = None

    @classmethod
    def from_text(cls, text: str) -> "Recurrence":
        """The recurrence that `str` wrote; nothing is each week."""
        if not text:
            return WEEKLY
        period, nth, of, *start = text.split()
        return cls(cast("Period", period), int(nth), cast("Of", of), date.fromisoformat(start[0]) if start else None)

    def __str__(self) -> str:
        if self == WEEKLY:
            return ""
        return " ".join([self.period, str(self.nth), self.of, *([self.start.isoformat()] if self.start else [])])

    def has_week_of(self, day: date) -> bool:
        """Whether the week of a day is one of those in which it comes."""
        if self.nth == 1 or self.start is None:
            return True
        return (_monday(day) - _monday(self.start)).days // 7 % self.nth == 0

    def begin(self, day: date) -> date:
        """The first day of the month or quarter of a day."""
        months = MONTHS_OF[self.period]
        return date(day.year, (day.month - 1) // months * months + 1, 1)

    def pick(self, day: date, counts: Callable[[date], bool]) -> date | None:
        """The day that it names in the month or quarter of another; `counts` says which are counted, unless all are."""
        first = self.begin(day)
        following = self.begin(first + timedelta(31 * MONTHS_OF[self.period]))
        days = [first + timedelta(n) for n in range((following - first).days)]
        counted = days if self.of == "day" else [each for each in days if counts(each)]
        if not counted:
            return None
        return counted[min(self.nth, len(counted)) - 1 if self.nth > 0 else max(self.nth, -len(counted))]


WEEKLY = Recurrence()


def _monday(day: date) -> date:
    return day - timedelta(day.weekday())
