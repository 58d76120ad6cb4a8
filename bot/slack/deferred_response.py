"""Answers to slash commands that may take longer than Slack waits: then they come behind."""

import asyncio
import json
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.answers import SlashResponse
from bot.slack.errors import apologize
from bot.slack.posting import respond

ACK_TIMEOUT = 2.3  # seconds that an answer is waited for: Slack waits 3, and the way there and back takes some
JSON: dict[str, str | Sequence[str]] = {"content-type": ["application/json;charset=utf-8"]}


class DeferredResponse:
    """Answers in time, with the answer or with nothing, and then sends the answer as soon as it is there."""

    def __init__(self, prompt: float = ACK_TIMEOUT) -> None:
        self._prompt = prompt
        self._under_way: set[asyncio.Task[None]] = set()

    async def response(
        self, work: Coroutine[Any, Any, SlashResponse], body: Mapping[str, Any], client: AsyncWebClient
    ) -> BoltResponse:
        """The response to a slash command that the work answers. What goes wrong with it is apologized for."""
        working = asyncio.ensure_future(_mended(work, body, client))
        done, _ = await asyncio.wait({working}, timeout=self._prompt)
        if done:
            return working.result()
        sending = asyncio.create_task(_send(working, body, client))
        self._under_way.add(sending)  # the loop itself would forget it
        sending.add_done_callback(self._under_way.discard)
        return BoltResponse(status=200, body="")


async def _mended(
    work: Coroutine[Any, Any, SlashResponse], body: Mapping[str, Any], client: AsyncWebClient
) -> BoltResponse:
    try:
        answer = await work
    except Exception as error:  # noqa: BLE001  told to the user and logged, like what goes wrong in listeners
        return await apologize(error, body, client)
    return BoltResponse(status=200, headers=JSON if answer.body else None, body=answer.body)


async def _send(working: "asyncio.Future[BoltResponse]", body: Mapping[str, Any], client: AsyncWebClient) -> None:
    response = await working
    if not response.body:
        return
    try:
        await respond(client, body, json.loads(response.body))
    except Exception as error:  # noqa: BLE001  nobody is waiting who could be told
        await apologize(error, {}, client)
