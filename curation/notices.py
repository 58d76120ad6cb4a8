"""Notices to people in direct messages: each queued with the change that it is about, claimed under a lease and a
fence, and ended once; who was told is erased then.

`queue_notice(connection, Notice("U123", "approved", "“Sky Score” is in the glossary.", "draft 7", "define sky-score"),
now)` within the transaction of the change has the person told by whatever server comes to it first.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from store import Store
from store.connection import Connection
from store.timestamps import from_text, to_text

Outcome = Literal["told", "found", "needless", "unknown", "unreachable"]
DAILY: Final = frozenset({"waiting drafts", "words to verify"})
"""What nobody is told twice with one `known_by`, which names a day, also when they were told already."""
KEPT: Final = timedelta(days=90)  # how long a notice that has ended is known, so that it isn't queued again


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell a person, a Slack user's id. `text` is plain and rendered as such; the answer to `request`
    stands below it. `about` says what kind it is, and `data` what its kind needs besides.

    `known_by` is the same each time that the same thing is to be told to the same person: it is queued once, and what
    is `DAILY` isn't queued again once it was told.
    """

    person: str
    about: str
    text: str
    known_by: str
    request: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class HeldNotice:
    """The right to tell somebody, until the lease ends. `doubtful` says that they may have been told already."""

    id: int
    notice: Notice
    queued_at: datetime
    fencing_token: int
    doubtful: bool


def queue_notice(connection: Connection, notice: Notice, now: datetime, at: datetime | None = None) -> bool:
    """Has a person told, at once or `at` an instant, within the caller's write transaction.

    Returns whether that is new; somebody without an id is never told.
    """
    if not notice.person:
        return False
    added = connection.execute(
        "INSERT INTO word_notice (known_by, person, about, text, request, data, queued_at, claimable_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (known_by) DO NOTHING",
        (
            *(_key(notice), notice.person, notice.about, notice.text),
            *(notice.request, json.dumps(dict(notice.data), sort_keys=True), to_text(now), to_text(at or now)),
        ),
    )
    return added.rowcount == 1


def _key(notice: Notice) -> str:
    """What tells a notice from others; of one that is known after it has ended, nobody's id stands in it."""
    key = f"{notice.about} {notice.known_by} {notice.person}"
    return hashlib.sha256(key.encode()).hexdigest() if notice.about in DAILY else key


def claim_notice(store: Store, now: datetime, lease: timedelta) -> HeldNotice | None:
    """The notice that has been open the longest; None when there is none."""
    at = {"now": to_text(now)}
    if store.reading.execute(_NEXT, at).fetchone() is None:
        return None  # without holding others up
    with store.writing() as connection:
        row = connection.execute(_NEXT, at).fetchone()
        if row is None:
            return None
        id_, known_by, person, about, text, request, data, queued_at, token, leased = row
        connection.execute(
            "UPDATE word_notice SET fencing_token = ?, lease_until = ?, claimable_at = ? WHERE id = ?",
            (token + 1, to_text(now + lease), to_text(now + lease), id_),
        )
    notice = Notice(person, about, text, known_by, request, json.loads(data))
    return HeldNotice(id_, notice, from_text(queued_at), token + 1, leased is not None)


def requeue(store: Store, held: HeldNotice, at: datetime) -> bool:
    """Gives the claim back for a later attempt; surely nothing was posted by this one. False when the claim is lost."""
    return _write(store, held, "lease_until = NULL, claimable_at = ?", to_text(at))


def mark_uncertain(store: Store, held: HeldNotice, at: datetime) -> bool:
    """Leaves it to a later attempt to find out whether this one posted. False when the claim is lost."""
    return _write(store, held, "claimable_at = ?", to_text(at))


def finish(store: Store, held: HeldNotice, outcome: Outcome, now: datetime, ts: str = "") -> bool:
    """Ends the notice and forgets who was told. False when the claim is lost."""
    settings = (
        "outcome = ?, ts = ?, ended_at = ?, claimable_at = NULL, lease_until = NULL, person = '',"
        " known_by = ?, text = '', data = '{}'"
    )
    known_by = held.notice.known_by if held.notice.about in DAILY else f"ended {held.id}"
    return _write(store, held, settings, outcome, ts, to_text(now), known_by)


def recorded_ts(store: Store, held: HeldNotice) -> str | None:
    """The ts on record of a notice that has ended, empty for none; None while it is open: for who lost the claim."""
    query = "SELECT CASE WHEN claimable_at IS NULL THEN ts END FROM word_notice WHERE id = ?"
    row = store.reading.execute(query, (held.id,)).fetchone()
    return row[0] if row else ""


def next_claimable_at(store: Store) -> str | None:
    """The earliest instant, as stored, at which a notice can be claimed."""
    query = "SELECT min(claimable_at) FROM word_notice WHERE claimable_at IS NOT NULL"
    at: str | None = store.reading.execute(query).fetchone()[0]
    return at


def prune_notices(store: Store, now: datetime) -> int:
    """Removes notices that ended long ago. Returns how many."""
    with store.writing() as connection:
        removed = connection.execute(
            "DELETE FROM word_notice WHERE claimable_at IS NULL AND ended_at < ?", (to_text(now - KEPT),)
        )
        return removed.rowcount


_NEXT: Final = (
    "SELECT id, known_by, person, about, text, request, data, queued_at, fencing_token, lease_until FROM word_notice"
    " WHERE claimable_at IS NOT NULL AND claimable_at <= :now ORDER BY claimable_at, id LIMIT 1"
)


def _write(store: Store, held: HeldNotice, settings: str, *values: object) -> bool:
    with store.writing() as connection:
        changed = connection.execute(
            f"UPDATE word_notice SET {settings} WHERE id = ? AND fencing_token = ? AND claimable_at IS NOT NULL",
            (*values, held.id, held.fencing_token),
        )
        return changed.rowcount == 1
