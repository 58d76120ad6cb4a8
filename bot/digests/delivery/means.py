"""What every step of a delivery is taken with: the store, Slack, the clock and the protocol."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from accounts.digests import deliveries
from accounts.digests.claims import Claim
from accounts.digests.deliveries import Finished, message_key
from bot.digests.delivery.protocol import Protocol
from store.database import Store

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Means:
    """The store, Slack's client, the clock and the protocol."""

    store: Store
    client: AsyncWebClient
    clock: Callable[[], datetime]
    protocol: Protocol

    async def write(self, write: Callable[..., bool], held: Claim, *arguments: object) -> bool:
        """Writes off the event loop. False when the claim is lost."""
        return await asyncio.to_thread(write, self.store, held, *arguments)

    async def finish(self, held: Claim, state: Finished, why: str, tell: str = "") -> bool:
        """Ends the delivery, unless the claim is lost; what there is to `tell` is told whoever subscribed."""
        logger.info("digest %s: %s: %s", held.subscription.id, state, why, extra=said_of(held, state))
        return await self.write(deliveries.finish, held, state, self.clock(), why, tell)

    async def give_up(self, held: Claim, why: str) -> None:
        """Pauses the subscription, whose conversation takes no posts, and lets its owner know, once."""
        logger.warning("digest %s: %s", held.subscription.id, why, extra=said_of(held, "failed"))
        await self.write(deliveries.fail_and_pause, held, self.clock(), why)


def said_of(held: Claim, outcome: str = "fault", reason: str = "") -> dict[str, object]:
    """What the log says of an attempt beside its words."""
    told: dict[str, object] = {
        "digest": held.subscription.id,
        "occasion": held.occasion,
        "outcome": outcome,
        "attempt": held.fence,
        "message_number": len(held.posted) + 1,
    }
    return {**told, "reason": reason} if reason else told


def mark_of(held: Claim) -> str:
    """The mark of the next message."""
    return message_key(held.subscription, held.occasion, len(held.posted))
