"""Serving many workspaces: HTTP, the pages of installing, and a look after the tenants now and then."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, nullcontext
from datetime import datetime
from functools import cached_property, partial
from typing import Final

from bot.clock import utc_now
from bot.mcp.callers import Caller
from bot.mcp.route import assistants_beside
from bot.operating.garbage_collection import startup_frozen
from bot.operating.http_server import serving
from bot.settings import process_settings
from bot.slack.app import App
from bot.slack.chart_renderer import ChartRenderer, Draw
from bot.slack.http_endpoint import SlackEndpoint
from bot.slack.request_memory import RequestMemory
from bot.slack.server import stopped_by_signals
from bot.tenants.apps import TenantApps
from bot.tenants.leftovers import erase_leftovers
from bot.tenants.monitoring import TenantCollector, registry_fault, serve_tenant_metrics
from bot.tenants.oauth import InstallEndpoint, install_flow
from bot.tenants.running import RunningTenant
from bot.tenants.settings import TenantSettings
from bot.tenants.threads import WorkThreads
from bot.tenants.token_checks import TokenChecks
from bot.tenants.tokens import Installations
from bot.tenants.unused import UnusedTenants
from store import Store
from store.giving_way import GIVING_WAY
from tenants import open_registry
from tenants.preferences import preference_versions
from tenants.registry import active_ids, note_seen
from tenants.stores import stores_of

logger = logging.getLogger(__name__)

SWITCH: Final = 0.0005  # seconds that a thread keeps the interpreter: five milliseconds otherwise, at each look-up
LOOK: Final = 5.0  # seconds between two looks for tenants that came or went on another server


class TenantServer:
    """The parts of a server for many workspaces, put together on an open registry."""

    def __init__(
        self,
        settings: TenantSettings,
        registry: Store,
        draw: Draw,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.settings = settings
        self.registry = registry
        self.clock = clock
        self.installations = Installations(registry, settings, clock)
        self.apps = TenantApps(settings, self.installations, draw, clock)
        self.token_checks = TokenChecks(self.installations, self.apps.lifecycle, settings, clock)
        self._looked = False
        self._unused = UnusedTenants(registry, stores_of(settings.cs_tenants, registry))
        self.memory = RequestMemory.beside(registry.place, "signatures")

    @cached_property
    def slack(self) -> SlackEndpoint:
        """What answers Slack's requests."""
        secret = self.settings.slack_signing_secret.get_secret_value()
        return SlackEndpoint(self.apps, secret, memory=self.memory)

    @property
    def endpoint(self) -> InstallEndpoint:
        """What answers HTTP requests."""
        flow = install_flow(self.settings, self.registry, self.clock)
        flow.installed = self.installations.forget
        return InstallEndpoint(flow, self.slack)

    async def app_for(self, caller: Caller) -> App | None:
        """The app of an assistant's caller, by the workspace that Slack or the token names; none where it isn't
        installed. Somebody's call counts as a request of the workspace; to look a token up doesn't.

        Raises `UnavailableError` when the workspace has asked more than it may.
        """
        find = self.apps.asked_by_assistant if caller.person else self.apps.running_of
        running = await find(caller.team, caller.enterprise)
        return None if running is None else running.app

    def collector(self) -> TenantCollector:
        """The figures of the tenants."""
        stores = stores_of(self.settings.cs_tenants, self.registry)
        return TenantCollector(self.registry, stores, self.apps.requests, self.apps.started, self.clock)

    def lacking(self) -> str:
        """What it lacks to be ready; nothing when it is."""
        return "" if self._looked else "the tenants are being started"

    async def look_after(self) -> None:
        """Starts the tenants that have a store, ends those that are gone, erases those whose grace is over, and does
        so again and again. Beside that Slack is asked whether it takes their tokens.
        """
        await asyncio.gather(_repeated(self.look), _repeated(self.token_checks.look))

    async def look(self) -> None:
        """One look after the tenants."""
        active = await asyncio.to_thread(active_ids, self.registry)
        for gone in self.apps.running - active:
            self.installations.forget(gone)
            await self.apps.stop(gone)
        await self._restart_changed()
        unused = await self._close_unused()
        for tenant in sorted(active - self.apps.running - unused):
            await self._start(tenant)
        self._looked = True
        await asyncio.gather(*map(_answer_left, self.apps.started()))
        seen, self.apps.seen = self.apps.seen, {}
        await asyncio.to_thread(note_seen, self.registry, seen)
        await self.apps.lifecycle.erase_due()
        await asyncio.to_thread(erase_leftovers, self.settings.cs_tenants, self.registry, active, self.clock())

    async def _restart_changed(self) -> None:
        """Stops tenants for which something was set since they were started; they are started anew with it."""
        now = await asyncio.to_thread(preference_versions, self.registry)
        for running in self.apps.started():
            if running.version != now.get(running.id, 0):
                logger.info("tenant %s: its settings have changed", running.id)
                await self.apps.stop(running.id)

    async def _close_unused(self) -> frozenset[str]:
        """Closes the tenants that nobody uses. Returns all of those, which needn't be opened either."""
        unused = await asyncio.to_thread(self._unused.find, self.clock())
        for tenant in sorted(self.apps.running & unused):
            if tenant not in self.apps.seen:
                logger.info("tenant %s is closed until somebody asks: nobody has for days", tenant)
                await self.apps.stop(tenant)
        return unused

    async def _start(self, tenant: str) -> None:
        """Starts a tenant that has a store."""
        stores = stores_of(self.settings.cs_tenants, self.registry)
        try:
            if await asyncio.to_thread(stores.are_there, tenant):
                await self.apps.app_of(tenant)
        except Exception:  # one tenant's trouble is no other's
            logger.exception("tenant %s can't be served", tenant)

    async def close(self) -> None:
        """Serves no tenant any more."""
        await self.apps.close()
        await self.installations.close()
        self.memory.close()


async def _answer_left(running: RunningTenant) -> None:
    """Answers what servers that have died were asked by a tenant."""
    try:
        await running.answer_left()
    except Exception:  # one tenant's trouble is no other's
        logger.exception("tenant %s: what was left of its requests can't be answered", running.id)


async def _repeated(look: Callable[[], Awaitable[None]]) -> None:
    """Looks again and again; a look that fails is tried again."""
    while True:
        try:
            await look()
        except Exception:
            logger.exception("tenants: a look after them failed, and is tried again")
        await asyncio.sleep(LOOK)


@asynccontextmanager
async def _listening(server: TenantServer) -> AsyncIterator[None]:
    host, port = server.settings.host, server.settings.port
    async with (
        assistants_beside(server.endpoint, server.slack.signatures, server.app_for) as served,
        serving(served, host, port),
    ):
        logger.info("HTTP: listening on %s port %d for many workspaces", host, port)
        yield


def _open_many_files() -> None:
    """Lets this process open as many files as the system allows it: each tenant takes some fifteen."""
    if sys.platform == "win32":
        return
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def serve_tenants(settings: TenantSettings, *, listen: bool = True) -> None:
    """Serves all tenants over HTTP until SIGINT or SIGTERM, finishing the requests it has begun; without `listen` it
    only delivers their digests and reads their sources.
    """
    asyncio.get_running_loop().set_default_executor(WorkThreads())
    stop, renderer = stopped_by_signals(), ChartRenderer()
    with closing(open_registry(settings.cs_tenants)) as registry:
        server = TenantServer(settings, registry, renderer.draw)
        looking = asyncio.create_task(server.look_after())
        watched = serve_tenant_metrics(
            server.collector(), process_settings(), server.lacking, partial(registry_fault, registry)
        )
        try:
            async with watched, _listening(server) if listen else nullcontext():
                with startup_frozen():
                    await stop.wait()
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
            await server.close()
            renderer.close()


def run_server(settings: TenantSettings, *, listen: bool = True) -> None:
    """The same, as all that a process does."""
    _open_many_files()
    sys.setswitchinterval(SWITCH)
    GIVING_WAY.begin()
    asyncio.run(serve_tenants(settings, listen=listen))
