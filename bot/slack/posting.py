"""Where an answer goes, and sending it at most once."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.render.buttons import trail_of
from bot.render.mrkdwn import escape
from bot.render.slack import Message
from bot.slack.delivered import CLIENT_ERRORS, Attempt, UncertainDeliveryError, is_uncertain
from bot.slack.web_client import TIMEOUT, ShortWaits, proxy_for, trouble

logger = logging.getLogger(__name__)

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ReplyTarget:
    """Where a form's result goes: to the asker alone through a response_url, or into a conversation or a thread."""

    channel: str
    thread: str = ""
    url: str = ""

    @classmethod
    def of(cls, action: Body, body: Body) -> "ReplyTarget":
        """That of a pressed button: beside a message that everybody in a thread or conversation sees, or else with the
        asker alone.
        """
        channel, thread = body["channel"]["id"], thread_of(body)
        if trail_of(action.get("block_id", "")) is None and (thread or channel.startswith("D")):
            return cls(channel, thread or "")
        return cls(channel, url=body["response_url"])


def thread_of(body: Body) -> str | None:
    """The thread that the message of the pressed button is a reply in."""
    message = {**body.get("container", {}), **(body.get("message") or {})}
    thread = message.get("thread_ts")
    return None if thread == (message.get("ts") or message.get("message_ts")) else thread


class NotDeliveredError(Exception):
    """Slack refused what was sent to a response_url."""


async def post(client: AsyncWebClient, channel: str, answer: Message, thread: str | None = None) -> str:
    """Posts an answer to a conversation, or to a thread of it; gives the conversation's id, which for a person is that
    of their conversation with the bot.

    When Slack's own answer is lost, it is looked whether the message is there. Raises `UncertainDeliveryError` when
    that can't be found out.
    """
    attempt = Attempt(channel, thread, answer["text"])
    try:
        posted = await client.chat_postMessage(
            channel=channel,
            text=answer["text"],
            blocks=answer["blocks"],
            metadata=attempt.metadata,
            thread_ts=thread,
            unfurl_links=False,
            unfurl_media=False,
        )
    except CLIENT_ERRORS as error:
        if not is_uncertain(error) or not await attempt.arrived(client):
            raise
        logger.info("a message arrived all the same; Slack's answer to it was lost: %s", trouble(error))
        return channel
    return str(posted.get("channel") or channel)


async def post_ephemeral(
    client: AsyncWebClient, channel: str, user: str, answer: Message, thread: str | None = None
) -> None:
    """Shows an answer to one person in a conversation, or in a thread of it, and to nobody else. Raises
    `UncertainDeliveryError` when Slack doesn't say whether it did: no history shows such messages.
    """
    try:
        await client.chat_postEphemeral(
            channel=channel, user=user, text=answer["text"], blocks=answer["blocks"], thread_ts=thread
        )
    except CLIENT_ERRORS as error:
        if is_uncertain(error):
            raise UncertainDeliveryError(trouble(error)) from error
        raise


async def respond(client: AsyncWebClient, body: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    """Sends an answer to an interaction's response_url. Raises `NotDeliveredError` when it isn't taken, and
    `UncertainDeliveryError` when Slack doesn't say whether it is.
    """
    hook = AsyncWebhookClient(body["response_url"], timeout=TIMEOUT, ssl=client.ssl, retry_handlers=[ShortWaits()])
    hook.proxy = proxy_for(hook.url)
    try:
        done = await hook.send_dict(dict(answer))
    except aiohttp.ClientConnectorError as error:
        raise NotDeliveredError(f"response_url: {trouble(error)}") from error
    except CLIENT_ERRORS as error:
        raise UncertainDeliveryError(f"response_url: {trouble(error)}") from error
    if done.status_code >= 500:
        raise UncertainDeliveryError(f"response_url answered {done.status_code}")
    if done.status_code != 200:
        raise NotDeliveredError(f"response_url answered {done.status_code}: {done.body}")


async def notify_user(client: AsyncWebClient, body: Mapping[str, Any], text: str) -> None:
    """Says a sentence to whoever did something, for their eyes only. Raises what `respond` raises."""
    await respond(client, body, {"response_type": "ephemeral", "replace_original": False, **notice(text)})


def notice(text: str) -> Message:
    """The message that is a sentence."""
    said = {"type": "context", "elements": [{"type": "mrkdwn", "text": escape(text), "verbatim": True}]}
    return {"text": escape(text), "blocks": [said]}
