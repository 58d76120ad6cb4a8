"""Tells people in direct messages what curation has queued for them: each once, after a crash too."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.digests.delivery.dependencies import SETTLED_WITHIN, DeliverySettings, retry_delay
from bot.digests.delivery.owner_notices import conversation_with
from bot.digests.delivery.reconciliation import MessageThread, find_messages, metadata
from bot.digests.delivery.slack_errors import SlackCallError, checked_call
from bot.render.slack import Message
from curation import notices
from curation.notices import HeldNotice, Notice, Outcome
from store import Store

logger = logging.getLogger(__name__)

TOLD_WITHIN = timedelta(days=7)  # who can't be told until then isn't told any more
REFUSED = timedelta(minutes=10)  # until a workspace that takes no posts at all is tried again


@dataclass(frozen=True, slots=True)
class NoticeDelivery:
    """Posts notices. `words` opens the store, and `compose` makes the message of a notice; None when it is needless."""

    words: Callable[[], Store]
    client: AsyncWebClient
    clock: Callable[[], datetime]
    settings: DeliverySettings
    compose: Callable[[Notice], Message | None]

    def claim(self) -> Callable[[], Coroutine[None, None, None]] | None:
        """What tells the notice that has been open the longest; None when there is none. It blocks."""
        held = notices.claim_notice(self.words(), self.clock(), self.settings.lease)
        return None if held is None else lambda: self.deliver(held)

    def next_at(self) -> str | None:
        """The earliest instant, as stored, at which there is something to claim. It blocks."""
        return notices.next_claimable_at(self.words())

    async def deliver(self, held: HeldNotice) -> None:
        """Takes a notice as far as it goes with one message. Raises nothing but what the store does."""
        try:
            await (self._look(held) if held.doubtful else self._post(held))
        except SlackCallError as refusal:
            await self._react(held, refusal)

    async def _post(self, held: HeldNotice) -> None:
        composed = await asyncio.to_thread(self.compose, held.notice)
        if composed is None:
            await self._finish(held, "needless")
            return
        posting = self.client.chat_postMessage(
            channel=held.notice.person,
            metadata=metadata(_mark(held)),
            unfurl_links=False,
            unfurl_media=False,
            **_arguments(composed),
        )
        answer = await checked_call(posting)
        await self._settle(held, "told", str(answer["ts"]), str(answer.get("channel") or held.notice.person))

    async def _look(self, held: HeldNotice) -> None:
        """Looks for what an earlier attempt has posted; what it hasn't is posted by the next."""
        channel = await conversation_with(self.client, held.notice.person)
        since = held.queued_at - timedelta(days=1)
        try:
            found = await find_messages(self.client, MessageThread(channel), _mark(held), since) if channel else []
        except SlackCallError as refusal:
            if refusal.kind in {"later", "doubt"}:
                raise
            if self.settings.on_crash == "at-most-once":
                await self._finish(held, "unknown")
                return
            found = []
        if not found:
            await asyncio.to_thread(notices.requeue, self.words(), held, self.clock())
            return
        await self._settle(held, "found", found[0], channel)
        for twice in found[1:]:
            await self._delete(channel, twice)

    async def _settle(self, held: HeldNotice, outcome: Outcome, ts: str, channel: str) -> None:
        """Keeps that it was told. Where the claim was lost before that, only one of two messages stays."""
        if await self._finish(held, outcome, ts) or outcome == "found":
            return
        until = self.clock() + SETTLED_WITHIN
        while self.clock() < until:
            kept = await asyncio.to_thread(notices.recorded_ts, self.words(), held)
            if kept is not None:
                if kept not in {ts, ""}:
                    await self._delete(channel, ts)
                return
            await asyncio.sleep(1)

    async def _finish(self, held: HeldNotice, outcome: Outcome, ts: str = "") -> bool:
        logger.info("words: a notice (%s): %s", held.notice.about, outcome)
        return await asyncio.to_thread(notices.finish, self.words(), held, outcome, self.clock(), ts)

    async def _delete(self, channel: str, ts: str) -> None:
        try:
            await checked_call(self.client.chat_delete(channel=channel, ts=ts))
        except SlackCallError as refused:
            if refused.code != "message_not_found":
                logger.warning("words: a notice came twice: %s", refused.code)

    async def _react(self, held: HeldNotice, refusal: SlackCallError) -> None:
        now = self.clock()
        wait = max(timedelta(seconds=refusal.wait), retry_delay(held.fencing_token))
        match refusal.kind:
            case "later":
                await asyncio.to_thread(notices.requeue, self.words(), held, now + wait)
            case "team":
                await asyncio.to_thread(notices.requeue, self.words(), held, now + REFUSED)
            case "doubt" if now - held.queued_at <= TOLD_WITHIN:
                at = now + max(self.settings.grace, wait)
                await asyncio.to_thread(notices.mark_uncertain, self.words(), held, at)
            case "doubt":
                await self._finish(held, "unknown")
            case _:
                logger.warning("words: nobody could be told: %s", refusal.code)
                await self._finish(held, "unreachable")


def _arguments(composed: Message) -> dict[str, Any]:
    return {"text": composed["text"], "blocks": composed["blocks"]}


def _mark(held: HeldNotice) -> str:
    """An opaque mark of the notice: the same for every attempt, and of no other."""
    return f"word notice {held.id} of {held.queued_at.isoformat()}"
