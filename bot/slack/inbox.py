"""Requests that Slack was told are taken, until they are answered: what a process that dies was asked, another answers.

Only what changes nothing is answered by another. Of all else it isn't known whether it was done, and whoever asked is
told so.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Coroutine, Hashable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar
from uuid import uuid4

from slack_bolt.async_app import AsyncBoltRequest

from bot.commands import COMMANDS, parse_request
from bot.render.buttons import ASK, MORE
from bot.slack.errors import is_asked
from bot.slack.posting import notice, notify_user, post, respond
from bot.slack.request_memory import RequestMemory, interaction_of
from bot.slack.shared_state import PATIENCE, SharedState
from store.kept_requests import KeptRequests, RequestKeeper
from store.opening import server_requests

if TYPE_CHECKING:
    from bot.slack.app import App

T = TypeVar("T")
logger = logging.getLogger(__name__)

LOOK: Final = 5.0  # seconds between two looks for requests that were left
KEPT_WITHIN: Final = 0.5  # seconds that the response to Slack waits for it: some 2.3 of 3 may be gone
NOT_KNOWN = "I was restarted in the middle of that, and don't know whether it was done. Look, and ask again if not."

Body = Mapping[str, Any]


class Inbox:
    """Keeps what is under way, once it is told where; before that nothing is kept."""

    def __init__(self) -> None:
        self._kept: RequestKeeper | None = None
        self._scope = ""
        self._shared: SharedState | None = None
        self._under_way: set[str] = set()
        self._done: set[str] = set()

    def keep_with(self, memory: RequestMemory, beside: Path) -> None:
        """Keeps requests from now on, where they are remembered: on the server of the store, for other machines too, or
        in a file that is named after another.
        """
        self._scope, self._shared = memory.scope, memory.shared
        if memory.shared is None:
            self._kept = KeptRequests(beside.with_name(f"{beside.name}-inbox"), memory.scope)
        else:
            self._kept = server_requests(memory.shared.tables, memory.scope)

    async def watched(self, work: Coroutine[Any, Any, None], body: Body) -> Coroutine[Any, Any, None]:
        """The work on a request, which is kept from now on until it is done."""
        if self._kept is None:
            return work
        key, text = f"{self._scope} {uuid4().hex}", json.dumps(body)
        self._under_way.add(key)
        await self._ask(lambda kept: kept.keep(key, text), KEPT_WITHIN)
        return self._until_done(work, key)

    async def answer_left(self, app: "App") -> None:
        """Answers what processes that have died were asked, and goes on keeping what this one is asked."""
        if under_way := sorted(self._under_way):
            await self._ask(lambda kept: kept.renew(under_way))
        await self._forget_done()
        while (found := await self._ask(lambda kept: kept.claim())) is not None:
            key, body = found
            self._under_way.add(key)
            app.background.begin(self._until_done(_answer(app, json.loads(body)), key), goes_on=True)

    async def look_after(self, app: "App") -> None:
        """Answers what was left, again and again."""
        while True:
            try:
                await self.answer_left(app)
            except Exception:
                logger.exception("a look after requests that were left failed, and is tried again")
            await asyncio.sleep(LOOK)

    def close(self) -> None:
        """Closes the file."""
        if self._kept is not None:
            self._kept.close()

    async def _until_done(self, work: Coroutine[Any, Any, None], key: str) -> None:
        """What is cancelled isn't done: another process takes it over. What fails has been apologized for."""
        try:
            await work
            self._done.add(key)
        finally:
            self._under_way.discard(key)
        await self._forget_done()

    async def _forget_done(self) -> None:
        """Forgets what is answered; what can't be forgotten now is with the next."""
        done = sorted(self._done)
        forgotten = await self._ask(lambda kept: kept.forget(done)) if done else None
        if forgotten:
            self._done.difference_update(done)

    async def _ask(self, work: Callable[[RequestKeeper], T], patience: float = PATIENCE) -> T | None:
        """What comes of work with what keeps requests; None where that is on a server that doesn't answer in time."""
        if (kept := self._kept) is None:
            return None
        return work(kept) if self._shared is None else await self._shared.ask(lambda: work(kept), patience)


async def _answer(app: "App", body: Body) -> None:
    """Answers a request as if it came now, or says that it isn't known whether it was done."""
    try:
        if not may_repeat(app, body):
            await _tell(app, body)
            return
        logger.warning("a request that another process left is answered now")
        await app.memory.forget(_identity(body))
        response = await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=dict(body)))
        if response.body and body.get("response_url"):
            await respond(app.web_client, body, json.loads(response.body))
    except Exception:  # it isn't taken over again and again
        logger.exception("a request that another process left could not be answered")


def may_repeat(app: "App", body: Body) -> bool:
    """Whether to do a request twice does no harm."""
    if actions := body.get("actions"):
        action = actions[0]
        if not str(action.get("action_id", "")).startswith((ASK, MORE)):
            return False
        text = str(action.get("value", ""))
    elif "command" in body:
        text = str(body.get("text", ""))
    elif "event" in body:
        text = str(body["event"].get("text", ""))
    else:
        return False
    return not COMMANDS[parse_request(text.rpartition(">")[2].strip(), app.glossary).verb].writes


def _identity(body: Body) -> Hashable:
    """What a request is known by once it was seen."""
    if event := body.get("event"):
        return (event.get("channel"), event.get("ts"))
    return interaction_of(body)


async def _tell(app: "App", body: Body) -> None:
    if body.get("response_url"):
        await notify_user(app.web_client, body, NOT_KNOWN)
    elif event := body.get("event"):
        if event.get("channel") and event.get("user") and is_asked(event):
            await post(app.web_client, event["channel"], notice(NOT_KNOWN), event.get("thread_ts") or event.get("ts"))
    elif "user" in body:
        await post(app.web_client, body["user"]["id"], notice(NOT_KNOWN))
