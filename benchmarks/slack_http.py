"""Signed `/cs define nrr` over HTTP: the bot beside a bare ASGI application that only checks the signature.

    python -m benchmarks.slack_http [--requests 1500] [--rounds 11]

One server process under uvicorn, one client process, 16 keep-alive connections, loopback only. The two servers take
turns, so that what else the machine does meets both; the figure to read is the share of the floor's throughput.
"""

import argparse
import asyncio
import hmac
import os
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import uvicorn
from pydantic import SecretStr

from bot.configuration.slack_settings import Settings
from bot.operating.http_server import serving
from bot.slack.server import asgi

SECRET = "benchmark-secret"
CONNECTIONS = 16


async def floor(scope: dict[str, Any], receive: Any, send: Any) -> None:  # noqa: ANN401  ASGI's own types
    """Reads the body, checks the signature and the time, answers: the least that any server of Slack's must do."""
    if scope["type"] != "http":
        return
    body = (await receive())["body"]
    headers = dict(scope["headers"])
    sent = headers[b"x-slack-request-timestamp"]
    digest = hmac.new(SECRET.encode(), b"v0:" + sent + b":" + body, "sha256").hexdigest()
    genuine = hmac.compare_digest(b"v0=" + digest.encode(), headers[b"x-slack-signature"])
    status = 200 if genuine and abs(time.time() - int(sent)) <= 300 else 401
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"OK"})


def serve(which: str, port: int) -> None:
    """Serves the floor or the bot until it is ended."""
    settings = Settings(slack_bot_token=SecretStr("xoxb-1"), slack_signing_secret=SecretStr(SECRET), port=port)
    settings = settings.model_copy(update={"slack_api_url": os.environ["SLACK_API_URL"]})
    if which == "bot":
        asyncio.run(serve_bot(settings, port))
    else:
        uvicorn.run(floor, port=port, log_level="error", access_log=False, lifespan="off")


async def serve_bot(settings: Settings, port: int) -> None:
    """Serves the bot as `cs serve` does, with its limits, until it is ended."""
    async with serving(asgi(settings), "127.0.0.1", port):
        await asyncio.Event().wait()


def signed(number: int) -> bytes:
    """One request as bytes; the number makes it, and so its signature, the only one of its kind."""
    form = {
        "token": "unused", "team_id": "T01", "team_domain": "sample", "channel_id": "C01", "channel_name": "general",
        "user_id": "U01", "user_name": "sam", "command": "/cs", "text": "define nrr", "api_app_id": "A01",
        "is_enterprise_install": "false", "response_url": "http://127.0.0.1:9/unused", "trigger_id": f"1.2.{number}",
    }  # fmt: skip
    body, now = urlencode(form).encode(), str(int(time.time()))
    digest = hmac.new(SECRET.encode(), f"v0:{now}:".encode() + body, "sha256").hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/x-www-form-urlencoded\r\n"
        f"x-slack-request-timestamp: {now}\r\nx-slack-signature: v0={digest}\r\ncontent-length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Connection(asyncio.Protocol):
    """One keep-alive connection: sends the next request as soon as the answer to the last one is complete."""

    def __init__(self, requests: Iterator[bytes], latencies: list[float], done: asyncio.Future[None]) -> None:
        self._requests, self._latencies, self._done = requests, latencies, done
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begins."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def _next(self) -> None:
        request = next(self._requests, None)
        if request is None:
            self._transport.close()
            self._done.set_result(None)
            return
        self._sent = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        """Takes the answer's next bytes."""
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if found and len(body) >= int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]):
            assert head.startswith(b"HTTP/1.1 200"), self._buffer[:200]
            self._latencies.append(time.perf_counter() - self._sent)
            self._buffer = b""
            self._next()


async def load(port: int, first: int, count: int) -> tuple[float, list[float]]:
    """Requests per second, and the latencies, of so many requests over the connections."""
    latencies: list[float] = []
    requests = iter([signed(number) for number in range(first, first + count)])
    loop = asyncio.get_running_loop()
    finished: list[asyncio.Future[None]] = [loop.create_future() for _ in range(CONNECTIONS)]
    began = time.perf_counter()
    for done in finished:
        await loop.create_connection(lambda done=done: Connection(requests, latencies, done), "127.0.0.1", port)  # type: ignore[misc]
    await asyncio.gather(*finished)
    return count / (time.perf_counter() - began), latencies


@contextmanager
def server(which: str) -> Iterator[int]:
    """The server as a process of its own; gives its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.slack_http", "--serve", which, "--port", str(port)])
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


def main() -> None:
    """Runs the rounds and prints a line for each server."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--requests", type=int, default=1500)
    arguments.add_argument("--rounds", type=int, default=11)
    arguments.add_argument("--serve", choices=["floor", "bot"], help=argparse.SUPPRESS)
    arguments.add_argument("--port", type=int, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.serve:
        serve(given.serve, given.port)
        return
    with fake_slack() as url:
        os.environ["SLACK_API_URL"] = url
        compare(given.requests, given.rounds)


def compare(requests: int, rounds: int) -> None:
    """Lets the two servers take turns, and prints what came of it."""
    rates: dict[str, list[float]] = {"floor": [], "bot": []}
    times: dict[str, list[float]] = {"floor": [], "bot": []}
    with server("floor") as floor_port, server("bot") as bot_port:
        for number in range(rounds + 1):
            for which, port in (("floor", floor_port), ("bot", bot_port)):
                rate, latencies = asyncio.run(load(port, number * requests, requests))
                if number:  # the first round warms up
                    rates[which].append(rate)
                    times[which] += latencies
    for which, measured in times.items():
        cuts = statistics.quantiles(measured, n=100)
        rate = statistics.median(rates[which])
        print(f"{which:6}{rate:8.0f} requests/s   p50 {cuts[49] * 1000:5.2f} ms   p99 {cuts[98] * 1000:5.2f} ms")
    shares = sorted(bot / floor for bot, floor in zip(rates["bot"], rates["floor"], strict=True))
    spread = f"rounds {shares[0]:.2f} to {shares[-1]:.2f}"
    print(f"share of the floor: {statistics.median(shares):.2f}, {spread} (to reach: 0.40)")


@contextmanager
def fake_slack() -> Iterator[str]:
    """A Web API that says yes to everything; gives its address. The bot asks it once who it is."""
    answer = b'{"ok":true,"url":"http://x/","team":"T","user":"u","team_id":"T01","user_id":"U0BOT","bot_id":"B0BOT"}'
    program = (
        "import http.server,sys\n"
        "class H(http.server.BaseHTTPRequestHandler):\n"
        "    def do_POST(self):\n"
        f"        a={answer!r}\n"
        "        self.send_response(200); self.send_header('content-type','application/json')\n"
        "        self.send_header('content-length',str(len(a))); self.end_headers(); self.wfile.write(a)\n"
        "    def log_message(self,*a): pass\n"
        "s=http.server.ThreadingHTTPServer(('127.0.0.1',0),H); print(s.server_port,flush=True); s.serve_forever()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}/api/"
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    main()
