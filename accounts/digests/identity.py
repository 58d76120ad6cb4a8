"""By what a message is known again in a channel's history."""

from hashlib import sha256

from accounts.digests.subscriptions import Subscription


def mark(subscription: Subscription, occasion: str, message: int) -> str:
    """An opaque mark of one message of one delivery: the same for every attempt, and of no other message."""
    known_by = (subscription.team, subscription.id, subscription.created_at, occasion, message)
    return sha256("\0".join(map(str, known_by)).encode()).hexdigest()[:32]
