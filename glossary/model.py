"""Terms, suggestions and answers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Literal

from glossary.sources import Source

How = Literal["exact", "fuzzy", "question"]
Aspect = Literal["", "formula", "benchmark", "example", "why"]
ASPECTS: tuple[Aspect, ...] = ("formula", "example", "benchmark", "why")
Origin = Literal["", "file", "team"]
Kind = Literal["term", "comparison", "choices", "not_found"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One entry of the glossary, as written in `terms/<category>.toml`.

    `confused_with` maps the id of a term people mix this one up with to the line that tells the two apart; a pair is
    written on one of its two terms and holds for both. `ambiguous` names those of its acronyms and aliases that another
    term answers to as well, and `dominant` those of them that in this field mean this term unless said otherwise.
    `measured_by` are the terms that say how much of this one there is. `described_as` holds how somebody who doesn't
    know the name describes the thing: it is searched, not shown.
    `sources` are citations in words; those of `sources.toml` are among the `references` too. `owner` is who answers for
    it, `origin` where it is from: the curated glossary, a file of the team's, or what the team approved (`team`). The
    team's own words about a curated term are `our_definition`, `our_formula` and `note`, and `said_in` where they are
    from. What the team has of a file that was imported, and not from a suggestion, is `imported`.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: str
    name: str
    definition: str
    category: str = ""
    acronyms: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    dominant: tuple[str, ...] = ()
    measured_by: tuple[str, ...] = ()
    why: str = ""
    formula: str = ""
    example: str = ""
    benchmark: str = ""
    sources_differ: str = ""
    confused_with: Mapping[str, str] = field(default_factory=dict)
    described_as: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    metric: str = ""
    sources: tuple[str, ...] = ()
    references: tuple[Source, ...] = ()
    owner: str = ""
    origin: Origin = ""
    our_definition: str = ""
    our_formula: str = ""
    note: str = ""
    said_in: Origin = ""
    imported: bool = False

    @property
    def title(self) -> str:
        """The name with its acronyms: `Net Revenue Retention (NRR, NDR)`."""
        shown = [acronym for acronym in self.acronyms if acronym != self.name]
        return f"{self.name} ({', '.join(shown)})" if shown else self.name

    @property
    def meaning(self) -> str:
        """What it means here: what the team says comes first."""
        return self.our_definition or self.definition

    @property
    def data(self) -> dict[str, Any]:
        """The term as the JSON contract has it."""
        return asdict(self) | {"references": [source.data for source in self.references]}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A term that may be meant, with a score from 0 to 100."""

    id: str
    name: str
    score: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the glossary says to a text.

    `term` has one entry in `terms`, `comparison` two or more and their `distinction` (empty when nobody wrote one),
    `choices` and `not_found` have `suggestions`, best first; `choices` says that one of them is likely meant.
    `aspect` is the part of a term that a question asked for, empty when it asked for the whole. `also` are other terms
    that the text may mean where one dominates, and `unknown` the sides of a comparison that are no terms.
    """

    kind: Kind
    query: str
    terms: tuple[Term, ...] = ()
    distinction: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    how: How = "exact"
    score: int = 100
    aspect: Aspect = ""
    also: tuple[Suggestion, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def data(self) -> dict[str, Any]:
        """The object of the JSON contract."""
        head: dict[str, Any] = {"kind": self.kind, "query": self.query}
        if self.unknown:
            head["unknown"] = list(self.unknown)
        if self.also:
            head["also"] = [asdict(suggestion) for suggestion in self.also]
        if self.kind == "term":
            return head | {"term": self.terms[0].data, "match": self._match}
        if self.kind == "comparison":
            return head | {"terms": [term.data for term in self.terms], "distinction": self.distinction}
        return head | {"suggestions": [asdict(suggestion) for suggestion in self.suggestions]}

    @property
    def _match(self) -> dict[str, Any]:
        return {"how": self.how, "score": self.score, "aspect": self.aspect}


def found_answer(
    text: str, terms: Mapping[str, Term], ids: Sequence[str], how: How = "exact", score: int = 100
) -> Answer:
    """The one term, or the dominant one of several, or the choice between them."""
    if len(ids) == 1:
        return Answer(kind="term", query=text, terms=(terms[ids[0]],), how=how, score=score)
    if first := dominant_of(ids, terms):
        others = suggestions(terms, ((id_, score) for id_ in ids if id_ != first))
        return Answer(kind="term", query=text, terms=(terms[first],), how=how, score=score, also=others)
    return Answer(kind="choices", query=text, suggestions=suggestions(terms, ((id_, score) for id_ in ids)))


def dominant_of(ids: Sequence[str], terms: Mapping[str, Term]) -> str:
    """The id of the term that a name which all of them share means unless said otherwise; empty where there is none.

    That is the one which is a team's own, else the one that says so.
    """
    own = [id_ for id_ in ids if terms[id_].origin]
    if len(own) == 1:
        return own[0]
    for id_ in ids:
        for name in terms[id_].dominant:
            if all(_is_called(terms[other], name) for other in ids):
                return id_
    return ""


def _is_called(term: Term, name: str) -> bool:
    wanted = name.casefold()
    return any(wanted == own.casefold() for own in (term.name, *term.acronyms, *term.aliases))


def suggestions(terms: Mapping[str, Term], scored: Iterable[tuple[str, int]]) -> tuple[Suggestion, ...]:
    """The suggestions of terms by their ids and scores."""
    return tuple(Suggestion(id_, terms[id_].name, score) for id_, score in scored)
