"""The glossary: built from terms, asked in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from glossary.files import read_terms
from glossary.forms import key
from glossary.model import Answer, Suggestion, Term


class Glossary:
    """Terms that can be asked for."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = _with_confusions({term.id: term for term in terms})
        self._exact: dict[str, list[str]] = defaultdict(list)
        for term in self.terms.values():
            for name in {key(n) for n in (term.id, term.name, *term.acronyms, *term.aliases)}:
                self._exact[name].append(term.id)

    def by_category(self) -> dict[str, list[Term]]:
        """The terms of each category, categories and terms in alphabetical order."""
        found: dict[str, list[Term]] = defaultdict(list)
        for term in sorted(self.terms.values(), key=lambda term: (term.category, term.name.casefold())):
            found[term.category].append(term)
        return dict(found)

    def answer(self, text: str) -> Answer:
        """What the glossary says to the text: a term, a comparison, choices, or that it holds nothing of the kind."""
        found = [self.terms[id_] for id_ in self._exact.get(key(text), ())]
        if len(found) == 1:
            return Answer(kind="term", query=text, terms=(found[0],))
        if found:
            return Answer(kind="choices", query=text, suggestions=tuple(Suggestion(t.id, t.name, 100) for t in found))
        return Answer(kind="not_found", query=text)


def _with_confusions(terms: dict[str, Term]) -> dict[str, Term]:
    """The terms with each pair of confusable ones, written on one of the two, on both."""
    pairs: dict[str, dict[str, str]] = defaultdict(dict)
    for term in terms.values():
        for other, line in term.confused_with.items():
            if other in terms:
                pairs[term.id][other] = pairs[other][term.id] = line
    return terms | {id_: replace(terms[id_], confused_with=confused) for id_, confused in pairs.items()}


@cache
def load() -> Glossary:
    """The glossary that the project ships. Raises `GlossaryError` when a file of it is broken."""
    return Glossary(read_terms())
