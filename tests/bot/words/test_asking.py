"""Ask the team: by members, without a name, from a miss or a card of jargon; told to nobody else."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from pydantic import SecretStr
from slack_bolt.async_app import AsyncBoltRequest

from bot.commands import respond
from bot.configuration.slack_settings import Settings
from bot.context import Context
from bot.settings import AccountSettings
from bot.slack.app import App, create_app
from bot.words.asked_words import LONGEST, asked_word
from bot.workspace import Workspace
from curation import questions
from curation.questions import channels_of, open_questions
from glossary import load
from tests.bot.web_api import WebApi, running_web_api
from tests.cases import cases
from tests.engines import Place


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
    app = create_app(Settings(**tokens, slack_api_url=slack.url), load(), workspace=workspace)  # type: ignore[arg-type]
    app._late._prompt = 60.0
    return app


async def typed(app: App, text: str, user: str = "U01", trigger: str = "", channel: str = "C01") -> str:
    body = {
        "command": "/cs",
        "text": text,
        "user_id": user,
        "channel_id": channel,
        "trigger_id": trigger or text + user,
    }
    response = await app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body={"team_id": "T01", **body}))
    await app.background.finish()
    return str(response.body)


def asked(workspace: Workspace) -> list[tuple[str, int]]:
    return [(each.written, each.asked) for each in open_questions(workspace.words)]


async def test_members_ask_for_a_word_and_join_the_same_question(app: App, workspace: Workspace) -> None:
    assert "Ask the team" in await typed(app, "ZQT")
    first = await typed(app, "ask ZQT")
    second = await typed(app, "ask zqt", "U02")
    assert '"ephemeral"' in first
    assert "1 other has asked the same" in second
    assert "U01" not in second
    assert asked(workspace) == [("ZQT", 2)]


async def test_a_request_that_slack_sends_twice_asks_once(app: App, workspace: Workspace) -> None:
    await typed(app, "ask ZQT", trigger="T.1")
    await typed(app, "ask withdraw ZQT")
    await typed(app, "ask ZQT", trigger="T.1")
    assert asked(workspace) == []


async def test_where_it_was_met_is_said_only_at_a_tap(app: App, workspace: Workspace) -> None:
    await typed(app, "ask ZQT")
    (question,) = open_questions(workspace.words)
    assert channels_of(workspace.words, question.id) == []
    assert "not by whom" in await typed(app, "ask met ZQT")
    await typed(app, "ask met ZQT", "U02", channel="D02")
    assert channels_of(workspace.words, question.id) == ["C01"]


async def test_guests_read_but_do_not_ask(app: App, slack: WebApi, workspace: Workspace) -> None:
    slack.people["U07"] = {"is_restricted": True}
    assert "for members of the team only" in await typed(app, "ask ZQT", "U07")
    assert asked(workspace) == []
    assert "Not in the glossary" in await typed(app, "ZQT", "U07")


async def test_what_is_in_the_glossary_is_answered_and_not_asked(app: App, workspace: Workspace) -> None:
    assert "Net Revenue Retention" in await typed(app, "ask nrr")
    assert asked(workspace) == []


async def test_ones_own_questions_are_listed_for_oneself(app: App) -> None:
    await typed(app, "ask <!channel> ZQT")
    mine, others = await typed(app, "ask"), await typed(app, "ask", "U02")
    assert "1 open question of yours" in mine
    assert "0 open questions" in others
    assert "<!channel>" not in mine


def test_a_question_from_a_terminal_is_counted_without_anybody_to_tell(workspace: Workspace) -> None:
    respond("ask ZQT", Context(load(), workspace))
    assert asked(workspace) == [("ZQT", 1)]
    row: tuple[Any, ...] = workspace.words.reading.execute("SELECT count(*) FROM question_asker").fetchone()
    assert row == (0,)


@cases(
    ("text", "word"),
    [
        ("what is ZQT?", "ZQT"),
        ("hey what's a blue room meeting?", "blue room meeting"),
        ("ZQT", "ZQT"),
        ("12 34", ""),
        ("x" * 61, ""),
        ("we would like to know what all of this means for our customers", ""),
    ],
)
def test_the_word_that_a_text_asks_for(text: str, word: str) -> None:
    assert asked_word(text) == word
    assert LONGEST == questions.LONGEST
