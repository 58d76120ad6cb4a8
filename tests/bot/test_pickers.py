"""Accounts, times, zones, channels and people are picked in forms; what is offered keeps to who may see it."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_bolt.async_app import AsyncBoltRequest

from accounts.audit import entries
from accounts.digests.subscriptions import subscriptions
from accounts.watches.watches import feed_of, watches
from bot.render.account_choice import FRAMES
from bot.render.pickers import ACCOUNT, OPTIONS, ZONE
from bot.slack.app import App
from bot.slack.http_endpoint import SlackEndpoint
from bot.workspace import Workspace
from tests.bot.company import KIM, database, filled, workspace, workspace_with
from tests.bot.test_access import GUEST, STRANGER, app_over, command, outcomes, slack
from tests.bot.test_http import SECRET, ask, signed
from tests.bot.test_pulse_form import TRIGGER, blocks, submit
from tests.bot.test_slack_listeners import press, titles
from tests.bot.web_api import WebApi

__all__ = ["database", "filled", "slack", "workspace", "workspace_with"]


@pytest.fixture
def app(slack: WebApi, workspace: Workspace) -> App:
    """The app with pickers in its forms, as Slack draws them."""
    app = app_over(slack, workspace)
    app._answers.account_requests.pickers = True
    return app


async def opened(app: App, slack: WebApi, request: str, channel: str = "C01") -> dict[str, Any]:
    """The view that a command without its account opens."""
    fields = TRIGGER | {"response_url": slack.response_url, "channel_id": channel}
    assert await command(app, request, **fields) == {}
    view: dict[str, Any] = slack.viewed[-1]["view"]
    return view


async def offered(app: App, view: dict[str, Any], typed: str, user: str = "U01", action: str = ACCOUNT) -> list[Any]:
    """The texts and descriptions that are offered while something is typed."""
    body = {"type": "block_suggestion", "user": {"id": user}, "team": {"id": "T01"}, "team_id": "T01", "view": view}
    body |= {"action_id": action, "block_id": "account", "value": typed}
    response = await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))
    assert response.status == 200
    options = json.loads(response.body)["options"]
    assert len(options) <= OPTIONS
    return [(each["text"]["text"], (each.get("description") or {}).get("text"), each["value"]) for each in options]


def inputs(view: dict[str, Any]) -> dict[str, Any]:
    """The fields of a view, by their blocks."""
    return {each["block_id"]: each["element"] for each in view["blocks"] if each["type"] == "input"}


def filled_in(view: dict[str, Any], **picked: dict[str, Any]) -> dict[str, Any]:
    """The view as it comes back: what was picked, by block, and elsewhere what it was opened with."""
    values: dict[str, Any] = {}
    for id_, element in inputs(view).items():
        kind = element["type"]
        initial = {
            "plain_text_input": {"value": element.get("initial_value")},
            "timepicker": {"selected_time": element.get("initial_time")},
            "conversations_select": {"selected_conversation": element.get("initial_conversation")},
            "users_select": {"selected_user": None},
            "checkboxes": {"selected_options": element.get("initial_options") or []},
        }.get(kind, {"selected_option": element.get("initial_option")})
        values[id_] = {element["action_id"]: picked.get(id_, initial)}
    return {**view, "id": f"V{id(values)}", "state": {"values": values}}


def option(value: str) -> dict[str, Any]:
    return {"selected_option": {"value": value, "text": {"type": "plain_text", "text": "shown"}}}


async def test_an_account_is_searched_while_its_name_is_typed(app: App, slack: WebApi) -> None:
    view = await opened(app, slack, "account")
    element = blocks(view)["account"]
    assert (element["type"], element["action_id"], element["min_query_length"]) == ("external_select", ACCOUNT, 0)
    assert await offered(app, view, "acme") == [
        ("Acme & Sons", "acme.example · Dana Sample", "1"),
        ("Acme Labs", "labs.example · Kim Sample", "2"),
    ]
    assert [each[0] for each in await offered(app, view, "labs")] == ["Acme Labs"]
    assert await offered(app, view, "nothing like it at all") == []


async def test_before_anything_is_typed_ones_own_accounts_are_offered(app: App, slack: WebApi) -> None:
    view = await opened(app, slack, "account")
    assert [each[0] for each in await offered(app, view, "")] == ["Acme & Sons", "Red Ltd"]
    assert [each[0] for each in await offered(app, view, "r")] == ["Red Ltd"]
    others = [each[0] for each in await offered(app, view, "", "U02")]
    assert len(others) == 20  # those to be acted on next, for who owns none
    assert "Small 00" in others


@pytest.mark.parametrize("person", [GUEST, STRANGER])
async def test_nothing_is_offered_to_guests_and_outsiders(app: App, slack: WebApi, person: dict[str, Any]) -> None:
    view = await opened(app, slack, "account")
    slack.people["U77"] = person
    for typed in ("", "acme"):
        assert await offered(app, view, typed, "U77") == []


async def test_nothing_is_offered_where_another_company_reads_along(app: App, slack: WebApi) -> None:
    view = await opened(app, slack, "account")
    slack.conversations["C01"] = {"is_ext_shared": True}
    app._answers.account_requests._directory._kept.clear()
    assert await offered(app, view, "acme") == []


async def test_nothing_is_offered_to_who_is_not_on_the_operators_list(
    app: App, slack: WebApi, workspace_with: Callable[..., Workspace]
) -> None:
    view = await opened(app, slack, "account")
    closed = app_over(slack, workspace_with(cs_people=frozenset({KIM})))
    assert await offered(closed, view, "acme") == []
    assert await offered(closed, {**view, "private_metadata": "old"}, "acme") == []


async def test_opening_the_form_is_in_the_audit_log_and_each_letter_is_not(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    view = await opened(app, slack, "account")
    before = len(entries(workspace.store))
    await offered(app, view, "acme")
    assert len(entries(workspace.store)) == before
    assert ("U01", "C01", "account", "answered") in outcomes(workspace)


async def test_an_account_that_is_picked_is_shown(app: App, slack: WebApi) -> None:
    view = await opened(app, slack, "account")
    assert await submit(app, filled_in(view, account=option("2"))) == {}
    assert titles(slack.responded) == ["Acme Labs"]


@pytest.mark.parametrize("verb", ["brief", "own"])
async def test_a_verb_goes_on_with_the_account_that_is_picked(app: App, slack: WebApi, verb: str) -> None:
    assert await submit(app, filled_in(await opened(app, slack, verb), account=option("2"))) == {}
    assert "Acme Labs" in titles(slack.responded)[0]


@pytest.mark.parametrize(
    ("request_", "shown"), [("act", "What to do"), ("log call", "Held on"), ("done", "Note"), ("snooze", "Until")]
)
async def test_a_verb_with_a_form_of_its_own_shows_it_next(app: App, slack: WebApi, request_: str, shown: str) -> None:
    told = await submit(app, filled_in(await opened(app, slack, request_), account=option("2")))
    assert told["response_action"] == "update"
    assert shown in str(told["view"])
    assert "Acme Labs" in str(told["view"])


async def test_a_call_is_logged_in_the_form_that_follows(app: App, slack: WebApi, workspace: Workspace) -> None:
    told = await submit(app, filled_in(await opened(app, slack, "log"), account=option("2")))
    note = {"value": "They want SSO"}
    assert await submit(app, filled_in(told["view"], note=note)) == {}
    said = workspace.store.reading.execute("SELECT note FROM touchpoint WHERE account_id = 2 ORDER BY id DESC")
    assert said.fetchone()[0] == "They want SSO"


async def test_an_account_is_watched_from_its_form(app: App, slack: WebApi, workspace: Workspace) -> None:
    listed = await command(app, "watch")
    buttons = [each for block in listed["blocks"] if block["type"] == "actions" for each in block["elements"]]
    (button,) = [each for each in buttons if each["text"]["text"] == "Watch an account…"]
    await press(app, slack, {**button, "block_id": "trail:1|x"}, {})
    view = slack.viewed[-1]["view"]
    at_once = {"selected_options": [{"value": "yes"}]}
    assert await submit(app, filled_in(view, **{"account": option("2"), "at-once": at_once})) == {}
    feed = feed_of(workspace.store, "T01", "C01")
    assert feed is not None
    assert [(each.name, each.at_once) for each in watches(workspace.store.reading, feed.id)] == [("Acme Labs", True)]


async def test_without_an_account_the_form_stays_open(app: App, slack: WebApi) -> None:
    told = await submit(app, filled_in(await opened(app, slack, "brief")))
    assert told["errors"] == {"account": "Choose an account."}
    told = await submit(app, filled_in(await opened(app, slack, "brief"), account=option("999")))
    assert "account" in told["errors"]


async def test_a_guest_is_refused_in_the_form(app: App, slack: WebApi) -> None:
    view = await opened(app, slack, "brief")
    slack.people["U77"] = GUEST
    told = await submit(app, filled_in(view, account=option("2")), user="U77")
    assert "a guest" in told["errors"]["account"]
    assert slack.responded == []


@pytest.mark.parametrize("verb", FRAMES)
async def test_where_nothing_draws_pickers_the_account_is_typed(app: App, slack: WebApi, verb: str) -> None:
    app._answers.account_requests.pickers = False
    if verb == "watch":  # which lists what is watched
        await press(app, slack, {"action_id": "form:0", "value": verb, "block_id": "trail:1|x"}, {})
    else:
        await opened(app, slack, verb)
    view = slack.viewed[-1]["view"]
    assert blocks(view)["account"]["type"] == "plain_text_input"
    told = await submit(app, filled_in(view, account={"value": "small"}))
    assert "Small" in told["errors"]["account"]
    told = await submit(app, filled_in(view, account={"value": "acme labs"}))
    assert told == {} or told["response_action"] == "update"


async def test_a_pulse_is_set_for_an_account_that_is_picked(app: App, slack: WebApi) -> None:
    view = await opened(app, slack, "pulse")
    assert blocks(view)["account"]["type"] == "external_select"
    assert await submit(app, filled_in(view, account=option("2"), score=option("4"))) == {}
    assert "Acme Labs" in str(slack.responded)


async def test_a_form_opened_for_an_account_has_it_picked(app: App, slack: WebApi) -> None:
    await press(app, slack, {"action_id": "form:0", "value": "pulse acme labs", "block_id": "trail:1|x"}, {})
    chosen = blocks(slack.viewed[-1]["view"])["account"]["initial_option"]
    assert (chosen["value"], chosen["text"]["text"]) == ("2", "Acme Labs")


# Digests


async def test_a_digest_is_set_up_with_what_is_picked(app: App, slack: WebApi, workspace: Workspace) -> None:
    slack.conversations["C02"] = {"members": ["U01", "U0BOT"]}
    view = await opened(app, slack, "digest subscribe")
    kinds = {id_: element["type"] for id_, element in blocks(view).items()}
    assert (kinds["at"], kinds["zone"], kinds["channel"], kinds["owner"]) == (
        *("timepicker", "external_select", "conversations_select", "users_select"),
    )
    channel = blocks(view)["channel"]
    assert (channel["initial_conversation"], channel["default_to_current_conversation"]) == ("C01", True)
    assert channel["filter"]["exclude_external_shared_channels"] is True
    given = {
        "digest": option("health"),
        "at": {"selected_time": "07:45"},
        "zone": option("Asia/Tokyo"),
        "channel": {"selected_conversation": "C02"},
        "owner": {"selected_user": "U0KIM"},
        "scope": {"value": "red"},
    }
    assert await submit(app, filled_in(view, **given)) == {}
    (made,) = subscriptions(workspace.store)
    assert (made.channel, f"{made.schedule.at:%H:%M}", made.schedule.zone) == ("C02", "07:45", "Asia/Tokyo")
    assert made.scope == "@Kim Sample red"
    assert slack.responded[-1]["response_type"] == "ephemeral"


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ({"is_member": False}, "/invite"),
        ({"is_ext_shared": True}, "shared with another company"),
        ({"members": ["U01", "U0GUEST"]}, "Not everybody in this channel"),
    ],
)
async def test_a_channel_where_it_may_not_come_is_refused_at_its_field(
    app: App, slack: WebApi, workspace: Workspace, there: dict[str, Any], said: str
) -> None:
    slack.people["U0GUEST"] = GUEST
    slack.conversations["C02"] = {"members": ["U01"], **there}
    view = await opened(app, slack, "digest subscribe")
    given = {"digest": option("health"), "channel": {"selected_conversation": "C02"}}
    told = await submit(app, filled_in(view, **given))
    assert said in told["errors"]["channel"]
    assert subscriptions(workspace.store) == []


async def test_an_owner_without_accounts_is_said_to_be_one(app: App, slack: WebApi) -> None:
    view = await opened(app, slack, "digest subscribe")
    told = await submit(app, filled_in(view, digest=option("health"), owner={"selected_user": "U02"}))
    assert list(told["errors"]) == ["owner"]


async def test_in_a_direct_message_no_channel_need_be_picked(app: App, slack: WebApi, workspace: Workspace) -> None:
    view = await opened(app, slack, "digest subscribe", "D01")
    shown = next(each for each in view["blocks"] if each["block_id"] == "channel")
    assert shown["optional"] is True
    assert await submit(app, filled_in(view, digest=option("health"))) == {}
    assert [each.channel for each in subscriptions(workspace.store)] == ["D01"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [("", "UTC"), ("berl", "Europe/Berlin"), ("munich", "Europe/Berlin"), ("new y", "America/New_York")],
)
async def test_zones_are_searched_by_their_cities(app: App, slack: WebApi, typed: str, first: str) -> None:
    view = await opened(app, slack, "digest subscribe")
    assert (await offered(app, view, typed, action=ZONE))[0][2] == first


# Over HTTP


async def test_what_is_offered_comes_back_to_a_signed_request(slack: WebApi, workspace: Workspace) -> None:
    door = SlackEndpoint(app_over(slack, workspace), SECRET)
    view = {"id": "V1", "private_metadata": json.dumps({"channel": "C01"})}
    payload = {"type": "block_suggestion", "user": {"id": "U01"}, "team": {"id": "T01"}, "view": view, "value": "acme"}
    payload |= {"action_id": ACCOUNT, "block_id": "account", "api_app_id": "A01"}
    body = urlencode({"payload": json.dumps(payload)}).encode()
    status, answer = await ask(door, body, signed(body))
    assert status == 200
    assert [each["text"]["text"] for each in json.loads(answer)["options"]] == ["Acme & Sons", "Acme Labs"]
    assert (await ask(door, body, signed(body) | {b"x-slack-signature": b"v0=0"}))[0] in {401, 403}
