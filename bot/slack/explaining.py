"""The jargon of a message, by a shortcut of the message, or of a thread, by a mention in it: for the asker alone."""

import asyncio
import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.render.slack import Message, message
from bot.slack.access import RequestOrigin
from bot.slack.answers import Answers
from bot.slack.message_text import message_text, thread_text
from bot.slack.posting import notice, post_ephemeral, respond
from bot.words.explanation_replies import explanation_reply

SHORTCUT = "explain_message"  # the callback_id in the manifest
UNREADABLE = "I can’t read this thread here. Use the shortcut Explain the jargon of a message instead."
_ASKED = re.compile(
    r"(?:please )?explain(?: (?:this|that|the))?(?: (?:thread|jargon|message|conversation|words|terms|acronyms))?"
    r"(?: please)?[.!?]*",
    re.IGNORECASE,
)

Body = Mapping[str, Any]


def asks_to_explain(text: str) -> bool:
    """Whether what was said to the bot in a thread asks for the jargon of the thread."""
    return _ASKED.fullmatch(text.strip()) is not None


class Explaining:
    """Answers with the jargon of what others wrote; nothing of that is kept."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._native = answers.account_requests.native

    async def explain_message(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Explains the message whose shortcut was chosen. It needs no membership of the conversation."""
        await ack()
        answer = await self._card(message_text(body.get("message") or {}), "this message", client)
        await respond(client, body, {"response_type": "ephemeral", "replace_original": False, **answer}, self._native)

    async def explain_thread(
        self, origin: RequestOrigin, client: AsyncWebClient, thread: str, ts: str, bot_user: str
    ) -> None:
        """Explains what people wrote in a thread, to the one who asked for it in the message `ts`."""
        try:
            text = await thread_text(client, origin.channel, thread, bot_user, without=ts)
        except SlackApiError:
            await post_ephemeral(client, origin.channel, origin.user, notice(UNREADABLE), thread)
            return
        answer = await self._card(text, "this thread", client)
        await post_ephemeral(client, origin.channel, origin.user, answer, thread, self._native)

    async def _card(self, text: str, where: str, client: AsyncWebClient) -> Message:
        reply = await asyncio.to_thread(explanation_reply, text, self._answers.glossary, where)
        native = await self._native.of(client)
        return message(reply, trail=(reply.share,) if reply.share else (), again=reply.share, native=native)
