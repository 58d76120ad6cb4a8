"""Asks Slack once a day whether it still takes the token of each tenant: nothing tells a server of those that
uninstalled the bot while none ran.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from slack_sdk.errors import SlackApiError

from bot.slack.delivered import CLIENT_ERRORS
from bot.slack.web_client import GONE_CODES, WebClient, error_code
from bot.tenants.lifecycle import Lifecycle
from bot.tenants.settings import TenantSettings
from bot.tenants.tokens import Installations
from tenants.installations import BotInstallation
from tenants.token_checks import SLACK_SAYS, claim_checks, count_gone, note_gone, note_taken

logger = logging.getLogger(__name__)

EVERY: Final = timedelta(days=1)
AGAIN: Final = timedelta(hours=1)  # after what isn't sure, and between the two times that Slack has to say so
MOST_GONE: Final = 2  # that end beside each other whatever their share is
SHARE_GONE: Final = 3  # beyond them, no more than a third: more is a fault, of Slack's, the app's or ours
AT_ONCE: Final = 10  # that are asked for in one look
SIDE_BY_SIDE: Final = 4


class TokenChecks:
    """Asks for the token of each tenant once after the start, and then once a day, on one of the servers. A tenant ends
    when Slack says twice, an hour apart, that the app isn't there; nothing else ends one.
    """

    def __init__(
        self,
        installations: Installations,
        lifecycle: Lifecycle,
        settings: TenantSettings,
        clock: Callable[[], datetime],
    ) -> None:
        self._installations = installations
        self._registry = installations.registry
        self._lifecycle = lifecycle
        self._settings = settings
        self._clock = clock
        self._started_at = clock()
        self._turns = asyncio.Semaphore(SIDE_BY_SIDE)

    async def look(self) -> None:
        """Asks for the tokens of some tenants that are due."""
        now = self._clock()
        before = max(now - EVERY, self._started_at - AGAIN)
        due = await asyncio.to_thread(claim_checks, self._registry, now, before, now - AGAIN, AT_ONCE)
        await asyncio.gather(*map(self._check, due))

    async def _check(self, tenant: str) -> None:
        async with self._turns:
            token = await self._installations.token(tenant, anew=True)
            bot = await self._installations.find(tenant)
            if bot is None or bot.bot_token != token:
                return
            code = await self._said(token)
        if code in GONE_CODES:
            await self._gone(bot, code)
        elif not code:
            await asyncio.to_thread(note_taken, self._registry, tenant, self._clock())
        else:
            logger.info("tenant %s: whether Slack takes its token isn't known (%s)", tenant, code)

    async def _said(self, token: str) -> str:
        """What Slack says against a token: its code, nothing where it takes it."""
        try:
            await WebClient(token, self._settings.slack_api_url).auth_test()
        except SlackApiError as error:
            return error_code(error)
        except CLIENT_ERRORS as error:
            return type(error).__name__
        return ""

    async def _gone(self, bot: BotInstallation, code: str) -> None:
        now = self._clock()
        since = await asyncio.to_thread(note_gone, self._registry, bot.tenant, now)
        if now - since < AGAIN:
            logger.warning("tenant %s: Slack says %s of its token; it is asked again in an hour", bot.tenant, code)
            return
        found = await asyncio.to_thread(count_gone, self._registry, now - EVERY)
        if found.gone > max(MOST_GONE, found.served // SHARE_GONE):
            logger.error(
                "tenant %s isn't ended, though Slack says %s of its token: it says so of %d workspaces of %d, which "
                "may be a fault. cs doctor names them, and cs tenants erase ends one",
                *(bot.tenant, code, found.gone, found.served),
            )
            return
        await self._lifecycle.end(bot, f"{SLACK_SAYS} {code}")
