"""Subscriptions to digests: channel, schedule, scope and creator."""

from dataclasses import replace
from datetime import date, datetime

from accounts.digests.next_dates import next_date, with_first_week
from accounts.digests.schedule import Schedule
from accounts.digests.subscription_model import (
    ALERT,
    COLUMNS,
    NO_DAY_LEFT,
    OWNER_GONE,
    Digest,
    State,
    Subscription,
    SubscriptionError,
    read_columns,
    read_row,
    read_schedule,
    to_columns,
    to_values,
)
from store.connection import Connection
from store.database import Store
from store.timestamps import to_text

__all__ = [
    "ALERT",
    "COLUMNS",
    "NO_DAY_LEFT",
    "OWNER_GONE",
    "Digest",
    "State",
    "Subscription",
    "SubscriptionError",
    "end_in_transaction",
    "find_known",
    "find_same",
    "find_subscription",
    "make_way",
    "pause",
    "pause_in_transaction",
    "read_columns",
    "read_row",
    "read_schedule",
    "restore_in_transaction",
    "resume",
    "resume_in_transaction",
    "subscribe",
    "subscribe_in_transaction",
    "subscription",
    "subscriptions",
    "to_columns",
    "unsubscribe",
]


def subscribe(store: Store, wanted: Subscription, now: datetime) -> Subscription:
    """Begins a subscription, or changes the one for the same conversation, digest and scope, or the one of its id.

    The first digest is the next one that comes; today's isn't sent again when the time is moved within a day on which
    one was due. Raises `SubscriptionError` when the schedule names no day.
    """
    with store.writing() as connection:
        return subscribe_in_transaction(connection, wanted, now)


def subscribe_in_transaction(connection: Connection, wanted: Subscription, now: datetime) -> Subscription:
    """The same, inside the caller's write transaction."""
    known = find_known(connection, wanted)
    schedule = with_first_week(wanted.schedule, known.schedule if known else None, now)
    next_on = _next_on(connection, schedule, now, known.id if known else 0)
    made = replace(wanted, schedule=schedule, state="active", why="", next_on=next_on)
    if known is not None:
        make_way(connection, replace(made, id=known.id))
    id_ = _insert(connection, made, now) if known is None else _update(connection, replace(made, id=known.id))
    return _by_id(connection, id_)


def pause(store: Store, id_: int, why: str = "") -> bool:
    """Stops a subscription until it is resumed; `why` when it wasn't a person's wish. False if it was paused."""
    with store.writing() as connection:
        return pause_in_transaction(connection, id_, why)


def pause_in_transaction(connection: Connection, id_: int, why: str) -> bool:
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


def resume_in_transaction(connection: Connection, id_: int, now: datetime, owner: str = "") -> Subscription:
    """The same, inside the caller's write transaction; the digest becomes that of an `owner` who takes it over."""
    known = _by_id(connection, id_)
    next_on = _next_on(connection, known.schedule, now, id_)
    resumed = replace(known, state="active", why="", next_on=next_on, created_by=owner or known.created_by)
    _update(connection, resumed)
    return resumed


def restore_in_transaction(connection: Connection, was: Subscription, now: datetime) -> None:
    """Makes a subscription what it was, inside the caller's write transaction; it comes next at its next date."""
    next_on = next_date(connection, was.schedule, now, was.id) or was.next_on
    make_way(connection, was)
    _update(connection, replace(was, next_on=next_on))
    if was.state != "active":
        connection.execute("UPDATE digest SET next_due = NULL WHERE id = ?", (was.id,))


def unsubscribe(store: Store, id_: int) -> None:
    """Ends a subscription. What was delivered stays on record."""
    with store.writing() as connection:
        end_in_transaction(connection, id_)


def end_in_transaction(connection: Connection, id_: int) -> None:
    """The same, inside the caller's write transaction."""
    connection.execute("UPDATE digest SET state = 'ended', next_due = NULL WHERE id = ?", (id_,))
    _withhold(connection, id_, "unsubscribed", begun=True)


def subscription(store: Store, id_: int) -> Subscription:
    """The subscription of an id. Raises `SubscriptionError` when there is none."""
    return _by_id(store.reading, id_)


def find_subscription(store: Store, wanted: Subscription) -> Subscription | None:
    """The subscription that a request would change: of the same conversation, digest and scope, and not ended."""
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


def has_subscriptions(connection: Connection) -> bool:
    """Whether anything is posted by itself: any digest, or watched accounts, paused ones among them."""
    return connection.execute("SELECT 1 FROM digest LIMIT 1").fetchone() is not None


def _next_on(connection: Connection, schedule: Schedule, now: datetime, id_: int) -> date:
    found = next_date(connection, schedule, now, id_)
    if found is None:
        raise SubscriptionError("These days and holidays leave no day for the digest to come on.")
    return found


def find_same(connection: Connection, wanted: Subscription) -> Subscription | None:
    """The subscription of the same conversation, digest and scope, ended or not."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM digest WHERE team = ? AND channel = ? AND digest = ? AND scope = ?",
        (wanted.team, wanted.channel, wanted.digest, wanted.scope),
    ).fetchone()
    return read_row(row) if row else None


def find_known(connection: Connection, wanted: Subscription) -> Subscription | None:
    """The subscription that is changed: the one of its id where it has one, else the same one, ended or not."""
    return _by_id(connection, wanted.id) if wanted.id else find_same(connection, wanted)


def make_way(connection: Connection, wanted: Subscription) -> None:
    """Lets an ended subscription of the same scope have the scope that a changed one had before, inside the caller's
    write transaction.

    Raises `SubscriptionError` where the one of that scope isn't ended.
    """
    other = find_same(connection, wanted)
    if other is None or other.id == wanted.id:
        return
    if other.state != "ended":
        raise SubscriptionError(
            f"Digest {other.id} is the {other.digest} digest of {other.scope or 'everything'} here already: change "
            f"that one, or end it by unsubscribe {other.id} first."
        )
    (before,) = connection.execute("SELECT scope FROM digest WHERE id = ?", (wanted.id,)).fetchone()
    for id_, scope in ((other.id, f"\n{other.id}"), (wanted.id, wanted.scope), (other.id, before)):
        _set_scope(connection, id_, scope)


def _set_scope(connection: Connection, id_: int, scope: str) -> None:
    """Has a digest be of other accounts, with whose number in each band those of before aren't compared."""
    changed = connection.execute(
        "UPDATE digest SET scope = ?, unmatched = '' WHERE id = ? AND scope <> ?", (scope, id_, scope)
    )
    if changed.rowcount:
        connection.execute("UPDATE delivery SET bands = NULL WHERE digest_id = ? AND bands IS NOT NULL", (id_,))


def _by_id(connection: Connection, id_: int) -> Subscription:
    row = connection.execute(
        f"SELECT {COLUMNS} FROM digest WHERE id = ? AND state <> 'ended'",
        (id_,),
    ).fetchone()
    if row is None:
        raise SubscriptionError(f"There is no digest {id_}.")
    return read_row(row)


def _withhold(connection: Connection, id_: int, reason: str, *, begun: bool = False) -> None:
    """Skips what is due and that nobody has begun to post. What was `begun` is finished, or withdrawn too: who has it
    under way keeps it open until they have recorded what they post.
    """
    of_those = "" if begun else " AND lease_until IS NULL AND posted = '[]'"
    connection.execute(
        "UPDATE delivery SET state = 'skipped', reason = ?,"
        " open_from = CASE WHEN lease_until IS NULL THEN NULL ELSE open_from END"
        f" WHERE digest_id = ? AND state = 'pending'{of_those}",
        (reason, id_),
    )


def _insert(connection: Connection, each: Subscription, now: datetime) -> int:
    values = {**to_values(each), "created_at": to_text(now)}
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    insert = f"INSERT INTO digest ({columns}) VALUES ({marks}) RETURNING id"
    id_: int = connection.execute(insert, tuple(values.values())).fetchone()[0]
    return id_


def _update(connection: Connection, each: Subscription) -> int:
    _set_scope(connection, each.id, each.scope)
    values = to_values(each)
    settings = ", ".join(f"{column} = ?" for column in values)
    connection.execute(f"UPDATE digest SET {settings} WHERE id = ?", (*values.values(), each.id))
    return each.id
