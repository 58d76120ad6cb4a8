"""Finding a term through misspellings: English words stay what they are, everything else may be a slip."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from glossary.search.english import COMPOUND, EVERYDAY, FURTHEST, Lexicon, everyday_english
from glossary.search.match import Match, NameWords
from glossary.search.normalisation import split_words
from glossary.search.partial_names import DOUBT, PLURAL, PartialNames, is_many
from glossary.search.spelling import MARGIN, PhoneticIndex

SHORT, ACRONYM = 3, 5
"""Keys as short as SHORT, and acronyms as short as ACRONYM, are matched exactly or asked back."""
MARGIN_OF_MANY = 1.25
"""The margin for several words: a letter may be new to one of them and not to all."""
NEAREST = 6.0
"""How far the singular of a form may be: what ends in “s” is oftener the plural of a word that is no term."""
CHOICES = 5
LONGEST = 12
"""No phrase of more words is a name."""


class FuzzyFinder:
    """The names of a glossary, to be found by what is nearly them."""

    def __init__(
        self, exact: Mapping[str, tuple[str, ...]], names: Sequence[NameWords], definitions: Iterable[str]
    ) -> None:
        self._exact = exact
        acronyms = {"".join(parts) for text, parts, _ in names if _is_acronym(text)}
        own = {word for _, parts, _ in names for word in parts}
        self.lexicon = Lexicon(own.union(split_words(" ".join(definitions))))
        self._acronyms: dict[str, list[str]] = defaultdict(list)
        for acronym in acronyms:
            for end in {"^" + acronym[0], acronym[-1] + "$"}:
                self._acronyms[end].append(acronym)
        spelt = {"".join(parts): parts for _, parts, _ in names if acronyms.isdisjoint((*parts, "".join(parts)))}
        self._keys = PhoneticIndex(parts for form, parts in spelt.items() if len(form) >= SHORT)
        self._names = PartialNames((name for name in names if len(name[1]) > 1), acronyms, self.lexicon)

    def find(self, asked: list[str]) -> Match:
        """The one term that is nearest by far, the few that are as near, or none with what may be offered."""
        if len(asked) > LONGEST:
            return Match()
        costs = self._joined(asked) or self._names.match(asked)
        ranked = sorted((cost, id_) for id_, cost in costs.items())
        near = tuple((id_, _score(cost)) for cost, id_ in ranked[:CHOICES])
        margin = MARGIN if len(asked) == 1 else MARGIN_OF_MANY
        alike = [id_ for cost, id_ in ranked if cost <= ranked[0][0] + margin]
        if 0 < len(alike) <= CHOICES and ranked[0][0] < DOUBT:
            return Match("fuzzy", tuple(alike), near[0][1], near)
        return Match(near=near or self._like_acronyms("".join(asked)))

    def _joined(self, asked: list[str]) -> dict[str, float]:
        """The ids whose names are near the words joined, with the cost; the words that are known must be in them."""
        known = [word for word in asked if word in self.lexicon]
        joined = "".join(asked)
        if len(known) == len(asked) or len(joined) <= SHORT:
            return {}
        compound = any(self.lexicon.is_compound(word) for word in asked if word not in known)
        most = min(3.0 + len(joined), COMPOUND if compound else FURTHEST)
        costs: dict[str, float] = {}
        near = self._keys.near(joined, most)
        if not near and is_many(joined):
            near = [(cost + PLURAL, form) for cost, form in self._keys.near(joined[:-1], min(most - PLURAL, NEAREST))]
        for cost, form in near:
            if all(word in form for word in known):
                for id_ in self._exact[form]:
                    costs[id_] = min(cost, costs.get(id_, cost))
        return costs

    def _like_acronyms(self, joined: str) -> tuple[tuple[str, int], ...]:
        """The terms whose acronyms are one letter away, to be asked about."""
        if len(joined) > ACRONYM + 1 or joined in (self.lexicon if len(joined) > SHORT else EVERYDAY):
            return ()
        ends = {*self._acronyms.get("^" + joined[0], ()), *self._acronyms.get(joined[-1] + "$", ())}
        near = process.extract(joined, sorted(ends), scorer=OSA.distance, score_cutoff=1, limit=CHOICES)
        ids = dict.fromkeys(id_ for acronym, _, _ in near for id_ in self._exact[acronym])
        return tuple((id_, _score(5)) for id_ in ids)


def _is_acronym(name: str) -> bool:
    """Whether a name is one in which every letter counts: `NRR`, `SaaS`, `B2B`, or a short one that is no word."""
    return len(name) <= ACRONYM and (
        sum(map(str.isupper, name)) > 1 or (len(name) < ACRONYM and name.casefold() not in everyday_english())
    )


def _score(cost: float) -> int:
    return max(1, round(100 - 3 * cost))
