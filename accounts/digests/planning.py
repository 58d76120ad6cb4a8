"""From schedules to deliveries: what has come due gets its one row, and the schedule moves on with it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.digests.schedule import ScheduleError
from accounts.digests.subscriptions import COLUMNS, NO_DAY_LEFT, Subscription, read_row, subscription
from accounts.instants import stored
from accounts.store import Store

MAX_LATENESS = timedelta(hours=6)
AT_ONCE = 1_000  # subscriptions planned in one transaction: others wait no longer than that takes


@dataclass(frozen=True, slots=True)
class Planned:
    """How many deliveries a round made, and how many dates it passed over because they were missed.

    `paused` are the subscriptions that can't go on: no day is left for them, or what they go by isn't known any more.
    `more` says that others have come due too.
    """

    due: int
    skipped: int
    paused: tuple[Subscription, ...] = ()
    more: bool = False


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
    due = "FROM digest WHERE next_due <= ?"
    if store.reading.execute(f"SELECT 1 {due} LIMIT 1", (stored(now),)).fetchone() is None:
        return Planned(0, 0)  # without holding others up
    with store.writing() as connection:
        rows = connection.execute(
            f"SELECT {COLUMNS} {due} ORDER BY next_due LIMIT ?",
            (stored(now), AT_ONCE),
        ).fetchall()
        planned = [_Plan.of(read_row(row), now, max_lateness) for row in rows]
        connection.executemany(_OPEN, [row for each in planned for row in each.deliveries(now)])
        connection.executemany(_KNOW, {(each.subscription.team,) for each in planned})
        connection.executemany(
            "UPDATE digest SET next_on = ?, next_due = ?, state = ?, why = ? WHERE id = ?",
            [each.next_date() for each in planned],
        )
    return Planned(
        sum(each.due is not None for each in planned),
        sum(len(each.missed) for each in planned),
        tuple(replace(each.subscription, state="paused", why=each.stuck) for each in planned if each.stuck),
        more=len(rows) == AT_ONCE,
    )


_OPEN = """
INSERT INTO delivery (digest_id, occasion, team, state, due_at, open_from, reason, finished_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"""
_KNOW = "INSERT INTO pace (team, next_at) VALUES (?, '') ON CONFLICT DO NOTHING"


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
    wanted = subscription(store, id_)
    local = now.astimezone(ZoneInfo(wanted.schedule.zone))
    with store.writing() as connection:
        connection.execute(_KNOW, (wanted.team,))
        occasion = local.strftime("%Y-%m-%d %H:%M:%S")
        row = (id_, occasion, wanted.team, "pending", stored(now), stored(now), "", None)
        return connection.execute(_OPEN, row).rowcount == 1


def replan(store: Store) -> int:
    """Works out anew when the next digests are due, as the rules of a zone may have changed. Returns how many moved."""
    with store.writing() as connection:
        rows = connection.execute(
            f"SELECT next_due, {COLUMNS} FROM digest WHERE next_due IS NOT NULL"  # noqa: S608
        ).fetchall()
        moved = [(due, each.id) for before, *row in rows if (due := _due(each := read_row(row)) or before) != before]
        connection.executemany("UPDATE digest SET next_due = ? WHERE id = ?", moved)
    return len(moved)


def next_due(store: Store) -> str | None:
    """The earliest instant, as stored, at which something comes due."""
    (due,) = store.reading.execute("SELECT min(next_due) FROM digest").fetchone()
    return due  # type: ignore[no-any-return]


def _due(each: Subscription) -> str | None:
    """When it is due by the rules of its zone; None where they aren't known, as `plan` will find."""
    assert each.next_on is not None  # noqa: S101  read from a row that has one
    try:
        return stored(each.schedule.instant(each.next_on))
    except ScheduleError:
        return None


@dataclass(frozen=True, slots=True)
class _Plan:
    """What comes of one subscription: the date to deliver, the dates missed, and the next one, or why there is none."""

    subscription: Subscription
    due: date | None
    missed: tuple[date, ...]
    following: date | None
    stuck: str = ""

    @classmethod
    def of(cls, subscription: Subscription, now: datetime, max_lateness: timedelta) -> "_Plan":
        try:
            passed, following = _passed(subscription, now)
        except ScheduleError as error:  # one that can't be planned holds up no other
            return cls(subscription, None, (), None, str(error).rstrip("."))
        stuck = "" if following else NO_DAY_LEFT
        if passed and now - subscription.schedule.instant(passed[-1]) <= max_lateness:
            return cls(subscription, passed[-1], tuple(passed[:-1]), following, stuck)
        return cls(subscription, None, tuple(passed), following, stuck)

    def deliveries(self, now: datetime) -> Iterator[tuple[object, ...]]:
        each = self.subscription
        for day in self.missed:
            due = stored(each.schedule.instant(day))
            yield each.id, day.isoformat(), each.team, "skipped", due, None, "missed", stored(now)
        if self.due:
            due = stored(each.schedule.instant(self.due))
            yield each.id, self.due.isoformat(), each.team, "pending", due, due, "", None

    def next_date(self) -> tuple[object, ...]:
        """The values that move the schedule on; one whose days have run out is paused and says so."""
        each, following = self.subscription, self.following
        if following is None:
            return each.next_on and each.next_on.isoformat(), None, "paused", self.stuck, each.id
        return following.isoformat(), stored(each.schedule.instant(following)), each.state, each.why, each.id


def _passed(subscription: Subscription, now: datetime) -> tuple[list[date], date | None]:
    """The dates from the next one on whose time has come, and the first whose time hasn't."""
    schedule, day = subscription.schedule, subscription.next_on
    passed: list[date] = []
    while day is not None and schedule.instant(day) <= now:
        passed.append(day)
        day = next(schedule.days_after(day), None)
    return passed, day
