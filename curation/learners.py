"""Learners: their pace and hour, and who may see their counts."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

from curation.change import Change, carry_out
from curation.errors import CurationError, NotFoundError
from store import Store, time_zones
from store.connection import Connection
from store.timestamps import from_text, to_text

PACE: Final = 5  # words a day unless said
MOST: Final = 10  # words a day at most
MORNING: Final = time(9)
_COLUMNS: Final = "person, team, channel, zone, at, pace, started_on, next_at, manager"


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who learns. `next_at` is when the next lesson is due, none in a pause; `manager` may see counts."""

    person: str
    team: str
    channel: str
    zone: str
    at: str
    pace: int
    started_on: str
    next_at: str | None
    manager: str

    def local(self, now: datetime) -> datetime:
        """An instant where the learner is."""
        return now.astimezone(zone_of(self.zone))


@dataclass(frozen=True, slots=True)
class Progress:
    """What is counted of a learner: words shown, how many of their answers were right and wrong, and words due."""

    person: str
    words: int
    right: int
    wrong: int
    due: int


def zone_of(name: str) -> tzinfo:
    """The zone of a name; UTC for one that isn't known."""
    try:
        return time_zones.zone(name or "UTC")
    except (ValueError, OSError, KeyError):
        return UTC


def next_morning(now: datetime, zone: str, at: str) -> datetime:
    """The next instant after now at which it is the local time on a weekday."""
    local = now.astimezone(zone_of(zone))
    hour = time.fromisoformat(at)
    for days in range(8):
        day = local.date() + timedelta(days=days)
        instant = datetime.combine(day, hour, local.tzinfo).astimezone(UTC)
        if day.weekday() < 5 and instant > now:
            return instant
    raise AssertionError("every week has weekdays")


def start_learning(store: Store, change: Change, zone: str, at: str = "", channel: str = "") -> Learner:
    """Begins, or goes on after a pause; an hour that is given is kept from now on."""
    if not change.who:
        raise CurationError("Lessons come in Slack: say learn start there.")

    def step(connection: Connection) -> None:
        row = connection.execute("SELECT at FROM learner WHERE person = ?", (change.who,)).fetchone()
        hour = at or (row[0] if row else MORNING.isoformat("minutes"))
        connection.execute(
            "INSERT INTO learner (person, team, channel, zone, at, pace, started_on, next_at)"
            " VALUES (:person, :team, :channel, :zone, :at, :pace, :day, :next_at) ON CONFLICT (person) DO UPDATE SET"
            " zone = excluded.zone, at = excluded.at, next_at = excluded.next_at,"
            " channel = CASE WHEN excluded.channel = '' THEN learner.channel ELSE excluded.channel END",
            {
                "person": change.who,
                "team": change.team,
                "channel": channel,
                "zone": str(zone_of(zone)),
                "at": hour,
                "pace": PACE,
                "day": change.at.astimezone(zone_of(zone)).date().isoformat(),
                "next_at": to_text(next_morning(change.at, zone, hour)),
            },
        )

    carry_out(store, change, step)
    return find_learner(store, change.who)


def pause_learning(store: Store, change: Change) -> Learner:
    """Sends no more lessons until it is started again; what was learned stays. Raises `NotFoundError`."""
    return _set(store, change, "next_at = NULL")


def set_pace(store: Store, change: Change, pace: int) -> Learner:
    """Sets the words a day. Raises `CurationError` for a number out of range, `NotFoundError` for no learner."""
    if not 1 <= pace <= MOST:
        raise CurationError(f"Say a number of words a day from 1 to {MOST}.")
    return _set(store, change, "pace = ?", pace)


def share_counts(store: Store, change: Change, manager: str) -> Learner:
    """Lets a person see the counts, and nobody with an empty id. Raises `NotFoundError`."""
    return _set(store, change, "manager = ?", manager)


def make_due(store: Store, change: Change) -> Learner:
    """Has the next lesson sent now; of a day there is one. Raises `NotFoundError`."""
    return _set(store, change, "next_at = ?", change.when)


def stop_learning(store: Store, change: Change) -> bool:
    """Ends it, and forgets everything that was kept of it. Returns whether there was anything."""

    def step(connection: Connection) -> bool:
        for table in ("lesson", "learned_word"):
            connection.execute(f"DELETE FROM {table} WHERE person = ?", (change.who,))
        return bool(connection.execute("DELETE FROM learner WHERE person = ?", (change.who,)).rowcount)

    return bool(carry_out(store, change, step))


def _set(store: Store, change: Change, settings: str, *values: object) -> Learner:
    def step(connection: Connection) -> None:
        connection.execute(f"UPDATE learner SET {settings} WHERE person = ?", (*values, change.who))

    carry_out(store, change, step)
    return find_learner(store, change.who)


def find_learner(store: Store, person: str) -> Learner:
    """The learner. Raises `NotFoundError`."""
    row = store.reading.execute(f"SELECT {_COLUMNS} FROM learner WHERE person = ?", (person,)).fetchone()
    if row is None:
        raise NotFoundError("You aren’t learning yet: say learn start.")
    return Learner(*row)


def due_learner(store: Store, now: datetime) -> Learner | None:
    """The learner whose lesson has been due the longest."""
    query = f"SELECT {_COLUMNS} FROM learner WHERE next_at <= ? ORDER BY next_at, person LIMIT 1"
    row = store.reading.execute(query, (to_text(now),)).fetchone()
    return Learner(*row) if row else None


def next_lesson_at(store: Store) -> datetime | None:
    """When the next lesson is due."""
    at = store.reading.execute("SELECT min(next_at) FROM learner WHERE next_at IS NOT NULL").fetchone()[0]
    return from_text(at) if at else None


def progress(store: Store, person: str, today: date) -> Progress:
    """What is counted of one learner."""
    return next(iter(_progress(store, "learner.person = :who", person, today)), Progress(person, 0, 0, 0, 0))


def shared_progress(store: Store, manager: str, today: date) -> list[Progress]:
    """What is counted of the learners who let somebody see it."""
    return _progress(store, "learner.manager = :who", manager, today)


def _progress(store: Store, where: str, who: str, today: date) -> list[Progress]:
    query = (
        "SELECT learner.person, count(term), CAST(coalesce(sum(answered_right), 0) AS bigint),"
        " CAST(coalesce(sum(answered_wrong), 0) AS bigint), count(*) FILTER (WHERE due_on <= :today)"
        " FROM learner LEFT JOIN learned_word ON learned_word.person = learner.person"
        f" WHERE {where} GROUP BY learner.person ORDER BY learner.person"
    )
    return [Progress(*row) for row in store.reading.execute(query, {"who": who, "today": today.isoformat()})]
