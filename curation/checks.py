"""Checks of a proposal: its faults, and remarks on near and colliding terms for whoever writes or approves it."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from itertools import chain, count

from curation.drafts import Proposal
from curation.errors import NotFoundError
from curation.own_terms import find_term
from glossary import Glossary, Term
from glossary.search.normalisation import match_key, split_words
from glossary.team_glossary import LAYERS, TeamGlossary
from glossary.team_rules import check_word
from store import Store

LONGEST_ID = 60
_IN_BRACKETS = re.compile(r".*\S\s*\(([^()]+)\)")
NEAR = 3  # terms of nearly the same name, or of nearly the same meaning, that are said


def term_id(name: str) -> str:
    """The id that a name makes: its words joined by hyphens; empty for a name without letters and digits.

    Letters that an id can't have are a number made of the whole name.
    """
    words = split_words(name)
    plain = re.findall(r"[a-z0-9]+", " ".join(words))
    if "".join(plain) == "".join(words):
        return "-".join(plain)[:LONGEST_ID].strip("-")
    spelled = " ".join(unicodedata.normalize("NFKC", name).casefold().split())
    number = hashlib.sha256(spelled.encode()).hexdigest()[:10]
    return "-".join(["-".join(plain)[: LONGEST_ID - 16].strip("-") or "term", number])


def new_id(store: Store, glossary: Glossary, name: str) -> str:
    """The id of a new term: that which its name makes, unless a term of another name has it, such as one that was
    renamed. It is that of a term that was taken out, where that has the name. Empty as `term_id` is.
    """
    made = term_id(name)
    tried = chain([made], (f"{made}-{number}" for number in count(2)))
    return next(id_ for id_ in tried if not made or _is_for(store, glossary, id_, name))


def _is_for(store: Store, glossary: Glossary, id_: str, name: str) -> bool:
    """Whether nothing has the id, or something of the name."""
    try:
        kept = find_term(store, id_).word
    except NotFoundError:
        kept = None
    terms = [glossary.terms.get(id_), glossary.curated.get(id_), kept if isinstance(kept, Term) else None]
    holders = [term for term in terms if term is not None]
    names = [each for term in holders for each in (term.name, *term.acronyms, *term.aliases)]
    return not holders or match_key(name) in map(match_key, names)


def faults(proposal: Proposal, glossary: Glossary) -> dict[str, str]:
    """What is wrong, by field: the first of each."""
    others = {id_: term for id_, term in glossary.terms.items() if id_ != proposal.term or proposal.kind == "overlay"}
    found: dict[str, str] = {}
    for problem in check_word(proposal.term, json.loads(json.dumps(dict(proposal.body))), others):
        field = problem.field or ("name" if proposal.kind == "term" else "our_definition")
        found.setdefault(field, _sentence(problem.message))
    for told in _told_apart_there(proposal, glossary):
        found.setdefault("confused_with", f"What tells it from {told} is written on {told}: change it there.")
    if proposal.kind == "term" and (there := _in_the_way(proposal, glossary)):
        found.setdefault("name", _already(proposal, there))
    return found


def _sentence(said: str) -> str:
    """What a rule of the glossary's files says, as a sentence; one that begins with the name of a field stays."""
    first = said.partition(" ")[0]
    return said if "_" in first else f"{said[:1].upper()}{said[1:].rstrip('.')}."


def _already(proposal: Proposal, there: Term) -> str:
    """That a term is there already, and what to do instead."""
    same = match_key(there.name) == match_key(proposal.name)
    named = there.name if same else f"“{proposal.name}” is a name of {there.name}, which"
    if there.origin == "file":
        return f"{named} is from your team’s files (CS_GLOSSARY): change it there."
    return f"{named} is in the glossary already: suggest a change to it instead."


def _told_apart_there(proposal: Proposal, glossary: Glossary) -> Iterator[str]:
    """The names of terms of the team's own on which it is written what tells them from this one: two could disagree."""
    layers = [glossary.entries(layer) for layer in LAYERS] if isinstance(glossary, TeamGlossary) else []
    for other in proposal.body.get("confused_with", ()):
        for entries in layers:
            entry = entries.get(other)
            if isinstance(entry, Term) and proposal.term in entry.confused_with:
                yield entry.name


def _in_the_way(proposal: Proposal, glossary: Glossary) -> Term | None:
    """The term that is there already under this name or id; a team's own may be changed, and be called otherwise."""
    there = glossary.terms.get(proposal.term)
    if there is not None and there.origin != "team":
        return there
    if there is not None and match_key(there.name) == match_key(proposal.name):
        return None
    return next(iter(_called(proposal.name, glossary, proposal.term)), None)


def remarks(proposal: Proposal, glossary: Glossary) -> tuple[str, ...]:
    """What is no fault and yet to be known: names that others have too, others of nearly the same name or meaning."""
    if proposal.kind == "overlay":
        return ()
    return (*_collisions(proposal, glossary), *_nearby(proposal, glossary))


def _collisions(proposal: Proposal, glossary: Glossary) -> Iterator[str]:
    for name in (*proposal.body.get("acronyms", ()), *proposal.body.get("aliases", ())):
        if others := _called(name, glossary, proposal.term):
            listed = " and ".join(term.name for term in others)
            yield f"“{name}” is also a name of {listed}: whoever asks for it is shown this one first, and told of that."


def _nearby(proposal: Proposal, glossary: Glossary) -> Iterator[str]:
    said = {term.id for term in near_names(proposal.name, glossary, proposal.term)}
    if said:
        yield f"Nearly the same name: {_listed(said, glossary)}."
    alike = {term.id for term in alike_terms(str(proposal.body.get("definition", "")), glossary, proposal.term)}
    if alike := alike - said - proposal.body.get("confused_with", {}).keys():
        yield f"Nearly the same meaning: {_listed(alike, glossary)}. If people mix them up, say what tells them apart."


def near_names(name: str, glossary: Glossary, but: str = "") -> tuple[Term, ...]:
    """The terms that a name may be a slip for."""
    if glossary.has_name(name):
        return ()
    answer = glossary.answer(name)
    ids = [term.id for term in answer.terms if answer.how == "fuzzy"] + [each.id for each in answer.suggestions]
    return tuple(glossary.terms[id_] for id_ in dict.fromkeys(ids) if id_ != but)[:NEAR]


def alike_terms(definition: str, glossary: Glossary, but: str = "") -> tuple[Term, ...]:
    """The terms that a definition describes nearly as well."""
    answer = glossary.answer(definition)
    if answer.kind not in {"term", "choices"}:
        return ()
    ids = [term.id for term in answer.terms] + [each.id for each in answer.suggestions]
    return tuple(glossary.terms[id_] for id_ in dict.fromkeys(ids) if id_ != but)[:NEAR]


def _called(name: str, glossary: Glossary, but: str) -> tuple[Term, ...]:
    """The other terms of a name. One with more in brackets, such as `Onboarding (phase 2)`, is another name, unless
    that is a name of the same term.
    """
    found = [term for term in glossary.named(name) if term.id != but]
    if within := _IN_BRACKETS.fullmatch(name.strip()):
        key, same = match_key(name), glossary.named(within[1])
        return tuple(term for term in found if term in same or key in map(match_key, (term.name, *term.aliases)))
    return tuple(found)


def _listed(ids: set[str], glossary: Glossary) -> str:
    return ", ".join(sorted(glossary.terms[id_].title for id_ in ids))
