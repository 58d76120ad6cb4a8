"""Forms in Slack: opened at once, their results where they were opened, and nothing lost when something fails."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt.response import BoltResponse

from bot.slack.access import RequestOrigin
from bot.slack.answers import Answers
from bot.slack.app import App
from bot.slack.deferred_response import NOTHING_DONE
from bot.slack.modals import listeners
from bot.slack.modals.metric_form import open_modal, place_of
from bot.slack.posting import ReplyTarget
from tests.bot.test_slack_form import filled, inputs, sent_back
from tests.bot.test_slack_listeners import GLOSSARY, app, press, send, slack, titles
from tests.bot.web_api import WebApi

__all__ = ["app", "slack"]

PRIVATE, PUBLIC = "trail:1|define nps", "ask:1"
NUMBERS = {"promoters": "40", "passives": "10", "detractors": "50"}


def button(request: str = "calculate nps", block_id: str = PRIVATE) -> dict[str, Any]:
    """The button of a form, in a message that only the asker sees or that everybody does."""
    return {"action_id": "form:3", "value": request, "block_id": block_id}


async def submit(app: App, view: dict[str, Any], typed: dict[str, str | None], *, post: bool = False) -> dict[str, Any]:
    """Submits a form; gives what Slack is told, which is nothing when the form closes."""
    posted = {"post": {"post": {"selected_options": [{"value": "post"}]}}} if post else {}
    body = {"type": "view_submission", "user": {"id": "U01"}, "view": sent_back(view, typed, posted)}
    response = await send(app, body)
    assert response.status == 200
    told: dict[str, Any] = json.loads(response.body or "{}")
    return told


async def test_a_button_opens_a_form_and_nothing_else_happens(app: App, slack: WebApi) -> None:
    await press(app, slack, button("calculate nps promoters=40 passives=10 detractors=50"), {})
    (opened,) = slack.viewed
    assert opened["trigger_id"].startswith("T.")
    assert filled(opened["view"]) == NUMBERS
    assert (slack.posted, slack.responded) == ([], [])


@pytest.mark.parametrize(
    ("block_id", "message", "place"),
    [
        (PRIVATE, {}, ReplyTarget("C01", url="its own")),
        (PRIVATE, {}, ReplyTarget("D01", url="its own")),
        (PUBLIC, {"ts": "5.1"}, ReplyTarget("C01", url="its own")),
        (PUBLIC, {"ts": "5.1", "thread_ts": "4.0"}, ReplyTarget("C01", thread="4.0")),
        (PUBLIC, {"ts": "5.1"}, ReplyTarget("D01")),
    ],
)
async def test_a_form_remembers_where_it_was_opened(
    app: App, slack: WebApi, block_id: str, message: dict[str, Any], place: ReplyTarget
) -> None:
    await press(app, slack, button(block_id=block_id), message, place.channel)
    expected = replace(place, url=slack.response_url) if place.url else place
    assert place_of(slack.viewed[0]["view"]) == expected


async def test_a_result_comes_for_the_asker_alone_and_can_be_shared_and_calculated_again(
    app: App, slack: WebApi
) -> None:
    view = open_modal("calculate nps", ReplyTarget("C01", url=slack.response_url))
    assert await submit(app, view, dict(NUMBERS)) == {}
    (answer,) = slack.responded
    assert (answer["response_type"], answer["replace_original"]) == ("ephemeral", False)
    assert titles([answer]) == ["Net Promoter Score: −10 points"]
    buttons = {e["text"]["text"]: e for b in answer["blocks"] if b["type"] == "actions" for e in b["elements"]}
    assert buttons["Share in channel"]["value"] == buttons["Recalculate"]["value"]
    assert buttons["Recalculate"]["action_id"].startswith("form:")


async def test_a_result_is_posted_to_the_channel_at_once_when_that_is_ticked(app: App, slack: WebApi) -> None:
    view = open_modal("calculate nps", ReplyTarget("C01", url=slack.response_url))
    await submit(app, view, dict(NUMBERS), post=True)
    (answer,) = slack.responded
    assert (answer["response_type"], answer["replace_original"]) == ("in_channel", False)
    assert answer["blocks"][0]["elements"][0]["text"] == "<@U01> shared:"
    assert "Share in channel" not in str(answer)


@pytest.mark.parametrize("place", [ReplyTarget("C01", thread="4.0"), ReplyTarget("D01")])
async def test_in_a_thread_or_direct_message_a_result_is_a_message_there(
    app: App, slack: WebApi, place: ReplyTarget
) -> None:
    await submit(app, open_modal("calculate nps", place), dict(NUMBERS))
    (posted,) = slack.posted
    assert (posted["channel"], posted.get("thread_ts", "")) == (place.channel, place.thread)
    assert titles([posted]) == ["Net Promoter Score: −10 points"]


async def test_a_mistake_keeps_the_form_open_and_sends_nothing(app: App, slack: WebApi) -> None:
    view = open_modal("calculate nps", ReplyTarget("C01", url=slack.response_url))
    told = await submit(app, view, {**NUMBERS, "passives": "ten"})
    assert told == {"response_action": "errors", "errors": {"passives": "“ten” isn't a number."}}
    assert (slack.posted, slack.responded) == ([], [])


async def test_a_form_open_for_longer_than_slack_takes_answers_there_answers_the_asker_directly(
    app: App, slack: WebApi
) -> None:
    slack.status = 404
    view = open_modal("calculate nps", ReplyTarget("C01", url=slack.response_url))
    assert await submit(app, view, dict(NUMBERS), post=True) == {}
    assert [posted["channel"] for posted in slack.posted] == ["U01"]
    assert "The form had expired where it was opened" in str(slack.posted[0]["blocks"])


@pytest.mark.parametrize("kept", ["", "{}", '{"metric": "gone", "form": "x"}', "[]"])
async def test_a_form_of_an_earlier_version_says_that_it_expired(app: App, slack: WebApi, kept: str) -> None:
    view = open_modal("calculate nps", ReplyTarget("C01", url=slack.response_url))
    told = await submit(app, {**view, "private_metadata": kept}, dict(NUMBERS))
    assert "This form has expired" in str(told["errors"])
    assert (slack.posted, slack.responded) == ([], [])


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            {"response_action": "errors", "errors": {"account": "Which account?"}},
            "The form wasn't taken. Which account?",
        ),
        ({"response_action": "update", "view": {"submit": {"type": "plain_text", "text": "Save"}}}, NOTHING_DONE),
        ({"response_action": "update", "view": {"title": {"type": "plain_text", "text": "Thank you"}}}, ""),
    ],
    ids=["what is wrong", "a form that comes next", "thanks"],
)
async def test_what_comes_of_a_form_is_told_directly_when_slack_waits_no_longer(
    app: App, slack: WebApi, answer: dict[str, Any], said: str
) -> None:
    waiting = asyncio.Event()

    async def checked() -> BoltResponse:
        await waiting.wait()
        return BoltResponse(status=200, body=json.dumps(answer))

    app._late._prompt = 0.01
    response = await app._late.to_form(checked(), {"user": {"id": "U01"}}, app.web_client)
    assert (response.status, response.body) == (200, "")
    waiting.set()
    await app.background.finish()
    assert [(each["channel"], each["text"]) for each in slack.posted] == [("U01", said)] * bool(said)


async def test_another_form_is_shown_in_place_with_what_was_typed(app: App, slack: WebApi) -> None:
    view = sent_back(open_modal("calculate nps", ReplyTarget("C01", url=slack.response_url)), dict(NUMBERS))
    select = {"type": "static_select", "action_id": "form-of", "selected_option": {"value": "total"}}
    body = {"type": "block_actions", "user": {"id": "U01"}, "view": view, "actions": [{**select, "block_id": "x"}]}
    assert (await send(app, body)).status == 200
    (updated,) = slack.viewed
    assert updated["view_id"] == "V01"
    ids = [block["block_id"] for block in inputs(updated["view"])]
    assert ids == ["promoters:total", "detractors:total", "total:total"]
    assert filled(updated["view"]) == {"promoters": "40", "detractors": "50"}


async def test_what_goes_wrong_with_a_submission_is_said_in_the_form_which_stays(
    app: App, slack: WebApi, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the cause")

    monkeypatch.setattr(listeners, "reply_to", broken)
    told = await submit(app, open_modal("calculate nps", ReplyTarget("C01", url=slack.response_url)), dict(NUMBERS))
    assert told["response_action"] == "errors"
    (said,) = told["errors"].values()
    incident = next(r.getMessage().split()[1].rstrip(":") for r in caplog.records if "incident" in r.msg)
    assert said.endswith(incident)
    assert "the cause" in caplog.text


async def test_a_form_that_cannot_be_opened_is_apologized_for_to_whoever_pressed(
    app: App, slack: WebApi, caplog: pytest.LogCaptureFixture
) -> None:
    await press(app, slack, button("calculate cheese"), {})
    (apology,) = slack.responded
    assert titles([apology]) == ["That didn't work"]
    assert slack.viewed == []
    assert "KeyError" in caplog.text


async def test_a_long_list_is_calculated_to_its_end(app: App) -> None:
    for low, title in ((0, "Net Promoter Score: 100 points"), (600, "Net Promoter Score: 0 points")):
        text = f"nps scores {'9 ' * 600}{'3 ' * low}"
        assert (await Answers(GLOSSARY).to(text, RequestOrigin("U01", "C01"), app.client)).reply.title == title
