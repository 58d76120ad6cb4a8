"""An HTTP server that stays reachable: each step of a request has its time, and what idles makes room for who comes."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.configuration.settings_error import SettingsError

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

logger = logging.getLogger(__name__)

PIECES = 100  # of a body, from which on their size is looked at
SMALLEST = 64  # bytes of a piece, on the average; what crosses a network has a thousand
DISCARDING = 2.0  # seconds that the rest of a refused body is thrown away, so that the answer arrives
SWEEP = 0.5  # seconds between two looks at what takes too long
BACKLOG = 128  # connections that are taken at once
QUEUE = 1024  # connections that the system holds ready meanwhile


@dataclass(frozen=True, slots=True)
class Limits:
    """How many connections there may be at once, and how many seconds each step of a request may take.

    `head` is the time from connecting, or from a request's first byte, until its headers are there; `body` the time
    from then until all of it is; `answer` that until it is answered and sent. `keep_alive` is the time between two
    requests: longer than a proxy in front keeps its connections, or it sends a request as the connection closes. When
    the server ends, requests have `grace` to end as well.
    """

    connections: int = 512
    head: float = 10.0
    body: float = 10.0
    answer: float = 30.0
    keep_alive: int = 75
    grace: int = 10


def fitting(limits: Limits) -> Limits:
    """The limits with no more connections than half of the descriptors that the process may open."""
    try:
        import resource
    except ImportError:  # not on this system
        return limits
    descriptors, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return replace(limits, connections=max(1, min(limits.connections, descriptors // 2)))


class _Parser(h11.Connection):
    """Refuses a body that comes in dust: each piece costs as much as a large one."""

    _pieces = _size = 0

    def next_event(self) -> Any:  # noqa: ANN401  h11's own type
        event = super().next_event()
        if type(event) is h11.Data:
            self._pieces += 1
            self._size += len(event.data)
            if self._pieces > PIECES and self._size < self._pieces * SMALLEST:
                raise h11.RemoteProtocolError("the body comes in too small pieces")
        elif type(event) is h11.Request:
            self._pieces = self._size = 0
        return event


class LimitedProtocol(H11Protocol):
    """One connection: it knows what it waits for and since when."""

    def __init__(self, limits: Limits, **given: Any) -> None:  # noqa: ANN401  uvicorn's own arguments
        super().__init__(**given)
        self.conn = _Parser(h11.SERVER, max_incomplete_event_size=self.conn._max_incomplete_event_size)  # noqa: SLF001
        self.since = 0.0
        self._limits = limits
        self._asked = self._served = self._discarding = False

    @property
    def answering(self) -> bool:
        """Whether a whole request is here, and the answer isn't sent."""
        return self.cycle is not None and not self.cycle.response_complete and not self.cycle.more_body

    @property
    def deadline(self) -> float:
        """When what it waits for must have come."""
        if self._discarding:
            return self.since + DISCARDING
        if self.cycle is not None and not self.cycle.response_complete:
            return self.since + (self._limits.body if self.cycle.more_body else self._limits.answer)
        waits = self._limits.keep_alive if self._served and not self._asked else self._limits.head
        return self.since + waits

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Takes the place of the one that has been idle the longest, when there are too many."""
        others = list(self.connections)
        super().connection_made(transport)
        self.since = self.loop.time()
        if len(others) < self._limits.connections:
            return
        idle = [each for each in others if isinstance(each, LimitedProtocol) and not each.answering]
        oldest = min(idle, key=lambda each: each.since, default=self)
        oldest.cut("there are too many")

    def data_received(self, data: bytes) -> None:
        """Reads on; what is left of a refused request is thrown away unread."""
        if self._discarding:
            return
        if not self._asked:
            self._asked, self.since = True, self.loop.time()
        super().data_received(data)

    def on_response_complete(self) -> None:
        """Waits for the next request, unless this one was refused before it was read."""
        self._asked, self._served, self.since = False, True, self.loop.time()
        if self.conn.their_state is h11.SEND_BODY:
            self._discarding = True
            self._unset_keepalive_if_required()
            self.flow.resume_reading()
            return
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:
        """Says that a request can't be read, where nothing has been said yet."""
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            super().send_400_response(msg)
        else:
            self.transport.abort()

    def cut(self, why: str) -> None:
        """Ends the connection."""
        logger.debug("a connection is closed: %s", why)
        self.connections.discard(self)
        self.transport.abort()


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs it, and ends what takes too long."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def sweep(self) -> None:
        """Ends connections whose time is over, for as long as the server runs."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(SWEEP)
            now = loop.time()
            for each in list(self.server_state.connections):
                if isinstance(each, LimitedProtocol) and each.deadline < now:
                    each.cut("it takes too long")


@asynccontextmanager
async def serving(app: Application, host: str, port: int, limits: Limits | None = None) -> AsyncIterator[int]:
    """Serves an ASGI application while the context lasts, and gives its port; then it finishes what it has begun.

    Raises `SettingsError` when the address can't be listened on.
    """
    config = _config(app, fitting(limits or Limits()))
    listening = _listening(host, port, config.backlog)
    server = _Server(config)
    running = asyncio.create_task(server.serve([listening]))
    sweeping = asyncio.create_task(server.sweep())
    try:
        while not server.started and not running.done():  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.01)
        listening.listen(QUEUE)  # asyncio has set it to as many as it takes at once
        yield int(listening.getsockname()[1])
    finally:
        server.should_exit = True
        sweeping.cancel()
        await running
        listening.close()


def _listening(host: str, port: int, backlog: int) -> socket.socket:
    """A socket that listens. It names its protocol: asyncio sends without delay over TCP only where it sees that."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(backlog)
    except OSError as error:
        listening.close()
        raise SettingsError(f"{host} port {port} can't be listened on: {error.strerror}.") from error
    return listening


def _config(app: Application, limits: Limits) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=partial(LimitedProtocol, limits),  # type: ignore[arg-type]
        ws="none",
        lifespan="off",
        backlog=max(1, min(BACKLOG, limits.connections // 2)),  # so many may come before one is closed
        timeout_keep_alive=limits.keep_alive,
        timeout_graceful_shutdown=limits.grace,
        access_log=False,
        log_config=None,
        log_level="warning",
        server_header=False,
        date_header=True,
    )
