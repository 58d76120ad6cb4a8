"""Schedule of a digest: a local time on some days in a time zone, through every change of its clocks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from accounts.digests.recurrence import WEEKLY, Recurrence
from accounts.errors import AccountsError
from store import time_zones

if TYPE_CHECKING:
    from holidays import HolidayBase

EVERY_DAY = frozenset(range(7))
WEEKDAYS = frozenset(range(5))
SEARCH_DAYS = 800  # days looked ahead: more than the longest run of holidays, less than for ever


class ScheduleError(AccountsError):
    """A zone or a country's holidays aren't known, or not any more; the message names them."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A local time, weekdays (0 is Monday) and an IANA zone; `holidays` names a country, or country-subdivision, whose
    public holidays are left out. What works with its days and instants raises `ScheduleError`.

    Of a `recurrence` by months or quarters, a day that is such a holiday moves to the next one that isn't.
    """

    at: time
    weekdays: frozenset[int]
    zone: str
    holidays: str = ""
    recurrence: Recurrence = WEEKLY

    def takes_place_on(self, day: date) -> bool:
        """Whether the schedule names the local date: by its recurrence, no holiday, and a date that the zone has."""
        if self._is_holiday(day) or not _exists(day, self.zone):
            return False
        if self.recurrence.period == "week":
            return day.weekday() in self.weekdays and self.recurrence.has_week_of(day)
        while not self._is_named(day):
            day -= timedelta(1)
            if not self._is_holiday(day):
                return False
        return True

    def _is_named(self, day: date) -> bool:
        """Whether a recurrence by months or quarters names the day, holiday or not."""
        if self.recurrence.of == "workday":
            return _nth_workday(self.recurrence, self.holidays, self.recurrence.begin(day)) == day
        return self.recurrence.pick(day, lambda each: each.weekday() in self.weekdays) == day

    def _is_holiday(self, day: date) -> bool:
        return bool(self.holidays) and day in _calendar(self.holidays, day.year)

    def instant(self, day: date) -> datetime:
        """The instant in UTC at which the schedule's time comes on a local date.

        A time that the clocks skip moves on by what they skip; of a time that comes twice, it is the first.
        """
        return _instant(day, self.at, self.zone)

    def local(self, instant: datetime) -> datetime:
        """The same instant as the clocks in the schedule's zone show it."""
        return instant.astimezone(_zone(self.zone))

    def local_date(self, instant: datetime) -> date:
        """The date in the schedule's zone."""
        return self.local(instant).date()

    def days_after(self, day: date) -> Iterator[date]:
        """The local dates after a given one on which it takes place, as far as can be planned."""
        following = (day + timedelta(ahead) for ahead in range(1, SEARCH_DAYS))
        return (each for each in following if self.takes_place_on(each))

    def first_after(self, now: datetime) -> date | None:
        """The first local date whose instant is after now; None when there is none to be planned."""
        yesterday = self.local_date(now) - timedelta(1)
        upcoming = (day for day in self.days_after(yesterday - timedelta(1)) if self.instant(day) > now)
        return next(islice(upcoming, 1), None)


@lru_cache(maxsize=1024)
def _zone(name: str) -> tzinfo:
    try:
        return time_zones.zone(name)
    except (KeyError, ValueError, OSError) as error:
        raise ScheduleError(f"The time zone {name} is not known here.") from error


@lru_cache(maxsize=4096)
def _instant(day: date, at: time, zone: str) -> datetime:
    return datetime.combine(day, at, _zone(zone)).astimezone(UTC)


@lru_cache(maxsize=4096)
def _exists(day: date, zone: str) -> bool:
    """Whether the zone has the date: Apia went from 29 to 31 December 2011."""
    ends = (datetime.combine(day, at, _zone(zone)) for at in (time.min, time(23, 59, 59)))
    return any(end.astimezone(UTC).astimezone(end.tzinfo).date() == day for end in ends)


@lru_cache(maxsize=1024)
def _nth_workday(recurrence: Recurrence, holidays: str, begin: date) -> date | None:
    return recurrence.pick(begin, lambda day: _is_workday(holidays, day))


def _is_workday(holidays: str, day: date) -> bool:
    """Whether people work on a day: the weekend is that of the country whose holidays are left out."""
    return _calendar(holidays, day.year).is_working_day(day) if holidays else day.weekday() in WEEKDAYS


def weekend_of(place: str, year: int) -> frozenset[int]:
    """The weekdays on which nobody works in a country or a part of one. Raises `ScheduleError` for an unknown one."""
    return frozenset(_calendar(place, year).weekend)


@lru_cache(maxsize=512)
def _calendar(place: str, year: int) -> "HolidayBase":
    from holidays import country_holidays  # costs more than a schedule without them should

    country, _, subdivision = place.partition("-")
    try:
        return country_holidays(country, subdiv=subdivision or None, years=year)
    except NotImplementedError as error:
        raise ScheduleError(f"The holidays of {place} are not known here.") from error
