"""Checks the bot's token: repeated until Slack answers, as passing trouble is not the token's fault."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.configuration.setting_texts import WHERE
from bot.configuration.settings_error import SettingsError
from bot.slack.web_client import TOKEN_CODES, WebClient, error_code, trouble

logger = logging.getLogger(__name__)

PAUSES = (1.0, 2.0, 5.0, 10.0, 30.0)  # seconds between two questions; the last one for good


async def check_token(client: WebClient, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Returns once Slack has said that it takes the bot token. Raises `SettingsError` when it says that it doesn't."""
    asked = 0
    while why := await _refusal(client):
        if not asked:
            logger.warning("Slack can't be asked yet whether it takes the bot token (%s): going on, asking again", why)
        await sleep(PAUSES[min(asked, len(PAUSES) - 1)])
        asked += 1
    if asked:
        logger.info("Slack takes the bot token")


async def _refusal(client: WebClient) -> str:
    """Why Slack didn't say it; nothing when it takes the token. Raises `SettingsError`."""
    try:
        await client.auth_test()
    except SlackApiError as error:
        if (code := error_code(error)) in TOKEN_CODES:
            raise SettingsError(f"SLACK_BOT_TOKEN is not accepted: {code}. It is {WHERE['SLACK_BOT_TOKEN']}.") from None
        return code
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return f"{client.base_url}: {trouble(error)}"
    return ""
