"""Telling the operator in Slack that a source fails or is held, once, and once that it is well again."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.digests.delivery.owner_notices import conversation_with
from bot.digests.delivery.reconciliation import MessageThread, find_messages, metadata
from bot.digests.delivery.slack_errors import SlackCallError, checked_call
from bot.render.blocks import button, section
from bot.render.buttons import ASK
from bot.render.mrkdwn import escape
from bot.sources.texts import moment
from sources import notices
from sources.notices import SourceNotice
from store.database import Store

logger = logging.getLogger(__name__)
LEASE: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class OperatorNotifier:
    """Writes to the operator, who is a Slack user. What may have been posted already is looked for first."""

    store: Store
    client: AsyncWebClient
    operator: str
    clock: Callable[[], datetime]

    async def tell(self) -> bool:
        """Tells what is owed the longest. Returns whether there was anything."""
        held = await asyncio.to_thread(notices.claim_notice, self.store, self.clock(), LEASE)
        if held is None:
            return False
        try:
            if not (held.doubtful and await self._was_posted(held)):
                await checked_call(
                    self.client.chat_postMessage(channel=self.operator, metadata=metadata(held.mark), **message(held))
                )
            await asyncio.to_thread(notices.mark_told, self.store, held)
        except SlackCallError as refusal:
            await self._react(held, refusal)
        return True

    async def _was_posted(self, held: SourceNotice) -> bool:
        channel = await conversation_with(self.client, self.operator)
        if not channel:
            return False
        since = self.clock() - timedelta(days=1)
        return bool(await find_messages(self.client, MessageThread(channel), held.mark, since))

    async def _react(self, held: SourceNotice, refusal: SlackCallError) -> None:
        logger.warning("source %s: the operator couldn't be told: %s", held.source, refusal.code)
        if refusal.kind in {"later", "doubt", "team"}:
            wait = max(LEASE, min(timedelta(seconds=refusal.wait), LONGEST_WAIT))
            await asyncio.to_thread(notices.put_back, self.store, held, self.clock() + wait)
        else:
            await asyncio.to_thread(notices.mark_told, self.store, held)


def message(held: SourceNotice) -> dict[str, Any]:
    """What the operator is told; with a held answer a button lets it through."""
    text = escape(_text(held))
    if held.state != "held":
        return {"text": text}
    tap = {"type": "actions", "elements": [button(f"{ASK}0", "Release", f"data release {held.source}")]}
    return {"text": text, "blocks": [section(text), tap]}


def _text(held: SourceNotice) -> str:
    reason = held.reason.removeprefix(f"{held.source}: ")
    age = f" What is in the store is as of {moment(held.as_of)}." if held.as_of else ""
    since = f" since {moment(held.since)}" if held.since else ""
    match held.state:
        case "good":
            return f"The source {held.source} is well again.{age}"
        case "held":
            return f"An answer of the source {held.source} is held{since}: {reason}{age}"
        case _:
            return f"The source {held.source} can't be read{since}: {reason}{age} It is tried again, later each time."
