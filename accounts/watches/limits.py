"""Limits of alerts in a conversation: how many a day and in which hours; later ones wait for the next day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from accounts.digests.schedule import EVERY_DAY, WEEKDAYS, Schedule
from accounts.digests.subscriptions import ALERT
from store.connection import Connection
from store.database import Store
from store.timestamps import to_text

DAILY: Final = 3
MOST_DAILY: Final = 50
MERGED_WITHIN: Final = timedelta(minutes=5)
"""So long a change waits for others, which then come in the same message."""
_SEARCHED: Final = 60  # days ahead


@dataclass(frozen=True, slots=True)
class AlertLimit:
    """The most alerts a day, and the hours of which weekdays (0 is Monday) they come in; equal ones are all hours."""

    daily: int = DAILY
    opens: time = time(8)
    closes: time = time(18)
    weekdays: frozenset[int] = WEEKDAYS

    @property
    def at_any_time(self) -> bool:
        """Whether they come by day and by night."""
        return self.opens == self.closes and self.weekdays == EVERY_DAY

    def opening(self, at: datetime, zone: str) -> datetime:
        """The first moment from `at` on that lies in the hours, as they are in a zone."""
        schedule = Schedule(self.opens, self.weekdays, zone)
        local = schedule.local(at)
        within = self.opens == self.closes or self.opens <= local.time() < self.closes
        if within and local.weekday() in self.weekdays:
            return at
        day = local.date() if local.time() < self.opens else local.date() + timedelta(days=1)
        return next_opening(schedule, day)


ANY_TIME: Final = AlertLimit(opens=time(0), closes=time(0), weekdays=EVERY_DAY)


def next_opening(schedule: Schedule, day: date) -> datetime:
    """The hours' first moment from a day on."""
    while day.weekday() not in schedule.weekdays:
        day += timedelta(days=1)
    return schedule.instant(day)


def limit_of(connection: Connection, team: str, channel: str) -> AlertLimit:
    """What a conversation has chosen, or else the defaults."""
    row = connection.execute(
        "SELECT daily, opens, closes, weekdays FROM alert_limit WHERE team = ? AND channel = ?", (team, channel)
    ).fetchone()
    if row is None:
        return AlertLimit()
    daily, opens, closes, weekdays = row
    return AlertLimit(daily, time.fromisoformat(opens), time.fromisoformat(closes), frozenset(map(int, weekdays)))


def set_limit(  # noqa: PLR0913, PLR0917  whose, what, and who changed it when
    store: Store, team: str, channel: str, limit: AlertLimit, who: str, now: datetime
) -> None:
    """Keeps what a conversation has chosen."""
    values = (
        team,
        channel,
        limit.daily,
        limit.opens.isoformat("minutes"),
        limit.closes.isoformat("minutes"),
        "".join(map(str, sorted(limit.weekdays))),
        who,
        to_text(now),
    )
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO alert_limit (team, channel, daily, opens, closes, weekdays, changed_by, changed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (team, channel) DO UPDATE SET daily = excluded.daily,"
            " opens = excluded.opens, closes = excluded.closes, weekdays = excluded.weekdays,"
            " changed_by = excluded.changed_by, changed_at = excluded.changed_at",
            values,
        )


def next_moment(  # noqa: PLR0913  where, by which clock, from when on, whose, and whether the hours bind
    connection: Connection,
    team: str,
    channel: str,
    zone: str,
    earliest: datetime,
    *,
    own: int = 0,
    urgent: bool = False,
) -> datetime | None:
    """When the next alert may come to a conversation; None where none may for a long time.

    One that a digest of its `own` has planned and nobody has begun isn't another one: it may move.
    """
    limit = limit_of(connection, team, channel)
    hours = ANY_TIME if urgent else limit
    at = hours.opening(earliest, zone)
    for _ in range(_SEARCHED):
        if alerts_on(connection, team, channel, zone, at, own) < limit.daily:
            return at
        midnight = Schedule(time(0), EVERY_DAY, zone)
        at = hours.opening(midnight.instant(midnight.local_date(at) + timedelta(days=1)), zone)
    return None


def alerts_on(  # noqa: PLR0913, PLR0917  where, by which clock, on which day, and but for which
    connection: Connection, team: str, channel: str, zone: str, at: datetime, but: int = 0
) -> int:
    """How many alerts came to a conversation on the day of a moment there, were tried in vain, or are to come yet, but
    for one that a digest has planned and nobody has begun.
    """
    midnight = Schedule(time(0), EVERY_DAY, zone)
    day = midnight.local_date(at)
    (found,) = connection.execute(
        "SELECT count(*) FROM delivery d JOIN digest g ON g.id = d.digest_id WHERE g.team = ? AND g.channel = ?"
        " AND d.occasion LIKE ? AND (d.state IN ('sent', 'unknown', 'failed') OR d.open_from IS NOT NULL)"
        " AND coalesce(d.finished_at, d.open_from) >= ? AND coalesce(d.finished_at, d.open_from) < ?"
        " AND NOT (d.digest_id = ? AND d.open_from IS NOT NULL AND d.fence = 0)",
        (
            team,
            channel,
            f"%{ALERT}",
            to_text(midnight.instant(day)),
            to_text(midnight.instant(day + timedelta(days=1))),
            but,
        ),
    ).fetchone()
    return int(found)
