"""Acknowledgements per second over Socket Mode, each with the card for `/cs define nrr`.

    python -m benchmarks.slack_socket [--requests 5000]

A stand-in for Slack in this process keeps 16 slash commands under way on one connection; the bot is a process of its
own; loopback only.
"""

import argparse
import asyncio
import json
import os
import statistics
import sys
import time

from aiohttp import WSMsgType, web

WINDOW = 16
WARM_UP = 500
BOT = """
import asyncio
from bot.settings import load_settings
from bot.slack.server import serve_socket
asyncio.run(serve_socket(load_settings()))
"""


class StandIn:
    """As much of Slack as Socket Mode takes, and the clock that runs from each envelope to its acknowledgement."""

    def __init__(self, requests: int) -> None:
        self._left = requests + WARM_UP
        self._sent: dict[str, float] = {}
        self.latencies: list[float] = []
        self.began = self.ended = 0.0
        self.port = 0
        self.done = asyncio.Event()

    async def method(self, _: web.Request) -> web.Response:
        """Answers the Web API: every token is good."""
        identity = {"team_id": "T01", "user_id": "U0BOT", "bot_id": "B0BOT", "url": f"ws://127.0.0.1:{self.port}/ws"}
        return web.json_response({"ok": True, **identity})

    async def socket(self, request: web.Request) -> web.WebSocketResponse:
        """Sends slash commands as fast as they are acknowledged."""
        connection = web.WebSocketResponse()
        await connection.prepare(request)
        await connection.send_str(json.dumps({"type": "hello", "num_connections": 1}))
        for _ in range(WINDOW):
            await self._next(connection)
        async for message in connection:
            if message.type == WSMsgType.TEXT:
                self._acknowledged(message.data)
                await self._next(connection)
        return connection

    async def _next(self, connection: web.WebSocketResponse) -> None:
        if self._left == 0:
            return
        self._left -= 1
        id_ = str(self._left)
        command = {
            "command": "/cs", "text": "define nrr", "team_id": "T01", "channel_id": "C01", "user_id": "U01",
            "response_url": "http://127.0.0.1:9/unused", "trigger_id": id_,
        }  # fmt: skip
        envelope = {"envelope_id": id_, "type": "slash_commands", "payload": command, "accepts_response_payload": True}
        self._sent[id_] = time.perf_counter()
        await connection.send_str(json.dumps(envelope))

    def _acknowledged(self, answer: str) -> None:
        now = time.perf_counter()
        id_ = answer.partition('"envelope_id": "')[2].partition('"')[0]  # parsing it all would measure this process
        self.latencies.append(now - self._sent.pop(id_))
        assert "Net Revenue Retention" in answer
        if len(self.latencies) == WARM_UP:
            self.began = now
        if not (self._left or self._sent):
            self.ended = now
            self.done.set()


async def measure(requests: int) -> None:
    """Runs the bot against the stand-in and prints what came of it."""
    stand_in = StandIn(requests)
    app = web.Application()
    app.router.add_route("*", "/api/{method}", stand_in.method)
    app.router.add_get("/ws", stand_in.socket)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    stand_in.port = int(runner.addresses[0][1])
    environment = {
        **os.environ,
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_API_URL": f"http://127.0.0.1:{stand_in.port}/api/",
    }
    bot = await asyncio.create_subprocess_exec(sys.executable, "-c", BOT, env=environment)
    try:
        await asyncio.wait_for(stand_in.done.wait(), 120)
    finally:
        bot.terminate()
        await bot.wait()
        await runner.cleanup()
    cuts = statistics.quantiles(stand_in.latencies[WARM_UP:], n=100)
    rate = requests / (stand_in.ended - stand_in.began)
    print(f"{rate:.0f} acks/s at window {WINDOW}   p50 {cuts[49] * 1000:.2f} ms   p99 {cuts[98] * 1000:.2f} ms")


def main() -> None:
    """Reads the command line."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--requests", type=int, default=5000)
    asyncio.run(measure(arguments.parse_args().requests))


if __name__ == "__main__":
    main()
