"""Claims of deliveries: each for a time (the lease), under a number that every claim raises (the fence).

Whoever lost the claim can no longer write. A lease that ran out, or an attempt in doubt, leaves its mark: the next
claim says that a message may have been posted already.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from accounts.digests.rate_limits import LONGEST_PAUSE
from accounts.digests.subscriptions import ALERT, COLUMNS, Subscription, read_row
from store.connection import Connection
from store.database import Store
from store.timestamps import from_text, to_text

Message = Mapping[str, Any]
OPEN = "pending"  # the state of what is to be posted; with a lease and another one it was withdrawn
LONGEST_WAIT = timedelta(hours=2)  # what waits for longer does so because the clock was set back
ANY_ZONE = timedelta(days=1)  # that a local time may be ahead of that of the store, and less than that


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to go on with a delivery until the lease ends.

    `occasion` is the local date that a schedule names, or the date and time at which somebody asked for one at once.
    `messages` is what was frozen, None before that; `posted` holds the ts of those already posted. `doubtful` says that
    the next one may have been posted without its ts being recorded. The digest of one that is `withdrawn` was ended
    since it was planned, and is perhaps active again: nothing more of it is posted.
    """

    subscription: Subscription
    occasion: str
    due: datetime
    fence: int
    lease_until: datetime
    messages: tuple[Message, ...] | None
    posted: tuple[str, ...]
    doubtful: bool
    withdrawn: bool = False

    @property
    def by_hand(self) -> bool:
        """Whether somebody asked for it at once."""
        return len(self.occasion) == len("2026-06-15 09:00:00")

    @property
    def local_date(self) -> date:
        """The day that it is for, where it goes."""
        return date.fromisoformat(self.occasion[:10])


def claim(store: Store, now: datetime, lease: timedelta, pace: timedelta) -> Claim | None:
    """The delivery that has been open the longest, of a team that may post now, one that is begun before others: its
    thread is whole soon, and who may see it was asked a moment ago. None when there is nothing to do.

    Each claim keeps the team's next one back by `pace`.
    """
    at = {"now": to_text(now), "far": to_text(now + LONGEST_PAUSE)}
    if store.reading.execute(_NEXT, at).fetchone() is None:
        return None  # without holding others up
    with store.writing() as connection:
        free = connection.execute(_NEXT, at).fetchone()
        if free is None:
            return None
        team, open_from, rested_until = free
        digest_id, occasion, due_at, fence, leased, messages, posted, state = (
            connection.execute(_BEGUN, (team, at["now"])).fetchone()
            or connection.execute(_OLDEST, (team, open_from)).fetchone()
        )
        until = now + lease
        connection.execute(
            "UPDATE delivery SET fence = ?, lease_until = ?, open_from = ? WHERE digest_id = ? AND occasion = ?",
            (fence + 1, to_text(until), to_text(until), digest_id, occasion),
        )
        connection.execute(
            "UPDATE post_limit SET next_at = ? WHERE team = ?", (to_text(_after(rested_until, now, pace)), team)
        )
        subscription = connection.execute(
            f"SELECT {COLUMNS} FROM digest WHERE id = ?",
            (digest_id,),
        ).fetchone()
    return Claim(
        read_row(subscription),
        occasion,
        from_text(due_at),
        fence + 1,
        until,
        tuple(json.loads(messages)) if messages else None,
        tuple(json.loads(posted)),
        doubtful=leased is not None,
        withdrawn=state != OPEN,
    )


# Of each team the first by an index, however many are waiting.
_WAITING = """
SELECT team, next_at, (SELECT min(open_from) FROM delivery d WHERE d.team = p.team AND open_from IS NOT NULL) AS first
FROM post_limit p WHERE stopped = ''"""
_COLUMNS = "SELECT digest_id, occasion, due_at, fence, lease_until, messages, posted, state FROM delivery"
_BEGUN = (
    f"{_COLUMNS} WHERE team = ? AND open_from <= ? AND posted <> '[]' AND lease_until IS NULL"
    " ORDER BY open_from, digest_id, occasion LIMIT 1"
)
_OLDEST = f"{_COLUMNS} WHERE team = ? AND open_from = ? ORDER BY digest_id, occasion LIMIT 1"
_NEXT = f"""
SELECT team, first, next_at FROM ({_WAITING} AND (next_at <= :now OR next_at > :far)) AS waiting
WHERE first <= :now ORDER BY first, team LIMIT 1"""
_CLAIMABLE = f"""
SELECT min(CASE WHEN first >= free THEN first ELSE free END) FROM (
    SELECT first, CASE WHEN next_at > :far THEN '' ELSE next_at END AS free FROM ({_WAITING}) AS waiting
) AS claimable WHERE first IS NOT NULL"""


def _after(rested_until: str, now: datetime, pace: timedelta) -> datetime:
    """When a team may post next: what a claim came late by isn't lost, so that the pace is kept on the whole."""
    late = now - from_text(rested_until) if rested_until else pace
    return now + pace - (late if timedelta(0) <= late <= pace / 2 else timedelta(0))


def renew(store: Store, held: Claim, until: datetime) -> bool:
    """Prolongs the lease, before a post that could outlast it. False when the claim is lost or withdrawn."""
    with store.writing() as connection:
        return not is_withdrawn(connection, held) and write_as_holder(
            connection, held, "lease_until = ?, open_from = ?", to_text(until), to_text(until)
        )


def is_withdrawn(connection: Connection, held: Claim) -> bool:
    """Whether its digest was ended since it was planned."""
    (state,) = connection.execute(
        "SELECT state FROM delivery WHERE digest_id = ? AND occasion = ?", (held.subscription.id, held.occasion)
    ).fetchone()
    return bool(state != OPEN)


def skip_overdue(store: Store, now: datetime, max_lateness: timedelta, lease: timedelta) -> int:
    """Skips what nobody has begun and is too late by now; returns how many those are.

    What waits for a time that is too far ahead does so because the clock was set back: it waits for a lease from now.
    An alert that nobody has begun waits for the hours of its conversation, unless it was planned by a clock ahead.
    """
    far = to_text(now + LONGEST_WAIT)
    with store.writing() as connection:
        skipped = connection.execute(
            f"UPDATE delivery SET state = 'skipped', reason = 'too late', {IS_FINISHED}"
            " WHERE open_from IS NOT NULL AND due_at < ? AND posted = '[]' AND lease_until IS NULL",
            (to_text(now), to_text(now - max_lateness)),
        )
        connection.execute("UPDATE notice SET open_from = ? WHERE open_from > ?", (to_text(now + lease), far))
        connection.execute(
            "UPDATE delivery SET open_from = ? WHERE open_from > ?"
            " AND NOT (fence = 0 AND occasion LIKE ? AND occasion < ?)",
            (to_text(now + lease), far, f"%{ALERT}", f"{now + ANY_ZONE:%Y-%m-%d %H:%M:%S}"),
        )
        return skipped.rowcount


def next_claimable_at(store: Store, now: datetime) -> str | None:
    """The earliest instant, as stored, at which a delivery can be claimed of a team that may then be posted to."""
    (at,) = store.reading.execute(_CLAIMABLE, {"far": to_text(now + LONGEST_PAUSE)}).fetchone()
    return at  # type: ignore[no-any-return]


# What was said is in Slack now, or nowhere; the marks of what was posted stay.
IS_SENT = (
    "lease_until = NULL, open_from = NULL, finished_at = ?"  # what it says is kept: people act on it and ask of it
)
IS_FINISHED = f"messages = CASE WHEN posted = '[]' THEN NULL ELSE messages END, {IS_SENT}"


def write_as_holder(connection: Connection, held: Claim, settings: str, *values: object) -> bool:
    """Writes what only the holder of the claim may, inside their transaction. False when the claim is lost."""
    changed = connection.execute(
        f"UPDATE delivery SET {settings} WHERE digest_id = ? AND occasion = ? AND fence = ? AND open_from IS NOT NULL",
        (*values, held.subscription.id, held.occasion, held.fence),
    )
    return changed.rowcount == 1
