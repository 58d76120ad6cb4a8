"""Conditions on accounts within a wish: `over 50k`, `country Japan`, which would be read as times and zones alone."""

from accounts.digests.subscription_parser.model import RemainingWords, SubscriptionRequest

LONGEST = 7  # words of a limit
_NAMED = frozenset({"country", "plan"})


def take_filter(words: RemainingWords, requested: SubscriptionRequest) -> SubscriptionRequest | None:
    """The request with the condition that comes next in its scope."""
    from accounts.scopes.arr_limits import limit_at_start  # its patterns are compiled only where a wish is read

    if limit := limit_at_start(" ".join(words.left[:LONGEST])):
        words.add(words.take(len(limit.split())))
        return requested
    if words.plain(0) in _NAMED and len(words.left) > 1:
        words.add(words.take(2))
        return requested
    return None
