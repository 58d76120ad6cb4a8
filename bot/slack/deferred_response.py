"""Responses that may take longer than Slack waits: then what they say comes behind, as a message."""

import asyncio
import json
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answers import SlashResponse
from bot.slack.background import BackgroundTasks
from bot.slack.errors import apologize, apologize_directly
from bot.slack.inbox import Inbox
from bot.slack.posting import notice, post, respond

ACK_TIMEOUT = 2.3  # seconds that an answer is waited for: Slack waits 3, and the way there and back takes some
NOTHING_DONE = (
    "The form was closed before I could show what comes next in it, and nothing was done: somebody may have done "
    "something meanwhile, or more is to be said. Please open it again."
)
JSON: dict[str, str | Sequence[str]] = {"content-type": ["application/json;charset=utf-8"]}

Body = Mapping[str, Any]
Response = Coroutine[Any, Any, BoltResponse]


class DeferredResponse:
    """Answers in time, with the answer or with nothing, and then sends the answer as soon as it is there."""

    def __init__(self, background: BackgroundTasks, prompt: float | None = None, inbox: Inbox | None = None) -> None:
        self._background = background
        self._inbox = inbox or Inbox()
        self._prompt = ACK_TIMEOUT if prompt is None else prompt

    async def to_command(
        self, work: Coroutine[Any, Any, SlashResponse], body: Body, client: AsyncWebClient
    ) -> BoltResponse:
        """The response to a slash command that the work answers. What goes wrong with it is apologized for."""
        working = await self._in_time(_mended(work, body, client))
        if working.done():
            return working.result()
        self._background.begin(await self._inbox.watched(_send(working, body, client), body), goes_on=True)
        return BoltResponse(status=200, body="")

    async def to_form(self, work: Response, body: Body, client: AsyncWebClient) -> BoltResponse:
        """The response to a submitted form. Where it is late, the form is closed, and a message says what was wrong."""
        working = await self._in_time(work)
        if working.done():
            return working.result()
        telling = _tell(working, str(body["user"]["id"]), client)
        self._background.begin(await self._inbox.watched(telling, body), goes_on=True)
        return BoltResponse(status=200, body="")

    async def _in_time(self, work: Response) -> "asyncio.Task[BoltResponse]":
        working = asyncio.ensure_future(work)
        await asyncio.wait({working}, timeout=self._prompt)
        return working


async def _mended(work: Coroutine[Any, Any, SlashResponse], body: Body, client: AsyncWebClient) -> BoltResponse:
    try:
        answer = await work
    except Exception as error:  # noqa: BLE001  told to the user and logged, like what goes wrong in listeners
        return await apologize(error, body, client)
    return BoltResponse(status=200, headers=JSON if answer.body else None, body=answer.body)


async def _send(working: "asyncio.Task[BoltResponse]", body: Body, client: AsyncWebClient) -> None:
    response = await working
    if not response.body:
        return
    try:
        await respond(client, body, json.loads(response.body))
    except Exception as error:  # noqa: BLE001  nobody is waiting who could be told
        await apologize(error, {}, client)


async def _tell(working: "asyncio.Task[BoltResponse]", user: str, client: AsyncWebClient) -> None:
    try:
        response = await working
        said = json.loads(response.body) if response.body else {}
        if faults := said.get("errors"):
            await post(client, user, notice(f"The form wasn't taken. {' '.join(faults.values())}"))
        elif "submit" in (said.get("view") or {}):
            await post(client, user, notice(NOTHING_DONE))
    except Exception as error:  # noqa: BLE001  as in listeners
        await apologize_directly(error, user, client)
