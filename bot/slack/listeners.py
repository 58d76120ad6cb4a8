"""Mentions, direct messages, buttons; each event once."""

import logging
import re
from collections.abc import Hashable, Mapping
from functools import partial
from typing import Any, Literal

from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.commands import COMMANDS, parse_request
from bot.digests.questions import read_question
from bot.parsing.follow_ups import goes_on_from_list, is_between_people, may_follow_up, read_follow_up
from bot.render.buttons import CHART, MORE, SHARE, TABLE, trail_of
from bot.render.slack import Message
from bot.slack.access import RequestOrigin
from bot.slack.agent_view import status_where_slow
from bot.slack.answers import Answers, ephemeral_message, public_message, replacement_message
from bot.slack.attachments import Attachments, Destination
from bot.slack.delivered import UncertainDeliveryError
from bot.slack.explaining import Explaining, asks_to_explain
from bot.slack.list_files import NOT_DIRECTLY, SENT
from bot.slack.posting import (
    NotDeliveredError,
    notice,
    notify_user,
    post,
    post_ephemeral,
    post_in_form,
    respond,
    thread_of,
)
from bot.slack.request_memory import RequestMemory
from bot.slack.threads import heard_before, is_a_request, is_for_all, mark_message, mark_of

logger = logging.getLogger(__name__)


Body = Mapping[str, Any]
Asked = Literal["surely", "of a list", "perhaps"]  # whether the bot is meant

HEARD = frozenset({None, "file_share", "thread_broadcast"})  # the subtypes of messages that people write anew
FILE_ALONE = (
    "I read what you write, but no files. Write what you would like to know, such as “define nrr”. "
    "Files of accounts are imported by whoever runs me, with “cs import”."
)
_PERSON = re.compile(r"(?<!\S)@([UW][A-Z0-9]{5,})\b")
ASK_DIGEST = "digest ask "


class Listeners:
    """The app's listeners, named in surface.py. None of them catches what goes wrong: errors.py does."""

    def __init__(
        self, answers: Answers, attachments: Attachments, memory: RequestMemory, explaining: Explaining
    ) -> None:
        self._answers = answers
        self._explaining = explaining
        self._attachments = attachments
        self._seen = memory
        self._native = answers.account_requests.native

    async def mention(self, event: Body, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Answers a mention in its thread, or begins one."""
        if not await self._is_news(event):
            return
        said, origin, thread = _without_mention(event, context), RequestOrigin.of(body), event.get("thread_ts")
        if mark := mark_of(said):
            await post(client, origin.channel, mark_message(mark), thread or event["ts"])
            return
        if thread and asks_to_explain(said):
            await self._explaining.explain_thread(origin, client, thread, event["ts"], context.bot_user_id or "")
            return
        text = await self._whole(said, client, origin.channel, thread, context) if thread else said
        await self._post(text, origin, client, thread or event["ts"])

    async def message(self, event: Body, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        """Answers a person in the bot's own conversation with them, or in a thread that the bot is in."""
        if event.get("subtype") not in HEARD:
            return
        if event.get("channel_type") == "im":
            if await self._is_news(event):
                await self._in_direct_message(event, body, context, client)
        elif event.get("thread_ts") and self._may_be_asked(event.get("text") or "") and await self._is_news(event):
            answered = await self._overheard(event, body, context, client)
            if not answered:  # it may be edited yet, to mention the bot
                await self._seen.forget((event["channel"], event["ts"]))

    async def _in_direct_message(
        self, event: Body, body: Body, context: AsyncBoltContext, client: AsyncWebClient
    ) -> None:
        said, asked_in, channel = _without_mention(event, context), event.get("thread_ts"), event["channel"]
        in_threads = await self._answers.account_requests.has_agent_view(client)
        thread = asked_in or (event["ts"] if in_threads else None)
        if event.get("files") and not said:
            await post(client, channel, notice(FILE_ALONE), thread)
            return
        async with status_where_slow(client, channel, thread if in_threads and thread else ""):
            text = await self._whole(said, client, channel, asked_in, context)
            await self._post(text, RequestOrigin.of(body), client, thread)

    def _may_be_asked(self, text: str) -> bool:
        """Whether what is said in a thread may be for the bot: only then is it looked up whether the bot is in it."""
        return is_for_all(text) and (
            may_follow_up(text) or read_question(text) is not None or is_a_request(text, self._answers.glossary)
        )

    async def _overheard(self, event: Body, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> bool:
        """Answers in a thread that the bot is in where it is sure that it was asked, and returns whether it did."""
        origin, thread, said = RequestOrigin.of(body), event["thread_ts"], event.get("text") or ""
        before = await heard_before(client, origin.channel, thread, context.bot_user_id or "")
        if not before.joined or before.quiet:
            return False
        if asked := await self._answers.account_requests.ask_digest(said, origin.channel, thread):
            return await self._post(asked, origin, client, thread, asked="perhaps")
        previous = await self._gone_on_from(before.previous, origin.channel, thread)
        if is_between_people(said, previous):
            return False
        follow_up = read_follow_up(said, previous, self._answers.glossary)
        if follow_up or is_a_request(said, self._answers.glossary):
            sure: Asked = "of a list" if follow_up and goes_on_from_list(said, previous) else "perhaps"
            return await self._post(_with_people(follow_up) or said, origin, client, thread, asked=sure)
        return False

    async def _whole(
        self, said: str, client: AsyncWebClient, channel: str, thread: str | None, context: AsyncBoltContext
    ) -> str:
        """The whole request that somebody makes, with what was answered before where it can't stand by itself."""
        if thread and (asked := await self._answers.account_requests.ask_digest(said, channel, thread)):
            return asked
        if not may_follow_up(said):
            return said
        before = await heard_before(client, channel, thread, context.bot_user_id or "")
        previous = await self._gone_on_from(before.previous, channel, thread) if thread else before.previous
        return _with_people(read_follow_up(said, previous, self._answers.glossary)) or said

    async def _gone_on_from(self, answered: str, channel: str, thread: str) -> str:
        """The request whose answer a thread goes on from: the last one, or the list of the digest that begins it where
        that alone was asked.
        """
        if answered and not answered.startswith(ASK_DIGEST):
            return answered
        return await self._answers.account_requests.list_of_digest(channel, thread) or answered

    async def button(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Shares an answer, shows the whole of it, or asks the button's request where its message stands."""
        await ack()
        trail = trail_of(action.get("block_id", ""))
        if action["action_id"] == SHARE:
            await self._share(action["value"], body, client)
        elif action["action_id"] == MORE:
            await self._show_whole(action["value"], trail, body, client)
        else:
            await self._ask(action["value"], trail, body, client)

    async def attach(self, ack: AsyncAck, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Sends the chart or the list of an answer as a file."""
        key = (body["user"]["id"], action["action_id"], action["value"])
        self._attachments.begin(key, self._attach(action, body, client), partial(notify_user, client, body))
        await ack()

    async def _share(self, text: str, body: Body, client: AsyncWebClient) -> None:
        pressed = ("share", body["user"]["id"], body["container"]["message_ts"])
        if await self._seen.before(pressed):
            return  # pressed twice
        try:
            await self._show_all(text, pressed, body, client)
        except Exception:
            await self._seen.forget(pressed)  # it may be pressed again
            raise

    async def _show_all(self, text: str, pressed: Hashable, body: Body, client: AsyncWebClient) -> None:
        answered = await self._answers.to(text, RequestOrigin.of(body), client, public=True)
        if answered.withheld:
            await self._seen.forget(pressed)
            await notify_user(client, body, answered.withheld)
            return
        answer = public_message(answered, shared_by=body["user"]["id"])
        shared = {"response_type": "in_channel", "replace_original": False, **answer}
        form = await respond(client, body, shared, self._native)
        try:
            await respond(client, body, {"delete_original": True})
        except (NotDeliveredError, UncertainDeliveryError) as error:  # all the same it is shared
            logger.warning("what was shared is still shown to the one who shared it: %s", error)
        to = Destination(client, body["channel"]["id"], thread_of(body))
        tell = partial(notify_user, client, body)
        self._attachments.send_in_background(answered.reply.chart, to, tell, behind=form)

    async def _ask(self, text: str, trail: tuple[str, ...] | None, body: Body, client: AsyncWebClient) -> None:
        origin, thread = RequestOrigin.of(body), thread_of(body)
        if trail is None and (thread or origin.channel.startswith("D")):
            await self._post(text, origin, client, thread)
            return
        answered = await self._answers.asked(text, origin, client)
        answer = replacement_message(answered, text, trail or ())
        await respond(client, body, {**answer, "replace_original": trail is not None}, self._native)

    async def _show_whole(self, text: str, trail: tuple[str, ...] | None, body: Body, client: AsyncWebClient) -> None:
        """Shows all of an answer: in place of its first view where only the asker sees that; else in their direct
        conversation with the bot, or to them alone beside what everybody sees.
        """
        origin, thread = RequestOrigin.of(body), thread_of(body)
        answered = await self._answers.to(text, origin, client)
        if trail is not None:
            await respond(client, body, replacement_message(answered, text, trail, whole=True), self._native)
        elif origin.channel.startswith("D"):
            await post_in_form(client, origin.channel, public_message(answered, whole=True), thread, self._native)
        elif thread:
            whole = ephemeral_message(answered, whole=True)
            await post_ephemeral(client, origin.channel, origin.user, whole, thread, self._native)
        else:
            answer = {"response_type": "ephemeral", "replace_original": False}
            await respond(client, body, answer | ephemeral_message(answered, whole=True), self._native)

    async def _post(
        self,
        text: str,
        origin: RequestOrigin,
        client: AsyncWebClient,
        thread: str | None,
        *,
        asked: Asked = "surely",
    ) -> bool:
        """Answers where everybody in the conversation sees it, and lets the chart of the answer follow; what they may
        not all see is shown to the asker alone. What is `asked` without a mention is refused in silence, and only an
        answer is posted where it is asked `perhaps`, not of a list that was answered before.
        Of a list that is asked for as CSV the file is sent instead. Returns whether anything is answered.
        """
        answered = await self._answers.asked(text, origin, client, public=True)
        if (asked != "surely" and answered.refused) or (asked == "perhaps" and answered.reply.outcome != "answered"):
            return False
        if answered.withheld:
            alone = ephemeral_message(answered)
            await post_ephemeral(client, origin.channel, origin.user, alone, thread, self._native)
            return True
        to = Destination(client, origin.channel, thread)
        if answered.request.as_csv and answered.reply.table:
            sending = self._attachments.send_table(answered.reply.table, to)
            self._attachments.begin((origin.user, thread, text), sending, partial(_say, to))
            return True
        posted = await post_in_form(client, origin.channel, public_message(answered), thread, self._native)
        self._attachments.send_in_background(answered.reply.chart, to, behind=posted.form)
        return True

    async def _attach(self, action: Body, body: Body, client: AsyncWebClient) -> None:
        """Sends the file beside a public answer. A private one can't hold files: its answer and file go to the person
        directly, and they are told so.
        """
        private = trail_of(action.get("block_id", "")) is not None
        if private and self._stays_out_of_direct_messages(action["value"]):
            await notify_user(client, body, NOT_DIRECTLY)
            return
        answered = await self._answers.to(action["value"], RequestOrigin.of(body), client, public=not private)
        if answered.refused or (answered.withheld and not private):
            await notify_user(client, body, answered.withheld)
            return
        reply = answered.reply
        to = Destination(client, *await _beside(body, client, public_message(answered) if private else None))
        if action["action_id"] == CHART and reply.chart:
            await self._attachments.send_chart(reply.chart, to)
        elif action["action_id"] == TABLE and reply.table:
            await self._attachments.send_table(reply.table, to)
        if private:
            await notify_user(client, body, SENT)

    def _stays_out_of_direct_messages(self, text: str) -> bool:
        about_accounts = COMMANDS[parse_request(text, self._answers.glossary).verb].about_accounts
        return about_accounts and not self._answers.account_requests.may_answer_directly

    async def _is_news(self, event: Body) -> bool:
        """Whether a person wrote it and it hasn't been answered: Slack sends a message again when it is edited, when
        an answer is late, and once for each event that it is."""
        return not event.get("bot_id") and not await self._seen.before((event["channel"], event["ts"]))


async def _beside(body: Body, client: AsyncWebClient, answer: Message | None) -> tuple[str, str | None]:
    """The conversation and thread of the pressed button's message; or, for an answer that it shows to one person, that
    person's conversation with the bot, which is posted to."""
    if answer is not None:
        return await post(client, body["user"]["id"], answer), None
    channel, thread = body["channel"]["id"], thread_of(body)
    return channel, thread if thread or channel.startswith("D") else body["container"]["message_ts"]


async def _say(to: Destination, text: str) -> None:
    """Says a sentence where a file was asked for."""
    await post(to.client, to.channel, notice(text), to.thread)


def _with_people(request: str) -> str:
    """The request with the people in it as Slack sends them, so that they are looked up."""
    return _PERSON.sub(r"<@\1>", request)


def _without_mention(event: Body, context: AsyncBoltContext) -> str:
    said = (event.get("text") or "").strip()
    own = rf"<@{context.bot_user_id}(?:\|[^>]*)?>"
    return re.sub(own, "CS Bot", re.sub(rf"^{own}|{own}$", "", said)).strip(" ,:")
