"""Answers made of the ids of terms."""

from collections.abc import Iterable, Mapping, Sequence

from glossary.model import Answer, How, Suggestion, Term


def found(text: str, terms: Mapping[str, Term], ids: Sequence[str], how: How = "exact", score: int = 100) -> Answer:
    """The one term, or the choice between several."""
    if len(ids) == 1:
        return Answer(kind="term", query=text, terms=(terms[ids[0]],), how=how, score=score)
    return Answer(kind="choices", query=text, suggestions=suggestions(terms, ((id_, score) for id_ in ids)))


def suggestions(terms: Mapping[str, Term], scored: Iterable[tuple[str, int]]) -> tuple[Suggestion, ...]:
    """The suggestions of terms by their ids and scores."""
    return tuple(Suggestion(id_, terms[id_].name, score) for id_, score in scored)
