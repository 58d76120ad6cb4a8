"""Notices for subscribers, queued once and claimed as deliveries are."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from accounts.digests.rate_limits import LONGEST_PAUSE
from accounts.digests.subscriptions import COLUMNS, Subscription, read_row
from accounts.scopes.scope import ALL, Scope
from store.connection import Connection
from store.database import Store
from store.timestamps import from_text, to_text

About = Literal["undelivered", "uncertain", "unmatched", "changed"]
Outcome = Literal["told", "found", "needless", "unknown", "unreachable"]
STALE_AFTER = timedelta(seconds=2)  # between the posts of a rush; a team that Slack keeps back for longer waits


@dataclass(frozen=True, slots=True)
class Notice:
    """The right to tell somebody, until the lease ends: what happened, and why, or what was changed. `doubtful` says
    that it may have been told there already.
    """

    id: int
    subscription: Subscription
    about: About
    why: str
    owed_at: datetime
    place: str
    fence: int
    doubtful: bool
    change_id: int | None = None


def queue_notice(connection: Connection, digest_id: int, why: str, now: datetime, about: About = "undelivered") -> None:
    """Has whoever subscribed told, inside the caller's write transaction; of what is watched, all who watch."""
    at = to_text(now)
    connection.execute(
        "INSERT INTO notice (digest_id, about, why, owed_at, open_from, place)"
        " SELECT :id, :about, :why, :at, :at, place FROM ("
        "SELECT created_by AS place FROM digest WHERE id = :id AND digest <> 'watch'"
        " UNION SELECT created_by FROM watch WHERE digest_id = :id AND stopped = '') AS concerned ORDER BY place",
        {"id": digest_id, "about": about, "why": why, "at": at},
    )


def queue_word(connection: Connection, digest_id: int, text: str, now: datetime, place: str) -> None:
    """Has a sentence said at a place, inside the caller's write transaction."""
    connection.execute(
        "INSERT INTO notice (digest_id, about, why, owed_at, open_from, place) VALUES (?, 'unmatched', ?, ?, ?, ?)",
        (digest_id, text, to_text(now), to_text(now), place),
    )


def queue_change(connection: Connection, digest_id: int, change_id: int, now: datetime, places: Iterable[str]) -> None:
    """Has people and conversations told of a change of a digest, inside the caller's write transaction."""
    connection.executemany(
        "INSERT INTO notice (digest_id, about, why, owed_at, open_from, place, change_id)"
        " VALUES (?, 'changed', '', ?, ?, ?, ?)",
        [(digest_id, to_text(now), to_text(now), place, change_id) for place in places],
    )


def claim_notice(store: Store, now: datetime, lease: timedelta) -> Notice | None:
    """The notice that has been open the longest, of a team that may be posted to; None when there is none."""
    at = {"now": to_text(now), "soon": to_text(now + STALE_AFTER), "far": to_text(now + LONGEST_PAUSE)}
    if store.reading.execute(_NEXT, at).fetchone() is None:
        return None  # without holding others up
    with store.writing() as connection:
        found = connection.execute(_NEXT, at).fetchone()
        if found is None:
            return None
        id_, digest_id, about, why, owed_at, place, fence, leased, change_id = found
        connection.execute(
            "UPDATE notice SET fence = ?, lease_until = ?, open_from = ? WHERE id = ?",
            (fence + 1, to_text(now + lease), to_text(now + lease), id_),
        )
        row = connection.execute(f"SELECT {COLUMNS} FROM digest WHERE id = ?", (digest_id,)).fetchone()
    return Notice(id_, read_row(row), about, why, from_text(owed_at), place, fence + 1, leased is not None, change_id)


def requeue(store: Store, held: Notice, at: datetime, place: str = "") -> bool:
    """Gives the claim back for a later attempt, elsewhere if a place is given; surely nothing was posted by this one.

    False when the claim is lost.
    """
    settings = "lease_until = NULL, open_from = ?, place = ?"
    return _write(store, held, settings, to_text(at), place or held.place)


def mark_uncertain(store: Store, held: Notice, at: datetime) -> bool:
    """Leaves it to a later attempt to find out whether this one posted. False when the claim is lost."""
    return _write(store, held, "open_from = ?", to_text(at))


def finish(store: Store, held: Notice, outcome: Outcome, ts: str = "") -> bool:
    """Ends the notice, with the ts of the message that tells it. False when the claim is lost."""
    return _write(store, held, "outcome = ?, ts = ?, open_from = NULL, lease_until = NULL", outcome, ts)


def recorded_ts(store: Store, held: Notice) -> str | None:
    """The ts on record of a notice that has ended, empty for none; None while it is open: for who lost the claim."""
    open_, ts = store.reading.execute(
        "SELECT open_from IS NOT NULL, ts FROM notice WHERE id = ?", (held.id,)
    ).fetchone()
    return None if open_ else str(ts)


def next_claimable_at(store: Store, now: datetime) -> str | None:
    """The earliest instant, as stored, at which a notice can be claimed of a team that may then be posted to."""
    (at,) = store.reading.execute(_CLAIMABLE, {"far": to_text(now + LONGEST_PAUSE)}).fetchone()
    return at  # type: ignore[no-any-return]


_WAITING = (
    "notice JOIN digest ON digest.id = digest_id LEFT JOIN post_limit USING (team)"
    " WHERE open_from IS NOT NULL AND coalesce(stopped, '') = ''"
)
_NEXT = f"""
SELECT notice.id, digest_id, about, notice.why, owed_at, place, fence, lease_until, change_id
FROM {_WAITING}
AND open_from <= :now AND (coalesce(next_at, '') <= :soon OR next_at > :far) ORDER BY open_from, notice.id LIMIT 1"""
_CLAIMABLE = f"""
SELECT min(CASE WHEN open_from >= free THEN open_from ELSE free END) FROM (
    SELECT open_from, CASE WHEN next_at > :far THEN '' ELSE coalesce(next_at, '') END AS free FROM {_WAITING}
) AS claimable"""


def _write(store: Store, held: Notice, settings: str, *values: object) -> bool:
    with store.writing() as connection:
        changed = connection.execute(
            f"UPDATE notice SET {settings} WHERE id = ? AND fence = ? AND open_from IS NOT NULL",
            (*values, held.id, held.fence),
        )
        return changed.rowcount == 1


def scope_has_customers(store: Store, scope: Scope) -> bool:
    """Whether any customer is in a scope, whatever their health and ARR today; all accounts always count as some."""
    scope = replace(scope, narrowing=scope.narrowing.lasting)
    if scope == ALL:
        return True
    where, given = scope.where("s")
    found = store.reading.execute(f"SELECT 1 FROM standing s WHERE {where} LIMIT 1", given).fetchone()
    return found is not None


def record_unmatched(store: Store, digest_id: int, why: str, now: datetime) -> None:
    """Keeps why no accounts match a digest, nothing when some do; its owner is to hear of the first time."""
    (before,) = store.reading.execute("SELECT unmatched FROM digest WHERE id = ?", (digest_id,)).fetchone()
    if bool(before) == bool(why):
        return  # without holding others up
    with store.writing() as connection:
        changed = connection.execute(
            "UPDATE digest SET unmatched = ? WHERE id = ? AND (unmatched = '') <> (? = '')", (why, digest_id, why)
        )
        if changed.rowcount and why:
            queue_notice(connection, digest_id, why, now, "unmatched")
