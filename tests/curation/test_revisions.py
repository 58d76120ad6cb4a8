"""Going back, verifying, what is overdue; and two processes that decide at the same moment."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from curation import CurationError, DraftChangedError, NotFoundError
from curation.decisions import approve
from curation.drafts import Proposal, propose
from curation.own_terms import current_terms, find_term, history
from curation.reads import add_reads
from curation.recent_changes import recent_changes
from curation.revisions import overdue_terms, roll_back, trust, verify
from store import Store
from tests.curation.changes import by, sky_score

BLUE_ROOM = Proposal(
    "blue-room", "term", "Blue Room", {"name": "Blue Room", "definition": "The weekly meeting of us all here."}
)
RACE = """
import sys
from datetime import UTC, datetime
from accounts import open_store
from curation import Change, DraftChangedError, open_curation
from curation.decisions import approve
words = open_curation(open_store(sys.argv[1]))
print("ready", flush=True)
sys.stdin.readline()
for draft in range(1, 21):
    try:
        decided = approve(words, Change(sys.argv[2], datetime.now(UTC)), draft, 1)
        print("approved", draft)
    except DraftChangedError as changed:
        print("late", draft, changed.by)
"""


def approved(words: Store, definition: str, base: int) -> None:
    draft = propose(words, by("U1"), sky_score(definition, base))
    approve(words, by("U2"), draft.id, draft.revision)


def test_an_earlier_version_is_said_again_and_nothing_is_lost(words: Store) -> None:
    approved(words, "What it said at first of all of this.", 0)
    approved(words, "What it said later of all of this.", 1)
    term = roll_back(words, by("U2"), "sky-score", 2, 1)
    assert ("at first" in term.body, term.version) == (True, 3)
    assert roll_back(words, by("U2"), "sky-score", 3, None).state == "retired"
    assert current_terms(words) == []
    assert roll_back(words, by("U2"), "sky-score", 4, 2).state == "approved"
    assert [each.version for each in history(words, "sky-score")] == [5, 4, 3, 2, 1]
    assert recent_changes(words, 1, "sky-score")[0].what == "rolled back"


def test_what_was_changed_meanwhile_is_neither_rolled_back_nor_verified(words: Store) -> None:
    approved(words, "What it said at first of all of this.", 0)
    approved(words, "What it said later of all of this.", 1)
    with pytest.raises(DraftChangedError, match="approved in the meantime"):
        roll_back(words, by("U3"), "sky-score", 1, None)
    with pytest.raises(DraftChangedError, match="approved in the meantime"):
        verify(words, by("U3"), "sky-score", 1)
    for missing in (0, 9):
        with pytest.raises(NotFoundError, match=f"no version {missing}"):
            roll_back(words, by("U3"), "sky-score", 2, missing)
    assert find_term(words, "sky-score").state == "approved"


def test_the_most_read_of_what_is_overdue_comes_first(words: Store) -> None:
    approved(words, "What it said at first of all of this.", 0)
    draft = propose(words, by("U1"), BLUE_ROOM)
    change = by("U2")
    approve(words, change, draft.id, draft.revision)
    today = change.at.date()
    add_reads(words, f"{today:%Y-%m}", "T1", {"blue-room": 7, "sky-score": 2})
    assert overdue_terms(words, today + timedelta(days=90), "2026-01") == []
    due = overdue_terms(words, today + timedelta(days=91), "2026-01")
    assert [(term.id, reads) for term, reads in due] == [("blue-room", 7), ("sky-score", 2)]
    assert (trust(words, today, "2026-01"), trust(words, today + timedelta(days=91), "2026-01")) == ((2, 2), (0, 2))
    verify(words, by("U2"), "sky-score", 1, 180)
    assert find_term(words, "sky-score").verified_until == (today + timedelta(days=180)).isoformat()
    assert trust(words, today + timedelta(days=91), "2026-01") == (1, 2)


def test_nothing_is_trusted_for_ever(words: Store) -> None:
    approved(words, "What it said at first of all of this.", 0)
    with pytest.raises(CurationError, match="1 to 730 days"):
        verify(words, by("U2"), "sky-score", 1, 10_000)


@pytest.mark.processes
def test_of_two_processes_that_approve_at_once_each_draft_is_approved_by_one(words: Store, tmp_path: Path) -> None:
    for number in range(20):
        name = f"Word {number}"
        body = {"name": name, "definition": f"What the word with the number {number} is for."}
        propose(words, by("U1"), Proposal(f"word-{number}", "term", name, body))
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", RACE, words.place, who], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for who in ("U2", "U3")
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    said = [racer.communicate("go\n", timeout=60)[0].splitlines() for racer in racers]
    won = [{int(line.split()[1]) for line in lines if line.startswith("approved")} for lines in said]
    assert won[0] | won[1] == set(range(1, 21))
    assert won[0] & won[1] == set()
    assert {line.split()[2] for line in said[0] if line.startswith("late")} <= {"U3"}
    assert [len(history(words, f"word-{number}")) for number in range(20)] == [1] * 20
