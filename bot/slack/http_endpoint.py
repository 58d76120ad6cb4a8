"""The ASGI endpoint: signature, replay, size."""

import asyncio
import hmac
import json
import logging
import time
from collections import deque
from collections.abc import Callable, MutableMapping
from typing import Any, Protocol
from urllib.parse import unquote_plus

from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.operating.http_server import Receive, Scope, Send
from bot.slack.request_memory import SIGNATURE, RequestMemory
from store.time_zones import zone_rules

WINDOW = 300  # seconds that a request's timestamp may be away from now
KEPT = 100_000
SEEN = 409  # the status of a right signature that was seen before


class InvalidSignatureError(Exception):
    """The request isn't one to act on; `status` is what to answer."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class SignatureVerifier:
    """Tells genuine requests from forged, stale and repeated ones, within a bounded memory.

    When more signatures arrive within the window than are kept, the oldest are forgotten, and with them goes the right
    to be accepted: timestamps up to the oldest forgotten one count as stale, so a replay is refused all the same.
    With a `memory` that servers share, what one has seen is refused by all, after a restart too.
    """

    def __init__(self, secret: str, kept: int = KEPT, memory: RequestMemory | None = None) -> None:
        self._memory = memory
        self._hmac = hmac.new(secret.encode(), digestmod="sha256")
        self._kept = kept
        self._seen: set[bytes] = set()
        self._in_order: deque[tuple[int, bytes]] = deque()
        self._forgotten = 0

    async def check(self, timestamp: bytes, signature: bytes, body: bytes, now: float) -> None:
        """Returns when the request is genuine, recent and new.

        Raises `InvalidSignatureError` with 401 for a missing, malformed, stale or wrong signature. A right one that was
        seen before is refused with 409: Slack signs anew whenever it sends again, so only a copy carries an old one.
        """
        if not (timestamp.isdigit() and len(timestamp) <= 11):
            raise InvalidSignatureError(401, "no timestamp")
        sent = int(timestamp)
        if abs(now - sent) > WINDOW or sent <= self._forgotten:
            raise InvalidSignatureError(401, "stale timestamp")
        digest = self._hmac.copy()
        digest.update(b"v0:" + timestamp + b":" + body)
        if not hmac.compare_digest(b"v0=" + digest.hexdigest().encode(), signature):
            raise InvalidSignatureError(401, "wrong signature")
        await self._remember(sent, digest.digest(), now)

    async def _remember(self, sent: int, signature: bytes, now: float) -> None:
        if signature in self._seen:
            raise InvalidSignatureError(SEEN, "seen before")
        while self._in_order and (len(self._in_order) >= self._kept or self._in_order[0][0] < now - WINDOW):
            oldest, forgotten = self._in_order.popleft()
            self._seen.discard(forgotten)
            self._forgotten = max(self._forgotten, oldest)
        self._seen.add(signature)
        self._in_order.append((sent, signature))
        if self._memory is not None and await self._memory.before(("signature", signature.hex()), SIGNATURE):
            raise InvalidSignatureError(SEEN, "seen before")  # by another server, or before a restart


PATH = "/slack/events"
LARGEST = 1_000_000  # bytes of a body; Slack's own stay far below
PATIENCE = 5.0  # seconds for a body to arrive
UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, RecursionError)  # what parsing raises on a wrong shape

logger = logging.getLogger(__name__)


class Dispatcher(Protocol):
    """A Bolt app, or what finds the one that a request is for."""

    async def async_dispatch(self, req: AsyncBoltRequest, /) -> BoltResponse:
        """The response to a request."""


class SlackEndpoint:
    """An ASGI application that lets Slack's requests through to a Bolt app; `now` tells the time in Unix seconds."""

    def __init__(
        self,
        app: Dispatcher,
        secret: str,
        now: Callable[[], float] = time.time,
        memory: RequestMemory | None = None,
    ) -> None:
        self.app = app
        self.signatures = SignatureVerifier(secret, memory=memory)
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one HTTP request."""
        if scope["type"] == "http":
            try:
                status, headers, body = await self._answer(scope, receive)
            except InvalidSignatureError as refused:
                logger.warning("refused with %d: %s", refused.status, refused)
                status, headers, body = refused.status, [(b"content-type", b"text/plain")], str(refused).encode()
            headers = [*headers, (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        if scope["path"] == "/healthz" and scope["method"] in {"GET", "HEAD"}:
            return 200, [(b"content-type", b"text/plain")], f"OK\ntime zones: {zone_rules()}\n".encode()
        if scope["path"] != PATH:
            raise InvalidSignatureError(404, "nothing here")
        if scope["method"] != "POST":
            raise InvalidSignatureError(405, "only POST")
        headers = dict(scope["headers"])
        body = await read_body(headers, receive)
        timestamp, signature = headers.get(b"x-slack-request-timestamp", b""), headers.get(b"x-slack-signature", b"")
        await self.signatures.check(timestamp, signature, body, self._now())
        response = await self._dispatched(body)
        sent = [(name.encode(), str(value).encode()) for name, values in response.headers.items() for value in values]
        return response.status, [pair for pair in sent if pair[0] != b"content-length"], response.body.encode()

    async def _dispatched(self, body: bytes) -> BoltResponse:
        """Bolt's response.

        Raises `InvalidSignatureError` with 400 for what can't be read: Bolt itself would fail with 500.

        Bolt is handed the fields, as it is in Socket Mode, and not the body to verify and parse once more. What its
        listeners raise never comes here: errors.py answers that.
        """
        try:
            return await self.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=_fields(body)))
        except UNREADABLE:
            raise InvalidSignatureError(400, "unreadable") from None


async def read_body(headers: dict[bytes, bytes], receive: Receive) -> bytes:
    """The whole body.

    Raises `InvalidSignatureError` as soon as it is known to be too large, and when it takes too long.
    """
    declared = headers.get(b"content-length", b"0")
    if not declared.isdigit() or len(declared) > 7 or int(declared) > LARGEST:
        raise InvalidSignatureError(413, "too large")
    first = await receive()  # the server's own limit ends a connection on which nothing comes
    if not first.get("more_body") and first["type"] == "http.request":
        return _allowed(first.get("body", b""))
    try:
        async with asyncio.timeout(PATIENCE):
            return await _received(first, receive)
    except TimeoutError:
        raise InvalidSignatureError(408, "body took too long") from None


async def _received(message: MutableMapping[str, Any], receive: Receive) -> bytes:
    body = bytearray()
    while message["type"] != "http.disconnect":
        body += message.get("body", b"")
        if len(body) > LARGEST or not message.get("more_body"):
            return _allowed(bytes(body))
        message = await receive()
    raise InvalidSignatureError(400, "hung up")


def _allowed(body: bytes) -> bytes:
    if len(body) > LARGEST:
        raise InvalidSignatureError(413, "too large")
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
