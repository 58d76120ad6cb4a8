"""Messages that were posted again after one in doubt: that one may yet appear, and is looked for once more."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.digests.claims import Claim
from accounts.digests.subscriptions import COLUMNS, Subscription, read_row
from store.connection import Connection
from store.database import Store
from store.timestamps import from_text, to_text

LOOKED_FOR = timedelta(days=1)  # from when it was due; what can't be looked for until then stays


@dataclass(frozen=True, slots=True)
class SecondLook:
    """A message to look for again: the `number` of it among those `posted` of a delivery."""

    subscription: Subscription
    occasion: str
    number: int
    due: datetime
    posted: tuple[str, ...]


def queue_look(connection: Connection, held: Claim, at: datetime) -> None:
    """Has the next message of a claim looked for at a moment, inside the caller's write transaction."""
    connection.execute(
        "INSERT INTO second_look (digest_id, occasion, number, look_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (held.subscription.id, held.occasion, len(held.posted), to_text(at)),
    )


def claim_look(store: Store, now: datetime, lease: timedelta) -> SecondLook | None:
    """The look that is due the longest, which another may take only after the lease; None when none is due."""
    if store.reading.execute(_NEXT, (to_text(now),)).fetchone() is None:
        return None  # without holding others up
    with store.writing() as connection:
        row = connection.execute(_NEXT, (to_text(now),)).fetchone()
        if row is None:
            return None
        digest_id, occasion, number, due, posted = row
        connection.execute(f"UPDATE second_look SET look_at = ? {_OF_KEY}", (to_text(now + lease), *row[:3]))
        digest = connection.execute(f"SELECT {COLUMNS} FROM digest WHERE id = ?", (digest_id,)).fetchone()
    return SecondLook(read_row(digest), occasion, number, from_text(due), tuple(json.loads(posted)))


def finish_look(store: Store, look: SecondLook) -> None:
    """Says that a message need not be looked for any more."""
    with store.writing() as connection:
        connection.execute(f"DELETE FROM second_look {_OF_KEY}", (look.subscription.id, look.occasion, look.number))


def next_look_at(store: Store) -> str | None:
    """The earliest instant, as stored, at which something is to be looked for."""
    (at,) = store.reading.execute(f"SELECT min(look_at) FROM {_LOOKS}").fetchone()
    return at  # type: ignore[no-any-return]


_OF_KEY = "WHERE digest_id = ? AND occasion = ? AND number = ?"
_LOOKS = "second_look l JOIN delivery d ON d.digest_id = l.digest_id AND d.occasion = l.occasion"
_NEXT = f"""
SELECT l.digest_id, l.occasion, number, due_at, posted FROM {_LOOKS} WHERE look_at <= ? ORDER BY look_at LIMIT 1"""
