"""The Home tab: members see the team's words and what is theirs, guests the glossary alone."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from slack_bolt.async_app import AsyncBoltRequest

from accounts.audit import entries
from accounts.digests.subscriptions import subscriptions
from bot.configuration.slack_settings import Settings
from bot.home.model import Section
from bot.home.news import HEADING, LONGEST, newest, noticed
from bot.render.home import channel_of, home_view, place_of
from bot.reply import Choice, Row
from bot.settings import AccountSettings
from bot.slack.app import App, create_app
from bot.workspace import Workspace
from curation.change import Change
from curation.feedback import say_wrong
from curation.missed_words import add_misses
from curation.questions import ask
from glossary import load
from tests.bot.company import DANA, KIM, database, filled, workspace_with
from tests.bot.test_digest_form import sent
from tests.bot.web_api import WebApi, running_web_api

__all__ = ["database", "filled", "workspace_with"]

Books = Callable[..., Workspace]

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)
CHANGELOG = (Path(__file__).parents[3] / "CHANGELOG.md").read_text(encoding="utf-8")
WORDS, NEWS = "Words, metrics and what they mean", "What’s new"


@pytest.fixture
async def slack() -> AsyncIterator[WebApi]:
    async with running_web_api() as api:
        yield api


@pytest.fixture
def workspace(workspace_with: Books) -> Workspace:
    return workspace_with()


def app_on(workspace: Workspace, slack: WebApi) -> App:
    tokens = {"slack_bot_token": SecretStr("xoxb-secret"), "slack_app_token": SecretStr("xapp-secret")}
    app = create_app(Settings(**tokens, slack_api_url=slack.url, cs_pickers=False), load(), workspace=workspace)  # type: ignore[arg-type]
    app._answers.account_requests._clock = lambda: NOW
    return app


@pytest.fixture
def app(slack: WebApi, workspace: Workspace) -> App:
    slack.people["U01"] = {"profile": {"email": DANA}}
    return app_on(workspace, slack)


async def send(app: App, body: dict[str, Any]) -> None:
    response = await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body={"team_id": "T01", **body}))
    assert response.status == 200
    await app.background.finish()


async def open_home(app: App, slack: WebApi, user: str = "U01", tab: str = "home") -> list[str]:
    """The headings of the tab that somebody opens."""
    told = {"type": "app_home_opened", "user": user, "channel": f"D{user[1:]}", "tab": tab, "event_ts": "17.1"}
    before = len(slack.viewed)
    await send(app, {"type": "event_callback", "event": told})
    published = slack.viewed[before:]
    return [
        block["text"]["text"] for view in published for block in view["view"]["blocks"] if block["type"] == "header"
    ]


async def press(
    app: App, request: str, trigger: str = "T.1", user: str = "U01", *, form: bool = False, place: str = ""
) -> None:
    body = {
        "type": "block_actions",
        "user": {"id": user},
        "container": {"type": "view", "view_id": "V1"},
        "view": {"id": "V1", "type": "home"},
        "trigger_id": trigger,
        "actions": [
            {
                "type": "button",
                "action_id": "home-form:3" if form else "home:3",
                "block_id": f"home:0:D{user[1:]}{place and f':{place}'}",
                "value": request,
            }
        ],
    }
    await send(app, body)


async def test_a_member_sees_the_teams_words_their_questions_and_their_accounts(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    ask(workspace.words, Change("U01", NOW), "ZQT")
    headings = await open_home(app, slack)
    assert headings == [
        *("My accounts (2)", "My renewals in 60 days (1)", "My digests (0)", "Account data"),
        *("The team’s words", "My questions (1)", WORDS, NEWS),
    ]
    assert slack.viewed[0]["user_id"] == "U01"
    blocks = slack.viewed[0]["view"]["blocks"]
    assert {channel_of(b["block_id"]) for b in blocks if b["type"] == "actions"} == {"D01"}
    assert "🔴 *Red* – 1 account · $5,000 ARR" in str(blocks)
    assert "*Acme &amp; Sons* – last day to act was 1 May; renews 30 Jun · $120,000" in str(blocks)
    assert entries(workspace.store)[0].verb == "home"


async def test_a_curator_sees_what_waits_and_others_do_not(workspace_with: Books, slack: WebApi) -> None:
    workspace = workspace_with(cs_curators=frozenset({"UCURATOR1"}))
    ask(workspace.words, Change("U02", NOW), "ZQT")
    say_wrong(workspace.words, Change("U02", NOW), "churn", "Ours differs.", tell=False)
    app = app_on(workspace, slack)
    assert "For curators: 2 to look at" in await open_home(app, slack, "UCURATOR1")
    assert "Said to be wrong" in str(slack.viewed[-1])
    assert str(slack.viewed[-1]).count("Trust:") == 1
    assert "U02" not in str(slack.viewed[-1])
    assert "For curators" not in str(await open_home(app, slack, "U03"))


async def test_a_guest_sees_the_glossary_alone(app: App, slack: WebApi, workspace: Workspace) -> None:
    add_misses(workspace.words, NOW.date(), "", {"secretword": 3})
    slack.people["U07"] = {"is_restricted": True}
    assert await open_home(app, slack, "U07") == [WORDS]
    assert "secretword" not in str(slack.viewed)


async def test_somebody_who_owns_none_sees_where_to_look(app: App, slack: WebApi) -> None:
    headings = await open_home(app, slack, "U02")
    assert headings == ["Accounts", "My digests (0)", "Account data", "The team’s words", WORDS, NEWS]
    assert "None is yours" in str(slack.viewed)
    assert "Acme &amp; Sons" not in str(slack.viewed)


async def test_without_a_store_there_is_the_glossary(slack: WebApi, tmp_path: Path) -> None:
    app = app_on(Workspace(AccountSettings(cs_database=tmp_path / "none.db")), slack)
    assert await open_home(app, slack) == ["Accounts", WORDS, NEWS]
    assert "None was imported yet" in str(slack.viewed)
    assert not (tmp_path / "none.db").exists()


async def test_people_who_may_not_see_accounts_see_the_teams_words(workspace_with: Books, slack: WebApi) -> None:
    slack.people["U01"] = {"profile": {"email": DANA}}
    headings = await open_home(app_on(workspace_with(cs_people=frozenset({KIM})), slack), slack)
    assert headings == ["The team’s words", WORDS, NEWS]


async def test_the_messages_tab_draws_nothing(app: App, slack: WebApi) -> None:
    assert await open_home(app, slack, tab="messages") == []
    assert slack.viewed == []


async def test_a_button_answers_in_the_conversation_with_the_bot_once_and_says_so(app: App, slack: WebApi) -> None:
    await press(app, "define nrr")
    await press(app, "define nrr")
    (answer,) = slack.posted
    assert answer["channel"] == "D01"
    (drawn,) = slack.viewed
    assert "Answered in your direct messages with me: Net Revenue Retention" in str(drawn["view"]["blocks"][0])


async def test_a_digest_is_set_up_paused_and_resumed_from_the_tab(app: App, slack: WebApi) -> None:
    await press(app, "digest subscribe renewals at 9:00 Europe/Berlin", "T.1")
    assert "My digests (1)" in await open_home(app, slack)
    await press(app, "digest pause 1", "T.2")
    assert "Resume 1" in str(slack.viewed[-1])


async def test_a_digest_on_a_condition_has_it_in_the_tab_and_in_the_list_alike(app: App, slack: WebApi) -> None:
    await press(app, "digest subscribe health at 9:00 Europe/Berlin when enterprise turns red", "T.1")
    await open_home(app, slack)
    text = "on weekdays at 09:00 Europe/Berlin, segment Enterprise, when something turned red, looked at when it is due"
    assert f"{text}; next " in str(slack.viewed[-1])
    await press(app, "digest list", "T.2")
    assert text in str(slack.posted[-1])


def buttons_of(view: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The buttons of a tab by their labels, each with the id of its block."""
    rows = [block for block in view["blocks"] if block["type"] == "actions"]
    return {each["text"]["text"]: each | {"block_id": row["block_id"]} for row in rows for each in row["elements"]}


async def test_a_digest_of_a_channel_is_changed_from_the_tab_and_stays_there(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    slack.conversations["C01"] = {"members": ["U01", "U0BOT"]}
    body = {"command": "/cs", "user_id": "U01", "channel_id": "C01", "response_url": slack.response_url}
    await send(app, body | {"text": "digest subscribe health at 9:00 utc", "trigger_id": "T.9"})
    await open_home(app, slack)
    assert "*1. Health* in <#C01>" in str(slack.viewed[-1])
    assert "UTC, all accounts; next " in str(slack.viewed[-1])
    change = buttons_of(slack.viewed[-1]["view"])["Change 1…"]
    assert (change["action_id"].startswith("home-form:"), place_of(change["block_id"])) == (True, "C01")
    await press(app, change["value"], "T.2", form=True, place="C01")
    view = slack.viewed[-1]["view"]
    assert view["callback_id"] == "digest-form"
    await send(
        app,
        {"type": "view_submission", "user": {"id": "U01"}, "view": sent(view, at="8:15")},
    )
    (changed,) = subscriptions(workspace.store)
    assert (changed.id, changed.channel, f"{changed.schedule.at:%H:%M}") == (1, "C01", "08:15")
    assert slack.posted[-1]["channel"] == "D01"


async def test_a_form_that_may_not_be_opened_is_said_in_the_tab(app: App, slack: WebApi) -> None:
    slack.conversations["C01"] = {"is_ext_shared": True}
    await press(app, "digest subscribe 1 health at 9:00", form=True, place="C01")
    assert [each["view"]["type"] for each in slack.viewed] == ["home"]
    assert "shared with another company" in str(slack.viewed[0]["view"]["blocks"][0])


async def test_the_tab_tells_how_old_each_source_is_and_what_is_wrong(
    workspace_with: Books, tmp_path: Path, slack: WebApi
) -> None:
    sources = tmp_path / "sources.toml"
    each = '[{0}]\nkind = "accounts"\nfrom = "folder"\nfiles = "{0}/*.csv"\nevery = "1h"\n'
    sources.write_text("\n".join(each.format(f"crm{number}") for number in range(10)), encoding="utf-8")
    workspace = workspace_with(cs_sources=sources)
    await open_home(app_on(workspace, slack), slack)
    shown = str(slack.viewed[0])
    assert all(f"*crm{number}*" in shown for number in range(8))
    assert "2 more: the button has them." in shown
    assert "never read" in shown


def test_what_is_new_is_what_is_written_for_people_in_slack() -> None:
    told = noticed(
        "# Changelog\n\n## 2\n- `/cs quick` is sorted later.\n\n### New in Slack\n- `/cs nrr` *answers*.\n- Ask it.\n\n"
        "### Answers\n- A line that failed is drawn; it wasn't.\n## 1\n### New in Slack\n- A word is found.\n"
    )
    assert told == ("/cs nrr answers.", "Ask it.", "A word is found.")


def test_what_is_new_is_short_whole_sentences_that_begin_like_any() -> None:
    assert len(newest()) == 3
    odd = [
        each for each in noticed(CHANGELOG) if len(each) > LONGEST or not re.match(r"[A-Z“/].*\.$", each) or ";" in each
    ]
    assert odd == []


def test_the_headings_of_the_changelog_are_known() -> None:
    headings = re.findall(r"^### (.+)$", CHANGELOG, re.MULTILINE)
    assert {*headings} == {HEADING, "Answers", "Accounts", "Digests", "Imports and sources", "Operating", "Speed"}


def test_a_digest_in_direct_messages_is_said_to_be_there() -> None:
    rows = (Row("1. Health", "daily", channel="D01"), Row("2. Health", "daily", channel="C01"))
    shown = str(home_view([Section(title="My digests (2)", rows=rows)], "D01")["blocks"])
    assert "*1. Health* in direct messages with me – daily" in shown
    assert "*2. Health* in <#C01> – daily" in shown


def test_a_tab_is_within_slacks_limits_and_what_people_wrote_is_escaped() -> None:
    rows = tuple(Row(f"<!channel> *{n}*" * 20, "x & <https://evil.example|y> " * 60) for n in range(40))
    choices = tuple(Choice("z" * 90, f"define {n}") for n in range(12))
    sections = [Section(title="<!here> title", rows=rows, note="<@U01>" * 50, choices=choices)] * 20
    view = home_view(sections, "D01", "<!channel>")
    assert len(view["blocks"]) <= 100
    assert "<!" not in str(view)
    assert "<https" not in str(view)
    actions = [block for block in view["blocks"] if block["type"] == "actions"]
    assert all(len(block["elements"]) <= 5 for block in actions)
    ids = [element["action_id"] for block in actions for element in block["elements"]]
    assert len(ids) == len(set(ids))
    assert all(len(block["text"]["text"]) <= 3000 for block in view["blocks"] if block["type"] == "section")
