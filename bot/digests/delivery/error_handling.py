"""Handling of delivery errors, by class of Slack's errors and our own."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import uniform

from accounts.digests import deliveries, rate_limits
from accounts.digests.claims import Claim, Message
from accounts.digests.deliveries import Payload
from bot.digests.delivery.dependencies import MAX_FAILURES, MAX_UNCERTAIN, Dependencies, log_fields, retry_delay
from bot.digests.delivery.slack_errors import SlackCallError, refusal_text

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ErrorHandler:
    """Puts a delivery off, gives it up, stops its workspace, or posts it plainly."""

    dependencies: Dependencies

    async def handle(self, held: Claim, refusal: SlackCallError) -> None:
        """Reacts to what Slack answered a post with."""
        match refusal.kind:
            case "later":
                await self._later(held, refusal)
            case "doubt":
                await self._doubt(held, refusal)
            case "channel":
                await self.dependencies.give_up(held, refusal_text(refusal.code))
            case "team":
                await self._stop(held, refusal)
            case "thread":
                await self._lose_thread(held)
            case "content":
                await self._plainly(held, refusal)

    async def handle_unreadable_history(self, held: Claim, refusal: SlackCallError) -> bool:
        """What is done where the history can't be read: asked again later, or as the operator chose. True when done."""
        if refusal.kind in {"later", "doubt"}:
            await self._doubt(held, refusal)
            return True
        if refusal.kind == "thread":
            await self._lose_thread(held)
            return True
        if self.dependencies.settings.on_crash == "at-least-once":
            return False
        unread = f"the history can't be read ({refusal.code})"
        await self.dependencies.finish(held, "unknown", f"may have been posted or not; {unread}", unread)
        return True

    async def handle_own_failure(self, held: Claim, error: Exception) -> None:
        """Puts off what went wrong with us, and after a few attempts gives this one up; the next comes as planned."""
        now = self.dependencies.clock()
        at = now + self.dependencies.settings.lease + await self._delay(held)
        faults = await asyncio.to_thread(
            deliveries.record_failure, self.dependencies.store, held, at, now, type(error).__name__
        )
        if faults < MAX_FAILURES:
            return
        posted = held.doubtful and held.messages is not None
        why = f"something went wrong with the bot itself ({type(error).__name__}), its log says what"
        await self.dependencies.finish(held, "unknown" if posted else "failed", why, why)

    async def _delay(self, held: Claim) -> timedelta:
        """How long the next attempt at a message waits; those that posted others before it don't count."""
        failed = await asyncio.to_thread(deliveries.count_failures, self.dependencies.store, held)
        return retry_delay(failed + 1)

    async def _lose_thread(self, held: Claim) -> None:
        """Ends a digest whose first message somebody has deleted: nobody wants the rest of it."""
        await self.dependencies.finish(held, "skipped", "its first message was deleted")

    async def _later(self, held: Claim, refusal: SlackCallError) -> None:
        now = self.dependencies.clock()
        wait = max(timedelta(seconds=refusal.wait), await self._delay(held))
        at = now + wait + timedelta(seconds=uniform(0, 1))  # noqa: S311  spreads posts
        if refusal.code == "ratelimited":
            await asyncio.to_thread(rate_limits.pause_posts, self.dependencies.store, held.subscription.team, at)
        logger.info(
            "digest %s waits: %s", held.subscription.id, refusal.code, extra=log_fields(held, "again", refusal.code)
        )
        await self.dependencies.write(deliveries.requeue, held, at, now, refusal.code)

    async def _doubt(self, held: Claim, refusal: SlackCallError) -> None:
        now = self.dependencies.clock()
        if now - held.due > MAX_UNCERTAIN:
            told = f"Slack doesn't say what became of it: {refusal.code}"
            await self.dependencies.finish(held, "unknown", refusal.code, told)
            return
        delay = await self._delay(held) / 2
        at = now + max(self.dependencies.settings.grace, timedelta(seconds=refusal.wait), delay)
        logger.warning(
            "digest %s is in doubt: %s",
            held.subscription.id,
            refusal.code,
            extra=log_fields(held, "doubt", refusal.code),
        )
        await self.dependencies.write(deliveries.mark_uncertain, held, at, now, refusal.code)

    async def _stop(self, held: Claim, refusal: SlackCallError) -> None:
        now = self.dependencies.clock()
        await self.dependencies.write(deliveries.requeue, held, now, now, refusal.code)
        if await asyncio.to_thread(
            rate_limits.block_team, self.dependencies.store, held.subscription.team, refusal.code
        ):
            logger.error("no digests go to team %s until this is mended: %s", held.subscription.team, refusal.code)

    async def _plainly(self, held: Claim, refusal: SlackCallError) -> None:
        """Posts the text without its blocks, or gives up where that is refused too."""
        messages = list(held.messages or (await self._frozen(held)))
        number = len(held.posted)
        logger.error("a digest's message is refused (%s): this is a bug", refusal.code)
        if "blocks" not in messages[number]:
            await self.dependencies.finish(held, "failed", refusal.code, f"Slack says {refusal.code}")
            return
        messages[number] = {"text": str(messages[number]["text"])[:3500]}
        if await self.dependencies.write(deliveries.save_payload, held, Payload(tuple(messages))):
            now = self.dependencies.clock()
            await self.dependencies.write(deliveries.requeue, held, now, now, refusal.code)

    async def _frozen(self, held: Claim) -> Sequence[Message]:
        return await asyncio.to_thread(deliveries.load_payload, self.dependencies.store, held)
