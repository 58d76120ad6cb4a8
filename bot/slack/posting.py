"""Where an answer goes, and sending it at most once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.render.buttons import trail_of
from bot.render.mrkdwn import escape
from bot.render.slack import Message

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


def web_client(token: str, base_url: str) -> AsyncWebClient:
    """A client of the Web API that asks again only when Slack said to wait.

    The SDK's own asks again after a dropped connection too, and what was posted before it dropped is posted twice.
    """
    return AsyncWebClient(token=token, base_url=base_url, retry_handlers=[AsyncRateLimitErrorRetryHandler()])


async def post(client: AsyncWebClient, channel: str, answer: Message, thread: str | None = None) -> str:
    """Posts an answer to a conversation, or to a thread of it; gives the conversation's id, which for a person is that
    of their conversation with the bot.
    """
    posted = await client.chat_postMessage(
        channel=channel,
        text=answer["text"],
        blocks=answer["blocks"],
        thread_ts=thread,
        unfurl_links=False,
        unfurl_media=False,
    )
    return str(posted.get("channel") or channel)


async def post_ephemeral(
    client: AsyncWebClient, channel: str, user: str, answer: Message, thread: str | None = None
) -> None:
    """Shows an answer to one person in a conversation, or in a thread of it, and to nobody else."""
    await client.chat_postEphemeral(
        channel=channel, user=user, text=answer["text"], blocks=answer["blocks"], thread_ts=thread
    )


async def respond(client: AsyncWebClient, body: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    """Sends an answer to an interaction's response_url. Raises `NotDeliveredError` when it isn't taken."""
    hook = AsyncWebhookClient(
        body["response_url"], proxy=client.proxy, ssl=client.ssl, retry_handlers=[AsyncRateLimitErrorRetryHandler()]
    )
    done = await hook.send_dict(dict(answer))
    if done.status_code != 200:
        raise NotDeliveredError(f"response_url answered {done.status_code}: {done.body}")


async def notify_user(client: AsyncWebClient, body: Mapping[str, Any], text: str) -> None:
    """Says a sentence to whoever did something, for their eyes only. Raises `NotDeliveredError`."""
    said = {"type": "context", "elements": [{"type": "mrkdwn", "text": escape(text), "verbatim": True}]}
    answer = {"response_type": "ephemeral", "replace_original": False, "text": escape(text), "blocks": [said]}
    await respond(client, body, answer)
