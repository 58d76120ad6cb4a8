"""The end of a tenant: it uninstalls the bot or takes its token back, and after the operator's grace is erased."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError

from bot.slack.delivered import CLIENT_ERRORS
from bot.slack.web_client import GONE_CODES, WebClient, error_code, trouble
from bot.tenants.settings import TenantSettings
from bot.tenants.tokens import Installations
from tenants.installations import BotInstallation, delete_installers
from tenants.registry import Tenant, due_for_erasure, end_tenant, erase_tenant
from tenants.stores import stores_of

logger = logging.getLogger(__name__)

UNINSTALLED, REVOKED = "app_uninstalled", "tokens_revoked"
EVENTS = (UNINSTALLED, REVOKED)
"""The events that the manifest for many workspaces asks for besides the app's own."""
CLOCKS_DIFFER: Final = timedelta(minutes=5)  # between Slack's and ours, at most: else no signature counts


class _UnknownError(Exception):
    """Slack doesn't say whether it still takes a token."""


class Lifecycle:
    """Ends tenants and erases those whose grace is over. `stop` ends what runs of one."""

    def __init__(
        self,
        installations: Installations,
        settings: TenantSettings,
        clock: Callable[[], datetime],
        stop: Callable[[str], Awaitable[None]],
    ) -> None:
        self._installations = installations
        self._registry = installations.registry
        self._settings = settings
        self._clock = clock
        self._stop = stop

    async def heard(self, tenants: Sequence[str], body: Mapping[str, Any]) -> BoltResponse | None:
        """The response to what Slack says of an installation itself, which is that of the first of `tenants`; none for
        anything else. Where Slack has to be asked and can't be, it is to say it again.
        """
        event = body.get("event") or {}
        if event.get("type") not in EVENTS:
            return None
        try:
            bot = await self._meant(tenants, body)
        except _UnknownError as error:
            logger.warning("%s of %s: whether it is meant can't be told (%s)", event["type"], tenants[0], error)
            return BoltResponse(status=503, body="try again")
        if bot is not None:
            await self._ended(bot, event)
        return BoltResponse(status=200, body="")

    async def _ended(self, bot: BotInstallation, event: Mapping[str, Any]) -> None:
        if event["type"] == UNINSTALLED:
            await self.end(bot, UNINSTALLED)
        else:
            await self._revoked(bot, event.get("tokens") or {})

    async def _meant(self, tenants: Sequence[str], body: Mapping[str, Any]) -> BotInstallation | None:
        """The installation that an event is about; none where that is over already.

        It comes late and twice: after a workspace has installed the bot anew, or once its own installation is over and
        only that of its organisation is left. Then what counts is whether Slack still takes the token. Raises
        `_UnknownError` where Slack doesn't say.
        """
        for tenant in tenants:
            bot = await self._installations.find(tenant, anew=True)
            if bot is None:
                continue
            if (tenant == tenants[0] and not _may_be_older(body, bot)) or not await self._is_taken(bot):
                return bot
            logger.info("tenant %s goes on: Slack takes its token, and what was said is of another", tenant)
        return None

    async def _is_taken(self, bot: BotInstallation) -> bool:
        """Whether the app is still there, as Slack says of the token of an installation. Raises `_UnknownError`."""
        client = WebClient(await self._installations.token(bot.tenant), self._settings.slack_api_url)
        try:
            await client.auth_test()
        except SlackApiError as error:
            if error_code(error) in GONE_CODES:
                return False
            raise _UnknownError(error_code(error)) from error
        except CLIENT_ERRORS as error:
            raise _UnknownError(trouble(error)) from error
        return True

    async def end(self, bot: BotInstallation, reason: str) -> None:
        """Ends the tenant of an installation at once; where there is no grace, it is erased at once as well. One that
        has another token by now goes on: somebody has installed the bot there again.
        """
        tenant, grace = bot.tenant, self._settings.grace
        ending = partial(end_tenant, version=bot.version)
        ended = await asyncio.to_thread(ending, self._registry, tenant, self._clock(), reason, grace)
        self._installations.forget(tenant)
        if ended is None:
            return
        await self._stop(tenant)
        if ended.erase_at is not None:
            logger.warning(
                "tenant %s (%s) has ended: %s. Its digests have stopped; its data is erased after %s",
                *(tenant, ended.name, reason, ended.erase_at.isoformat(timespec="minutes")),
            )
            if not grace:
                await self.erase_due()

    async def erase_due(self) -> None:
        """Erases every tenant whose grace is over; one that can't be now, at the next look."""
        now = self._clock()
        for tenant in await asyncio.to_thread(due_for_erasure, self._registry, now):
            await self._stop(tenant.id)
            try:
                erased = await asyncio.to_thread(self._erase, tenant, now)
            except Exception:  # one tenant's trouble is no other's
                logger.exception("tenant %s can't be erased, which is tried again", tenant.id)
                continue
            if erased:
                logger.warning("tenant %s (%s) is erased, as its grace is over", tenant.id, tenant.name)

    def _erase(self, tenant: Tenant, now: datetime) -> bool:
        stores = stores_of(self._settings.cs_tenants, self._registry)
        return erase_tenant(self._registry, tenant.id, now, lambda: stores.erase(tenant.id))

    async def _revoked(self, bot: BotInstallation, tokens: Mapping[str, Any]) -> None:
        """Forgets tokens that were taken back: those of people, and with the bot's the tenant ends."""
        for user in tokens.get("oauth") or ():
            await asyncio.to_thread(delete_installers, self._registry, bot.tenant, str(user))
        if tokens.get("bot"):
            await self.end(bot, REVOKED)


def _may_be_older(body: Mapping[str, Any], bot: BotInstallation) -> bool:
    """Whether an event may be of an installation before this one."""
    at = body.get("event_time")
    return isinstance(at, int) and at <= (bot.installed_at + CLOCKS_DIFFER).timestamp()
