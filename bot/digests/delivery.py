"""One step of a delivery: from a claim to one message posted, found again, put off or given up."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import uniform
from typing import Any, Literal

from slack_sdk.web.async_client import AsyncWebClient

from accounts.digests import deliveries
from accounts.digests.deliveries import Claim, Content, Finished, Message
from accounts.digests.identity import mark
from accounts.digests.planning import MAX_LATENESS
from accounts.digests.subscriptions import Subscription, pause
from accounts.errors import AccountsError, HealthConfigError, RatesError, StoreError
from accounts.store import Store
from bot.chart import Chart
from bot.digests.history import Place, find, metadata
from bot.digests.letter import Letter
from bot.digests.outcomes import RefusedError, answered

logger = logging.getLogger(__name__)

Compose = Callable[[Claim, datetime], Letter | str]
Enclose = Callable[[Claim, str, Chart], None]
Allowed = Callable[[Subscription], Awaitable[str]]
Tell = Callable[[Subscription, str], Awaitable[None]]
OnCrash = Literal["at-most-once", "at-least-once"]
IN_DOUBT_AT_MOST = timedelta(days=1)
FAULTS_AT_MOST = 5
RENEWALS_AT_MOST = 5  # of a lease that runs out while the store is written by others
SETTLED_WITHIN = timedelta(minutes=5)
NOT_BY_A_DIGEST = (StoreError, HealthConfigError, RatesError)  # the operator's to mend: no reason to pause any


@dataclass(frozen=True, slots=True, kw_only=True)
class Protocol:
    """The times of the protocol: how long a call may take, how late Slack's history may show a message, and how many
    attempts in doubt there may be. `pace` is the time between two posts to a workspace.
    """

    timeout: timedelta = timedelta(seconds=15)
    grace: timedelta = timedelta(seconds=20)
    pace: timedelta = timedelta(seconds=0.2)
    max_lateness: timedelta = MAX_LATENESS
    on_crash: OnCrash = "at-most-once"
    reconciles: bool = True

    @property
    def lease(self) -> timedelta:
        """How long a claim holds: a call that is begun, and the time until its message is in the history."""
        return self.timeout + self.grace


@dataclass(frozen=True, slots=True, kw_only=True)
class Courier:
    """Delivers claims: `compose` says what is posted, or why nothing is, `allowed` why it may not be, and `tell` lets
    the one who subscribed know. `enclose` sends a chart after the first message; it comes at most once.
    """

    store: Store
    client: AsyncWebClient
    clock: Callable[[], datetime]
    compose: Compose
    allowed: Allowed
    tell: Tell
    enclose: Enclose | None = None
    protocol: Protocol = Protocol()

    async def deliver(self, held: Claim) -> None:
        """Takes a claim as far as it goes with one message. Raises nothing but what the store does."""
        try:
            await self._attempt(held)
        except RefusedError as refusal:
            await self._react(held, refusal)
        except Exception as error:
            logger.exception("digest %s: something went wrong", held.subscription.id, extra=said_of(held))
            await self._fault(held, error)

    async def _attempt(self, held: Claim) -> None:
        if held.doubtful and held.messages is not None and await self._found(held):
            return
        ready, chart = await self._ready(held)
        if ready is not None and (ts := await self._post(ready)) and chart and self.enclose:
            self.enclose(held, ts, chart)

    async def restart(self) -> None:
        """Posts again for the team of the token, if posting was stopped: what stopped it may have been mended."""
        try:
            answer = await answered(self.client.auth_test())
        except RefusedError as refused:
            logger.warning("digests: Slack doesn't take the token: %s", refused.code)
            return
        await asyncio.to_thread(deliveries.restart, self.store, str(answer["team_id"]))

    async def _found(self, held: Claim) -> bool:
        """Whether an earlier attempt has posted the message after all; what is posted twice is deleted."""
        if not self.protocol.reconciles:
            return False
        place = Place(held.subscription.channel, held.posted[0] if held.posted else "")
        try:
            found = await find(self.client, place, _mark(held), held.due - timedelta(days=1))
        except RefusedError as refusal:
            return await self._unreadable(held, refusal)
        if not found:
            return False
        await self._record(held, found[0], "found")
        for twice in found[1:]:
            await self._delete(held, twice)
        return True

    async def _record(self, held: Claim, ts: str, outcome: str = "posted") -> None:
        """Keeps the ts of a message. Where the claim was lost before that, only one of two messages stays."""
        if await self._thread(deliveries.posted, held, ts, self.clock(), outcome):
            logger.info("digest %s: %s", held.subscription.id, outcome, extra=said_of(held, outcome))
        elif outcome == "posted":
            await self._settle(held, ts)

    async def _settle(self, held: Claim, ts: str) -> None:
        """Waits for what came of a delivery that another worker took over, and deletes a message that came twice."""
        number = len(held.posted)
        logger.warning("digest %s: posted after the claim was lost", held.subscription.id, extra=said_of(held, "lost"))
        until = self.clock() + SETTLED_WITHIN
        while self.clock() < until:
            open_, recorded = await asyncio.to_thread(deliveries.recorded, self.store, held)
            if len(recorded) > number:
                if recorded[number] != ts:
                    await self._delete(held, ts)
                return
            if not open_:
                return
            await asyncio.sleep(1)

    async def _delete(self, held: Claim, ts: str) -> None:
        try:
            await answered(self.client.chat_delete(channel=held.subscription.channel, ts=ts))
        except RefusedError as refused:
            if refused.code != "message_not_found":  # what another look has deleted already
                logger.warning(
                    "digest %s came twice: %s", held.subscription.id, refused.code, extra=said_of(held, "twice")
                )

    async def _unreadable(self, held: Claim, refusal: RefusedError) -> bool:
        """What is done where the history can't be read: asked again later, or as the operator chose. True when done."""
        if refusal.kind in {"later", "doubt"}:
            await self._doubt(held, refusal)
            return True
        if refusal.kind == "thread":
            await self._lose_thread(held)
            return True
        if self.protocol.on_crash == "at-least-once":
            return False
        reason = f"may have been posted or not; the history can't be read ({refusal.code})"
        if await self._finish(held, "unknown", reason):
            await self.tell(held.subscription, f"The digest of {held.local_date} {reason}.")
        return True

    async def _ready(self, held: Claim) -> tuple[Claim | None, Chart | None]:
        """The claim with its frozen messages, when it may be posted and the lease holds; None when it is done with.
        With them the chart, if it was composed just now.
        """
        if skipped := self._skipped(held):
            await self._finish(held, "skipped", skipped)
            return None, None
        if why := await self.allowed(held.subscription):
            await self._give_up(held, why)
            return None, None
        if held.messages is not None:
            return await self._with_time(held), None
        letter = await self._composed(held)
        if letter is None or not await self._thread(deliveries.freeze, held, letter.content):
            return None, None
        return await self._with_time(replace(held, messages=letter.content.messages)), letter.chart

    def _skipped(self, held: Claim) -> str:
        """Why a digest that isn't begun stays unsent, or one that is goes on no more."""
        late = self.clock() - held.due
        if held.posted:
            return "the rest of it is too late" if late > IN_DOUBT_AT_MOST else ""
        if late > self.protocol.max_lateness:
            return "too late"
        if held.subscription.withholds(held.occasion):
            return "unsubscribed" if held.subscription.state == "ended" else "paused"
        return ""

    async def _composed(self, held: Claim) -> Letter | None:
        """What is to be posted; None when there is nothing, or nothing to compose it from."""
        try:
            letter = await asyncio.to_thread(self.compose, held, self.clock())
        except NOT_BY_A_DIGEST:
            raise
        except AccountsError as error:
            await self._give_up(held, str(error).rstrip("."))
            return None
        if isinstance(letter, str):
            await self._finish(held, "skipped", letter)
            return None
        return letter

    async def _with_time(self, held: Claim) -> Claim | None:
        """The claim with a lease that outlasts a post; None when it is lost."""
        for _ in range(RENEWALS_AT_MOST):
            left = held.lease_until - self.clock()
            if self.protocol.lease * 0.9 < left <= self.protocol.lease:
                return held
            held = replace(held, lease_until=self.clock() + self.protocol.lease)
            if not await self._thread(deliveries.renew, held, held.lease_until):  # it may wait for others' writes
                return None
        return None

    async def _post(self, held: Claim) -> str:
        """Posts the next message. Returns the ts of the first one, and nothing for the others."""
        message: dict[str, Any] = dict((held.messages or ())[len(held.posted)])
        answer = await answered(
            self.client.chat_postMessage(
                channel=held.subscription.channel,
                thread_ts=held.posted[0] if held.posted else None,
                metadata=metadata(_mark(held)),
                unfurl_links=False,
                unfurl_media=False,
                **message,
            )
        )
        await self._record(held, str(answer["ts"]))
        return "" if held.posted else str(answer["ts"])

    async def _react(self, held: Claim, refusal: RefusedError) -> None:
        match refusal.kind:
            case "later":
                await self._later(held, refusal)
            case "doubt":
                await self._doubt(held, refusal)
            case "channel":
                await self._give_up(held, f"Slack says {refusal.code}")
            case "team":
                await self._stop(held, refusal)
            case "thread":
                await self._lose_thread(held)
            case "content":
                await self._plainly(held, refusal)

    async def _lose_thread(self, held: Claim) -> None:
        """Ends a digest whose first message somebody has deleted: nobody wants the rest of it."""
        await self._finish(held, "skipped", "its first message was deleted")

    async def _fault(self, held: Claim, error: Exception) -> None:
        """Puts off what went wrong with us, and after a few attempts gives this one up; the next comes as planned."""
        now = self.clock()
        at = now + self.protocol.lease + timedelta(seconds=_patience(held))
        faults = await asyncio.to_thread(deliveries.fault, self.store, held, at, now, type(error).__name__)
        if faults < FAULTS_AT_MOST:
            return
        posted = held.doubtful and held.messages is not None
        why = f"something went wrong with the bot itself ({type(error).__name__}), its log says what"
        if await self._finish(held, "unknown" if posted else "failed", why):
            await self.tell(held.subscription, why)

    async def _finish(self, held: Claim, state: Finished, why: str) -> bool:
        """Ends the delivery, unless the claim is lost."""
        logger.info("digest %s: %s: %s", held.subscription.id, state, why, extra=said_of(held, state))
        return await self._thread(deliveries.finish, held, state, self.clock(), why)

    async def _later(self, held: Claim, refusal: RefusedError) -> None:
        now = self.clock()
        at = now + timedelta(seconds=max(refusal.wait, _patience(held)) + uniform(0, 1))  # noqa: S311  spreads posts
        if refusal.code == "ratelimited":
            await asyncio.to_thread(deliveries.rest, self.store, held.subscription.team, at)
        logger.info(
            "digest %s waits: %s", held.subscription.id, refusal.code, extra=said_of(held, "again", refusal.code)
        )
        await self._thread(deliveries.requeue, held, at, now, refusal.code)

    async def _doubt(self, held: Claim, refusal: RefusedError) -> None:
        now = self.clock()
        if now - held.due > IN_DOUBT_AT_MOST:
            if await self._finish(held, "unknown", refusal.code):
                await self.tell(held.subscription, f"Slack doesn't say what became of it: {refusal.code}")
            return
        at = now + max(self.protocol.grace, timedelta(seconds=max(refusal.wait, _patience(held) / 2)))
        logger.warning(
            "digest %s is in doubt: %s", held.subscription.id, refusal.code, extra=said_of(held, "doubt", refusal.code)
        )
        await self._thread(deliveries.doubt, held, at, now, refusal.code)

    async def _give_up(self, held: Claim, why: str) -> None:
        """Pauses the subscription, whose conversation takes no posts, and lets its owner know, once."""
        if not await self._finish(held, "failed", why):
            return
        if await asyncio.to_thread(pause, self.store, held.subscription.id, why):
            await self.tell(replace(held.subscription, state="paused"), why)

    async def _stop(self, held: Claim, refusal: RefusedError) -> None:
        now = self.clock()
        await self._thread(deliveries.requeue, held, now, now, refusal.code)
        if await asyncio.to_thread(deliveries.stop, self.store, held.subscription.team, refusal.code):
            logger.error("no digests go to team %s until this is mended: %s", held.subscription.team, refusal.code)

    async def _plainly(self, held: Claim, refusal: RefusedError) -> None:
        """Posts the text without its blocks, or gives up where that is refused too."""
        messages = list(held.messages or (await self._frozen(held)))
        number = len(held.posted)
        logger.error("a digest's message is refused (%s): this is a bug", refusal.code)
        if "blocks" not in messages[number]:
            if await self._finish(held, "failed", refusal.code):
                await self.tell(held.subscription, f"Slack says {refusal.code}")
            return
        messages[number] = {"text": str(messages[number]["text"])[:3500]}
        if await self._thread(deliveries.freeze, held, Content(tuple(messages))):
            now = self.clock()
            await self._thread(deliveries.requeue, held, now, now, refusal.code)

    async def _frozen(self, held: Claim) -> Sequence[Message]:
        return await asyncio.to_thread(deliveries.frozen, self.store, held)

    async def _thread(self, write: Callable[..., bool], held: Claim, *arguments: object) -> bool:
        """Writes off the event loop."""
        return await asyncio.to_thread(write, self.store, held, *arguments)


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


def _mark(held: Claim) -> str:
    return mark(held.subscription, held.occasion, len(held.posted))


def _patience(held: Claim) -> float:
    """Seconds between attempts: more with each, up to five minutes."""
    return min(2.0 ** (held.fence - 1), 300.0)
