"""Before each post about watched accounts: may the conversation see it, and may each of those who watch?"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.digests.subscriptions import OWNER_GONE, Subscription
from accounts.watches.watches import stop_watches_of, watchers
from store.database import Store

logger = logging.getLogger(__name__)

Allowed = Callable[[Subscription], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class WatchPermission:
    """Asks of a digest as `allowed` does; of watched accounts for everybody who watches any in the conversation.

    The watches of who may not see accounts any more are stopped, and the conversation hears of it. Raises what is
    raised by whom it asks.
    """

    allowed: Allowed
    store: Store
    clock: Callable[[], datetime]

    async def __call__(self, subscription: Subscription) -> str:
        """Why nothing may be posted; nothing when something may."""
        if subscription.digest != "watch":
            return await self.allowed(subscription)
        people = await asyncio.to_thread(watchers, self.store, subscription.id)
        why, left = "nobody watches anything any more", False
        for person in people:
            denied = await self.allowed(replace(subscription, created_by=person))
            if not denied:
                left = True
            elif denied.startswith(OWNER_GONE):
                why = denied
                await self._stop(subscription, person, denied)
            else:
                return denied
        return "" if left else why

    async def _stop(self, subscription: Subscription, person: str, why: str) -> None:
        said = f"whoever watched{why.removeprefix(OWNER_GONE)}"
        logger.warning("digest %s: the watches of somebody are stopped: %s", subscription.id, said)
        await asyncio.to_thread(stop_watches_of, self.store, subscription, person, said, self.clock())
