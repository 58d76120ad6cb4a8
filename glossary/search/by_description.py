"""Search by meaning: a description such as “when a customer pays less than before”, and the terms it may describe."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log

from glossary.model import Term
from glossary.search.thesaurus import CONCEPTS, STOPWORDS

LONGEST = 400
"""So many characters of a text are read."""
LEAST_WORDS = 4
LEAST_CONCEPTS = 3
"""A description has so many words and says so many things; two are enough when it says nothing unknown besides."""
LEAST_HITS = 2.0
LEAST_COVERED = 0.65
"""The share of a description's weight that a term must hold to be offered."""
MOST_FOUND = 5
SURE = 9.0
MARGIN = 1.6
"""How many times better than the next the one term fits that is answered outright."""

_WEIGHTS = {"name": 1.0, "described": 1.3, "definition": 1.0, "why": 0.2, "confusions": 0.3}
_WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_ENDING = re.compile(r"(?<=...)(?:ations?|ing|ers?|ors?|ed|ly|ions?|ments?|ness|[ey])$")


@dataclass(frozen=True, slots=True)
class DescribedTerm:
    """A term that a description may mean: how well it fits, and what share and how much it holds."""

    id: str
    weight: float
    covered: float
    hits: float

    def stands_out(self, others: Sequence["DescribedTerm"]) -> bool:
        """Whether it holds next to all of the description, and fits it far better than the others, best first."""
        well = self.covered > 0.95 and self.hits >= LEAST_CONCEPTS and self.weight > SURE
        return well and (not others or self.weight > MARGIN * others[0].weight)


class DescriptionIndex:
    """The words of every term's texts, weighted, by concept."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._holders: dict[str, dict[str, float]] = defaultdict(dict)
        self._lengths: dict[str, float] = {}
        self._length = 0.0
        self.update((), terms)

    def update(self, gone: Iterable[str], new: Iterable[Term]) -> None:
        """Lets go of terms by their ids, and takes in others or new texts of them."""
        for id_ in gone:
            self._remove(id_)
        for term in new:
            self._remove(term.id)
            weights = _weigh(term)
            self._lengths[term.id] = sum(weights.values())
            self._length += self._lengths[term.id]
            for concept, weight in weights.items():
                self._holders[concept][term.id] = weight

    def _remove(self, id_: str) -> None:
        if id_ in self._lengths:
            self._length -= self._lengths.pop(id_)
            for holders in self._holders.values():
                holders.pop(id_, None)

    def _rarity(self, concept: str) -> float:
        holders = self._holders.get(concept)
        return log(1 + len(self._lengths) / len(holders)) if holders else log(1 + len(self._lengths))

    def search(self, text: str) -> list[DescribedTerm]:
        """The terms that hold most of the description, best first; none for what is too short or too strange."""
        if not is_description(text):
            return []
        asked = {concept: self._rarity(concept) for concept in concepts(text[:LONGEST])}
        known = [concept for concept in asked if self._holders.get(concept)]
        whole = sum(asked.values())
        least = LEAST_CONCEPTS if len(known) < len(asked) else LEAST_CONCEPTS - 1
        if len(known) < least or sum(asked[c] for c in known) < LEAST_COVERED * whole:
            return []
        mean = self._length / (len(self._lengths) or 1) or 1.0
        weight: dict[str, float] = defaultdict(float)
        covered: dict[str, float] = defaultdict(float)
        for concept in known:
            for id_, count in tuple(self._holders[concept].items()):
                norm = 0.5 + 0.5 * self._lengths.get(id_, mean) / mean
                weight[id_] += asked[concept] * count * 2.2 / (count + 1.2 * norm)
                covered[id_] += asked[concept] / whole
        found = [
            DescribedTerm(id_, w * covered[id_], covered[id_], self._hits(id_, known))
            for id_, w in weight.items()
            if covered[id_] >= LEAST_COVERED
        ]
        found = [meant for meant in found if meant.hits >= LEAST_HITS]
        return sorted(found, key=lambda meant: (-meant.weight, meant.id))[:MOST_FOUND]

    def _hits(self, id_: str, known: Iterable[str]) -> float:
        """How many of the concepts the term holds: one each in its name or definition, less in its other texts."""
        return sum(min(1.0, self._holders[concept].get(id_, 0.0)) for concept in known)


def is_description(text: str) -> bool:
    """Whether a text is long enough to be one: for a shorter one no index has to be built."""
    return len(text.split()) >= LEAST_WORDS


def concepts(text: str) -> list[str]:
    """The concepts of a text's words of content, each once, in order."""
    return list(dict.fromkeys(c for word in _WORD.findall(text.casefold()) if (c := _concept(word))))


def _weigh(term: Term) -> dict[str, float]:
    """The term's concepts, each with the weights of the texts that it stands in."""
    texts = {
        "name": " ".join((term.name, *term.aliases)),
        "described": " ".join(term.described_as),
        "definition": f"{term.definition} {term.our_definition}",
        "why": term.why,
        "confusions": " ".join(term.confused_with.values()),
    }
    weights: dict[str, float] = defaultdict(float)
    for field, text in texts.items():
        for concept in set(map(_concept, _WORD.findall(text.lower()))):
            weights[concept] += _WEIGHTS[field]
    weights.pop("", None)
    return weights


@lru_cache(maxsize=1 << 15)
def _concept(word: str) -> str:
    """The concept a word stands for: its group of everyday synonyms, else its stem; empty for words without content."""
    word = word.partition("'")[0]
    if word in STOPWORDS:
        return ""
    groups, one = _groups(), _singular(word)
    stem = _stem(one)
    return groups.get(word) or groups.get(one) or groups.get(stem, stem)


def _singular(word: str) -> str:
    if not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return word[:-3] + "y" if word.endswith("ies") else word[:-1]


def _stem(word: str) -> str:
    while len(word) > 4 and (shorter := _ENDING.sub("", word)) != word:
        word = shorter
    return word[:-1] if len(word) > 3 and word[-1] == word[-2] else word


@cache
def _groups() -> dict[str, str]:
    stems = {_stem(word): f"={group[0]}" for group in CONCEPTS for word in group}
    return stems | {word: f"={group[0]}" for group in CONCEPTS for word in group}
