"""From what somebody fills in to a proposal, and from a word of the glossary to what a form is filled with."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.context import Context
from bot.terms.glossary_replies import way_back
from curation import CurationError, NotFoundError
from curation.bodies import Kind
from curation.checks import new_id
from curation.drafts import Draft, Proposal
from curation.own_terms import find_term
from glossary import Answer, Glossary
from glossary.search.english import everyday_english

_NAMED = re.compile(r"(.*\S)\s*\(([^()]{1,12})\)$")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9&]{1,5}")
TERM_FIELDS = ("name", "definition", "acronyms", "aliases", "category", "why", "formula", "example", "confused_with")
OVERLAY_FIELDS = ("our_definition", "our_formula", "note")
_LISTS = frozenset({"acronyms", "aliases"})
NAMED = 3  # terms that are named where one of several has to be said


@dataclass(frozen=True, slots=True)
class Target:
    """What a proposal is about: the id of a term, if there is one, its kind, and the version that it is written on."""

    term: str
    kind: Kind
    base: int
    fields: Mapping[str, str]


def new_target(name: str) -> Target:
    """A term that isn't there yet, with what its name tells."""
    named = _NAMED.match(name)
    named = named if named and _is_short_form(named[2]) else None
    shown, acronym = (named[1], named[2]) if named else (name, name if _ACRONYM.fullmatch(name) else "")
    return Target("", "term", 0, {"name": shown, "acronyms": acronym})


def _is_short_form(text: str) -> bool:
    """Whether what stands in brackets behind a name is its acronym, and not a part of it: `(SKS)`, `(internal)`."""
    capitals = text.isupper() or any(map(str.isupper, text[1:]))
    return " " not in text and (capitals or text.casefold() not in everyday_english())


def target_of(context: Context, text: str) -> Target:
    """The term that a text names, as it is now. Raises `CurationError` when it names none, or several."""
    answer = context.glossary.answer(text)
    if len(answer.terms) != 1:
        raise CurationError(_no_one_term(context, text, answer))
    (term,) = answer.terms
    if term.origin == "file":
        raise CurationError(f"{term.name} is from your team's files (CS_GLOSSARY): change it there.")
    if term.origin == "team":
        return Target(term.id, "term", version_now(context, term.id), _own_fields(context, term.id))
    return Target(term.id, "overlay", version_now(context, term.id), as_typed(stored_body(context, term.id)))


def _no_one_term(context: Context, text: str, answer: Answer) -> str:
    """Why a text names no term to change, and what can be done."""
    if hidden := context.glossary.hidden(text):
        return f"{hidden[0].name} is hidden by your team. {way_back(hidden[0], context.glossary)}"
    names = [term.name for term in answer.terms] + [each.name for each in answer.suggestions[:NAMED]]
    if answer.kind == "not_found":
        return f"“{text[:80]}” isn’t in the glossary: suggest it as a term of your own, with add."
    if len(names) == 1:
        return f"“{text[:80]}” is no name of one term. {names[0]} is one."
    return f"“{text[:80]}” can be {' or '.join(names)}: say which."


def target_of_draft(context: Context, draft: Draft) -> Target:
    """What a draft is about, filled with what it says, to be written on what the term says now."""
    base = version_now(context, draft.term)
    return Target(draft.term, draft.kind, base, as_typed(_linked(json.loads(draft.body), context.glossary)))


def proposal_of(context: Context, target: Target, fields: Mapping[str, str]) -> Proposal:
    """What somebody filled in, as a proposal. What a form doesn't ask for stays as it is in the term."""
    glossary = context.glossary
    body = {name: _value(name, text.strip(), glossary) for name, text in fields.items() if text.strip()}
    kept = glossary.terms.get(target.term)
    if target.kind == "overlay":
        others = {name: said for name, said in stored_body(context, target.term).items() if name not in OVERLAY_FIELDS}
        return Proposal(target.term, "overlay", _name(target.term, glossary), {**others, **body}, target.base)
    others = {name: getattr(kept, name) for name in ("related", "owner", "metric", "benchmark") if kept and target.base}
    others = _linked(others, glossary)
    name = str(body.get("name", ""))
    id_ = target.term or new_id(context.workspace.words, glossary, name)
    if name and not id_:
        raise CurationError("A name needs letters or digits.")
    base = target.base if target.term else version_now(context, id_)  # one of this name may have been retired
    return Proposal(id_, "term", name, {**{field: value for field, value in others.items() if value}, **body}, base)


def _name(id_: str, glossary: Glossary) -> str:
    return glossary.terms[id_].name if id_ in glossary.terms else id_


def _value(field: str, text: str, glossary: Glossary) -> Any:  # noqa: ANN401  a text, a list, or a mapping of lines
    if field in _LISTS:
        return [name for part in re.split(r"[,;\n]", text) if (name := " ".join(part.split()))]
    if field == "confused_with":
        return dict(_confusion(line, glossary) for line in text.splitlines() if line.strip())
    return " ".join(text.split())


def _confusion(line: str, glossary: Glossary) -> tuple[str, str]:
    """The id of a term and the line that tells it apart, of `Health Score: how likely …`."""
    name, _, said = line.partition(":")
    terms = glossary.named(name.strip()) or tuple(filter(None, [glossary.terms.get(name.strip())]))
    if len(terms) != 1 or not said.strip():
        raise CurationError(f"confused_with: write each as “TERM: what tells them apart”; “{line[:60]}” isn't.")
    return terms[0].id, " ".join(said.split())


def _own_fields(context: Context, id_: str) -> dict[str, str]:
    """The fields of a term of the team's own as they are typed: what it says itself, and not what others say of it."""
    body = _linked(stored_body(context, id_), context.glossary)
    return as_typed({field: body[field] for field in TERM_FIELDS if field in body})


def _linked(body: Mapping[str, Any], glossary: Glossary) -> dict[str, Any]:
    """The fields without links to terms that aren't there any more."""
    said = dict(body)
    if "related" in said:
        said["related"] = [id_ for id_ in said["related"] if id_ in glossary.terms]
    if "confused_with" in said:
        said["confused_with"] = {id_: line for id_, line in said["confused_with"].items() if id_ in glossary.terms}
    return said


def as_typed(body: Mapping[str, Any]) -> dict[str, str]:
    """A word's fields as they are typed."""
    return {field: _typed(value) for field, value in body.items() if value and not isinstance(value, bool)}


def _typed(value: Any) -> str:  # noqa: ANN401  as above
    if isinstance(value, Mapping):
        return "\n".join(f"{id_}: {line}" for id_, line in value.items())
    return value if isinstance(value, str) else ", ".join(value)


def version_now(context: Context, id_: str) -> int:
    """The version of a word, 0 where the team has said nothing of it."""
    try:
        return find_term(context.workspace.words, id_).version
    except NotFoundError:
        return 0


def stored_body(context: Context, id_: str) -> dict[str, Any]:
    """The fields of a word as they are kept; none where it isn't answered."""
    try:
        kept = find_term(context.workspace.words, id_)
    except NotFoundError:
        return {}
    body: dict[str, Any] = json.loads(kept.body) if kept.state == "approved" else {}
    return body
