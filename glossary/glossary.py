"""The glossary: built from terms, asked in words."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

from glossary.model import Answer, Term, found_answer
from glossary.search.finder import Finder
from glossary.term_files import read_terms

if TYPE_CHECKING:
    from glossary.parsing.interpreter import Interpreter


class Glossary:
    """Terms that can be asked for."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms = _with_confusions({term.id: term for term in terms})
        self._finder = Finder(self.terms.values())

    def by_category(self) -> dict[str, list[Term]]:
        """The terms of each category, categories and terms in alphabetical order."""
        found: dict[str, list[Term]] = defaultdict(list)
        for term in sorted(self.terms.values(), key=lambda term: (term.category, term.name.casefold())):
            found[term.category].append(term)
        return dict(found)

    def has_name(self, text: str) -> bool:
        """Whether the text is a name, acronym or alias of a term, in any form."""
        return bool(self._finder.exact(text))

    def answer(self, text: str) -> Answer:
        """What the glossary says to the text: a term, a comparison, choices, or that it holds nothing of the kind.

        A name as it is written comes first, then a question with such a name, a comparison, a name with mistakes in
        it, and last a description of a term.
        """
        ids = self._finder.exact(text)
        return found_answer(text, self.terms, ids) if ids else self._reader.answer(text)

    @cached_property
    def _reader(self) -> "Interpreter":
        from glossary.parsing.interpreter import Interpreter  # whoever asks for a name doesn't wait for the rest

        return Interpreter(self.terms, self._finder)


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
