"""What people have to be told reaches each of them once, with the card, whatever Slack answers."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.digests.delivery.dependencies import DeliverySettings
from bot.settings import AccountSettings
from bot.slack.web_client import WebClient
from bot.words.background import WordWork, word_work
from bot.workspace import Workspace
from curation.change import Change
from curation.notices import Notice, queue_notice
from curation.questions import ask, find_question, settle_questions
from glossary import Glossary, Term
from tests.bot.digests.scripted_slack import PERSON, ScriptedSlack, scripted_slack
from tests.engines import Place

START = datetime(2026, 6, 15, 9, tzinfo=UTC)
OWN = Term(id="sky-score", name="Sky Score", acronyms=("SKS",), definition="How ready a customer is to expand.")


class Clock:
    """A clock that stands until it is moved."""

    now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def slack() -> AsyncIterator[ScriptedSlack]:
    async with scripted_slack() as api:
        yield api


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def work(slack: ScriptedSlack, clock: Clock, words_place: Place) -> Iterator[WordWork]:
    workspace = Workspace(AccountSettings(cs_database=words_place))
    client = WebClient("xoxb-1", slack.url, timeout=5, retry_handlers=[])
    yield word_work(Glossary([OWN]), workspace, client, clock, DeliverySettings())
    workspace.close()


def queue(work: WordWork, text: str = "It is in the glossary.", request: str = "define sky-score") -> None:
    with work.workspace.words.writing() as connection:
        queue_notice(connection, Notice(PERSON, "approved", text, "draft 1", request), START)


async def everything(work: WordWork, clock: Clock, hours: int = 2) -> None:
    """Does what is due, and what becomes due within hours."""
    until = clock.now + timedelta(hours=hours)
    while clock.now < until:
        if begin := work.claim():
            await begin()
        else:
            clock.now += timedelta(minutes=5)


def outcomes(work: WordWork) -> list[tuple[str, str]]:
    query = "SELECT outcome, person FROM word_notice ORDER BY id"
    return [tuple(row) for row in work.workspace.words.reading.execute(query)]


async def test_whoever_asked_is_told_with_the_card_once_there_is_an_answer(
    work: WordWork, slack: ScriptedSlack, clock: Clock
) -> None:
    words = work.workspace.words
    ask(words, Change(PERSON, START), "SKS")
    with words.writing() as connection:
        settle_questions(connection, START, "sky-score", ("Sky Score", "SKS"))
    await everything(work, clock)
    (message,) = slack.posted
    assert message["channel"] == PERSON
    assert "“SKS”" in message["text"]
    assert "How ready a customer is to expand" in str(message["blocks"])
    assert outcomes(work) == [("told", "")]


async def test_a_post_that_slack_lost_the_answer_to_is_found_and_not_repeated(
    work: WordWork, slack: ScriptedSlack, clock: Clock
) -> None:
    queue(work)
    slack.says["chat.postMessage"] = [{"status": 500, "error": "internal_error", "taken": True}, {}]
    await everything(work, clock)
    assert len(slack.posted) == 1
    assert outcomes(work) == [("found", "")]


async def test_a_post_that_did_not_arrive_is_made_again(work: WordWork, slack: ScriptedSlack, clock: Clock) -> None:
    queue(work)
    slack.says["chat.postMessage"] = [{"status": 500, "error": "internal_error", "taken": False}, {}]
    await everything(work, clock)
    assert len(slack.posted) == 1
    assert outcomes(work) == [("told", "")]


async def test_a_rate_limit_is_waited_for(work: WordWork, slack: ScriptedSlack, clock: Clock) -> None:
    queue(work)
    limited = {"status": 429, "error": "ratelimited", "headers": {"Retry-After": "120"}, "taken": False}
    slack.says["chat.postMessage"] = [limited, {}]
    begin = work.claim()
    assert begin is not None
    await begin()
    assert work.next_at() == "2026-06-15T09:02:00.000Z"
    await everything(work, clock)
    assert len(slack.posted) == 1


@pytest.mark.parametrize("error", ["user_not_found", "cannot_dm_bot", "user_disabled"])
async def test_whoever_cannot_be_reached_is_given_up(
    work: WordWork, slack: ScriptedSlack, clock: Clock, error: str
) -> None:
    queue(work)
    slack.says["chat.postMessage"] = [{"error": error, "taken": False}]
    await everything(work, clock)
    assert slack.asked.count("chat.postMessage") == 1
    assert outcomes(work) == [("unreachable", "")]


async def test_what_people_wrote_is_escaped(work: WordWork, slack: ScriptedSlack, clock: Clock) -> None:
    queue(work, "“<!channel>” was declined: see <https://evil.example|here>", "")
    await everything(work, clock)
    assert "<!channel>" not in str(slack.posted)
    assert "<https" not in str(slack.posted)


async def test_a_question_that_a_file_has_answered_is_closed_on_the_next_day(work: WordWork) -> None:
    question = ask(work.workspace.words, Change(PERSON, START), "sky score")
    ask(work.workspace.words, Change(PERSON, START), "ZQT")
    assert work.daily()
    assert find_question(work.workspace.words, question.id).term == "sky-score"
    assert not work.daily()
