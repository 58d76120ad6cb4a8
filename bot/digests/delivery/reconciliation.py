"""Finds posted messages in the history, records them once, deletes doubles."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from accounts.digests import deliveries, second_looks
from accounts.digests.claims import Claim
from accounts.digests.deliveries import message_key
from accounts.digests.second_looks import LOOKED_FOR, SecondLook
from accounts.digests.subscriptions import Subscription
from bot.digests.delivery.dependencies import (
    SETTLED_WITHIN,
    SHOWN_WITHIN,
    Dependencies,
    log_fields,
    next_message_key,
)
from bot.digests.delivery.error_handling import ErrorHandler
from bot.digests.delivery.slack_errors import SlackCallError, checked_call
from store.errors import StoreUnreachableError

EVENT_TYPE = "cs_digest"
PAGE = 200
PAGES = 50


def metadata(mark: str) -> dict[str, Any]:
    """The metadata that a message carries its mark in."""
    return {"event_type": EVENT_TYPE, "event_payload": {"mark": mark}}


@dataclass(frozen=True, slots=True)
class MessageThread:
    """A conversation, or a thread in it."""

    channel: str
    thread: str = ""


async def find_messages(client: AsyncWebClient, place: MessageThread, mark: str, since: datetime) -> list[str]:
    """The ts of the messages with the mark, posted to a place since then, the earliest first.

    Raises `SlackCallError` when Slack doesn't tell, or has more to tell than can be gone through.
    """
    found = [message["ts"] async for message in _messages(client, place, since) if _has(message, mark)]
    return sorted(found, key=lambda ts: tuple(map(int, ts.split("."))))


async def _messages(client: AsyncWebClient, place: MessageThread, since: datetime) -> AsyncIterator[dict[str, Any]]:
    asked: dict[str, Any] = {
        "channel": place.channel,
        "oldest": f"{since.timestamp():.6f}",
        "limit": PAGE,
        "include_all_metadata": True,
        "inclusive": True,
    }
    for _ in range(PAGES):
        if place.thread:
            answer = await checked_call(client.conversations_replies(ts=place.thread, **asked))
        else:
            answer = await checked_call(client.conversations_history(**asked))
        for message in answer.get("messages") or ():
            yield message
        asked["cursor"] = (answer.get("response_metadata") or {}).get("next_cursor")
        if not asked["cursor"]:
            return
    raise SlackCallError("doubt", "too many messages since")


def _has(message: dict[str, Any], mark: str) -> bool:
    carried = message.get("metadata") or {}
    return carried.get("event_type") == EVENT_TYPE and (carried.get("event_payload") or {}).get("mark") == mark


logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Finds messages again, and records them."""

    dependencies: Dependencies
    error_handler: ErrorHandler

    async def find_posted(self, held: Claim) -> bool:
        """Whether an earlier attempt has posted the message after all; what is posted twice is deleted."""
        if not self.dependencies.settings.reconciles:
            return False
        try:
            return await self._found(held)
        except SlackCallError as refusal:
            return await self.error_handler.handle_unreadable_history(held, refusal)

    async def find_posted_before(self, held: Claim) -> bool:
        """Whether a message that is late was posted from a store that this one is an older copy of, as after a restore.

        Nothing is in doubt here but that: where the history can't be read it is posted.
        """
        settings = self.dependencies.settings
        if not settings.reconciles or self.dependencies.clock() - held.due < settings.late:
            return False
        try:
            return await self._found(held)
        except SlackCallError:
            return False

    async def _found(self, held: Claim) -> bool:
        """Looks for the next message, and records the first one that is found. Raises `SlackCallError`."""
        place = MessageThread(held.subscription.channel, held.posted[0] if held.posted else "")
        since = held.due - timedelta(days=1)
        posted = await find_messages(self.dependencies.client, place, next_message_key(held), since)
        if not posted:
            return False
        await self.record(held, posted[0], "found")
        for twice in posted[1:]:
            await self._delete(held, twice)
        return True

    async def record(self, held: Claim, ts: str, outcome: str = "posted") -> None:
        """Keeps the ts of a message. Where the claim was lost before that, only one of two messages stays."""
        settings, now = self.dependencies.settings, self.dependencies.clock()
        if await self.dependencies.write(deliveries.record_post, held, ts, now, outcome, settings.look_after):
            logger.info("digest %s: %s", held.subscription.id, outcome, extra=log_fields(held, outcome))
        elif outcome == "posted":
            await self._settle(held, ts)

    async def _settle(self, held: Claim, ts: str) -> None:
        """Waits for what came of a delivery that another worker took over, and deletes a message that came twice."""
        number = len(held.posted)
        logger.warning(
            "digest %s: posted after the claim was lost", held.subscription.id, extra=log_fields(held, "lost")
        )
        until = self.dependencies.clock() + SETTLED_WITHIN
        while self.dependencies.clock() < until:
            with suppress(StoreUnreachableError):  # it is asked again
                open_, recorded = await asyncio.to_thread(deliveries.recorded_posts, self.dependencies.store, held)
                if len(recorded) > number and recorded[number] != ts:
                    await self._delete(held, ts)
                if len(recorded) > number or not open_:
                    return
            await asyncio.sleep(1)

    async def look_again(self, look: SecondLook) -> None:
        """Deletes what an attempt in doubt has posted after all, once it was posted again.

        What Slack doesn't tell now is asked again after the lease, for a day.
        """
        if not self.dependencies.settings.reconciles:
            await asyncio.to_thread(second_looks.finish_look, self.dependencies.store, look)
            return
        thread = look.posted[0] if look.number and look.posted else ""
        place = MessageThread(look.subscription.channel, thread)
        mark = message_key(look.subscription, look.occasion, look.number)
        try:
            found = await find_messages(self.dependencies.client, place, mark, look.due - timedelta(days=1))
        except SlackCallError as refused:
            late = self.dependencies.clock() - look.due > LOOKED_FOR
            if refused.kind not in {"later", "doubt"} or late:
                await asyncio.to_thread(second_looks.finish_look, self.dependencies.store, look)
            return
        recorded = look.posted[look.number] if look.number < len(look.posted) else ""
        if recorded not in found and self.dependencies.clock() - look.due < SHOWN_WITHIN:
            return  # the history isn't whole yet: it is looked at once more after the lease
        for ts in found if recorded in found else ():
            if ts != recorded:
                logger.info("digest %s: a message that came late is deleted", look.subscription.id)
                await self._delete_message(look.subscription, ts)
        await asyncio.to_thread(second_looks.finish_look, self.dependencies.store, look)

    async def _delete(self, held: Claim, ts: str) -> None:
        await self._delete_message(held.subscription, ts)

    async def _delete_message(self, subscription: Subscription, ts: str) -> None:
        try:
            await checked_call(self.dependencies.client.chat_delete(channel=subscription.channel, ts=ts))
        except SlackCallError as refused:
            if refused.code != "message_not_found":  # what another look has deleted already
                logger.warning("digest %s came twice: %s", subscription.id, refused.code)
