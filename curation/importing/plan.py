"""Plans an import of words: each new, changed or the same, and the faults of the file."""

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from curation.bodies import Content, Kind, to_json
from curation.checks import new_id
from curation.errors import CurationError, NotFoundError
from curation.own_terms import OwnTerm, find_term
from glossary import Glossary, Term
from glossary.team_rules import check_word
from store import Store

What = Literal["new", "changed", "the same"]
TERM_FIELDS: Final = frozenset(
    {"name", "definition", "acronyms", "aliases", "category", "why", "formula", "example", "benchmark"}
    | {"confused_with", "related", "metric", "owner"}
)
OVERLAY_FIELDS: Final = frozenset({"our_definition", "our_formula", "note", "owner", "hidden"})
_LISTS: Final = frozenset({"acronyms", "aliases", "related"})
_LONGEST: Final = 360


@dataclass(frozen=True, slots=True)
class Record:
    """A word as a file has it: where (`line 12`), its fields as text or as they are, and the header of each field."""

    place: str
    fields: Mapping[str, Any]
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PlannedWord:
    """A word of the file: what becomes of it, the version that it is written on, and what is to be known of it."""

    place: str
    content: Content
    name: str
    what: What
    base: int
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import would do. With `errors` it does nothing."""

    words: tuple[PlannedWord, ...]
    errors: tuple[str, ...]

    def count(self, what: What) -> int:
        """How many words are so."""
        return sum(word.what == what for word in self.words)


def plan_import(store: Store, glossary: Glossary, records: Iterable[Record], *, shorten: bool = False) -> ImportPlan:
    """Compares the records with what is answered. `shorten` keeps of a long meaning the sentences that fit."""
    words: dict[str, PlannedWord] = {}
    errors: list[str] = []
    for record in records:
        try:
            word = _planned(store, glossary, record, shorten=shorten)
        except CurationError as error:
            errors.append(f"{record.place}: {error}")
            continue
        if word.content.id in words:
            errors.append(f"{record.place}: “{word.name}” is on {words[word.content.id].place} as well.")
            continue
        words[word.content.id] = word
    errors += _unresolved(store, words.values(), glossary)
    return ImportPlan(tuple(words.values()), tuple(errors))


def _planned(store: Store, glossary: Glossary, record: Record, *, shorten: bool) -> PlannedWord:
    fields = {field: value for field, text in record.fields.items() if (value := _value(field, text))}
    name = str(fields.get("name", ""))
    if isinstance(told_apart := fields.get("confused_with"), Mapping):
        fields["confused_with"] = {_id_of(other, glossary): line for other, line in told_apart.items()}
    if isinstance(related := fields.get("related"), Sequence):
        fields["related"] = [_id_of(other, glossary) for other in related]
    target = _target(glossary, fields, name)
    if target is None and not name:
        raise CurationError(f"column {record.headers.get('name', 'name')}: the name is missing.")
    id_ = target.id if target else str(fields.get("id", "")) or new_id(store, glossary, name)
    if not id_:
        raise CurationError(f"column {record.headers.get('name', 'name')}: a name needs letters or digits.")
    overlaid = target is not None and target.origin != "team"
    kind: Kind = "overlay" if overlaid or fields.get("kind") == "overlay" else "term"
    body = _overlay(fields, target) if kind == "overlay" else {f: v for f, v in fields.items() if f in TERM_FIELDS}
    shortened = _shorten(body) if shorten else ""
    kept = _kept(store, id_)
    word = _compared(Content(id_, kind, ""), body, kept, record)
    _check(word.content, glossary, record)
    shown = name or (target.name if target else id_)
    where = "your team’s files" if target is not None and target.origin == "file" else "the curated glossary"
    remark = f"{shown} is in {where}: taken as what your team says of it" if overlaid else ""
    left = ", ".join(_left_out(fields, kind, target, record))
    return replace(word, name=shown, remark="; ".join(filter(None, (remark, shortened, left and f"left out: {left}"))))


def _left_out(fields: Mapping[str, Any], kind: Kind, target: Term | None, record: Record) -> list[str]:
    """The columns of what a record says and a word of its kind can't say."""
    taken = OVERLAY_FIELDS | {"definition", "formula"} if kind == "overlay" else TERM_FIELDS
    there = {field: getattr(target, field, None) for field in fields}
    said = {field: tuple(value) if isinstance(value, list) else value for field, value in fields.items()}
    left = said.keys() - taken - {"id", "kind", "name", "ambiguous"}  # of a team's own, what is shared is seen
    return [record.headers.get(field, field) for field in fields if field in left and said[field] != there[field]]


def _id_of(named: str, glossary: Glossary) -> str:
    """The id of a term that is named by it or in words; as it is where there is none."""
    terms = () if named in glossary.terms else glossary.named(named)
    return terms[0].id if len(terms) == 1 else named


def _target(glossary: Glossary, fields: Mapping[str, Any], name: str) -> Term | None:
    """The term of the glossary that a record is about, by its id or its name."""
    terms = {**glossary.curated, **glossary.terms}
    if id_ := fields.get("id"):
        return terms.get(str(id_))
    found = glossary.named(name) if name else ()
    exact = [term for term in found if term.name.casefold() == name.casefold()]
    return exact[0] if exact else found[0] if len(found) == 1 else None


def _overlay(fields: Mapping[str, Any], target: Term | None) -> dict[str, Any]:
    """What a record says of a curated term: what differs from it."""
    body = {field: value for field, value in fields.items() if field in OVERLAY_FIELDS}
    for field, ours in (("definition", "our_definition"), ("formula", "our_formula")):
        said = fields.get(field)
        if said and ours not in body and (target is None or said != getattr(target, field)):
            body[ours] = said
    return body


def _kept(store: Store, id_: str) -> OwnTerm | None:
    try:
        return find_term(store, id_)
    except NotFoundError:
        return None


def _compared(content: Content, body: Mapping[str, Any], kept: OwnTerm | None, record: Record) -> PlannedWord:
    """The word with what it changes; what the file has no column for stays as it is."""
    there = kept is not None and kept.state == "approved" and kept.kind == content.kind
    before = json.loads(kept.body) if kept is not None and there else {}
    if content.kind == "overlay" and not {**before, **body}:
        return PlannedWord(record.place, content._replace(body="{}"), "", "the same", kept.version if kept else 0)
    try:
        text = to_json(content.kind, content.id, {**before, **body})
    except CurationError as error:
        field, _, said = str(error).partition(": ")
        raise CurationError(f"column {record.headers.get(field, field)}: {said}") from error
    what: What = "new" if not there else "the same" if kept is not None and text == kept.body else "changed"
    return PlannedWord(record.place, content._replace(body=text), "", what, kept.version if kept else 0)


def _check(content: Content, glossary: Glossary, record: Record) -> None:
    """Raises `CurationError` naming the column of the first thing that is wrong; ids are looked at later."""
    if content.body == "{}":
        return
    others = {**glossary.curated, **glossary.terms}
    for problem in check_word(content.id, json.loads(content.body), others):
        if not problem.message.startswith(("confused_with names", "related names")):
            raise CurationError(
                f"column {record.headers.get(problem.field, problem.field or 'name')}: {problem.message}."
            )


def _unresolved(store: Store, words: Iterable[PlannedWord], glossary: Glossary) -> list[str]:
    """What the file names that is no term; not what a word named before, and a term that was taken out since."""
    planned = list(words)
    known = {*glossary.curated, *glossary.terms, *(word.content.id for word in planned)}
    found = []
    for word in planned:
        body = json.loads(word.content.body)
        for field in ("confused_with", "related"):
            found += [
                f"{word.place}: {field} names “{id_}”, which is no term."
                for id_ in body.get(field, ())
                if id_ not in known and id_ not in _named_before(store, word.content.id, field)
            ]
    return found


def _named_before(store: Store, id_: str, field: str) -> Collection[str]:
    kept = _kept(store, id_)
    found: Collection[str] = json.loads(kept.body).get(field, ()) if kept is not None else ()
    return found


def _value(field: str, value: Any) -> Any:  # noqa: ANN401  as the file has it, or as it is kept
    if not isinstance(value, str):
        return value
    if field in _LISTS:
        names = re.split(r"[;\n]" if ";" in value or "\n" in value else ",", value)
        return [name for part in names if (name := " ".join(part.split()))]
    if field == "confused_with":
        lines = (line.partition(":") for line in value.splitlines() if line.strip())
        return {id_.strip(): " ".join(said.split()) for id_, _, said in lines}
    if field == "hidden":
        return value.casefold() in {"true", "yes", "1"}
    return " ".join(value.split())


def _shorten(body: dict[str, Any]) -> str:
    """Cuts a long meaning after the last sentence that fits. Returns what is to be said of it."""
    for field in ("definition", "our_definition"):
        text = str(body.get(field, ""))
        if len(text) > _LONGEST:
            ends = [end.end() for end in re.finditer(r"[.!?](?=\s|$)", text) if end.end() <= _LONGEST]
            if ends:
                body[field] = text[: ends[-1]]
                return f"shortened from {len(text)} characters to {ends[-1]}"
    return ""
