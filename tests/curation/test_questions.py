"""Questions to the team: the same one of many is one, nobody sees who asked, each is told once."""

from datetime import timedelta

import pytest

from curation import CurationError
from curation.change import Change
from curation.notices import HeldNotice, claim_notice, finish, mark_uncertain, next_claimable_at, recorded_ts, requeue
from curation.questions import (
    ask,
    channels_of,
    decline_question,
    find_question,
    open_questions,
    questions_of,
    settle_questions,
    withdraw,
)
from store import Store
from tests.curation.changes import START, by

LEASE = timedelta(seconds=35)


def answered(store: Store, *names: str, question: int | None = None) -> int:
    with store.writing() as connection:
        return settle_questions(connection, START, "sky-score", names, question)


def told(store: Store) -> list[HeldNotice]:
    """What is to be told, each taken and ended."""
    found = []
    while held := claim_notice(store, START + timedelta(days=1), LEASE):
        found.append(held)
        assert finish(store, held, "told", START, "17.1")
    return found


def test_the_same_question_of_many_is_one_however_it_is_written(words: Store) -> None:
    for who, written in (("U1", "Sky Score"), ("U2", "sky-scores"), ("U3", "SKY score?"), ("U1", "sky score")):
        ask(words, by(who), written)
    (question,) = open_questions(words)
    assert (question.written, question.asked) == ("Sky Score", 3)
    assert [each.written for each in questions_of(words, "U2")] == ["Sky Score"]


def test_where_it_was_met_is_kept_only_of_those_who_agree(words: Store) -> None:
    question = ask(words, by("U1"), "ZQT")
    ask(words, by("U2"), "ZQT", "C07")
    assert channels_of(words, question.id) == ["C07"]
    ask(words, by("U1"), "zqt", "C08")
    assert channels_of(words, question.id) == ["C07", "C08"]
    assert find_question(words, question.id).asked == 2


def test_everybody_who_asked_is_told_once_with_the_card_and_then_forgotten(words: Store) -> None:
    for who in ("U1", "U2"):
        ask(words, by(who), "Sky Score")
    assert answered(words, "Sky Score", "SKS") == 1
    assert answered(words, "Sky Score") == 0
    notices = told(words)
    assert [(held.notice.person, held.notice.request) for held in notices] == [
        ("U1", "define sky-score"),
        ("U2", "define sky-score"),
    ]
    assert "“Sky Score”" in notices[0].notice.text
    assert words.reading.execute("SELECT count(*) FROM question_asker").fetchone() == (0,)
    left = words.reading.execute("SELECT known_by, person, text, data FROM word_notice").fetchall()
    assert "U1" not in str(left)
    assert "Sky" not in str(left)


def test_a_term_by_another_name_answers_the_question_that_it_was_written_for(words: Store) -> None:
    question = ask(words, by("U1"), "SKZ")
    assert answered(words, "Sky Score", question=question.id) == 1
    assert find_question(words, question.id).term == "sky-score"


def test_a_question_that_is_declined_tells_why(words: Store) -> None:
    question = ask(words, by("U1"), "ZQT")
    with pytest.raises(CurationError, match="Say why"):
        decline_question(words, by("U9"), question.id, " ")
    decline_question(words, by("U9"), question.id, "It is a customer's own word.")
    decline_question(words, by("U8"), question.id, "Something else.")
    (held,) = told(words)
    assert held.notice.text.endswith("It is a customer's own word.")
    assert ask(words, by("U1"), "ZQT").id != question.id


def test_whoever_withdraws_is_not_told_and_the_last_one_closes_it(words: Store) -> None:
    for who in ("U1", "U2"):
        ask(words, by(who), "ZQT")
    assert withdraw(words, by("U1"), "zqt")
    assert not withdraw(words, by("U1"), "zqt")
    assert open_questions(words)[0].asked == 1
    assert withdraw(words, by("U2"), "ZQT")
    assert open_questions(words) == []
    assert answered(words, "ZQT") == 0


def test_what_slack_sends_again_asks_once(words: Store) -> None:
    change = by("U1", "trigger-1")
    first = ask(words, change, "ZQT")
    assert withdraw(words, by("U1"), "ZQT")
    assert ask(words, change, "ZQT").id == first.id
    assert open_questions(words) == []


def test_whoever_has_no_id_is_counted_and_nobody_to_tell(words: Store) -> None:
    ask(words, Change("", START), "ZQT")
    assert answered(words, "ZQT") == 1
    assert told(words) == []


@pytest.mark.parametrize("text", ["", "?!", "x" * 61, "   "])
def test_what_is_no_word_is_refused(words: Store, text: str) -> None:
    with pytest.raises(CurationError, match="word or a name"):
        ask(words, by("U1"), text)


def test_one_person_cannot_fill_the_queue(words: Store) -> None:
    with words.writing() as connection:
        insert = "INSERT INTO question (word, written, state, asked, opened_at) VALUES (?, 'x', 'open', 1, '2026')"
        connection.executemany(insert, [(f"w{number}",) for number in range(51)])
        connection.execute(
            "INSERT INTO question_asker SELECT id, 'U1', '', '' FROM question WHERE word <> 'w0' ORDER BY id"
        )
    with pytest.raises(CurationError, match="50 open questions"):
        ask(words, by("U1"), "one more")
    ask(words, by("U2"), "one more")


def test_a_claim_that_is_lost_ends_nothing_and_learns_what_came_of_it(words: Store) -> None:
    ask(words, by("U1"), "ZQT")
    answered(words, "ZQT")
    first = claim_notice(words, START, LEASE)
    assert first is not None
    assert claim_notice(words, START + LEASE / 2, LEASE) is None
    second = claim_notice(words, START + LEASE, LEASE)
    assert second is not None
    assert (first.doubtful, second.doubtful) == (False, True)
    assert not finish(words, first, "told", START, "17.1")
    assert recorded_ts(words, first) is None
    assert finish(words, second, "found", START, "17.2")
    assert recorded_ts(words, first) == "17.2"


def test_a_notice_that_surely_was_not_posted_is_no_doubtful_one_later(words: Store) -> None:
    ask(words, by("U1"), "ZQT")
    answered(words, "ZQT")
    held = claim_notice(words, START, LEASE)
    assert held is not None
    assert requeue(words, held, START + timedelta(minutes=5))
    assert claim_notice(words, START, LEASE) is None
    assert next_claimable_at(words) == "2026-06-15T09:05:00.000Z"
    again = claim_notice(words, START + timedelta(minutes=5), LEASE)
    assert again is not None
    assert not again.doubtful
    assert mark_uncertain(words, again, START + timedelta(minutes=6))
    late = claim_notice(words, START + timedelta(minutes=6), LEASE)
    assert late is not None
    assert late.doubtful
