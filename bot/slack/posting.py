"""Posting an answer to its place, at most once."""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.render.blocks import context
from bot.render.buttons import trail_of
from bot.render.limits import most
from bot.render.mrkdwn import escape, shorten
from bot.render.slack import Message
from bot.slack.delivered import CLIENT_ERRORS, Attempt, UncertainDeliveryError, is_uncertain
from bot.slack.native_blocks import REFUSED, NativeBlocks
from bot.slack.web_client import TIMEOUT, ShortWaits, error_code, proxy_for, trouble

logger = logging.getLogger(__name__)

Body = Mapping[str, Any]
NOTICE = most("context", "elements[].text")


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
    """Slack refused what was sent to a response_url; `code` is what it called that."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


async def in_either_form(
    answer: Mapping[str, Any],
    send: Callable[[dict[str, Any]], Awaitable[object]],
    client: AsyncWebClient,
    native: NativeBlocks | None = None,
) -> Mapping[str, Any]:
    """The form in which an answer was sent. Where Slack refuses its newer blocks, nothing was posted: then the classic
    ones are sent at once, and `native` remembers it.
    """
    sent = {**answer}
    classic = sent.pop("classic", None)
    try:
        await send(sent)
    except (SlackApiError, NotDeliveredError) as error:
        code = error.code if isinstance(error, NotDeliveredError) else error_code(error)
        if classic is None or code not in REFUSED:
            raise
        if native is not None:
            await native.refused(client, sent["blocks"], code)
        sent["blocks"] = classic
        await send(sent)
    return sent


class Posted(NamedTuple):
    """The conversation that an answer went to, and the form in which it did."""

    channel: str
    form: Mapping[str, Any]


async def post(client: AsyncWebClient, channel: str, answer: Message, thread: str | None = None) -> str:
    """Posts an answer to a conversation, or to a thread of it; gives the conversation's id, which for a person is that
    of their conversation with the bot. Raises what `post_in_form` raises.
    """
    return (await post_in_form(client, channel, answer, thread)).channel


async def post_in_form(
    client: AsyncWebClient,
    channel: str,
    answer: Message,
    thread: str | None = None,
    native: NativeBlocks | None = None,
) -> Posted:
    """Posts an answer to a conversation, or to a thread of it.

    When Slack's own answer is lost, it is looked whether the message is there. Raises `UncertainDeliveryError` when
    that can't be found out.
    """
    gone_to: list[str] = []

    async def send(sent: dict[str, Any]) -> None:
        gone_to.append(await _post(client, channel, sent, thread))

    form = await in_either_form(answer, send, client, native)
    return Posted(gone_to[-1], form)


async def _post(client: AsyncWebClient, channel: str, answer: Mapping[str, Any], thread: str | None) -> str:
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


async def post_ephemeral(  # noqa: PLR0913, PLR0917  where it goes, and to whom
    client: AsyncWebClient,
    channel: str,
    user: str,
    answer: Message,
    thread: str | None = None,
    native: NativeBlocks | None = None,
) -> None:
    """Shows an answer to one person in a conversation, or in a thread of it, and to nobody else. Raises
    `UncertainDeliveryError` when Slack doesn't say whether it did: no history shows such messages.
    """

    async def send(sent: dict[str, Any]) -> None:
        await client.chat_postEphemeral(channel=channel, user=user, thread_ts=thread, **sent)

    try:
        await in_either_form(answer, send, client, native)
    except CLIENT_ERRORS as error:
        if is_uncertain(error):
            raise UncertainDeliveryError(trouble(error)) from error
        raise


async def respond(
    client: AsyncWebClient, body: Mapping[str, Any], answer: Mapping[str, Any], native: NativeBlocks | None = None
) -> Mapping[str, Any]:
    """Sends an answer to an interaction's response_url; gives the form in which it went. Raises `NotDeliveredError`
    when it isn't taken, and `UncertainDeliveryError` when Slack doesn't say whether it is.
    """
    return await in_either_form(answer, lambda sent: _respond(client, body["response_url"], sent), client, native)


async def _respond(client: AsyncWebClient, url: str, answer: dict[str, Any]) -> None:
    hook = AsyncWebhookClient(url, timeout=TIMEOUT, ssl=client.ssl, retry_handlers=[ShortWaits()])
    hook.proxy = proxy_for(hook.url)
    try:
        done = await hook.send_dict(answer)
    except aiohttp.ClientConnectorError as error:
        raise NotDeliveredError(f"response_url: {trouble(error)}") from error
    except CLIENT_ERRORS as error:
        raise UncertainDeliveryError(f"response_url: {trouble(error)}") from error
    if done.status_code >= 500:
        raise UncertainDeliveryError(f"response_url answered {done.status_code}")
    code = _refusal(done.status_code, done.body)
    if code:
        raise NotDeliveredError(f"response_url answered {done.status_code}: {done.body}", code)


def _refusal(status: int, body: str) -> str:
    """Slack's code for what it didn't take at a response_url, as text or in an object; empty for what it took."""
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if isinstance(said, dict):
        return str(said.get("error") or "unknown") if said.get("ok") is False or status != 200 else ""
    return "" if status == 200 else body.strip() or str(status)


async def notify_user(client: AsyncWebClient, body: Mapping[str, Any], text: str) -> None:
    """Says a sentence to whoever did something, for their eyes only. Raises what `respond` raises."""
    await respond(client, body, {"response_type": "ephemeral", "replace_original": False, **notice(text)})


def notice(text: str) -> Message:
    """The message that is a sentence, or as much of several as a block holds."""
    shown = escape(shorten(text, NOTICE, escape))
    return {"text": shown, "blocks": [context(shown)]}
