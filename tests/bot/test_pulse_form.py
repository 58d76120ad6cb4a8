"""The form of a pulse: opened wherever one is set, checked for whoever fills it in, and kept when it is right."""

import json
from typing import Any

import pytest

from accounts.health import list_pulses
from bot.slack.app import App
from bot.slack.modals.pulse_form import PulsePrefill, modal
from bot.slack.posting import ReplyTarget
from bot.workspace import Workspace
from tests.bot.company import database, filled, workspace
from tests.bot.test_access import GUEST, app, command, outcomes, slack
from tests.bot.test_slack_form import faults
from tests.bot.test_slack_listeners import NEW, press, send, titles
from tests.bot.web_api import WebApi

__all__ = ["app", "database", "filled", "slack", "workspace"]

TRIGGER = {"trigger_id": NEW, "response_url": "http://127.0.0.1:9/unused"}


def blocks(view: dict[str, Any]) -> dict[str, Any]:
    """The fields of a view, by their ids."""
    return {block["block_id"]: block["element"] for block in view["blocks"]}


def filled_in(view: dict[str, Any], account: str | None, score: str, note: str = "") -> dict[str, Any]:
    """The view as Slack sends it back; a field that nobody touched holds nothing."""
    option = {"selected_option": {"value": score} if score else None}
    values = {"account": {"typed": {"value": account}}, "score": {"score": option}, "note": {"typed": {"value": note}}}
    return {**view, "id": "V01", "state": {"values": values}}


async def opened(app: App, slack: WebApi, text: str) -> dict[str, Any]:
    """The view that a slash command opens."""
    assert await command(app, text, **TRIGGER | {"response_url": slack.response_url}) == {}
    view: dict[str, Any] = slack.viewed[-1]["view"]
    return view


async def submit(app: App, view: dict[str, Any], user: str = "U01") -> dict[str, Any]:
    """Submits a view; gives what Slack is told."""
    body = {"type": "view_submission", "user": {"id": user}, "view": view}
    told: dict[str, Any] = json.loads((await send(app, body)).body or "{}")
    return told


def account_id(workspace: Workspace, name: str) -> int:
    found: int = workspace.store.reading.execute("SELECT id FROM account WHERE name = ?", (name,)).fetchone()[0]
    return found


@pytest.mark.parametrize(
    ("text", "account"),
    [("pulse", None), ("pulse labs.example", "Acme Labs"), ("pulse no such thing", "no such thing")],
)
async def test_a_pulse_without_a_score_opens_a_form_with_what_is_known(
    app: App, slack: WebApi, text: str, account: str | None
) -> None:
    view = await opened(app, slack, text)
    assert blocks(view)["account"].get("initial_value") == account
    assert [option["value"] for option in blocks(view)["score"]["options"]] == ["5", "4", "3", "2", "1"]
    assert list(faults(view)) == []


async def test_the_button_of_a_card_opens_the_form_of_that_account(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    card = await command(app, "account labs.example")
    buttons = [e for b in card["blocks"] if b["type"] == "actions" for e in b["elements"]]
    (button,) = [each for each in buttons if each["text"]["text"] == "Set pulse"]
    await press(app, slack, {**button, "block_id": card["blocks"][-1]["block_id"]}, {})
    view = slack.viewed[0]["view"]
    assert await submit(app, filled_in(view, None, "2", "quiet")) == {}
    (answer,) = slack.responded
    assert titles([answer]) == ["Acme Labs: pulse 2 of 5, worrying"]
    assert answer["response_type"] == "ephemeral"
    (kept,) = list_pulses(workspace.store, account_id(workspace, "Acme Labs"))
    assert (kept.score, kept.note, kept.said_by) == (2, "quiet", "Dana Sample")
    assert ("U01", "C01", "pulse", "answered") in outcomes(workspace)


async def test_another_account_may_be_typed_over_the_one_that_is_filled_in(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    view = await opened(app, slack, "pulse labs.example")
    assert await submit(app, filled_in(view, "acme.example", "5")) == {}
    assert len(list_pulses(workspace.store, account_id(workspace, "Acme & Sons"))) == 1


@pytest.mark.parametrize(
    ("account", "score", "field", "said"),
    [
        ("zzqqxx", "4", "account", "no account like that"),
        ("small", "4", "account", "Which one"),
        ("", "4", "account", "needed"),
        ("labs.example", "", "score", "Choose a pulse"),
        ("labs.example", "9", "score", "from 1"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(  # noqa: PLR0917
    app: App, slack: WebApi, workspace: Workspace, account: str, score: str, field: str, said: str
) -> None:
    view = await opened(app, slack, "pulse")
    told = await submit(app, filled_in(view, account, score))
    assert told["response_action"] == "errors"
    assert said in told["errors"][field]
    assert workspace.store.reading.execute("SELECT count(*) FROM pulse").fetchone() == (0,)
    assert slack.responded == []


async def test_no_form_opens_for_a_guest(app: App, slack: WebApi) -> None:
    slack.people["U01"] = GUEST
    assert titles([await command(app, "pulse labs.example", **TRIGGER)]) == ["Not here"]
    await press(app, slack, {"action_id": "form:0", "value": "pulse id 1", "block_id": "trail:1|x"}, {})
    assert slack.viewed == []
    assert "a guest" in str(slack.responded)


async def test_somebody_who_became_a_guest_meanwhile_is_refused_in_the_form(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    view = await opened(app, slack, "pulse labs.example")
    slack.people["U77"] = GUEST
    told = await submit(app, filled_in(view, "labs.example", "1"), user="U77")
    assert "a guest" in told["errors"]["account"]
    assert workspace.store.reading.execute("SELECT count(*) FROM pulse").fetchone() == (0,)


async def test_a_pulse_said_in_a_thread_is_shown_to_whoever_said_it(app: App, slack: WebApi) -> None:
    pressed = {"action_id": "form:0", "value": "pulse id 1", "block_id": "ask:1"}
    await press(app, slack, pressed, {"ts": "5.1", "thread_ts": "4.0"})
    await submit(app, filled_in(slack.viewed[0]["view"], None, "3"))
    assert slack.posted == []
    (whispered,) = slack.whispered
    assert (whispered["user"], whispered["thread_ts"]) == ("U01", "4.0")


def test_a_note_that_is_too_long_is_filled_in_as_far_as_it_may_be() -> None:
    view = modal(PulsePrefill("Acme Labs", 1, "4", "renewal " * 300), ReplyTarget("C01"))
    assert list(faults(view)) == []
    assert blocks(view)["note"]["initial_value"].startswith("renewal")


async def test_a_form_open_for_too_long_answers_directly(app: App, slack: WebApi) -> None:
    view = await opened(app, slack, "pulse labs.example")
    slack.status = 404
    assert await submit(app, filled_in(view, None, "3")) == {}
    assert [posted["channel"] for posted in slack.posted] == ["U01"]


async def test_a_mention_cannot_open_a_form_and_offers_one(app: App, slack: WebApi) -> None:
    told = {"type": "app_mention", "user": "U01", "channel": "C01", "ts": "1.9", "text": "<@U0BOT> pulse labs.example"}
    await send(app, {"type": "event_callback", "event": told})
    assert slack.viewed == []
    assert "Fill in a form" in str(slack.posted)


@pytest.mark.parametrize("name", ["🎉" * 500, "<&>" * 400, '"\\' * 1500, "Ф" * 5000, "word " * 200])
async def test_a_form_carries_what_it_needs_whatever_the_account_is_called(
    app: App, slack: WebApi, workspace: Workspace, name: str
) -> None:
    with workspace.store.writing() as connection:
        connection.execute("UPDATE account SET name = ? WHERE domain = 'labs.example'", (name.strip(),))
    view = await opened(app, slack, "pulse labs.example")
    assert list(faults(view)) == []
    assert len(view["private_metadata"]) <= 3000
    shown = blocks(view)["account"]["initial_value"]
    assert await submit(app, filled_in(view, shown, "4")) == {}
    id_ = workspace.store.reading.execute("SELECT id FROM account WHERE domain = 'labs.example'").fetchone()[0]
    assert len(list_pulses(workspace.store, id_)) == 1
