"""Names word by word: what a phrase names when words of it are misspelt, shortened, swapped or left out."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Sequence
from math import log
from typing import Any, NamedTuple

from glossary.search.english import EVERYDAY, Lexicon
from glossary.search.match import NameWords
from glossary.search.normalisation import fold_word
from glossary.search.spelling import PhoneticIndex, nearest

STOP = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "of", "on", "or", "per", "the", "to", "vs"}
    | {"with"}
)
_SLIPPED = ("and", "for", "of", "on", "per", "the", "to")
PLURAL, SHORTENED, SWAPPED, SLIP, DROPPED = 2.0, 3.0, 2.0, 4.0, 5.0
"""What it costs that a word is of another number, shortened, in another place, an English one by a slip, or missing."""
DOUBT = 20.0
"""Added to what two words cost that are half of a name, or mean much else: it may be offered but is no answer."""
SLIGHT = 8.0
"""How far an English word may be from the one it is a slip for."""
DISTINCTIVE = 0.6
"""The part of a name's weight that must be left when a word is missing."""
NONE = 99.0
_MOST_NAMES = 150
_SHORT = 4
_WRONG = 2
"""So many words of a name may be wrong when one of them is an English one."""
_SAMPLE, _MISREAD = 300, 25
_VOWELS = frozenset("aeiouy")

Near = dict[str, float]


class Word(NamedTuple):
    """A word asked for, and whether it is spelt as meant."""

    text: str
    known: bool


class PartialNames:
    """Names of several words, to be found by most of their words."""

    def __init__(self, names: Iterable[NameWords], protected: Container[str], lexicon: Lexicon) -> None:
        """Takes the names, and the words of them that nothing is corrected into."""
        self._lexicon = lexicon
        self._protected = protected
        self._names: list[tuple[tuple[str, ...], str]] = []
        self._count = 0
        self._of: dict[str, list[int]] = defaultdict(list)
        self._places: dict[str, set[int]] = {}
        self._sorted: list[str] = []
        self._by_fold: dict[str, list[str]] = {}
        self._spelling = PhoneticIndex(())
        self.add(names)
        self._loose = True
        self._loose = self._are_apart()

    @property
    def state(self) -> Any:  # noqa: ANN401  plain values
        """All that it holds, to be kept."""
        held = (self._names, self._count, dict(self._of), self._places, self._sorted, self._by_fold, self._loose)
        return held, self._spelling.state

    @classmethod
    def restored(cls, protected: Container[str], lexicon: Lexicon, state: Any) -> "PartialNames":  # noqa: ANN401
        """The names that held that, beside the same acronyms and words."""
        names = cls((), protected, lexicon)
        held, spelling = state
        names._names, names._count, of, names._places, names._sorted, names._by_fold, names._loose = held
        names._of.update(of)
        names._spelling = PhoneticIndex.restored(spelling)
        return names

    def add(self, names: Iterable[NameWords]) -> None:
        """Takes in names of several words. How strictly names are told apart stays what it was at first."""
        fresh: list[str] = []
        for _, words, id_ in names:
            content = words if STOP.isdisjoint(words) else tuple([word for word in words if word not in STOP])
            at = len(self._names)
            self._names.append((content, id_))
            self._count += 1
            self._of[id_].append(at)
            for word in content:
                if word not in self._places:
                    self._places[word] = set()
                    fresh.append(word)
                self._places[word].add(at)
        self._sorted = sorted([*self._sorted, *fresh])
        for word in sorted(fresh):
            self._by_fold.setdefault(fold_word(word), []).append(word)
            if word not in self._protected:
                self._spelling.add((word,))

    def remove(self, id_: str) -> None:
        """Lets go of the names of a term."""
        gone: set[str] = set()
        for at in self._of.pop(id_, ()):
            for word in self._names[at][0]:
                self._places[word].discard(at)
                gone.update(() if self._places[word] else (word,))
            self._names[at] = ((), "")
            self._count -= 1
        for word in gone:
            del self._places[word]
            self._by_fold[fold_word(word)].remove(word)
            self._spelling.remove((word,))
        if gone:
            self._sorted = [word for word in self._sorted if word not in gone]

    def protect(self, word: str, *, protected: bool) -> None:
        """Says that nothing is corrected into a word, as it is an acronym now, or that it no longer is one."""
        if word in self._places:
            (self._spelling.remove if protected else self._spelling.add)((word,))

    def _are_apart(self) -> bool:
        """Whether few names of a sample are read as other terms, so that words may be missing or slips."""
        asked = self._names[:: len(self._names) // _SAMPLE + 1]
        misread = sum(len(self.match(name, but=id_)) == 1 for name, id_ in asked)
        return misread <= len(asked) / _MISREAD

    def match(self, phrase: Sequence[str], but: str = "") -> dict[str, float]:
        """The ids of the terms the phrase may name, but one, with the cost of reading it so."""
        asked = [Word(word, word in self._lexicon) for word in phrase if word not in STOP]
        asked = [word for word in asked if word.known or not self._is_stop(word.text)]
        if len(asked) < 2:
            return {}
        nears = [self._itself(word.text) for word in asked]
        places = self._holding(nears)
        if not places and any(nears):
            # A word of another name may be short for one of this: `rev` of `rev rec`, and of `recurring rev`.
            nears = [near if len(word.text) > _SHORT else {} for word, near in zip(asked, nears, strict=True)]
            places = self._holding(nears)
            if not places:
                return {}
        parts = {part for place in places for part in self._names[place][0]} if len(places) <= _MOST_NAMES else set()
        for word, near in zip(asked, nears, strict=True):
            if not near:
                near.update(self._instead(word, parts))
        if not all(near or _is_short(word.text) for word, near in zip(asked, nears, strict=True)):
            return {}
        return self._readings(asked, nears, but)

    def _is_stop(self, word: str) -> bool:
        """Whether the word is a slip for one that tells no names apart: `ot` for `to`."""
        if len(word) > 3 or word in self._places:
            return False
        from rapidfuzz.distance import OSA  # costs what an answer does

        return any(OSA.distance(word, stop) == 1 for stop in _SLIPPED)

    def _itself(self, word: str) -> Near:
        """The word, when it is in a name, in any number and spelling."""
        near = dict.fromkeys(self._by_fold.get(fold_word(word), ()), PLURAL) if self._loose else {}
        if word in self._places:
            near[word] = 0.0
        return near

    def _instead(self, word: Word, parts: Collection[str]) -> Near:
        """The words that this one may stand for, of these or of all names; a known one only by a slip of one letter."""
        near = dict.fromkeys(self._beginning_with(word.text), SHORTENED + word.known)
        if parts:
            most = SLIGHT if word.known else self._lexicon.limit(word.text)
            extra = SLIP if word.known else 0
            open_ = [part for part in parts if part not in self._protected]
            found = nearest(word.text, open_, most)
            near.update((meant, cost + extra) for cost, meant in found if len(word.text) > 2)
            if not near and not word.known and is_many(word.text):
                found = nearest(word.text[:-1], open_, most - PLURAL)
                near.update((meant, cost + PLURAL) for cost, meant in found)
        elif not word.known:
            near.update(self._misspelt(word.text))
        return near

    def _misspelt(self, word: str) -> Near:
        near = {meant: cost for cost, meant in self._spelling.near(word, self._lexicon.limit(word))}
        if is_many(word):
            for cost, meant in self._spelling.near(word[:-1], self._lexicon.limit(word[:-1]) - PLURAL):
                near[meant] = min(cost + PLURAL, near.get(meant, NONE))
        return near

    def _beginning_with(self, start: str) -> list[str]:
        if not 2 < len(start) < 6:
            return []
        at = bisect_left(self._sorted, start)
        return [word for word in self._sorted[at : at + 30] if word.startswith(start) and len(word) > len(start) + 1]

    def _holding(self, nears: Iterable[Near]) -> set[int]:
        """The names with a word out of each of these; words that are near none do not count."""
        everywhere = sorted((self._in(near) for near in nears if near), key=len)
        return everywhere[0].intersection(*everywhere[1:]) if everywhere else set()

    def _in(self, near: Near) -> set[int]:
        places = [self._places.get(word, set()) for word in near]
        return places[0] if len(places) == 1 else set().union(*places)

    def _readings(self, asked: Sequence[Word], nears: Sequence[Near], but: str) -> dict[str, float]:
        """The costs of the names with all the words and no other, or else of those with one more."""
        places = [place for place in self._holding(nears) if self._names[place][1] != but]
        whole = [place for place in places if len(self._names[place][0]) == len(asked)]
        found = self._costs(asked, nears, whole)
        return found if found or len(whole) == len(places) else self._costs(asked, nears, places)

    def _costs(self, asked: Sequence[Word], nears: Sequence[Near], places: Collection[int]) -> dict[str, float]:
        found: dict[str, float] = {}
        if len(places) <= _MOST_NAMES:
            for place in places:
                name, id_ = self._names[place]
                cost = self._cost(asked, nears, name)
                if cost < found.get(id_, NONE):
                    found[id_] = cost
        return found

    def _cost(self, asked: Sequence[Word], nears: Sequence[Near], name: tuple[str, ...]) -> float:
        """What it costs to read the words as the name; NONE when one of them is of another name."""
        left = dict(enumerate(name))
        order, costs = [], []
        for word, near in zip(asked, nears, strict=True):
            fits = [(near[part] if part in near else _shortened(word, part), at) for at, part in left.items()]
            cost, at = min(fits, default=(NONE, 0))
            if cost >= NONE:
                return NONE
            del left[at]
            order.append(at)
            costs.append(cost)
        bent = _bent(asked, costs)
        if bent and (left or not self._loose or not _is_straight(bent, costs)):
            return NONE
        cost, swapped = sum(costs), order != sorted(order)
        if swapped:
            cost += SWAPPED if self._loose else NONE
        if left:
            cost += self._missing(name, left)
        return cost + DOUBT if len(asked) == 2 and (left or _means_else(asked, costs, swapped=swapped)) else cost

    def _missing(self, name: tuple[str, ...], left: Collection[int]) -> float:
        """The cost of the words left out, when the first is not and those that are there tell the name from others."""
        weight = [log(1 + self._count / len(self._places.get(word) or "1")) for word in name]
        missing = sum(weight[at] for at in left)
        return (
            DROPPED * len(left)
            if self._loose and 0 not in left and missing <= (1 - DISTINCTIVE) * sum(weight)
            else NONE
        )


def _bent(asked: Sequence[Word], costs: Sequence[float]) -> int:
    """How many English words are read as others."""
    return sum(word.known and cost > PLURAL for word, cost in zip(asked, costs, strict=True))


def _is_straight(bent: int, costs: Sequence[float]) -> bool:
    """Whether the rest is certain enough to read so many English words as others: `customer sucess manger`."""
    wrong = [cost for cost in costs if cost > PLURAL]
    return len(wrong) < len(costs) and (max(wrong) <= SLIP or (bent == 1 and len(wrong) <= _WRONG))


def is_many(word: str) -> bool:
    """Whether the word, which no other is near, may be the plural of one that is misspelt."""
    return len(word) > _SHORT and word.endswith("s")


def _means_else(asked: Sequence[Word], costs: Sequence[float], *, swapped: bool) -> bool:
    """Whether two words are as likely to mean what they say: `our product` is no slip for `product tour`."""
    return any(
        word.known and cost > SLIP and (swapped or word.text in EVERYDAY)
        for word, cost in zip(asked, costs, strict=True)
    )


def _is_short(word: str) -> bool:
    """Whether the word looks like one without its vowels."""
    return len(word) == 2 or (len(word) < 6 and _VOWELS.isdisjoint(word[1:]))


def _shortened(word: Word, full: str) -> float:
    """The cost of reading a word as the beginning of the full one, or as it without its vowels: `mo`, `mgr`."""
    if not 2 <= len(word.text) <= len(full) - 2 or word.text[0] != full[0]:
        return NONE
    if full.startswith(word.text):
        return SHORTENED + 1
    if word.known or not _VOWELS.isdisjoint(word.text[1:]):
        return NONE
    rest = iter(full)
    return SHORTENED if all(letter in rest for letter in word.text) else NONE
