"""Installing: Slack's OAuth v2, by Bolt's flow, with our stores."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from urllib.parse import parse_qs

import aiohttp
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.response import BoltResponse
from slack_sdk.oauth.installation_store import Installation

from bot.operating.http_server import Receive, Scope, Send
from bot.slack.http_endpoint import SlackEndpoint
from bot.slack.listener_registry import scopes
from bot.slack.web_client import trouble
from bot.tenants.installation_store import InstallationStore, StateStore
from bot.tenants.may_install import may_install, pages, refused
from bot.tenants.oauth_client import OAuthClient
from bot.tenants.settings import TenantSettings
from store import Store, StoreError
from tenants import TenantError

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
LONGEST_QUERY = 4_000
PATIENCE = 20.0  # seconds that somebody waits; the server ends the connection after thirty

logger = logging.getLogger(__name__)


class InstallFlow(AsyncOAuthFlow):
    """Bolt's flow: the state in a cookie and in the registry, the exchange of the code, the pages for people.

    What Bolt lets through as a server error, and its line in the log with the code in it, are replaced.
    """

    installed: Callable[[str], object] = staticmethod(lambda _: None)
    refuse: Callable[[Installation], Awaitable[BoltError | None]]

    async def run_installation(self, code: str) -> Installation | None:
        """The installation that a code stands for; none where Slack gives none."""
        try:
            return await super().run_installation(code)
        except (aiohttp.ClientError, TimeoutError, OSError, KeyError) as error:
            logger.warning("an installation failed: %s", trouble(error))
            return None

    async def store_installation(self, request: AsyncBoltRequest, installation: Installation) -> None:
        """Keeps it, if it may. Raises `BoltError`, which is told to whoever installs."""
        try:
            if why := await self.refuse(installation):
                raise why
            await super().store_installation(request, installation)
        except (StoreError, TenantError) as error:
            logger.exception("an installation could not be kept")
            raise BoltError("The installation could not be kept.") from error
        where = installation.team_id if not installation.is_enterprise_install else installation.enterprise_id
        logger.info("tenant %s installed the bot, by %s", where, installation.user_id)
        self.installed(where or "")


def install_flow(settings: TenantSettings, registry: Store, clock: Callable[[], datetime]) -> InstallFlow:
    """The flow of this app."""
    quiet = logging.getLogger("bot.tenants.bolt")
    quiet.setLevel(logging.ERROR)  # Bolt's warning that a code wasn't taken has the code in it
    flow = InstallFlow(
        client=OAuthClient(settings.slack_api_url),
        logger=quiet,
        settings=AsyncOAuthSettings(
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret.get_secret_value(),
            scopes=sorted(scopes()),
            user_scopes=[],
            redirect_uri=settings.redirect_uri,
            install_path=INSTALL,
            redirect_uri_path=REDIRECT,
            installation_store=InstallationStore(registry),
            state_store=StateStore(registry, clock),
            callback_options=pages(settings.cs_contact),
        ),
    )

    async def refuse(installation: Installation) -> BoltError | None:
        if await asyncio.to_thread(may_install, registry, installation, settings.cs_may_install):
            return None
        return await refused(installation, settings)

    flow.refuse = refuse
    return flow


class InstallEndpoint:
    """An ASGI application with the two pages of installing; all else goes to Slack's endpoint."""

    def __init__(self, flow: InstallFlow, slack: SlackEndpoint) -> None:
        self._flow = flow
        self._slack = slack

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one HTTP request, or the server's start and end."""
        if scope["type"] != "http" or scope["path"] not in {INSTALL, REDIRECT}:
            await self._slack(scope, receive, send)
            return
        response = await self._answer(scope)
        body = response.body.encode()
        pairs = ((name, str(value)) for name, values in response.headers.items() for value in values)
        headers = [(name.encode(), value.encode()) for name, value in pairs if name != "content-length"]
        headers += [(b"content-length", str(len(body)).encode()), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope) -> BoltResponse:
        query = scope.get("query_string", b"")
        if scope["method"] != "GET":
            return BoltResponse(status=405, body="only GET", headers={"content-type": "text/plain"})
        if len(query) > LONGEST_QUERY:
            return BoltResponse(status=414, body="too long", headers={"content-type": "text/plain"})
        request = AsyncBoltRequest(
            body="",
            query=parse_qs(query.decode("latin-1"), keep_blank_values=True),  # type: ignore[arg-type]  # as Bolt's own
            headers={name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]},
            mode="http",
        )
        handle = self._flow.handle_installation if scope["path"] == INSTALL else self._flow.handle_callback
        try:
            async with asyncio.timeout(PATIENCE):
                return await handle(request)
        except (StoreError, TimeoutError):
            logger.exception("installing")
            return BoltResponse(status=503, body="Try again in a moment.", headers={"content-type": "text/plain"})
