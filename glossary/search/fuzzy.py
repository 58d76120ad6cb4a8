"""Finding a term through misspellings: English words stay what they are, everything else may be a slip."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from glossary.search.english import COMPOUND, EVERYDAY, FURTHEST, Lexicon, everyday_english
from glossary.search.forms import SHORT, AcronymIndex, FormIndex
from glossary.search.match import Match, NameWords, TermNames
from glossary.search.partial_names import DOUBT, PLURAL, PartialNames, is_many
from glossary.search.spelling import MARGIN

ACRONYM = 5
"""Acronyms as short as this are matched exactly or asked back, as are keys as short as SHORT."""
MARGIN_OF_MANY = 1.25
"""The margin for several words: a letter may be new to one of them and not to all."""
NEAREST = 6.0
"""How far the singular of a form may be: what ends in “s” is oftener the plural of a word that is no term."""
CHOICES = 5
LONGEST = 12
"""No phrase of more words is a name."""
_NO_DIGIT = re.compile(r"\D")


class FuzzyFinder:
    """The names of a glossary, to be found by what is nearly them."""

    def __init__(self, exact: Mapping[str, tuple[str, ...]], terms: Sequence[TermNames]) -> None:
        self._exact = exact
        self._acronyms = AcronymIndex()
        self._forms = FormIndex(self._acronyms)
        self.lexicon = Lexicon(())
        self._acronyms.add(_acronyms(terms))
        self._take_in(terms)
        self._names = PartialNames(_of_several_words(terms), self._acronyms, self.lexicon)

    @property
    def state(self) -> Any:  # noqa: ANN401  plain values
        """All that it holds besides the exact names, to be kept."""
        return self._acronyms.state, self._forms.state, self.lexicon.state, self._names.state

    @classmethod
    def restored(cls, exact: Mapping[str, tuple[str, ...]], state: Any) -> "FuzzyFinder":  # noqa: ANN401  as above
        """The finder that held that, of the same exact names."""
        acronyms, forms, lexicon, names = state
        finder = cls(exact, ())
        finder._acronyms = AcronymIndex.restored(acronyms)
        finder._forms = FormIndex.restored(finder._acronyms, forms)
        finder.lexicon = Lexicon.restored(lexicon)
        finder._names = PartialNames.restored(finder._acronyms, finder.lexicon, names)
        return finder

    def update(self, gone: Sequence[TermNames], new: Sequence[TermNames]) -> None:
        """Lets go of terms and takes in others, after the exact names have followed."""
        for term in gone:
            self._names.remove(term.id)
            self.lexicon.remove(term.words)
        names = [parts for term in gone for _, parts, _ in term.names if "".join(parts) not in self._exact]
        self._forms.remove(names)
        freed = self._acronyms.remove(_acronyms(gone))
        shouted = self._acronyms.add(_acronyms(new))
        if changed := freed ^ shouted:
            self._forms.rearrange()
            for acronym in changed:
                self._names.protect(acronym, protected=acronym in shouted)
        self._take_in(new)
        self._names.add(_of_several_words(new))

    def _take_in(self, terms: Sequence[TermNames]) -> None:
        """Indexes the words and forms of terms, whose acronyms are indexed already."""
        self._forms.add(parts for term in terms for _, parts, _ in term.names)
        for term in terms:
            self.lexicon.add(term.words)

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
        near = self._forms.near(joined, most)
        if not near and is_many(joined):
            near = [(cost + PLURAL, form) for cost, form in self._forms.near(joined[:-1], min(most - PLURAL, NEAREST))]
        for cost, form in near:
            if all(word in form for word in known):
                doubted = cost + DOUBT if _has_another_number(joined, form) else cost
                for id_ in self._exact.get(form, ()):
                    costs[id_] = min(doubted, costs.get(id_, doubted))
        return costs

    def _like_acronyms(self, joined: str) -> tuple[tuple[str, int], ...]:
        """The terms whose acronyms are one letter away, to be asked about."""
        if len(joined) > ACRONYM + 1 or joined in (self.lexicon if len(joined) > SHORT else EVERYDAY):
            return ()
        from rapidfuzz import process  # costs what an answer does, and few words come here
        from rapidfuzz.distance import OSA

        near = process.extract(joined, self._acronyms.like(joined), scorer=OSA.distance, score_cutoff=1, limit=CHOICES)
        ids = dict.fromkeys(id_ for acronym, _, _ in near for id_ in self._exact.get(acronym, ()))
        return tuple((id_, _score(5)) for id_ in ids)


def _acronyms(terms: Iterable[TermNames]) -> list[str]:
    """The acronyms of terms, one of several terms as often as there are terms."""
    return [form for term in terms for form in {"".join(parts) for text, parts, _ in term.names if _is_acronym(text)}]


def _of_several_words(terms: Iterable[TermNames]) -> Iterable[NameWords]:
    return (name for term in terms for name in term.names if len(name[1]) > 1)


def _is_acronym(name: str) -> bool:
    """Whether a name is one in which every letter counts: `NRR`, `SaaS`, `B2B`, or a short one that is no word."""
    return len(name) <= ACRONYM and (
        sum(map(str.isupper, name)) > 1 or (len(name) < ACRONYM and name.casefold() not in everyday_english())
    )


def _has_another_number(asked: str, form: str) -> bool:
    """Whether both have digits, and not the same: `iso27701` is no slip for `iso27001`, and may only be offered."""
    digits, others = _NO_DIGIT.sub("", asked), _NO_DIGIT.sub("", form)
    return bool(digits and others) and digits != others


def _score(cost: float) -> int:
    return max(1, round(100 - 3 * cost))
