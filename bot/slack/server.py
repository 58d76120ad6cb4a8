"""Running the app: Socket Mode, or HTTP behind a proxy, until a signal ends it."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import uvicorn
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock, utc_now
from bot.digests.service import PostSettings, deliver_in_background
from bot.lookup_counts import counting_lookups
from bot.settings import WHERE, Settings, SettingsError
from bot.slack.app import App, create_app
from bot.slack.http_endpoint import SlackEndpoint
from bot.slack.posting import web_client
from bot.workspace import Workspace
from glossary import Glossary, load

logger = logging.getLogger(__name__)


async def serve(settings: Settings, glossary: Glossary | None = None) -> None:
    """Serves the way the settings say. Raises `SettingsError` when Slack doesn't accept a token."""
    await (serve_http if settings.mode == "http" else serve_socket)(settings, glossary)


async def serve_socket(
    settings: Settings, glossary: Glossary | None = None, workspace: Workspace | None = None, clock: Clock = utc_now
) -> None:
    """Serves over Socket Mode until SIGINT or SIGTERM, connecting anew when Slack asks. Digests go by the clock."""
    if settings.slack_app_token is None:
        raise SettingsError(f"SLACK_APP_TOKEN is missing. It is {WHERE['SLACK_APP_TOKEN']}.")
    stop = _stopped_by_signals()
    glossary = glossary or load()
    app = create_app(settings, glossary, workspace=workspace)
    token = settings.slack_app_token.get_secret_value()
    client = web_client(token, settings.slack_api_url)
    await _accepted("SLACK_BOT_TOKEN", app.client, "auth.test")
    await _accepted("SLACK_APP_TOKEN", client, "apps.connections.open")
    handler = AsyncSocketModeHandler(app, token, web_client=client)
    connecting = asyncio.ensure_future(handler.connect_async())  # type: ignore[no-untyped-call]
    try:
        async with _delivering(app, settings, glossary, clock):
            await stop.wait()
    finally:
        connecting.cancel()
        await handler.close_async()  # type: ignore[no-untyped-call]


async def serve_http(settings: Settings, glossary: Glossary | None = None) -> None:
    """Serves HTTP on the settings' host and port until SIGINT or SIGTERM, finishing the requests it has begun."""
    if settings.port is None:
        raise SettingsError(f"PORT is missing. It is {WHERE['PORT']}.")
    glossary = glossary or load()
    app = create_app(settings, glossary)
    door = SlackEndpoint(app, _secret(settings))
    await _accepted("SLACK_BOT_TOKEN", app.client, "auth.test")
    config = uvicorn.Config(
        door,
        host=settings.host,
        port=settings.port,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=10,
    )
    _stopped_by_signals()  # uvicorn raises the signal that ended it again: this takes it
    async with _delivering(app, settings, glossary):
        await uvicorn.Server(config).serve()


@asynccontextmanager
async def _delivering(app: App, settings: Settings, glossary: Glossary, clock: Clock = utc_now) -> AsyncIterator[None]:
    """Delivers digests meanwhile, and keeps what is looked up for the term of the day."""
    post = PostSettings(
        token=settings.slack_bot_token.get_secret_value(),
        url=settings.slack_api_url,
        on_crash=app.workspace.settings.cs_digest_on_crash,
    )
    async with (
        counting_lookups(app.lookups, app.workspace, clock),
        deliver_in_background(post, glossary, app.workspace, app.attachments, clock),
    ):
        yield


def asgi(settings: Settings, glossary: Glossary | None = None) -> SlackEndpoint:
    """The ASGI application for Slack's requests. Raises `SettingsError` without a signing secret."""
    return SlackEndpoint(create_app(settings, glossary or load()), _secret(settings))


def _secret(settings: Settings) -> str:
    if settings.slack_signing_secret is None:
        raise SettingsError(f"SLACK_SIGNING_SECRET is missing. It is {WHERE['SLACK_SIGNING_SECRET']}.")
    return settings.slack_signing_secret.get_secret_value()


async def _accepted(variable: str, client: AsyncWebClient, method: str) -> None:
    """Asks Slack whether a token works. Raises `SettingsError` if not; an unreachable Slack may be back soon."""
    try:
        await client.api_call(method)
    except SlackApiError as error:
        if not isinstance(error.response.data, dict):
            message = f"SLACK_API_URL doesn't answer as the Web API does. It is {WHERE['SLACK_API_URL']}."
            raise SettingsError(message) from None
        raise SettingsError(
            f"{variable} is not accepted: {error.response['error']}. It is {WHERE[variable]}."
        ) from None
    except (aiohttp.ClientError, TimeoutError) as error:
        logger.warning("%s could not be asked of %s: %s", method, client.base_url, error)


def _stopped_by_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    return stop
