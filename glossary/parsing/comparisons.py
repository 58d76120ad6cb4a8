"""Comparisons: which terms a text sets side by side, and which meaning of each is meant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations, product

from glossary.model import Term, dominant_of
from glossary.parsing.comparison_sides import ELIDED, EXACT, Find, Join, Side, join_of, splits
from glossary.parsing.phrases import Phrase
from glossary.search.normalisation import split_words

BESIDE = 90
"""The score of what is only much like a name that the other side is confused with."""
_LIKE = 0.88


@dataclass(frozen=True, slots=True)
class Comparison:
    """Sides in the order asked, and what joins them."""

    sides: tuple[Side, ...]
    join: Join

    @property
    def wanted(self) -> bool:
        """Whether the words say that a comparison is asked for."""
        return self.join == "versus"

    @property
    def complete(self) -> bool:
        """Whether every side is a term."""
        return all(side.ids for side in self.sides)

    @property
    def exact(self) -> bool:
        """Whether every side is a name as it is written."""
        return all(side.score >= ELIDED for side in self.sides)

    @property
    def unknown(self) -> tuple[str, ...]:
        """What each side says that is no term."""
        return tuple(side.text for side in self.sides if not side.ids)

    @property
    def of_known(self) -> "Comparison":
        """The comparison without the sides that are no terms."""
        return replace(self, sides=tuple(side for side in self.sides if side.ids))

    @property
    def known(self) -> tuple[str, ...]:
        """Every term that a side may mean."""
        return tuple(dict.fromkeys(id_ for side in self.sides for id_ in side.ids))

    def chosen(self, terms: Mapping[str, Term]) -> tuple[str, ...]:
        """A term for each side, of several meanings the one that is confused with the others; none when open."""
        readings = product(*(side.ids for side in self.sides))
        ranked = sorted(((_pairs(ids, terms), ids) for ids in readings), key=lambda found: -found[0])
        if not ranked or (ranked[1:] and ranked[0][0] == ranked[1][0]):
            dominant = tuple(side.ids[0] if len(side.ids) == 1 else dominant_of(side.ids, terms) for side in self.sides)
            return dominant if all(dominant) else ()
        return ranked[0][1]

    def curated(self, terms: Mapping[str, Term]) -> bool:
        """Whether a line tells two of the chosen terms apart."""
        return _pairs(self.chosen(terms), terms) > 0

    def plausible(self, terms: Mapping[str, Term]) -> bool:
        """Whether the sides are more than words that happen to stand beside each other.

        They are terms: by names as they are written, or some of them misspelt when a line tells them apart. Words such
        as “from”, or nothing between, join only two for which there is a line.
        """
        if self.wanted:
            return True
        if not self.complete or (self.join != "and" and not self.exact):
            return False
        named = self.join == "and" and any(side.score == EXACT for side in self.sides)
        return self.curated(terms) or (named and (self.exact or bool(self.chosen(terms))))


def compare(phrase: Phrase, find: Find, terms: Mapping[str, Term]) -> Comparison | None:
    """The best reading of the text as a comparison, or nothing when it sets no two things side by side."""
    join = join_of(phrase)
    best = _best((Comparison(sides, join) for sides in splits(phrase, join, find) if len(sides) > 1), terms)
    if best is None:
        return None
    if best.wanted and not best.complete:
        best = replace(best, sides=tuple(_beside(side, best, terms) for side in best.sides))
    return best if best.plausible(terms) else None


def distinction(ids: Iterable[str], terms: Mapping[str, Term]) -> str:
    """The lines that tell the terms apart, one for each pair that has one."""
    pairs = combinations(ids, 2)
    return "\n".join(line for a, b in pairs if (line := terms[a].confused_with.get(b, "")))


def _pairs(ids: Iterable[str], terms: Mapping[str, Term]) -> int:
    return sum(b in terms[a].confused_with for a, b in combinations(ids, 2))


def _best(readings: Iterable[Comparison], terms: Mapping[str, Term]) -> Comparison | None:
    """The reading with the best names; the first in which every name is exact and a line tells the terms apart."""
    tried: list[Comparison] = []
    for reading in readings:
        if reading.complete and all(side.score == EXACT for side in reading.sides) and reading.curated(terms):
            return reading
        tried.append(reading)
    return max(tried, key=lambda reading: _quality(reading, terms), default=None)


def _quality(reading: Comparison, terms: Mapping[str, Term]) -> tuple[float, int, int]:
    scores = [side.score for side in reading.sides]
    ids = reading.chosen(terms) if reading.complete else ()
    return (sum(scores) / len(scores), _pairs(ids, terms), -len(scores))


def _beside(side: Side, asked: Comparison, terms: Mapping[str, Term]) -> Side:
    """A side that is no name, as the one term that is confused with the other side and has a name much like it."""
    if side.ids or len(side.text) < 4:
        return side
    others = dict.fromkeys(other for id_ in asked.known for other in terms[id_].confused_with)
    like = tuple(id_ for id_ in others if _is_like(side.text, terms[id_]))
    return Side(side.text, like, BESIDE) if len(like) == 1 else side


def _is_like(text: str, term: Term) -> bool:
    """Whether a name of the term is the text with a letter or two wrong, or with a word more."""
    from rapidfuzz.distance.OSA import normalized_similarity as similar  # slow to import, seldom used

    asked = split_words(text)
    for name in map(split_words, (term.name, *term.aliases)):
        if similar(" ".join(asked), " ".join(name)) > _LIKE or (set(asked) < set(name) and len(name) == len(asked) + 1):
            return True
    return False
