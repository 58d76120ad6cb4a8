"""The glossary: built from terms, asked in words."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

from glossary.model import ASPECTS, Answer, Origin, Term, found_answer, suggestions
from glossary.search.normalisation import match_key
from glossary.term_files import curated_files, read_terms

if TYPE_CHECKING:
    from glossary.parsing.interpreter import Interpreter
    from glossary.search.finder import Finder

_OF_MEASURES = frozenset({"formula", "benchmark", "example"})

NO_CATEGORY = "no category"  # what terms of a team are listed under that nobody gave one


class Glossary:
    """Terms that can be asked for. What was answered at another `revision` may be answered otherwise now.

    They are read when something is first asked of them: some requests about accounts are told without.
    """

    has_own_words = False
    """Whether somebody's own words may be among them, which may name anything."""
    says_of_curated = False
    """Whether a team says anything of a term that is there without it."""

    def __init__(
        self, terms: Iterable[Term], *, keep: bool = False, files: Callable[[], Iterable[str]] | None = None
    ) -> None:
        """Takes the terms, whether what is built of them may be kept for the next process, and what tells the files
        that they are read from, if their names are to be found kept by those.
        """
        self._given, self._keep, self._files = terms, keep, files
        self.revision = 0
        self._gone: tuple[Term, ...] = ()

    @cached_property
    def curated(self) -> Mapping[str, Term]:
        """The terms of the project by id, whatever a team says of them. Raises `GlossaryError`."""
        return with_confusions({term.id: term for term in self._given})

    @property
    def terms(self) -> Mapping[str, Term]:
        """The terms that can be asked for, by id. Raises `GlossaryError`."""
        return self.curated

    @cached_property
    def _named(self) -> Mapping[str, Term]:
        return self.curated

    @cached_property
    def _finder(self) -> "Finder":
        from glossary.search.finder import Finder  # a request that is told without a look waits for none of it

        if self._files is None:
            return Finder(self.curated.values(), keep=self._keep)
        from glossary.search.kept_names import finder_of

        return finder_of(self._files(), lambda: Finder(self.curated.values(), keep=self._keep))

    def by_category(self) -> dict[str, list[Term]]:
        """The terms of each category in lower case; both in alphabetical order, and terms without a category last."""
        found: dict[str, list[Term]] = defaultdict(list)
        named = [(" ".join(term.category.casefold().split()), term) for term in self.terms.values()]
        for category, term in sorted(named, key=lambda each: (not each[0], each[0], each[1].name.casefold())):
            found[category or NO_CATEGORY].append(term)
        return dict(found)

    def has_name(self, text: str) -> bool:
        """Whether the text is a name, acronym or alias of a term, in any form."""
        return bool(self._finder.exact(text))

    def named(self, text: str) -> tuple[Term, ...]:
        """The terms with the text for a name, acronym or alias, in any form."""
        return tuple(self._named[id_] for id_ in self._finder.exact(text))

    def nearly_named(self, text: str) -> tuple[Term, ...]:
        """The terms with a name that the text, which is none, is but for a slip; all that it may be."""
        return tuple(self._named[id_] for id_ in self._finder.misspelt(text).ids)

    def hidden(self, text: str) -> tuple[Term, ...]:
        """The curated terms with the id, or with the text for a name, that the team doesn't want to be found."""
        key = match_key(text) if self.terms is not self.curated and self._gone else ""
        return tuple(term for term in self._gone if key and (text == term.id or key in map(match_key, _names(term))))

    def hidden_in(self, id_: str) -> Origin:  # noqa: ARG002  what no team says anything of hides nothing
        """Where the team hides a term: in its files, or by a curator's decision (`team`); empty where it doesn't."""
        return ""

    def is_question(self, text: str) -> bool:
        """Whether the text asks about something: by its words or their order, or for an aspect such as what is good."""
        from glossary.parsing.phrases import parse_words

        phrase = parse_words(text)
        return not phrase.bare or phrase.inverted or any(word.part in ASPECTS for word in phrase.words)

    def answer(self, text: str) -> Answer:
        """What the glossary says to the text: a term, a comparison, choices, or that it holds nothing of the kind.

        A name as it is written comes first, then a question with such a name, a comparison, a name with mistakes in
        it, and last a description of a term.
        """
        ids = self._finder.exact(text)
        return found_answer(text, self._named, ids) if ids else self._measured(self._reader.answer(text))

    def _measured(self, answer: Answer) -> Answer:
        """The answer with the term that measures the one asked about, where its formula or what is good was wanted."""
        if answer.kind != "term" or answer.aspect not in _OF_MEASURES:
            return answer
        (term,) = answer.terms
        measures = [self.terms[id_] for id_ in term.measured_by if getattr(self.terms.get(id_), answer.aspect, "")]
        if getattr(term, answer.aspect) or not measures:
            return answer
        others = ((each.id, answer.score) for each in (*measures[1:], term))
        return replace(answer, terms=(measures[0],), also=suggestions(self.terms, others))

    @cached_property
    def _reader(self) -> "Interpreter":
        from glossary.parsing.interpreter import Interpreter  # whoever asks for a name doesn't wait for the rest

        return Interpreter(self._named, self._finder)


def with_confusions(terms: Mapping[str, Term]) -> dict[str, Term]:
    """The terms with each pair of confusable ones, written on one of the two, on both; without those that are none."""
    pairs: dict[str, dict[str, str]] = defaultdict(dict)
    for term in terms.values():
        for other, line in term.confused_with.items():
            if other in terms:
                pairs[term.id][other] = pairs[other][term.id] = line
            else:
                pairs[term.id] |= {}
    changed = {id_: found for id_, found in pairs.items() if [*found.items()] != [*terms[id_].confused_with.items()]}
    return {**terms} | {id_: replace(terms[id_], confused_with=confused) for id_, confused in changed.items()}


@cache
def load() -> Glossary:
    """The glossary that the project ships. Asked, it raises `GlossaryError` when a file of it is broken."""
    return Glossary(read_terms(), keep=True, files=curated_files)


def _names(term: Term) -> tuple[str, ...]:
    return (term.name, *term.acronyms, *term.aliases)
