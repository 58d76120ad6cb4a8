"""Telling somebody that their digest can't be delivered, once, with what mends it."""

import logging
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from accounts.digests.subscriptions import Subscription
from bot.digests.outcomes import RefusedError, answered
from bot.render.mrkdwn import escape

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Notices:
    """Writes to who subscribed; if they can't be reached, into the conversation itself."""

    client: AsyncWebClient

    async def __call__(self, subscription: Subscription, why: str) -> None:
        """Tells why a digest isn't delivered. What can't be told is logged."""
        logger.warning("digest %s: %s", subscription.id, why)
        for place in (subscription.created_by, subscription.channel):
            try:
                await answered(self.client.chat_postMessage(channel=place, text=_text(subscription, why, place)))
            except RefusedError as refused:
                logger.warning("digest %s: nobody could be told at %s: %s", subscription.id, place, refused.code)
            else:
                return


def _text(subscription: Subscription, why: str, place: str) -> str:
    where = "" if place == subscription.channel else f" for <#{subscription.channel}>"
    name = f"The {subscription.digest} digest{where}"
    reason = escape(why)
    if "may have been posted" in why or "doesn't say" in why:
        return f"{name}: {reason}. The next one comes as planned."
    return (
        f"{name} is paused: {reason}. Once that is mended, type `/cs digest resume {subscription.id}` there; "
        f"`/cs digest status` says what was missed."
    )
