"""The HTTP door: nothing that Slack didn't sign, that comes a second time or that can't be read gets to Bolt."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import unquote_plus

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.slack.signatures import RefusedError, Signatures

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

PATH = "/slack/events"
LARGEST = 1_000_000  # bytes of a body; Slack's own stay far below
PATIENCE = 5.0  # seconds for a body to arrive
UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, RecursionError)  # what parsing raises on a wrong shape

logger = logging.getLogger(__name__)


class Door:
    """An ASGI application that lets Slack's requests through to a Bolt app; `now` tells the time in Unix seconds."""

    def __init__(self, app: AsyncApp, secret: str, now: Callable[[], float] = time.time) -> None:
        self.app = app
        self._signatures = Signatures(secret)
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one HTTP request, or the server's start and end."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            try:
                status, headers, body = await self._answer(scope, receive)
            except RefusedError as refused:
                logger.warning("refused with %d: %s", refused.status, refused)
                status, headers, body = refused.status, [(b"content-type", b"text/plain")], str(refused).encode()
            headers = [*headers, (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        if scope["path"] == "/healthz" and scope["method"] in {"GET", "HEAD"}:
            return 200, [(b"content-type", b"text/plain")], b"OK"
        if scope["path"] != PATH:
            raise RefusedError(404, "nothing here")
        if scope["method"] != "POST":
            raise RefusedError(405, "only POST")
        headers = dict(scope["headers"])
        body = await _body(headers, receive)
        timestamp, signature = headers.get(b"x-slack-request-timestamp", b""), headers.get(b"x-slack-signature", b"")
        self._signatures.check(timestamp, signature, body, self._now())
        response = await self._dispatched(body)
        sent = [(name.encode(), str(value).encode()) for name, values in response.headers.items() for value in values]
        return response.status, [pair for pair in sent if pair[0] != b"content-length"], response.body.encode()

    async def _dispatched(self, body: bytes) -> BoltResponse:
        """Bolt's response. Raises `RefusedError` with 400 for what can't be read: Bolt itself would fail with 500.

        Bolt is handed the fields, as it is in Socket Mode, and not the body to verify and parse once more. What its
        listeners raise never comes here: errors.py answers that.
        """
        try:
            return await self.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=_fields(body)))
        except UNREADABLE:
            raise RefusedError(400, "unreadable") from None


async def _body(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    """The whole body. Raises `RefusedError` as soon as it is known to be too large, and when it takes too long."""
    declared = headers.get(b"content-length", b"0")
    if not declared.isdigit() or len(declared) > 7 or int(declared) > LARGEST:
        raise RefusedError(413, "too large")
    first = await receive()
    if not first.get("more_body"):
        return _allowed(first.get("body", b""))
    try:
        async with asyncio.timeout(PATIENCE):
            return await _rest(first.get("body", b""), receive)
    except TimeoutError:
        raise RefusedError(408, "body took too long") from None


async def _rest(body: bytes, receive: Receive) -> bytes:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RefusedError(400, "hung up")
        body = _allowed(body + message.get("body", b""))
        if not message.get("more_body"):
            return body


def _allowed(body: bytes) -> bytes:
    if len(body) > LARGEST:
        raise RefusedError(413, "too large")
    return body


def _fields(body: bytes) -> dict[str, Any]:
    """What Slack says: JSON, a form, or JSON in a form's `payload`."""
    fields: Any = json.loads(body) if body.startswith(b"{") else _form(body.decode())
    if "payload" in fields:
        fields = json.loads(fields["payload"])
    if not (isinstance(fields, dict) and isinstance(fields.get("event", {}), dict)):
        raise TypeError
    return fields


def _form(text: str) -> dict[str, str]:
    pairs = (pair.partition("=") for pair in text.split("&"))
    return {name: unquote_plus(value) if "%" in value or "+" in value else value for name, _, value in pairs}


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        event = (await receive())["type"]
        await send({"type": f"{event}.complete"})
        if event == "lifespan.shutdown":
            return
