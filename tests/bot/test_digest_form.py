"""The form of a digest: opened wherever one is subscribed to, kept open with what is wrong, then taken."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from typing import Any

import pytest

from accounts.digests.schedule import WEEKDAYS
from accounts.digests.subscription_parser import parse_holidays
from accounts.digests.subscriptions import Subscription, subscriptions
from bot.digests.commands.selection import as_request
from bot.slack.app import App
from bot.workspace import Workspace
from tests.bot.company import database, filled, workspace
from tests.bot.test_access import GUEST, app, command, outcomes, slack
from tests.bot.test_pulse_form import TRIGGER, blocks, submit
from tests.bot.test_slack_form import faults
from tests.bot.test_slack_listeners import press, titles
from tests.bot.web_api import WebApi

__all__ = ["app", "database", "filled", "slack", "workspace"]

LINES = ("at", "often", "zone", "scope", "holidays", "ahead", "when", "mentions", "wait")


@pytest.fixture(autouse=True, scope="module")
def calendars() -> None:
    """The calendars are loaded: on a busy machine that takes longer than Slack waits."""
    parse_holidays("DE-BY")


@pytest.fixture(autouse=True)
def berlin(slack: WebApi) -> None:
    """Who asks lives in Berlin."""
    slack.people["U01"] = {**slack.people["U01"], "tz": "Europe/Berlin"}


async def opened(app: App, slack: WebApi, request: str = "digest subscribe") -> dict[str, Any]:
    """The view that a button opens, or the command alone."""
    if request == "digest subscribe":
        assert await command(app, request, **TRIGGER | {"response_url": slack.response_url}) == {}
    else:
        await press(app, slack, {"action_id": "form:0", "value": request, "block_id": "trail:1|x"}, {})
    view: dict[str, Any] = slack.viewed[-1]["view"]
    assert list(faults(view)) == []
    return view


def sent(view: dict[str, Any], **given: str | tuple[str, ...] | None) -> dict[str, Any]:
    """The view as Slack sends it back: what was given, and elsewhere what the fields were filled with."""
    values: dict[str, Any] = {}
    for id_, element in blocks(view).items():
        if id_ in LINES:
            values[id_] = {"typed": {"value": given.get(id_, element.get("initial_value"))}}
        elif id_ == "days":
            ticked = given[id_] if id_ in given else [each["value"] for each in element.get("initial_options", ())]
            values[id_] = {id_: {"selected_options": [{"value": each} for each in ticked or ()]}}
        else:
            chosen = {"value": given[id_]} if id_ in given else element.get("initial_option")
            values[id_] = {id_: {"selected_option": chosen}}
    return {**view, "id": "V01", "state": {"values": values}}


def shown(view: dict[str, Any]) -> Mapping[str, Any]:
    """What the fields are filled with."""
    elements = blocks(view)
    days = tuple(each["value"] for each in elements["days"].get("initial_options", ()))
    chosen = {id_: (elements[id_].get("initial_option") or {}).get("value") for id_ in ("digest", "unless")}
    return {**{id_: elements[id_].get("initial_value") for id_ in LINES}, **chosen, "days": days}


def here(workspace: Workspace) -> list[Subscription]:
    return subscriptions(workspace.store)


async def test_the_command_alone_opens_a_form_with_what_is_usual(app: App, slack: WebApi) -> None:
    assert shown(await opened(app, slack)) == {
        "digest": None,
        "at": "09:00",
        "days": (),
        "often": "each week",
        "zone": "Europe/Berlin",
        "scope": "all",
        "unless": "say",
        "holidays": "none",
        "ahead": "90",
        "when": "always",
        "mentions": "nobody",
        "wait": "no",
    }


async def test_change_opens_it_with_what_was_said(app: App, slack: WebApi) -> None:
    made = await command(app, "digest subscribe renewals at 8:30 mon,thu utc holidays de-by only-changes mine")
    buttons = [e for b in made["blocks"] if b["type"] == "actions" for e in b["elements"]]
    (button,) = [each for each in buttons if each["text"]["text"] == "Change"]
    assert button["action_id"].startswith("form:")
    assert shown(await opened(app, slack, button["value"])) == {
        "digest": "renewals",
        "at": "08:30",
        "days": ("0", "3"),
        "often": "each week",
        "zone": "UTC",
        "scope": "@Dana Sample",
        "unless": "changes",
        "holidays": "DE-BY",
        "ahead": "90",
        "when": "always",
        "mentions": "nobody",
        "wait": "no",
    }


async def change_form(app: App, slack: WebApi) -> dict[str, Any]:
    """The form that *Change* opens of a health digest that was just begun."""
    made = await command(app, "digest subscribe health at 8:30 utc mine")
    buttons = [e for b in made["blocks"] if b["type"] == "actions" for e in b["elements"]]
    (button,) = [each for each in buttons if each["text"]["text"] == "Change"]
    return await opened(app, slack, button["value"])


async def test_a_change_of_its_accounts_in_the_form_begins_no_second_digest(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    assert await submit(app, sent(await change_form(app, slack), scope="all, red")) == {}
    (changed,) = here(workspace)
    assert (changed.id, changed.scope, changed.schedule.at) == (1, "red", time(8, 30))


async def test_a_form_that_changes_a_digest_makes_no_other_kind_of_it(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    refused = await submit(app, sent(await change_form(app, slack), digest="portfolio"))
    assert "Digest 1 is a health digest" in refused["errors"]["digest"]
    assert [each.digest for each in here(workspace)] == ["health"]


async def test_a_filled_form_is_answered_as_the_command_is(app: App, slack: WebApi, workspace: Workspace) -> None:
    view = await opened(app, slack)
    given: dict[str, Any] = {
        "digest": "health",
        "at": "8:30",
        "days": ("0", "3"),
        "scope": "mine",
        "unless": "both",
        "holidays": "de",
    }
    assert await submit(app, sent(view, **given)) == {}
    (answer,) = slack.responded
    assert titles([answer]) == ["Health digest: on Mondays and Thursdays at 08:30 Europe/Berlin"]
    assert answer["response_type"] == "ephemeral"
    (made,) = here(workspace)
    assert (made.channel, made.digest, made.scope, made.created_by) == ("C01", "health", "@Dana Sample", "U01")
    assert (made.schedule.weekdays, made.schedule.holidays) == (frozenset({0, 3}), "DE")
    assert made.only_changes
    assert made.skip_empty
    assert outcomes(workspace)[0] == ("U01", "C01", "digest", "answered")


async def test_untouched_fields_count_as_they_are_shown(app: App, slack: WebApi, workspace: Workspace) -> None:
    view = await opened(app, slack, "digest subscribe health at 7:00")
    empty = {id_: {"typed": {"value": None}} for id_ in LINES} | {
        id_: {id_: {}} for id_ in ("digest", "days", "unless")
    }
    assert await submit(app, {**view, "id": "V01", "state": {"values": empty}}) == {}
    (made,) = here(workspace)
    assert (f"{made.schedule.at:%H:%M}", made.schedule.weekdays, made.schedule.zone) == (
        "07:00",
        WEEKDAYS,
        "Europe/Berlin",
    )


async def test_a_portfolio_without_days_comes_on_mondays(app: App, slack: WebApi, workspace: Workspace) -> None:
    await submit(app, sent(await opened(app, slack), digest="portfolio"))
    assert here(workspace)[0].schedule.weekdays == frozenset({0})


@pytest.mark.parametrize(
    ("given", "field", "said"),
    [
        ({"digest": ""}, "digest", "Choose a digest"),
        ({"at": "25:00"}, "at", "no time of day"),
        ({"at": "soon"}, "at", "9:00, 17:30 or 9am"),
        ({"at": "9:00 mondays"}, "at", "no time of day"),
        ({"at": ""}, "at", "needed"),
        ({"zone": "Europe/Berln"}, "zone", "Perhaps Europe/Berlin"),
        ({"zone": "here"}, "zone", "no time zone"),
        ({"zone": ""}, "zone", "needed"),
        ({"scope": "@nobody at all"}, "scope", "nobody at all"),
        ({"holidays": "XX"}, "holidays", "no public holidays known"),
        ({"often": "now and then"}, "often", "every two weeks"),
        ({"ahead": "soon"}, "ahead", "no number of days"),
        ({"when": "it rains"}, "when", "at-risk > 200k"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(  # noqa: PLR0917
    app: App, slack: WebApi, workspace: Workspace, given: dict[str, str], field: str, said: str
) -> None:
    view = await opened(app, slack)
    told = await submit(app, sent(view, **{"digest": "health", **given}))
    assert told["response_action"] == "errors"
    assert list(told["errors"]) == [field]
    assert said in told["errors"][field]
    assert (here(workspace), slack.responded) == ([], [])


async def test_all_that_is_wrong_is_said_at_once(app: App, slack: WebApi) -> None:
    told = await submit(app, sent(await opened(app, slack), at="x", zone="y", holidays="z"))
    assert told["errors"].keys() == {"digest", "at", "zone", "holidays"}


async def test_no_form_opens_where_the_bot_cannot_post_until_it_is_invited(app: App, slack: WebApi) -> None:
    slack.conversations["C01"]["is_member"] = False
    refused = await command(app, "digest subscribe", **TRIGGER)
    assert "/invite" in str(refused)
    await press(app, slack, {"action_id": "form:0", "value": "digest subscribe health", "block_id": "trail:1|x"}, {})
    assert slack.viewed == []
    assert "/invite" in str(slack.responded)
    slack.conversations["C01"]["is_member"] = True
    await opened(app, slack)


async def test_no_form_opens_for_a_guest(app: App, slack: WebApi) -> None:
    slack.people["U01"] = GUEST
    await press(app, slack, {"action_id": "form:0", "value": "digest subscribe health", "block_id": "trail:1|x"}, {})
    assert slack.viewed == []
    assert "a guest" in str(slack.responded)


async def test_somebody_who_became_a_guest_meanwhile_is_refused_in_the_form(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    view = await opened(app, slack)
    slack.people["U77"] = GUEST
    told = await submit(app, sent(view, digest="health"), user="U77")
    assert "a guest" in told["errors"]["digest"]
    assert here(workspace) == []


# Where not everybody may see account data


@pytest.fixture
def mixed(slack: WebApi) -> WebApi:
    """A guest is in the channel."""
    slack.people["U02"] = GUEST
    return slack


@pytest.mark.parametrize("digest", ["health", "renewals", "portfolio"])
async def test_no_digest_of_accounts_begins_where_a_guest_reads_along(
    app: App, mixed: WebApi, workspace: Workspace, digest: str
) -> None:
    told = str(await command(app, f"digest subscribe {digest} daily"))
    assert f"no {digest} digest can be posted here" in told
    assert "write to me directly" in told
    assert here(workspace) == []


async def test_a_term_a_day_may_come_where_a_guest_reads_along(app: App, mixed: WebApi, workspace: Workspace) -> None:
    assert titles([await command(app, "digest subscribe term")])[0].startswith("Term digest")
    assert [each.digest for each in here(workspace)] == ["term"]


async def test_only_what_may_come_is_offered_where_a_guest_reads_along(app: App, mixed: WebApi) -> None:
    offered = str(await command(app, "digest subscribe", **TRIGGER))
    assert "Not everybody in this channel may see account data" in offered
    assert "digest subscribe term" in offered
    assert "digest subscribe health" not in offered.replace("digest subscribe health at 8:30", "")
    assert mixed.viewed == []


async def test_no_form_opens_for_a_digest_that_may_not_come(app: App, mixed: WebApi) -> None:
    for digest in ("health", "term"):
        value = f"digest subscribe {digest}"
        await press(app, mixed, {"action_id": "form:0", "value": value, "block_id": "trail:1|x"}, {})
    assert "no health digest can be posted here" in str(mixed.responded)
    assert [shown(each["view"])["digest"] for each in mixed.viewed] == ["term"]


async def test_a_guest_who_joined_while_the_form_was_open_is_noticed_in_the_form(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    view = await opened(app, slack)
    slack.people["U77"] = GUEST
    slack.conversations["C01"]["members"].append("U77")
    told = await submit(app, sent(view, digest="health"))
    assert "no health digest can be posted here" in told["errors"]["digest"]
    assert here(workspace) == []
    assert await submit(app, sent(view, digest="term")) == {}


async def test_a_digest_is_not_resumed_or_sent_where_a_guest_joined(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    await command(app, "digest subscribe health")
    await command(app, "digest pause health")
    slack.people["U02"] = GUEST
    app._answers.account_requests._directory._kept.clear()
    for verb in ("resume", "now"):
        assert "no health digest can be posted here" in str(await command(app, f"digest {verb} health"))
    assert [each.state for each in here(workspace)] == ["paused"]


async def test_in_a_channel_shared_with_another_company_it_is_said_at_once(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    view = await opened(app, slack)
    slack.conversations["C01"]["is_ext_shared"] = True
    app._answers.account_requests._directory._kept.clear()
    for text in ("digest subscribe health", "digest subscribe"):
        assert "shared with another company" in str(await command(app, text, **TRIGGER))
    assert "shared with another company" in (await submit(app, sent(view, digest="health")))["errors"]["digest"]
    assert (here(workspace), len(slack.viewed)) == ([], 1)


async def test_slack_that_does_not_say_who_is_there_is_no_reason_to_refuse(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    slack.refused["conversations.members"] = "internal_error"
    assert titles([await command(app, "digest subscribe health")])[0].startswith("Health digest")
    assert len(here(workspace)) == 1


async def test_who_is_there_is_asked_only_where_something_will_be_posted(app: App, slack: WebApi) -> None:
    for text in ("digest list", "digest status", "digest pause 1", "digest preview health", "health red"):
        await command(app, text)
    assert "conversations.members" not in slack.asked


# Other channels


async def test_another_channel_than_this_is_not_taken_for_it(app: App, workspace: Workspace) -> None:
    told = str(await command(app, "digest subscribe health in <#C02|general> at 9"))
    assert "type the same in #general" in told
    assert here(workspace) == []
    assert titles([await command(app, "digest subscribe health in <#C01|cs> at 8")])[0].startswith("Health digest")


async def test_in_a_direct_message_the_digests_of_channels_stand_with_slacks_names(app: App, slack: WebApi) -> None:
    await command(app, "digest subscribe health")
    listed = str(await command(app, "digest list", channel_id="D01"))
    assert "*1. Health* in <#C01> – on weekdays" in listed
    assert "in <#" not in str(await command(app, "digest list"))


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("first Monday", ("on the first Monday of each month", "0")),
        ("on the 15th", ("on the 15th of each month", "0123456")),
        ("last working day of the quarter", ("on the last working day of each quarter", "0123456")),
        ("every other tuesday from 2026-06-16", ("every two weeks from 2026-06-16", "1")),
    ],
)
async def test_a_change_in_the_form_keeps_how_often_it_comes(
    app: App, slack: WebApi, workspace: Workspace, asked: str, kept: tuple[str, str]
) -> None:
    await command(app, f"digest subscribe renewals 45 {asked} utc when at-risk > 200k EUR")
    (before,) = here(workspace)
    view = await opened(app, slack, f"digest subscribe {as_request(before)}")
    assert (shown(view)["often"], "".join(shown(view)["days"])) == kept
    assert await submit(app, sent(view, at="10:00")) == {}
    (after,) = here(workspace)
    assert after.schedule == replace(before.schedule, at=time(10))
    assert (before.horizon, after.horizon) == (45, 45)
    assert [str(each) for each in before.conditions] == ["at-risk > 200000 EUR"]
    assert after.conditions == before.conditions


async def test_what_a_digest_waits_for_is_kept_by_its_form_and_can_be_changed(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    view = await opened(app, slack, "digest subscribe health at 9:00 utc wait until 10:30")
    assert shown(view)["wait"] == "10:30"
    await submit(app, sent(view))
    (made,) = here(workspace)
    assert made.wait_until == time(10, 30)
    await submit(app, {**sent(view, wait="no"), "id": "V02"})
    (made,) = here(workspace)
    assert made.wait_until is None


async def test_a_form_says_when_it_can_not_wait_until_then(app: App, slack: WebApi) -> None:
    view = await opened(app, slack, "digest subscribe health at 9:00 utc")
    refused = await submit(app, sent(view, wait="8:00"))
    assert "it can wait until a later time" in str(refused)
