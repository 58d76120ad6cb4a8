"""Before each post: may this conversation see it, and is the one who asked for it still there?"""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from accounts.digests.subscriptions import Subscription
from bot.digests.delivery.slack_errors import SlackCallError, checked_call
from bot.slack.directory import Directory

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PostPermission:
    """Asks Slack, anew each time, whether a digest may go where it goes."""

    client: AsyncWebClient
    directory: Directory

    async def __call__(self, subscription: Subscription) -> str:
        """Why the digest may not be posted; nothing when it may. Raises `RefusedError` when Slack doesn't say."""
        subscriber = await _told(self.directory.person(self.client, subscription.created_by))
        if subscriber.outside:
            return f"whoever set it up is {subscriber.outside} now"
        conversation = await _told(self.directory.conversation(self.client, subscription.channel, anew=True))
        if subscription.digest == "term":
            return ""
        if conversation.shared:
            return "the conversation is shared with another company"
        if not conversation.direct and await _told(self.directory.outsiders_in(self.client, subscription.channel)):
            return "not everybody in the channel may see account data"
        return ""


async def _told(asking: Awaitable[T]) -> T:
    """What Slack says. Nothing has been posted yet, so that what is in doubt can be asked again."""
    try:
        return await checked_call(asking)
    except SlackCallError as refused:
        if refused.kind in {"doubt", "content"}:
            raise SlackCallError("later", refused.code, refused.wait) from refused
        raise
