"""The Home tab: members see the team's words and what is theirs, guests the glossary alone."""

import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from slack_bolt.async_app import AsyncBoltRequest

from bot.home.model import Section
from bot.render.home import channel_of, home_view
from bot.reply import Choice, Row
from bot.settings import AccountSettings, Settings
from bot.slack.app import App, create_app
from bot.workspace import Workspace
from curation.change import Change
from curation.feedback import say_wrong
from curation.missed_words import add_misses
from curation.questions import ask
from glossary import load
from tests.bot.company import DANA, KIM, filled
from tests.bot.web_api import WebApi, running_web_api

__all__ = ["filled"]

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)


@pytest.fixture
async def slack() -> AsyncIterator[WebApi]:
    async with running_web_api() as api:
        yield api


@pytest.fixture
def workspace(filled: Path, tmp_path: Path) -> Workspace:
    path = Path(shutil.copy(filled, tmp_path / "accounts.db"))
    return Workspace(AccountSettings(cs_database=path))


def app_on(workspace: Workspace, slack: WebApi) -> App:
    tokens = {"slack_bot_token": SecretStr("xoxb-secret"), "slack_app_token": SecretStr("xapp-secret")}
    return create_app(Settings(**tokens, slack_api_url=slack.url), load(), workspace=workspace)  # type: ignore[arg-type]


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


async def press(app: App, request: str, trigger: str = "T.1", user: str = "U01") -> None:
    body = {
        "type": "block_actions",
        "user": {"id": user},
        "container": {"type": "view", "view_id": "V1"},
        "view": {"id": "V1", "type": "home"},
        "trigger_id": trigger,
        "actions": [{"type": "button", "action_id": "home:3", "block_id": f"home:0:D{user[1:]}", "value": request}],
    }
    await send(app, body)


async def test_a_member_sees_the_teams_words_their_questions_and_their_accounts(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    ask(workspace.words, Change("U01", NOW), "ZQT")
    headings = await open_home(app, slack)
    assert headings == ["The team’s words", "My questions (1)", "My accounts", "Words, metrics and what they mean"]
    assert slack.viewed[0]["user_id"] == "U01"
    assert {channel_of(b["block_id"]) for b in slack.viewed[0]["view"]["blocks"] if b["type"] == "actions"} == {"D01"}


async def test_a_curator_sees_what_waits_and_others_do_not(filled: Path, tmp_path: Path, slack: WebApi) -> None:
    path = Path(shutil.copy(filled, tmp_path / "accounts.db"))
    workspace = Workspace(AccountSettings(cs_database=path, cs_curators=frozenset({"UCURATOR1"})))
    ask(workspace.words, Change("U02", NOW), "ZQT")
    say_wrong(workspace.words, Change("U02", NOW), "churn", "Ours differs.", tell=False)
    app = app_on(workspace, slack)
    assert "For curators: 2 to look at" in await open_home(app, slack, "UCURATOR1")
    assert "Said to be wrong" in str(slack.viewed[-1])
    assert "U02" not in str(slack.viewed[-1])
    assert "For curators" not in str(await open_home(app, slack, "U03"))


async def test_a_guest_sees_the_glossary_alone(app: App, slack: WebApi, workspace: Workspace) -> None:
    add_misses(workspace.words, NOW.date(), "", {"secretword": 3})
    slack.people["U07"] = {"is_restricted": True}
    assert await open_home(app, slack, "U07") == ["Words, metrics and what they mean"]
    assert "secretword" not in str(slack.viewed)


async def test_somebody_of_the_team_without_accounts_sees_none(app: App, slack: WebApi) -> None:
    assert await open_home(app, slack, "U02") == ["The team’s words", "Words, metrics and what they mean"]


async def test_without_a_store_there_is_the_glossary(slack: WebApi, tmp_path: Path) -> None:
    app = app_on(Workspace(AccountSettings(cs_database=tmp_path / "none.db")), slack)
    assert await open_home(app, slack) == ["Words, metrics and what they mean"]
    assert not (tmp_path / "none.db").exists()


async def test_people_who_may_not_see_accounts_see_the_teams_words(filled: Path, tmp_path: Path, slack: WebApi) -> None:
    path = Path(shutil.copy(filled, tmp_path / "accounts.db"))
    settings = AccountSettings(cs_database=path, cs_people=frozenset({KIM}))
    slack.people["U01"] = {"profile": {"email": DANA}}
    headings = await open_home(app_on(Workspace(settings), slack), slack)
    assert headings == ["The team’s words", "Words, metrics and what they mean"]


async def test_the_messages_tab_draws_nothing(app: App, slack: WebApi) -> None:
    assert await open_home(app, slack, tab="messages") == []
    assert slack.viewed == []


async def test_a_button_answers_in_the_conversation_with_the_bot_once_and_says_so(app: App, slack: WebApi) -> None:
    await press(app, "define nrr")
    await press(app, "define nrr")
    (answer,) = slack.posted
    assert answer["channel"] == "D01"
    (drawn,) = slack.viewed
    assert "Answered in the Messages tab: Net Revenue Retention" in str(drawn["view"]["blocks"][0])


async def test_a_digest_is_set_up_paused_and_resumed_from_the_tab(app: App, slack: WebApi) -> None:
    await press(app, "digest subscribe renewals at 9:00 Europe/Berlin", "T.1")
    assert "My digests (1)" in await open_home(app, slack)
    await press(app, "digest pause 1", "T.2")
    assert "Resume 1" in str(slack.viewed[-1])


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
