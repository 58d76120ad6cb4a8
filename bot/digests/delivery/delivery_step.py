"""One step of a delivery: prepare, extend the lease, post, record."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from accounts.digests import claims, deliveries, rate_limits
from accounts.digests.claims import Claim
from accounts.digests.deliveries import Payload
from accounts.digests.second_looks import SecondLook
from accounts.digests.subscriptions import Subscription
from accounts.errors import AccountsError, HealthConfigError, RatesError
from bot.chart import Chart
from bot.digests.content.addressees import Addressees
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
from bot.render.features import shows_chart
from store.database import Store
from store.errors import StoreError, StoreUnreachableError

Compose = Callable[..., DigestPayload | str]  # given the claim, the moment, and addressees where they are asked for
Address = Callable[[Claim], Awaitable[Addressees]]
Allowed = Callable[[Subscription], Awaitable[str]]
Waits = Callable[[Claim, datetime], tuple[datetime, str] | None]
NOT_BY_A_DIGEST = (StoreError, HealthConfigError, RatesError)  # the operator's to mend: no reason to pause any


@dataclass(frozen=True, slots=True)
class Preparation:
    """Makes deliveries ready to be posted, or ends those that aren't to be."""

    dependencies: Dependencies
    compose: Compose
    allowed: Allowed
    waits: Waits | None = None
    address: Address | None = None

    async def prepare(self, held: Claim) -> tuple[Claim | None, Chart | None]:
        """The claim with its frozen messages, when it may be posted and the lease holds; None when it is done with.
        With them the chart, if it was composed just now.
        """
        if skipped := self._skipped(held):
            await self.dependencies.finish(held, "skipped", skipped)
            return None, None
        if not await self._may_go(held):
            return None, None
        if held.messages is not None:
            return await self.extend_lease(held), None
        payload = None if await self._is_put_off(held) else await self._composed(held)
        if payload is None or not await self.dependencies.write(deliveries.save_payload, held, payload.content):
            return None, None
        if not await self._may_go(held):  # to work it out may have taken minutes
            return None, None
        return await self.extend_lease(replace(held, messages=payload.content.messages)), payload.chart

    async def _is_put_off(self, held: Claim) -> bool:
        """Puts a digest off that waits for its sources."""
        now = self.dependencies.clock()
        if self.waits is None or (waiting := await asyncio.to_thread(self.waits, held, now)) is None:
            return False
        until, why = waiting
        logger.info("digest %s %s", held.subscription.id, why, extra=log_fields(held, "waits", why))
        await self.dependencies.write(deliveries.requeue, held, until, now, why, "waits")
        return True

    async def _may_go(self, held: Claim) -> bool:
        """Whether it may be posted now; where it may not, it is done with."""
        why = await self.allowed(held.subscription)
        if why:
            await self.dependencies.give_up(held, why)
        return not why

    async def extend_lease(self, held: Claim) -> Claim | None:
        """The claim with a lease that outlasts a post; None when it is lost."""
        lease = self.dependencies.settings.lease
        for _ in range(RENEWALS_AT_MOST):
            left = held.lease_until - self.dependencies.clock()
            if lease * 0.9 < left <= lease:
                return held
            held = replace(held, lease_until=self.dependencies.clock() + lease)
            if not await self.dependencies.write(
                claims.renew, held, held.lease_until
            ):  # it may wait for others' writes
                return None
        return None

    def _skipped(self, held: Claim) -> str:
        """Why a digest that isn't begun stays unsent, or one that is goes on no more."""
        deferred = self.dependencies.clock() - held.due
        if held.withdrawn or held.subscription.state == "ended":
            return "unsubscribed"
        if held.posted:
            return "the rest of it is too late" if deferred > MAX_UNCERTAIN else ""
        if deferred > self.dependencies.settings.max_lateness:
            return "too late"
        return "paused" if held.subscription.skips(held.occasion) else ""

    async def _composed(self, held: Claim) -> DigestPayload | None:
        """What is to be posted; None when there is nothing, or nothing to compose it from."""
        try:
            addressees = (await self.address(held),) if self.address else ()
            payload = await asyncio.to_thread(self.compose, held, self.dependencies.clock(), *addressees)
        except NOT_BY_A_DIGEST:
            raise
        except AccountsError as error:
            await self.dependencies.give_up(held, str(error).rstrip("."))
            return None
        if isinstance(payload, str):
            await self.dependencies.finish(held, "skipped", payload)
            return None
        return payload


logger = logging.getLogger(__name__)


AttachChart = Callable[[Claim, str, Chart], None]
Refused = Callable[[Sequence[Mapping[str, Any]], str], Awaitable[None]]


@dataclass(slots=True, kw_only=True)
class DeliveryStep:
    """Delivers claims: `compose` says what is posted, or why nothing is, and `allowed` why it may not be. `attach`
    sends a chart after the first message; it comes at most once. `waits` says until when one is put off, and why.
    `refused` is told of blocks that Slack doesn't take.
    """

    store: Store
    client: AsyncWebClient
    clock: Callable[[], datetime]
    compose: Compose
    allowed: Allowed
    attach: AttachChart | None = None
    refused: Refused | None = None
    waits: Waits | None = None
    address: Address | None = None
    settings: DeliverySettings = field(default_factory=DeliverySettings)
    dependencies: Dependencies = field(init=False)
    _preparation: Preparation = field(init=False)
    _error_handler: ErrorHandler = field(init=False)
    _reconciler: Reconciler = field(init=False)

    def __post_init__(self) -> None:
        self.dependencies = Dependencies(self.store, self.client, self.clock, self.settings)
        self._preparation = Preparation(self.dependencies, self.compose, self.allowed, self.waits, self.address)
        self._error_handler = ErrorHandler(self.dependencies)
        self._reconciler = Reconciler(self.dependencies, self._error_handler)

    async def deliver(self, held: Claim) -> None:
        """Takes a claim as far as it goes with one message. Raises nothing but what the store does.

        While the store is out of reach nothing is written of it, nor held against it: the lease runs out, and the next
        claim finds out how far this one came.
        """
        try:
            await self._attempt(held)
        except SlackCallError as refusal:
            await self._error_handler.handle(held, refusal)
        except StoreUnreachableError:
            raise
        except Exception as error:
            logger.exception("digest %s: something went wrong", held.subscription.id, extra=log_fields(held))
            await self._error_handler.handle_own_failure(held, error)

    async def look_again(self, look: SecondLook) -> None:
        """Looks once more for a message that was posted again after an attempt in doubt."""
        await self._reconciler.look_again(look)

    async def restart(self) -> None:
        """Posts again for the team of the token, if posting was stopped: what stopped it may have been mended."""
        try:
            answer = await checked_call(self.client.auth_test())
        except SlackCallError as refused:
            logger.warning("digests: Slack was asked about the token: %s", refused.code)
            return
        await asyncio.to_thread(rate_limits.unblock_team, self.store, str(answer["team_id"]))

    async def _attempt(self, held: Claim) -> None:
        if held.doubtful and held.messages is not None and await self._reconciler.find_posted(held):
            return
        ready, chart = await self._preparation.prepare(held)
        if ready is None or (not held.doubtful and await self._reconciler.find_posted_before(ready)):
            return
        sent = await self._post(ready)
        if sent and chart and self.attach and not shows_chart(sent.blocks):
            self.attach(held, sent.ts, chart)

    async def _post(self, held: Claim) -> "_First | None":
        """Posts the next message. Returns the first one, and nothing for the others."""
        message = _next_message(held)
        try:
            answer = await self._send(held, message)
        except SlackCallError as refusal:
            if refusal.kind != "content" or "classic" not in message:
                raise
            classic = await self._in_classic_form(held, message, refusal.code)
            if classic is None:
                return None
            held, message = classic, _next_message(classic)
            answer = await self._send(held, message)
        await self._reconciler.record(held, str(answer["ts"]))
        return None if held.posted else _First(str(answer["ts"]), message.get("blocks") or ())

    async def _send(self, held: Claim, message: Mapping[str, Any]) -> AsyncSlackResponse:
        shown = {key: each for key, each in message.items() if key != "classic"}
        return await checked_call(
            self.client.chat_postMessage(
                channel=held.subscription.channel,
                thread_ts=held.posted[0] if held.posted else None,
                metadata=metadata(next_message_key(held)),
                unfurl_links=False,
                unfurl_media=False,
                **shown,
            )
        )

    async def _in_classic_form(self, held: Claim, message: Mapping[str, Any], code: str) -> Claim | None:
        """The claim with what it says in the blocks that every workspace takes, where Slack refused newer ones and so
        posted nothing: its later attempts post the same under the same key. None when the claim is lost.
        """
        if self.refused is not None:
            await self.refused(message["blocks"], code)
        messages = tuple(map(_classic, held.messages or ()))
        if not await self.dependencies.write(deliveries.save_payload, held, Payload(messages)):
            return None
        return await self._preparation.extend_lease(replace(held, messages=messages))


class _First(NamedTuple):
    """The first message of a delivery, as it was posted."""

    ts: str
    blocks: Sequence[Mapping[str, Any]]


def _next_message(held: Claim) -> Mapping[str, Any]:
    return (held.messages or ())[len(held.posted)]


def _classic(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message without its newer form."""
    kept = {**message}
    if "classic" in kept:
        kept["blocks"] = kept.pop("classic")
    return kept
