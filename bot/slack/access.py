"""Access to account data: people of the team, in conversations of the team, and fewer if so configured."""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.context import Requester
from bot.settings import AccountSettings
from bot.slack.access_rules import AccessRules
from bot.slack.directory import Conversation, Directory, Person
from bot.slack.web_client import error_code

PATIENCE = 2.0  # seconds that Slack may take to say who somebody is
HIDDEN = frozenset({"channel_not_found", "not_in_channel"})

T = TypeVar("T")


class NoAccessError(Exception):
    """Account data isn't for this person or this place; the message tells them why, and what they can do."""


class OutsidersPresentError(NoAccessError):
    """The asker may see it, but not everybody who is in the conversation."""


@dataclass(frozen=True, slots=True)
class RequestOrigin:
    """Who asks something, and where: what came with their request, and whether Slack said with it that the channel is
    `shared` with another company.

    The team that came with it says nothing: in an organisation it is whichever somebody is at home in. Slack is asked.
    """

    user: str
    channel: str
    shared: bool = False

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "RequestOrigin":
        """The visit of a slash command, an event or a pressed button."""
        if "command" in body:
            return cls(body.get("user_id", ""), body.get("channel_id", ""))
        if event := body.get("event"):
            return cls(event.get("user", ""), event["channel"], bool(body.get("is_ext_shared_channel")))
        return cls(body["user"]["id"], body["channel"]["id"])


class AccountAccess:
    """Lets through who may see account data. When Slack can't be asked, nobody may."""

    def __init__(self, settings: AccountSettings, directory: Directory) -> None:
        self.rules = AccessRules(settings)
        self._directory = directory

    async def requester(self, client: AsyncWebClient, origin: RequestOrigin) -> Requester:
        """The person who asks, if they may see account data where they ask. Raises `NoAccessError`."""
        asking = asyncio.gather(
            self._directory.person(client, origin.user),
            self._directory.conversation(client, origin.channel),
        )
        person, conversation = await _told(asking)
        self._let_in(person)
        self._let_at(conversation, shared=origin.shared)
        return Requester(person.id, person.email, person.name, person.zone)

    async def member(self, client: AsyncWebClient, user: str) -> Requester:
        """The person, if they are a member of the team. Raises `NoAccessError`."""
        person = await _told(self._directory.person(client, user))
        if person.outside:
            raise NoAccessError(
                f"That is for members of the team only, and Slack says that you are {person.outside} here."
            )
        return Requester(person.id, person.email, person.name, person.zone)

    async def check_audience(self, client: AsyncWebClient, channel: str) -> None:
        """Returns when account data may be posted for all in a conversation to see, as it is at this moment.

        Raises `NoAccessError`, and `OutsidersPresentError` when guests would see it.
        """
        conversation = await _told(self._directory.conversation(client, channel, anew=True))
        self._let_at(conversation)
        if not conversation.direct and await _told(self._directory.outsiders_in(client, channel)):
            raise OutsidersPresentError("Only you see this: not everybody here may see account data.")

    async def is_among_outsiders(self, client: AsyncWebClient, channel: str) -> bool:
        """Whether somebody is in a conversation who may not see account data; False where Slack doesn't say it in time,
        as it is asked again before anything is posted.
        """
        try:
            conversation = await _told(self._directory.conversation(client, channel))
            return not conversation.direct and await _told(self._directory.outsiders_in(client, channel))
        except NoAccessError:
            return False

    def _let_in(self, person: Person) -> None:
        match self.rules.denial_of_person(person):
            case "outsider":
                raise NoAccessError(
                    f"Account data is for members of the team only, and Slack says that you are {person.outside} here."
                )
            case "unlisted person":
                raise NoAccessError(
                    "You aren't on the list of people who may ask about accounts. Whoever runs me keeps it."
                )

    def _let_at(self, conversation: Conversation, *, shared: bool = False) -> None:
        match self.rules.denial_of_place(conversation, shared=shared):
            case "shared place":
                raise NoAccessError(
                    "This conversation is shared with another company, so account data stays out of it. "
                    "Ask in a channel of your own, or write to me directly."
                )
            case "unlisted place":
                raise NoAccessError(
                    "Accounts aren't talked about here: whoever runs me keeps a list of channels for that."
                )


async def _told(asking: Awaitable[T]) -> T:
    """What Slack says. Raises `NoAccessError` when it doesn't say it, or not in time."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await asking
    except SlackApiError as error:
        raise NoAccessError(_reason(error)) from error
    except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
        raise NoAccessError(
            "I couldn't ask Slack whether account data may be shown to you here, so I show none. Try again in a moment."
        ) from error


def _reason(error: SlackApiError) -> str:
    said = error_code(error)
    if said in HIDDEN:
        return (
            "I can't see whether this conversation is shared with another company, so I show no account data in it. "
            "Invite me to it, or write to me directly."
        )
    if said == "missing_scope":
        return (
            "I may not ask Slack who is here, so I show no account data. "
            "Whoever runs me finds out with cs doctor how to mend it."
        )
    return f"I couldn't ask Slack whether account data may be shown to you here ({said}), so I show none."
