"""User groups of Slack that a text names: who is in them, or why that can't be read."""

import asyncio
import logging
import re
from collections.abc import Iterable, Mapping

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from accounts.digests.subscriptions import subscriptions
from accounts.scopes.owner_names import load_owner_names, owners_called
from accounts.scopes.scope import Requester, UserGroup
from bot.context import Context
from bot.slack.directory import Directory, Person
from bot.slack.errors import UNREACHABLE
from bot.slack.web_client import error_code

PATIENCE = 2.0  # seconds that Slack may take while somebody waits for an answer
NAMED = 3  # groups of a text that are looked up
_HANDLE = re.compile(r"(?<![\w.@<|])@([a-z0-9][a-z0-9._-]*)(?![\w@])", re.IGNORECASE)
_SENT = re.compile(r"<!subteam\^([A-Z0-9]+)(?:\|@?([^<>]*))?>")

logger = logging.getLogger(__name__)


def handles(texts: Iterable[str]) -> tuple[str, ...]:
    """What texts may name user groups by: words behind an `@`, in small letters."""
    found = [each.casefold() for text in texts for each in _HANDLE.findall(text)]
    return tuple(dict.fromkeys(found))


def groups_named(context: Context, texts: Iterable[str], *, digests: bool = False) -> tuple[str, ...]:
    """The words of texts, and with `digests` of the digests of a team, that name no owner and so perhaps a group."""
    if not context.workspace.exists:
        return ()
    scopes = [text for each in subscriptions(context.store, context.team) for text in (each.scope, each.mentions)]
    named = handles((*texts, *scopes) if digests else texts)
    with context.store.snapshot() as connection:
        owners = load_owner_names(connection) if named else []
    return tuple(each for each in named if not owners_called(owners, each))[:NAMED]


async def spelled_out(text: str, directory: Directory, client: AsyncWebClient) -> str:
    """The text with the handles of the user groups that Slack sends by their ids."""
    for sent in _SENT.finditer(text):
        handle = sent[2] or await _handle(sent[1], directory, client)
        text = text.replace(sent[0], f"@{handle or sent[1]}")
    return text


async def read_groups(
    named: Iterable[str], directory: Directory, client: AsyncWebClient, patience: float | None = None
) -> tuple[UserGroup, ...]:
    """The user groups of those handles that are groups; where Slack doesn't say, each with why."""
    asked = tuple(named)
    if not asked:
        return ()
    try:
        async with asyncio.timeout(PATIENCE if patience is None else patience):
            known = await directory.user_groups(client)
            return tuple([await _read(each, known[each], directory, client) for each in asked if each in known])
    except UNREACHABLE as error:
        why = _reason(error)
        logger.info("user groups: %s", why)
        return tuple(UserGroup(each, error=why) for each in asked)


async def _read(handle: str, group: str, directory: Directory, client: AsyncWebClient) -> UserGroup:
    members = await directory.members_of_group(client, group)
    known: Mapping[str, Person] = await directory.people(client) or {}
    people = [await directory.person(client, each) if each not in known else known[each] for each in members]
    return UserGroup(handle, group, tuple(Requester(each.id, each.email) for each in people if not each.outside))


async def _handle(group: str, directory: Directory, client: AsyncWebClient) -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            known = await directory.user_groups(client)
    except UNREACHABLE:
        return ""
    return next((handle for handle, id_ in known.items() if id_ == group), "")


def _reason(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        code = error_code(error)
        if code == "missing_scope":
            return "the app lacks usergroups:read"
        return f"Slack says {code}"
    return "Slack didn’t answer"
