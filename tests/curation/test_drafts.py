"""Drafts: suggested by anybody, decided once, nothing overwritten."""

import pytest

from curation import CurationError, DraftChangedError
from curation.decisions import approve, decline, merge
from curation.drafts import Proposal, edit, propose, waiting_drafts
from curation.own_terms import current_terms, glossary_version, history
from store import Store
from tests.curation.changes import by, sky_score


def test_an_approved_draft_is_answered_and_says_who_wrote_it(words: Store) -> None:
    draft = propose(words, by("U1"), sky_score())
    assert (current_terms(words), waiting_drafts(words)) == ([], [draft])
    approve(words, by("U2"), draft.id, draft.revision)
    assert [(term.id, term.version) for term in current_terms(words)] == [("sky-score", 1)]
    assert [(version.what, version.who, version.author) for version in history(words, "sky-score")] == [
        ("approved", "U2", "U1")
    ]
    assert waiting_drafts(words) == []


def test_the_second_of_two_curators_sees_what_the_first_did(words: Store) -> None:
    draft = propose(words, by("U1"), sky_score())
    decline(words, by("U2"), draft.id, draft.revision, "We have Health Score for that.")
    with pytest.raises(DraftChangedError, match="“Sky Score” was declined in the meantime") as raised:
        approve(words, by("U3"), draft.id, draft.revision)
    assert (raised.value.by, raised.value.state) == ("U2", "declined")
    assert current_terms(words) == []


def test_a_draft_that_was_edited_isn_t_approved_unseen(words: Store) -> None:
    draft = propose(words, by("U1"), sky_score())
    edited = edit(words, by("U2"), draft.id, draft.revision, sky_score("Readiness to expand, from 0 to 10."))
    with pytest.raises(DraftChangedError):
        approve(words, by("U3"), draft.id, draft.revision)
    approve(words, by("U3"), edited.id, edited.revision)
    assert "Readiness" in current_terms(words)[0].body


def test_a_text_written_on_an_older_version_overwrites_nothing(words: Store) -> None:
    first, second = (propose(words, by(who), sky_score(f"What {who} says of it is this.")) for who in ("U1", "U2"))
    approve(words, by("U3"), first.id, first.revision)
    with pytest.raises(DraftChangedError, match="changed after this was written"):
        approve(words, by("U3"), second.id, second.revision)
    assert "U1" in current_terms(words)[0].body


def test_what_slack_sends_again_is_done_once(words: Store) -> None:
    proposal, request = sky_score(), by("U1", "view-1")
    draft = propose(words, request, proposal)
    assert propose(words, request, proposal) == draft
    tap = by("U2", "tap-1")
    assert approve(words, tap, draft.id, draft.revision) == approve(words, tap, draft.id, draft.revision)
    assert (len(waiting_drafts(words)), glossary_version(words), len(history(words, "sky-score"))) == (0, 1, 1)


def test_merging_says_into_what(words: Store) -> None:
    draft = propose(words, by("U1"), sky_score())
    assert merge(words, by("U2"), draft.id, draft.revision, "health-score").merged_into == "health-score"
    assert current_terms(words) == []


def test_no_is_said_with_a_reason(words: Store) -> None:
    draft = propose(words, by("U1"), sky_score())
    with pytest.raises(CurationError, match="Say why"):
        decline(words, by("U2"), draft.id, draft.revision, " ")


@pytest.mark.parametrize("body", [{"name": "X"}, {"name": "X", "definition": "Y", "colour": "red"}])
def test_what_is_no_term_is_refused_by_its_field(words: Store, body: dict[str, str]) -> None:
    with pytest.raises(CurationError, match=r"definition|colour"):
        propose(words, by("U1"), Proposal("x", "term", "X", body))
