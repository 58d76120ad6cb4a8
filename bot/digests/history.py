"""Looking for a message in a conversation by the mark it carries."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.digests.outcomes import RefusedError, answered

EVENT_TYPE = "cs_digest"
PAGE = 200
PAGES = 50


def metadata(mark: str) -> dict[str, Any]:
    """The metadata that a message carries its mark in."""
    return {"event_type": EVENT_TYPE, "event_payload": {"mark": mark}}


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation, or a thread in it."""

    channel: str
    thread: str = ""


async def find(client: AsyncWebClient, place: Place, mark: str, since: datetime) -> list[str]:
    """The ts of the messages with the mark, posted to a place since then, the earliest first.

    Raises `RefusedError` when Slack doesn't tell, or has more to tell than can be gone through.
    """
    found = [message["ts"] async for message in _messages(client, place, since) if _has(message, mark)]
    return sorted(found, key=lambda ts: tuple(map(int, ts.split("."))))


async def _messages(client: AsyncWebClient, place: Place, since: datetime) -> AsyncIterator[dict[str, Any]]:
    asked: dict[str, Any] = {
        "channel": place.channel,
        "oldest": f"{since.timestamp():.6f}",
        "limit": PAGE,
        "include_all_metadata": True,
        "inclusive": True,
    }
    for _ in range(PAGES):
        if place.thread:
            answer = await answered(client.conversations_replies(ts=place.thread, **asked))
        else:
            answer = await answered(client.conversations_history(**asked))
        for message in answer.get("messages") or ():
            yield message
        asked["cursor"] = (answer.get("response_metadata") or {}).get("next_cursor")
        if not asked["cursor"]:
            return
    raise RefusedError("doubt", "too many messages since")


def _has(message: dict[str, Any], mark: str) -> bool:
    carried = message.get("metadata") or {}
    return carried.get("event_type") == EVENT_TYPE and (carried.get("event_payload") or {}).get("mark") == mark
