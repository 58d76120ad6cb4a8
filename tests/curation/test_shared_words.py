"""The team's words for one answer in the terminal, from a store on a server that everybody changes."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts import open_store
from bot.terms.word_snapshot import glossary_at_once
from curation import open_curation
from curation.decisions import approve
from curation.drafts import Proposal, propose
from curation.revisions import roll_back
from curation.shared_words import SharedWords, copy_name, shared_words
from store import Store
from tests.curation.changes import by, sky_score
from tests.engines import Engine

GONE = "postgresql://nobody@127.0.0.1:1/none"  # a port that nothing listens on


def ids(found: SharedWords) -> list[str]:
    """The ids of words that could be asked for."""
    assert found.problem == ""
    return [word.id for word in found.words]


def approved(store: Store, proposal: Proposal) -> None:
    """Puts a word into the glossary."""
    draft = propose(store, by("U1"), proposal)
    approve(store, by("U2"), draft.id, draft.revision)


@pytest.fixture
def team(server_engine: Engine, tmp_path: Path) -> Iterator[Store]:
    """A store on a server."""
    opened = open_curation(open_store(server_engine.new(tmp_path)))
    yield opened
    opened.close()


def test_a_change_from_anywhere_is_in_the_next_answer(team: Store, tmp_path: Path) -> None:
    assert ids(shared_words(team.place, tmp_path)) == []
    approved(team, sky_score())
    assert ids(shared_words(team.place, tmp_path)) == ["sky-score"]
    (copy,) = tmp_path.glob("*.words")
    written = copy.read_bytes()
    assert ids(shared_words(team.place, tmp_path)) == ["sky-score"]
    assert (copy.read_bytes(), stat.S_IMODE(copy.stat().st_mode)) == (written, 0o600)
    approved(
        team, Proposal("blue-room", "term", "Blue Room", {"name": "Blue Room", "definition": "Where we all meet."})
    )
    assert ids(shared_words(team.place, tmp_path)) == ["blue-room", "sky-score"]
    roll_back(team, by("U2"), "sky-score", 1, None)
    assert ids(shared_words(team.place, tmp_path)) == ["blue-room"]


def test_one_store_is_never_answered_from_the_copy_of_another(
    team: Store, server_engine: Engine, tmp_path: Path
) -> None:
    approved(team, sky_score())
    assert ids(shared_words(team.place, tmp_path)) == ["sky-score"]
    beside = open_curation(open_store(f"{team.place}&schema=other"))
    assert ids(shared_words(beside.place, tmp_path)) == []
    approved(beside, sky_score("What another company says of the very same word."))
    theirs, ours = shared_words(beside.place, tmp_path).words, shared_words(team.place, tmp_path).words
    assert "another company" in theirs[0].body
    assert "another company" not in ours[0].body
    beside.close()


def test_a_store_that_was_put_back_is_not_answered_from_what_it_said_later(team: Store, tmp_path: Path) -> None:
    approved(team, sky_score())
    shared_words(team.place, tmp_path)
    with team.writing() as connection:  # as a backup has it, that went on with other changes
        connection.execute("UPDATE own_term SET body = '{}', changed_at = '2026-06-15T11:00:00.000Z'")
    assert shared_words(team.place, tmp_path).words[0].body == "{}"


def test_without_its_server_an_answer_has_the_last_words_and_says_of_when(team: Store, tmp_path: Path) -> None:
    approved(team, sky_score())
    shared_words(team.place, tmp_path)
    (copy,) = tmp_path.glob("*.words")
    os.utime(copy, (1_782_000_000, 1_782_000_000))
    missed = shared_words(GONE, tmp_path)
    assert (missed.words, "own words are left out" in missed.problem) == ((), True)
    assert "connection failed" not in missed.problem, "an answer about accounts says that beside it"
    copy.rename(tmp_path / f"{copy_name(GONE)}.words")
    kept = shared_words(GONE, tmp_path)
    assert [word.id for word in kept.words] == ["sky-score"]
    assert "own words are as of 2026-06-21 00:00 UTC" in kept.problem


def test_a_password_leaves_no_trace_and_changes_nothing() -> None:
    with_it, without = "postgresql://ada:hush@db/cs", "postgresql://ada@db/cs"
    assert copy_name(with_it) == copy_name(f"{without}?password=hush") == copy_name(without)
    assert copy_name(without) != copy_name(f"{without}?schema=other")


@pytest.mark.parametrize("written", [b"", b"no copy", b"\x00", "as a folder"])
def test_a_copy_that_cant_be_read_is_written_anew(team: Store, tmp_path: Path, written: bytes | str) -> None:
    approved(team, sky_score())
    copy = tmp_path / f"{copy_name(team.place)}.words"
    if isinstance(written, str):
        copy.mkdir()
    else:
        copy.write_bytes(written)
    assert ids(shared_words(team.place, tmp_path)) == ["sky-score"]


def test_the_terminal_answers_a_word_of_the_team_and_says_what_it_could_not_ask(
    team: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("CS_DATABASE", team.place)
    approved(team, sky_score())
    assert glossary_at_once().answer("sky score").kind == "term"
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("CS_DATABASE", GONE)
    assert glossary_at_once().answer("nrr").kind == "term"
    assert capsys.readouterr().err.startswith("cs: PostgreSQL can't be reached")


def test_a_database_without_tables_of_ours_has_no_words(server_engine: Engine, tmp_path: Path) -> None:
    place = str(server_engine.new(tmp_path))
    assert ids(shared_words(place, tmp_path)) == []
    assert list(tmp_path.glob("*.words")) == []
