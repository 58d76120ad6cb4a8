"""The bot token of each tenant as it is now: looked up again each second, and exchanged before it expires."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final

from slack_sdk.errors import SlackApiError

from bot.slack.delivered import CLIENT_ERRORS
from bot.slack.web_client import trouble
from bot.tenants.oauth_client import OAuthClient
from bot.tenants.settings import TenantSettings
from store import Store
from tenants.installations import BotInstallation, claim_rotation, find_bot, save_rotated

logger = logging.getLogger(__name__)

KEPT: Final = 1.0  # seconds that what the registry said counts
EARLY: Final = timedelta(hours=2)  # before its end, a token is exchanged
AGAIN: Final = 60.0  # seconds until an exchange that failed is tried again
POLL, WAIT = 0.25, 20  # seconds between looks for the token that another server exchanges, and how many


class Installations:
    """The bots of all tenants, as the registry has them. One that was replaced or deleted is known within a second, on
    all servers; what this server changes, at once.
    """

    def __init__(self, registry: Store, settings: TenantSettings, clock: Callable[[], datetime]) -> None:
        self.registry = registry
        self._settings = settings
        self._clock = clock
        self._threads = ThreadPoolExecutor(2, "registry")  # of its own: no request waits for the work of a night
        self._known: dict[str, tuple[float, BotInstallation | None]] = {}
        self._exchanges: dict[str, asyncio.Task[None]] = {}
        self._failed: dict[str, float] = {}

    async def find(self, tenant: str, *, anew: bool = False) -> BotInstallation | None:
        """The bot in a tenant; none where it isn't installed."""
        known, now = self._known.get(tenant), time.monotonic()
        if known is not None and now - known[0] < KEPT and not anew:
            return known[1]
        found = await asyncio.get_running_loop().run_in_executor(self._threads, find_bot, self.registry, tenant)
        self._known[tenant] = (now, found)
        return found

    def close(self) -> None:
        """Ends its threads."""
        self._threads.shutdown()

    def forget(self, tenant: str) -> None:
        """Looks a tenant up anew at the next call."""
        self._known.pop(tenant, None)

    async def token(self, tenant: str, *, anew: bool = False) -> str:
        """The token to call Slack with; empty where the bot isn't installed any more."""
        bot = await self.find(tenant, anew=anew)
        if bot is None:
            return ""
        if bot.expires_at is None or bot.expires_at - self._clock() > EARLY:
            return bot.bot_token
        exchange = self._begin_exchange(bot)
        if bot.expires_at <= self._clock() and exchange is not None:
            await asyncio.shield(exchange)
            bot = await self.find(tenant) or bot
        return bot.bot_token

    def _begin_exchange(self, bot: BotInstallation) -> "asyncio.Task[None] | None":
        """The exchange that is under way in this process, begun where there is none."""
        under_way = self._exchanges.get(bot.tenant)
        if under_way is not None and not under_way.done():
            return under_way
        if time.monotonic() - self._failed.get(bot.tenant, -AGAIN) < AGAIN:
            return None
        self._exchanges[bot.tenant] = task = asyncio.create_task(self._exchange(bot))
        return task

    async def _exchange(self, bot: BotInstallation) -> None:
        """Exchanges a token, on one server only: a refresh token is good for once."""
        if not await asyncio.to_thread(claim_rotation, self.registry, bot, self._clock()):
            await self._await_other(bot)
            return
        client = OAuthClient(self._settings.slack_api_url)
        try:
            answer = await client.oauth_v2_access(
                client_id=self._settings.slack_client_id,
                client_secret=self._settings.slack_client_secret.get_secret_value(),
                grant_type="refresh_token",
                refresh_token=bot.refresh_token,
            )
            expires = self._clock() + timedelta(seconds=int(answer["expires_in"]))
            token, refresh = str(answer["access_token"]), str(answer["refresh_token"])
        except (*CLIENT_ERRORS, SlackApiError, KeyError, TypeError, ValueError) as error:
            self._failed[bot.tenant] = time.monotonic()
            logger.warning(
                "tenant %s: its token could not be exchanged (%s); it is good until %s, and where Slack takes the "
                "refresh token no more, the bot has to be installed again",
                bot.tenant,
                trouble(error),
                bot.expires_at,
            )
            return
        await asyncio.to_thread(save_rotated, self.registry, bot, token, refresh, expires)
        self.forget(bot.tenant)
        logger.info("tenant %s: its token was exchanged", bot.tenant)

    async def _await_other(self, bot: BotInstallation) -> None:
        """Waits a little for the token that another server is exchanging."""
        for _ in range(WAIT):
            await asyncio.sleep(POLL)
            found = await self.find(bot.tenant, anew=True)
            if found is None or found.version != bot.version:
                return


class TenantTokens:
    """The token of one tenant, for its clients."""

    def __init__(self, installations: Installations, tenant: str) -> None:
        self._installations = installations
        self._tenant = tenant

    async def __call__(self, *, anew: bool = False) -> str:
        """Gives the token as it is now; empty where there is none any more."""
        return await self._installations.token(self._tenant, anew=anew)
