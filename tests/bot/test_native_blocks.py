"""Slack's newer blocks: sent where the workspace takes them, and never in place of an answer."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from accounts.native_blocks import kept_blocks
from bot.render.features import features_of
from bot.render.probes import PROBES
from bot.settings import AccountSettings
from bot.slack.app import App
from bot.workspace import Workspace
from tests.bot.company import NOW, database, filled, workspace
from tests.bot.test_access import app_over, slack
from tests.bot.test_slack_listeners import event, press, send
from tests.bot.web_api import WebApi, is_newer

__all__ = ["database", "filled", "slack", "workspace"]


@pytest.fixture
async def app(slack: WebApi, workspace: Workspace) -> AsyncIterator[App]:
    """The bot over a Slack that says which blocks it takes when the test is `settled`, and not before."""
    slack.thinking = asyncio.get_running_loop().create_future()
    app = over(slack, workspace)
    yield app
    await settled(app, slack)


def over(slack: WebApi, workspace: Workspace) -> App:
    app = app_over(slack, workspace)
    app._answers.account_requests.native._clock = lambda: NOW
    return app


async def settled(app: App, slack: WebApi) -> None:
    """Waits until Slack has said which blocks it takes."""
    if slack.thinking is not None and not slack.thinking.done():
        slack.thinking.set_result(None)
    native = app._answers.account_requests.native
    await native.of(app.web_client)
    while native._asking:
        await asyncio.wait({*native._asking.values()})


async def command(app: App, slack: WebApi, text: str) -> dict[str, Any]:
    """Types the slash command; gives the message that comes, at once or through the response_url."""
    slack.responded.clear()
    typed = {"command": "/cs", "text": text, "user_id": "U01", "channel_id": "C01", "response_url": slack.response_url}
    response = await send(app, typed)
    shown: dict[str, Any] = json.loads(response.body) if response.body else slack.responded[-1]
    return shown


def table_of(message: dict[str, Any]) -> dict[str, Any]:
    (table,) = (block for block in message["blocks"] if block["type"] == "data_table")
    return dict(table)


async def test_an_answer_is_classic_until_slack_has_said_what_it_takes_and_then_has_a_table(
    app: App, slack: WebApi
) -> None:
    slack.validates = "accepts"
    assert not is_newer(await command(app, slack, "renewals"))
    await settled(app, slack)
    table = table_of(await command(app, slack, "renewals"))
    assert [cell["text"] for cell in table["rows"][0]] == [
        *("Account", "ARR", "Renews on", "Days left", "Act by", "Health", "Owner", "Champion", "Open")
    ]
    assert len(table["rows"]) == 26
    assert [table["rows"][1][2]["text"], table["rows"][1][3]] == [
        "2026-06-10",
        {"type": "raw_number", "value": -5, "text": "5 past due"},
    ]


async def test_slack_is_asked_once_and_another_server_reads_what_it_said(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    slack.validates = "accepts"
    await command(app, slack, "renewals")
    await settled(app, slack)
    other = over(slack, workspace)
    assert is_newer(await command(other, slack, "renewals"))
    assert slack.asked.count("blocks.validate") == len(PROBES)
    assert {each.block: each.taken for each in kept_blocks(workspace.store, "T01")} == dict.fromkeys(PROBES, True)


async def test_a_refused_message_comes_once_in_its_classic_form_and_the_refusal_is_remembered(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    slack.validates, slack.refuses_newer = "accepts", "invalid_blocks"
    await command(app, slack, "renewals")
    await settled(app, slack)
    shown = await command(app, slack, "renewals")
    assert not is_newer(shown)
    assert len(slack.responded) == 1
    assert "classic" not in shown
    assert not {each.block: each.taken for each in kept_blocks(workspace.store, "T01")}["data_table"]
    await event(app, text="<@U0BOT> renewals")
    assert [is_newer(each) for each in slack.posted] == [False]


async def test_one_that_is_too_long_is_classic_and_the_next_is_not(app: App, slack: WebApi) -> None:
    slack.validates, slack.refuses_newer = "accepts", "msg_blocks_too_long"
    await command(app, slack, "renewals")
    await settled(app, slack)
    assert not is_newer(await command(app, slack, "renewals"))
    slack.refuses_newer = ""
    assert is_newer(await command(app, slack, "renewals"))


async def test_a_refused_mention_is_answered_once(app: App, slack: WebApi) -> None:
    slack.validates, slack.refuses_newer = "accepts", "invalid_blocks"
    await command(app, slack, "renewals")
    await settled(app, slack)
    await event(app, text="<@U0BOT> renewals")
    assert [is_newer(each) for each in slack.posted] == [False]
    assert slack.asked.count("chat.postMessage") == 2  # the first was refused


@pytest.mark.parametrize("says", ["", "refuses"])
async def test_where_slack_takes_none_or_cannot_be_asked_all_stays_classic(
    app: App, slack: WebApi, workspace: Workspace, says: Any
) -> None:
    slack.validates = says
    for _ in range(2):
        assert not is_newer(await command(app, slack, "renewals"))
        await settled(app, slack)
    assert {each.taken for each in kept_blocks(workspace.store, "T01")} == {False}
    assert slack.asked.count("blocks.validate") == len(PROBES)


async def test_it_is_asked_anew_a_minute_after_slack_did_not_say_and_after_a_week(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    slack.validates = "fails"
    await command(app, slack, "renewals")
    await settled(app, slack)
    assert kept_blocks(workspace.store, "T01") == ()
    slack.validates = "refuses"
    asked = slack.asked.count("blocks.validate")
    await command(app, slack, "renewals")
    assert slack.asked.count("blocks.validate") == asked  # not at once, as it is in trouble
    app._answers.account_requests.native._tried.clear()
    await command(app, slack, "renewals")
    await settled(app, slack)
    slack.validates = "accepts"
    assert not is_newer(await command(app, slack, "renewals"))
    app._answers.account_requests.native._clock = lambda: NOW + timedelta(days=8)
    await command(app, slack, "renewals")
    await settled(app, slack)
    assert is_newer(await command(app, slack, "renewals"))


@pytest.mark.parametrize("setting", ["classic", "native"])
async def test_the_settings_may_say_so_and_slack_is_not_asked(slack: WebApi, database: Any, setting: Any) -> None:
    workspace = Workspace(AccountSettings(cs_database=database, cs_blocks=setting))
    app = over(slack, workspace)
    assert is_newer(await command(app, slack, "renewals")) == (setting == "native")
    assert "blocks.validate" not in slack.asked
    workspace.close()


async def test_a_button_in_the_table_opens_the_account_in_place_and_leads_back(app: App, slack: WebApi) -> None:
    slack.validates = "accepts"
    await command(app, slack, "renewals")
    await settled(app, slack)
    table = table_of(await command(app, slack, "renewals"))
    element = table["rows"][1][-1]["element"]
    slack.responded.clear()
    await press(app, slack, {**element, "block_id": table["block_id"]}, {})
    (card,) = slack.responded
    assert card["replace_original"]
    assert "Acme Labs" in str(card["blocks"])
    assert "‹ Back" in str(card["blocks"])


def test_each_probe_is_of_its_feature() -> None:
    assert all(feature in features_of(blocks) for feature, blocks in PROBES.items())


def chart_of(message: dict[str, Any]) -> dict[str, Any]:
    (chart,) = (block for block in message["blocks"] if block["type"] == "data_visualization")
    return dict(chart)


async def test_a_table_says_what_was_done_about_its_accounts_as_the_list_does(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    slack.validates = "accepts"
    await command(app, slack, "renewals")
    await settled(app, slack)
    assert "Lately" not in str(table_of(await command(app, slack, "renewals"))["rows"][0])
    said = await command(app, slack, "own labs.example")
    assert "Labs" in str(said)
    table = table_of(await command(app, slack, "renewals"))
    lately = [cell["text"] for cell in table["rows"][0]].index("Lately")
    assert "Dana" in table["rows"][1][lately]["text"]
    assert table["rows"][2][lately]["text"] == "–"


async def test_a_what_if_is_drawn_by_slack_itself_and_says_in_words_what_it_shows(app: App, slack: WebApi) -> None:
    slack.validates = "accepts"
    text = "nrr 100k 20k 5k 8k churn=4k..12k"
    assert not is_newer(await command(app, slack, text))
    await settled(app, slack)
    shown = await command(app, slack, text)
    chart = chart_of(shown)["chart"]
    assert (chart["type"], chart["axis_config"]["x_label"]) == ("line", "Churn")
    assert chart["series"][0]["data"][0] == {"label": "4,000", "value": 111}
    assert "Net Revenue Retention falls from 111%" in str(shown["blocks"])
    assert "'Chart'" not in str(shown["blocks"])


async def test_a_chart_follows_as_a_picture_only_where_the_message_does_not_show_it(app: App, slack: WebApi) -> None:
    slack.validates = "accepts"
    await command(app, slack, "renewals")
    await settled(app, slack)
    await event(app, text="<@U0BOT> portfolio")
    await app.attachments.finish()
    assert slack.uploaded == []
    slack.refuses_newer = "invalid_blocks"
    await event(app, text="<@U0BOT> portfolio")
    await app.attachments.finish()
    assert len(slack.uploaded) == 1
