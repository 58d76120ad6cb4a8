"""The server's limits, shorter here than in service: what takes too long is ended, and who comes finds room."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.operating.http_server import PIECES, SWEEP, LimitedProtocol, Limits, Receive, Scope, Send, serving
from tests.cases import cases

SHORT = Limits(head=0.1, body=0.1, answer=0.1, grace=1)
HEAD = b"POST / HTTP/1.1\r\nhost: bot\r\n"


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the length of the body; /refused without reading it, and /never not at all."""
    size = 0
    while scope["path"] != "/refused":
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size += len(message["body"])
        if not message["more_body"]:
            break
    if scope["path"] == "/never":
        await asyncio.Event().wait()
    body = str(size).encode()
    length = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": length})
    await send({"type": "http.response.body", "body": body})


Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def connected(port: int, sent: bytes = b"") -> AsyncIterator[Streams]:
    """A connection that has sent something."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def answer(reader: asyncio.StreamReader) -> bytes:
    """The first line of an answer; nothing when the connection is closed."""
    try:
        return await reader.readline()
    except ConnectionError:
        return b""


@cases(
    "sent",
    [b"", b"POST / HT", HEAD, HEAD + b"content-length: 9\r\n\r\n1", HEAD.replace(b"/ ", b"/never ", 1) + b"\r\n"],
)
async def test_whoever_keeps_it_waiting_is_hung_up_on(sent: bytes) -> None:
    async with serving(application, "127.0.0.1", 0, SHORT) as port, connected(port, sent) as (reader, _):
        assert await answer(reader) == b""


async def test_a_connection_is_kept_between_requests_for_longer_than_a_request_s_head_may_take() -> None:
    limits = Limits(head=0.1, keep_alive=600)
    async with serving(application, "127.0.0.1", 0, limits) as port, connected(port) as (reader, writer):
        for _ in range(2):
            writer.write(HEAD + b"content-length: 3\r\n\r\nabc")
            assert (await answer(reader)).startswith(b"HTTP/1.1 200")
            await reader.readuntil(b"\r\n\r\n3")
            await asyncio.sleep(SWEEP * 2)


async def test_answers_are_sent_at_once_and_not_held_back_for_more(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[asyncio.Transport] = []
    connection_made = LimitedProtocol.connection_made

    def remember(self: LimitedProtocol, transport: asyncio.Transport) -> None:
        made.append(transport)
        connection_made(self, transport)

    monkeypatch.setattr(LimitedProtocol, "connection_made", remember)
    async with serving(application, "127.0.0.1", 0) as port, connected(port, HEAD + b"\r\n") as (reader, _):
        assert await answer(reader)
        assert made[0].get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


async def test_who_comes_takes_the_place_of_the_one_that_has_been_idle_the_longest() -> None:
    limits = Limits(connections=3)
    async with (
        serving(application, "127.0.0.1", 0, limits) as port,
        connected(port) as (first, _),
        connected(port, HEAD) as (second, _),
        connected(port, HEAD + b"content-length: 9\r\n\r\n") as (third, _),
    ):
        for oldest in (first, second, third):
            async with connected(port, b"GET / HTTP/1.1\r\nhost: bot\r\n\r\n") as (reader, _), connected(port):
                assert (await answer(reader)).startswith(b"HTTP/1.1 200")
                assert await answer(oldest) == b""


async def test_a_request_that_is_being_answered_gives_its_place_to_nobody() -> None:
    limits = Limits(connections=1, grace=1)
    async with (
        serving(application, "127.0.0.1", 0, limits) as port,
        connected(port, b"GET /never HTTP/1.1\r\nhost: bot\r\n\r\n") as (busy, _),
        connected(port) as (late, _),
    ):
        assert await answer(late) == b""
        assert not busy.at_eof()


@pytest.mark.parametrize(("size", "status"), [(1, b"400"), (1_000, b"200")])
async def test_a_body_in_dust_is_refused_and_one_in_sensible_pieces_is_not(size: int, status: bytes) -> None:
    piece = b"%x\r\n" % size + b"x" * size + b"\r\n"
    async with serving(application, "127.0.0.1", 0) as port, connected(port) as (reader, writer):
        writer.write(HEAD + b"transfer-encoding: chunked\r\n\r\n" + piece * PIECES * 2 + b"0\r\n\r\n")
        assert (await answer(reader)).startswith(b"HTTP/1.1 " + status)


async def test_what_follows_a_refused_request_is_thrown_away_until_the_answer_is_read() -> None:
    async with serving(application, "127.0.0.1", 0) as port, connected(port) as (reader, writer):
        writer.write(HEAD.replace(b"/ ", b"/refused ", 1) + b"content-length: 100000\r\n\r\n" + b"x" * 90_000)
        assert (await answer(reader)).startswith(b"HTTP/1.1 200")
        writer.write(b"GET / HTTP/1.1\r\nhost: bot\r\n\r\n")
        assert (await reader.read()).endswith(b"0")
