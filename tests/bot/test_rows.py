"""Acting on an account from a digest's row: seen by all at once, others' rows untouched, and taken back."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from accounts.actions import recording
from accounts.actions.model import Actor
from accounts.audit import entries
from accounts.digests import claims, deliveries
from accounts.digests.planning import plan_deliveries
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription, subscribe
from bot.digests.content.composer import Composer
from bot.digests.content.model import DigestPayload
from bot.digests.row_updates import refresh_rows
from bot.render.digest_rows import account_of, list_request, with_outcomes
from bot.slack.app import App
from bot.slack.web_client import WebClient
from bot.workspace import Workspace
from glossary import load
from tests.bot.blocks.checks import message_faults, view_faults
from tests.bot.company import KIM, NOW, database, filled, workspace
from tests.bot.test_access import GUEST, app, app_over, command, slack
from tests.bot.test_slack_listeners import send
from tests.bot.web_api import WebApi

__all__ = ["app", "database", "filled", "slack", "workspace"]

NINE = datetime(2026, 6, 15, 9, tzinfo=UTC)
TS, THREAD = "1781514000.000100", "1781514001.000100"
presses = iter(range(1, 10_000))


@pytest.fixture
def digest(workspace: Workspace) -> list[dict[str, Any]]:
    """The renewals of all accounts, posted to C01 this morning: its messages."""
    return posted(workspace, "renewals")


def posted(workspace: Workspace, kind: Any) -> list[dict[str, Any]]:
    """A digest as it was delivered."""
    store, now = workspace.store, NINE - timedelta(hours=1)
    schedule = Schedule(time(8), EVERY_DAY, "UTC")
    wanted = Subscription(team="T01", channel="C01", digest=kind, scope="", created_by="U01", schedule=schedule)
    subscribe(store, wanted, now - timedelta(hours=1))
    plan_deliveries(store, now)
    held = claims.claim(store, now, timedelta(minutes=5), timedelta(0))
    assert held is not None
    payload = Composer(load(), workspace).payload(held, now)
    assert isinstance(payload, DigestPayload)
    assert deliveries.save_payload(store, held, payload.content)
    for number, ts in zip(range(len(payload.content.messages)), (TS, THREAD, "3.3", "4.4"), strict=False):
        held = claims.Claim(
            **{name: getattr(held, name) for name in claims.Claim.__dataclass_fields__}
            | {"messages": payload.content.messages, "posted": (TS, THREAD, "3.3", "4.4")[:number]}
        )
        assert deliveries.record_post(store, held, ts, now)
    return [dict(each) for each in payload.content.messages]


def rows(message: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The rows of a message by the account's name."""
    found = [block for block in message["blocks"] if account_of(block) is not None]
    return {block["text"]["text"].split("*")[1].replace("&amp;", "&"): block for block in found}


def pressed(block_or_id: Any, user: str = "U01", **more: Any) -> dict[str, Any]:
    """A press of the button of a row in the digest's first message."""
    accessory = block_or_id["accessory"]
    return {
        "type": "block_actions",
        "user": {"id": user},
        "channel": {"id": "C01"},
        "container": {"message_ts": TS, "channel_id": "C01"},
        "message": {"ts": TS, "user": "U0BOT"},
        "trigger_id": f"T{next(presses)}",
        "actions": [{"type": "button", **{key: accessory[key] for key in ("action_id", "value")}}],
        **more,
    }


def is_taken(message: dict[str, Any]) -> bool:
    """Whether Slack takes a message."""
    return message_faults(message) == []


async def opened(app: App, slack: WebApi, row: dict[str, Any], user: str = "U01") -> dict[str, Any]:
    """The modal that a row's button opens."""
    await handled(app, pressed(row, user, response_url=slack.response_url))
    view: dict[str, Any] = slack.viewed[-1]["view"]
    assert view_faults(view) == []
    return view


async def handled(app: App, body: dict[str, Any]) -> None:
    assert (await send(app, body)).status == 200
    await app.background.finish()


async def choose(app: App, slack: WebApi, view: dict[str, Any], what: str, user: str = "U01") -> dict[str, Any]:
    """Chooses something in the modal; gives the form that it shows then."""
    body = {
        "type": "block_actions",
        "user": {"id": user},
        "trigger_id": f"T{next(presses)}",
        "view": {**view, "id": "V1"},
        "container": {"type": "view", "view_id": "V1"},
        "actions": [{"type": "radio_buttons", "action_id": "act-what", "selected_option": {"value": what}}],
    }
    await handled(app, body)
    shown: dict[str, Any] = slack.viewed[-1]["view"]
    return shown


def offered(view: dict[str, Any]) -> dict[str, str]:
    """What the modal offers to do, by what is chosen."""
    radio = next(block["element"] for block in view["blocks"] if block["block_id"] == "act-what")
    return {each["value"]: each["text"]["text"] for each in radio["options"]}


async def take_back(app: App, slack: WebApi, row: dict[str, Any], user: str = "U01") -> dict[str, Any]:
    """Takes back the last thing that was done about the account of a row; gives what Slack is told."""
    view = await opened(app, slack, row, user)
    what = next(each for each in offered(view) if each.startswith("undo "))
    return await submit(app, view, user, **{"act-what": what})


async def submit(app: App, view: dict[str, Any], user: str = "U01", id_: str = "", **values: str) -> dict[str, Any]:
    """Submits a form; gives what Slack is told."""
    state = {
        block: {"typed": {"value": text}} if block in {"note", "day"} else {block: {"selected_option": {"value": text}}}
        for block, text in values.items()
    }
    filled = {**view, "id": id_ or f"V{next(presses)}", "state": {"values": state}}
    body = {"type": "view_submission", "user": {"id": user}, "view": filled}
    told: dict[str, Any] = json.loads((await send(app, body)).body or "{}")
    await app.background.finish()
    return told


def names(workspace: Workspace) -> Iterator[str]:
    yield from (row[0] for row in workspace.store.reading.execute("SELECT kind FROM account_action ORDER BY id"))


async def test_a_row_opens_the_account_and_what_can_be_done(
    app: App, slack: WebApi, digest: list[dict[str, Any]], workspace: Workspace
) -> None:
    view = await opened(app, slack, rows(digest[0])["Acme & Sons"])
    assert "Health" in json.dumps(view["blocks"])
    assert [*offered(view)] == ["own", "snooze", "done", "pulse", "call"]
    assert [(each.verb, each.outcome) for each in entries(workspace.store, 1)] == [("act", "answered")]


async def test_owning_from_a_row_is_seen_by_all_at_once_and_the_other_rows_stay(
    app: App, slack: WebApi, digest: list[dict[str, Any]], workspace: Workspace
) -> None:
    row = rows(digest[0])["Acme Labs"]
    assert await submit(app, await opened(app, slack, row), **{"act-what": "own"}) == {}
    (updated,) = slack.updated
    assert (updated["channel"], updated["ts"], updated["text"]) == ("C01", TS, digest[0]["text"])
    assert updated["metadata"]["event_type"] == "cs_digest"
    assert is_taken(updated)
    before, after = rows(digest[0]), rows(updated)
    assert "↳ Owned by Dana Sample since 15 Jun, before: Kim Sample" in after["Acme Labs"]["text"]["text"]
    assert {name: block for name, block in after.items() if name != "Acme Labs"} == {
        name: block for name, block in before.items() if name != "Acme Labs"
    }
    assert [block for block in updated["blocks"] if account_of(block) is None] == [
        block for block in digest[0]["blocks"] if account_of(block) is None
    ]
    assert await take_back(app, slack, row) == {}
    assert slack.updated[-1]["blocks"] == digest[0]["blocks"]


@pytest.mark.parametrize(
    ("action", "values", "line"),
    [
        (
            "snooze",
            {"until": "next week", "note": "they decide"},
            "Snoozed until Mon 22 Jun by Dana Sample: “they d",
        ),
        ("snooze", {"until": "tomorrow", "day": "2 July"}, "Snoozed until Thu 2 Jul by Dana Sample"),
        ("done", {"note": "They *renew* & <!here>"}, "Done by Dana Sample, 15 Jun: “They ∗renew∗ &amp; &lt;!"),
        ("pulse", {"score": "4", "note": "keen"}, "Pulse 4 of 5 by Dana Sample, 15 Jun: “keen”"),
        ("call", {"day": "yesterday", "note": "SSO"}, "Call logged by Dana Sample, 14 Jun: “SSO”"),
    ],
)
async def test_each_form_of_a_row_shows_what_it_did_and_can_be_taken_back(  # noqa: PLR0917
    app: App, slack: WebApi, digest: list[dict[str, Any]], action: str, values: dict[str, str], line: str
) -> None:
    row = rows(digest[0])["Acme Labs"]
    view = await choose(app, slack, await opened(app, slack, row), action)
    assert view_faults(view) == []
    assert await submit(app, view, **values) == {}
    assert f"↳ {line}" in rows(slack.updated[-1])["Acme Labs"]["text"]["text"]
    assert is_taken(slack.updated[-1])
    assert await take_back(app, slack, row) == {}
    assert slack.updated[-1]["blocks"] == digest[0]["blocks"]


@pytest.mark.parametrize(
    ("action", "values", "block"),
    [
        ("snooze", {"until": "next week", "day": "blue"}, "day"),
        ("snooze", {"until": "next week", "day": "yesterday"}, "day"),
        ("call", {"day": "tomorrow"}, "day"),
        ("pulse", {"note": "x"}, "score"),
        ("done", {"note": "x" * 2001}, "note"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_done(  # noqa: PLR0917
    app: App,
    slack: WebApi,
    digest: list[dict[str, Any]],
    workspace: Workspace,
    action: str,
    values: dict[str, str],
    block: str,
) -> None:
    view = await choose(app, slack, await opened(app, slack, rows(digest[0])["Acme Labs"]), action)
    told = await submit(app, view, **values)
    assert [*told["errors"]] == [block]
    assert list(names(workspace)) == []
    assert slack.updated == []


async def test_the_second_of_two_people_sees_what_the_first_did_before_they_do_it_again(
    app: App, slack: WebApi, digest: list[dict[str, Any]], workspace: Workspace
) -> None:
    row = rows(digest[0])["Acme Labs"]
    first = await choose(app, slack, await opened(app, slack, row), "done")
    second = await choose(app, slack, await opened(app, slack, row, "U02"), "done", "U02")
    assert await submit(app, first, note="They renew") == {}
    told = await submit(app, second, "U02", note="I called")
    assert told["response_action"] == "update"
    assert "Done by Dana Sample, 15 Jun: “They renew”" in json.dumps(told["view"]["blocks"], ensure_ascii=False)
    assert list(names(workspace)) == ["done"]
    assert await submit(app, told["view"], "U02", note="I called") == {}
    assert list(names(workspace)) == ["done", "done"]
    owning = await opened(app, slack, row)
    await submit(app, await opened(app, slack, row, "U02"), "U02", **{"act-what": "own"})
    told = await submit(app, owning, **{"act-what": "own"})
    assert "Meanwhile" in json.dumps(told["view"]["blocks"])


async def test_without_a_choice_the_modal_asks_for_one_and_a_choice_alone_shows_its_form(
    app: App, slack: WebApi, digest: list[dict[str, Any]], workspace: Workspace
) -> None:
    view = await opened(app, slack, rows(digest[0])["Acme Labs"])
    assert [*(await submit(app, view))["errors"]] == ["act-what"]
    told = await submit(app, view, **{"act-what": "done"})
    assert (told["response_action"], [block["block_id"] for block in told["view"]["blocks"]][-1]) == ("update", "note")
    assert list(names(workspace)) == []


async def test_a_form_that_comes_twice_does_it_once(
    app: App, slack: WebApi, digest: list[dict[str, Any]], workspace: Workspace
) -> None:
    row = rows(digest[0])["Acme Labs"]
    view = await choose(app, slack, await opened(app, slack, row), "done")
    for _ in range(2):
        await submit(app, view, id_="V0", note="They renew")
    assert list(names(workspace)) == ["done"]
    press = pressed(row, response_url=slack.response_url)
    for _ in range(2):
        await handled(app, press)
    assert len([each for each in slack.viewed if "trigger_id" in each]) == 2  # the first form, and this one once


async def test_another_server_goes_on_from_the_modal_and_the_store(
    app: App, slack: WebApi, digest: list[dict[str, Any]], workspace: Workspace
) -> None:
    view = await choose(app, slack, await opened(app, slack, rows(digest[0])["Acme Labs"]), "call")
    other = app_over(slack, workspace)
    assert await submit(other, view, note="SSO") == {}
    assert "Call logged" in rows(slack.updated[-1])["Acme Labs"]["text"]["text"]


async def test_guests_are_refused_and_nothing_is_posted_where_not_all_may_see_it(
    app: App, slack: WebApi, digest: list[dict[str, Any]], workspace: Workspace
) -> None:
    row = rows(digest[0])["Acme Labs"]
    slack.people["U02"] = GUEST
    await handled(app, pressed(row, "U02", response_url=slack.response_url))
    assert slack.viewed == []
    assert "a guest" in str(slack.responded[-1])
    assert [(each.who, each.verb, each.outcome) for each in entries(workspace.store, 1)] == [("U02", "act", "refused")]
    view = await choose(app, slack, await opened(app, slack, row), "call")  # the guest reads along
    assert await submit(app, view, note="secret") == {}
    assert slack.updated == []
    assert "Call logged" in str(slack.responded[-1])


async def test_where_a_channel_is_shared_meanwhile_who_acted_alone_hears_that_it_is_done(
    app: App, slack: WebApi, digest: list[dict[str, Any]], workspace: Workspace
) -> None:
    view = await opened(app, slack, rows(digest[0])["Acme Labs"])
    slack.conversations["C01"] = {**slack.conversations.get("C01", {}), "is_ext_shared": True}
    assert await submit(app, view, **{"act-what": "own"}) == {}
    assert list(names(workspace)) == ["own"]
    assert (slack.updated, slack.posted) == ([], [])
    assert "Owned by Dana Sample" in str(slack.responded[-1])


def test_a_digest_that_came_without_its_blocks_offers_no_list() -> None:
    assert list_request(({"text": "Renewals, Mon 15 Jun"},)) == ""


async def test_somebody_else_takes_nothing_back_and_the_owner_does(
    app: App, slack: WebApi, digest: list[dict[str, Any]], workspace: Workspace
) -> None:
    row = rows(digest[0])["Acme Labs"]
    view = await choose(app, slack, await opened(app, slack, row), "call")
    await submit(app, view, note="SSO")
    slack.people["U02"] = {"profile": {"real_name": "Xan Sample"}}
    other = await opened(app, slack, row, "U02")
    assert [each for each in offered(other) if each.startswith("undo")] == []
    slack.people["U0KIM"] = {"profile": {"real_name": "Kim Sample", "email": KIM}}
    assert await take_back(app, slack, row, "U0KIM") == {}
    assert "Call logged" not in json.dumps(slack.updated[-1])


async def test_two_rows_that_are_acted_on_at_once_are_both_shown(
    app: App, slack: WebApi, digest: list[dict[str, Any]], workspace: Workspace
) -> None:
    one, two = (rows(digest[0])[name] for name in ("Acme Labs", "Acme & Sons"))
    forms = [await choose(app, slack, await opened(app, slack, each), "call") for each in (one, two)]
    for view in forms:
        await submit(app, view, note="SSO")
    texts = {name: block["text"]["text"] for name, block in rows(slack.updated[-1]).items()}
    assert [name for name, text in texts.items() if "Call logged" in text] == ["Acme Labs", "Acme & Sons"]


async def test_a_row_of_the_thread_is_brought_up_to_date_where_it_stands(
    app: App, slack: WebApi, digest: list[dict[str, Any]]
) -> None:
    row = rows(digest[1])["Small 22"]
    press = pressed(row, message={"ts": THREAD, "thread_ts": TS}, container={"message_ts": THREAD, "thread_ts": TS})
    await handled(app, press | {"response_url": slack.response_url})
    await submit(app, slack.viewed[-1]["view"], **{"act-what": "own"})
    assert (slack.updated[-1]["ts"], "Owned by Dana" in rows(slack.updated[-1])["Small 22"]["text"]["text"]) == (
        THREAD,
        True,
    )


async def test_a_card_that_all_see_is_brought_up_to_date_in_its_place(app: App, slack: WebApi) -> None:
    await send(
        app,
        {
            "type": "event_callback",
            "event": {
                "type": "message",
                "channel_type": "im",
                "user": "U01",
                "channel": "D01",
                "ts": "5.5",
                "text": "account labs.example",
            },
        },
    )
    card = slack.posted[-1]
    button = next(e for b in card["blocks"] for e in b.get("elements", ()) if e.get("value", "").startswith("act id"))
    press = {
        "type": "block_actions",
        "user": {"id": "U01"},
        "channel": {"id": "D01"},
        "container": {"message_ts": "9.9", "channel_id": "D01"},
        "message": {"ts": "9.9", "user": "U0BOT", "blocks": card["blocks"]},
        "trigger_id": f"T{next(presses)}",
        "response_url": slack.response_url,
        "actions": [{"type": "button", "action_id": button["action_id"], "value": button["value"]}],
    }
    await handled(app, press)
    form = await choose(app, slack, slack.viewed[-1]["view"], "done")
    assert await submit(app, form, note="They renew") == {}
    assert (slack.updated[-1]["channel"], slack.updated[-1]["ts"]) == ("D01", "9.9")
    assert "Done by Dana Sample, 15 Jun: “They renew”" in json.dumps(slack.updated[-1]["blocks"], ensure_ascii=False)


async def test_what_is_done_in_a_terminal_or_just_before_a_kill_is_shown_within_a_minute(
    slack: WebApi, digest: list[dict[str, Any]], workspace: Workspace
) -> None:
    (id_,) = workspace.store.reading.execute("SELECT id FROM account WHERE name = 'Acme Labs'").fetchone()
    client = WebClient("xoxb-1", slack.url)

    async def refreshed(said: str) -> int:
        async def allowed(_: Subscription) -> str:
            return said

        return await refresh_rows(client, workspace.store, allowed, NOW - timedelta(minutes=2), NOW)

    assert await refreshed("") == 0
    recording.own(workspace.store, id_, Actor("root", "Dana Sample", NOW))
    assert (await refreshed("the channel is shared by now"), slack.updated) == (0, [])
    assert await refreshed("") == 1
    assert "↳ Owned by Dana Sample since 15 Jun" in rows(slack.updated[-1])["Acme Labs"]["text"]["text"]
    assert slack.updated[-1]["metadata"]["event_payload"]["mark"]


async def test_the_command_opens_the_same_modal(app: App, slack: WebApi) -> None:
    assert await command(app, "act labs.example", trigger_id="T0", response_url=slack.response_url) == {}
    view = slack.viewed[-1]["view"]
    form = await choose(app, slack, view, "snooze")
    assert await submit(app, form, until="tomorrow") == {}
    assert "Snoozed until Tue 16 Jun" in str(slack.responded[-1])


def test_a_message_stays_within_slack_s_limits_however_much_was_done(digest: list[dict[str, Any]]) -> None:
    long = digest[1]
    outcomes = {
        account: ["Done by Dana Sample: “" + "x" * 400 + "”"] * 3
        for account in map(account_of, long["blocks"])
        if account
    }
    shown = with_outcomes(long, outcomes)
    assert is_taken(dict(shown))
    assert all("↳ Done by Dana" in block["text"]["text"] for block in rows(dict(shown)).values())


def test_the_next_digest_leaves_out_who_is_snoozed_counts_them_and_says_what_was_done(workspace: Workspace) -> None:
    ids = dict(workspace.store.reading.execute("SELECT name, id FROM account").fetchall())
    ana = Actor("U1", "Ana Sample", NOW)
    recording.snooze(workspace.store, ids["Acme Labs"], NOW.date() + timedelta(days=7), "", ana)
    recording.done(workspace.store, ids["Acme & Sons"], "They renew.", ana, workspace.health)
    message = posted(workspace, "renewals")[0]
    text = json.dumps(message["blocks"], ensure_ascii=False)
    assert "Acme Labs" not in rows(message)
    assert "1 snoozed: Acme Labs until Mon 22 Jun (Ana Sample). Left out until then." in text
    assert "↳ Done by Ana Sample, 15 Jun: “They renew.”" in rows(message)["Acme & Sons"]["text"]["text"]


@pytest.mark.parametrize("said", ["R&D said so " * 20, "&" * 295])
def test_of_more_outcomes_than_a_row_holds_those_shown_are_whole(said: str) -> None:
    row = {
        "type": "section",
        "text": {"type": "mrkdwn", "text": "*Acme*\nfell"},
        "accessory": {"type": "button", "action_id": "act:1", "value": "account id 1"},
    }
    text = with_outcomes({"text": "", "blocks": [row]}, {1: [said] * 20})["blocks"][0]["text"]["text"]
    first, *outcomes = text.split("\n")
    assert first == "*Acme*"
    assert len(text) <= 3000
    assert len({*outcomes}) == 1
    assert outcomes[0].endswith("…")
