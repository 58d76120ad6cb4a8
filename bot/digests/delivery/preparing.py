"""From a claim to messages that may be posted: composed once, allowed each time, under a lease that is long enough."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.digests import claims, deliveries
from accounts.digests.claims import Claim
from accounts.digests.subscriptions import Subscription
from accounts.errors import AccountsError, HealthConfigError, RatesError
from bot.chart import Chart
from bot.digests.delivery.means import Means
from bot.digests.delivery.protocol import IN_DOUBT_AT_MOST, RENEWALS_AT_MOST
from bot.digests.letter import Letter
from store.errors import StoreError

Compose = Callable[[Claim, datetime], Letter | str]
Allowed = Callable[[Subscription], Awaitable[str]]
NOT_BY_A_DIGEST = (StoreError, HealthConfigError, RatesError)  # the operator's to mend: no reason to pause any


@dataclass(frozen=True, slots=True)
class Preparing:
    """Makes deliveries ready to be posted, or ends those that aren't to be."""

    means: Means
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
            return "the rest of it is too late" if late > IN_DOUBT_AT_MOST else ""
        if late > self.means.protocol.max_lateness:
            return "too late"
        if held.subscription.withholds(held.occasion):
            return "unsubscribed" if held.subscription.state == "ended" else "paused"
        return ""

    async def _composed(self, held: Claim) -> Letter | None:
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
