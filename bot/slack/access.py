"""Who may see account data, and where: people of the team, in conversations of the team, and fewer if so configured."""

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.context import Requester
from bot.settings import DIRECT, AccountSettings
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
    """Who asks something, and where: what came with their request. `team` is their own, where Slack named it, and
    `shared` whether Slack said that the channel is shared with another company.
    """

    user: str
    channel: str
    team: str = ""
    shared: bool = False

    @classmethod
    def of(cls, body: Mapping[str, Any]) -> "RequestOrigin":
        """The visit of a slash command, an event or a pressed button."""
        if "command" in body:
            return cls(body.get("user_id", ""), body.get("channel_id", ""), body.get("team_id", ""))
        if event := body.get("event"):
            team = event.get("user_team") or event.get("team") or ""
            return cls(event.get("user", ""), event["channel"], team, bool(body.get("is_ext_shared_channel")))
        user = body["user"]
        return cls(user["id"], body["channel"]["id"], user.get("team_id") or "")


class AccountAccess:
    """Lets through who may see account data. When Slack can't be asked, nobody may."""

    def __init__(self, settings: AccountSettings, directory: Directory) -> None:
        self._settings = settings
        self._directory = directory

    async def requester(self, client: AsyncWebClient, origin: RequestOrigin) -> Requester:
        """The person who asks, if they may see account data where they ask. Raises `NoAccessError`."""
        asking = asyncio.gather(
            self._directory.person(client, origin.user),
            self._directory.conversation(client, origin.channel),
            self._directory.team(client),
        )
        person, conversation, team = await _told(asking)
        if origin.team not in {"", team}:
            raise NoAccessError("Account data is for people of this workspace only, and you are of another one.")
        self._let_in(person)
        self._let_at(conversation, shared=origin.shared)
        return Requester(person.id, person.email, person.name, person.zone)

    async def check_audience(self, client: AsyncWebClient, channel: str) -> None:
        """Returns when account data may be posted for all in a conversation to see, as it is at this moment.

        Raises `NoAccessError`, and `AmongOutsidersError` when guests would see it.
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
        if person.outside:
            raise NoAccessError(
                f"Account data is for members of the team only, and Slack says that you are {person.outside} here."
            )
        allowed = self._settings.cs_people
        if allowed and not {person.id, person.email.casefold()} & allowed:
            raise NoAccessError(
                "You aren't on the list of people who may ask about accounts. Whoever runs me keeps it."
            )

    def _let_at(self, conversation: Conversation, *, shared: bool = False) -> None:
        if shared or conversation.shared:
            raise NoAccessError(
                "This conversation is shared with another company, so account data stays out of it. "
                "Ask in a channel of your own, or write to me directly."
            )
        allowed = self._settings.cs_channels
        if allowed and conversation.id not in allowed and not (conversation.direct and DIRECT in allowed):
            raise NoAccessError("Accounts aren't talked about here: whoever runs me keeps a list of channels for that.")


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
