"""The blocks of Slack's messages, as plain dicts, and what they take of a message.

The SDK's models take longer to become JSON than the whole answer takes to be found. The tests hold every message
against those models, and against the limits that they don't check.
"""

import json
from functools import lru_cache
from json.encoder import encode_basestring_ascii  # what json.dumps does to a text, without the way there
from typing import Any

from bot.render.mrkdwn import shortened, unformatted

HEADER, TEXT, FIELD, BUTTON, VALUE, BLOCK_ID, ELEMENTS = 150, 3000, 2000, 75, 2000, 255, 25

Block = dict[str, Any]


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain(text, HEADER)}


def section(text: str) -> Block:
    """A section of mrkdwn, shown whole."""
    return {"type": "section", "text": markdown(text), "expand": True}


def small(text: str) -> Block:
    """A line of mrkdwn in small print."""
    return {"type": "context", "elements": [markdown(text)]}


def button(action_id: str, label: str, value: str) -> Block:
    """A button; without a label it shows its value."""
    text = plain(label if label.strip() else value, BUTTON)
    return {"type": "button", "action_id": action_id, "text": text, "value": value}


def plain(text: str, limit: int) -> Block:
    """Text without formatting, within a limit."""
    return {"type": "plain_text", "text": _shown(text, limit), "emoji": False}


@lru_cache(maxsize=256)  # labels come again and again
def _shown(text: str, limit: int) -> str:
    return shortened(unformatted(text), limit)


def markdown(text: str) -> Block:
    """Mrkdwn in which no link is made up."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def size(value: Block | str) -> int:
    """The characters that a block or a text takes as JSON."""
    return len(encode_basestring_ascii(value) if isinstance(value, str) else json.dumps(value))
