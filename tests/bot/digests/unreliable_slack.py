"""A Slack that fails in every way that loses or doubles messages: late, twice, half-way, and with its history behind.

Run as a program, it prints its port and listens until it is ended.
"""

import asyncio
import sys
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import Any

from aiohttp import web

HOW = {
    "ok": 60,
    "slowly": 8,
    "after the time-out": 4,
    "then drops": 6,
    "then 500": 4,
    "then fatal_error": 4,
    "then half a body": 3,
    "drops instead": 3,
    "429 instead": 4,
    "500 instead": 2,
    "fatal_error instead": 2,
}


@dataclass
class UnreliableSlack:
    """What was posted, by conversation. A message shows in the history up to `lag` seconds after it was taken, or
    `always` as many; a post that is taken after the time-out is so after `late` seconds, and then that is frequent.
    """

    lag: float
    timeout: float
    late: float
    always: bool = False
    chance: Random = field(default_factory=lambda: Random(7))
    posted: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    taken: int = 0
    calls: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    async def post(self, request: web.Request) -> web.StreamResponse:
        """chat.postMessage: in one of eleven ways."""
        message = await request.json()
        often = {**HOW, "after the time-out": 40} if self.always else HOW
        (how,) = self.chance.choices(list(often), list(often.values()))
        self.calls[how] += 1
        if how == "after the time-out":
            await asyncio.sleep(self.late)
        elif how == "slowly":
            await asyncio.sleep(self.timeout * 0.6)
        if not how.endswith("instead"):
            ts = self._take(message)
        if "drops" in how and request.transport:
            request.transport.abort()
        if how == "429 instead":
            return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"})
        if "500" in how:
            return web.Response(status=500, text="<html>something broke</html>")
        if "fatal_error" in how:
            return web.json_response({"ok": False, "error": "fatal_error"})
        if "half" in how:
            return web.Response(text='{"ok": true, "ts": "17', content_type="application/json")
        return web.json_response({"ok": True, "ts": ts if not how.endswith("instead") else ""})

    def _take(self, message: dict[str, Any]) -> str:
        now = asyncio.get_running_loop().time()
        self.taken += 1  # never the ts of another message, deleted or not
        ts = f"{1_800_000_000 + self.taken}.000100"
        self.posted[message["channel"]].append(
            {**message, "ts": ts, "seen_from": now + self.lag * (1 if self.always else self.chance.random())}
        )
        return ts

    async def history(self, request: web.Request) -> web.Response:
        """conversations.history and conversations.replies, two messages a page.

        A cursor stands at a message, as Slack's does, so that pages don't shift when one is deleted meanwhile.
        """
        asked = {**request.query, **(await request.post())}
        now = asyncio.get_running_loop().time()
        thread = asked.get("ts")
        seen = [
            message
            for message in reversed(self.posted[str(asked["channel"])])
            if message["seen_from"] <= now and (message.get("thread_ts") == thread or message["ts"] == thread)
        ]
        before = str(asked.get("cursor") or "")
        left = [each for each in seen if not before or each["ts"] < before]
        page = [{key: each[key] for key in ("ts", "text", "metadata")} for each in left[:2]]
        cursor = page[-1]["ts"] if len(left) > len(page) else ""
        return web.json_response({"ok": True, "messages": page, "response_metadata": {"next_cursor": cursor}})

    async def delete(self, request: web.Request) -> web.Response:
        """chat.delete."""
        asked = {**request.query, **(await request.post())}
        channel = str(asked["channel"])
        self.posted[channel] = [each for each in self.posted[channel] if each["ts"] != asked["ts"]]
        self.calls["deleted"] += 1
        return web.json_response({"ok": True})

    async def state(self, _: web.Request) -> web.Response:
        """For the test: what stands in each conversation, and how the calls were answered."""
        marks = {
            channel: [each["metadata"]["event_payload"]["mark"] for each in messages]
            for channel, messages in self.posted.items()
        }
        texts = {channel: [each["text"] for each in messages] for channel, messages in self.posted.items()}
        return web.json_response({"marks": marks, "texts": texts, "calls": self.calls})


async def main(lag: float, patience: float, late: float, *, always: bool) -> None:
    """Listens on a port of its own and prints it."""
    slack = UnreliableSlack(lag, patience, late, always)
    app = web.Application()
    app.router.add_post("/api/chat.postMessage", slack.post)
    app.router.add_post("/api/chat.delete", slack.delete)
    app.router.add_route("*", "/api/conversations.history", slack.history)
    app.router.add_route("*", "/api/conversations.replies", slack.history)
    app.router.add_get("/state", slack.state)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    given = [*map(float, sys.argv[1:5])]
    asyncio.run(main(*given[:3], always=bool(given[3])))
