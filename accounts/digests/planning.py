"""From schedules to deliveries: what has come due gets its one row, and the schedule moves on with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.digests.subscriptions import COLUMNS, Subscription, read_row, subscription
from accounts.instants import stored
from accounts.store import Store

MAX_LATENESS = timedelta(hours=6)
AT_ONCE = 1_000  # subscriptions planned in one transaction: others wait no longer than that takes


@dataclass(frozen=True, slots=True)
class Planned:
    """How many deliveries a round made, and how many dates it passed over because they were missed."""

    due: int
    skipped: int


@dataclass(frozen=True, slots=True)
class Due:
    """A subscription that has come due: the local date to deliver, None when that is too late, and those missed."""

    subscription: Subscription
    day: date | None
    missed: tuple[date, ...]


def plan(store: Store, now: datetime, max_lateness: timedelta = MAX_LATENESS) -> Planned:
    """Makes the deliveries that have come due by now, up to 1,000, in one transaction with the schedules' next dates.

    Of several dates missed only the latest is delivered, and not when it is later than `max_lateness`; the others are
    recorded as skipped. A date that has its row keeps it: whoever plans again, and whatever the clock does, adds none.
    """
    with store.writing() as connection:
        rows = connection.execute(
            f"SELECT {COLUMNS} FROM digest WHERE next_due <= ? ORDER BY next_due LIMIT ?",  # noqa: S608
            (stored(now), AT_ONCE),
        ).fetchall()
        planned = [_Plan.of(read_row(row), now, max_lateness) for row in rows]
        connection.executemany(
            "INSERT INTO delivery (digest_id, occasion, state, due_at, open_from, reason, finished_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [row for each in planned for row in each.deliveries(now)],
        )
        connection.executemany(
            "UPDATE digest SET next_on = ?, next_due = ?, state = ?, why = ? WHERE id = ?",
            [each.next_date() for each in planned],
        )
    skipped = sum(len(each.missed) for each in planned)
    return Planned(sum(each.due is not None for each in planned), skipped)


def upcoming(store: Store, now: datetime, max_lateness: timedelta = MAX_LATENESS) -> list[Due]:
    """What `plan` would do at a moment, without doing it."""
    rows = store.reading.execute(
        f"SELECT {COLUMNS} FROM digest WHERE next_due <= ? ORDER BY next_due",  # noqa: S608
        (stored(now),),
    ).fetchall()
    planned = (_Plan.of(read_row(row), now, max_lateness) for row in rows)
    return [Due(each.subscription, each.due, each.missed) for each in planned]


def send_now(store: Store, id_: int, now: datetime) -> bool:
    """Makes a delivery beside those of the schedule, which goes on as if there were none. False within a second of one.

    Raises `SubscriptionError` when there is no such subscription.
    """
    local = now.astimezone(ZoneInfo(subscription(store, id_).schedule.zone))
    with store.writing() as connection:
        made = connection.execute(
            "INSERT INTO delivery (digest_id, occasion, state, due_at, open_from) VALUES (?, ?, 'pending', ?, ?)"
            " ON CONFLICT DO NOTHING",
            (id_, local.strftime("%Y-%m-%d %H:%M:%S"), stored(now), stored(now)),
        )
        return made.rowcount == 1


def replan(store: Store) -> int:
    """Works out anew when the next digests are due, as the rules of a zone may have changed. Returns how many moved."""
    with store.writing() as connection:
        rows = connection.execute(
            f"SELECT next_due, {COLUMNS} FROM digest WHERE next_due IS NOT NULL"  # noqa: S608
        ).fetchall()
        moved = [(due, each.id) for before, *row in rows if (due := _due(each := read_row(row))) != before]
        connection.executemany("UPDATE digest SET next_due = ? WHERE id = ?", moved)
    return len(moved)


def next_due(store: Store) -> str | None:
    """The earliest instant, as stored, at which something comes due."""
    (due,) = store.reading.execute("SELECT min(next_due) FROM digest").fetchone()
    return due  # type: ignore[no-any-return]


def _due(each: Subscription) -> str:
    assert each.next_on is not None  # noqa: S101  read from a row that has one
    return stored(each.schedule.instant(each.next_on))


@dataclass(frozen=True, slots=True)
class _Plan:
    """What comes of one subscription: the date to deliver, the dates missed, and the next one."""

    subscription: Subscription
    due: date | None
    missed: tuple[date, ...]
    following: date | None

    @classmethod
    def of(cls, subscription: Subscription, now: datetime, max_lateness: timedelta) -> "_Plan":
        passed, following = _passed(subscription, now)
        if passed and now - subscription.schedule.instant(passed[-1]) <= max_lateness:
            return cls(subscription, passed[-1], tuple(passed[:-1]), following)
        return cls(subscription, None, tuple(passed), following)

    def deliveries(self, now: datetime) -> Iterator[tuple[object, ...]]:
        instant = self.subscription.schedule.instant
        for day in self.missed:
            due = stored(instant(day))
            yield self.subscription.id, day.isoformat(), "skipped", due, None, "missed", stored(now)
        if self.due:
            due = stored(instant(self.due))
            yield self.subscription.id, self.due.isoformat(), "pending", due, due, "", None

    def next_date(self) -> tuple[object, ...]:
        """The values that move the schedule on; one whose days have run out is paused and says so."""
        each, following = self.subscription, self.following
        if following is None:
            return each.next_on and each.next_on.isoformat(), None, "paused", "no further day", each.id
        return following.isoformat(), stored(each.schedule.instant(following)), each.state, each.why, each.id


def _passed(subscription: Subscription, now: datetime) -> tuple[list[date], date | None]:
    """The dates from the next one on whose time has come, and the first whose time hasn't."""
    schedule, day = subscription.schedule, subscription.next_on
    passed: list[date] = []
    while day is not None and schedule.instant(day) <= now:
        passed.append(day)
        day = next(schedule.days_after(day), None)
    return passed, day
