"""Connections that idle, dawdle or come in dust: the bot stays reachable, and its log stays short."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest

from bot.digests.monitoring import health_text
from tests.outside.bot_process import Bot, running_bot, signed
from tests.outside.faulty_slack import faulty_slack
from tests.outside.payloads import command

DESCRIPTORS = 128
HALF_SENT = {
    "nothing": b"",
    "half a head": b"POST /slack/events HTTP/1.1\r\nhost: bot\r\nx-slack",
    "half a body": b"POST /slack/events HTTP/1.1\r\nhost: bot\r\ncontent-length: 500\r\n\r\ntext=",
}


@contextmanager
def connections(port: int, number: int, sent: bytes) -> Iterator[None]:
    """So many connections that have sent this much, and wait."""
    with ExitStack() as stack:
        for _ in range(number):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            try:
                one.sendall(sent)
            except OSError:  # closed already to make room
                continue
        yield


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """A bot for all tests of this file, with few descriptors."""
    folder = tmp_path_factory.mktemp("bot")
    with faulty_slack() as slack, running_bot(slack, folder, "http", descriptors=DESCRIPTORS) as running:
        yield running


@pytest.mark.parametrize("sent", HALF_SENT.values(), ids=HALF_SENT)
def test_150_waiting_connections_on_128_descriptors_leave_it_reachable(bot: Bot, sent: bytes) -> None:
    with connections(bot.port, 150, sent), connections(bot.watched, 20, sent):
        assert bot.page("/healthz", bot.port) == (200, health_text())
        assert bot.page("/healthz") == (200, health_text())
        status, body = bot.post(command("define nrr", "http://127.0.0.1:9/"))
        assert (status, b"Net Revenue Retention" in body) == (200, True)
    assert len(bot.log) < 20_000, bot.log[:5_000]


def test_a_flood_of_requests_that_are_refused_does_not_fill_the_log(bot: Bot) -> None:
    before = len(bot.log.splitlines())
    for _ in range(300):
        assert bot.page("/nothing", bot.port)[0] == 404
    assert len(bot.log.splitlines()) - before < 100


def test_a_body_in_chunks_of_a_byte_is_refused_before_much_of_it_is_read(bot: Bot) -> None:
    headers = "".join(f"{name}: {value}\r\n" for name, value in signed(b"x").items())
    with socket.create_connection(("127.0.0.1", bot.port), timeout=10) as one:
        one.sendall(f"POST /slack/events HTTP/1.1\r\nhost: bot\r\n{headers}".encode())
        one.sendall(b"transfer-encoding: chunked\r\n\r\n")
        assert flooded(one, b"1\r\nx\r\n" * 5_000) < 50_000_000
    assert bot.page("/healthz", bot.port) == (200, health_text())


def test_what_is_sent_on_after_a_refusal_is_thrown_away(bot: Bot) -> None:
    with socket.create_connection(("127.0.0.1", bot.port), timeout=30) as one:
        one.sendall(b"POST /slack/events HTTP/1.1\r\nhost: bot\r\ncontent-length: 9000000\r\n\r\n")
        assert b" 413 " in one.recv(1000)
        flooded(one, b"x" * 10_000)
    assert bot.page("/healthz", bot.port) == (200, health_text())


def flooded(one: socket.socket, piece: bytes) -> int:
    """How many bytes a connection takes, piece by piece, until it is hung up."""
    sent = 0
    try:
        while sent < 10**9:
            sent += one.send(piece)
    except OSError:
        return sent
    return sent
