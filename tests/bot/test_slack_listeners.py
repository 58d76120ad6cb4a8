"""Mentions, direct messages and buttons: each answered once, in the right place, or apologized for."""

import asyncio
import itertools
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.configuration.slack_settings import Settings
from bot.slack import listeners
from bot.slack.answers import KEPT, Answers
from bot.slack.app import App, create_app
from bot.slack.outdated import OLD_BUTTON, OUTDATED
from glossary import Glossary, Term
from tests.bot.web_api import WebApi, running_web_api

LONG = "What people would like to know of it, in many words. " * 20
NRR = Term(id="nrr", name="Net Revenue Retention", acronyms=("NRR",), definition="Kept and grown.", related=("grr",))
GRR = Term(id="grr", name="Gross Revenue Retention", acronyms=("GRR",), definition="Kept, not grown.", related=("nrr",))
ROI = Term(id="roi", name="Return on Investment", definition="What comes back.", why=LONG)
GLOSSARY = Glossary([NRR, GRR, ROI])
ts = map("17.{:06}".format, itertools.count())
numbers, NEW = itertools.count(), "new"


@pytest.fixture
async def slack() -> AsyncIterator[WebApi]:
    async with running_web_api() as api:
        yield api


@pytest.fixture
def app(slack: WebApi) -> App:
    tokens = {"slack_bot_token": SecretStr("xoxb-secret"), "slack_app_token": SecretStr("xapp-secret")}
    app = create_app(Settings(**tokens, slack_api_url=slack.url), GLOSSARY)  # type: ignore[arg-type]
    app._late._prompt = 60.0  # on a busy machine too the answer itself comes back, not later through a response_url
    return app


async def send(app: App, body: dict[str, Any]) -> BoltResponse:
    """Sends what Slack would; each interaction is one of its own, where a test doesn't say which it is."""
    if body.get("trigger_id") == NEW:
        body = {**body, "trigger_id": f"T.{next(numbers)}"}
    response = await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body={"team_id": "T01", **body}))
    await app.background.finish()
    return response


async def event(app: App, **fields: Any) -> BoltResponse:
    told = {"type": "app_mention", "user": "U01", "channel": "C01", "ts": next(ts), **fields}
    return await send(app, {"type": "event_callback", "event": told})


async def press(
    app: App,
    slack: WebApi,
    action: dict[str, Any],
    message: dict[str, Any],
    channel: str = "C01",
    *,
    trigger: str = NEW,
) -> None:
    body = {
        "type": "block_actions",
        "user": {"id": "U01"},
        "channel": {"id": channel},
        "container": {"type": "message", "message_ts": message.get("ts"), "is_ephemeral": not message},
        "trigger_id": trigger,
        "response_url": slack.response_url,
        "actions": [{"type": "button", **action}],
    }
    assert (await send(app, body | ({"message": message} if message else {}))).status == 200


def titles(messages: list[dict[str, Any]]) -> list[str]:
    return [b["text"]["text"] for message in messages for b in message.get("blocks", ()) if b["type"] == "header"]


@pytest.mark.parametrize(
    "text",
    [
        "<@U0BOT> nrr",
        "<@U0BOT|cs-bot> define NRR",
        "<@U0BOT>, nrr!",
        "<@U0BOT>: “nrr”",
        "  <@U0BOT>   nrr  ",
        "nrr <@U0BOT>",
    ],
)
async def test_a_mention_is_answered_in_its_thread_without_the_bot_s_own_name(
    app: App, slack: WebApi, text: str
) -> None:
    await event(app, text=text, ts="17.1")
    assert titles(slack.posted) == ["Net Revenue Retention (NRR)"]
    assert (slack.posted[0]["channel"], slack.posted[0]["thread_ts"]) == ("C01", "17.1")


async def test_a_mention_in_a_thread_is_answered_in_that_thread(app: App, slack: WebApi) -> None:
    await event(app, text="<@U0BOT> nrr", thread_ts="16.5")
    assert slack.posted[0]["thread_ts"] == "16.5"


@pytest.mark.parametrize("text", ["<@U0BOT>", "<@U0BOT>  ", "", None])
async def test_a_mention_that_says_nothing_brings_help(app: App, slack: WebApi, text: str | None) -> None:
    await event(app, text=text)
    assert titles(slack.posted) == ["What you can ask"]


async def test_a_retry_an_edit_or_a_second_event_for_a_message_is_not_answered_again(app: App, slack: WebApi) -> None:
    again: list[dict[str, Any]] = [{}, {}, {"edited": {}}, {"type": "message", "channel_type": "im"}]
    for extra in again:
        assert (await event(app, text="<@U0BOT> nrr", ts="17.2", **extra)).status == 200
    assert len(slack.posted) == 1


async def test_a_message_of_a_thread_that_is_edited_to_mention_the_bot_is_answered(app: App, slack: WebApi) -> None:
    await event(app, type="message", channel_type="channel", text="nrr", thread_ts="16.5", ts="17.3")
    assert slack.posted == []
    for _ in range(2):
        await event(app, text="<@U0BOT> nrr", thread_ts="16.5", ts="17.3", edited={"user": "U01", "ts": "17.4"})
    assert titles(slack.posted) == ["Net Revenue Retention (NRR)"]


async def test_a_retry_is_answered_when_the_first_never_came(app: App, slack: WebApi) -> None:
    request = AsyncBoltRequest(
        mode="socket_mode",
        body={"type": "event_callback", "event": {"type": "app_mention", "user": "U01", "channel": "C01", "ts": "1.5"}},
        headers={"x-slack-retry-num": "1"},
    )
    await app.async_dispatch(request)
    await app.background.finish()
    assert len(slack.posted) == 1


async def test_a_direct_message_is_answered_in_place(app: App, slack: WebApi) -> None:
    await event(app, type="message", channel_type="im", channel="D01", text="grr")
    assert titles(slack.posted) == ["Gross Revenue Retention (GRR)"]
    assert "thread_ts" not in slack.posted[0]


@pytest.mark.parametrize(
    "fields",
    [
        {"channel_type": "channel"},
        {"channel_type": "group"},
        {"channel_type": "im", "bot_id": "B77"},
        {"channel_type": "im", "user": "U0BOT"},
        {"channel_type": "im", "subtype": "message_changed", "message": {"text": "nrr"}},
        {"channel_type": "im", "subtype": "message_deleted"},
        {"channel_type": "im", "subtype": "bot_message"},
    ],
)
async def test_bots_edits_and_other_people_s_talk_are_left_alone(
    app: App, slack: WebApi, fields: dict[str, Any]
) -> None:
    assert (await event(app, type="message", text="nrr", **fields)).status == 200
    assert slack.posted == []


async def test_a_button_of_a_private_answer_replaces_it_and_knows_the_way_back(app: App, slack: WebApi) -> None:
    asked = {"action_id": "ask:0", "value": "define grr", "block_id": "trail:0|terms|define nrr"}
    await press(app, slack, asked, {})
    (answer,) = slack.responded
    assert (answer["replace_original"], answer["response_type"]) == (True, "ephemeral")
    assert titles([answer]) == ["Gross Revenue Retention (GRR)"]
    (block,) = (each for each in answer["blocks"] if each.get("block_id", "").startswith("trail:1"))
    assert block["block_id"] == "trail:1|terms|define nrr|define grr"
    back = block["elements"][-1]
    await press(app, slack, {**back, "block_id": block["block_id"]}, {})
    assert "trail:1|terms|define nrr" in [each.get("block_id") for each in slack.responded[1]["blocks"]]


async def test_more_shows_the_whole_of_a_private_answer_in_its_place_and_less_goes_back(
    app: App, slack: WebApi
) -> None:
    first = Answers(GLOSSARY).to_command("define roi")
    assert first is not None
    assert LONG.strip() not in first.body
    more = {"action_id": "more", "value": "define roi", "block_id": "trail:1|terms|define roi"}
    await press(app, slack, more, {})
    (whole,) = slack.responded
    assert whole["replace_original"] is True
    assert LONG.strip() in str(whole)
    block = whole["blocks"][-2]
    assert block["block_id"] == "trail:1|terms|define roi"
    less = next(each for each in block["elements"] if each["text"]["text"] == "Less")
    await press(app, slack, {**less, "block_id": block["block_id"]}, {})
    assert LONG.strip() not in str(slack.responded[1])


@pytest.mark.parametrize(
    ("channel", "message", "place"),
    [
        ("C01", {"ts": "5.1"}, "responded"),
        ("C01", {"ts": "5.1", "thread_ts": "4.0"}, "whispered"),
        ("D01", {"ts": "5.1"}, "posted"),
    ],
)
async def test_more_of_a_public_answer_is_shown_to_whoever_asks_for_it(
    app: App, slack: WebApi, channel: str, message: dict[str, Any], place: str
) -> None:
    await press(app, slack, {"action_id": "more", "value": "define roi", "block_id": "ask:1"}, message, channel)
    assert LONG.strip() in str(getattr(slack, place))
    assert sum(map(len, (slack.posted, slack.responded, slack.whispered))) == 1
    assert all(each.get("response_type") == "ephemeral" for each in slack.responded)


async def test_sharing_posts_in_public_and_removes_the_private_answer(app: App, slack: WebApi) -> None:
    await press(app, slack, {"action_id": "share", "value": "define nrr", "block_id": "trail:1|define nrr"}, {})
    shared, removed = slack.responded
    assert (shared["response_type"], shared["replace_original"]) == ("in_channel", False)
    assert shared["blocks"][0]["elements"][0]["text"] == "<@U01> shared:"
    assert removed == {"delete_original": True}


@pytest.mark.parametrize(
    ("channel", "message", "thread"),
    [("C01", {"ts": "5.1", "thread_ts": "4.0"}, "4.0"), ("D01", {"ts": "5.1"}, None)],
)
async def test_a_button_in_a_thread_or_direct_message_answers_in_the_same_place(
    app: App, slack: WebApi, channel: str, message: dict[str, Any], thread: str | None
) -> None:
    await press(app, slack, {"action_id": "ask:1", "value": "define nrr", "block_id": "ask:0"}, message, channel)
    assert slack.responded == []
    assert (slack.posted[0]["channel"], slack.posted[0].get("thread_ts")) == (channel, thread)


@pytest.mark.parametrize("message", [{"ts": "5.1"}, {"ts": "5.1", "thread_ts": "5.1", "reply_count": 2}])
async def test_a_button_of_a_public_answer_answers_whoever_pressed_it(
    app: App, slack: WebApi, message: dict[str, Any]
) -> None:
    await press(app, slack, {"action_id": "ask:1", "value": "define nrr", "block_id": "ask:0"}, message)
    (answer,) = slack.responded
    assert (answer["response_type"], answer["replace_original"]) == ("ephemeral", False)
    assert slack.posted == []


async def test_a_button_that_is_not_ours_is_not_answered(app: App, slack: WebApi) -> None:
    body = {"type": "block_actions", "user": {"id": "U01"}, "actions": [{"type": "button", "action_id": "ask:x"}]}
    assert (await send(app, body)).status == 200
    assert slack.posted == slack.responded == []


async def test_what_goes_wrong_is_apologized_for_where_it_was_asked(
    app: App, slack: WebApi, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the cause")

    monkeypatch.setattr(Answers, "to", broken)
    assert (await event(app, text="<@U0BOT> private words", ts="18.1")).status == 200
    await press(app, slack, {"action_id": "ask:1", "value": "define nrr", "block_id": "trail:0|nrr"}, {})
    (posted,), (responded,) = slack.posted, slack.responded
    assert posted["thread_ts"] == "18.1"
    assert responded["replace_original"] is False
    ids = [record.getMessage().split()[1].rstrip(":") for record in caplog.records if "incident" in record.msg]
    assert ids[0] in str(posted)
    assert ids[1] in str(responded)
    assert caplog.text.count("RuntimeError: the cause") == 2
    assert "private words" not in caplog.text


async def test_what_people_say_to_each_other_brings_no_apology(
    app: App, slack: WebApi, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the cause")

    monkeypatch.setattr(listeners, "heard_before", broken)
    await event(app, type="message", channel_type="channel", text="nrr", thread_ts="16.5")
    assert slack.posted == []
    assert "RuntimeError: the cause" in caplog.text
    await event(app, type="message", channel_type="im", channel="D01", text="and GRR?")
    assert titles(slack.posted) == ["That didn't work"]


async def test_an_apology_that_cannot_be_delivered_is_logged_and_no_more(
    app: App, slack: WebApi, caplog: pytest.LogCaptureFixture
) -> None:
    slack.error, slack.status = "channel_not_found", 404
    assert (await event(app, text="<@U0BOT> nrr")).status == 200
    await press(app, slack, {"action_id": "share", "value": "nrr", "block_id": "trail:0|nrr"}, {})
    assert caplog.text.count("the apology didn't arrive") == 2
    assert len(slack.responded) == 2


async def test_logs_hold_no_tokens_and_no_messages(app: App, slack: WebApi, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        await event(app, text="<@U0BOT> very private words")
        await send(app, {"command": "/cs", "text": "very private words"})
        await event(app, type="reaction_added", text="very private words")
        slack.error = "not_in_channel"
        await event(app, text="<@U0BOT> very private words")
    assert "private words" not in caplog.text
    assert "secret" not in caplog.text


async def test_many_questions_at_once_are_all_answered(app: App, slack: WebApi) -> None:
    await asyncio.gather(*(event(app, text="<@U0BOT> nrr") for _ in range(50)))
    assert len(slack.posted) == 50


def test_a_public_command_answers_the_channel() -> None:
    answers = Answers(GLOSSARY)
    public, private = answers.to_command("nrr!"), answers.to_command("nrr")
    assert public is not None
    assert private is not None
    assert '"response_type": "in_channel"' in public.body
    assert '"response_type": "ephemeral"' in private.body


def test_finished_answers_are_kept_up_to_a_number_and_a_random_one_never() -> None:
    answers = Answers(GLOSSARY)
    for number in range(KEPT + 50):
        answers.to_command(f"nothing {number}")
    assert len(answers._finished) == KEPT
    assert len({answers.to_command("random") for _ in range(50)}) > 1


async def test_a_button_that_nothing_answers_any_more_says_so(app: App, slack: WebApi) -> None:
    await press(app, slack, {"action_id": "of-yore:1", "value": "nrr"}, {})
    (told,) = slack.responded
    assert (told["text"], told["replace_original"]) == (OLD_BUTTON, False)
    home = {"type": "block_actions", "user": {"id": "U01"}, "view": {"id": "V1", "type": "home"}, "trigger_id": NEW}
    await send(app, home | {"actions": [{"type": "button", "action_id": "of-yore:1", "value": "nrr"}]})
    assert [(each["channel"], each["text"]) for each in slack.posted] == [("U01", OLD_BUTTON)]


async def test_a_form_that_nothing_takes_any_more_says_so_and_is_open(app: App) -> None:
    view = {"id": "V2", "type": "modal", "callback_id": "of-yore", "state": {"values": {}}, "private_metadata": ""}
    body = {"type": "view_submission", "user": {"id": "U01"}}
    field = {"type": "input", "block_id": "name"}
    told = await send(app, body | {"view": {**view, "blocks": [field]}})
    assert json.loads(told.body) == {"response_action": "errors", "errors": {"name": OUTDATED}}
    assert (await send(app, body | {"view": {**view, "id": "V3", "blocks": []}})).body == ""


async def test_a_modal_of_an_earlier_version_says_that_it_has_expired(app: App, slack: WebApi) -> None:
    view = {"id": "V4", "type": "modal", "callback_id": "action-form", "blocks": [], "private_metadata": '{"x": 1}'}
    chosen = {"type": "radio_buttons", "action_id": "act-what", "selected_option": {"value": "done"}}
    await send(
        app, {"type": "block_actions", "user": {"id": "U01"}, "view": view, "trigger_id": NEW, "actions": [chosen]}
    )
    assert [each["text"] for each in slack.posted] == [OUTDATED]
