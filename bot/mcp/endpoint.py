"""/mcp beside /slack/events: who comes with Slack's signature or a bearer token gets in; nobody else learns why not.

What is behind the door is served by the library, imported when somebody was let in for the first time.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

from bot.mcp.callers import Door, SignedBySlack, TokenHolder, admitted
from bot.mcp.guesses import PERIOD, GuessLimit
from bot.mcp.readable_json import readable_body
from bot.mcp.tokens import bearer_secret
from bot.operating.http_server import Application, Receive, Scope, Send
from bot.slack.http_endpoint import SEEN, InvalidSignatureError, read_body

PATH: Final = "/mcp"
Headers = list[tuple[bytes, bytes]]
BEARER: Final = (b"www-authenticate", b"Bearer")

logger = logging.getLogger(__name__)


class Signatures(Protocol):
    """Tells Slack's requests from others."""

    async def check(self, timestamp: bytes, signature: bytes, body: bytes, now: float) -> None:
        """Raises `InvalidSignatureError` for one that isn't genuine, recent and new."""


class _RefusedError(Exception):
    def __init__(self, status: int, said: str, headers: Headers | None = None) -> None:
        super().__init__(said)
        self.status = status
        self.headers = headers or []


class AssistantEndpoint:
    """An ASGI application that serves assistants at /mcp, and passes everything else on; `inside` gives what serves
    those who are let in, and `holder_of` whom a token stands for.
    """

    def __init__(  # noqa: PLR0913  what a door is made of
        self,
        others: Application,
        signatures: Signatures,
        holder_of: Callable[[str], Awaitable[TokenHolder | None]],
        inside: Callable[[], Awaitable[Application]],
        *,
        now: Callable[[], float] = time.time,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._others = others
        self._signatures = signatures
        self._holder_of = holder_of
        self._inside = inside
        self._now = now
        self._guesses = GuessLimit(clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._others(scope, receive, send)
            return
        try:
            door, body = await self._let_in(scope, receive)
        except (_RefusedError, InvalidSignatureError) as refused:
            logger.warning("assistants: refused with %d", refused.status)
            await _refuse(send, refused)
            return
        try:
            serve = await self._inside()
        except Exception:
            logger.exception("assistants can't be served")
            await _refuse(send, _unavailable())
            return
        await serve(admitted(scope, door), _again(body, receive), send)

    async def _let_in(self, scope: Scope, receive: Receive) -> tuple[Door, bytes]:
        headers = dict(scope["headers"])
        if scope["method"] != "POST":
            raise _RefusedError(405, "only POST", [(b"allow", b"POST")])
        if b"origin" in headers:  # a page in a browser, which has no business here
            raise _RefusedError(403, "no browsers")
        if b"x-slack-signature" in headers:
            body = await read_body(headers, receive)
            await self._check_signature(headers, body)
            return SignedBySlack(), readable_body(body)
        holder = await self._holder(_address(scope), headers.get(b"authorization", b""))
        return holder, readable_body(await read_body(headers, receive))

    async def _check_signature(self, headers: dict[bytes, bytes], body: bytes) -> None:
        timestamp = headers.get(b"x-slack-request-timestamp", b"")
        try:
            await self._signatures.check(timestamp, headers[b"x-slack-signature"], body, self._now())
        except InvalidSignatureError as error:
            if error.status == SEEN and not _calls_a_tool(body):
                return  # two people's assistants begin alike in the same second, and get the same answer
            raise _unauthorized() from error

    async def _holder(self, address: str, authorization: bytes) -> TokenHolder:
        if not (secret := bearer_secret(authorization)):
            raise _unauthorized()
        if self._guesses.is_over(address, secret):
            raise _RefusedError(429, "too many", [(b"retry-after", b"%d" % PERIOD)])
        try:
            holder = await self._holder_of(secret)
        except Exception as error:  # neither right nor wrong
            logger.exception("assistants: whose a token is can't be told")
            raise _unavailable() from error
        if holder is None:
            self._guesses.note_wrong(address)
            raise _unauthorized()
        self._guesses.note_right(secret)
        return holder


def _unauthorized() -> _RefusedError:
    return _RefusedError(401, "unauthorized", [BEARER])


def _unavailable() -> _RefusedError:
    return _RefusedError(503, "not available")


def _calls_a_tool(body: bytes) -> bool:
    """Whether a request does more than ask what there is; so does what can't be read."""
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return True
    return not isinstance(asked, dict) or asked.get("method") == "tools/call"


def _address(scope: Scope) -> str:
    return str((scope.get("client") or ("",))[0])


async def _refuse(send: Send, refused: _RefusedError | InvalidSignatureError) -> None:
    body = str(refused).encode()
    more = refused.headers if isinstance(refused, _RefusedError) else []
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"%d" % len(body)), *more]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _again(body: bytes, receive: Receive) -> Receive:
    """What receives the body that was read, and then what else comes."""
    waiting = [body]

    async def received() -> dict[str, object]:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return dict(await receive())

    return received


class LazyServer:
    """Starts what serves assistants when it is first asked for, and keeps it until it is ended."""

    def __init__(self, run: Callable[[Callable[[Application], None], asyncio.Event], Awaitable[None]]) -> None:
        self._run = run
        self._ready: asyncio.Future[Application] | None = None
        self._running: asyncio.Task[None] | None = None
        self._end = asyncio.Event()

    async def __call__(self) -> Application:
        """What serves."""
        if self._ready is None:
            self._ready = asyncio.get_running_loop().create_future()
            self._running = asyncio.ensure_future(self._runs(self._ready))
        return await asyncio.shield(self._ready)

    async def _runs(self, ready: "asyncio.Future[Application]") -> None:
        try:
            await self._run(ready.set_result, self._end)
        except Exception as error:
            if ready.done():
                raise
            self._ready = None  # it is tried again
            ready.set_exception(error)

    async def close(self) -> None:
        """Ends it, if it was started."""
        self._end.set()
        if self._running is not None:
            await asyncio.gather(self._running, return_exceptions=True)
