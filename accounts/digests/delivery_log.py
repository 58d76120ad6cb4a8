"""The log of deliveries: for those who subscribed, and for whoever runs the bot."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from accounts.digests.rate_limits import blocked_teams
from accounts.renewals.outcomes import ReportedUntil
from store.database import Store
from store.timestamps import from_text, to_text


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery as it stands: pending, sent, skipped, failed or unknown, and why; `messages` posted of it so far."""

    digest_id: int
    occasion: str
    state: str
    reason: str
    due: datetime
    finished: datetime | None
    messages: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to post a message of a delivery: its outcome, and the ts or the error."""

    digest_id: int
    occasion: str
    number: int
    at: datetime
    outcome: str
    detail: str


def deliveries(store: Store, digest_id: int | None = None, limit: int = 20) -> list[Delivery]:
    """The latest deliveries, of one digest or of all, the newest first."""
    rows = store.reading.execute(
        "SELECT digest_id, occasion, state, reason, due_at, finished_at, posted, fence FROM delivery"
        " WHERE CAST(:id AS bigint) IS NULL OR digest_id = CAST(:id AS bigint)"
        " ORDER BY due_at DESC, digest_id, occasion LIMIT :limit",
        {"id": digest_id, "limit": limit},
    ).fetchall()
    return [
        Delivery(
            id_,
            occasion,
            state,
            reason,
            from_text(due),
            from_text(finished) if finished else None,
            len(json.loads(posted)),
            fence,
        )
        for id_, occasion, state, reason, due, finished, posted, fence in rows
    ]


def attempts(store: Store, digest_id: int, occasion: str) -> list[Attempt]:
    """The attempts at a delivery, in their order."""
    rows = store.reading.execute(
        "SELECT fence, at, outcome, detail FROM attempt WHERE digest_id = ? AND occasion = ? ORDER BY id",
        (digest_id, occasion),
    ).fetchall()
    return [Attempt(digest_id, occasion, fence, from_text(at), *rest) for fence, at, *rest in rows]


def last_sent_on(store: Store, digest_id: int, before: str) -> date | None:
    """The local date of the last digest that was sent before an occasion."""
    (occasion,) = store.reading.execute(
        "SELECT max(occasion) FROM delivery WHERE digest_id = ? AND occasion < ? AND state = 'sent'",
        (digest_id, before),
    ).fetchone()
    return date.fromisoformat(occasion[:10]) if occasion else None


def last_reported_renewals(store: Store, digest_id: int) -> ReportedUntil | None:
    """Returns how far the last digest that was sent has reported outcomes of renewals."""
    row = store.reading.execute(
        "SELECT turn, told_on FROM delivery WHERE digest_id = ? AND state = 'sent'"
        " ORDER BY substr(occasion, 1, 10) DESC, finished_at DESC LIMIT 1",
        (digest_id,),
    ).fetchone()
    return ReportedUntil(row[0], date.fromisoformat(row[1])) if row and row[1] else None


def pending_count(store: Store, until: datetime) -> int:
    """How many deliveries are still to be tried before a moment."""
    query = "SELECT count(*) FROM delivery WHERE open_from <= ?"
    (number,) = store.reading.execute(query, (to_text(until),)).fetchone()
    return int(number)


def counts_by_state(store: Store) -> dict[str, int]:
    """How many deliveries there are in each state."""
    return dict(store.reading.execute("SELECT state, count(*) FROM delivery GROUP BY state").fetchall())


@dataclass(frozen=True, slots=True)
class DeliveryStats:
    """What is worth watching: deliveries by state, subscriptions, seconds that the oldest open delivery is overdue, how
    many teams take no posts, and days since all accounts were scored.
    """

    states: dict[str, int]
    active: int
    paused: int
    overdue: float
    stopped: int
    scored_days_ago: int


def delivery_stats(store: Store, now: datetime) -> DeliveryStats:
    """What is worth watching, at a moment."""
    with store.snapshot() as connection:
        kinds = dict(connection.execute("SELECT state, count(*) FROM digest GROUP BY state").fetchall())
        (oldest,) = connection.execute("SELECT min(due_at) FROM delivery WHERE open_from IS NOT NULL").fetchone()
        (scored,) = connection.execute("SELECT max(scored_on) FROM scoring").fetchone()
    overdue = max((now - from_text(oldest)).total_seconds(), 0.0) if oldest else 0.0
    age = (now.date() - date.fromisoformat(scored)).days if scored else -1
    return DeliveryStats(
        counts_by_state(store), kinds.get("active", 0), kinds.get("paused", 0), overdue, len(blocked_teams(store)), age
    )
