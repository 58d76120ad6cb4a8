"""By what a message is known again in a channel's history."""

from datetime import date
from hashlib import sha256

from accounts.digests.subscriptions import Subscription


def mark(subscription: Subscription, local_date: date, message: int) -> str:
    """An opaque mark of one message of one delivery: the same for every attempt, and of no other message."""
    known_by = (subscription.team, subscription.id, subscription.created_at, local_date, message)
    return sha256("\0".join(map(str, known_by)).encode()).hexdigest()[:32]
