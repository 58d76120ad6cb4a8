"""The curators' queue and the lists of words: what they count is all there is, and what isn't known is said so."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.accounts.formatting import month_text
from curation import Change
from curation.drafts import propose
from curation.feedback import say_wrong
from curation.importing.plan import Record, plan_import
from curation.importing.run import run_import
from curation.notices import claim_notice
from curation.nudges import queue_nudges
from curation.reads import add_reads
from tests.bot.curation.deciders import AUTHOR, CURATOR, SKY, START, Team
from tests.curation.changes import by, sky_score
from tests.engines import Place

NRR = "net-revenue-retention"


@pytest.fixture
def team(words_place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    monkeypatch.setattr("bot.terms.team_words.EVERY", 0.0)
    team = Team(words_place)
    yield team
    team.workspace.close()


def imported(team: Team, count: int) -> None:
    """So many words out of a file, as of the day of the tests."""
    rows = [{"name": f"Room {at}", "definition": f"Where team {at} meets before a renewal."} for at in range(count)]
    plan = plan_import(team.workspace.words, team.glossary, [Record(f"line {r}", r, {}) for r in rows])
    assert plan.errors == ()
    run_import(team.workspace.words, Change("root", START), plan, "rooms.csv")


def test_words_out_of_a_file_wait_from_the_day_of_the_import_on_and_count_as_not_verified(team: Team) -> None:
    imported(team, 7)
    add_reads(team.workspace.words, "2026-06", "T01", {"room-0": 3})
    queue = team.typed(CURATOR, "curate")
    assert (queue.title, queue.rows[0].label) == ("7 to look at", "Room 0")
    assert queue.footnotes == (
        "2 more words are to be looked at again.",
        "Trust: 0 of 1 own word read since Apr 2026 verified (0%).",
    )


def test_the_queue_counts_all_that_wait(team: Team) -> None:
    for number in range(101):
        propose(team.workspace.words, by(f"U1{number}"), sky_score(f"What team {number} says of it is this."))
    assert team.typed(CURATOR, "curate").title == "101 to look at"
    last = team.typed("U1100", "curate")
    assert (last.title, len(last.rows)) == ("1 of your suggestions waits", 1)


def test_an_owner_makes_no_approved_word_of_one_out_of_a_file(team: Team) -> None:
    imported(team, 1)
    team.typed(CURATOR, "curate owner room-0 @U11")
    assert "imported from a file" in str(team.typed(AUTHOR, "room 0").paragraphs)
    assert "Imported, not verified yet" in str(team.typed(AUTHOR, "history room 0").paragraphs)
    team.typed(
        CURATOR,
        f"curate approve {team.typed(AUTHOR, 'suggest room 0: Where we meet in the first week.').data['draft']}",
    )
    assert "approved by a curator" in str(team.typed(AUTHOR, "room 0").paragraphs)


def test_what_a_team_says_of_a_curated_term_is_called_by_the_name_of_that(team: Team) -> None:
    draft = team.typed(AUTHOR, "suggest nrr: Ours leaves out customers on trial.").data["draft"]
    team.typed(CURATOR, f"curate approve {draft}")
    team.later = timedelta(days=100)
    assert team.typed(CURATOR, "curate").rows[0].label == "Net Revenue Retention"
    assert team.typed(CURATOR, "words unverified").rows[0].label == "Net Revenue Retention"


def test_words_of_an_owner_who_is_gone_keep_nobody_else_from_being_asked(team: Team) -> None:
    imported(team, 6)
    for number in range(5):
        team.typed(CURATOR, f"curate owner room-{number} @U0GONE")
    words, now = team.workspace.words, START + timedelta(days=3)
    assert queue_nudges(words, now, [CURATOR], "2026-01") == 2
    held = [claim_notice(words, now, timedelta(seconds=30)) for _ in range(2)]
    assert {each.notice.person: "“Room 5”" in each.notice.text for each in held if each} == {
        "U0GONE": False,
        CURATOR: True,
    }


def test_what_was_said_to_be_wrong_is_that_of_the_months_that_are_asked_for(team: Team) -> None:
    say_wrong(team.workspace.words, Change("U01", START), NRR, "Ours differs.", tell=False)
    assert team.typed(AUTHOR, "words wrong 2026-06").data["rows"] == [{"word": NRR, "count": 1}]
    assert team.typed(AUTHOR, "words wrong 2026-05").data["rows"] == []


@pytest.mark.parametrize("month", ["2026-05", "2025-12"])
def test_what_nobody_read_before_reads_were_counted_is_not_known(team: Team, month: str) -> None:
    add_reads(team.workspace.words, "2026-06", "T01", {NRR: 1})
    assert team.typed(AUTHOR, "words unread 2026-06").title.startswith("Never read in Jun 2026: ")
    assert team.typed(AUTHOR, f"words unread {month}").title == f"Never read in {month_text(month)}: not known"
    said = next(row.text for row in team.typed(AUTHOR, f"words {month}").rows if row.label == "Never read")
    assert said == "not known: reads are counted since Jun 2026"


def test_curators_see_where_a_word_was_met_and_not_by_whom(team: Team) -> None:
    team.typed(AUTHOR, "ask blue room")
    (row,) = team.typed(CURATOR, "curate").rows
    assert (row.channel, row.text) == ("", "1 person asks, since 15 Jun")
    assert team.typed(CURATOR, "curate").rows_title == ""  # of one there is no order to tell
    for who, place in (("U11", "C02"), ("U12", "C03")):
        team.typed(who, "ask met blue room", place)
    (row,) = team.typed(CURATOR, "curate").rows
    assert (row.channel, row.person) == ("C02", "")
    assert row.text == "3 people ask, since 15 Jun; met there and in 1 other channel"


def test_a_category_is_found_however_it_is_written(team: Team) -> None:
    rows = [{"name": "Red Room", "definition": "Where a team meets after a loss.", "category": "Sales  Ops"}]
    rows += [{"name": "Grey Room", "definition": "Where a team meets before one.", "category": "sales ops"}]
    plan = plan_import(team.workspace.words, team.glossary, [Record(f"line {r}", r, {}) for r in rows])
    run_import(team.workspace.words, Change("root", START), plan, "rooms.csv")
    for text in ("terms Sales Ops", "terms sales ops"):
        assert [row.label for row in team.typed(AUTHOR, text).rows] == ["Grey Room", "Red Room"]
    assert team.typed(AUTHOR, "random SALES OPS").outcome == "answered"


@pytest.mark.parametrize(
    ("curators", "why"),
    [
        (frozenset(), "Nobody is named as a curator yet"),
        (frozenset({"ada@example.com"}), "Curators are named by email alone, so I can’t tell them"),
    ],
)
def test_why_no_curator_is_told_is_said_as_it_is(words_place: Place, curators: frozenset[str], why: str) -> None:
    """With an address in CS_CURATORS it was said that nobody is named there."""
    team = Team(words_place, curators)
    assert why in str(team.typed(AUTHOR, "ask zqt").paragraphs)
    assert why in str(team.typed(AUTHOR, f"add {SKY}").paragraphs)
    team.workspace.close()


def test_what_is_no_decision_is_told_with_all_that_are(team: Team) -> None:
    said = " ".join(team.typed(CURATOR, "curate aprove 7").paragraphs)
    assert "approve, decline, merge, verify" in said
    assert "such as curate approve 7" in said
