"""Store, client, clock and time limits that every step is given."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from slack_sdk.web.async_client import AsyncWebClient

from accounts.digests import deliveries
from accounts.digests.claims import Claim
from accounts.digests.deliveries import Finished, message_key
from accounts.digests.planning import MAX_LATENESS
from accounts.watches.limits import MERGED_WITHIN
from store.database import Store

OnCrash = Literal["at-most-once", "at-least-once"]
MAX_UNCERTAIN = timedelta(days=1)
MAX_FAILURES = 5
RENEWALS_AT_MOST = 5  # of a lease that runs out while the store is written by others
SETTLED_WITHIN = timedelta(minutes=5)
SHOWN_WITHIN = timedelta(hours=1)  # from when it was due: a message that the history doesn't show then was deleted


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverySettings:
    """The times of the protocol: how long a call may take, how late Slack's history may show a message, and how many
    attempts in doubt there may be. `pace` is the time between two posts to a workspace, `merged_within` how long what
    changed of watched accounts waits for other changes, to be told with them. A message that is `late` by so much is
    looked for before it is posted at first.
    """

    timeout: timedelta = timedelta(seconds=15)
    grace: timedelta = timedelta(seconds=20)
    pace: timedelta = timedelta(seconds=0.2)
    max_lateness: timedelta = MAX_LATENESS
    late: timedelta = timedelta(minutes=2)
    on_crash: OnCrash = "at-most-once"
    reconciles: bool = True
    merged_within: timedelta = MERGED_WITHIN

    @property
    def lease(self) -> timedelta:
        """How long a claim holds: a call that is begun, and the time until its message is in the history."""
        return self.timeout + self.grace

    @property
    def look_after(self) -> timedelta:
        """How long after a post that followed one in doubt that one is looked for: longer than Slack takes."""
        return 2 * self.lease


def retry_delay(attempt: int) -> timedelta:
    """The time between attempts, counted from 1: more with each, up to five minutes."""
    return timedelta(seconds=min(1 << min(attempt - 1, 10), 300))


logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Dependencies:
    """The store, Slack's client, the clock and the protocol."""

    store: Store
    client: AsyncWebClient
    clock: Callable[[], datetime]
    settings: DeliverySettings

    async def write(self, write: Callable[..., bool], held: Claim, *arguments: object) -> bool:
        """Writes off the event loop. False when the claim is lost."""
        return await asyncio.to_thread(write, self.store, held, *arguments)

    async def finish(self, held: Claim, state: Finished, why: str, tell: str = "") -> bool:
        """Ends the delivery, unless the claim is lost; what there is to `tell` is told whoever subscribed."""
        logger.info("digest %s: %s: %s", held.subscription.id, state, why, extra=log_fields(held, state))
        return await self.write(deliveries.finish, held, state, self.clock(), why, tell)

    async def give_up(self, held: Claim, why: str) -> None:
        """Pauses the subscription, whose conversation takes no posts, and lets its owner know, once."""
        logger.warning("digest %s: %s", held.subscription.id, why, extra=log_fields(held, "failed"))
        await self.write(deliveries.fail_and_pause, held, self.clock(), why)


def log_fields(held: Claim, outcome: str = "fault", reason: str = "") -> dict[str, object]:
    """What the log says of an attempt beside its words."""
    told: dict[str, object] = {
        "digest": held.subscription.id,
        "occasion": held.occasion,
        "outcome": outcome,
        "attempt": held.fence,
        "message_number": len(held.posted) + 1,
    }
    return {**told, "reason": reason} if reason else told


def next_message_key(held: Claim) -> str:
    """The mark of the next message."""
    return message_key(held.subscription, held.occasion, len(held.posted))
