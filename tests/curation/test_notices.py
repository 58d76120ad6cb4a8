"""Notices: what is said once a day at most isn't said again that day, and nobody's id stays of whoever was told."""

from datetime import timedelta

from curation.curators import tell_curators
from curation.decisions import approve
from curation.drafts import Draft, Proposal, propose
from curation.notices import claim_notice, finish
from curation.nudges import queue_nudges
from store import Store
from tests.curation.changes import START, by, sky_score

LATER = timedelta(hours=12)
BLUE = Proposal("blue-room", "term", "Blue Room", {"name": "Blue Room", "definition": "Where a team meets for a talk."})


def told(words: Store, at: timedelta = LATER) -> list[tuple[str, str]]:
    """Who is told what by then; all of it ends."""
    found = []
    while held := claim_notice(words, START + at, timedelta(seconds=30)):
        found.append((held.notice.person, held.notice.about))
        assert finish(words, held, "told", START + at)
    return found


def suggested(words: Store, proposal: Proposal) -> Draft:
    draft = propose(words, by("U1"), proposal)
    tell_curators(words, by("U1"), ["U2"], draft)
    return draft


def test_curators_hear_once_a_day_that_something_waits_also_after_they_were_told(words: Store) -> None:
    suggested(words, sky_score())
    assert told(words) == [("U2", "waiting drafts")]
    suggested(words, BLUE)
    assert told(words) == []
    kept = str([tuple(row) for row in words.reading.execute("SELECT known_by, person, text FROM word_notice")])
    assert "U2" not in kept


def test_a_restart_asks_nobody_twice_on_a_day_to_verify_a_word(words: Store) -> None:
    draft = suggested(words, sky_score())
    approve(words, by("U2"), draft.id, draft.revision)
    told(words)
    day = timedelta(days=100)
    assert queue_nudges(words, START + day, ["U2"], "2020-01") == 1
    assert told(words, day) == [("U2", "words to verify")]
    assert queue_nudges(words, START + day, ["U2"], "2020-01") == 0
    assert queue_nudges(words, START + day + timedelta(days=1), ["U2"], "2020-01") == 1
