"""People and conversations as Slack describes them, cached for a short while."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from slack_sdk.web.async_client import AsyncWebClient

from bot.context import ASSISTANT

KEPT = 30.0  # seconds that what Slack said of somebody or something counts
LISTED = 50.0  # seconds that the list of all people counts; with the ten of recent_permission.py it is a minute
EARLY = 10.0  # seconds before that ends from which on it is asked for anew, while what is known still counts
MOST = 10_000
PAGE = 1000  # the most that Slack lists at once
AGENT_SCOPE = "assistant:write"
PAGES = 10  # a workspace or channel with more people than so many pages is not gone through

_SHARED = ("is_ext_shared", "is_pending_ext_shared", "pending_shared", "pending_connected_team_ids")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in Slack. `outside` says in words why they aren't one of the team, and is empty for those who are."""

    id: str
    name: str
    email: str
    outside: str
    zone: str = ""
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Conversation:
    """A channel or a direct message; `shared` with another company, or about to be. The bot is a `member` or not."""

    id: str
    shared: bool
    direct: bool
    member: bool = True


class Directory:
    """Asks Slack who and what is behind an id. Answers are kept for half a minute, the list of all people for a
    minute; what fails is asked again.

    Its methods raise what Slack's client raises.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[Hashable, tuple[float, asyncio.Task[Any]]] = {}

    async def team(self, client: AsyncWebClient) -> str:
        """The id of the team that the bot is installed in."""
        return str((await self.identity(client))["team_id"])

    async def identity(self, client: AsyncWebClient) -> Mapping[str, Any]:
        """What Slack says of the bot: its `team_id`, `user_id`, `bot_id`, the `scopes` that it was granted, and in an
        organisation `enterprise_id`.
        """
        return await self._once(("identity", client.token), 24 * 3600, lambda: _identity(client))

    async def has_agent_view(self, client: AsyncWebClient) -> bool:
        """Whether the app is installed with the agent view, where each direct message begins a thread: its scope is
        granted with it.
        """
        return AGENT_SCOPE in (await self.identity(client))["scopes"]

    async def person(self, client: AsyncWebClient, user: str) -> Person:
        """Who a user is."""
        team = await self.team(client)
        return await self._once(("person", user), KEPT, lambda: _person(client, user, team))

    async def user_of_email(self, client: AsyncWebClient, email: str) -> str:
        """The id of the user with an email."""
        return await self._once(("email", email), KEPT, lambda: _user_of_email(client, email))

    async def conversation(self, client: AsyncWebClient, channel: str, *, anew: bool = False) -> Conversation:
        """What a conversation is; with `anew` as it is at this moment."""
        if channel == ASSISTANT:
            return Conversation(channel, shared=False, direct=True)
        if anew:
            self._kept.pop(("conversation", channel), None)
        found = await self._once(("conversation", channel), KEPT, lambda: _conversation(client, channel))
        if not found.member:  # the bot may be invited at any moment, and is then asked again at once
            self._kept.pop(("conversation", channel), None)
        return found

    async def outsiders_in(self, client: AsyncWebClient, channel: str) -> bool:
        """Whether anybody who isn't of the team is in a conversation, or may be: it is too large to go through."""
        members = await _members(client, channel)
        known = await self.people(client)
        if members is None or known is None:
            return True
        if any(member in known and known[member].outside for member in members):
            return True
        new = [await self.person(client, member) for member in members if member not in known]
        return any(person.outside for person in new)

    async def people(self, client: AsyncWebClient) -> Mapping[str, Person] | None:
        """Everybody whom Slack lists, by id, those who have left among them; None where they are too many."""
        return await self._once("people", LISTED, lambda: self._people(client), early=EARLY)

    async def user_groups(self, client: AsyncWebClient) -> Mapping[str, str]:
        """The ids of the user groups that aren't disabled, by their handles in small letters; in an organisation none
        whose handle is another group's in another of its workspaces.
        """
        groups = await self._groups(client)
        handles = Counter(handle for handle, _ in groups.values())
        return {handle: group for group, (handle, _) in groups.items() if handles[handle] == 1}

    async def members_of_group(self, client: AsyncWebClient, group: str) -> tuple[str, ...]:
        """The ids of the people of a user group."""
        _, workspace = (await self._groups(client)).get(group, ("", None))
        return await self._once(("group", group), LISTED, lambda: _members_of_group(client, group, workspace))

    async def _groups(self, client: AsyncWebClient) -> Mapping[str, tuple[str, str | None]]:
        """The handle of each user group, by its id, and a workspace that has it, where Slack has to be told one."""

        async def ask() -> dict[str, tuple[str, str | None]]:
            workspaces = await _workspaces(client, await self.team(client))
            return {id_: group for each in workspaces for id_, group in (await _user_groups(client, each)).items()}

        return await self._once("groups", LISTED, ask)

    async def _people(self, client: AsyncWebClient) -> dict[str, Person] | None:
        team = await self.team(client)
        people: dict[str, Person] = {}
        for workspace in await _workspaces(client, team):
            listed = await _people_of(client, team, workspace)
            if listed is None:
                return None
            people |= listed
        return people

    async def _once(self, key: Hashable, seconds: float, ask: Callable[[], Awaitable[T]], *, early: float = 0.0) -> T:
        """What was answered within the last seconds, or is being asked already, or is asked now.

        What counts for no longer than `early` seconds more is given, and asked for anew meanwhile.
        """
        now = self._clock()
        known = self._kept.get(key)
        if known is None or known[0] < now or (known[1].done() and _failed(known[1])):
            if len(self._kept) >= MOST:
                del self._kept[next(iter(self._kept))]
            known = self._kept[key] = (now + seconds, asyncio.ensure_future(_awaited(ask)))
            known[1].add_done_callback(_failed)  # nobody may be waiting any more for what fails late
        elif known[1].done() and known[0] - now < early and ("anew", key) not in self._kept:
            self._ask_anew(key, now + seconds, ask)
        answer: T = await asyncio.shield(known[1])
        return answer

    def _ask_anew(self, key: Hashable, until: float, ask: Callable[[], Awaitable[object]]) -> None:
        asking = asyncio.ensure_future(_awaited(ask))
        self._kept["anew", key] = (until, asking)

        def keep(done: "asyncio.Task[object]") -> None:
            self._kept.pop(("anew", key), None)
            if not _failed(done):
                self._kept[key] = (until, done)

        asking.add_done_callback(keep)


async def _awaited(ask: Callable[[], Awaitable[T]]) -> T:
    return await ask()


def _failed(task: "asyncio.Task[Any]") -> bool:
    return task.cancelled() or task.exception() is not None


async def _workspaces(client: AsyncWebClient, team: str) -> list[str | None]:
    """The workspaces that people and user groups are listed of: those of the organisation that the bot is installed
    for, each of which has to be named; None for the one workspace that it is installed in.
    """
    if not team.startswith("E"):
        return [None]
    found: list[str | None] = []
    cursor = ""
    for _ in range(PAGES):
        page = await client.auth_teams_list(limit=PAGE, cursor=cursor)
        found += [str(each["id"]) for each in page["teams"]]
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            break
    return found


async def _people_of(client: AsyncWebClient, team: str, workspace: str | None) -> dict[str, Person] | None:
    """The people of a workspace, None where they are too many."""
    people: dict[str, Person] = {}
    cursor = ""
    for _ in range(PAGES):
        page = await client.users_list(limit=PAGE, cursor=cursor, team_id=workspace)
        people |= {user["id"]: _listed(user, team) for user in page["members"]}
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return people
    return None


async def _identity(client: AsyncWebClient) -> Mapping[str, Any]:
    answer = await client.auth_test()
    headers = {str(name).casefold(): value for name, value in getattr(answer, "headers", {}).items()}
    granted = frozenset(each.strip() for each in str(headers.get("x-oauth-scopes", "")).split(","))
    return {key: answer.get(key) for key in ("team_id", "user_id", "bot_id", "enterprise_id")} | {"scopes": granted}


async def _person(client: AsyncWebClient, id_: str, team: str) -> Person:
    user = (await client.users_info(user=id_))["user"]
    return _as_person({**user, "id": id_}, _outside(user, team))


async def _user_of_email(client: AsyncWebClient, email: str) -> str:
    return str((await client.users_lookupByEmail(email=email))["user"]["id"])


def _listed(user: dict[str, Any], team: str) -> Person:
    """Somebody in the list of people; a bot isn't among the people who might not see account data."""
    return _as_person(user, "" if user.get("is_bot") else _outside(user, team), bot=bool(user.get("is_bot")))


def _as_person(user: dict[str, Any], outside: str, *, bot: bool = False) -> Person:
    profile = user.get("profile") or {}
    name = profile.get("real_name") or user.get("real_name") or user.get("name") or ""
    return Person(user["id"], name, profile.get("email") or "", outside, user.get("tz") or "", bot)


async def _user_groups(client: AsyncWebClient, workspace: str | None) -> dict[str, tuple[str, str | None]]:
    listed = (await client.usergroups_list(team_id=workspace)).get("usergroups") or ()
    return {
        str(each["id"]): (str(each["handle"]).casefold(), workspace) for each in listed if not each.get("date_delete")
    }


async def _members_of_group(client: AsyncWebClient, group: str, workspace: str | None) -> tuple[str, ...]:
    return tuple((await client.usergroups_users_list(usergroup=group, team_id=workspace)).get("users") or ())


def _outside(user: dict[str, Any], team: str) -> str:
    """Why somebody isn't one of the team, in words; a user that Slack says nothing of isn't either."""
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        return "a guest"
    organisation = user.get("enterprise_user") or {}  # its id is the bot's team where that is installed for all of it
    teams = {user.get("team_id"), organisation.get("enterprise_id"), *organisation.get("teams", ())}
    if user.get("is_stranger") or team not in teams:
        return "somebody of another company"
    if user.get("deleted") or user.get("is_bot") or user.get("is_workflow_bot"):
        return "no member"
    return ""


async def _conversation(client: AsyncWebClient, id_: str) -> Conversation:
    channel = (await client.conversations_info(channel=id_))["channel"]
    shared = any(channel.get(flag) for flag in _SHARED)
    elsewhere = bool(channel.get("is_shared")) and not channel.get("is_org_shared")
    direct = bool(channel.get("is_im"))
    return Conversation(id_, shared or elsewhere, direct, direct or bool(channel.get("is_member", True)))


async def _members(client: AsyncWebClient, channel: str) -> list[str] | None:
    """The members of a conversation, or None when they are too many to go through."""
    members: list[str] = []
    cursor = ""
    for _ in range(PAGES):
        page = await client.conversations_members(channel=channel, limit=PAGE, cursor=cursor)
        members += page["members"]
        cursor = (page.get("response_metadata") or {}).get("next_cursor", "")
        if not cursor:
            return members
    return None
