"""The listeners: each reads what Slack sent, asks for the answer and puts it where it belongs."""

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.render.buttons import CHART, SHARE, TABLE, trail_of
from bot.render.slack import Message
from bot.slack.access import Visit
from bot.slack.answers import Answers, for_all, for_one, in_place
from bot.slack.enclosures import Destination, Enclosures
from bot.slack.place import thread_of
from bot.slack.post import post, respond, tell, whisper
from bot.slack.seen import Seen

Body = Mapping[str, Any]

SENT = "It is in your direct messages with CS Bot."


class Listeners:
    """The app's listeners, named in surface.py. None of them catches what goes wrong: errors.py does."""

    def __init__(self, answers: Answers, enclosures: Enclosures) -> None:
        self._answers = answers
        self._enclosures = enclosures
        self._seen = Seen()

    async def mention(self, event: Body, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Answers a mention in its thread, or begins one."""
        if self._is_news(event):
            thread = event.get("thread_ts") or event["ts"]
            await self._post(_without_mention(event, context), Visit.of(body), client, thread)

    async def direct_message(self, event: Body, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Answers what a person writes in the bot's own conversation with them."""
        if event.get("channel_type") == "im" and not event.get("subtype") and self._is_news(event):
            await self._post(_without_mention(event, context), Visit.of(body), client, event.get("thread_ts"))

    async def button(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Shares an answer, or asks the button's request where its message stands."""
        await ack()
        if action["action_id"] == SHARE:
            await self._share(action["value"], body, client)
        else:
            await self._ask(action["value"], trail_of(action.get("block_id", "")), body, client)

    async def enclose(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Sends the chart or the list of an answer as a file."""
        key = (body["user"]["id"], action["action_id"], action["value"])
        self._enclosures.begin(key, self._enclose(action, body, client), partial(tell, client, body))
        await ack()

    async def _share(self, text: str, body: Body, client: AsyncWebClient) -> None:
        pressed = ("share", body["user"]["id"], body["container"]["message_ts"])
        if self._seen.before(pressed):
            return  # pressed twice
        answered = await self._answers.to(text, Visit.of(body), client, public=True)
        if answered.withheld:
            self._seen.forget(pressed)
            await tell(client, body, answered.withheld)
            return
        answer = for_all(answered, shared_by=body["user"]["id"])
        await respond(client, body, {"response_type": "in_channel", "replace_original": False, **answer})
        await respond(client, body, {"delete_original": True})
        to = Destination(client, body["channel"]["id"], thread_of(body))
        self._enclosures.follow(answered.reply.chart, to, partial(tell, client, body))

    async def _ask(self, text: str, trail: tuple[str, ...] | None, body: Body, client: AsyncWebClient) -> None:
        visit, thread = Visit.of(body), thread_of(body)
        if trail is None and (thread or visit.channel.startswith("D")):
            await self._post(text, visit, client, thread)
            return
        answered = await self._answers.asked(text, visit, client)
        answer = in_place(answered, text, trail or ())
        await respond(client, body, {**answer, "replace_original": trail is not None})

    async def _post(self, text: str, visit: Visit, client: AsyncWebClient, thread: str | None) -> None:
        """Answers where everybody in the conversation sees it, and lets the chart of the answer follow; what they may
        not all see is shown to the asker alone.
        """
        answered = await self._answers.asked(text, visit, client, public=True)
        if answered.withheld:
            await whisper(client, visit.channel, visit.user, for_one(answered), thread)
            return
        await post(client, visit.channel, for_all(answered), thread)
        self._enclosures.follow(answered.reply.chart, Destination(client, visit.channel, thread))

    async def _enclose(self, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Sends the file beside a public answer. A private one can't hold files: its answer and file go to the person
        directly, and they are told so.
        """
        private = trail_of(action.get("block_id", "")) is not None
        answered = await self._answers.to(action["value"], Visit.of(body), client, public=not private)
        if answered.refused or (answered.withheld and not private):
            await tell(client, body, answered.withheld)
            return
        reply = answered.reply
        to = Destination(client, *await _beside(body, client, for_all(answered) if private else None))
        if action["action_id"] == CHART and reply.chart:
            await self._enclosures.send_chart(reply.chart, to)
        elif action["action_id"] == TABLE and reply.table:
            await self._enclosures.send_table(reply.table, to)
        if private:
            await tell(client, body, SENT)

    def _is_news(self, event: Body) -> bool:
        """Whether a person wrote it and it hasn't been answered: Slack sends a message again when it is edited, when
        an answer is late, and once for each event that it is."""
        return not event.get("bot_id") and not self._seen.before((event["channel"], event["ts"]))


async def _beside(body: Body, client: AsyncWebClient, answer: Message | None) -> tuple[str, str | None]:
    """The conversation and thread of the pressed button's message; or, for an answer that it shows to one person, that
    person's conversation with the bot, which is posted to."""
    if answer is not None:
        return await post(client, body["user"]["id"], answer), None
    channel, thread = body["channel"]["id"], thread_of(body)
    return channel, thread if thread or channel.startswith("D") else body["container"]["message_ts"]


def _without_mention(event: Body, context: AsyncBoltContext) -> str:
    return re.sub(rf"<@{context.bot_user_id}(?:\|[^>]*)?>", " ", event.get("text") or "").strip(" ,:")
