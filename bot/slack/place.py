"""Where an answer goes: to the asker alone, or into a conversation or a thread of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.render.buttons import trail_of

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form's result goes: to the asker alone through a response_url, or into a conversation or a thread."""

    channel: str
    thread: str = ""
    url: str = ""

    @classmethod
    def of(cls, action: Body, body: Body) -> "Place":
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
