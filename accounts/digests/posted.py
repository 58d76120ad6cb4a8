"""Posted digests by the place of their message, so that any server can answer in their threads."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from accounts.digests.claims import Message
from accounts.digests.deliveries import message_key
from accounts.digests.subscriptions import COLUMNS, Subscription, read_row
from store.database import Store
from store.timestamps import from_text, to_text

_TS: Final = re.compile(r"\d{1,12}\.\d{1,8}")
_FROM: Final = (
    f"SELECT d.occasion, d.due_at, d.messages, d.posted, {', '.join(f'g.{name}' for name in COLUMNS.split(', '))}"
    " FROM digest g JOIN delivery d ON d.digest_id = g.id WHERE d.messages IS NOT NULL AND"
)


@dataclass(frozen=True, slots=True)
class PostedDigest:
    """A digest as it was posted: its messages as they were frozen, and the ts of those that are there so far."""

    subscription: Subscription
    occasion: str
    due: datetime
    messages: tuple[Message, ...]
    posted: tuple[str, ...]

    def message(self, ts: str) -> Message | None:
        """The message of a ts as it was frozen; None where it isn't of this digest."""
        number = self.posted.index(ts) if ts in self.posted else len(self.messages)
        return self.messages[number] if number < len(self.messages) else None

    def mark(self, ts: str) -> str:
        """The opaque mark by which a message is found in the history."""
        return message_key(self.subscription, self.occasion, self.posted.index(ts))


def find_posted(store: Store, channel: str, ts: str) -> PostedDigest | None:
    """The digest one of whose messages stands in a channel under a ts; None where there is none."""
    if not _TS.fullmatch(ts):
        return None
    row = store.reading.execute(
        f"{_FROM} g.channel = :channel AND d.posted LIKE :ts ORDER BY d.due_at DESC LIMIT 1",
        {"channel": channel, "ts": f'%"{ts}"%'},
    ).fetchone()
    return _read(row) if row else None


def posted_of(store: Store, digest_id: int, occasion: str = "") -> PostedDigest | None:
    """A digest as it was posted on an occasion, or the last that was; None where what was posted isn't kept."""
    row = store.reading.execute(
        f"{_FROM} d.digest_id = :id AND d.posted <> '[]' AND :occasion IN ('', d.occasion)"
        " ORDER BY d.due_at DESC LIMIT 1",
        {"id": digest_id, "occasion": occasion},
    ).fetchone()
    return _read(row) if row else None


def posted_since(store: Store, since: datetime, most: int = 200) -> list[PostedDigest]:
    """The digests that were due since a moment and of which anything is posted, the latest first."""
    rows = store.reading.execute(
        f"{_FROM} d.due_at >= :since AND d.posted <> '[]' ORDER BY d.due_at DESC LIMIT :most",
        {"since": to_text(since), "most": most},
    )
    return [_read(row) for row in rows]


def _read(row: Sequence[Any]) -> PostedDigest:
    occasion, due, messages, posted, *subscription = row
    return PostedDigest(
        read_row(subscription),
        occasion,
        from_text(due),
        tuple(json.loads(messages)),
        tuple(json.loads(posted)),
    )
