"""When a digest is due: a local time on some weekdays in a zone, whatever the clocks there do."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from accounts.errors import AccountsError

EVERY_DAY = frozenset(range(7))
WEEKDAYS = frozenset(range(5))
SEARCH_DAYS = 800  # days looked ahead: more than the longest run of holidays, less than for ever


class ScheduleError(AccountsError):
    """A zone or a country's holidays aren't known, or not any more; the message names them."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """A local time, weekdays (0 is Monday) and an IANA zone; `holidays` names a country, or country-subdivision, whose
    public holidays are left out. What works with its days and instants raises `ScheduleError`.
    """

    at: time
    weekdays: frozenset[int]
    zone: str
    holidays: str = ""

    def takes_place_on(self, day: date) -> bool:
        """Whether the schedule names the local date: a weekday of it, no holiday, and a date that the zone has."""
        return (
            day.weekday() in self.weekdays
            and not (self.holidays and day in _holidays(self.holidays, day.year))
            and _exists(day, self.zone)
        )

    def instant(self, day: date) -> datetime:
        """The instant in UTC at which the schedule's time comes on a local date.

        A time that the clocks skip moves on by what they skip; of a time that comes twice, it is the first.
        """
        return _instant(day, self.at, self.zone)

    def local_date(self, instant: datetime) -> date:
        """The date in the schedule's zone."""
        return instant.astimezone(_zone(self.zone)).date()

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
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
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


@lru_cache(maxsize=512)
def _holidays(place: str, year: int) -> frozenset[date]:
    from holidays import country_holidays  # costs more than a schedule without them should

    country, _, subdivision = place.partition("-")
    try:
        return frozenset(country_holidays(country, subdiv=subdivision or None, years=year))
    except NotImplementedError as error:
        raise ScheduleError(f"The holidays of {place} are not known here.") from error
