"""One step of a delivery: from a claim to one message posted, found again, put off or given up."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from accounts.digests import rate_limits
from accounts.digests.claims import Claim
from bot.chart import Chart
from bot.digests.delivery.means import Means, mark_of, said_of
from bot.digests.delivery.preparing import Allowed, Compose, Preparing
from bot.digests.delivery.protocol import Protocol
from bot.digests.delivery.reactions import Reactions
from bot.digests.delivery.reconciling import Reconciling
from bot.digests.history import metadata
from bot.digests.outcomes import RefusedError, answered
from store.database import Store

logger = logging.getLogger(__name__)

Enclose = Callable[[Claim, str, Chart], None]


@dataclass(slots=True, kw_only=True)
class Courier:
    """Delivers claims: `compose` says what is posted, or why nothing is, and `allowed` why it may not be. `enclose`
    sends a chart after the first message; it comes at most once.
    """

    store: Store
    client: AsyncWebClient
    clock: Callable[[], datetime]
    compose: Compose
    allowed: Allowed
    enclose: Enclose | None = None
    protocol: Protocol = field(default_factory=Protocol)
    means: Means = field(init=False)
    _preparing: Preparing = field(init=False)
    _reactions: Reactions = field(init=False)
    _reconciling: Reconciling = field(init=False)

    def __post_init__(self) -> None:
        self.means = Means(self.store, self.client, self.clock, self.protocol)
        self._preparing = Preparing(self.means, self.compose, self.allowed)
        self._reactions = Reactions(self.means)
        self._reconciling = Reconciling(self.means, self._reactions)

    async def deliver(self, held: Claim) -> None:
        """Takes a claim as far as it goes with one message. Raises nothing but what the store does."""
        try:
            await self._attempt(held)
        except RefusedError as refusal:
            await self._reactions.to(held, refusal)
        except Exception as error:
            logger.exception("digest %s: something went wrong", held.subscription.id, extra=said_of(held))
            await self._reactions.to_fault(held, error)

    async def restart(self) -> None:
        """Posts again for the team of the token, if posting was stopped: what stopped it may have been mended."""
        try:
            answer = await answered(self.client.auth_test())
        except RefusedError as refused:
            logger.warning("digests: Slack doesn't take the token: %s", refused.code)
            return
        await asyncio.to_thread(rate_limits.unblock_team, self.store, str(answer["team_id"]))

    async def _attempt(self, held: Claim) -> None:
        if held.doubtful and held.messages is not None and await self._reconciling.found(held):
            return
        ready, chart = await self._preparing.ready(held)
        if ready is not None and (ts := await self._post(ready)) and chart and self.enclose:
            self.enclose(held, ts, chart)

    async def _post(self, held: Claim) -> str:
        """Posts the next message. Returns the ts of the first one, and nothing for the others."""
        message: dict[str, Any] = dict((held.messages or ())[len(held.posted)])
        answer = await answered(
            self.client.chat_postMessage(
                channel=held.subscription.channel,
                thread_ts=held.posted[0] if held.posted else None,
                metadata=metadata(mark_of(held)),
                unfurl_links=False,
                unfurl_media=False,
                **message,
            )
        )
        await self._reconciling.record(held, str(answer["ts"]))
        return "" if held.posted else str(answer["ts"])
