"""Running the app: Socket Mode, or HTTP behind a proxy, until a signal ends it."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from bot.clock import Clock, utc_now
from bot.configuration.setting_texts import WHERE
from bot.configuration.settings_error import SettingsError
from bot.configuration.slack_settings import Settings
from bot.digests.service import PostSettings, deliver_in_background
from bot.mcp.callers import Caller
from bot.mcp.route import assistants_beside
from bot.mcp.slack_backend import FindApp
from bot.operating.garbage_collection import startup_frozen
from bot.operating.http_server import Application, serving
from bot.settings import account_settings
from bot.slack.account_requests import AUDITED_WITHIN
from bot.slack.app import App, create_app
from bot.slack.connection import Connection
from bot.slack.http_endpoint import SlackEndpoint
from bot.slack.lifespan import LifespanApplication
from bot.slack.request_memory import RequestMemory
from bot.slack.socket_mode import SocketMode
from bot.slack.token_check import check_token
from bot.slack.web_client import WebClient
from bot.terms.lookup_counts import counting_lookups
from bot.terms.team_words import follow_words
from bot.workspace import Workspace
from glossary import Glossary

logger = logging.getLogger(__name__)

CHECKED_WITHIN = 5.0  # seconds that another server's start waits for what Slack says of the token


async def serve(settings: Settings, glossary: Glossary | None = None) -> None:
    """Serves the way the settings say. Raises `SettingsError` when Slack doesn't accept a token."""
    await (serve_http if settings.mode == "http" else serve_socket)(settings, glossary)


async def serve_socket(
    settings: Settings, glossary: Glossary | None = None, workspace: Workspace | None = None, clock: Clock = utc_now
) -> None:
    """Serves over Socket Mode until SIGINT or SIGTERM, connecting anew when Slack asks. Digests go by the clock."""
    if settings.slack_app_token is None:
        raise SettingsError(f"SLACK_APP_TOKEN is missing. It is {WHERE['SLACK_APP_TOKEN']}.")
    stop = stopped_by_signals()
    workspace = workspace or _workspace()
    glossary = glossary or follow_words(workspace).glossary
    app = _app(settings, glossary, workspace)
    client = WebClient(settings.slack_app_token.get_secret_value(), settings.slack_api_url)
    slack = SocketMode(app, client)
    async with _delivering(app, settings, glossary, clock, slack.connection):
        await _until(stop, check_token(app.web_client), slack.run())


async def serve_http(settings: Settings, glossary: Glossary | None = None) -> None:
    """Serves HTTP on the settings' host and port until SIGINT or SIGTERM, finishing the requests it has begun."""
    if settings.port is None:
        raise SettingsError(f"PORT is missing. It is {WHERE['PORT']}.")
    workspace = _workspace()
    glossary = glossary or follow_words(workspace).glossary
    app = _app(settings, glossary, workspace)
    endpoint = SlackEndpoint(app, _secret(settings), memory=app.memory)
    stop = stopped_by_signals()
    async with (
        _at_work(app, endpoint, settings, glossary) as served,
        serving(served, settings.host, settings.port),
    ):
        logger.info("HTTP: listening on %s port %d", settings.host, settings.port)
        await _until(stop, check_token(app.web_client))


@asynccontextmanager
async def _at_work(
    app: App, endpoint: SlackEndpoint, settings: Settings, glossary: Glossary
) -> AsyncIterator[Application]:
    """What serves Slack's requests and assistants' over HTTP, while digests are delivered."""
    async with (
        _delivering(app, settings, glossary),
        assistants_beside(endpoint, endpoint.signatures, _always(app)) as served,
    ):
        yield served


def _always(app: App) -> FindApp:
    """Finds the one app, whoever calls: who isn't of its team is a stranger to it."""

    async def find(_: Caller) -> App:
        return app

    return find


async def _until(stop: asyncio.Event, *works: Coroutine[Any, Any, None]) -> None:
    """Works until it is to stop. Raises what one of the works raises."""
    stopping: asyncio.Task[Any] = asyncio.create_task(stop.wait())
    working = [asyncio.create_task(work) for work in works]
    left: set[asyncio.Task[Any]] = set(working)
    try:
        with startup_frozen():
            while not stopping.done():
                done, _ = await asyncio.wait({stopping, *left}, return_when=asyncio.FIRST_COMPLETED)
                for each in done & left:
                    left.remove(each)
                    each.result()
    finally:
        for each in (stopping, *working):
            each.cancel()
        await asyncio.gather(stopping, *working, return_exceptions=True)


@asynccontextmanager
async def _delivering(
    app: App, settings: Settings, glossary: Glossary, clock: Clock = utc_now, connection: Connection | None = None
) -> AsyncIterator[None]:
    """Delivers digests meanwhile, keeps what is looked up for the term of the day, and answers what a process left that
    was killed; at the end, what was asked is answered.
    """
    app.inbox.keep_with(app.memory, app.workspace.settings.beside_store)
    post = PostSettings(
        token=settings.slack_bot_token.get_secret_value(),
        url=settings.slack_api_url,
        on_crash=app.workspace.settings.cs_digest_on_crash,
        connection=connection,
    )
    async with (
        counting_lookups(app.lookups, app.workspace, clock, team=app.team),
        deliver_in_background(post, glossary, app.workspace, app.attachments, clock),
    ):
        looking = asyncio.create_task(app.inbox.look_after(app))
        yield
        looking.cancel()
        await asyncio.gather(looking, return_exceptions=True)
        await app.background.finish()
    app.inbox.close()
    app.memory.close()
    await asyncio.to_thread(app.workspace.close)


def asgi(settings: Settings, glossary: Glossary | None = None) -> Application:
    """The ASGI application of `cs serve`, for another server. Raises `SettingsError` without a signing secret.

    Where the server tells of its start and end (lifespan), digests are delivered, sources read and requests kept until
    they are answered in between, as `cs serve` does; it doesn't start with a token that Slack refuses.
    """
    workspace = _workspace()
    glossary = glossary or follow_words(workspace).glossary
    app = _app(settings, glossary, workspace)
    endpoint = SlackEndpoint(app, _secret(settings), memory=app.memory)
    return LifespanApplication(endpoint, lambda: _at_work_within(app, endpoint, settings, glossary))


@asynccontextmanager
async def _at_work_within(
    app: App, endpoint: SlackEndpoint, settings: Settings, glossary: Glossary
) -> AsyncIterator[Application]:
    """The same in another server. Raises `SettingsError` where Slack says at once that it doesn't take the token."""
    checking = asyncio.create_task(check_token(app.web_client))
    try:
        async with _at_work(app, endpoint, settings, glossary) as served:
            await asyncio.wait({checking}, timeout=CHECKED_WITHIN)
            if checking.done():
                checking.result()
            checking.add_done_callback(_report_refusal)
            with startup_frozen():
                yield served
    finally:
        checking.cancel()
        await asyncio.gather(checking, return_exceptions=True)


def _report_refusal(checking: asyncio.Task[None]) -> None:
    """Says in the log that the token isn't taken, where Slack could only be asked after the start."""
    if not checking.cancelled() and (error := checking.exception()):
        logger.error("%s", error)


def _workspace() -> Workspace:
    return Workspace(account_settings(), AUDITED_WITHIN)


def _app(settings: Settings, glossary: Glossary, workspace: Workspace) -> App:
    """The app, which shares what it remembers of requests with all servers that answer from the same store."""
    memory = RequestMemory.of_app(workspace.settings.cs_database, settings.slack_bot_token.get_secret_value())
    return create_app(settings, glossary, workspace=workspace, memory=memory)


def _secret(settings: Settings) -> str:
    if settings.slack_signing_secret is None:
        raise SettingsError(f"SLACK_SIGNING_SECRET is missing. It is {WHERE['SLACK_SIGNING_SECRET']}.")
    return settings.slack_signing_secret.get_secret_value()


def stopped_by_signals() -> asyncio.Event:
    """What is set at SIGINT or SIGTERM."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    return stop
