"""/mcp as a server has it, over the small company and a stand-in for Slack; requests to it, signed or with a token."""

import hmac
import json
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from accounts.access_tokens import AccessToken, NewToken, keep_token
from bot.clock import utc_now
from bot.mcp.callers import Caller
from bot.mcp.route import assistants_beside
from bot.mcp.tokens import new_secret
from bot.operating.http_server import Application
from bot.slack.app import App
from bot.slack.http_endpoint import SlackEndpoint

SECRET = "a-signing-secret"
HEADERS = {"content-type": "application/json", "accept": "application/json, text/event-stream"}
_numbers = count(1)


@dataclass(frozen=True)
class Response:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def result(self) -> dict[str, Any]:
        """The result of a call."""
        assert self.status == 200, self.body
        found: dict[str, Any] = json.loads(self.body)["result"]
        return found

    @property
    def text(self) -> str:
        """The text of a tool's result."""
        said: str = self.result["content"][0]["text"]
        return said


@dataclass
class Door:
    """A server's door, with the app behind it."""

    serve: Application
    app: App
    address: str = "203.0.113.9"
    sent: list[bytes] = field(default_factory=list)

    async def post(
        self, body: bytes, headers: Mapping[str, str] | None = None, method: str = "POST", path: str = "/mcp"
    ) -> Response:
        """Sends a request as it stands."""
        given = {"content-length": str(len(body)), **(HEADERS if headers is None else headers)}
        waiting, sent = [body], list[Any]()

        async def receive() -> dict[str, Any]:
            if waiting:
                return {"type": "http.request", "body": waiting.pop(), "more_body": False}
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "method": method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "scheme": "https",
            "server": ("bot.example", 443),
            "client": (self.address, 4711),
            "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        }
        await self.serve(scope, receive, send)
        body = b"".join(each.get("body", b"") for each in sent[1:])
        answered = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
        return Response(sent[0]["status"], answered, body)

    async def signed(self, body: bytes, secret: str = SECRET) -> Response:
        """Sends a request as Slack does."""
        return await self.post(body, HEADERS | signature(body, secret))

    async def with_token(self, secret: str, body: bytes) -> Response:
        """Sends a request with a bearer token."""
        return await self.post(body, {**HEADERS, "authorization": f"Bearer {secret}"})

    def token(self, person: str, *, writes: bool = False, days: int = 1) -> tuple[str, AccessToken]:
        """A new token."""
        secret, now = new_secret(), utc_now()
        new = NewToken(person, "test", writes, "me", now - timedelta(days=2), now + timedelta(days=days))
        return secret, keep_token(self.app.workspace.store, secret, new)


def signature(body: bytes, secret: str = SECRET, sent: str = "") -> dict[str, str]:
    """Slack's headers for a body."""
    sent = sent or str(int(time.time()))
    digest = hmac.new(secret.encode(), b"v0:" + sent.encode() + b":" + body, "sha256").hexdigest()
    return {"x-slack-request-timestamp": sent, "x-slack-signature": f"v0={digest}"}


def tool_call(tool: str, arguments: Mapping[str, Any] | None = None, slack: Mapping[str, Any] | None = None) -> bytes:
    """A call of a tool as an older client sends it, with what it says of the asker."""
    params: dict[str, Any] = {"name": tool, "arguments": dict(arguments or {})}
    if slack is not None:
        params["_meta"] = {"slack": dict(slack)}
    return json.dumps({"jsonrpc": "2.0", "id": next(_numbers), "method": "tools/call", "params": params}).encode()


@asynccontextmanager
async def opened(app: App) -> AsyncIterator[Door]:
    """The door of a server with one app."""

    async def find(_: Caller) -> App:
        return app

    endpoint = SlackEndpoint(app, SECRET, memory=app.memory)
    async with assistants_beside(endpoint, endpoint.signatures, find) as served:
        yield Door(served, app)
