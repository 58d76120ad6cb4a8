"""What became of the deliveries: for those who subscribed, and for whoever runs the bot."""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.instants import read
from accounts.store import Store


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
    """One attempt to post a message of a delivery: what came of it, and the ts or the error."""

    digest_id: int
    occasion: str
    number: int
    at: datetime
    outcome: str
    detail: str


def deliveries(store: Store, digest_id: int | None = None, limit: int = 20) -> list[Delivery]:
    """The latest deliveries, of one digest or of all, the newest first."""
    rows = store.reading.execute(
        "SELECT digest_id, occasion, state, reason, due_at, finished_at, json_array_length(posted), fence FROM delivery"
        " WHERE :id IS NULL OR digest_id = :id ORDER BY due_at DESC, digest_id LIMIT :limit",
        {"id": digest_id, "limit": limit},
    ).fetchall()
    return [
        Delivery(id_, occasion, state, reason, read(due), read(finished) if finished else None, messages, fence)
        for id_, occasion, state, reason, due, finished, messages, fence in rows
    ]


def attempts(store: Store, digest_id: int, occasion: str) -> list[Attempt]:
    """The attempts at a delivery, in their order."""
    rows = store.reading.execute(
        "SELECT fence, at, outcome, detail FROM attempt WHERE digest_id = ? AND occasion = ? ORDER BY id",
        (digest_id, occasion),
    ).fetchall()
    return [Attempt(digest_id, occasion, fence, read(at), *rest) for fence, at, *rest in rows]


def last_sent_on(store: Store, digest_id: int, before: str) -> date | None:
    """The local date of the last digest that was sent before an occasion."""
    (occasion,) = store.reading.execute(
        "SELECT max(occasion) FROM delivery WHERE digest_id = ? AND occasion < ? AND state = 'sent'",
        (digest_id, before),
    ).fetchone()
    return date.fromisoformat(occasion[:10]) if occasion else None


def counts(store: Store) -> dict[str, int]:
    """How many deliveries there are in each state."""
    return dict(store.reading.execute("SELECT state, count(*) FROM delivery GROUP BY state").fetchall())


def stopped(store: Store) -> dict[str, str]:
    """The teams that nothing is posted for, and Slack's reason."""
    return dict(store.reading.execute("SELECT team, stopped FROM pace WHERE stopped <> ''").fetchall())
