"""The rules of a team's own words: those of the curated ones, but for what only a published glossary needs.

A team needs no sources and no reason why, its files need no order, and a name that a curated term has too needs no
declaring: the team's own comes first.
"""

from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from glossary import rules
from glossary.entries import Entry, Problem, problem_at
from glossary.model import Term
from glossary.overlays import Overlay
from glossary.worked_examples import example_errors

LENGTHS = {"our_definition": 360, "our_formula": 200, "note": 300, "owner": 80}
NAMES, NAME_LENGTH = 12, 60
_RULES = (
    rules.ids_are_slugs,
    rules.definitions_say_more_than_the_name,
    rules.texts_fit_a_card,
    rules.shared_names_are_declared,
    rules.dominant_names_are_ambiguous,
    rules.confusions_are_symmetric,
)
_OF_FILES = {"origin", "said_in", "our_definition", "our_formula", "note", "imported"}


def problems(entries: list[Entry], curated: Collection[str]) -> list[Problem]:
    """What is wrong with a team's words, which are well-formed; `curated` are the ids of the terms besides them."""
    terms = [entry for entry in entries if not entry.is_overlay]
    known = {*curated, *(entry.id for entry in terms)}
    found = [problem for rule in _RULES for problem in rule(terms)]
    found += rules.unresolved(terms, known)
    return [*found, *rules.ids_are_unique(entries), *(each for entry in entries for each in _of_one(entry, known))]


def check_word(id_: str, table: Mapping[str, object], curated: Mapping[str, Term]) -> list[Problem]:
    """What is wrong with one word of a team's, such as one that is typed into a form; it is well-formed."""
    return problems([Entry(Path("words.toml"), "", id_, dict(table))], curated)


def _of_one(entry: Entry, known: set[str]) -> Iterator[Problem]:
    word = entry.word
    if isinstance(word, Overlay):
        yield from _of_overlay(entry, word, known)
        return
    if stray := sorted(_OF_FILES & entry.table.keys()):
        yield problem_at(entry, stray[0], f"{stray[0]} is said of another term, not in a term itself")
    for field in ("acronyms", "aliases"):
        names = getattr(word, field)
        if len(names) > NAMES or any(len(name) > NAME_LENGTH for name in names):
            yield problem_at(entry, field, f"{field}: {NAMES} at most, of {NAME_LENGTH} characters each")
    if word.formula and word.example:
        yield from (problem_at(entry, "example", f"example: {wrong}") for wrong in example_errors(word.example))


def _of_overlay(entry: Entry, overlay: Overlay, known: set[str]) -> Iterator[Problem]:
    if entry.id not in known:
        near = get_close_matches(entry.id, known, n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        yield problem_at(entry, "", f"there is no term with this id: give it a name and a definition{hint}")
    if not overlay.data.keys() - {"id"}:
        yield problem_at(entry, "", "says nothing")
    for field, most in LENGTHS.items():
        if (length := len(getattr(overlay, field))) > most:
            yield problem_at(entry, field, f"{field} has {length} characters, {most} at most")
