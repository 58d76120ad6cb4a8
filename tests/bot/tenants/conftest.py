"""A server for many workspaces, asked as Slack and a browser ask it, without a port of its own."""

import hashlib
import hmac
import itertools
import json
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from pydantic import SecretStr

from bot.chart import Chart
from bot.tenants.oauth import INSTALL, REDIRECT
from bot.tenants.server import TenantServer
from bot.tenants.settings import TenantSettings
from tenants import open_registry
from tests.bot.company import TODAY, fill
from tests.bot.tenants.slack import ManySlacks, Workspace, running_slack

SECRET = "sample-secret"
NOW = datetime(2026, 6, 15, 8, 30, tzinfo=UTC)
assert NOW.date() == TODAY
_NUMBERS = itertools.count(1)


@dataclass
class Answered:
    """What the server answered."""

    status: int
    headers: dict[str, str]
    body: str

    @property
    def said(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """The moment that it shows."""
        return self.now

    def move(self, by: timedelta) -> None:
        """Moves it on."""
        self.now += by


class Client:
    """Asks a server as a browser and as Slack does."""

    def __init__(self, server: TenantServer, slack: ManySlacks) -> None:
        self.server = server
        self.slack = slack
        self._endpoint = server.endpoint

    async def get(self, path: str, query: str = "", cookie: str = "") -> Answered:
        """A page, as a browser asks for it."""
        return await self._asked("GET", path, b"", {"cookie": cookie} if cookie else {}, query)

    async def begin(self) -> tuple[str, str]:
        """Begins to install; gives the state and the cookie."""
        page = await self.get(INSTALL)
        cookie = SimpleCookie(page.headers["set-cookie"])
        sent = next(part for part in page.body.split('"') if "oauth/v2/authorize" in part)
        state = parse_qs(urlsplit(sent.replace("&amp;", "&")).query)["state"][0]
        return state, "; ".join(f"{each.key}={each.value}" for each in cookie.values())

    async def install(self, workspace: Workspace, user: str = "U0ADMIN") -> Answered:
        """Installs the bot the whole way."""
        state, cookie = await self.begin()
        query = urlencode({"code": self.slack.code(workspace, user), "state": state})
        return await self.get(REDIRECT, query, cookie)

    async def command(self, text: str, workspace: Workspace, user: str = "U0DANA", channel: str = "C01") -> Any:
        """What answers a slash command, or what was sent to its response_url instead."""
        await self._be_patient(workspace)
        return await self.command_as_it_is(text, workspace, user, channel)

    async def command_as_it_is(
        self, text: str, workspace: Workspace, user: str = "U0DANA", channel: str = "C01"
    ) -> Any:
        """The same where the workspace may not be served."""
        fields = {
            "command": "/cs",
            "text": text,
            "team_id": workspace.team,
            "user_id": user,
            "channel_id": channel,
            "response_url": self.response_url(workspace),
            "trigger_id": f"trigger-{next(_NUMBERS)}",
            "is_enterprise_install": "true" if workspace.org_wide else "false",
        }
        if workspace.enterprise:
            fields["enterprise_id"] = workspace.enterprise
        before = len(self.slack.responded)
        answered = await self.post(urlencode(fields).encode())
        assert answered.status == 200
        behind = [what for whose, what in self.slack.responded[before:] if whose == workspace.tenant]
        return answered.said if answered.body else behind[-1] if behind else None

    async def _be_patient(self, workspace: Workspace) -> None:
        """On a busy machine too the answer itself comes back, not later through a response_url."""
        for each in (workspace.team, workspace.enterprise):
            if each and await self.server.installations.find(each):
                (await self.server.apps.app_of(each)).app._late._prompt = 60.0

    def response_url(self, workspace: Workspace) -> str:
        """Where a request of a workspace may be answered later."""
        return f"{self.slack.url}response/{workspace.tenant}"

    async def settle(self, workspace: Workspace) -> None:
        """Waits for what a workspace's requests have begun."""
        app = (await self.server.apps.app_of(workspace.tenant)).app
        await app.background.finish()
        await app.attachments.finish()

    async def event(self, event: dict[str, Any], workspace: Workspace, at: datetime | None = None) -> Answered:
        """What answers an event, of a moment where one is given."""
        installed_at = {
            "team_id": None if workspace.org_wide else workspace.team,
            "enterprise_id": workspace.enterprise or None,
            "is_enterprise_install": workspace.org_wide,
            "user_id": "U0BOT",
        }
        payload = {
            "type": "event_callback",
            "team_id": workspace.team,
            "event": event,
            "event_id": f"Ev{next(_NUMBERS)}",
            "authorizations": [installed_at],
        } | ({"event_time": int(at.timestamp())} if at else {})
        return await self.post(json.dumps(payload).encode())

    async def interaction(self, payload: dict[str, Any]) -> Answered:
        """What answers a pressed button or a submitted form."""
        return await self.post(urlencode({"payload": json.dumps(payload)}).encode())

    async def post(self, body: bytes) -> Answered:
        """What answers a request of Slack's."""
        sent = str(int(time.time()))
        digest = hmac.new(SECRET.encode(), f"v0:{sent}:".encode() + body, hashlib.sha256).hexdigest()
        headers = {"x-slack-request-timestamp": sent, "x-slack-signature": f"v0={digest}"}
        return await self._asked("POST", "/slack/events", body, headers, "")

    async def _asked(self, method: str, path: str, body: bytes, headers: dict[str, str], query: str) -> Answered:
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [*pairs, (b"content-length", str(len(body)).encode())],
        }
        await self._endpoint(scope, receive, send)
        found = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        return Answered(sent[0]["status"], found, sent[1]["body"].decode())


@pytest.fixture
async def slack() -> AsyncIterator[ManySlacks]:
    """A Slack of many workspaces."""
    async with running_slack() as slack:
        yield slack


@pytest.fixture
def clock() -> Clock:
    """A clock that stands."""
    return Clock()


@pytest.fixture(scope="session")
def empty_registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a registry without tenants, to be copied."""
    folder = tmp_path_factory.mktemp("registry")
    open_registry(folder).close()
    return folder / "installations.db"


@pytest.fixture
def settings(slack: ManySlacks, tmp_path: Path, empty_registry: Path) -> TenantSettings:
    """The settings of a server for many workspaces."""
    (tmp_path / "tenants").mkdir()
    shutil.copy(empty_registry, tmp_path / "tenants")
    return TenantSettings(
        cs_tenants=tmp_path / "tenants",
        slack_client_id="1.2",
        slack_client_secret=SecretStr("client-secret"),
        slack_signing_secret=SecretStr(SECRET),
        port=1,
        slack_api_url=slack.url,
        cs_public_url="https://cs.sample.example",
    )


async def draw(chart: Chart) -> bytes:
    """A chart as the text of what is drawn: what is in a picture can't be looked for."""
    return repr(chart).encode()


def settings_in_environment(settings: TenantSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Puts the settings where the program `cs` reads them."""
    monkeypatch.delenv("CS_DATABASE", raising=False)
    for name, value in settings:
        text = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
        text = ",".join(value) if isinstance(value, frozenset) else text
        monkeypatch.setenv(name.upper(), text)


@pytest.fixture
async def client(settings: TenantSettings, slack: ManySlacks, clock: Clock) -> AsyncIterator[Client]:
    """A server, and what asks it."""
    with closing(open_registry(settings.cs_tenants)) as registry:
        server = TenantServer(settings, registry, draw, clock)
        yield Client(server, slack)
        await server.close()


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small company in a file, as the stores of a folder of tenants are on any engine."""
    path = tmp_path_factory.mktemp("company") / "accounts.db"
    fill(path)
    return path


@pytest.fixture
def give(settings: TenantSettings, filled: Path) -> "GiveAccounts":
    """Gives a tenant the small company's accounts, with a name of its own for one."""
    return GiveAccounts(Path(settings.cs_tenants), filled)


@dataclass
class GiveAccounts:
    """Puts stores into the folder of the tenants."""

    folder: Path
    filled: Path

    def __call__(self, tenant: str, name: str) -> None:
        """Gives a tenant the company, where Acme & Sons has another name."""
        from accounts import open_store

        path = Path(shutil.copy(self.filled, self.folder / f"{tenant}.db"))
        with closing(open_store(path)) as store, store.writing() as connection:
            connection.execute("UPDATE account SET name = ? WHERE name = 'Acme & Sons'", (name,))
