"""From a request to the app of the tenant that it is of. Nothing is shared by two apps but the process of charts."""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Final

from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.configuration.settings_error import SettingsError
from bot.digests.worker import LONGEST_SLEEP, Rest
from bot.mcp.callers import UnavailableError
from bot.slack.chart_renderer import Draw
from bot.slack.deferred_response import JSON
from bot.tenants.identity import tenants_of
from bot.tenants.lifecycle import Lifecycle
from bot.tenants.running import RunningTenant, SharedParts, start_tenant
from bot.tenants.settings import TenantSettings
from bot.tenants.tokens import Installations
from bot.workspace import Workspace
from store import StoreError
from store.giving_way import GIVING_WAY
from tenants import TenantError, check_id
from tenants.registry import note_seen

BUSY: Final = 20  # workers that may look once a second
LONGEST_REST: Final = 30.0  # seconds until a worker sees what another server has begun, at most

logger = logging.getLogger(__name__)

UNAVAILABLE = "CS Bot can’t answer this workspace at the moment. Try again in a moment."
TOO_MANY = "This workspace has asked more in a minute than it may. Try again in a moment."


class TooManyError(UnavailableError):
    """A tenant has asked more in a minute than it may."""


class TenantApps:
    """The apps of the tenants, each started when it is first needed and kept until the tenant ends."""

    def __init__(
        self, settings: TenantSettings, installations: Installations, draw: Draw, clock: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._installations = installations
        self._shared = SharedParts(settings, installations, draw, clock)
        self._clock = clock
        self._running: dict[str, asyncio.Task[RunningTenant]] = {}
        self.lifecycle = Lifecycle(installations, settings, clock, self.stop)
        self.seen: dict[str, datetime] = {}
        self.requests = Counter[str]()

    @property
    def running(self) -> frozenset[str]:
        """The ids of the tenants that are served."""
        return frozenset(self._running)

    def started(self) -> list[RunningTenant]:
        """The tenants that are served, but those that are being started."""
        done = [each for each in self._running.values() if each.done() and not each.cancelled()]
        return [each.result() for each in done if each.exception() is None]

    async def async_dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        """The response of the tenant's app; of nobody's where the bot isn't installed there."""
        try:
            if ended := await self.lifecycle.heard(tenants_of(request), request.body):
                return ended
            running = await self._running_for(request)
        except (StoreError, SettingsError, TenantError, OSError):
            logger.exception("a request can't be answered now")
            return _refused(request, UNAVAILABLE)
        if running is None:
            return self._not_installed(request)
        if not running.limit.allows(running.workspace.settings.cs_limit_requests):
            return _refused(request, TOO_MANY)
        with GIVING_WAY.answering(running.app.answers.account_requests.share):
            return await running.dispatch(request)

    async def _running_for(self, request: AsyncBoltRequest) -> RunningTenant | None:
        """The running tenant of a request, which is counted; none where the bot isn't installed."""
        tenant = await self._tenant(request)
        if tenant is None:
            return None
        self.seen[tenant] = self._clock()
        self.requests[tenant] += 1
        if tenant not in self._running:  # other servers open it too, which finish what this one might be killed at
            await asyncio.to_thread(note_seen, self._installations.registry, {tenant: self.seen[tenant]})
        return await self.app_of(tenant)

    async def workspace_of(self, team: str, enterprise: str = "") -> Workspace | None:
        """What belongs to the tenant of a workspace, also where the bot is installed for the whole organisation; none
        where it isn't installed. Ids come from where Slack vouches for them, as in a signed request.
        """
        running = await self.running_of(team, enterprise)
        return None if running is None else running.workspace

    async def asked_by_assistant(self, team: str, enterprise: str = "") -> RunningTenant | None:
        """The running tenant of a workspace whose assistant asks, which counts as one of its requests.

        Raises `TooManyError` when it has asked more in a minute than it may.
        """
        running = await self.running_of(team, enterprise)
        if running is None:
            return None
        self.seen[running.id] = self._clock()
        self.requests[running.id] += 1
        if not running.limit.allows(running.workspace.settings.cs_limit_requests):
            raise TooManyError(TOO_MANY)
        running.rest.woken.set()
        return running

    async def running_of(self, team: str, enterprise: str = "") -> RunningTenant | None:
        """The running tenant of a workspace, in the same way."""
        for each in (team, enterprise):
            if each and await self._is_installed(each):
                return await self.app_of(each)
        return None

    async def app_of(self, tenant: str) -> RunningTenant:
        """The running tenant; it is started where it isn't. Raises `SettingsError`."""
        starting = self._running.get(tenant)
        if starting is None or (starting.done() and starting.exception() is not None):
            starting = asyncio.create_task(start_tenant(tenant, self._shared, Rest(self._longest_rest)))
            self._running[tenant] = starting
        return await asyncio.shield(starting)

    def _longest_rest(self) -> float:
        """Seconds that a worker sleeps where nothing is known to come: longer where there are many, who would keep the
        machine busy with looking. What a request of this server begins wakes it at once.
        """
        return min(max(LONGEST_SLEEP, len(self._running) / BUSY), LONGEST_REST)

    async def stop(self, tenant: str) -> None:
        """Serves a tenant no more: what is under way is finished, and its store is closed."""
        if (starting := self._running.pop(tenant, None)) is not None:
            try:
                await (await starting).stop()
            except Exception:
                logger.exception("tenant %s: it could not be closed", tenant)

    async def close(self) -> None:
        """Serves no tenant any more."""
        await asyncio.gather(*(self.stop(each) for each in list(self._running)))

    async def _tenant(self, request: AsyncBoltRequest) -> str | None:
        for each in tenants_of(request):
            if await self._is_installed(each):
                return each
        return None

    async def _is_installed(self, tenant: str) -> bool:
        try:
            return await self._installations.find(check_id(tenant)) is not None
        except TenantError:
            return False

    def _not_installed(self, request: AsyncBoltRequest) -> BoltResponse:
        """Says so to whoever typed a command; to send anything else again won't help."""
        if "command" not in request.body:
            return BoltResponse(status=200, body="")
        url = self._settings.cs_public_url
        return _said(f"CS Bot isn't installed here.{f' An admin can add it: {url}/slack/install' if url else ''}")


def _refused(request: AsyncBoltRequest, why: str) -> BoltResponse:
    """Says why to whoever typed a command; what Slack sends again is answered when it can be."""
    if "command" in request.body:
        return _said(why)
    return BoltResponse(status=503, body="busy")


def _said(text: str) -> BoltResponse:
    return BoltResponse(status=200, headers=JSON, body=json.dumps({"response_type": "ephemeral", "text": text}))
