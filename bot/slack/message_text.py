"""The text that people wrote in a message or a thread, without the bot's own."""

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

PAGE = 200  # messages of a thread that are read at once
PAGES = 5  # no more of a long thread is gone through

Posted = Mapping[str, Any]


def message_text(message: Posted) -> str:
    """The text of a message with what is attached to it; of one that is blocks alone, what those say."""
    texts = [str(message.get("text") or "")]
    if not texts[0].strip():
        texts = list(_texts(message.get("blocks") or ()))
    for attached in message.get("attachments") or ():
        texts += [str(attached.get(field) or "") for field in ("pretext", "title", "text")]
    return "\n".join(text for text in texts if text.strip())


def blocks_text(message: Posted) -> str:
    """What the blocks of a message say."""
    return "\n".join(_texts(message.get("blocks") or ()))


def _texts(value: object) -> Iterator[str]:
    """Every text in blocks, in their order; code and links are left out."""
    if isinstance(value, Mapping):
        style = value.get("style")
        if value.get("type") in {"rich_text_preformatted", "link"} or (
            isinstance(style, Mapping) and style.get("code")
        ):
            return
        if isinstance(text := value.get("text"), str):
            yield text
        for name in ("text", "elements", "fields"):
            if not isinstance(value.get(name), str):
                yield from _texts(value.get(name))
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


async def thread_text(client: AsyncWebClient, channel: str, thread: str, bot_user: str, without: str) -> str:
    """What people wrote in a thread, oldest first, `without` the message of that ts. Raises `SlackApiError`."""
    texts = [
        message_text(message)
        async for message in _oldest_first(client, channel, thread)
        if message.get("user") != bot_user and not message.get("bot_id") and message.get("ts") != without
    ]
    return "\n".join(texts)


async def _oldest_first(client: AsyncWebClient, channel: str, thread: str) -> AsyncIterator[Posted]:
    cursor = ""
    for _ in range(PAGES):
        answer = await client.conversations_replies(channel=channel, ts=thread, limit=PAGE, cursor=cursor or None)
        for message in answer["messages"]:
            yield message
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return
