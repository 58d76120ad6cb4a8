"""Changes of watched accounts with their outcome: told, spared or waiting."""

from dataclasses import dataclass
from datetime import datetime

from accounts.digests.alerts import next_alert
from accounts.watches.comparison import Step
from store.connection import Connection
from store.database import Store
from store.timestamps import from_text


@dataclass(frozen=True, slots=True)
class WatchChange:
    """A change of a watched account: what, when it was seen, and what became of it: `told`, `spared`, `waiting` or
    `under way`. `due` is when one that waits is to be told.
    """

    name: str
    step: Step
    seen_at: datetime
    outcome: str
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Spared:
    """Changes that weren't worth a message, by account and aspect, and their numbers in the log."""

    counts: tuple[tuple[str, str, int], ...]
    changes: tuple[int, ...]


def changes(store: Store, digest_id: int, limit: int, key: str = "") -> list[WatchChange]:
    """The latest changes, of all watched accounts of a feed or of one, the newest first."""
    with store.snapshot() as connection:
        planned = next_alert(connection, digest_id)
        rows = connection.execute(
            "SELECT c.name, c.aspect, c.was, c.now, c.seen_at, CASE"
            " WHEN c.outcome = 'waiting' AND d.state IN ('sent', 'unknown') THEN 'told'"
            " WHEN c.outcome = 'waiting' AND d.open_from IS NOT NULL THEN 'under way' ELSE c.outcome END"
            " FROM watch_change c LEFT JOIN delivery d ON d.digest_id = c.digest_id AND d.occasion = c.occasion"
            " WHERE c.digest_id = :id AND (:key = '' OR c.account_key = :key) ORDER BY c.id DESC LIMIT :limit",
            {"id": digest_id, "key": key, "limit": limit},
        ).fetchall()
    due = planned.at if planned else None
    return [
        WatchChange(name, Step(aspect, was, now), from_text(at), outcome, due if outcome == "waiting" else None)
        for name, aspect, was, now, at, outcome in rows
    ]


def spared_changes(connection: Connection, digest_id: int) -> Spared:
    """What was spared since the last weekly line."""
    rows = connection.execute(
        "SELECT id, account_key, name, aspect FROM watch_change WHERE digest_id = ? AND outcome = 'spared'"
        " AND occasion = '' ORDER BY id",
        (digest_id,),
    ).fetchall()
    names = {key: name for _, key, name, _ in rows}
    counts: dict[tuple[str, str], int] = {}
    for _, key, _, aspect in rows:
        counts[key, aspect] = counts.get((key, aspect), 0) + 1
    return Spared(
        tuple((names[key], aspect, number) for (key, aspect), number in counts.items()), tuple(id_ for id_, *_ in rows)
    )
