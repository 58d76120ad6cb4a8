"""The rules of the curated files. A rule takes the entries and yields what is wrong with them."""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from itertools import pairwise
from pathlib import Path

from glossary.entries import Entry, Problem, problem_at, read_entries
from glossary.model import Term
from glossary.search.normalisation import UNSPACED, match_key
from glossary.source_rules import SOURCE_RULES, sources_are_cited
from glossary.term_files import SOURCES, TERMS
from glossary.worked_examples import example_errors

LENGTHS = {"name": 60, "definition": 360, "why": 260, "formula": 200, "example": 320, "sources_differ": 300}
CONFUSION_LENGTH = 200
_WORD = re.compile(rf"{UNSPACED.pattern}|\w+")
"""A word; of scripts that put no spaces between words, such as Chinese, Japanese and Thai, a letter."""
_STOPWORDS = frozenset(
    {"a", "an", "and", "are", "as", "at", "be", "by", "for", "from", "in", "is", "it", "of", "on", "or", "the", "to"}
    | {"its", "that", "this", "which", "with"}
)


Rule = Callable[[list[Entry]], Iterator[Problem]]
RULES: list[Rule] = []


def rule(function: Rule) -> Rule:
    """Adds a function to the rules that `check` runs."""
    RULES.append(function)
    return function


def check(folder: Path = TERMS, sources: Path = SOURCES, *, all_cited: bool = True) -> list[Problem]:
    """Everything that is wrong with the files; the other rules wait until each table is a term or a source.

    Without `all_cited` the terms may be a part of those that cite the sources.
    """
    terms, malformed_terms = read_entries(sorted(folder.glob("*.toml")), "term")
    pages, malformed_sources = read_entries([sources], "source")
    if malformed := [*malformed_terms, *malformed_sources]:
        return malformed
    found = [problem for each in RULES for problem in each(terms)]
    found += [problem for each in (ids_are_slugs, ids_are_sorted) for problem in each(pages)]
    rules = SOURCE_RULES if all_cited else [each for each in SOURCE_RULES if each is not sources_are_cited]
    return [*found, *(problem for each in rules for problem in each(terms, pages))]


@rule
def ids_are_slugs(entries: list[Entry]) -> Iterator[Problem]:
    """An id is lower-case words joined by hyphens."""
    for entry in entries:
        if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", entry.id):
            yield problem_at(entry, "", "an id is lower-case words joined by hyphens")


@rule
def ids_are_sorted(entries: list[Entry]) -> Iterator[Problem]:
    """Within a file the tables stand in the order of their ids."""
    for before, entry in pairwise(entries):
        if before.path == entry.path and before.id > entry.id:
            yield problem_at(entry, "", f"belongs before [{before.id}]")


@rule
def ids_are_unique(entries: list[Entry]) -> Iterator[Problem]:
    """No two files hold a term of one id."""
    first: dict[str, Entry] = {}
    for entry in entries:
        other = first.setdefault(entry.id, entry)
        if other is not entry:
            yield problem_at(entry, "", f"is in {other.path.name} as well")


@rule
def shared_names_are_declared(entries: list[Entry]) -> Iterator[Problem]:
    """A name, acronym or alias that two terms answer to is declared `ambiguous` by both, and only such a one is."""
    holders: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        for name, _ in _names(entry.term):
            holders[match_key(name)].add(entry.id)
    for entry in entries:
        declared = {match_key(name) for name in entry.term.ambiguous}
        for name, field in _names(entry.term):
            others = sorted(holders[match_key(name)] - {entry.id})
            if others and match_key(name) not in declared:
                yield problem_at(entry, field, f"“{name}” is a name of {', '.join(others)} too: declare it ambiguous")
        for name in entry.term.ambiguous:
            if entry.id not in holders[match_key(name)] or len(holders[match_key(name)]) < 2:
                yield problem_at(entry, "ambiguous", f"“{name}” is not shared with another term")


@rule
def dominant_names_are_ambiguous(entries: list[Entry]) -> Iterator[Problem]:
    """A name that means one term unless said otherwise is ambiguous, and dominant in no other term."""
    first: dict[str, str] = {}
    for entry in entries:
        ambiguous = {match_key(name) for name in entry.term.ambiguous}
        for name in entry.term.dominant:
            if match_key(name) not in ambiguous:
                yield problem_at(entry, "dominant", f"“{name}” is not declared ambiguous")
            other = first.setdefault(match_key(name), entry.id)
            if other != entry.id:
                yield problem_at(entry, "dominant", f"“{name}” is dominant in {other} already")


def _names(term: Term) -> Iterator[tuple[str, str]]:
    """Each name of a term, with the field it is written in."""
    yield term.name, "name"
    yield from ((acronym, "acronyms") for acronym in term.acronyms)
    yield from ((alias, "aliases") for alias in term.aliases)


@rule
def references_resolve(entries: list[Entry]) -> Iterator[Problem]:
    """Every id that a term names is a term, and not the term itself."""
    yield from unresolved(entries, {entry.id for entry in entries})


def unresolved(entries: list[Entry], known: Collection[str]) -> Iterator[Problem]:
    """What the terms name that isn't among the known ids."""
    for entry in entries:
        for field in ("confused_with", "related", "measured_by"):
            for other in getattr(entry.term, field):
                if other not in known:
                    yield problem_at(entry, field, f"{field} names “{other}”, which is no term")
                elif other == entry.id:
                    yield problem_at(entry, field, f"{field} names the term itself")


@rule
def confusions_are_symmetric(entries: list[Entry]) -> Iterator[Problem]:
    """A pair is written once, and holds for both of its terms: two lines about one pair could disagree."""
    pairs = {entry.id: set(entry.term.confused_with) for entry in entries}
    for entry in entries:
        for other in entry.term.confused_with:
            if entry.id in pairs.get(other, set()) and other < entry.id:
                yield problem_at(
                    entry, "confused_with", f"the pair with “{other}” is written on both terms: keep one line"
                )
        for other in entry.term.related:
            if other in pairs[entry.id] or entry.id in pairs.get(other, set()):
                yield problem_at(entry, "related", f"“{other}” is confused with it, which says more than related")


@rule
def definitions_say_more_than_the_name(entries: list[Entry]) -> Iterator[Problem]:
    """A definition has at least four words that are not in the term's own name."""
    for entry in entries:
        named = set(_WORD.findall(entry.term.name.casefold()))
        said = set(_WORD.findall(entry.term.definition.casefold())) - named - _STOPWORDS
        if len(said) < 4:
            yield problem_at(
                entry, "definition", "the definition says too little: at least four words that aren't in the name"
            )


@rule
def texts_fit_a_card(entries: list[Entry]) -> Iterator[Problem]:
    """No field is longer than its line of the card, and no card longer than a screen and a half."""
    for entry in entries:
        for field, most in LENGTHS.items():
            if (length := len(getattr(entry.term, field))) > most:
                yield problem_at(entry, field, f"{field} has {length} characters, {most} at most")
        for other, line in entry.term.confused_with.items():
            if len(line) > CONFUSION_LENGTH:
                yield problem_at(
                    entry, "confused_with", f"“{other}” has {len(line)} characters, {CONFUSION_LENGTH} at most"
                )


@rule
def terms_are_complete(entries: list[Entry]) -> Iterator[Problem]:
    """A term says what it is, why it matters and where that is from; a formula comes with an example."""
    for entry in entries:
        for field in ("name", "definition", "why", "sources"):
            if not getattr(entry.term, field):
                yield problem_at(entry, field, f"{field} is missing")
        if entry.term.formula and not entry.term.example:
            yield problem_at(entry, "formula", "a formula needs a worked example")


@rule
def texts_are_tidy(entries: list[Entry]) -> Iterator[Problem]:
    """Texts have no stray spaces, and sentences end."""
    for entry in entries:
        for field in ("definition", "why", "sources_differ", "benchmark"):
            text = getattr(entry.term, field)
            if text != " ".join(text.split()):
                yield problem_at(entry, field, f"{field} has stray spaces")
            if text and text[-1] not in '.!?)"':
                yield problem_at(entry, field, f"{field} doesn't end like a sentence")


@rule
def examples_compute(entries: list[Entry]) -> Iterator[Problem]:
    """Every worked example comes out as it says."""
    for entry in entries:
        if entry.term.example:
            yield from (
                problem_at(entry, "example", f"example: {wrong}") for wrong in example_errors(entry.term.example)
            )
