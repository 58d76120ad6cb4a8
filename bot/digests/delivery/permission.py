"""Before each post: may this conversation see it, and is the one who asked for it still there?"""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from accounts.digests.subscriptions import OWNER_GONE, Subscription
from bot.digests.delivery.slack_errors import PEOPLE_GONE, SlackCallError, checked_call
from bot.slack.access_rules import AccessRules, Denial
from bot.slack.directory import Conversation, Directory, Person

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PostPermission:
    """Asks Slack, anew each time, whether a digest may go where it goes; by the rules that questions go by.

    The term of the day tells nothing of accounts: the operator's lists of people and places don't bind it.
    """

    client: AsyncWebClient
    directory: Directory
    rules: AccessRules

    async def __call__(self, subscription: Subscription) -> str:
        """Why the digest may not be posted; nothing when it may. Raises `SlackCallError` when Slack doesn't say."""
        try:
            subscriber = await _told(self.directory.person(self.client, subscription.created_by))
        except SlackCallError as refused:
            if refused.code in PEOPLE_GONE:
                return f"{OWNER_GONE} isn't in this workspace any more"
            raise
        conversation = await _told(self.directory.conversation(self.client, subscription.channel, anew=True))
        if subscription.digest == "term":
            return _said("outsider", subscriber) if subscriber.outside else ""
        if denied := self._denial(subscriber, conversation):
            return _said(denied, subscriber)
        if not conversation.direct and await _told(self.directory.outsiders_in(self.client, subscription.channel)):
            return "not everybody in the channel may see account data"
        return ""

    def _denial(self, subscriber: Person, conversation: Conversation) -> Denial | None:
        return self.rules.denial_of_person(subscriber) or self.rules.denial_of_place(conversation)


def _said(denied: Denial, subscriber: Person) -> str:
    """Why a digest isn't posted, for whoever set it up."""
    match denied:
        case "outsider":
            return f"whoever set it up is {subscriber.outside} now"
        case "unlisted person":
            return "whoever set it up isn't on the list of people who may see accounts any more"
        case "shared place":
            return "the conversation is shared with another company"
        case "unlisted place":
            return "the conversation isn't on the list of places for accounts any more"


async def _told(asking: Awaitable[T]) -> T:
    """What Slack says. Nothing has been posted yet, so that what is in doubt can be asked again."""
    try:
        return await checked_call(asking)
    except SlackCallError as refused:
        if refused.kind in {"doubt", "content"}:
            raise SlackCallError("later", refused.code, refused.wait) from refused
        raise
