"""A stand-in for Slack's Web API and response_urls: says yes, and remembers what it was sent."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

IDENTITY = {"ok": True, "url": "http://sample/", "team_id": "T01", "user_id": "U0BOT", "bot_id": "B0BOT", "ts": "9.9"}


@dataclass
class WebApi:
    """Where it is, the messages and views it was sent, and the status it answers response_urls with."""

    url: str = ""
    posted: list[dict[str, Any]] = field(default_factory=list)
    responded: list[dict[str, Any]] = field(default_factory=list)
    viewed: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    error: str = ""

    @property
    def response_url(self) -> str:
        """A response_url of its own."""
        return f"{self.url}response"

    async def method(self, request: web.Request) -> web.Response:
        """Any method of the Web API."""
        if request.path.endswith("chat.postMessage"):
            self.posted.append(await request.json())
            if self.error:
                return web.json_response({"ok": False, "error": self.error})
        if "/views." in request.path:
            self.viewed.append(await request.json())
        return web.json_response(IDENTITY)

    async def response(self, request: web.Request) -> web.Response:
        """A response_url."""
        self.responded.append(await request.json())
        return web.Response(status=self.status, text="ok" if self.status == 200 else "expired_url")


@asynccontextmanager
async def running_web_api() -> AsyncIterator[WebApi]:
    """The stand-in, listening on a port of its own."""
    api = WebApi()
    app = web.Application()
    app.router.add_post("/api/response", api.response)
    app.router.add_route("*", "/api/{method}", api.method)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    try:
        yield api
    finally:
        await runner.cleanup()
