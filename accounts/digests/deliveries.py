"""The record of deliveries: who may post one, what has been posted of it, and what became of it.

A delivery is claimed for a time (the lease), under a number that every claim raises (the fence). Whoever lost the claim
can no longer write. A lease that ran out, or an attempt in doubt, leaves its mark: the next claim says that a message
may have been posted already.
"""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from accounts.digests.subscriptions import COLUMNS, Subscription, read_row
from accounts.instants import read, stored
from accounts.store import Store

Message = Mapping[str, Any]
Finished = Literal["skipped", "failed", "unknown"]
BETWEEN_MESSAGES = timedelta(seconds=1.1)
LONGEST_REST = timedelta(hours=1)  # a team kept back for longer is so because the clock was set back


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to go on with a delivery until the lease ends.

    `occasion` is the local date that a schedule names, or the date and time at which somebody asked for one at once.
    `messages` is what was frozen, None before that; `posted` holds the ts of those already posted. `doubtful` says that
    the next one may have been posted without its ts being recorded.
    """

    subscription: Subscription
    occasion: str
    due: datetime
    fence: int
    lease_until: datetime
    messages: tuple[Message, ...] | None
    posted: tuple[str, ...]
    doubtful: bool

    @property
    def local_date(self) -> date:
        """The day that it is for, where it goes."""
        return date.fromisoformat(self.occasion[:10])


def claim(store: Store, now: datetime, lease: timedelta, pace: timedelta) -> Claim | None:
    """The delivery that has been open the longest, of a team that may post now; None when there is nothing to do.

    Each claim keeps the team's next one back by `pace`.
    """
    with store.writing() as connection:
        row = connection.execute(
            "SELECT d.digest_id, occasion, due_at, fence, lease_until, messages, posted, team FROM delivery AS d"
            " JOIN digest AS s ON s.id = d.digest_id LEFT JOIN pace USING (team)"
            " WHERE open_from <= :now AND coalesce(stopped = '' AND (next_at <= :now OR next_at > :far), 1)"
            " ORDER BY open_from LIMIT 1",
            {"now": stored(now), "far": stored(now + LONGEST_REST)},
        ).fetchone()
        if row is None:
            return None
        digest_id, occasion, due_at, fence, leased, messages, posted, team = row
        until = now + lease
        connection.execute(
            "UPDATE delivery SET fence = ?, lease_until = ?, open_from = ? WHERE digest_id = ? AND occasion = ?",
            (fence + 1, stored(until), stored(until), digest_id, occasion),
        )
        _keep_back(connection, team, now + pace)
        subscription = connection.execute(
            f"SELECT {COLUMNS} FROM digest WHERE id = ?",  # noqa: S608
            (digest_id,),
        ).fetchone()
    return Claim(
        read_row(subscription),
        occasion,
        read(due_at),
        fence + 1,
        until,
        tuple(json.loads(messages)) if messages else None,
        tuple(json.loads(posted)),
        doubtful=leased is not None,
    )


@dataclass(frozen=True, slots=True)
class Content:
    """What a delivery says. `told` are the accounts that it tells of, by id, score and band, with which the next one
    compares; None leaves those of before. `term` is the glossary's term that it shows.
    """

    messages: tuple[Message, ...]
    told: tuple[tuple[int, int | None, str], ...] | None = None
    term: str = ""


def freeze(store: Store, held: Claim, content: Content) -> bool:
    """Keeps what the delivery says: every later attempt posts the same. False when the claim is lost."""
    with store.writing() as connection:
        if not _write(connection, held, "messages = ?", json.dumps(content.messages)):
            return False
        _remember(connection, held, content)
        return True


def frozen(store: Store, held: Claim) -> tuple[Message, ...]:
    """What the delivery says, as it was frozen."""
    (messages,) = store.reading.execute(
        "SELECT messages FROM delivery WHERE digest_id = ? AND occasion = ?",
        (held.subscription.id, held.occasion),
    ).fetchone()
    return tuple(json.loads(messages))


def renew(store: Store, held: Claim, until: datetime) -> bool:
    """Prolongs the lease, before a post that could outlast it. False when the claim is lost."""
    with store.writing() as connection:
        return _write(connection, held, "lease_until = ?, open_from = ?", stored(until), stored(until))


def posted(store: Store, held: Claim, ts: str, now: datetime, outcome: str = "posted") -> bool:
    """Keeps the ts of the next message; with the last one the delivery is sent. False when the claim is lost.

    Each message is a claim of its own, a second after the one before: Slack takes no more in a channel.
    """
    all_posted = [*held.posted, ts]
    with store.writing() as connection:
        if len(all_posted) < len(held.messages or ()):
            settings = "posted = ?, lease_until = NULL, open_from = ?, reason = ''"
            values: tuple[object, ...] = (json.dumps(all_posted), stored(now + BETWEEN_MESSAGES))
        else:
            settings = "posted = ?, lease_until = NULL, open_from = NULL, reason = '', state = 'sent', finished_at = ?"
            values = (json.dumps(all_posted), stored(now))
        return _write(connection, held, settings, *values) and _note(connection, held, now, outcome, ts)


def requeue(store: Store, held: Claim, at: datetime, now: datetime, reason: str) -> bool:
    """Gives the claim back for a later attempt; surely nothing was posted by this one. False when the claim is lost."""
    with store.writing() as connection:
        settings = "lease_until = NULL, open_from = ?, reason = ?"
        return _write(connection, held, settings, stored(at), reason) and _note(connection, held, now, "again", reason)


def doubt(store: Store, held: Claim, at: datetime, now: datetime, reason: str) -> bool:
    """Leaves it to a later attempt to find out whether this one posted. False when the claim is lost."""
    with store.writing() as connection:
        settings = "open_from = ?, reason = ?"
        return _write(connection, held, settings, stored(at), reason) and _note(connection, held, now, "doubt", reason)


def finish(store: Store, held: Claim, state: Finished, now: datetime, reason: str = "") -> bool:
    """Ends the delivery. False when the claim is lost."""
    with store.writing() as connection:
        settings = "state = ?, lease_until = NULL, open_from = NULL, reason = ?, finished_at = ?"
        values = (state, reason, stored(now))
        return _write(connection, held, settings, *values) and _note(connection, held, now, state, reason)


def rest(store: Store, team: str, until: datetime) -> None:
    """Claims nothing for a team until Slack takes its posts again, for an hour at most."""
    with store.writing() as connection:
        _keep_back(connection, team, until)


def stop(store: Store, team: str, why: str) -> bool:
    """Posts nothing more for a team until `restart`. Returns whether it wasn't stopped before."""
    with store.writing() as connection:
        changed = connection.execute(
            "INSERT INTO pace (team, next_at, stopped) VALUES (?, '', ?)"
            " ON CONFLICT (team) DO UPDATE SET stopped = excluded.stopped WHERE stopped = ''",
            (team, why),
        )
        return changed.rowcount == 1


def restart(store: Store, team: str) -> None:
    """Posts for a team again."""
    with store.writing() as connection:
        connection.execute("UPDATE pace SET stopped = '' WHERE team = ?", (team,))


def next_open(store: Store) -> str | None:
    """The earliest instant, as stored, at which a delivery can be claimed or its lease ends."""
    (at,) = store.reading.execute("SELECT min(open_from) FROM delivery").fetchone()
    return at  # type: ignore[no-any-return]


def _remember(connection: sqlite3.Connection, held: Claim, content: Content) -> None:
    id_ = held.subscription.id
    if content.told is not None:
        connection.execute("DELETE FROM told WHERE digest_id = ?", (id_,))
        connection.executemany("INSERT INTO told VALUES (?, ?, ?, ?)", [(id_, *each) for each in content.told])
    if content.term:
        row = (id_, content.term, held.occasion[:10])
        connection.execute("INSERT OR REPLACE INTO shown_term VALUES (?, ?, ?)", row)


def _keep_back(connection: sqlite3.Connection, team: str, until: datetime) -> None:
    connection.execute(
        "INSERT INTO pace (team, next_at) VALUES (?, ?) ON CONFLICT (team) DO UPDATE SET next_at = excluded.next_at",
        (team, stored(until)),
    )


def _write(connection: sqlite3.Connection, held: Claim, settings: str, *values: object) -> bool:
    changed = connection.execute(
        f"UPDATE delivery SET {settings} WHERE digest_id = ? AND occasion = ? AND fence = ?"  # noqa: S608
        " AND open_from IS NOT NULL",
        (*values, held.subscription.id, held.occasion, held.fence),
    )
    return changed.rowcount == 1


def _note(connection: sqlite3.Connection, held: Claim, at: datetime, outcome: str, detail: str) -> bool:
    connection.execute(
        "INSERT INTO attempt (digest_id, occasion, fence, at, outcome, detail) VALUES (?, ?, ?, ?, ?, ?)",
        (held.subscription.id, held.occasion, held.fence, stored(at), outcome, detail),
    )
    return True
