"""A tenant that is served: its app, and beside it the worker of its digests and sources."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.clock import Clock
from bot.digests.service import PostSettings, deliver_in_background
from bot.digests.worker import Rest
from bot.slack.account_requests import AUDITED_WITHIN
from bot.slack.app import App, app_of
from bot.slack.chart_renderer import Draw
from bot.slack.request_memory import RequestMemory
from bot.slack.web_client import WebClient
from bot.tenants.account_settings import tenant_account_settings
from bot.tenants.request_limit import RequestLimit
from bot.tenants.settings import TenantSettings
from bot.tenants.threads import TenantThreads
from bot.tenants.tokens import Installations, TenantTokens
from bot.terms.lookup_counts import counting_lookups
from bot.terms.team_words import follow_words
from bot.workspace import Workspace
from glossary import Glossary
from tenants.preferences import preference_versions
from tenants.stores import stores_of

THREADS = 2  # that read a tenant's store: the fewer, the less a large one takes from the others


@dataclass(slots=True)
class RunningTenant:
    """A tenant's app and what runs beside it; `version` is that of the settings that it was started with."""

    id: str
    app: App
    threads: TenantThreads
    version: int = 0
    rest: Rest = field(default_factory=Rest)
    limit: RequestLimit = field(default_factory=RequestLimit)
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    @property
    def workspace(self) -> Workspace:
        """What belongs to this tenant alone."""
        return self.app.workspace

    async def dispatch(self, request: AsyncBoltRequest) -> BoltResponse:
        """The response of its app. Its worker looks whether there is something new to do."""
        try:
            with self.threads.working():
                return await self.app.async_dispatch(request)
        finally:
            self.rest.woken.set()

    async def answer_left(self) -> None:
        """Answers what servers that have died were asked."""
        with self.threads.working():
            await self.app.inbox.answer_left(self.app)

    async def stop(self) -> None:
        """Finishes what is under way, delivers nothing more, and closes the store."""
        await self.app.under_way.finish()
        await self._stack.aclose()


@dataclass(frozen=True, slots=True)
class SharedParts:
    """What tenants share: the app's settings, the registry, the process of charts, and the clock."""

    settings: TenantSettings
    installations: Installations
    draw: Draw
    clock: Clock


async def start_tenant(tenant: str, shared: SharedParts, rest: Rest) -> RunningTenant:
    """Opens a tenant. Raises `SettingsError` where what is set for it is wrong. What fails leaves nothing open: it is
    tried again every few seconds.
    """
    settings, installations, threads = shared.settings, shared.installations, TenantThreads(tenant)
    async with AsyncExitStack() as begun:
        begun.push_async_callback(asyncio.to_thread, threads.close)
        version = (await asyncio.to_thread(preference_versions, installations.registry)).get(tenant, 0)
        workspace, glossary = await asyncio.to_thread(_opened, tenant, settings, installations)
        begun.push_async_callback(asyncio.to_thread, workspace.close)
        tokens = TenantTokens(installations, tenant)
        client = WebClient(await tokens(), settings.slack_api_url, tokens=tokens)
        memory = RequestMemory.beside(workspace.settings.cs_database, tenant)
        begun.callback(memory.close)
        app = app_of(client, glossary, shared.draw, workspace, memory, threads=THREADS)
        begun.push_async_callback(asyncio.to_thread, app.close)
        begun.callback(app.inbox.close)
        with threads.working():  # what is begun here goes on in them
            app.inbox.keep_with(memory, workspace.settings.beside_store)
            await begun.enter_async_context(_beside(app, _posting(workspace, settings, tokens, rest), shared.clock))
        return RunningTenant(tenant, app, threads, version, rest, _stack=begun.pop_all())


def _posting(workspace: Workspace, settings: TenantSettings, tokens: TenantTokens, rest: Rest) -> PostSettings:
    on_crash = workspace.settings.cs_digest_on_crash
    return PostSettings(token="", url=settings.slack_api_url, on_crash=on_crash, tokens=tokens, rest=rest)


def _opened(tenant: str, settings: TenantSettings, installations: Installations) -> tuple[Workspace, Glossary]:
    stores = stores_of(settings.cs_tenants, installations.registry)
    own = tenant_account_settings(installations.registry, stores, tenant)
    workspace = Workspace(own, AUDITED_WITHIN)
    try:
        return workspace, follow_words(workspace).glossary
    except BaseException:
        workspace.close()
        raise


@asynccontextmanager
async def _beside(app: App, post: PostSettings, clock: Clock) -> AsyncIterator[None]:
    """Delivers a tenant's digests, reads its sources and counts its look-ups, until it is stopped."""
    glossary, workspace = app.glossary, app.workspace
    async with (
        counting_lookups(app.lookups, workspace, clock, team=app.team),
        deliver_in_background(post, glossary, workspace, app.attachments, clock),
    ):
        yield
        await app.background.finish()
