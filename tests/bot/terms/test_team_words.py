"""The team's own words in answers: as they are now, first, named as what they are, and never in the way."""

import os
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from accounts import open_store
from bot.commands import respond
from bot.context import TERMINAL, Context
from bot.digests.content.composer import Composer
from bot.settings import AccountSettings
from bot.slack.answers import Answers
from bot.terms.team_words import TeamWords, follow_words
from bot.terms.word_snapshot import glossary_at_once
from bot.workspace import Workspace
from curation import open_curation, own_terms
from curation.decisions import approve
from curation.drafts import Proposal, propose
from curation.own_terms import current_terms
from curation.snapshot import read_snapshot, snapshot_path
from glossary import load
from store import Store
from tests.curation.changes import by, sky_score

NRR = "net-revenue-retention"
OURS = Proposal(NRR, "overlay", NRR, {"our_definition": "Ours leaves out trials.", "our_formula": "NRR = kept / start"})


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace without any accounts."""
    monkeypatch.setenv("CS_DATABASE", str(tmp_path / "data" / "accounts.db"))
    return Workspace(AccountSettings(cs_database=tmp_path / "data" / "accounts.db"))


@pytest.fixture(autouse=True)
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks for changes at each answer."""
    monkeypatch.setattr("bot.terms.team_words.EVERY", 0.0)


def approved(store: Store, proposal: Proposal) -> None:
    draft = propose(store, by("U1"), proposal)
    approve(store, by("U2"), draft.id, draft.revision)


def asked(words: TeamWords, text: str, **context: Any) -> Any:
    return respond(text, Context(words.glossary, **context))[1]


def test_a_term_is_answered_by_every_server_once_it_is_approved(workspace: Workspace) -> None:
    here, there = follow_words(workspace), follow_words(Workspace(workspace.settings))
    assert asked(there, "sky score").outcome == "nothing"
    approved(workspace.words, sky_score())
    for words in (here, there):
        card = asked(words, "sky scroe")
        assert card.title == "Sky Score (SKS)"
        assert "Your team’s own term, approved by a curator." in card.paragraphs


def test_what_is_decided_here_while_a_look_is_under_way_is_answered_at_once(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Overtaken(TeamWords):
        """Somebody decides, after the store was read and before what was read is taken in."""

        def _changed_in_store(self) -> dict[str, Any]:
            before = super()._changed_in_store()
            if not current_terms(workspace.words):
                approved(workspace.words, sky_score())
                self.glossary.expire()
            return before

    monkeypatch.setattr("bot.terms.team_words.EVERY", 1_000.0)
    words = Overtaken(workspace, None)
    assert asked(words, "sky score").title.startswith("Sky Score")


def test_while_a_server_does_not_answer_terms_are_answered_as_they_were(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who asks waits a moment, and the next one not at all; what changed meanwhile is known once it answers."""
    words, going_on, read = follow_words(workspace), threading.Event(), threading.Event()
    real = own_terms.glossary_version

    def late(store: Store) -> int:
        going_on.wait(30)
        read.set()
        return real(store)

    monkeypatch.setattr(words, "_is_on_server", lambda: True)
    monkeypatch.setattr(own_terms, "glossary_version", late)
    approved(workspace.words, sky_score())
    began = time.monotonic()
    assert [asked(words, "sky score").outcome for _ in range(3)] == ["nothing"] * 3
    assert asked(words, "nrr").outcome == "answered"
    assert time.monotonic() - began < 5
    going_on.set()
    assert read.wait(30)
    while not words._looking.acquire(timeout=30):
        pass
    words._looking.release()
    assert asked(words, "sky score").outcome == "answered"


def test_answers_that_were_kept_are_not_given_once_the_words_change(workspace: Workspace) -> None:
    answers = Answers(follow_words(workspace).glossary)
    before = answers.to_command("define champion")
    approved(workspace.words, Proposal("champion", "overlay", "Champion", OURS.body))
    after = answers.to_command("define champion")
    assert before is not None
    assert after is not None
    assert "Ours leaves out trials." in after.body
    assert "Ours leaves out trials." not in before.body


def test_ours_comes_first_and_the_curated_one_is_a_tap_away(workspace: Workspace) -> None:
    approved(workspace.words, OURS)
    words = follow_words(workspace)
    card = asked(words, "nrr")
    assert card.paragraphs[0] == "Ours leaves out trials."
    assert card.choices[0].request == f"curated {NRR}"
    assert [fact.label for fact in card.facts if "formula" in fact.label] == [
        "Your team’s formula",
        "The glossary’s formula",
    ]
    curated = asked(words, card.choices[0].request)
    assert curated.paragraphs[0] == words.glossary.curated[NRR].definition
    assert curated.choices[0].request == f"define {NRR}"


@pytest.mark.parametrize("text", ["nrr 100k 20k 5k 8k", "counted nrr", "compare nrr vs grr"])
def test_answers_that_use_a_figure_say_how_the_team_defines_it(workspace: Workspace, text: str) -> None:
    approved(workspace.words, OURS)
    reply = asked(follow_words(workspace), text)
    assert "Ours leaves out trials." in " ".join((*reply.footnotes, *(row.text for row in reply.rows)))


def test_words_need_no_accounts_and_make_none(workspace: Workspace) -> None:
    approved(workspace.words, sky_score())
    reply = asked(follow_words(workspace), "portfolio", workspace=workspace)
    assert "No accounts have been imported yet." in reply.paragraphs[0]


def test_a_folder_is_read_again_when_it_changes_and_what_is_wrong_leaves_the_last_good_state(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('[sky]\nname = "Sky Score"\ndefinition = "How ready a customer is to expand, from 0 to 10."\n')
    words = TeamWords(None, tmp_path)
    assert asked(words, "sky score").title.startswith("Sky Score")
    file.write_text('[sky]\nname = "Sky Score"\n')
    assert asked(words, "sky score").title.startswith("Sky Score")
    assert asked(words, "sky score").title.startswith("Sky Score")
    assert [record.message for record in caplog.records] == [
        "CS_GLOSSARY: ours.toml:1: [sky] definition: it is missing"
    ]
    assert words.problems
    file.write_text('[blue]\nname = "Blue Sky"\ndefinition = "What nobody has sold to a customer yet."\n')
    assert asked(words, "blue sky").title == "Blue Sky"
    assert (asked(words, "sky score").title, words.problems) != ("Sky Score", ("",))


def test_the_store_comes_before_the_folder(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "ours.toml").write_text(
        '[sky-score]\nname = "Sky Points"\ndefinition = "What a file says of it all."\n'
    )
    approved(workspace.words, sky_score())
    words = TeamWords(workspace, tmp_path)
    assert asked(words, "sky score").title == "Sky Score (SKS)"
    assert words.glossary.terms["sky-score"].origin == "team"


def test_one_answer_takes_the_words_from_the_copy_beside_the_store(workspace: Workspace) -> None:
    database = workspace.settings.beside_store
    assert read_snapshot(database) == ()
    approved(workspace.words, sky_score())
    assert read_snapshot(database) is None
    assert glossary_at_once().answer("sky score").kind == "term"
    assert [word.id for word in read_snapshot(database) or ()] == ["sky-score"]
    approved(workspace.words, OURS)
    assert read_snapshot(database) is None
    assert glossary_at_once().terms[NRR].our_definition == "Ours leaves out trials."


def test_a_restored_store_is_not_answered_from_an_old_copy(workspace: Workspace) -> None:
    database = workspace.settings.beside_store
    approved(workspace.words, sky_score())
    assert glossary_at_once().answer("sky score").kind == "term"
    workspace.close()
    empty = database.with_name("empty.db")
    open_curation(open_store(empty)).close()
    os.replace(empty, database)  # noqa: PTH105
    assert glossary_at_once().answer("sky score").kind != "term"


def test_a_store_that_was_never_curated_is_asked_once_and_left_as_it_is(workspace: Workspace) -> None:
    database = workspace.settings.beside_store
    open_store(database).close()
    assert glossary_at_once().answer("nrr").kind == "term"
    assert read_snapshot(database) == ()
    with closing(open_store(database)) as store:
        assert store.reading.columns("own_term") == []


def test_with_words_of_its_own_too_one_answer_takes_no_database_and_no_validation(workspace: Workspace) -> None:
    approved(workspace.words, sky_score())
    glossary_at_once()  # which leaves the copy
    asked = "from bot.terminal.main import main; import sys; main(['sky score']); print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert "Sky Score" in said
    assert {"sqlite3", "pydantic"}.isdisjoint(said.splitlines()[-1].split())


def test_what_is_no_store_leaves_nothing_beside_it(workspace: Workspace) -> None:
    database = workspace.settings.beside_store
    database.parent.mkdir()
    database.write_text("no database")
    assert glossary_at_once().answer("nrr").kind == "term"
    assert not snapshot_path(database).exists()


def test_digests_take_the_words_too(workspace: Workspace) -> None:
    from bot.terms.team_definitions import figure_notes

    approved(workspace.words, OURS)
    glossary = follow_words(workspace).glossary
    assert Composer(glossary, workspace).glossary is glossary
    assert any("Ours leaves out trials." in note for note in figure_notes("portfolio", glossary))
    assert figure_notes("renewals", glossary) == ()


def test_reading_the_history_makes_no_store(tmp_path: Path) -> None:
    workspace = Workspace(AccountSettings(cs_database=tmp_path / "none.db"))
    assert respond("history nrr", Context(load(), workspace))[1].title.startswith("History of Net Revenue")
    assert not (tmp_path / "none.db").exists()


def test_what_is_hidden_or_taken_out_is_found_by_its_name(workspace: Workspace) -> None:
    approved(workspace.words, sky_score())
    words = follow_words(workspace)

    def typed(text: str) -> Any:
        return asked(words, text, workspace=workspace, place=TERMINAL)

    assert typed("history nrr").paragraphs[0].startswith("Your team has changed nothing here.")
    assert "changed nothing of Net Revenue Retention" in str(typed("curate rollback nrr to 1"))
    assert "“Sky Score” has no version 0." in str(typed("curate rollback sky score to 0"))
    assert asked(words, "sky score").title == "Sky Score (SKS)"
    typed("curate hide nrr")
    assert typed("history nrr").title == "History of Net Revenue Retention"
    typed("curate retire sky score")
    for name in ("Sky Score", "sks", "sky-score"):
        assert typed(f"history {name}").paragraphs == ("It isn’t answered now.",)
    assert typed("curate rollback SKS to 1").paragraphs[0] == "Says again what it said in version 1."
    assert typed("curate rollback sky score to 2").paragraphs[0] == "Out of the glossary again, as in version 2."


def test_what_is_hidden_is_said_to_be_and_its_metric_is_calculated_all_the_same(workspace: Workspace) -> None:
    words = follow_words(workspace)

    def typed(text: str) -> Any:
        return asked(words, text, workspace=workspace, place=TERMINAL)

    before = [asked(words, text) for text in ("churn 5 120", "nrr 100k 20k 5k 8k")]
    for name in ("nrr", "churn", "logo churn"):
        typed(f"curate hide {name}")
    assert [asked(words, text).title for text in ("churn 5 120", "nrr 100k 20k 5k 8k")] == [r.title for r in before]
    assert all(reply.outcome == "answered" for reply in before)
    explained = typed("explain NRR")
    assert "Hidden by your team: NRR." in explained.footnotes
    assert not any("Ask" in choice.label for choice in explained.actions)
    for text in ("ask nrr", "define Net Revenue Retention"):
        assert typed(text).title == "Hidden: Net Revenue Retention (NRR, NDR)"
    assert typed("ask").title == "0 open questions of yours"


def test_a_name_in_any_script_is_suggested_and_found(workspace: Workspace) -> None:
    words = follow_words(workspace)

    def typed(text: str) -> Any:
        return asked(words, text, workspace=workspace, place=TERMINAL)

    typed("add Ключевой клиент: Whoever pays us a tenth of all that we earn in a year.")
    typed("curate approve 1")
    assert typed("ключевой клиент").title == "Ключевой клиент"
    assert typed("history Ключевой клиент").title == "History of Ключевой клиент"
    typed("curate retire Ключевой клиент")
    assert typed("history Ключевой клиент").paragraphs == ("It isn’t answered now.",)
    assert "A name needs letters or digits." in str(typed("add …: What has neither letters nor digits in its name."))
