"""The edge of Socket Mode that a faulty Slack has: its URLs live for a while and work once, and it can go away."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web


@dataclass
class SocketEdge:
    """`url_life` is how many seconds a URL may be used; `refused` counts those that were used later or twice. `acks`
    has for each envelope what the bot acknowledged it with.
    """

    url_life: float = 30.0
    connects: int = 0
    refused: int = 0
    acks: dict[str, Any] = field(default_factory=dict)
    _port: int = 0
    _sent: int = 0
    _urls: dict[str, float] = field(default_factory=dict)
    _sockets: dict[web.WebSocketResponse, web.Request] = field(default_factory=dict)
    _runner: web.AppRunner | None = None

    @property
    def connected(self) -> int:
        """How many connections are open."""
        return len(self._sockets)

    def new_url(self) -> str:
        """A URL to connect by."""
        ticket = f"ticket-{len(self._urls)}"
        self._urls[ticket] = time.monotonic() + self.url_life
        return f"ws://127.0.0.1:{self._port}/link?ticket={ticket}"

    async def open(self) -> None:
        """Listens, on the same port each time."""
        app = web.Application()
        app.router.add_get("/link", self._link)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]

    async def close(self) -> None:
        """Drops all connections and listens no more."""
        await self.drop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def drop(self) -> None:
        """Drops the connections without a word."""
        for request in list(self._sockets.values()):
            if request.transport is not None:
                request.transport.abort()

    async def send(self, kind: str, payload: dict[str, Any]) -> str:
        """Sends something over the newest connection; gives the envelope's id."""
        self._sent += 1
        envelope = f"envelope-{self._sent}"
        told = {"type": kind, "envelope_id": envelope, "payload": payload, "accepts_response_payload": True}
        await list(self._sockets)[-1].send_json(told)
        return envelope

    async def ask_to_reconnect(self, reason: str) -> None:
        """Asks for a new connection in place of each one that there is."""
        for socket in list(self._sockets):
            await socket.send_json({"type": "disconnect", "reason": reason})

    async def _link(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query["ticket"]
        until, self._urls[ticket] = self._urls.get(ticket, 0.0), 0.0
        if until < time.monotonic():
            self.refused += 1
            return web.Response(status=403, text="expired")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"type": "hello", "num_connections": len(self._sockets) + 1})
        self._sockets[socket] = request
        self.connects += 1
        try:
            async for message in socket:
                ack = json.loads(message.data)
                self.acks[ack["envelope_id"]] = ack.get("payload")
        finally:
            del self._sockets[socket]
        return socket
