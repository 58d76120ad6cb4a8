"""Telling somebody that their digest can't be delivered, once, with what mends it."""

import asyncio
import logging
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from accounts.digests.subscriptions import Subscription
from bot.digests.outcomes import RefusedError, answered
from bot.render.mrkdwn import escape

logger = logging.getLogger(__name__)

TRIES = 3
LONGEST_PAUSE = 10.0  # seconds between them


@dataclass(frozen=True, slots=True)
class Notices:
    """Writes to who subscribed; if they can't be reached, into the conversation itself."""

    client: AsyncWebClient

    async def __call__(self, subscription: Subscription, why: str) -> None:
        """Tells why a digest isn't delivered. What can't be told is logged."""
        logger.warning("digest %s: %s", subscription.id, why)
        for place in (subscription.created_by, subscription.channel):
            try:
                await self._say(place, _text(subscription, why, place))
            except RefusedError as refused:
                logger.warning("digest %s: nobody could be told at %s: %s", subscription.id, place, refused.code)
            else:
                return

    async def _say(self, place: str, text: str) -> None:
        for _ in range(TRIES - 1):
            try:
                await answered(self.client.chat_postMessage(channel=place, text=text))
            except RefusedError as refused:
                if refused.kind != "later":
                    raise
                await asyncio.sleep(min(max(refused.wait, 1.0), LONGEST_PAUSE))
            else:
                return
        await answered(self.client.chat_postMessage(channel=place, text=text))


def _text(subscription: Subscription, why: str, place: str) -> str:
    where = "" if place == subscription.channel else f" for <#{subscription.channel}>"
    name = f"The {subscription.digest} digest{where}"
    reason = escape(why)
    if subscription.state != "paused":
        return f"{name} didn't arrive: {reason}. The next one comes as planned."
    return (
        f"{name} is paused: {reason}. Once that is mended, type `/cs digest resume {subscription.id}` there; "
        f"`/cs digest status` says what was missed."
    )
