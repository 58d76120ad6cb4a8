"""From schedules to deliveries: what has come due gets its one row, and the schedule moves on with it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.digests import notices
from accounts.digests.next_dates import next_date
from accounts.digests.schedule import Schedule, ScheduleError
from accounts.digests.subscriptions import (
    COLUMNS,
    NO_DAY_LEFT,
    Subscription,
    read_row,
    read_schedule,
    subscription,
)
from store.connection import Connection
from store.database import Store
from store.timestamps import to_text

MAX_LATENESS = timedelta(hours=6)
BATCH_SIZE = 500  # subscriptions planned in one transaction: others wait no longer than that takes


@dataclass(frozen=True, slots=True)
class Planned:
    """How many deliveries a round made, and how many dates it passed over because they were missed.

    `paused` are the subscriptions that can't go on, of which their owners are to be told: no day is left for them, or
    what they go by isn't known any more. `more` says that others have come due too.
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


def plan_deliveries(store: Store, now: datetime, max_lateness: timedelta = MAX_LATENESS) -> Planned:
    """Makes the deliveries that have come due by now, up to 500, in one transaction with the schedules' next dates.

    Of several dates missed only the latest is delivered, and not when it is later than `max_lateness`; the others are
    recorded as skipped. A date that has its row keeps it: whoever plans again, and whatever the clock does, adds none.
    """
    if store.reading.execute("SELECT 1 FROM digest WHERE next_due <= ? LIMIT 1", (to_text(now),)).fetchone() is None:
        return Planned(0, 0)  # without holding others up
    with store.writing() as connection:
        rows = connection.execute(
            "SELECT id, team, at, weekdays, zone, holidays, recurrence, next_on FROM digest"
            " WHERE next_due <= ?"
            " ORDER BY next_due LIMIT ?",
            (to_text(now), BATCH_SIZE),
        ).fetchall()
        courses: dict[tuple[str, ...], _DueDates] = {}  # many go by the same schedule, and have the same to come
        planned = [(id_, team, _course(courses, by, now, max_lateness)) for id_, team, *by in rows]
        connection.executemany(_OPEN, [(id_, team, *each) for id_, team, course in planned for each in course.opened])
        connection.executemany(_KNOW, {(team,) for _, team, _ in planned})
        connection.executemany(
            "UPDATE digest SET next_on = ?, next_due = ? WHERE id = ?",
            [(*course.next_date, id_) for id_, _, course in planned if course.next_date],
        )
        stuck = [_paused(connection, id_, course.stuck, now) for id_, _, course in planned if course.stuck]
    return Planned(
        sum(course.due is not None for *_, course in planned),
        sum(len(course.missed) for *_, course in planned),
        tuple(stuck),
        more=len(rows) == BATCH_SIZE,
    )


def _course(
    courses: "dict[tuple[str, ...], _DueDates]", by: list[str], now: datetime, max_lateness: timedelta
) -> "_DueDates":
    known = courses.get(key := tuple(by))
    if known is None:
        *columns, next_on = by
        schedule = read_schedule(*columns)
        known = courses[key] = _DueDates.of(schedule, date.fromisoformat(next_on), now, max_lateness)
    return known


def _paused(connection: Connection, id_: int, why: str, now: datetime) -> Subscription:
    connection.execute("UPDATE digest SET next_due = NULL, state = 'paused', why = ? WHERE id = ?", (why, id_))
    notices.queue_notice(connection, id_, why, now)
    return read_row(connection.execute(f"SELECT {COLUMNS} FROM digest WHERE id = ?", (id_,)).fetchone())


_OPEN = """
INSERT INTO delivery (digest_id, team, occasion, state, due_at, open_from, reason, finished_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"""
_KNOW = "INSERT INTO post_limit (team, next_at) VALUES (?, '') ON CONFLICT DO NOTHING"


def preview_plan(store: Store, now: datetime, max_lateness: timedelta = MAX_LATENESS) -> list[Due]:
    """What `plan` would do at a moment, without doing it."""
    rows = store.reading.execute(
        f"SELECT {COLUMNS} FROM digest WHERE next_due <= ? ORDER BY next_due",
        (to_text(now),),
    ).fetchall()
    found = [read_row(row) for row in rows]
    courses = (_DueDates.of(each.schedule, each.next_on, now, max_lateness) for each in found if each.next_on)
    return [Due(each, course.due, course.missed) for each, course in zip(found, courses, strict=True)]


def plan_now(store: Store, id_: int, now: datetime) -> bool:
    """Makes a delivery beside those of the schedule, which goes on as if there were none. False where one that was made
    so is to come yet: a button may be pressed twice.

    Raises `SubscriptionError` when there is no such subscription.
    """
    wanted = subscription(store, id_)
    occasion = wanted.schedule.local(now).strftime("%Y-%m-%d %H:%M:%S")
    with store.writing() as connection:
        if connection.execute(_ASKED_FOR, (id_, len(occasion))).fetchone():
            return False
        connection.execute(_KNOW, (wanted.team,))
        row = (id_, wanted.team, occasion, "pending", to_text(now), to_text(now), "", None)
        return connection.execute(_OPEN, row).rowcount == 1


_ASKED_FOR = """
SELECT 1 FROM delivery WHERE digest_id = ? AND open_from IS NOT NULL AND state = 'pending' AND length(occasion) = ?"""


def replan(store: Store) -> int:
    """Works out anew when the next digests are due, as the rules of a zone may have changed. Returns how many moved."""
    with store.writing() as connection:
        rows = connection.execute(f"SELECT next_due, {COLUMNS} FROM digest WHERE next_due IS NOT NULL").fetchall()
        moved = [(due, each.id) for before, *row in rows if (due := _due(each := read_row(row)) or before) != before]
        connection.executemany("UPDATE digest SET next_due = ? WHERE id = ?", moved)
    return len(moved)


def overlong_waits(store: Store, now: datetime) -> list[Subscription]:
    """The subscriptions that wait for a later date than the next one of theirs, as after a clock that was ahead."""
    rows = store.reading.execute(
        f"SELECT {COLUMNS} FROM digest WHERE next_due > ? ORDER BY id", (to_text(now + timedelta(days=1)),)
    )
    firsts: dict[Schedule, date | None] = {}
    found = []
    for each in map(read_row, rows.fetchall()):
        if each.schedule not in firsts:
            firsts[each.schedule] = _first_after(each.schedule, now)
        first = firsts[each.schedule]
        if first and each.next_on and first < each.next_on:
            found.append(each)
    return [each for each in found if _date_to_come(store.reading, each, now)]


def shorten_waits(store: Store, now: datetime) -> int:
    """Brings those back to the next date that is theirs, and returns how many they are.

    What a clock that was ahead has skipped, or planned and not begun, wasn't due and is forgotten; what it has sent is
    sent.
    """
    if not (late := overlong_waits(store, now)):
        return 0  # without holding others up
    with store.writing() as connection:
        dates = [(each, _date_to_come(connection, each, now)) for each in late]
        connection.executemany(_FORGET, [(each.id, to_text(now)) for each in late])
        connection.executemany(
            "UPDATE digest SET next_on = ?, next_due = ? WHERE id = ? AND next_due > ?",
            [
                (day.isoformat(), to_text(each.schedule.instant(day)), each.id, to_text(now))
                for each, day in dates
                if day
            ],
        )
    return len(late)


_NOT_DUE = "due_at > ? AND length(occasion) = 10 AND fence = 0 AND state IN ('skipped', 'pending')"
_FORGET = f"DELETE FROM delivery WHERE digest_id = ? AND {_NOT_DUE}"


def _first_after(schedule: Schedule, now: datetime) -> date | None:
    try:
        return schedule.first_after(now)
    except ScheduleError:
        return None


def _date_to_come(connection: Connection, each: Subscription, now: datetime) -> date | None:
    """The next date of its schedule, if that is earlier than the one it waits for; those that weren't due come anew."""
    skipped = connection.execute(
        f"SELECT occasion FROM delivery WHERE digest_id = ? AND {_NOT_DUE}", (each.id, to_text(now))
    )
    coming = next_date(connection, each.schedule, now, each.id, {day for (day,) in skipped})
    return coming if coming and each.next_on and coming < each.next_on else None


def next_due(store: Store) -> str | None:
    """The earliest instant, as stored, at which something comes due."""
    (due,) = store.reading.execute("SELECT min(next_due) FROM digest").fetchone()
    return due  # type: ignore[no-any-return]


def _due(each: Subscription) -> str | None:
    """When it is due by the rules of its zone; None where they aren't known, as `plan` will find."""
    assert each.next_on is not None  # noqa: S101  read from a row that has one
    try:
        return to_text(each.schedule.instant(each.next_on))
    except ScheduleError:
        return None


@dataclass(frozen=True, slots=True)
class _DueDates:
    """What a schedule has come to: the date to deliver and the dates missed, the values of their deliveries and those
    of the next date, or why there is none.
    """

    due: date | None
    missed: tuple[date, ...]
    opened: tuple[tuple[str | None, ...], ...] = ()
    next_date: tuple[str, str] | None = None
    stuck: str = ""

    @classmethod
    def of(cls, schedule: Schedule, next_on: date, now: datetime, max_lateness: timedelta) -> "_DueDates":
        try:
            passed, following = _passed(schedule, next_on, now)
        except ScheduleError as error:  # one that can't be planned holds up no other
            return cls(None, (), stuck=str(error).rstrip("."))
        due = passed.pop() if passed and now - schedule.instant(passed[-1]) <= max_lateness else None
        dates = {day: (day.isoformat(), to_text(schedule.instant(day))) for day in (*passed, due, following) if day}
        opened: list[tuple[str | None, ...]] = [
            (on, "skipped", at, None, "missed", to_text(now)) for on, at in (dates[day] for day in passed)
        ]
        if due:
            on, at = dates[due]
            opened.append((on, "pending", at, at, "", None))
        next_date = dates[following] if following else None
        return cls(due, tuple(passed), tuple(opened), next_date, "" if following else NO_DAY_LEFT)


def _passed(schedule: Schedule, day: date | None, now: datetime) -> tuple[list[date], date | None]:
    """The dates from the next one on whose time has come, and the first whose time hasn't."""
    passed: list[date] = []
    while day is not None and schedule.instant(day) <= now:
        passed.append(day)
        day = next(schedule.days_after(day), None)
    return passed, day
