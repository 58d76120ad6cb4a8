"""A team's own words beside the curated ones: which come first, and found at once without building anything anew."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from glossary import Glossary, Term
from glossary.overlays import Overlay
from glossary.team_files import read_folder
from glossary.team_glossary import Entry, TeamGlossary, effective_term
from tests.cases import cases

CURATED = (
    Term(id="account-review", name="Account Review", acronyms=("AR",), definition="A look at an account."),
    Term(id="health-score", name="Health Score", definition="How well a customer does.", confused_with={"nps": "x"}),
    Term(id="nps", name="Net Promoter Score", acronyms=("NPS",), definition="Would recommend less would not."),
    Term(id="playbook", name="Playbook", definition="Steps for a situation.", related=("account-review",)),
)
SKY = Term(id="sky-score", name="Sky Score", acronyms=("SKS",), definition="How ready a customer is to expand.")
NAMES = ("Sky Score", "SKS", "Account Readiness", "AR", "Rocket", "Rocket Launches", "Playbooks", "Health Check", "NPS")


def team(**words: Entry | None) -> TeamGlossary:
    glossary = TeamGlossary(CURATED)
    glossary.change_layer("team", {id_.replace("_", "-"): entry for id_, entry in words.items()})
    return glossary


@cases(
    "name, other",
    [("काम", "कम"), ("パス", "バス"), ("ที่ดี", "ทดี"), ("ក្រុម", "ករម"), ("Лёд", "Люд")],
)
def test_letters_of_other_scripts_tell_names_apart(name: str, other: str) -> None:
    glossary = TeamGlossary(CURATED)
    words = [Term(id=f"term-{at}", name=each, definition="x") for at, each in enumerate((name, other))]
    glossary.change_layer("team", {term.id: term for term in words})
    found = [[term.id for term in glossary.named(each)] for each in (name, other)]
    assert found == [["term-0"], ["term-1"]]


@cases("written, name", [("Cafe", "Café"), ("ﾊﾟｽ", "パス"), ("ОЦЕНКА НЕБА", "Оценка неба"), ("مُقياس", "مقياس")])
def test_accents_width_and_case_make_no_difference(written: str, name: str) -> None:
    glossary = TeamGlossary(CURATED)
    glossary.change_layer("team", {"x": Term(id="x", name=name, definition="x")})
    assert [term.name for term in glossary.named(written)] == [name]


@cases("asked", ["sky score", "SKS", "what is a sky score?", "sky scroe", "how ready are customers to expand"])
def test_a_new_term_is_found_as_any_other(asked: str) -> None:
    glossary = TeamGlossary(CURATED)
    for text in ("nothng of the kind", "a look at how well customers do now"):
        glossary.answer(text)  # all that is made when it is first needed is there
    glossary.change_layer("team", {"sky-score": SKY})
    answer = glossary.answer(asked)
    assert "sky-score" in {*(term.id for term in answer.terms), *(each.id for each in answer.suggestions)}


def test_a_term_that_is_gone_is_found_no_more() -> None:
    glossary = team(sky_score=SKY)
    glossary.answer("sky scroe")
    glossary.change_layer("team", {"sky-score": None})
    assert [glossary.answer(text).kind for text in ("sky score", "SKS", "sky scroe")] == ["not_found"] * 3
    assert "sky-score" not in glossary.terms


def test_the_teams_own_comes_first_and_the_other_is_said() -> None:
    own = Term(id="account-readiness", name="Account Readiness", acronyms=("AR",), definition="Fit to renew.")
    answer = team(account_readiness=own).answer("AR")
    assert [term.id for term in answer.terms] == ["account-readiness"]
    assert [each.id for each in answer.also] == ["account-review"]


def test_what_a_team_says_of_a_curated_term_stands_beside_it() -> None:
    glossary = team(nps=Overlay(id="nps", our_definition="Ours leaves out trials.", owner="U1"))
    (term,) = glossary.answer("nps").terms
    assert (term.our_definition, term.definition, term.owner, term.said_in, term.origin) == (
        *("Ours leaves out trials.", "Would recommend less would not.", "U1"),
        *("team", ""),
    )
    assert glossary.curated["nps"].our_definition == ""


def test_a_hidden_term_is_not_found_nor_confused_with_anything() -> None:
    glossary = team(nps=Overlay(id="nps", hidden=True))
    assert glossary.answer("nps").kind == "not_found"
    assert glossary.terms["health-score"].confused_with == {}


def test_a_curated_term_comes_back_when_the_teams_own_is_gone() -> None:
    glossary = team(playbook=replace(SKY, id="playbook", name="Game Plan"))
    assert glossary.answer("playbook").terms[0].name == "Game Plan"
    glossary.change_layer("team", {"playbook": None})
    assert glossary.answer("playbooks").terms == (CURATED[3],)


TERMS = st.builds(
    lambda id_, name, acronym: Term(id=id_, name=name, acronyms=acronym, definition="What some call it here."),
    st.sampled_from(["playbook", "own-a", "own-b", "own-c"]),
    st.sampled_from(NAMES),
    st.sampled_from([(), ("AR",), ("SKS",), ("ROCKET",)]),
)
OVERLAYS = st.builds(
    Overlay,
    id=st.sampled_from(["playbook", "nps", "own-a"]),
    our_definition=st.sampled_from(["", "Ours is else."]),
    note=st.sampled_from(["", "Mind this."]),
    hidden=st.booleans(),
)


def by_id(entries: list[Entry]) -> dict[str, Entry]:
    return {entry.id: entry for entry in entries}


@given(st.lists(st.lists(TERMS | OVERLAYS, max_size=4), min_size=2, max_size=5))
def test_after_any_changes_it_answers_as_one_that_was_told_all_at_once(steps: list[list[Entry]]) -> None:
    changed = TeamGlossary(CURATED)
    for text in ("rockt launchs", "steps for some situation here"):
        changed.answer(text)
    for entries in steps:
        changed.replace_layer("team", by_id(entries))
    fresh = TeamGlossary(CURATED)
    fresh.replace_layer("team", by_id(steps[-1]))
    assert changed.terms == fresh.terms
    for text in (*NAMES, "rockt", "rocket lunches", "acount readines", "sky scroe", "playbok", "helth chek", "ARR"):
        assert found(changed, text) == found(fresh, text)


def found(glossary: Glossary, text: str) -> tuple[object, ...]:
    answer = glossary.answer(text)
    return answer.kind, {term.id for term in answer.terms}, {each.id for each in (*answer.suggestions, *answer.also)}


@given(TERMS | OVERLAYS, TERMS | OVERLAYS)
def test_the_store_comes_before_files_and_files_before_the_curated_term(file: Entry, store: Entry) -> None:
    curated = {term.id: term for term in CURATED}
    for id_ in ("playbook", "nps", "own-a"):
        below, above = (entry if entry.id == id_ else None for entry in (file, store))
        term = effective_term(curated.get(id_), [("file", below), ("team", above)])
        if isinstance(above, Term):
            assert term == replace(above, origin="team")
        elif above is not None and above.hidden:
            assert term is None
        elif term is not None:
            assert term.name == (below.name if isinstance(below, Term) else curated[id_].name)
            said = [entry for entry in (above, below) if isinstance(entry, Overlay)]
            assert term.note == next((entry.note for entry in said if entry.note), "")


def folder(path: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (path / name).write_text(text, encoding="utf-8")
    return path


OURS = """[nps]
our_definition = "Ours leaves out trials."

[sky-score]
name = "Sky Score"
definition = "How ready a customer is to expand, from 0 to 10."
"""


def test_a_folder_holds_terms_and_overlays(tmp_path: Path) -> None:
    words, wrong = read_folder(folder(tmp_path, {"ours.toml": OURS}), {term.id: term for term in CURATED})
    assert (wrong, words["nps"]) == ([], Overlay(id="nps", our_definition="Ours leaves out trials."))
    term = words["sky-score"]
    assert isinstance(term, Term)
    assert (term.name, term.category) == ("Sky Score", "ours")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[sky-score]\nname = \"Sky Score\"\ndefinition = 'Sky score.'\n", "a.toml:3: [sky-score] the definition says"),
        ('[sky]\nname = "Sky"\n', "a.toml:1: [sky] definition: it is missing"),
        ("[no-such]\nnote = 'Mind this.'\n", "a.toml:1: [no-such] there is no term with this id"),
        ("[nps]\nnote = 5\n", "a.toml:2: [nps] note: Input should be a valid string"),
        ("[nps]\nnoet = 'Mind this.'\n", "a.toml:2: [nps] noet: Unexpected keyword argument"),
        ("[nps\nnote = 5\n", "a.toml:1: Expected ']'"),
        ("[nps]\nnote = '" + "x" * 301 + "'\n", "a.toml:2: [nps] note has 301 characters, 300 at most"),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line_and_other_files_are_taken(
    tmp_path: Path, text: str, said: str
) -> None:
    good = "[playbook]\nnote = 'Ours are in the wiki.'\n"
    words, wrong = read_folder(folder(tmp_path, {"a.toml": text, "b.toml": good}), {term.id: term for term in CURATED})
    assert list(words) == ["playbook"]
    assert wrong[0].startswith(said)


SKY_FILE = (
    '[sky]\nname = "Sky Score"\ndefinition = "How ready a customer is to expand, from 0 to 10."\nrelated = ["blue"]\n'
)
BLUE_FILE = '[blue]\nname = "Blue Room"\ndefinition = "The weekly meeting of us all in there."\n'


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (f"{BLUE_FILE}[nameless]\nname = 'X'\n", "b.toml:4: [nameless] definition: it is missing"),
        (f"{BLUE_FILE}[x\n", "b.toml:4: Expected"),
        (
            f"{BLUE_FILE}[x]\nname = 'Sky Score'\ndefinition = 'Another thing of all that.'\n",
            "is a name of",
        ),
    ],
)
def test_an_error_in_one_file_takes_no_other_away(tmp_path: Path, other: str, said: str) -> None:
    words, wrong = read_folder(
        folder(tmp_path, {"a.toml": SKY_FILE, "b.toml": other}), {term.id: term for term in CURATED}
    )
    assert list(words) == ["sky"]
    assert any(said in each for each in wrong)
    glossary = TeamGlossary(CURATED)
    glossary.replace_layer("file", words)
    assert glossary.answer("sky score").kind == "term"
