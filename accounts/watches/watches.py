"""Watches: which accounts are watched in which conversation; those of a conversation are told as one digest."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from accounts.digests.notices import queue_word
from accounts.digests.schedule import Schedule
from accounts.digests.subscriptions import (
    COLUMNS,
    Subscription,
    end_in_transaction,
    read_row,
    subscribe_in_transaction,
)
from accounts.errors import AccountsError
from accounts.watches.states import State, state_of
from store.connection import Connection
from store.database import Store
from store.timestamps import from_text, to_text

MOST_WATCHED: Final = 200
"""Accounts that a conversation may watch."""
UNWATCHED: Final = "unwatched"  # in the place of an occasion: no weekly line tells of it
WEEKLY_AT: Final = time(9)
WEEKLY_ON: Final = frozenset({0})


class WatchError(AccountsError):
    """An account can't be watched, or isn't; the message says why."""


@dataclass(frozen=True, slots=True)
class Watch:
    """An account that is watched: its key, and the number and states by which it was known; why it was `stopped`."""

    digest_id: int
    key: str
    account_id: int
    created_by: str
    created_at: datetime
    at_once: bool
    stopped: str
    seen: State
    told: State
    told_at: State

    @property
    def name(self) -> str:
        """What the account was called when it was last seen."""
        return self.seen.get("name", self.key)


@dataclass(frozen=True, slots=True)
class Watched:
    """What came of a wish to watch an account: the watch, whether it is new, and the feed that tells of it."""

    watch: Watch
    new: bool
    feed: Subscription


def feed_of(store: Store, team: str, channel: str) -> Subscription | None:
    """What tells a conversation of its watched accounts; None where nothing was ever watched, or that was ended."""
    row = store.reading.execute(
        f"SELECT {COLUMNS} FROM digest WHERE team = ? AND channel = ? AND digest = 'watch' AND state <> 'ended'",
        (team, channel),
    ).fetchone()
    return read_row(row) if row else None


def feeds(connection: Connection) -> list[Subscription]:
    """Those that are neither paused nor ended."""
    rows = connection.execute(f"SELECT {COLUMNS} FROM digest WHERE digest = 'watch' AND state = 'active' ORDER BY id")
    return [read_row(row) for row in rows]


def begin_watch(
    store: Store, account_id: int, wanted: Subscription, now: datetime, *, at_once: bool = False
) -> Watched:
    """Watches an account in the conversation of a subscription that isn't made yet. Raises `WatchError`."""
    with store.writing() as connection:
        known = state_of(connection, account_id, now.date())
        if known is None:
            raise WatchError("There is no such account any more.")
        feed = _feed(connection, wanted, now)
        found = _watch(connection, feed.id, known.key)
        if found and not found.stopped and found.at_once == at_once:
            return Watched(found, new=False, feed=feed)
        if not found and len(watches(connection, feed.id)) >= MOST_WATCHED:
            raise WatchError(
                f"{MOST_WATCHED} accounts are watched here, the most there may be. Unwatch some (watch list), or "
                "subscribe to a health digest of all of them."
            )
        connection.execute(
            "INSERT INTO watch (digest_id, account_key, account_id, created_by, created_at, at_once, seen, told)"
            " VALUES (:feed, :key, :id, :by, :now, :at_once, :state, :state)"
            " ON CONFLICT (digest_id, account_key) DO UPDATE SET at_once = excluded.at_once, stopped = '',"
            " created_by = excluded.created_by",
            {
                "feed": feed.id,
                "key": known.key,
                "id": known.id,
                "by": wanted.created_by,
                "now": to_text(now),
                "at_once": int(at_once),
                "state": json.dumps({**known.state}),
            },
        )
        made = _watch(connection, feed.id, known.key)
        assert made is not None  # noqa: S101  it was written above
        return Watched(made, new=True, feed=feed)


def end_watch(store: Store, watch: Watch) -> None:
    """Watches an account no more; with the last one its feed ends. What changed of it stays in the log."""
    with store.writing() as connection:
        connection.execute("DELETE FROM watch WHERE digest_id = ? AND account_key = ?", (watch.digest_id, watch.key))
        connection.execute(
            "UPDATE watch_change SET outcome = 'spared', occasion = ? WHERE digest_id = ? AND account_key = ?"
            " AND outcome <> 'told' AND occasion = ''",
            (UNWATCHED, watch.digest_id, watch.key),
        )
        left = watches(connection, watch.digest_id)
        if not left:
            end_in_transaction(connection, watch.digest_id)
        elif watch.created_by not in {each.created_by for each in left}:
            connection.execute(
                "UPDATE digest SET created_by = ? WHERE id = ? AND created_by = ?",
                (left[0].created_by, watch.digest_id, watch.created_by),
            )


def stop_watches_of(store: Store, feed: Subscription, person: str, why: str, now: datetime) -> list[Watch]:
    """Stops the watches of somebody who may not see accounts any more, gives them, and has the conversation told.

    No account is named: whoever watched may still be there, and others who may not see any.
    """
    with store.writing() as connection:
        stopping = [each for each in watches(connection, feed.id) if each.created_by == person and not each.stopped]
        connection.execute(
            "UPDATE watch SET stopped = ? WHERE digest_id = ? AND created_by = ? AND stopped = ''",
            (why, feed.id, person),
        )
        if stopping and not feed.channel.startswith("D"):
            accounts = "1 account is" if len(stopping) == 1 else f"{len(stopping)} accounts are"
            text = (
                f"{accounts} watched here no more: {why}. /cs watch list says which, and /cs watch with the name of "
                "one goes on."
            )
            queue_word(connection, feed.id, text, now, feed.channel)
        return stopping


def watchers(store: Store, digest_id: int) -> list[str]:
    """The people whose watches go on."""
    rows = store.reading.execute(
        "SELECT DISTINCT created_by FROM watch WHERE digest_id = ? AND stopped = '' ORDER BY created_by", (digest_id,)
    )
    return [person for (person,) in rows]


def watches(connection: Connection, digest_id: int) -> list[Watch]:
    """What is watched, by name."""
    rows = connection.execute(f"SELECT {_WATCH} FROM watch WHERE digest_id = ?", (digest_id,))
    return sorted(map(_read, rows), key=lambda each: (each.name.casefold(), each.key))


_WATCH = "digest_id, account_key, account_id, created_by, created_at, at_once, stopped, seen, told, told_at"


def _watch(connection: Connection, digest_id: int, key: str) -> Watch | None:
    row = connection.execute(
        f"SELECT {_WATCH} FROM watch WHERE digest_id = ? AND account_key = ?", (digest_id, key)
    ).fetchone()
    return _read(row) if row else None


def _read(row: Sequence[Any]) -> Watch:
    digest_id, key, account_id, by, at, at_once, stopped, seen, told, told_at = row
    states = (json.loads(seen), json.loads(told), json.loads(told_at))
    return Watch(digest_id, key, account_id, by, from_text(at), bool(at_once), stopped, *states)


def _feed(connection: Connection, wanted: Subscription, now: datetime) -> Subscription:
    """The feed of the conversation, begun if there is none; one that was paused goes on, one that ended begins anew."""
    row = connection.execute(
        f"SELECT {COLUMNS} FROM digest WHERE team = ? AND channel = ? AND digest = 'watch'",
        (wanted.team, wanted.channel),
    ).fetchone()
    known = read_row(row) if row else None
    if known and known.state == "active":
        return known
    if known and known.state == "ended":
        connection.execute("DELETE FROM watch WHERE digest_id = ?", (known.id,))
        connection.execute(
            "UPDATE watch_change SET outcome = 'spared', occasion = ? WHERE digest_id = ? AND outcome <> 'told'"
            " AND occasion = ''",
            (UNWATCHED, known.id),
        )
    return subscribe_in_transaction(connection, wanted, now)


def feed_wanted(team: str, channel: str, person: str, zone: str) -> Subscription:
    """The feed of a conversation as somebody would begin it: on Mondays at nine it says what was spared."""
    return Subscription(
        team=team,
        channel=channel,
        digest="watch",
        scope="",
        created_by=person,
        schedule=Schedule(WEEKLY_AT, WEEKLY_ON, zone),
        skip_empty=True,
    )
