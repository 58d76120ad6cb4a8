"""The listeners: each reads what Slack sent, asks for the answer and puts it where it belongs."""

import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.render.slack import SHARE, trail_of
from bot.slack.answers import Answers
from bot.slack.post import post, respond
from bot.slack.seen import Seen

Body = Mapping[str, Any]


class Listeners:
    """The app's listeners, named in surface.py. None of them catches what goes wrong: errors.py does."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._seen = Seen()

    async def mention(self, event: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Answers a mention in its thread, or begins one."""
        if not self._is_news(event):
            return
        answer = self._answers.for_all(_without_mention(event, context))
        await post(client, event["channel"], answer, event.get("thread_ts") or event["ts"])

    async def direct_message(self, event: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Answers what a person writes in the bot's own conversation with them."""
        if event.get("channel_type") != "im" or event.get("subtype") or not self._is_news(event):
            return
        answer = self._answers.for_all(_without_mention(event, context))
        await post(client, event["channel"], answer, event.get("thread_ts"))

    async def button(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Shares an answer, or asks the button's request where its message stands."""
        await ack()
        if action["action_id"] == SHARE:
            await self._share(action["value"], body, client)
        else:
            await self._ask(action["value"], trail_of(action.get("block_id", "")), body, client)

    async def _share(self, text: str, body: Body, client: AsyncWebClient) -> None:
        answer = self._answers.for_all(text, shared_by=body["user"]["id"])
        await respond(client, body, {"response_type": "in_channel", "replace_original": False, **answer})
        await respond(client, body, {"delete_original": True})

    async def _ask(self, text: str, trail: tuple[str, ...] | None, body: Body, client: AsyncWebClient) -> None:
        channel, thread = body["channel"]["id"], _thread(body)
        if trail is not None:
            await respond(client, body, self._answers.in_place_of(text, trail))
        elif thread or channel.startswith("D"):
            await post(client, channel, self._answers.for_all(text), thread)
        else:
            await respond(client, body, {**self._answers.in_place_of(text, ()), "replace_original": False})

    def _is_news(self, event: Body) -> bool:
        """Whether a person wrote it and it hasn't been answered: Slack sends a message again when it is edited, when
        an answer is late, and once for each event that it is."""
        return not event.get("bot_id") and not self._seen.before((event["channel"], event["ts"]))


def _without_mention(event: Body, context: AsyncBoltContext) -> str:
    return re.sub(rf"<@{context.bot_user_id}(?:\|[^>]*)?>", " ", event.get("text") or "").strip(" ,:")


def _thread(body: Body) -> str | None:
    """The thread that the message of the pressed button is a reply in."""
    message = {**body.get("container", {}), **(body.get("message") or {})}
    thread = message.get("thread_ts")
    return None if thread == (message.get("ts") or message.get("message_ts")) else thread
