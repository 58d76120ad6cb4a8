"""Messages whose answer was lost: whether they may have been posted, and whether they are there."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.web_client import UNREADABLE, error_code

EVENT_TYPE = "cs_answer"
LOOKS = (0.5, 1.5, 4.0)  # seconds before each look: a message may take a moment until the history shows it
LISTED = 200  # messages of a conversation, or of a thread, that are looked through
SKEW = 60.0  # seconds that Slack's clock may be behind
UNCERTAIN_CODES = frozenset({"fatal_error", "internal_error", "request_timeout", UNREADABLE})
CLIENT_ERRORS = (SlackClientError, aiohttp.ClientError, TimeoutError)


class UncertainDeliveryError(Exception):
    """Slack didn't say whether it took a message, and it can't be looked up."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A message on its way to a conversation or to a thread in it, with the mark that it is known by there."""

    channel: str
    thread: str | None
    text: str
    mark: str = field(default_factory=lambda: token_hex(8))
    began: float = field(default_factory=time.time)

    @property
    def metadata(self) -> dict[str, Any]:
        """The metadata that carries the mark."""
        return {"event_type": EVENT_TYPE, "event_payload": {"mark": self.mark}}

    async def arrived(self, client: AsyncWebClient) -> bool:
        """Whether the message is there. Raises `UncertainDeliveryError` when Slack doesn't tell."""
        seen = False
        for pause in LOOKS:
            await asyncio.sleep(pause)
            try:
                if any(map(self._is_this, await self._messages(client))):
                    return True
            except CLIENT_ERRORS:
                continue
            seen = True
        if not seen:
            raise UncertainDeliveryError("the history can't be read")
        return False

    async def _messages(self, client: AsyncWebClient) -> list[Mapping[str, Any]]:
        asked: dict[str, Any] = {
            "channel": self.channel,
            "oldest": f"{self.began - SKEW:.6f}",
            "limit": LISTED,
            "include_all_metadata": True,
        }
        if self.thread:
            answer = await client.conversations_replies(ts=self.thread, **asked)
        else:
            answer = await client.conversations_history(**asked)
        return list(answer.get("messages") or ())

    def _is_this(self, message: Mapping[str, Any]) -> bool:
        """Whether a message carries the mark, or, where Slack shows none, says the same since then."""
        carried = message.get("metadata") or {}
        if carried.get("event_type") == EVENT_TYPE:
            return bool((carried.get("event_payload") or {}).get("mark") == self.mark)
        since = float(message.get("ts") or 0) >= self.began - SKEW
        return since and bool(message.get("bot_id")) and message.get("text") == self.text


def is_uncertain(error: Exception) -> bool:
    """Whether what was asked of Slack may have been done, although the call failed."""
    if isinstance(error, SlackApiError):
        code, status = error_code(error), int(getattr(error.response, "status_code", 200))
        return code in UNCERTAIN_CODES or (status >= 500 and code != "service_unavailable")
    return not isinstance(error, (aiohttp.ClientConnectorError, SlackClientError))
