"""The listeners: each reads what Slack sent, asks for the answer and puts it where it belongs."""

import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.render.form import to_be_posted
from bot.render.slack import SHARE, trail_of
from bot.slack import forms
from bot.slack.answers import Answers
from bot.slack.forms import Place, Refused
from bot.slack.post import NotDeliveredError, post, respond
from bot.slack.seen import Seen
from metrics import Result

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

    async def open_form(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Opens the form that a button asks for, ahead of anything else: Slack lets it for three seconds."""
        await client.views_open(
            trigger_id=body["trigger_id"], view=forms.opened_by(action["value"], _place(action, body))
        )
        await ack()

    async def change_form(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Shows the other form of a metric that was selected."""
        view = body["view"]
        await client.views_update(view_id=view["id"], view=forms.changed_to(view, action["selected_option"]["value"]))
        await ack()

    async def submit_form(self, ack: AsyncAck, view: Body, body: Body, client: AsyncWebClient) -> None:
        """Sends a form's result where the form was opened, or keeps it open and says what is wrong."""
        answer = forms.submitted(view)
        if isinstance(answer, Refused):
            await ack(**answer.response)
            return
        await self._deliver(answer, view, body["user"]["id"], client)
        await ack()

    async def _deliver(self, result: Result, view: Body, user: str, client: AsyncWebClient) -> None:
        """Sends a result; to the person directly when the form was open for longer than Slack takes answers there."""
        place = forms.place_of(view)
        if not place.url:
            await post(client, place.channel, self._answers.to_form_for_all(result), place.thread or None)
            return
        shared_by = user if to_be_posted(view) else ""
        try:
            await respond(client, {"response_url": place.url}, self._answers.to_form(result, shared_by))
        except NotDeliveredError:
            await post(client, user, self._answers.to_form_for_all(result))

    async def _share(self, text: str, body: Body, client: AsyncWebClient) -> None:
        if self._seen.before(("share", body["user"]["id"], body["container"]["message_ts"])):
            return  # pressed twice
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


def _place(action: Body, body: Body) -> Place:
    """Where the result of a form goes: beside a message that everybody in a thread or conversation sees, or else to the
    asker alone."""
    channel, thread = body["channel"]["id"], _thread(body)
    if trail_of(action.get("block_id", "")) is None and (thread or channel.startswith("D")):
        return Place(channel, thread or "")
    return Place(channel, url=body["response_url"])


def _thread(body: Body) -> str | None:
    """The thread that the message of the pressed button is a reply in."""
    message = {**body.get("container", {}), **(body.get("message") or {})}
    thread = message.get("thread_ts")
    return None if thread == (message.get("ts") or message.get("message_ts")) else thread
