"""One press, one form, one command that writes: done once, whatever is sent again."""

import json
from typing import Any

import pytest
from pydantic import SecretStr

from bot.configuration.slack_settings import Settings
from bot.slack.app import App, create_app
from bot.slack.request_memory import RequestMemory
from bot.workspace import Workspace
from store.seen_keys import SeenKeys
from tests.bot.company import NOW, database, filled, workspace
from tests.bot.test_access import GLOSSARY, command, slack
from tests.bot.test_pulse_form import filled_in, opened, submit
from tests.bot.test_slack_listeners import press
from tests.bot.web_api import WebApi

__all__ = ["database", "filled", "slack", "workspace"]


@pytest.fixture
def seen(tmp_path: Any) -> SeenKeys:
    return SeenKeys(tmp_path / "accounts.db-seen")


def _server(slack: WebApi, workspace: Workspace, seen: SeenKeys) -> App:
    """One of several servers, or one after a restart."""
    tokens: dict[str, Any] = {"slack_bot_token": SecretStr("xoxb-1"), "slack_app_token": SecretStr("xapp-1")}
    app = create_app(
        Settings(**tokens, slack_api_url=slack.url, cs_pickers=False),
        GLOSSARY,
        workspace=workspace,
        memory=RequestMemory(seen, "app"),
    )
    app._answers.account_requests._clock = lambda: NOW
    return app


def _pulses(workspace: Workspace) -> int:
    return int(workspace.store.reading.execute("SELECT count(*) FROM pulse").fetchone()[0])


async def test_a_pulse_command_is_done_once_by_all_servers(slack: WebApi, workspace: Workspace, seen: SeenKeys) -> None:
    first, second = _server(slack, workspace, seen), _server(slack, workspace, SeenKeys(seen._path))
    for app in (first, second, first):
        await command(app, "pulse labs.example 4", trigger_id="1.2.same")
    assert _pulses(workspace) == 1
    await command(second, "pulse labs.example 3", trigger_id="1.2.other")
    assert _pulses(workspace) == 2


async def test_what_only_reads_is_answered_again(slack: WebApi, workspace: Workspace, seen: SeenKeys) -> None:
    app = _server(slack, workspace, seen)
    answers = [await command(app, "account labs.example", trigger_id="1.2.same") for _ in range(2)]
    assert answers[0] == answers[1] != {}


async def test_a_form_is_taken_once_and_one_that_was_sent_back_again(
    slack: WebApi, workspace: Workspace, seen: SeenKeys
) -> None:
    first, second = _server(slack, workspace, seen), _server(slack, workspace, SeenKeys(seen._path))
    view = await opened(first, slack, "pulse labs.example")
    assert "errors" in json.dumps(await submit(first, filled_in(view, "no such account", "4")))
    assert await submit(second, filled_in(view, "labs.example", "4")) == {}
    assert await submit(first, filled_in(view, "labs.example", "4")) == {}
    assert _pulses(workspace) == 1


async def test_a_press_is_answered_once(slack: WebApi, workspace: Workspace, seen: SeenKeys) -> None:
    first, second = _server(slack, workspace, seen), _server(slack, workspace, SeenKeys(seen._path))
    button = {"action_id": "ask:0", "value": "define nrr", "block_id": "actions"}
    for app in (first, second):
        await press(app, slack, button, {"ts": "5.1"}, trigger="1.2.same")
    assert len(slack.posted) + len(slack.responded) == 1


async def test_apps_that_share_a_store_do_not_silence_each_other(seen: SeenKeys) -> None:
    one, other = RequestMemory(seen, "one"), RequestMemory(seen, "other")
    assert [await each.before(("C01", "1.1")) for each in (one, other, one)] == [False, False, True]
