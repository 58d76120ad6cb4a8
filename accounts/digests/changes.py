"""Changes of digests: who made them and the state before, for notices and undo."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from accounts.digests.notices import queue_change
from accounts.digests.subscriptions import (
    COLUMNS,
    Subscription,
    SubscriptionError,
    end_in_transaction,
    find_known,
    pause_in_transaction,
    read_columns,
    read_row,
    restore_in_transaction,
    resume_in_transaction,
    subscribe_in_transaction,
    to_columns,
)
from store.connection import Connection
from store.database import Store
from store.timestamps import from_text, to_text

What = Literal["set up", "changed", "replaced", "paused", "resumed", "took over", "ended", "took back a change of"]
DONE: dict[What, str] = {
    "set up": "set it up",
    "changed": "changed it",
    "replaced": "replaced it",
    "paused": "paused it",
    "resumed": "resumed it",
    "took over": "took it over",
    "ended": "ended it",
    "took back a change of": "took back a change of it",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """Who changes something, and when: the id of a Slack user, or the operator's login."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """A change of a digest: who did what, and what the digest `was`, None when it didn't exist or had been ended."""

    id: int
    digest_id: int
    at: datetime
    who: str
    what: What
    was: Subscription | None


def subscribe(store: Store, wanted: Subscription, actor: Actor) -> Subscription:
    """Begins a subscription, or changes the same one, or the one of its id.

    Raises `SubscriptionError` when the schedule names no day, or another digest has that scope.
    """
    with store.writing() as connection:
        known = find_known(connection, wanted)
        was = known if known and known.state != "ended" else None
        made = subscribe_in_transaction(connection, wanted, actor.at)
        what: What = "set up" if was is None else "changed" if was.created_by == made.created_by else "replaced"
        _record(connection, made.id, actor, what, was)
        return made


def pause(store: Store, id_: int, actor: Actor) -> bool:
    """Stops a subscription until it is resumed. False if it was paused."""
    with store.writing() as connection:
        was = _read(connection, id_)
        paused = pause_in_transaction(connection, id_, "")
        if paused:
            _record(connection, id_, actor, "paused", was)
        return paused


def resume(store: Store, id_: int, actor: Actor) -> Subscription:
    """Goes on with a digest. One whose owner is gone becomes that of whoever resumes it.

    Raises `SubscriptionError` when there is no such subscription.
    """
    with store.writing() as connection:
        was = _read(connection, id_)
        taken_over = was.orphaned and was.created_by != actor.who
        resumed = resume_in_transaction(connection, id_, actor.at, actor.who if taken_over else "")
        if taken_over and was.digest == "watch":
            connection.execute(
                "UPDATE watch SET created_by = ?, stopped = '' WHERE digest_id = ? AND stopped <> ''", (actor.who, id_)
            )
        if was.state == "paused":
            _record(connection, id_, actor, "took over" if taken_over else "resumed", was)
        return resumed


def unsubscribe(store: Store, id_: int, actor: Actor) -> None:
    """Ends a subscription. What was delivered stays on record."""
    with store.writing() as connection:
        was = _read(connection, id_)
        end_in_transaction(connection, id_)
        if was.state != "ended":
            _record(connection, id_, actor, "ended", was)


def undo(store: Store, id_: int, actor: Actor) -> Subscription:
    """Makes a digest what it was before a change, and gives it as it is then; one that wasn't there is ended.

    Raises `SubscriptionError` when there is no such change, or the digest was changed again since.
    """
    with store.writing() as connection:
        undone = _change(connection, id_)
        latest = _latest(connection, undone.digest_id)
        if latest.id != undone.id:
            raise SubscriptionError(f"Digest {undone.digest_id} was changed again since: take back change {latest.id}.")
        now = _read(connection, undone.digest_id)
        if undone.was is None:
            end_in_transaction(connection, now.id)
        else:
            restore_in_transaction(connection, undone.was, actor.at)
        before = None if now.state == "ended" else now
        _record(connection, now.id, actor, "took back a change of", before, undone.who)
        return _read(connection, now.id)


def current(store: Store, digest_id: int) -> Subscription:
    """The subscription of an id, ended or not. Raises `SubscriptionError` when there never was one."""
    return _read(store.reading, digest_id)


def change(store: Store, id_: int) -> Change:
    """The change of an id. Raises `SubscriptionError` when there is none."""
    return _change(store.reading, id_)


def latest_change(store: Store, digest_id: int) -> Change | None:
    """The last change of a digest, None when none is on record."""
    found = changes(store, digest_id, 1)
    return found[0] if found else None


def changes(store: Store, digest_id: int | None = None, limit: int = 20) -> list[Change]:
    """The latest changes, of one digest or of all, the newest first."""
    rows = store.reading.execute(
        f"SELECT {_CHANGE} FROM digest_change"
        " WHERE CAST(:id AS bigint) IS NULL OR digest_id = CAST(:id AS bigint) ORDER BY id DESC LIMIT :limit",
        {"id": digest_id, "limit": limit},
    )
    return [_read_change(row) for row in rows]


_CHANGE = "id, digest_id, at, who, what, was"


def _record(  # noqa: PLR0913, PLR0917  who did what to which digest, and whom else that concerns
    connection: Connection, id_: int, actor: Actor, what: What, was: Subscription | None, concerned: str = ""
) -> None:
    """Keeps the change; whoever it concerns beside the one who made it is told, and the channel with them."""
    current = _read(connection, id_)
    stored = json.dumps(to_columns(was)) if was else ""
    (change_id,) = connection.execute(
        "INSERT INTO digest_change (digest_id, at, who, what, was) VALUES (?, ?, ?, ?, ?) RETURNING id",
        (id_, to_text(actor.at), actor.who, what, stored),
    ).fetchone()
    owners = {*(each.created_by for each in (was, current) if each is not None), concerned} - {actor.who, ""}
    if owners and (was is not None or concerned):
        places = [*sorted(owners), *([] if current.channel.startswith("D") else [current.channel])]
        queue_change(connection, id_, change_id, actor.at, places)


def _read(connection: Connection, id_: int) -> Subscription:
    row = connection.execute(f"SELECT {COLUMNS} FROM digest WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise SubscriptionError(f"There is no digest {id_}.")
    return read_row(row)


def _change(connection: Connection, id_: int) -> Change:
    row = connection.execute(f"SELECT {_CHANGE} FROM digest_change WHERE id = ?", (id_,)).fetchone()
    if row is None:
        raise SubscriptionError(f"There is no change {id_}.")
    return _read_change(row)


def _latest(connection: Connection, digest_id: int) -> Change:
    row = connection.execute(
        f"SELECT {_CHANGE} FROM digest_change WHERE digest_id = ? ORDER BY id DESC LIMIT 1", (digest_id,)
    ).fetchone()
    return _read_change(row)


def _read_change(row: Sequence[object]) -> Change:
    id_, digest_id, at, who, what, was = row
    before = read_columns(json.loads(str(was))) if was else None
    return Change(int(str(id_)), int(str(digest_id)), from_text(str(at)), str(who), cast("What", what), before)
