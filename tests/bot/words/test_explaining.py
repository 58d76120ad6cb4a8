"""The shortcut of a message and the mention in a thread: the jargon of what others wrote, for the asker alone."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr
from slack_bolt.async_app import AsyncBoltRequest

from bot.configuration.slack_settings import Settings
from bot.slack.app import App, create_app
from bot.slack.explaining import asks_to_explain
from bot.slack.message_text import message_text
from glossary import load
from tests.bot.web_api import WebApi, running_web_api
from tests.cases import cases


@pytest.fixture
async def slack() -> AsyncIterator[WebApi]:
    async with running_web_api() as api:
        yield api


@pytest.fixture
def app(slack: WebApi) -> App:
    tokens = {"slack_bot_token": SecretStr("xoxb-secret"), "slack_app_token": SecretStr("xapp-secret")}
    return create_app(Settings(**tokens, slack_api_url=slack.url), load())  # type: ignore[arg-type]


async def send(app: App, body: dict[str, Any]) -> int:
    response = await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body={"team_id": "T01", **body}))
    await app.background.finish()
    return response.status


def shortcut(slack: WebApi, text: str, trigger: str = "T.1") -> dict[str, Any]:
    return {
        "type": "message_action",
        "callback_id": "explain_message",
        "user": {"id": "U01"},
        "channel": {"id": "C01"},
        "trigger_id": trigger,
        "message_ts": "17.1",
        "response_url": slack.response_url,
        "message": {"type": "message", "user": "U02", "ts": "17.1", "text": text},
    }


def mentioned(text: str, **fields: Any) -> dict[str, Any]:
    event = {"type": "app_mention", "user": "U01", "channel": "C01", "ts": "17.9", "text": text, **fields}
    return {"type": "event_callback", "event": event}


def header(message: dict[str, Any]) -> str:
    return next(str(block["text"]["text"]) for block in message["blocks"] if block["type"] == "header")


async def test_the_shortcut_answers_its_user_alone_through_the_response_url(app: App, slack: WebApi) -> None:
    assert await send(app, shortcut(slack, "NRR fell after the QBR")) == 200
    (answer,) = slack.responded
    assert header(answer) == "2 terms in this message"
    assert (answer["response_type"], answer["replace_original"]) == ("ephemeral", False)
    assert slack.posted == slack.whispered == []
    assert {*slack.asked} <= {"auth.test", "blocks.validate"}  # which say nothing of the message


async def test_a_shortcut_that_slack_sends_twice_answers_once(app: App, slack: WebApi) -> None:
    await send(app, shortcut(slack, "NRR"))
    await send(app, shortcut(slack, "NRR"))
    await send(app, shortcut(slack, "NRR", "T.2"))
    assert len(slack.responded) == 2


async def test_a_mention_in_a_thread_explains_what_people_wrote_there_and_not_what_the_bot_said(
    app: App, slack: WebApi
) -> None:
    slack.threads["17.0"] = [
        {"user": "U02", "ts": "17.0", "text": "GRR is at 91 %"},
        {"user": "U0BOT", "bot_id": "B0BOT", "ts": "17.1", "text": "churn"},
        {"user": "U03", "ts": "17.2", "text": "and the EBR went well"},
        {"user": "U01", "ts": "17.9", "text": "<@U0BOT> explain"},
    ]
    await send(app, mentioned("<@U0BOT> explain", thread_ts="17.0"))
    (answer,) = slack.whispered
    assert (answer["user"], answer["thread_ts"]) == ("U01", "17.0")
    assert header(answer) == "2 terms in this thread"
    assert slack.posted == []


async def test_a_thread_that_cannot_be_read_says_what_to_do_instead(app: App, slack: WebApi) -> None:
    slack.refused["conversations.replies"] = "missing_scope"
    await send(app, mentioned("<@U0BOT> explain", thread_ts="17.0"))
    assert "Explain the jargon" in slack.whispered[0]["text"]


@cases("text", ["explain", "Explain this thread", "please explain the jargon!", "explain the acronyms"])
def test_what_asks_for_the_jargon_of_a_thread(text: str) -> None:
    assert asks_to_explain(text)


@pytest.mark.parametrize("text", ["explain it", "explain churn", "explain the difference between NRR and GRR"])
def test_what_asks_for_a_term_is_no_question_about_the_thread(text: str) -> None:
    assert not asks_to_explain(text)


def test_a_message_of_blocks_is_read_without_its_code_and_links() -> None:
    blocks = [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "text", "text": "NRR"},
                        {"type": "text", "text": "GRR", "style": {"code": True}},
                        {"type": "link", "text": "QBR", "url": "https://example.com"},
                    ],
                },
                {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "churn"}]},
            ],
        }
    ]
    assert message_text({"text": "", "blocks": blocks}) == "NRR"
    assert message_text({"text": "NRR", "attachments": [{"text": "GRR"}]}) == "NRR\nGRR"
