"""The end of a tenant: it uninstalls the bot or takes its token back, and after the operator's grace is erased."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from slack_bolt.response import BoltResponse

from bot.tenants.settings import TenantSettings
from bot.tenants.tokens import Installations
from tenants.installations import delete_installers
from tenants.registry import Tenant, due_for_erasure, end_tenant, erase_tenant
from tenants.stores import stores_of

logger = logging.getLogger(__name__)

UNINSTALLED, REVOKED = "app_uninstalled", "tokens_revoked"
EVENTS = (UNINSTALLED, REVOKED)
"""The events that the manifest for many workspaces asks for besides the app's own."""


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

    async def heard(self, tenant: str, body: Mapping[str, Any]) -> BoltResponse | None:
        """The response to what Slack says of the installation itself; none for anything else."""
        event = body.get("event") or {}
        match event.get("type"):
            case "app_uninstalled":
                await self.end(tenant, UNINSTALLED)
            case "tokens_revoked":
                await self._revoked(tenant, event.get("tokens") or {})
            case _:
                return None
        return BoltResponse(status=200, body="")

    async def end(self, tenant: str, reason: str) -> None:
        """Ends a tenant at once; where there is no grace, it is erased at once as well."""
        grace = self._settings.grace
        ended = await asyncio.to_thread(end_tenant, self._registry, tenant, self._clock(), reason, grace)
        self._installations.forget(tenant)
        await self._stop(tenant)
        if ended is not None and ended.erase_at is not None:
            logger.warning(
                "tenant %s (%s) has ended: %s. Its digests have stopped; its data is erased after %s",
                *(tenant, ended.name, reason, ended.erase_at.isoformat(timespec="minutes")),
            )
            if not grace:
                await self.erase_due()

    async def erase_due(self) -> None:
        """Erases every tenant whose grace is over."""
        now = self._clock()
        for tenant in await asyncio.to_thread(due_for_erasure, self._registry, now):
            await self._stop(tenant.id)
            if await asyncio.to_thread(self._erase, tenant, now):
                logger.warning("tenant %s (%s) is erased, as its grace is over", tenant.id, tenant.name)

    def _erase(self, tenant: Tenant, now: datetime) -> bool:
        stores = stores_of(self._settings.cs_tenants, self._registry)
        return erase_tenant(self._registry, tenant.id, now, lambda: stores.erase(tenant.id))

    async def _revoked(self, tenant: str, tokens: Mapping[str, Any]) -> None:
        """Forgets tokens that were taken back: those of people, and with the bot's the tenant ends."""
        for user in tokens.get("oauth") or ():
            await asyncio.to_thread(delete_installers, self._registry, tenant, str(user))
        if tokens.get("bot"):
            await self.end(tenant, REVOKED)
