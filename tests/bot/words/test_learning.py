"""`/cs learn`: the words of a day come once, step by step, out of one's digests and what the team reads."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.accounts.brief_words import words_explained
from bot.commands import respond
from bot.context import Context, Requester
from bot.digests.delivery.dependencies import DeliverySettings
from bot.render.lesson import lesson_message
from bot.reply import Reply
from bot.settings import AccountSettings
from bot.slack.web_client import WebClient
from bot.words.background import WordWork, word_work
from bot.words.lesson_choice import choose_lesson
from bot.words.lesson_steps import Step, _without_name, first_step, next_step
from bot.workspace import Workspace
from curation.learners import find_learner
from curation.reads import add_reads
from glossary import Glossary, Term, load
from tests.bot.digests.scripted_slack import PERSON, ScriptedSlack, scripted_slack
from tests.engines import Place

NOW = datetime(2026, 6, 15, 5, tzinfo=UTC)
GLOSSARY = load()


@pytest.fixture
def workspace(words_place: Place) -> Iterator[Workspace]:
    workspace = Workspace(AccountSettings(cs_database=words_place))
    yield workspace
    workspace.close()


def context(workspace: Workspace, now: datetime = NOW, person: str = PERSON) -> Context:
    who = Requester(person, zone="Europe/Berlin")
    return Context(GLOSSARY, workspace, who, "C01", "T1", now=now)


def said(workspace: Workspace, text: str, person: str = PERSON) -> Reply:
    return respond(f"learn {text}", context(workspace, person=person))[1]


@pytest.fixture
async def slack() -> AsyncIterator[ScriptedSlack]:
    async with scripted_slack() as api:
        yield api


class Clock:
    """A clock that stands until it is moved."""

    now = NOW

    def __call__(self) -> datetime:
        return self.now


def work_on(workspace: Workspace, slack: ScriptedSlack, clock: Clock) -> WordWork:
    client = WebClient("xoxb-1", slack.url, timeout=5, retry_handlers=[])
    return word_work(GLOSSARY, workspace, client, clock, DeliverySettings())


async def test_the_words_of_the_day_come_once_in_the_morning_and_again_the_next_day(
    workspace: Workspace, slack: ScriptedSlack
) -> None:
    said(workspace, "start at 9:00")
    clock = Clock()
    workers = [work_on(workspace, slack, clock) for _ in range(2)]
    for hours in range(30):
        clock.now = NOW + timedelta(hours=hours)
        for work in workers:
            while begin := work.claim():
                await begin()
    assert [message["channel"] for message in slack.posted] == [PERSON, PERSON]
    assert "Your 5 words of the day" in slack.posted[0]["text"]


async def test_a_lesson_of_somebody_who_stopped_is_not_sent(workspace: Workspace, slack: ScriptedSlack) -> None:
    said(workspace, "start at 9:00")
    clock = Clock()
    clock.now = NOW + timedelta(hours=3)
    begin = work_on(workspace, slack, clock).claim()
    said(workspace, "stop")
    assert begin is not None
    await begin()
    assert slack.posted == []


def test_words_are_those_the_team_reads_and_the_checks_pairs_that_are_mixed_up(workspace: Workspace) -> None:
    add_reads(workspace.words, "2026-06", "T1", {"net-revenue-retention": 9, "churn": 5})
    said(workspace, "start")
    learner = find_learner(workspace.words, PERSON)
    words, checks = choose_lesson(learner, context(workspace))
    assert words[:2] == ["net-revenue-retention", "churn"]
    assert len(words) == 5
    assert len(checks) == 2
    assert all(other in GLOSSARY.terms[one].confused_with for one, other in checks)
    assert choose_lesson(learner, context(workspace)) == (words, checks)


def test_a_lesson_goes_step_by_step_and_a_button_pressed_again_changes_nothing(workspace: Workspace) -> None:
    said(workspace, "start at 9:00")
    clock = Clock()
    clock.now = NOW + timedelta(hours=3)
    work_on(workspace, ScriptedSlack("http://127.0.0.1:1/"), clock).claim()
    asker = context(workspace, NOW + timedelta(hours=3))
    step = first_step(asker, PERSON, "2026-06-15")
    assert len(step.reply.rows) == 5
    seen: list[str] = []
    for _ in range(12):
        assert len(lesson_message(step)["blocks"][-1].get("elements", ())) <= 5
        seen.append(step.reply.title)
        if not step.buttons:
            break
        value = step.buttons[0][1] if "check" in step.buttons[0][1] or len(step.buttons) == 1 else step.buttons[-1][1]
        following = next_step(asker, value)
        assert next_step(asker, value).reply.title == following.reply.title
        step = following
    assert seen[1:3] == ["Which word is it? (1 of 2)", "Which word is it? (2 of 2)"]
    assert seen[-1] == "Done for today"
    assert "of 2 right" in str(step.reply.paragraphs)


def test_a_check_asks_without_the_name_and_says_what_tells_the_two_apart(workspace: Workspace) -> None:
    said(workspace, "start at 9:00")
    clock = Clock()
    clock.now = NOW + timedelta(hours=3)
    work_on(workspace, ScriptedSlack("http://127.0.0.1:1/"), clock).claim()
    asker = context(workspace, NOW + timedelta(hours=3))
    question: Step = next_step(asker, "2026-06-15 begin")
    right = next(label for label, _ in question.buttons)
    assert right not in question.reply.paragraphs[-1]
    wrong = next_step(asker, question.buttons[-1][1])
    assert wrong.reply.paragraphs[0].startswith("Not quite: it is ")


def test_what_the_team_says_of_a_term_is_what_is_learned(workspace: Workspace) -> None:
    nrr = replace(GLOSSARY.terms["net-revenue-retention"], our_definition="Ours leaves out customers on trial.")
    ours = Glossary([nrr, *(term for term in GLOSSARY.terms.values() if term.id != nrr.id)])
    explained = respond("explain they asked about NRR, then about TAM and the QBR again", Context(ours, workspace))[1]
    assert "Ours leaves out customers on trial." in str(explained.rows)
    assert [text for _, text in words_explained(ours, ["NRR fell."])] == ["Ours leaves out customers on trial."]
    with workspace.words.writing() as connection:
        connection.execute(
            "INSERT INTO learner (person, team, zone, at, pace, started_on) VALUES (?, 'T1', 'UTC', '09:00', 5, ?)",
            (PERSON, "2026-06-15"),
        )
        connection.execute(
            "INSERT INTO lesson (person, day, words, checks) VALUES (?, '2026-06-15', ?, ?)",
            (
                PERSON,
                '["net-revenue-retention", "gone"]',
                '[["net-revenue-retention", "gross-revenue-retention"], ["gone", "churn"]]',
            ),
        )
    asker = Context(ours, workspace, Requester(PERSON), "C01", "T1", now=NOW)
    assert "Ours leaves out" in str(first_step(asker, PERSON, "2026-06-15").reply.rows)
    question = next_step(asker, "2026-06-15 begin")
    assert question.reply.paragraphs == ("“Ours leaves out customers on trial.”",)
    next_step(asker, "2026-06-15 check 0 net-revenue-retention")
    assert "1 of 1 right." in str(next_step(asker, "2026-06-15 done").reply.paragraphs)


def test_a_word_that_was_taken_out_isn_t_said_to_come_back(workspace: Workspace) -> None:
    said(workspace, "start")
    with workspace.words.writing() as connection:
        for term in ("gone", "churn"):
            connection.execute(
                "INSERT INTO learned_word (person, term, introduced_on, memory, due_on) VALUES (?, ?, ?, '{}', ?)",
                (PERSON, term, "2026-06-01", "2026-06-10"),
            )
    assert said(workspace, "").rows[1].text == "2 words shown, 1 to come back"


def test_the_name_of_a_word_is_blotted_out_in_every_script() -> None:
    term = Term(id="x", name="スカイスコア", definition="顧客のスカイスコアは0から10です。")
    assert _without_name(term) == "顧客の…は0から10です。"


def test_words_that_are_asked_for_in_a_pause_end_it_and_say_so(workspace: Workspace) -> None:
    said(workspace, "start")
    assert said(workspace, "now").paragraphs == ()
    said(workspace, "pause")
    assert "Your pause is over" in str(said(workspace, "now").paragraphs)


def test_what_learning_is_is_said_without_a_store(tmp_path: Path) -> None:
    workspace = Workspace(AccountSettings(cs_database=tmp_path / "accounts.db"))
    assert "five a day" in said(workspace, "").paragraphs[0]
    assert not workspace.exists


def test_status_pace_pause_and_who_sees_the_counts(workspace: Workspace) -> None:
    assert (
        said(workspace, "start at 8:30").rows[0].text == "5 words on Monday 15 Jun at 08:30 (Europe/Berlin), weekdays"
    )
    one = said(workspace, "pace 1")
    assert (one.title, one.rows[0].text.partition(" on ")[0]) == ("1 word a day", "1 word")
    assert said(workspace, "pace 3").title == "3 words a day"
    assert said(workspace, "share @U0MANAGER").rows[2].person == "U0MANAGER"
    shared = said(workspace, "team", "U0MANAGER")  # who shares is said before there is anything to count
    assert (shared.title, shared.rows[0].text) == (
        "1 shares their counts with you",
        "0 words, 0 answers right, 0 wrong",
    )
    nobody = said(workspace, "team", "U0OTHER")
    assert (nobody.data["shared"], nobody.title) == (0, "Nobody shares their counts with you")
    assert said(workspace, "pause").rows[0].text == "paused"
    assert said(workspace, "start").rows[0].text.startswith("3 words on Monday")
    assert said(workspace, "stop").title == "Stopped"


@pytest.mark.parametrize("text", ["start at 25:00", "start soon", "pace many", "share somebody", "dance"])
def test_what_is_not_understood_says_what_works(workspace: Workspace, text: str) -> None:
    said(workspace, "start")
    assert said(workspace, text).outcome == "usage"
