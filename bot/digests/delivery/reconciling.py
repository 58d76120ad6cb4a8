"""Bringing the record and the conversation together: what was posted is recorded once, and what came twice deleted."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta

from accounts.digests import deliveries
from accounts.digests.claims import Claim
from bot.digests.delivery.means import Means, mark_of, said_of
from bot.digests.delivery.protocol import SETTLED_WITHIN
from bot.digests.delivery.reactions import Reactions
from bot.digests.history import Place, find
from bot.digests.outcomes import RefusedError, answered

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reconciling:
    """Finds messages again, and records them."""

    means: Means
    reactions: Reactions

    async def found(self, held: Claim) -> bool:
        """Whether an earlier attempt has posted the message after all; what is posted twice is deleted."""
        if not self.means.protocol.reconciles:
            return False
        place = Place(held.subscription.channel, held.posted[0] if held.posted else "")
        try:
            found = await find(self.means.client, place, mark_of(held), held.due - timedelta(days=1))
        except RefusedError as refusal:
            return await self.reactions.to_unread_history(held, refusal)
        if not found:
            return False
        await self.record(held, found[0], "found")
        for twice in found[1:]:
            await self._delete(held, twice)
        return True

    async def record(self, held: Claim, ts: str, outcome: str = "posted") -> None:
        """Keeps the ts of a message. Where the claim was lost before that, only one of two messages stays."""
        if await self.means.write(deliveries.record_post, held, ts, self.means.clock(), outcome):
            logger.info("digest %s: %s", held.subscription.id, outcome, extra=said_of(held, outcome))
        elif outcome == "posted":
            await self._settle(held, ts)

    async def _settle(self, held: Claim, ts: str) -> None:
        """Waits for what came of a delivery that another worker took over, and deletes a message that came twice."""
        number = len(held.posted)
        logger.warning("digest %s: posted after the claim was lost", held.subscription.id, extra=said_of(held, "lost"))
        until = self.means.clock() + SETTLED_WITHIN
        while self.means.clock() < until:
            open_, recorded = await asyncio.to_thread(deliveries.recorded_posts, self.means.store, held)
            if len(recorded) > number:
                if recorded[number] != ts:
                    await self._delete(held, ts)
                return
            if not open_:
                return
            await asyncio.sleep(1)

    async def _delete(self, held: Claim, ts: str) -> None:
        try:
            await answered(self.means.client.chat_delete(channel=held.subscription.channel, ts=ts))
        except RefusedError as refused:
            if refused.code != "message_not_found":  # what another look has deleted already
                logger.warning(
                    "digest %s came twice: %s", held.subscription.id, refused.code, extra=said_of(held, "twice")
                )
