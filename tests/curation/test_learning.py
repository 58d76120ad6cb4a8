"""Learning: a lesson a day at the learner's morning, each answer once, spaced by FSRS, forgotten when it is stopped."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from curation import CurationError, NotFoundError
from curation.change import Change
from curation.learners import (
    Learner,
    due_learner,
    find_learner,
    next_morning,
    pause_learning,
    progress,
    set_pace,
    share_counts,
    shared_progress,
    start_learning,
    stop_learning,
)
from curation.lessons import LessonAnswer, answer_lesson, find_lesson, open_lesson, words_due
from curation.notices import claim_notice
from curation.spacing import due_on, new_memory, reviewed
from store import Store
from tests.cases import cases

MONDAY = datetime(2026, 6, 15, 5, tzinfo=UTC)  # 07:00 in Berlin
NINE = datetime(2026, 6, 15, 7, tzinfo=UTC)
DAY, TUESDAY = NINE.date(), NINE.date() + timedelta(days=1)


def started(words: Store, person: str = "U1") -> Learner:
    return start_learning(words, Change(person, MONDAY, team="T1"), "Europe/Berlin")


def lesson(words: Store, now: datetime = NINE) -> bool:
    learner = due_learner(words, now)
    assert learner is not None
    return open_lesson(words, learner, now, ["nrr", "grr"], [("nrr", "grr")])


def given(words: Store, asked: str, said: str, known: str, at: datetime = NINE) -> None:
    answer_lesson(words, Change("U1", at), DAY.isoformat(), LessonAnswer(asked, said, {"nrr": known}))  # type: ignore[dict-item]


def test_a_lesson_is_due_at_the_local_morning_and_made_once(words: Store) -> None:
    learner = started(words)
    assert learner.next_at == "2026-06-15T07:00:00.000Z"
    assert due_learner(words, MONDAY) is None
    assert lesson(words)
    assert not open_lesson(words, learner, NINE, ["nrr"], [])
    assert find_learner(words, "U1").next_at == "2026-06-16T07:00:00.000Z"
    first = claim_notice(words, NINE, timedelta(seconds=30))
    assert first is not None
    assert (first.notice.person, first.notice.data) == ("U1", {"day": "2026-06-15"})
    assert claim_notice(words, NINE, timedelta(seconds=30)) is None


@cases(
    ("now", "zone", "at", "expected"),
    [
        (datetime(2026, 6, 19, 8, tzinfo=UTC), "Europe/Berlin", "09:00", datetime(2026, 6, 22, 7, tzinfo=UTC)),
        (datetime(2026, 3, 27, 9, tzinfo=UTC), "Europe/Berlin", "09:00", datetime(2026, 3, 30, 7, tzinfo=UTC)),
        (datetime(2026, 6, 15, 12, tzinfo=UTC), "America/New_York", "09:00", datetime(2026, 6, 15, 13, tzinfo=UTC)),
        (datetime(2026, 6, 15, 12, tzinfo=UTC), "Nowhere/Land", "13:00", datetime(2026, 6, 15, 13, tzinfo=UTC)),
    ],
)
def test_lessons_come_on_weekdays_across_the_change_of_the_clocks(
    now: datetime, zone: str, at: str, expected: datetime
) -> None:
    assert next_morning(now, zone, at) == expected


def test_an_answer_counts_once_and_moves_the_word_on(words: Store) -> None:
    started(words)
    lesson(words)
    given(words, "check 0", "grr", "again")
    given(words, "check 0", "nrr", "good")
    assert find_lesson(words, "U1", DAY.isoformat()).answers == {"check 0": "grr"}
    counted = progress(words, "U1", DAY)
    assert (counted.words, counted.right, counted.wrong, counted.due) == (2, 0, 1, 1)
    assert words_due(words, "U1", DAY) == ["grr"]
    assert words_due(words, "U1", TUESDAY) == ["grr", "nrr"]


def test_a_word_that_is_known_better_comes_back_later() -> None:
    waits = {known: reviewed(new_memory(NINE), known, DAY)[1].days for known in ("again", "good", "easy")}
    assert 0 <= waits["again"] <= 1 < waits["good"] < waits["easy"]
    memory, wait = reviewed(new_memory(NINE), "good", DAY)
    again, later = reviewed(memory, "good", DAY + wait)
    assert later > wait
    assert reviewed(memory, "good", DAY + wait) == (again, later)
    assert due_on(DAY, timedelta(hours=3)) == "2026-06-16"


@pytest.mark.parametrize("later", [timedelta(days=2), timedelta(days=2, minutes=-30), timedelta(days=2, hours=14)])
def test_when_of_a_day_a_lesson_is_answered_makes_no_difference(words: Store, later: timedelta) -> None:
    """Answered half an hour earlier than two mornings before, a word came back after 7 days and not after 11."""
    started(words)
    lesson(words)
    second = DAY + timedelta(days=2)
    assert open_lesson(words, find_learner(words, "U1"), NINE + timedelta(days=2), ("nrr",), ())
    for day, at in ((DAY, NINE), (second, NINE + later)):
        answer_lesson(words, Change("U1", at), day.isoformat(), LessonAnswer("know nrr", "yes", {"nrr": "good"}))
    due = words.reading.execute("SELECT due_on FROM learned_word WHERE term = 'nrr'").fetchone()[0]
    assert due == (second + timedelta(days=11)).isoformat()


def test_the_memory_takes_an_instant_of_any_zone_and_keeps_no_clock_of_its_own() -> None:
    berlin = NINE.astimezone(ZoneInfo("Europe/Berlin"))
    assert new_memory(berlin) == new_memory(NINE)
    assert reviewed(new_memory(berlin), "good", DAY) == reviewed(new_memory(NINE), "good", DAY)
    assert json.loads(new_memory(NINE))["due"] == "2026-06-15T07:00:00+00:00"


def test_a_pause_sends_nothing_and_a_stop_forgets_everything(words: Store) -> None:
    started(words)
    lesson(words)
    pause_learning(words, Change("U1", NINE))
    assert due_learner(words, NINE + timedelta(days=9)) is None
    assert find_lesson(words, "U1", DAY.isoformat()).words == ("nrr", "grr")
    assert stop_learning(words, Change("U1", NINE))
    assert not stop_learning(words, Change("U1", NINE))
    for table in ("learner", "learned_word", "lesson"):
        assert words.reading.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    with pytest.raises(NotFoundError):
        find_learner(words, "U1")


def test_only_whom_the_learner_names_sees_counts(words: Store) -> None:
    started(words)
    lesson(words)
    assert shared_progress(words, "UMGR", DAY) == []
    share_counts(words, Change("U1", NINE), "UMGR")
    assert [(each.person, each.words) for each in shared_progress(words, "UMGR", DAY)] == [("U1", 2)]
    share_counts(words, Change("U1", NINE), "")
    assert shared_progress(words, "UMGR", DAY) == []


@pytest.mark.parametrize("pace", [0, 11])
def test_a_pace_out_of_range_is_refused(words: Store, pace: int) -> None:
    started(words)
    with pytest.raises(CurationError, match="1 to 10"):
        set_pace(words, Change("U1", NINE), pace)
    assert set_pace(words, Change("U1", NINE), 3).pace == 3
