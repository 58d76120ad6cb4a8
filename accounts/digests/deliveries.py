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
LONGEST_WAIT = timedelta(hours=2)  # and so is a delivery


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
    at = {"now": stored(now), "far": stored(now + LONGEST_REST)}
    if store.reading.execute(_NEXT, at).fetchone() is None:
        return None  # without holding others up
    with store.writing() as connection:
        free = connection.execute(_NEXT, at).fetchone()
        if free is None:
            return None
        team, open_from, rested_until = free
        digest_id, occasion, due_at, fence, leased, messages, posted = connection.execute(
            "SELECT digest_id, occasion, due_at, fence, lease_until, messages, posted FROM delivery"
            " WHERE team = ? AND open_from = ? ORDER BY digest_id, occasion LIMIT 1",
            (team, open_from),
        ).fetchone()
        until = now + lease
        connection.execute(
            "UPDATE delivery SET fence = ?, lease_until = ?, open_from = ? WHERE digest_id = ? AND occasion = ?",
            (fence + 1, stored(until), stored(until), digest_id, occasion),
        )
        connection.execute(
            "UPDATE pace SET next_at = ? WHERE team = ?", (stored(_after(rested_until, now, pace)), team)
        )
        subscription = connection.execute(
            f"SELECT {COLUMNS} FROM digest WHERE id = ?",
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


# Of each team the first by an index, however many are waiting.
_WAITING = """
SELECT team, next_at, (SELECT min(open_from) FROM delivery d WHERE d.team = p.team AND open_from IS NOT NULL) AS first
FROM pace p WHERE stopped = ''"""
_NEXT = f"""
SELECT team, first, next_at FROM ({_WAITING} AND (next_at <= :now OR next_at > :far))
WHERE first <= :now ORDER BY first LIMIT 1"""


def _after(rested_until: str, now: datetime, pace: timedelta) -> datetime:
    """When a team may post next: what a claim came late by isn't lost, so that the pace is kept on the whole."""
    late = now - read(rested_until) if rested_until else pace
    return now + pace - (late if timedelta(0) <= late <= pace / 2 else timedelta(0))


@dataclass(frozen=True, slots=True)
class Content:
    """What a delivery says. `told` are the accounts that it tells of, by id, score and band, and `bands` how many it
    says are in each band, with which the next one compares; None leaves those of before. `term` is the glossary's term
    that it shows.
    """

    messages: tuple[Message, ...]
    told: tuple[tuple[int, int | None, str], ...] | None = None
    bands: Mapping[str, int] | None = None
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
            settings = f"posted = ?, reason = '', state = 'sent', {_ENDED}"
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
        settings = f"state = ?, reason = ?, {_ENDED}"
        values = (state, reason, stored(now))
        return _write(connection, held, settings, *values) and _note(connection, held, now, state, reason)


def fault(store: Store, held: Claim, at: datetime, now: datetime, reason: str) -> int:
    """Leaves a delivery that something went wrong with on our side to a later attempt, like one in doubt.

    Returns how many times it has come to that; 0 when the claim is lost.
    """
    with store.writing() as connection:
        if not _write(connection, held, "open_from = ?, reason = ?", stored(at), reason):
            return 0
        _note(connection, held, now, "fault", reason)
        (faults,) = connection.execute(
            "SELECT count(*) FROM attempt WHERE digest_id = ? AND occasion = ? AND outcome = 'fault'",
            (held.subscription.id, held.occasion),
        ).fetchone()
        return int(faults)


def recorded(store: Store, held: Claim) -> tuple[bool, tuple[str, ...]]:
    """Whether a delivery is still open, and the ts that are on record of it: for who lost the claim after a post."""
    open_, posted = store.reading.execute(
        "SELECT open_from IS NOT NULL, posted FROM delivery WHERE digest_id = ? AND occasion = ?",
        (held.subscription.id, held.occasion),
    ).fetchone()
    return bool(open_), tuple(json.loads(posted))


def mend(store: Store, now: datetime, max_lateness: timedelta, lease: timedelta) -> int:
    """Skips what nobody has begun and is too late by now; returns how many those are.

    What waits for a time that is too far ahead does so because the clock was set back: it waits for a lease from now.
    """
    with store.writing() as connection:
        skipped = connection.execute(
            f"UPDATE delivery SET state = 'skipped', reason = 'too late', {_ENDED}"
            " WHERE open_from IS NOT NULL AND due_at < ? AND posted = '[]' AND lease_until IS NULL",
            (stored(now), stored(now - max_lateness)),
        )
        connection.execute(
            "UPDATE delivery SET open_from = ? WHERE open_from > ?", (stored(now + lease), stored(now + LONGEST_WAIT))
        )
        return skipped.rowcount


def rest(store: Store, team: str, until: datetime) -> None:
    """Claims nothing for a team until Slack takes its posts again, for an hour at most."""
    far = stored(until + LONGEST_REST)
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO pace (team, next_at) VALUES (:team, :until) ON CONFLICT (team) DO UPDATE SET"
            " next_at = iif(next_at > :far, excluded.next_at, max(next_at, excluded.next_at))",
            {"team": team, "until": stored(until), "far": far},
        )


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


def next_open(store: Store, now: datetime) -> str | None:
    """The earliest instant, as stored, at which a delivery can be claimed of a team that may then be posted to."""
    (at,) = store.reading.execute(
        f"SELECT min(max(first, iif(next_at > ?, '', next_at))) FROM ({_WAITING})",
        (stored(now + LONGEST_REST),),
    ).fetchone()
    return at  # type: ignore[no-any-return]


def _remember(connection: sqlite3.Connection, held: Claim, content: Content) -> None:
    """Keeps what the delivery tells beside what the last one that was sent told: it may yet come to nothing."""
    id_, occasion = held.subscription.id, held.occasion
    if content.told is not None:
        connection.execute(
            "DELETE FROM told WHERE digest_id = :id AND occasion IS NOT"
            " (SELECT max(occasion) FROM delivery WHERE digest_id = :id AND state = 'sent')",
            {"id": id_},
        )
        connection.executemany(
            "INSERT INTO told VALUES (?, ?, ?, ?, ?)", [(id_, occasion, *each) for each in content.told]
        )
    if content.bands is not None:
        bands = json.dumps({**content.bands})
        connection.execute("UPDATE delivery SET bands = ? WHERE digest_id = ? AND occasion = ?", (bands, id_, occasion))
    if content.term:
        row = (id_, content.term, held.occasion[:10])
        connection.execute("INSERT OR REPLACE INTO shown_term VALUES (?, ?, ?)", row)


# What was said is in Slack now, or nowhere; the marks of what was posted stay.
_ENDED = "lease_until = NULL, open_from = NULL, messages = NULL, finished_at = ?"


def _write(connection: sqlite3.Connection, held: Claim, settings: str, *values: object) -> bool:
    changed = connection.execute(
        f"UPDATE delivery SET {settings} WHERE digest_id = ? AND occasion = ? AND fence = ? AND open_from IS NOT NULL",
        (*values, held.subscription.id, held.occasion, held.fence),
    )
    return changed.rowcount == 1


def _note(connection: sqlite3.Connection, held: Claim, at: datetime, outcome: str, detail: str) -> bool:
    connection.execute(
        "INSERT INTO attempt (digest_id, occasion, fence, at, outcome, detail) VALUES (?, ?, ?, ?, ?, ?)",
        (held.subscription.id, held.occasion, held.fence, stored(at), outcome, detail),
    )
    return True
