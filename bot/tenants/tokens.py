"""The bot token of each tenant as it is now: looked up again each second, and exchanged before it expires."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import chain, repeat
from typing import Final, TypeVar

from slack_sdk.errors import SlackApiError

from bot.slack.delivered import CLIENT_ERRORS
from bot.slack.web_client import trouble
from bot.tenants.oauth_client import OAuthClient
from bot.tenants.settings import TenantSettings
from store import Store, StoreError
from tenants.installations import BotInstallation, claim_rotation, find_bot, save_rotated

T = TypeVar("T")
logger = logging.getLogger(__name__)

KEPT: Final = 1.0  # seconds that what the registry said counts
EARLY: Final = timedelta(hours=2)  # before its end, a token is exchanged
AGAIN: Final = 60.0  # seconds until an exchange that failed is tried again
POLL, WAIT = 0.25, 20  # seconds between looks for the token that another server exchanges, and how many
PAUSES: Final = (0.5, 1.0, 2.0, 5.0, 10.0)  # seconds between tries to keep a token; the last one for good
PATIENCE: Final = 10.0  # seconds that a call waits for a new token, and the end of the program for it to be kept
MOST_KNOWN: Final = 10_000  # tenants beyond which those are forgotten that the bot isn't installed in
REGISTRY_PATIENCE: Final = 1.0  # seconds until what the registry said last counts, where it said something
AWAY: Final = 5.0  # seconds until a registry that didn't answer is asked again by whoever has its last answer


class Installations:
    """The bots of all tenants, as the registry has them. One that was replaced or deleted is known within a second, on
    all servers; what this server changes, at once. While the registry can't be read, what it said last counts.
    """

    def __init__(self, registry: Store, settings: TenantSettings, clock: Callable[[], datetime]) -> None:
        self.registry = registry
        self._settings = settings
        self._clock = clock
        self._threads = ThreadPoolExecutor(2, "registry")  # of its own: no request waits for the work of a night
        self._known: dict[str, tuple[float, BotInstallation | None]] = {}
        self._exchanges: dict[str, asyncio.Task[None]] = {}
        self._failed: dict[str, float] = {}
        self._away_until = 0.0

    async def find(self, tenant: str, *, anew: bool = False) -> BotInstallation | None:
        """The bot in a tenant; none where it isn't installed. Raises `StoreError` where that isn't known, and with
        `anew` where it can't be looked up now.
        """
        known, now = self._known.get(tenant), time.monotonic()
        if known is not None and not anew and (now - known[0] < KEPT or now < self._away_until):
            return known[1]
        asked = asyncio.get_running_loop().run_in_executor(self._threads, find_bot, self.registry, tenant)
        if known is None or anew:
            found = await asked
        else:
            await asyncio.wait({asked}, timeout=REGISTRY_PATIENCE)
            if not asked.done() or isinstance(asked.exception(), StoreError):
                asked.add_done_callback(_ended)
                return self._last_known(tenant, known[1])
            found = asked.result()
        self._known[tenant] = (now, found)
        if len(self._known) > MOST_KNOWN and found is None:  # anybody may ask with the id of any
            self._known = {id_: known for id_, known in self._known.items() if known[1] is not None}
        return found

    def _last_known(self, tenant: str, bot: BotInstallation | None) -> BotInstallation | None:
        """What the registry said last, where it can't be read at the moment."""
        self._away_until = time.monotonic() + AWAY
        logger.warning("the registry of workspaces doesn't answer: what it said last of %s counts for now", tenant)
        return bot

    async def close(self) -> None:
        """Ends its threads, once the tokens are kept that are being exchanged: nothing brings them again."""
        if under_way := [each for each in self._exchanges.values() if not each.done()]:
            await asyncio.wait(under_way, timeout=PATIENCE)
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
            await asyncio.wait({exchange}, timeout=PATIENCE)
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
        try:
            claimed = await self._asked(claim_rotation, bot, self._clock())
        except StoreError as error:
            self._failed[bot.tenant] = time.monotonic()
            logger.warning(
                "tenant %s: its token is exchanged later, as the registry can't be written: %s", *(bot.tenant, error)
            )
            return
        if claimed:
            await self._exchange_claimed(bot)
        else:
            await self._await_other(bot)

    async def _exchange_claimed(self, bot: BotInstallation) -> None:
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
        await self._keep(bot, token, refresh, expires)
        self.forget(bot.tenant)
        logger.info("tenant %s: its token was exchanged", bot.tenant)

    async def _asked(self, work: Callable[..., T], *given: object) -> T:
        """What comes of work with the registry, in its own threads: it has a connection for each that asks it."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, work, self.registry, *given)

    async def _keep(self, bot: BotInstallation, token: str, refresh: str, expires: datetime) -> None:
        """Keeps what a token was exchanged for, as soon as the registry can be written: nothing brings it again."""
        for pause in chain(PAUSES, repeat(PAUSES[-1])):
            try:
                await self._asked(save_rotated, bot, token, refresh, expires)
            except StoreError as error:
                logger.warning(
                    "tenant %s: its new token can't be kept yet, which is tried again: %s", bot.tenant, error
                )
                await asyncio.sleep(pause)
            else:
                return

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


def _ended(asked: "asyncio.Future[BotInstallation | None]") -> None:
    """Takes note of what came of a look-up that nobody waits for any more."""
    if not asked.cancelled():
        asked.exception()
