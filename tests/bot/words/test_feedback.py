"""Was this right? Under the card of a term: yes is counted once, no asks why, guests are refused."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from pydantic import SecretStr
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.commands import respond
from bot.configuration.slack_settings import Settings
from bot.context import Context, Requester
from bot.render.feedback_modal import LONGEST, feedback_modal
from bot.render.slack import message
from bot.settings import AccountSettings
from bot.slack.app import App, create_app
from bot.terms.glossary_replies import term_card
from bot.workspace import Workspace
from curation import feedback
from curation.feedback import EXPLANATION, FeedbackCount, feedback_between, open_notes
from glossary import load
from tests.bot.web_api import WebApi, running_web_api
from tests.engines import Place

NRR = "net-revenue-retention"
META = {"private_metadata": EXPLANATION}


@pytest.fixture
async def slack() -> AsyncIterator[WebApi]:
    async with running_web_api() as api:
        yield api


@pytest.fixture
def workspace(words_place: Place) -> Iterator[Workspace]:
    workspace = Workspace(AccountSettings(cs_database=words_place))
    yield workspace
    workspace.close()


@pytest.fixture
def app(slack: WebApi, workspace: Workspace) -> App:
    tokens = {"slack_bot_token": SecretStr("xoxb-secret"), "slack_app_token": SecretStr("xapp-secret")}
    return create_app(Settings(**tokens, slack_api_url=slack.url), load(), workspace=workspace)  # type: ignore[arg-type]


async def send(app: App, body: dict[str, Any]) -> BoltResponse:
    response = await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body={"team_id": "T01", **body}))
    await app.background.finish()
    return response


async def press(app: App, slack: WebApi, action: str, user: str = "U01", trigger: str = "T.1") -> None:
    body = {
        "type": "block_actions",
        "user": {"id": user},
        "channel": {"id": "C01"},
        "container": {"type": "message", "message_ts": "17.1"},
        "trigger_id": trigger,
        "response_url": slack.response_url,
        "actions": [{"type": "button", "action_id": action, "value": NRR, "block_id": "feedback"}],
    }
    assert (await send(app, body)).status == 200


def submission(text: str, *, tell: bool = False, user: str = "U01", view: str = "V1") -> dict[str, Any]:
    ticked = {"selected_options": [{"value": "tell"}] if tell else []}
    values = {"why": {"typed": {"value": text}}, "tell": {"tell": ticked}}
    shown = feedback_modal(NRR, "Net Revenue Retention")
    return {"type": "view_submission", "user": {"id": user}, "view": {**shown, "id": view, "state": {"values": values}}}


def counts(workspace: Workspace) -> list[FeedbackCount]:
    return feedback_between(workspace.words, "2000-01", "2999-12")


async def test_yes_counts_once_a_day_however_often_it_is_tapped(app: App, slack: WebApi, workspace: Workspace) -> None:
    for trigger in ("T.1", "T.1", "T.2"):
        await press(app, slack, "right", trigger=trigger)
    await press(app, slack, "right", "U02", trigger="T.3")
    assert counts(workspace) == [FeedbackCount(NRR, 2, 0)]
    assert "U01" not in str(workspace.words.reading.execute("SELECT request, result FROM curation_request").fetchall())


async def test_no_asks_why_and_lands_with_the_curators_without_a_name(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    await press(app, slack, "wrong")
    (opened,) = slack.viewed
    assert opened["view"]["callback_id"] == "feedback-form"
    first = await send(app, submission("We count <!channel> it by quarter."))
    await send(app, submission("We count <!channel> it by quarter."))
    assert '"update"' in first.body
    assert [(note.term, note.text) for note in open_notes(workspace.words)] == [
        (NRR, "We count <!channel> it by quarter.")
    ]
    assert counts(workspace) == [FeedbackCount(NRR, 0, 1)]


async def test_an_empty_reason_keeps_the_form_open(app: App, workspace: Workspace) -> None:
    response = await send(app, submission("   "))
    assert '"errors"' in response.body
    assert counts(workspace) == []


async def test_guests_are_refused(app: App, slack: WebApi, workspace: Workspace) -> None:
    slack.people["U07"] = {"is_restricted": True}
    await press(app, slack, "right", "U07")
    await press(app, slack, "wrong", "U07", trigger="T.2")
    response = await send(app, submission("No.", user="U07"))
    assert '"errors"' in response.body
    assert slack.viewed == []
    assert [answer["text"].startswith("That is for members") for answer in slack.responded] == [True, True]
    assert counts(workspace) == []


async def vote(app: App, slack: WebApi, value: str, trigger: str) -> None:
    """Presses one of Slack's own pair of buttons."""
    pressed = {"type": "feedback_buttons", "action_id": "vote", "value": value, "block_id": "vote"}
    body = {
        "type": "block_actions",
        "user": {"id": "U01"},
        "channel": {"id": "C01"},
        "container": {"type": "message", "message_ts": "17.1"},
        "trigger_id": trigger,
        "response_url": slack.response_url,
        "actions": [pressed],
    }
    assert (await send(app, body)).status == 200


async def test_slacks_own_pair_of_buttons_counts_and_asks_the_same(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    await vote(app, slack, f"right:{NRR}", "T.1")
    await vote(app, slack, f"wrong:{NRR}", "T.2")
    assert [view["view"]["private_metadata"] for view in slack.viewed] == [NRR]
    assert counts(workspace) == [FeedbackCount(NRR, 1, 0)]


async def test_what_is_said_of_an_explanation_is_read_by_the_curators(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    await vote(app, slack, f"right:{EXPLANATION}", "T.1")
    await vote(app, slack, f"wrong:{EXPLANATION}", "T.2")
    (view,) = [each["view"] for each in slack.viewed]
    assert "the explanation of a message" in str(view)
    await send(
        app, {**submission("AR was receivables."), "view": {**submission("AR was receivables.")["view"], **META}}
    )
    assert counts(workspace) == [FeedbackCount(EXPLANATION, 1, 1)]
    asked = Context(load(), workspace, Requester("U01"))
    assert "Explained messages" in str(respond("words wrong", asked)[1].rows)


def test_the_buttons_stand_under_the_card_of_a_term() -> None:
    glossary = load()
    card = message(term_card(glossary.terms[NRR], glossary), trail=("define nrr",))
    assert [element["action_id"] for element in card["blocks"][-1]["elements"]] == ["right", "wrong"]


def test_the_form_takes_as_much_as_is_kept() -> None:
    assert LONGEST == feedback.LONGEST
