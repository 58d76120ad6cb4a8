"""Finding the term that a phrase names, or knowing that it names none."""

import gc
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from glossary.model import Term
from glossary.search.match import Match, TermNames
from glossary.search.normalisation import fold_word, plain_text, split_words

if TYPE_CHECKING:
    from glossary.search.fuzzy import FuzzyFinder

_SPELLED = {"2": "to", "4": "for"}  # digits written for words, as in `time 2 value`
_ARTICLES = frozenset({"a", "an", "the"})
_PARENTHESIS = re.compile(r"(.*\w)\s*\(([^()]+)\)\W*$")
_ACRONYMS = re.compile(r"\W*[A-Z]{2,}s\W*")
"""An acronym in the plural as it is written: `MAPs` is no English word, `maps` and `MAPS` are."""
_APART = 200
"""When one name in so many differs from another term's only in number or spelling, these tell the terms apart."""


class Finder:
    """The names of terms, found as they are written, in another form, or misspelt."""

    def __init__(self, terms: Iterable[Term], *, keep: bool = False) -> None:
        """Takes the terms, and whether what it builds of them may be kept for the next process."""
        self._keep = keep
        self._terms = {term.id: _searched(term) for term in terms}
        self._at_first = dict(self._terms)
        self._exact: dict[str, tuple[str, ...]] = {}
        for term in self._terms.values():
            for _, parts, _ in term.names:
                _add(self._exact, "".join(parts), term.id)
        self._exact.pop("", None)
        self._ids = {id_: (id_,) for id_ in self._terms}

    @property
    def state(self) -> Any:  # noqa: ANN401  plain values
        """All that it holds as long as it isn't updated, to be kept."""
        return [tuple(term) for term in self._terms.values()], self._exact, self._folded

    @classmethod
    def restored(cls, state: Any) -> "Finder":  # noqa: ANN401  as above
        """The finder that held that, which is kept."""
        terms, exact, folded = state
        finder = cls((), keep=True)
        finder._terms = {term[0]: TermNames(*term) for term in terms}
        finder._at_first = dict(finder._terms)
        finder._exact, finder._folded = exact, folded
        finder._ids = {id_: (id_,) for id_ in finder._terms}
        return finder

    def update(self, gone: Iterable[str], new: Iterable[Term]) -> None:
        """Lets go of terms by their ids, and takes in others or new texts of them, without building the rest anew.

        A team's own come before those that share a name with them. How strictly names are told apart stays what it was
        at first. Whoever looks something up in another thread meanwhile finds some of it or all.
        """
        _ = self._folded, self._acronyms  # made of what was there at first
        added = [_searched(term) for term in new]
        removed = [self._terms[id_] for id_ in {*gone, *(term.id for term in added)} if id_ in self._terms]
        for term in removed:
            self._remove(term)
        for term in added:
            self._insert(term)
        if "_rough" in self.__dict__:
            self._rough.update(removed, added)

    def _remove(self, term: TermNames) -> None:
        del self._terms[term.id], self._ids[term.id]
        self._acronyms.subtract(_upper_words(term))
        for _, parts, _ in term.names:
            _discard(self._exact, "".join(parts), term.id)
            _discard(self._folded[0], _folded_form(parts), term.id)

    def _insert(self, term: TermNames) -> None:
        self._terms[term.id], self._ids[term.id] = term, (term.id,)
        self._acronyms.update(_upper_words(term))
        for _, parts, _ in term.names:
            if form := "".join(parts):
                self._rank(self._exact, form, term)
                if folded := _folded_form(parts):
                    self._rank(self._folded[0], folded, term)

    def _rank(self, ids: dict[str, tuple[str, ...]], form: str, term: TermNames) -> None:
        """Adds a term to those of a form: the team's own first, by id."""
        _add(ids, form, term.id)
        own = sorted(id_ for id_ in ids[form] if self._terms[id_].own)
        ids[form] = (*own, *(id_ for id_ in ids[form] if not self._terms[id_].own))

    def find(self, phrase: str) -> Match:
        """The term that the phrase names: exactly, in another form, or by a spelling that can mean nothing else."""
        if ids := self._exactly(plain_text(phrase)):
            return Match("exact", ids, 100)
        return self.misspelt(phrase)

    def misspelt(self, phrase: str) -> Match:
        """The same for a phrase that is known to be no name."""
        asked = split_words(plain_text(phrase))
        return self._rough.find(asked) if asked else Match()

    def exact(self, phrase: str) -> tuple[str, ...]:
        """The ids of the terms with the phrase for a name, in whatever form it is written."""
        return self._exactly(plain_text(phrase))

    def is_english(self, word: str) -> bool:
        """Whether the word is one of everyday English."""
        from glossary.search.english import everyday_english  # only sentences ask

        return word.casefold() in everyday_english()

    def _exactly(self, text: str) -> tuple[str, ...]:
        asked = split_words(text)
        joined = "".join(asked)
        if ids := self._exact.get(joined) or self._ids.get(text):
            return ids
        if "(" in text and (parts := _PARENTHESIS.match(text)):
            outside, inside = self._exactly(parts[1]), self._exactly(parts[2])
            return tuple(id_ for id_ in outside if id_ in inside) or outside
        if len(asked) == 1 and _ACRONYMS.fullmatch(text) and self._acronyms[asked[0][:-1]] > 0:
            return self._exact[asked[0][:-1]]
        return self._in_another_form(asked) or self._said_twice(asked)

    def _said_twice(self, asked: list[str]) -> tuple[str, ...]:
        """The term of two names beside each other, one of which is a word: `NPS: Net Promoter Score`."""
        for at in {1, len(asked) - 1} if len(asked) > 1 else ():
            first, last = self._exact.get("".join(asked[:at]), ()), self._exact.get("".join(asked[at:]), ())
            if both := tuple(id_ for id_ in first if id_ in last):
                return both
        return ()

    def _in_another_form(self, asked: list[str]) -> tuple[str, ...]:
        if len(asked) > 1 and asked[0] in _ARTICLES:
            asked = asked[1:]
            if ids := self._exact.get("".join(asked)):
                return ids
        if not _SPELLED.keys().isdisjoint(asked[1:-1]):
            asked = [asked[0], *(_SPELLED.get(word, word) for word in asked[1:-1]), asked[-1]]
        folded, told_apart = self._folded
        if told_apart:
            return ()
        for one in (fold_word, self._one_of_many if len(asked) == 1 else _one_of_many):
            form = "".join(map(one, asked))
            if ids := (*self._exact.get(form, ()), *folded.get(form, ())):
                return tuple(dict.fromkeys(ids))
        return ()

    def _one_of_many(self, word: str) -> str:
        """The singular of a short word that stands alone: of `QBRs` it is `QBR`; `maps` is English, not of `MAP`."""
        one = _one_of_many(word)
        return word if self._acronyms[one] > 0 and one != word and self.is_english(word) else one

    @cached_property
    def _acronyms(self) -> Counter[str]:
        return Counter(word for term in self._terms.values() for word in _upper_words(term))

    @cached_property
    def _folded(self) -> tuple[dict[str, tuple[str, ...]], bool]:
        """The ids by those forms that are no name as written, and whether the glossary itself tells forms apart."""
        folded: dict[str, tuple[str, ...]] = {}
        apart = 0
        for term in self._terms.values():
            for _, parts, _ in term.names:
                if not (form := _folded_form(parts)):
                    continue
                ids = self._exact.get("".join(parts), ())
                apart += any(other != ids for other in (self._exact.get(form), folded.get(form)) if other)
                for id_ in ids:
                    _add(folded, form, id_)
        return folded, apart > max(1, len(self._exact) / _APART)

    @cached_property
    def _rough(self) -> "FuzzyFinder":
        # Whoever asks with the right spelling does not wait for what misspellings need.
        from glossary.search.kept_spellings import fuzzy_finder

        with _nothing_collected():
            rough = fuzzy_finder(self._exact, list(self._at_first.values()), keep=self._keep)
            gone = [term for id_, term in self._at_first.items() if self._terms.get(id_) is not term]
            new = [term for id_, term in self._terms.items() if self._at_first.get(id_) is not term]
            if gone or new:
                rough.update(gone, new)
            return rough


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Switches the garbage collector off: an index is much to look through and none of it is garbage."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _searched(term: Term) -> TermNames:
    names = tuple([(text, _words_of(text), term.id) for text in _named(term)])
    return TermNames(term.id, names, term.definition, bool(term.origin))


@lru_cache(maxsize=1 << 14)  # the curated names are those of every workspace
def _words_of(name: str) -> tuple[str, ...]:
    return tuple(split_words(name))


def _named(term: Term) -> Iterator[str]:
    """Every name of a term; of `Net Revenue Retention (NRR)` also the two parts."""
    for name in (term.name, *term.acronyms, *term.aliases):
        yield name
        if name.endswith(")") and (parts := _PARENTHESIS.match(name)):
            yield parts[1]
            if parts[2].isupper():
                yield parts[2]


def _upper_words(term: TermNames) -> list[str]:
    """The names of one word that are written in capitals."""
    return [parts[0] for text, parts, _ in term.names if len(parts) == 1 and text.isupper()]


def _folded_form(parts: tuple[str, ...]) -> str:
    """The words in the singular and in American spelling, joined; empty when that changes none of them."""
    if all(word not in _ARTICLES and fold_word(word) == word for word in parts):
        return ""
    return "".join(map(fold_word, parts[len(parts) > 1 and parts[0] in _ARTICLES :]))


def _one_of_many(word: str) -> str:
    """The word folded, in the singular even when it is short: words of three letters and less are often acronyms."""
    return fold_word(word[:-1] if 2 < len(word) < 6 and word.endswith("s") and not word.endswith("ss") else word)


def _add(ids: dict[str, tuple[str, ...]], name: str, id_: str) -> None:
    known = ids.get(name, ())
    if id_ not in known:
        ids[name] = (*known, id_)


def _discard(ids: dict[str, tuple[str, ...]], name: str, id_: str) -> None:
    if left := tuple(other for other in ids.get(name, ()) if other != id_):
        ids[name] = left
    else:
        ids.pop(name, None)
