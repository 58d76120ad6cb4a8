"""The agent view: what is suggested depends on who opens it, answers stay in the thread that each message begins."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from accounts import open_store
from bot.home.prompts import FOR_EVERYBODY, MOST, OF_WORDS, OWNING_NONE, WITHOUT_ACCOUNTS
from bot.settings import AccountSettings
from bot.slack.agent_view import STATUS, status_where_slow
from bot.slack.app import App
from bot.workspace import Workspace
from curation.change import Change
from curation.questions import ask
from tests.bot.company import DANA, KIM, database, filled, workspace_with
from tests.bot.home.test_home import NOW, app_on, send, slack
from tests.bot.web_api import WebApi

__all__ = ["database", "filled", "slack", "workspace_with"]

Books = Callable[..., Workspace]

ROOT = Path(__file__).parents[3]


@pytest.fixture
def workspace(workspace_with: Books) -> Workspace:
    return workspace_with(cs_curators=frozenset({"UCURATOR1"}))


async def suggested(app: App, slack: WebApi, user: str = "U01") -> list[tuple[str, str]]:
    """What is suggested to somebody who opens their conversation with the bot: titles and messages."""
    told = {"type": "app_home_opened", "user": user, "channel": f"D{user[1:]}", "tab": "messages", "event_ts": "17.1"}
    await send(app, {"type": "event_callback", "event": told})
    method, given = slack.assisted[-1]
    assert method == "setSuggestedPrompts"
    assert given.keys() == {"channel_id", "prompts"}  # with a thread Slack shows nothing
    assert given["channel_id"] == f"D{user[1:]}"
    assert len(given["prompts"]) <= MOST
    return [(each["title"], each["message"]) for each in given["prompts"]]


def pairs(prompts: tuple[Any, ...]) -> list[tuple[str, str]]:
    return [(each.title, each.message) for each in prompts]


async def test_an_owner_is_offered_their_renewals_and_a_brief_of_the_next(slack: WebApi, workspace: Workspace) -> None:
    slack.people["U01"] = {"profile": {"email": DANA}}
    assert await suggested(app_on(workspace, slack), slack) == [
        ("My renewals: 1 in 60 days", "renewals 60 mine"),
        ("Prepare me for Acme & Sons", "brief Acme & Sons"),
        ("My red accounts: 1", "health red mine"),
        ("What does NRR mean?", "what is NRR?"),
    ]


async def test_renewals_past_due_are_said_and_every_suggestion_is_answered(slack: WebApi, workspace: Workspace) -> None:
    app = app_on(workspace, slack)
    said = await suggested(app, slack, "U0KIM")
    assert said[0] == ("My renewals: 23 in 60 days, 1 past due", "renewals 60 mine")
    assert said[1] == ("Prepare me for Acme Labs", "brief Acme Labs")
    for number, (_, text) in enumerate(said):
        told = {"type": "message", "channel_type": "im", "user": "U0KIM", "channel": "D0KIM", "ts": f"18.{number}"}
        await send(app, {"type": "event_callback", "event": {**told, "text": text}})
    assert len(slack.posted) == len(said)
    assert not any("That didn't work" in str(each) for each in slack.posted)


async def test_a_new_colleague_is_offered_words_and_where_to_look(slack: WebApi, workspace: Workspace) -> None:
    assert await suggested(app_on(workspace, slack), slack, "U02") == pairs(OWNING_NONE)


async def test_a_curator_is_offered_what_waits(slack: WebApi, workspace: Workspace) -> None:
    ask(workspace.words, Change("U02", NOW), "ZQT")
    said = await suggested(app_on(workspace, slack), slack, "UCURATOR1")
    assert said[0] == ("What waits for me: 1", "curate")


async def test_a_guest_is_offered_nothing_about_accounts(slack: WebApi, workspace: Workspace) -> None:
    slack.people["U07"] = {"is_restricted": True, "profile": {"email": DANA}}
    said = await suggested(app_on(workspace, slack), slack, "U07")
    assert said == pairs(FOR_EVERYBODY)
    assert "Acme" not in str(slack.assisted)


async def test_who_may_not_see_accounts_is_offered_words(workspace_with: Books, slack: WebApi) -> None:
    slack.people["U01"] = {"profile": {"email": DANA}}
    app = app_on(workspace_with(cs_people=frozenset({KIM})), slack)
    assert await suggested(app, slack) == pairs(OF_WORDS)


@pytest.mark.parametrize("made", [False, True])
async def test_where_nothing_was_imported_that_is_asked_about(slack: WebApi, tmp_path: Path, *, made: bool) -> None:
    path = tmp_path / "none.db"
    if made:
        open_store(path).close()
    app = app_on(Workspace(AccountSettings(cs_database=path)), slack)
    assert await suggested(app, slack) == pairs(WITHOUT_ACCOUNTS)
    assert path.exists() == made


@pytest.mark.parametrize("error", ["unknown_method", "missing_scope", "not_allowed_token_type"])
async def test_where_slack_does_not_take_it_nobody_is_bothered(slack: WebApi, workspace: Workspace, error: str) -> None:
    slack.refused["assistant.threads.setSuggestedPrompts"] = error
    await suggested(app_on(workspace, slack), slack)
    assert (slack.posted, slack.viewed) == ([], [])


def test_the_manifest_suggests_what_everybody_may_ask() -> None:
    view = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))["features"]["agent_view"]
    assert [(each["title"], each["message"]) for each in view["suggested_prompts"]] == pairs(FOR_EVERYBODY)
    assert len(view["agent_description"]) <= 300


# Threads


async def say(app: App, text: str, ts: str, thread: str | None = None) -> None:
    told: dict[str, Any] = {"type": "message", "channel_type": "im", "user": "U01", "channel": "D01", "ts": ts}
    told |= {"text": text} | ({"thread_ts": thread} if thread else {})
    await send(app, {"type": "event_callback", "event": told})


def title(posted: dict[str, Any]) -> str:
    return str(next(block["text"]["text"] for block in posted["blocks"] if block["type"] == "header"))


def answer(slack: WebApi, ts: str, thread: str) -> dict[str, Any]:
    """The last answer as the history has it."""
    return {"user": "U0BOT", "ts": ts, "thread_ts": thread, "blocks": slack.posted[-1]["blocks"]}


async def test_an_answer_is_in_the_thread_of_the_question_and_so_is_what_follows(
    slack: WebApi, workspace: Workspace
) -> None:
    slack.scopes = "assistant:write,chat:write"
    app = app_on(workspace, slack)
    await say(app, "nrr", "20.1")
    assert slack.posted[-1]["thread_ts"] == "20.1"
    slack.threads["20.1"] = [{"user": "U01", "ts": "20.1", "text": "nrr"}, answer(slack, "20.2", "20.1")]
    await say(app, "and GRR?", "20.3", "20.1")
    assert (slack.posted[-1]["thread_ts"], title(slack.posted[-1])) == ("20.1", "Gross Revenue Retention (GRR, GDR)")


async def test_what_is_said_next_outside_the_thread_goes_on_from_its_answer(
    slack: WebApi, workspace: Workspace
) -> None:
    slack.scopes = "assistant:write,chat:write"
    app = app_on(workspace, slack)
    await say(app, "nrr", "20.1")
    slack.threads["20.1"] = [{"user": "U01", "ts": "20.1", "text": "nrr"}, answer(slack, "20.2", "20.1")]
    slack.threads["D01"] = [{"user": "U01", "ts": "21.1"}, {"user": "U01", "ts": "20.1", "reply_count": 1}]
    await say(app, "give me an example", "21.1")
    assert slack.posted[-1]["thread_ts"] == "21.1"
    assert "Net Revenue Retention" in title(slack.posted[-1])


async def test_without_the_agent_view_answers_stay_in_the_conversation(slack: WebApi, workspace: Workspace) -> None:
    await say(app_on(workspace, slack), "nrr", "20.1")
    assert slack.posted[-1].get("thread_ts") is None
    assert slack.assisted == []


async def test_a_status_is_shown_only_where_an_answer_takes_long(slack: WebApi, workspace: Workspace) -> None:
    client = app_on(workspace, slack).web_client
    async with status_where_slow(client, "D01", "20.1", wait=60):
        pass
    async with status_where_slow(client, "D01", "", wait=0):
        await asyncio.sleep(0)
    assert slack.assisted == []
    async with status_where_slow(client, "D01", "20.1", wait=0):
        while not slack.assisted:  # noqa: ASYNC110  the stand-in has no event for it
            await asyncio.sleep(0.01)
    assert slack.assisted == [("setStatus", {"channel_id": "D01", "thread_ts": "20.1", "status": STATUS})]
