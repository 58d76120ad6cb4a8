"""Senses of an ambiguous name: one spelled out beside it, one its neighbours belong to, the usual one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from glossary.model import Term, dominant_of
from glossary.search.english import EVERYDAY
from glossary.search.normalisation import fold_word, split_words

Sense = Literal["only", "spelled", "neighbours", "usual", "undecided"]
"""`only`: there is one meaning. `spelled`: the text says it in full. `neighbours`: told by the terms and words around.
`usual`: nothing tells, and in this field it means this. `undecided`: nothing tells."""

LINKED, SAME_CATEGORY, SAME_WORD = 4, 2, 1
CLEAR = 2  # points that the first is ahead by
USUAL = 3  # points that count for what the name usually means
SHORT = 3  # letters of a word that tells nothing


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a name: terms that are `meant`, all that are `named`, plain English too, and the `text`."""

    meant: Sequence[Term]
    named: Sequence[Term]
    text: str


def choose_sense(terms: Sequence[Term], around: Surroundings) -> tuple[tuple[Term, ...], Sense]:
    """The terms, the one that is meant first, and how that was told."""
    ids = [term.id for term in terms]
    spelled = [term for term in terms if any(term.id == other.id for other in around.named)]
    if len(spelled) == 1:
        return _first(spelled[0], terms), "spelled"
    said = set(_words(around.text))
    near = [_nearness(term, terms, around, said) for term in terms]
    usual = dominant_of(ids, {term.id: term for term in terms})
    points = [points + USUAL * (term.id == usual) for points, term in zip(near, terms, strict=True)]
    best = max(points)
    if sorted(points)[-2] > best - CLEAR:
        usually = [term for term in terms if term.id == usual]
        return (_first(usually[0], terms), "usual") if usually else (tuple(terms), "undecided")
    meant = terms[points.index(best)]
    told = near[terms.index(meant)] >= max(near) and max(near) >= CLEAR
    return _first(meant, terms), "neighbours" if told else "usual"


def _first(meant: Term, terms: Sequence[Term]) -> tuple[Term, ...]:
    return (meant, *(term for term in terms if term.id != meant.id))


def _nearness(term: Term, terms: Sequence[Term], around: Surroundings, said: set[str]) -> int:
    """How much of what the text names and says belongs to this one of the terms, and not to all of them."""
    points = LINKED * sum(_linked(term, other) for other in around.named)
    if len({other.category for other in terms}) > 1:
        points += SAME_CATEGORY * sum(term.category == other.category for other in around.meant)
    others = set[str]().union(*(_words_of(other) for other in terms if other.id != term.id))
    return points + SAME_WORD * len((_words_of(term) - others) & said)


def _linked(one: Term, other: Term) -> bool:
    return other.id in {*one.related, *one.confused_with, *one.measured_by} or one.id in {
        *other.related,
        *other.confused_with,
        *other.measured_by,
    }


def _words_of(term: Term) -> set[str]:
    return set(_words(" ".join((term.name, *term.aliases, term.definition, *term.described_as))))


def _words(text: str) -> Iterable[str]:
    return (fold_word(word) for word in split_words(text) if len(word) > SHORT and word not in EVERYDAY)
