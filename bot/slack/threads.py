"""Context of a thread or a direct message: the request that was last answered, and whether the bot is quiet.

Both stand in the bot's own messages, so that any server can go on from them.
"""

import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.commands import parse_request
from bot.parsing.labels import request_of_label
from bot.parsing.small_talk import is_small_talk
from bot.render.blocks import LISTEN_MARK, MARK, QUIET_MARK, answered_request, context, listening_mark
from bot.render.slack import Message
from bot.slack.delivered import CLIENT_ERRORS
from glossary import Glossary

PAGE = 200  # messages of a thread that are read at once
PAGES = 5  # no more of a long thread is gone through
RECENT = 20  # messages of a direct conversation that are looked back at
LOOKED_INTO = 1  # of its threads, the newest

QUIET = frozenset({"quiet", "be quiet", "mute", "stop", "shush", "hush", "silence", "stop listening", "quiet please"})
LISTEN = frozenset({"listen", "unmute", "listen again", "speak", "start listening", "wake up"})
QUIET_SAID = "I’ll answer in this thread only when I’m mentioned, until somebody mentions me with “listen”."
LISTEN_SAID = "I’m listening in this thread again: no need to mention me."

_BETWEEN_PEOPLE = re.compile(
    r"\b(?:should|must) (?:i|we)\b|^\s*(?:lost|who (?:left|quit|cancell?ed))\W*$"
    r"|^\s*(?:meeting with|call with|qbr with|i(?:[’']m| am) meeting|i(?: have|[’']ve got) an? )[^?]+$",
    re.IGNORECASE,
)
FEW = 4  # words of a command as it is typed
LONGEST_REQUEST = 14  # words; people say more to each other than they ask a bot in a thread

Posted = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Heard:
    """What the bot said before: the request that it answered last, and whether it is in the conversation and quiet."""

    previous: str = ""
    joined: bool = False
    quiet: bool = False


async def heard_before(client: AsyncWebClient, channel: str, thread: str | None, bot_user: str) -> Heard:
    """What the bot said before in a thread, or else in the direct conversation, in the newest of its threads too;
    nothing where Slack doesn't say.
    """
    previous, joined, mark = "", False, ""
    try:
        async for message in _newest_first(client, channel, thread):
            if message.get("user") != bot_user:
                continue
            joined = True
            previous = previous or answered_request(message)
            mark = mark or listening_mark(message)
    except CLIENT_ERRORS:
        return Heard()
    return Heard(previous, joined, mark == QUIET_MARK)


async def _newest_first(client: AsyncWebClient, channel: str, thread: str | None) -> AsyncIterator[Posted]:
    if thread is None:
        answer = await client.conversations_history(channel=channel, limit=RECENT)
        threads = LOOKED_INTO
        for message in answer["messages"]:
            if message.get("reply_count") and threads:  # in the agent view each message begins a thread
                threads -= 1
                async for reply in _newest_first(client, channel, str(message["ts"])):
                    yield reply
            else:
                yield message
        return
    found: list[Posted] = []
    cursor = ""
    for _ in range(PAGES):
        answer = await client.conversations_replies(channel=channel, ts=thread, limit=PAGE, cursor=cursor or None)
        found += answer["messages"]
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    for message in reversed(found):
        yield message


def mark_of(text: str) -> str:
    """Whether a text tells the bot to be `quiet` in a thread or to `listen` again; else empty."""
    said = " ".join(re.sub(r"[^\w\s]", " ", text.casefold()).split())
    return QUIET_MARK if said in QUIET else LISTEN_MARK if said in LISTEN else ""


def mark_message(mark: str) -> Message:
    """The message that says so, which is what any server goes by."""
    said = QUIET_SAID if mark == QUIET_MARK else LISTEN_SAID
    return {"text": said, "blocks": [context(said) | {"block_id": f"{MARK}{mark}"}]}


def is_for_all(text: str) -> bool:
    """Whether a message is addressed to nobody by a mention at its beginning or anywhere to the bot: a mention of the
    bot comes as an event of its own.
    """
    return not re.search(r"<@", text)


def is_a_request(text: str, glossary: Glossary) -> bool:
    """Whether a message that isn't addressed to the bot surely asks it for something."""
    if (
        len(text.split()) > LONGEST_REQUEST
        or is_small_talk(text)
        or _BETWEEN_PEOPLE.search(text)
        or request_of_label(text)
    ):
        return False  # people say “status” and “all of it” to each other
    request = parse_request(text, glossary)
    if request.verb != "define":
        return request.verb not in {"help", "ask"} and (
            request.verb == "calculate" or "?" in text or len(text.split()) <= FEW
        )
    return glossary.has_name(request.text) or (
        glossary.is_question(text) and glossary.answer(request.text).kind in {"term", "comparison"}
    )
