"""The agent view, which is how Slack shows direct messages with newer apps: what is suggested to whoever opens it, and
the status that is shown while an answer takes long.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from slack_sdk.web.async_client import AsyncWebClient

from bot.home.model import BROKEN
from bot.home.prompts import FOR_EVERYBODY, OF_WORDS, Prompt, prompts_of
from bot.slack.access import NoAccessError, RequestOrigin
from bot.slack.account_requests import AccountRequests
from bot.slack.delivered import CLIENT_ERRORS
from bot.slack.web_client import trouble

logger = logging.getLogger(__name__)

SLOW = 1.0  # seconds after which an answer is said to be under way
STATUS = "is working on it…"
VERB = "home"  # of the audit log: it says as much of accounts as the Home tab


async def suggest_prompts(requests: AccountRequests, origin: RequestOrigin, client: AsyncWebClient) -> None:
    """Suggests what to ask to whoever opens their conversation with the bot; nothing where Slack doesn't take that.

    Slack is asked without a thread: with one it says yes and shows nothing.
    """
    prompts = await prompts_for(requests, origin, client)
    said = [{"title": each.title, "message": each.message} for each in prompts]
    try:
        await client.assistant_threads_setSuggestedPrompts(channel_id=origin.channel, prompts=said)
    except CLIENT_ERRORS as error:  # an app without the agent view, or a Slack that doesn't know the method
        logger.info("nothing is suggested: %s", trouble(error))


async def prompts_for(requests: AccountRequests, origin: RequestOrigin, client: AsyncWebClient) -> tuple[Prompt, ...]:
    """What is suggested to somebody: to guests nothing about accounts or the team's words."""
    try:
        member = await requests.member_context(origin, client)
    except NoAccessError:
        return FOR_EVERYBODY
    try:
        allowed = await requests.context(origin, client, VERB)
    except NoAccessError:
        allowed = None
    try:
        return await requests.run(lambda: prompts_of(member, allowed))
    except BROKEN as error:
        logger.warning("prompts: the store can't be read: %s", error)
        return OF_WORDS


@asynccontextmanager
async def status_where_slow(
    client: AsyncWebClient, channel: str, thread: str, wait: float | None = None
) -> AsyncIterator[None]:
    """Shows in a thread of a direct message that an answer is under way, if it isn't there after a moment; the answer
    takes the place of that by itself.
    """
    telling = asyncio.ensure_future(_tell_later(client, channel, thread, wait)) if thread else None
    try:
        yield
    finally:
        if telling is not None:
            telling.cancel()


async def _tell_later(client: AsyncWebClient, channel: str, thread: str, wait: float | None) -> None:
    await asyncio.sleep(SLOW if wait is None else wait)
    try:
        await client.assistant_threads_setStatus(channel_id=channel, thread_ts=thread, status=STATUS)
    except CLIENT_ERRORS as error:
        logger.info("no status is shown: %s", trouble(error))
