"""Was this right? Yes and no are counted once each, and what is wrong waits for a curator, without who said so."""

from datetime import timedelta

import pytest

from curation import CurationError
from curation.feedback import FeedbackCount, close_note, feedback_between, open_notes, say_right, say_wrong
from curation.notices import claim_notice
from store import Store
from tests.curation.changes import START, by


def test_a_double_tap_counts_once(words: Store) -> None:
    change = by("U1", "tap-1")
    say_right(words, change, "nrr")
    say_right(words, change, "nrr")
    say_wrong(words, by("U2", "view-1"), "nrr", "We count it by quarter.", tell=False)
    assert feedback_between(words, "2026-01", "2026-06") == [FeedbackCount("nrr", 1, 1)]
    assert feedback_between(words, "2027-01", "2027-12") == feedback_between(words, "2026-01", "2026-05") == []


def test_who_said_so_is_kept_only_to_be_told_and_then_forgotten(words: Store) -> None:
    say_wrong(words, by("U1"), "nrr", "We count it by quarter.", tell=True)
    say_wrong(words, by("U2"), "grr", "Typo.", tell=False)
    first, second = open_notes(words)
    assert (first.term, first.text, second.text) == ("nrr", "We count it by quarter.", "Typo.")
    for note in (first, second, first):
        close_note(words, by("U9"), note.id, "Mended, thank you.")
    assert open_notes(words) == []
    held = claim_notice(words, START + timedelta(days=1), timedelta(seconds=35))
    assert held is not None
    assert (held.notice.person, held.notice.text, held.notice.request) == ("U1", "Mended, thank you.", "define nrr")
    assert claim_notice(words, START + timedelta(days=1), timedelta(seconds=35)) is None
    assert words.reading.execute("SELECT person FROM feedback_note").fetchall() == [("",), ("",)]


@pytest.mark.parametrize("text", ["", "  ", "x" * 501])
def test_what_is_wrong_has_to_be_said_and_briefly(words: Store, text: str) -> None:
    with pytest.raises(CurationError, match="what is wrong"):
        say_wrong(words, by("U1"), "nrr", text, tell=False)
