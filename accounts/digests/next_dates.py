"""The local date on which a digest comes next, by its schedule and by what is planned already."""

import sqlite3
from collections.abc import Collection
from datetime import date, datetime

from accounts.digests.schedule import Schedule


def next_date(
    connection: sqlite3.Connection, schedule: Schedule, now: datetime, id_: int, free: Collection[str] = ()
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
