"""What was said before is read from the bot's own messages, so that any server can go on from it."""

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.commands import respond
from bot.context import Context
from bot.render.blocks import LISTEN_MARK, QUIET_MARK, answered_request
from bot.render.slack import message
from bot.slack.threads import heard_before, is_a_request, is_for_all, mark_message, mark_of
from glossary import load
from tests.cases import cases

BOT, PERSON = "U0BOT", "U01"
GLOSSARY = load()


class Thread:
    """The part of Slack's client that reads conversations."""

    def __init__(self, *messages: dict[str, Any], error: Exception | None = None) -> None:
        self._messages = list(messages)
        self._error = error

    async def conversations_replies(self, **asked: Any) -> dict[str, Any]:
        """A page of two messages, oldest first."""
        if self._error:
            raise self._error
        at = int(asked["cursor"] or 0)
        more = at + 2 < len(self._messages)
        return {
            "messages": self._messages[at : at + 2],
            "response_metadata": {"next_cursor": str(at + 2) if more else ""},
        }

    async def conversations_history(self, **asked: Any) -> dict[str, Any]:
        """The latest messages, newest first."""
        return {"messages": self._messages[::-1][: asked["limit"]]}


def answer(text: str) -> dict[str, Any]:
    """The message that answers a text."""
    reply = respond(text, Context(GLOSSARY))[1]
    return {"user": BOT, **message(reply, answers=reply.share)}


def said(text: str) -> dict[str, Any]:
    """A message of a person."""
    return {"user": PERSON, "text": text}


@pytest.mark.parametrize("text", ["nrr", "nps 40 10 50", "champion vs ambassador"])
def test_a_message_carries_the_request_that_it_answers(text: str) -> None:
    reply = respond(text, Context(GLOSSARY))[1]
    assert answered_request(answer(text)) == reply.share != ""


async def test_the_latest_answer_counts_in_a_thread_of_several_pages() -> None:
    client = Thread(said("nrr"), answer("nrr"), said("grr"), answer("grr"), said("hm"), answer("zzqq blorp"))
    heard = await heard_before(client, "C1", "1.0", BOT)  # type: ignore[arg-type]
    assert (heard.previous, heard.joined, heard.quiet) == ("define gross-revenue-retention", True, False)


async def test_a_direct_conversation_is_looked_back_at() -> None:
    heard = await heard_before(Thread(answer("nrr"), said("and GRR?")), "D1", None, BOT)  # type: ignore[arg-type]
    assert heard.previous == "define net-revenue-retention"


async def test_another_bots_message_carries_nothing() -> None:
    other = {**answer("nrr"), "user": "U0OTHER"}
    heard = await heard_before(Thread(other), "C1", "1.0", BOT)  # type: ignore[arg-type]
    assert (heard.previous, heard.joined) == ("", False)


async def test_the_bot_is_quiet_until_it_is_told_to_listen() -> None:
    quiet, listen = ({"user": BOT, **mark_message(mark)} for mark in (QUIET_MARK, LISTEN_MARK))
    assert (await heard_before(Thread(answer("nrr"), quiet, answer("grr")), "C1", "1.0", BOT)).quiet  # type: ignore[arg-type]
    assert not (await heard_before(Thread(answer("nrr"), quiet, listen), "C1", "1.0", BOT)).quiet  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "error",
    [
        SlackApiError("refused", {"error": "missing_scope"}),  # type: ignore[no-untyped-call]
        TimeoutError(),
        aiohttp.ClientConnectionError(),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_where_slack_tells_nothing_nothing_was_said(error: Exception) -> None:
    heard = await heard_before(Thread(error=error), "C1", "1.0", BOT)  # type: ignore[arg-type]
    assert not heard.joined


@cases(
    ("text", "mark"), {"quiet": QUIET_MARK, "Be quiet!": QUIET_MARK, "listen": LISTEN_MARK, "quiet hours": ""}.items()
)
def test_a_word_tells_the_bot_to_be_quiet(text: str, mark: str) -> None:
    assert mark_of(text) == mark


@cases("text", ["what is churn?", "nrr", "nps 40 10 50", "how many accounts are red?", "health red"])
def test_a_request_in_a_thread_is_heard(text: str) -> None:
    assert is_a_request(text, GLOSSARY)
    assert is_for_all(text)


@cases(
    "text",
    [
        "sounds good, let's do that",
        "I'll talk to the customer tomorrow",
        "thanks!",
        "account is in bad shape if you ask me",
        "what should I work on first?",
        "who should we call?",
        "what changed?",
        "who left?",
        "lost?",
        "call with acme today",
        "ask kim",
        "I’m meeting acme tomorrow",
        "we should renew the discussion on monday with everybody who was there",
    ],
)
def test_what_people_say_to_each_other_is_left_alone(text: str) -> None:
    assert not is_a_request(text, GLOSSARY)


def test_what_is_addressed_to_somebody_is_not_for_the_bot() -> None:
    assert not is_for_all("<@U0LEAD> what is churn?")
