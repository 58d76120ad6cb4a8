"""Recently delivered digests, as they were posted."""

import json
from datetime import date
from typing import Any

from store.database import Store

MOST = 10  # deliveries that are read


def recent_messages(store: Store, person: str, channel: str, since: date) -> list[dict[str, Any]]:
    """The messages of the latest digests that a person set up or that come to a channel, since a day, newest first."""
    rows = store.reading.execute(
        "SELECT delivery.messages FROM delivery JOIN digest ON digest.id = delivery.digest_id"
        " WHERE (digest.created_by = ? OR digest.channel = ?) AND delivery.messages IS NOT NULL"
        " AND delivery.due_at >= ? ORDER BY delivery.due_at DESC, delivery.digest_id LIMIT ?",
        (person, channel, since.isoformat(), MOST),
    ).fetchall()
    return [message for (messages,) in rows for message in json.loads(messages)]
