"""Who gets which digest, where and when."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Literal

from accounts.digests.conditions import Condition, conditions_text, read_conditions
from accounts.digests.next_dates import next_date, with_first_week
from accounts.digests.recurrence import Recurrence
from accounts.digests.schedule import Schedule
from accounts.errors import AccountsError
from store.database import Store
from store.timestamps import to_text

Digest = Literal["health", "renewals", "portfolio", "term", "watch"]
State = Literal["active", "paused", "ended"]

COLUMNS = (
    "id, team, channel, digest, scope, created_by, at, weekdays, zone, holidays, recurrence, only_changes, skip_empty,"
    " state, why, next_on, created_at, horizon, condition, at_once, wait_until"
)


OWNER_GONE = "whoever set it up"  # begins why a digest is paused whose owner left
NO_DAY_LEFT = "no day is left on which it could come"
ALERT = " alert"  # ends the occasion of a delivery that neither the schedule nor a person asked for


class SubscriptionError(AccountsError):
    """A subscription can't be made or found; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A digest for a conversation: `scope` is in the words that `/cs` takes, `created_by` a Slack user.

    A paused one says why, empty when a person paused it. `next_on` is the local date of the next digest; `horizon` says
    how many days ahead renewals are told, None for as many as usual. With `at_once` its conditions are looked at
    outside its due time too. It waits for its sources until a local time, if any is named.
    """

    id: int = 0
    team: str
    channel: str
    digest: Digest
    scope: str
    created_by: str
    schedule: Schedule
    only_changes: bool = False
    skip_empty: bool = False
    state: State = "active"
    why: str = ""
    next_on: date | None = None
    created_at: str = ""
    horizon: int | None = None
    conditions: tuple[Condition, ...] = ()
    at_once: bool = False
    wait_until: time | None = None

    @property
    def orphaned(self) -> bool:
        """Whether it is paused because whoever set it up is gone, or may not see accounts any more."""
        return self.state == "paused" and self.why.startswith(OWNER_GONE)

    def skips(self, occasion: str) -> bool:
        """Whether a delivery that isn't begun stays unsent: one asked for at once comes though the digest is paused."""
        planned = len(occasion) == len("2026-06-15") or occasion.endswith(ALERT)
        paused = self.state == "paused" and self.why != NO_DAY_LEFT and planned
        return self.state == "ended" or paused


def subscribe(store: Store, wanted: Subscription, now: datetime) -> Subscription:
    """Begins a subscription, or changes the one for the same conversation, digest and scope, and gives it back.

    The first digest is the next one that comes; today's isn't sent again when the time is moved within a day on which
    one was due. Raises `SubscriptionError` when the schedule names no day.
    """
    with store.writing() as connection:
        return subscribe_in_transaction(connection, wanted, now)


def subscribe_in_transaction(connection: sqlite3.Connection, wanted: Subscription, now: datetime) -> Subscription:
    """The same, inside the caller's write transaction."""
    known = find_same(connection, wanted)
    schedule = with_first_week(wanted.schedule, known.schedule if known else None, now)
    next_on = _next_on(connection, schedule, now, known.id if known else 0)
    made = replace(wanted, schedule=schedule, state="active", why="", next_on=next_on)
    id_ = _insert(connection, made, now) if known is None else _update(connection, replace(made, id=known.id))
    return _by_id(connection, id_)


def pause(store: Store, id_: int, why: str = "") -> bool:
    """Stops a subscription until it is resumed; `why` when it wasn't a person's wish. False if it was paused."""
    with store.writing() as connection:
        return pause_in_transaction(connection, id_, why)


def pause_in_transaction(connection: sqlite3.Connection, id_: int, why: str) -> bool:
    """The same, inside the caller's write transaction."""
    changed = connection.execute(
        "UPDATE digest SET state = 'paused', why = ?, next_due = NULL WHERE id = ? AND state = 'active'", (why, id_)
    )
    _withhold(connection, id_, "paused")
    return changed.rowcount == 1


def resume(store: Store, id_: int, now: datetime) -> Subscription:
    """Goes on with the next digest that comes; those missed meanwhile stay unsent.

    Raises `SubscriptionError` when there is no such subscription.
    """
    with store.writing() as connection:
        return resume_in_transaction(connection, id_, now)


def resume_in_transaction(connection: sqlite3.Connection, id_: int, now: datetime, owner: str = "") -> Subscription:
    """The same, inside the caller's write transaction; the digest becomes that of an `owner` who takes it over."""
    known = _by_id(connection, id_)
    next_on = _next_on(connection, known.schedule, now, id_)
    resumed = replace(known, state="active", why="", next_on=next_on, created_by=owner or known.created_by)
    _update(connection, resumed)
    return resumed


def restore_in_transaction(connection: sqlite3.Connection, was: Subscription, now: datetime) -> None:
    """Makes a subscription what it was, inside the caller's write transaction; it comes next at its next date."""
    next_on = next_date(connection, was.schedule, now, was.id) or was.next_on
    _update(connection, replace(was, next_on=next_on))
    if was.state != "active":
        connection.execute("UPDATE digest SET next_due = NULL WHERE id = ?", (was.id,))


def unsubscribe(store: Store, id_: int) -> None:
    """Ends a subscription. What was delivered stays on record."""
    with store.writing() as connection:
        end_in_transaction(connection, id_)


def end_in_transaction(connection: sqlite3.Connection, id_: int) -> None:
    """The same, inside the caller's write transaction."""
    connection.execute("UPDATE digest SET state = 'ended', next_due = NULL WHERE id = ?", (id_,))
    _withhold(connection, id_, "unsubscribed")


def subscription(store: Store, id_: int) -> Subscription:
    """The subscription of an id. Raises `SubscriptionError` when there is none."""
    return _by_id(store.reading, id_)


def find_subscription(store: Store, wanted: Subscription) -> Subscription | None:
    """The subscription that a wish would change: of the same conversation, digest and scope, and not ended."""
    found = find_same(store.reading, wanted)
    return found if found and found.state != "ended" else None


def subscriptions(store: Store, team: str = "", channel: str = "", created_by: str = "") -> list[Subscription]:
    """The subscriptions, of a team, a channel or a person if given, in the order they were begun."""
    asked = {"team": team, "channel": channel, "created_by": created_by}
    given = {column: value for column, value in asked.items() if value}
    where = "".join(f" AND {column} = ?" for column in given)
    rows = store.reading.execute(
        f"SELECT {COLUMNS} FROM digest WHERE state <> 'ended'{where} ORDER BY id",
        tuple(given.values()),
    )
    return [read_row(row) for row in rows]


def read_row(row: Sequence[Any]) -> Subscription:
    """A subscription from a row of `COLUMNS`, which have the types that their STRICT table gives them."""
    known = dict(zip(COLUMNS.split(", "), row, strict=True))
    schedule = read_schedule(*(known[name] for name in ("at", "weekdays", "zone", "holidays", "recurrence")))
    return Subscription(
        **{name: known[name] for name in _AS_STORED},
        schedule=schedule,
        only_changes=bool(known["only_changes"]),
        skip_empty=bool(known["skip_empty"]),
        next_on=date.fromisoformat(known["next_on"]) if known["next_on"] else None,
        conditions=read_conditions(known["condition"]),
        at_once=bool(known["at_once"]),
        wait_until=time.fromisoformat(known["wait_until"]) if known["wait_until"] else None,
    )


_AS_STORED = ("id", "team", "channel", "digest", "scope", "created_by", "state", "why", "created_at", "horizon")


def to_columns(each: Subscription) -> dict[str, object]:
    """The columns that `read_columns` reads the subscription from."""
    return {**_values(each), "id": each.id, "created_at": each.created_at}


def read_columns(values: Mapping[str, object]) -> Subscription:
    """A subscription from what `to_columns` wrote."""
    return read_row([values.get(column) for column in COLUMNS.split(", ")])  # later columns may be lacking


def read_schedule(at: str, weekdays: str, zone: str, holidays: str, recurrence: str) -> Schedule:
    """A schedule as its columns have it."""
    days = frozenset(map(int, weekdays))
    return Schedule(time.fromisoformat(at), days, zone, holidays, Recurrence.from_text(recurrence))


def _next_on(connection: sqlite3.Connection, schedule: Schedule, now: datetime, id_: int) -> date:
    found = next_date(connection, schedule, now, id_)
    if found is None:
        raise SubscriptionError("These days and holidays leave no day for the digest to come on.")
    return found


def find_same(connection: sqlite3.Connection, wanted: Subscription) -> Subscription | None:
    """The subscription of the same conversation, digest and scope, ended or not."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM digest WHERE team = ? AND channel = ? AND digest = ? AND scope = ?",
        (wanted.team, wanted.channel, wanted.digest, wanted.scope),
    ).fetchone()
    return read_row(row) if row else None


def _by_id(connection: sqlite3.Connection, id_: int) -> Subscription:
    row = connection.execute(
        f"SELECT {COLUMNS} FROM digest WHERE id = ? AND state <> 'ended'",
        (id_,),
    ).fetchone()
    if row is None:
        raise SubscriptionError(f"There is no digest {id_}.")
    return read_row(row)


def _withhold(connection: sqlite3.Connection, id_: int, reason: str) -> None:
    """Skips what is due and that nobody has begun to post; what was begun is finished."""
    connection.execute(
        "UPDATE delivery SET state = 'skipped', reason = ?, open_from = NULL"
        " WHERE digest_id = ? AND state = 'pending' AND lease_until IS NULL AND posted = '[]'",
        (reason, id_),
    )


def _values(each: Subscription) -> dict[str, object]:
    assert each.next_on is not None  # noqa: S101  only planned subscriptions are written
    return {
        "team": each.team,
        "channel": each.channel,
        "digest": each.digest,
        "scope": each.scope,
        "created_by": each.created_by,
        "at": each.schedule.at.isoformat("minutes"),
        "weekdays": "".join(map(str, sorted(each.schedule.weekdays))),
        "zone": each.schedule.zone,
        "holidays": each.schedule.holidays,
        "recurrence": str(each.schedule.recurrence),
        "only_changes": int(each.only_changes),
        "skip_empty": int(each.skip_empty),
        "state": each.state,
        "why": each.why,
        "horizon": each.horizon,
        "condition": conditions_text(each.conditions),
        "at_once": int(each.at_once),
        "wait_until": each.wait_until.isoformat("minutes") if each.wait_until else "",
        "next_on": each.next_on.isoformat(),
        "next_due": to_text(each.schedule.instant(each.next_on)),
    }


def _insert(connection: sqlite3.Connection, each: Subscription, now: datetime) -> int:
    values = {**_values(each), "created_at": to_text(now)}
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    cursor = connection.execute(
        f"INSERT INTO digest ({columns}) VALUES ({marks})",
        tuple(values.values()),
    )
    return cursor.lastrowid or 0


def _update(connection: sqlite3.Connection, each: Subscription) -> int:
    values = _values(each)
    settings = ", ".join(f"{column} = ?" for column in values)
    connection.execute(f"UPDATE digest SET {settings} WHERE id = ?", (*values.values(), each.id))
    return each.id
