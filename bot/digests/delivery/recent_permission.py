"""Permission to post, checked for each post but not twice within a few seconds."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from accounts.digests.subscriptions import Subscription

KEPT = timedelta(seconds=10)  # that what Slack says of who may see a conversation counts for other posts
MOST = 1_000

Allowed = Callable[[Subscription], Awaitable[str]]
Key = tuple[str, str, str, bool]


class RecentPermission:
    """Remembers for a few seconds that a digest may go where it goes, for the messages and digests that go there next.

    That it may not is asked anew each time. Raises what is raised by whom it asks.
    """

    def __init__(self, allowed: Allowed, clock: Callable[[], datetime]) -> None:
        self._allowed = allowed
        self._clock = clock
        self._granted: OrderedDict[Key, datetime] = OrderedDict()

    async def __call__(self, subscription: Subscription) -> str:
        """Why the digest may not be posted; nothing when it may."""
        key = (subscription.team, subscription.channel, subscription.created_by, subscription.digest == "term")
        granted = self._granted.get(key)
        if granted is not None and timedelta(0) <= self._clock() - granted < KEPT:
            return ""
        asked = self._clock()
        why = await self._allowed(subscription)
        if why:
            self._granted.pop(key, None)
        else:
            self._granted[key] = asked
            self._granted.move_to_end(key)
            while len(self._granted) > MOST:
                self._granted.popitem(last=False)
        return why
