"""One step of a delivery: prepare, extend the lease, post, record."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from accounts.digests import claims, deliveries, rate_limits
from accounts.digests.claims import Claim
from accounts.digests.subscriptions import Subscription
from accounts.errors import AccountsError, HealthConfigError, RatesError
from bot.chart import Chart
from bot.digests.content.model import DigestPayload
from bot.digests.delivery.dependencies import (
    MAX_UNCERTAIN,
    RENEWALS_AT_MOST,
    DeliverySettings,
    Dependencies,
    log_fields,
    next_message_key,
)
from bot.digests.delivery.error_handling import ErrorHandler
from bot.digests.delivery.reconciliation import Reconciler, metadata
from bot.digests.delivery.slack_errors import SlackCallError, checked_call
from store.database import Store
from store.errors import StoreError

Compose = Callable[[Claim, datetime], DigestPayload | str]
Allowed = Callable[[Subscription], Awaitable[str]]
NOT_BY_A_DIGEST = (StoreError, HealthConfigError, RatesError)  # the operator's to mend: no reason to pause any


@dataclass(frozen=True, slots=True)
class Preparation:
    """Makes deliveries ready to be posted, or ends those that aren't to be."""

    means: Dependencies
    compose: Compose
    allowed: Allowed

    async def ready(self, held: Claim) -> tuple[Claim | None, Chart | None]:
        """The claim with its frozen messages, when it may be posted and the lease holds; None when it is done with.
        With them the chart, if it was composed just now.
        """
        if skipped := self._skipped(held):
            await self.means.finish(held, "skipped", skipped)
            return None, None
        if why := await self.allowed(held.subscription):
            await self.means.give_up(held, why)
            return None, None
        if held.messages is not None:
            return await self.with_time(held), None
        letter = await self._composed(held)
        if letter is None or not await self.means.write(deliveries.save_payload, held, letter.content):
            return None, None
        return await self.with_time(replace(held, messages=letter.content.messages)), letter.chart

    async def with_time(self, held: Claim) -> Claim | None:
        """The claim with a lease that outlasts a post; None when it is lost."""
        lease = self.means.protocol.lease
        for _ in range(RENEWALS_AT_MOST):
            left = held.lease_until - self.means.clock()
            if lease * 0.9 < left <= lease:
                return held
            held = replace(held, lease_until=self.means.clock() + lease)
            if not await self.means.write(claims.renew, held, held.lease_until):  # it may wait for others' writes
                return None
        return None

    def _skipped(self, held: Claim) -> str:
        """Why a digest that isn't begun stays unsent, or one that is goes on no more."""
        late = self.means.clock() - held.due
        if held.posted:
            return "the rest of it is too late" if late > MAX_UNCERTAIN else ""
        if late > self.means.protocol.max_lateness:
            return "too late"
        if held.subscription.withholds(held.occasion):
            return "unsubscribed" if held.subscription.state == "ended" else "paused"
        return ""

    async def _composed(self, held: Claim) -> DigestPayload | None:
        """What is to be posted; None when there is nothing, or nothing to compose it from."""
        try:
            letter = await asyncio.to_thread(self.compose, held, self.means.clock())
        except NOT_BY_A_DIGEST:
            raise
        except AccountsError as error:
            await self.means.give_up(held, str(error).rstrip("."))
            return None
        if isinstance(letter, str):
            await self.means.finish(held, "skipped", letter)
            return None
        return letter


logger = logging.getLogger(__name__)

AttachChart = Callable[[Claim, str, Chart], None]


@dataclass(slots=True, kw_only=True)
class DeliveryStep:
    """Delivers claims: `compose` says what is posted, or why nothing is, and `allowed` why it may not be. `enclose`
    sends a chart after the first message; it comes at most once.
    """

    store: Store
    client: AsyncWebClient
    clock: Callable[[], datetime]
    compose: Compose
    allowed: Allowed
    enclose: AttachChart | None = None
    protocol: DeliverySettings = field(default_factory=DeliverySettings)
    means: Dependencies = field(init=False)
    _preparing: Preparation = field(init=False)
    _reactions: ErrorHandler = field(init=False)
    _reconciling: Reconciler = field(init=False)

    def __post_init__(self) -> None:
        self.means = Dependencies(self.store, self.client, self.clock, self.protocol)
        self._preparing = Preparation(self.means, self.compose, self.allowed)
        self._reactions = ErrorHandler(self.means)
        self._reconciling = Reconciler(self.means, self._reactions)

    async def deliver(self, held: Claim) -> None:
        """Takes a claim as far as it goes with one message. Raises nothing but what the store does."""
        try:
            await self._attempt(held)
        except SlackCallError as refusal:
            await self._reactions.to(held, refusal)
        except Exception as error:
            logger.exception("digest %s: something went wrong", held.subscription.id, extra=log_fields(held))
            await self._reactions.to_fault(held, error)

    async def restart(self) -> None:
        """Posts again for the team of the token, if posting was stopped: what stopped it may have been mended."""
        try:
            answer = await checked_call(self.client.auth_test())
        except SlackCallError as refused:
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
        answer = await checked_call(
            self.client.chat_postMessage(
                channel=held.subscription.channel,
                thread_ts=held.posted[0] if held.posted else None,
                metadata=metadata(next_message_key(held)),
                unfurl_links=False,
                unfurl_media=False,
                **message,
            )
        )
        await self._reconciling.record(held, str(answer["ts"]))
        return "" if held.posted else str(answer["ts"])
