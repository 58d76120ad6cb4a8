"""Decisions of curators as they type them: done as often as they are asked for, and told as what they did."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from curation.drafts import waiting_drafts
from curation.feedback import say_wrong
from curation.own_terms import find_term, history
from tests.bot.curation.deciders import AUTHOR, CURATOR, OTHER, SKY, Team
from tests.curation.changes import by
from tests.engines import Place


@pytest.fixture
def team(words_place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    monkeypatch.setattr("bot.terms.team_words.EVERY", 0.0)
    team = Team(words_place)
    yield team
    team.workspace.close()


def test_what_was_declined_can_be_suggested_again_in_the_same_words(team: Team) -> None:
    team.typed(AUTHOR, f"add {SKY}")
    team.typed(CURATOR, "curate decline 1 Not now.")
    assert team.typed(AUTHOR, f"add {SKY}").data["draft"] == 2
    assert [draft.id for draft in waiting_drafts(team.workspace.words)] == [2]


def test_the_same_suggestion_waits_once(team: Team) -> None:
    assert [team.typed(AUTHOR, f"add {SKY}").data["draft"] for _ in range(2)] == [1, 1]
    assert team.typed(OTHER, f"add {SKY}").data["draft"] == 2


@pytest.mark.parametrize("text", ["curate", "curate list"])
def test_the_queue_has_the_number_of_each_suggestion_and_says_its_order(team: Team, text: str) -> None:
    team.approved(SKY)
    team.typed(AUTHOR, "add Blue Room: The meeting in which renewals of the quarter are agreed.")
    team.later += timedelta(days=100)
    queue = team.typed(CURATOR, text)
    assert queue.rows_title.startswith("Suggestions first, the oldest before others")
    assert [row.label for row in queue.rows] == ["Blue Room", "Sky Score"]
    assert "number 2, suggested 15 Jun" in queue.rows[0].text
    assert queue.rows[1].text.endswith("it is still right with curate verify sky-score at 1")
    assert team.typed(CURATOR, "curate 2").title == "Suggested: Blue Room"
    assert "number 2, since" in team.typed(AUTHOR, "curate").rows[0].text


def test_a_decision_that_is_typed_again_after_another_one_is_carried_out_again(team: Team) -> None:
    team.approved(SKY)
    for _ in range(2):
        team.typed(CURATOR, "curate retire sky score")
        assert team.term("sky score") is None
        team.typed(CURATOR, "curate rollback sky score to 1")
        assert team.term("sky score") is not None
    for _ in range(2):
        team.typed(CURATOR, "curate hide playbook")
        assert team.term("playbook") is None
        team.typed(CURATOR, "curate retire playbook")
        assert team.term("playbook") is not None
    for owner in ("U11", "U12", "U11"):
        team.typed(CURATOR, f"curate owner sky score @{owner}")
        assert find_term(team.workspace.words, "sky-score").owner == owner


def test_a_word_is_verified_each_time_that_somebody_says_it_is_right(team: Team) -> None:
    team.approved(SKY)
    for days in (7, 14):
        team.typed(CURATOR, "curate verify sky score for 7 days")
        team.later += timedelta(days=7)
        assert find_term(team.workspace.words, "sky-score").verified_until == f"2026-06-{15 + days}"


def test_two_taps_take_a_word_out_once_and_an_old_button_does_nothing(team: Team) -> None:
    team.approved(SKY)
    for _ in range(2):
        assert "Taken out" in str(team.typed(CURATOR, "curate retire sky-score at 1").paragraphs)
    assert len(history(team.workspace.words, "sky-score")) == 2
    assert "out of the glossary already" in str(team.typed(CURATOR, "curate retire sky-score").paragraphs)
    team.typed(CURATOR, "curate rollback sky-score to 1")
    assert "in the meantime" in str(team.typed(CURATOR, "curate retire sky-score at 1").paragraphs)
    assert team.term("sky score") is not None


def test_an_owner_is_named_without_saying_that_the_word_is_right(team: Team) -> None:
    team.approved(SKY)
    team.later += timedelta(days=100)
    before = find_term(team.workspace.words, "sky-score")
    for _ in range(2):
        team.typed(OTHER, "curate owner sky score @U11")
    after = find_term(team.workspace.words, "sky-score")
    assert (after.verified_until, after.verified_by) == (before.verified_until, before.verified_by)
    assert [version.what for version in history(team.workspace.words, "sky-score")] == ["edited", "approved"]


@pytest.mark.parametrize("text", ["curators add wanda", "curate owner sky score upsell", "curators add @ulla"])
def test_a_word_is_no_id_of_a_person(team: Team, text: str) -> None:
    team.approved(SKY)
    assert "such as @U0123ABC" in str(team.typed(CURATOR, text).paragraphs)


def test_a_term_of_ones_own_isn_t_hidden_but_taken_out(team: Team) -> None:
    team.approved(SKY)
    said = "Sky Score is a term of your team’s own: curate retire sky-score takes it out."
    assert team.typed(CURATOR, "curate hide sky score").paragraphs == (said,)


def test_what_is_closed_already_isn_t_said_to_be_told_again(team: Team) -> None:
    team.typed(AUTHOR, "ask blue room")
    assert "All who asked are told why." in team.typed(CURATOR, "curate question 1 It is a meeting room.").paragraphs
    (again,) = team.typed(OTHER, "curate question 1 Other words.").paragraphs
    assert again.startswith("It was declined on 15 Jun already: It is a meeting room.")
    say_wrong(team.workspace.words, by(AUTHOR), "net-revenue-retention", "Ours differs.", tell=True)
    first, second = (team.typed(CURATOR, f"curate note 1 {said}") for said in ("Mended.", "Mended anew."))
    assert (first.title, first.paragraphs) == (
        "Closed: what was said of Net Revenue Retention",
        ("Whoever wanted to hear of it is told.",),
    )
    assert "nobody is told anything more" in second.paragraphs[0]
    assert "nobody is told anything more" in team.typed(OTHER, "words seen 1 Mended anew.").paragraphs[0]


@pytest.mark.parametrize("text", ["curate question 1 ", "curate note 1 "])
def test_a_reason_that_no_message_has_room_for_is_refused(team: Team, text: str) -> None:
    team.typed(AUTHOR, "ask blue room")
    say_wrong(team.workspace.words, by(AUTHOR), "net-revenue-retention", "Ours differs.", tell=True)
    assert "characters at most" in str(team.typed(CURATOR, text + "x" * 501).paragraphs)


def test_who_asks_in_a_terminal_is_counted_as_one(team: Team) -> None:
    said = [str(team.typed("", "ask blue room", "terminal").paragraphs) for _ in range(2)]
    assert "other" not in said[1]
    assert team.typed(CURATOR, "curate").data["questions"] == [{"word": "blue room", "asked": 1}]


def test_nobody_has_it_where_nobody_decides(words_place: Place) -> None:
    team = Team(words_place, frozenset())
    assert team.typed(AUTHOR, f"add {SKY}").paragraphs[0] == "It waits for a curator."
    team.workspace.close()
