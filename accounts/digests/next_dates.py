"""The local date on which a digest comes next, by its schedule and by what is planned already."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime

from accounts.digests.schedule import Schedule
from store.connection import Connection


def next_date(
    connection: Connection, schedule: Schedule, now: datetime, id_: int, free: Collection[str] = ()
) -> date | None:
    """The first local date to come that isn't planned yet, whatever a clock that was wrong has planned after it.

    Those that are `free` count as not planned.
    """
    first = schedule.first_after(now)
    if first is None:
        return None
    planned = connection.execute(
        "SELECT occasion FROM delivery WHERE digest_id = ? AND occasion >= ? AND length(occasion) = 10",
        (id_, first.isoformat()),
    )
    taken = {date.fromisoformat(day) for (day,) in planned if day not in free}
    return first if first not in taken else next((day for day in schedule.days_after(first) if day not in taken), None)


def with_first_week(schedule: Schedule, before: Schedule | None, now: datetime) -> Schedule:
    """The schedule; of every so many weeks it counts from the week it was in before, or else the first that comes."""
    recurrence = schedule.recurrence
    if recurrence.period != "week" or recurrence.nth == 1 or recurrence.start is not None:
        return schedule
    known = before.recurrence if before else recurrence
    start = known.start if known.nth == recurrence.nth else None
    return replace(schedule, recurrence=replace(recurrence, start=start or schedule.first_after(now)))
