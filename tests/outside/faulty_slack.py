"""A Slack that fails as a test says: its Web API, its response_urls and its Socket Mode, in a thread of its own."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from aiohttp import web

from tests.outside.payloads import BOT, TEAM, USER, Message
from tests.outside.socket_edge import SocketEdge

PATIENCE = 30.0  # seconds that a test waits for what must come: a machine may be busy

T = TypeVar("T")

FAILURES: dict[str, Callable[[], web.Response]] = {
    "html": lambda: web.Response(status=502, text="<html>Bad gateway</html>", content_type="text/html"),
    "html 200": lambda: web.Response(text="<html>Please sign in</html>", content_type="text/html"),
    "429": lambda: web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"}),
    "503": lambda: web.Response(status=503, text="upstream connect error", content_type="text/plain"),
    "plain": lambda: web.Response(text="upstream connect error", content_type="text/plain"),
    "broken": lambda: web.Response(text='{"ok": tr', content_type="application/json"),
    "list": lambda: web.Response(text='["ok"]', content_type="application/json"),
    "null": lambda: web.Response(text="null", content_type="application/json"),
    "expired": lambda: web.Response(status=404, text="expired_url"),
}


def eventually(condition: Callable[[], T], patience: float = PATIENCE) -> T:
    """What the condition gives, as soon as that is true. Raises `AssertionError` when it never is."""
    until = time.monotonic() + patience
    while not (given := condition()):
        assert time.monotonic() < until, "it never came"
        time.sleep(0.02)
    return given


@dataclass
class FaultySlack:
    """What it was asked and sent, and how it fails.

    `fails` says by method (`chat.postMessage`, or for one channel `chat.postMessage C0`; or `response_url`) how calls
    fail: in turn, the last one for good. A failure is a key of `FAILURES`, an error code of Slack's, "hang", "lose"
    (what is asked is done, and the connection dropped), or nothing: an answer. `delays` has the seconds that a method
    takes. `given_up` counts the calls that the bot waited for no longer. `heard` has when a response_url was first
    used, by its query, on the clock of `time.perf_counter`.
    """

    fails: dict[str, list[str]] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)
    calls: Counter[str] = field(default_factory=Counter)
    posted: list[Message] = field(default_factory=list)
    responded: list[Message] = field(default_factory=list)
    heard: dict[str, float] = field(default_factory=dict)
    views: list[Message] = field(default_factory=list)
    edge: SocketEdge = field(default_factory=SocketEdge)
    given_up: int = 0
    port: int = 0
    _mended: asyncio.Event = field(default_factory=asyncio.Event)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.new_event_loop)

    @property
    def url(self) -> str:
        """The address of its Web API."""
        return f"http://127.0.0.1:{self.port}/api/"

    @property
    def response_url(self) -> str:
        """A response_url."""
        return f"http://127.0.0.1:{self.port}/response"

    def texts(self, channel: str) -> list[str]:
        """The texts of the messages posted to a conversation."""
        return [message["text"] for message in self.posted if message["channel"] == channel]

    def do(self, doing: Coroutine[Any, Any, T]) -> T:
        """What something that is done in its thread gives."""
        return asyncio.run_coroutine_threadsafe(doing, self._loop).result(PATIENCE)

    def send(self, kind: str, payload: Message) -> Any:
        """Sends something by Socket Mode; gives what the bot acknowledges it with."""
        envelope = self.do(self.edge.send(kind, payload))
        eventually(lambda: envelope in self.edge.acks)
        return self.edge.acks[envelope]

    def mend(self) -> None:
        """Answers everything again, also what hangs."""
        self.fails.clear()
        self.delays.clear()
        self.do(self._release())

    async def _release(self) -> None:
        self._mended.set()
        self._mended = asyncio.Event()

    async def _method(self, request: web.Request) -> web.StreamResponse:
        """Any method of the Web API."""
        method, given = request.path.rpartition("/")[2], await _given(request)
        self.calls[method] += 1
        await asyncio.sleep(self.delays.get(method, 0.0))
        failure = self._failure(f"{method} {given.get('channel', '')}") or self._failure(method)
        if failed := await self._failed(request, failure):
            return failed
        answer = web.json_response({"ok": True, **self._done(method, given)})
        if failure == "lose" and request.transport:
            request.transport.abort()
        return answer

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        """A response_url."""
        self.calls["response_url"] += 1
        self.heard.setdefault(request.query_string, time.perf_counter())
        failure = self._failure("response_url")
        if failed := await self._failed(request, failure):
            return failed
        self.responded.append(await request.json())
        if failure == "lose" and request.transport:
            request.transport.abort()
        return web.Response(text="ok")

    def _failure(self, key: str) -> str:
        script = self.fails.get(key, [])
        return (script.pop(0) if len(script) > 1 else script[0]) if script else ""

    async def _failed(self, request: web.Request, failure: str) -> web.Response | None:
        """What a failure answers; nothing for one that does what is asked all the same."""
        if failure in FAILURES:
            return FAILURES[failure]()
        if failure == "hang":
            await self._hang(request)
            return None
        return web.json_response({"ok": False, "error": failure}) if failure not in {"", "lose"} else None

    async def _hang(self, request: web.Request) -> None:
        """Waits until `mend`, or until the bot gives the call up."""
        mended = asyncio.ensure_future(self._mended.wait())
        while not (await asyncio.wait({mended}, timeout=0.05))[0]:
            if request.transport is None:
                self.given_up += 1
                mended.cancel()
                raise ConnectionResetError

    def _done(self, method: str, given: Message) -> Message:
        """Does what a method does, and gives what it answers."""
        answers: dict[str, Callable[[Message], Message]] = {
            "auth.test": lambda _: {"team": "Team", "team_id": TEAM, "user": "cs-bot", "user_id": BOT, "bot_id": "B0"},
            "apps.connections.open": lambda _: {"url": self.edge.new_url()},
            "users.info": lambda given: {"user": _person(given["user"])},
            "users.list": lambda _: {"members": [_person(USER)]},
            "conversations.info": lambda given: {"channel": _conversation(given["channel"])},
            "conversations.members": lambda _: {"members": [USER]},
            "conversations.history": self._history,
            "conversations.replies": self._replies,
            "chat.postMessage": self._post,
            "views.open": lambda given: self.views.append(given) or {},  # type: ignore[func-returns-value]
        }
        return answers[method](given) if method in answers else {}

    def _post(self, given: Message) -> Message:
        self.posted.append({**given, "ts": f"{time.time():.6f}", "bot_id": "B0", "user": BOT})
        return {"ts": self.posted[-1]["ts"], "channel": given["channel"]}

    def _history(self, given: Message) -> Message:
        thread = given.get("ts")
        there = [each for each in self.posted if each["channel"] == given["channel"]]
        return {"messages": [each for each in reversed(there) if thread in {None, each["ts"], each.get("thread_ts")}]}

    def _replies(self, given: Message) -> Message:
        return {"messages": self._history(given)["messages"][::-1]}  # of a thread the oldest is first

    async def run(self, stop: asyncio.Event, listening: threading.Event) -> None:
        """Listens until it is stopped."""
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._method)
        app.router.add_post("/response", self._respond)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.port = runner.addresses[0][1]
        await self.edge.open()
        listening.set()
        await stop.wait()
        await self._release()
        await self.edge.close()
        await runner.cleanup()


@contextmanager
def faulty_slack() -> Iterator[FaultySlack]:
    """It, listening on ports of its own until the context ends."""
    slack, stop, listening = FaultySlack(), asyncio.Event(), threading.Event()
    running = slack.run(stop, listening)
    thread = threading.Thread(target=slack._loop.run_until_complete, args=(running,), daemon=True)
    thread.start()
    assert listening.wait(PATIENCE)
    try:
        yield slack
    finally:
        slack._loop.call_soon_threadsafe(stop.set)
        thread.join(PATIENCE)
        slack._loop.close()


def _person(user: str) -> Message:
    return {"id": user, "team_id": TEAM, "real_name": "Sam Sample", "profile": {"email": "sam@sample.example"}}


def _conversation(channel: str) -> Message:
    return {"id": channel, "is_im": channel.startswith("D"), "is_member": True}


async def _given(request: web.Request) -> Message:
    if request.content_type == "application/json":
        return dict(await request.json())
    return {**request.query, **await request.post()}
