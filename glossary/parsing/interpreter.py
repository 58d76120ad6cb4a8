"""Reading a text that is no name as it is written: as a question, a comparison, a misspelling or a description."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache, cached_property
from typing import TYPE_CHECKING

from glossary.model import Answer, Term, found_answer, suggestions
from glossary.parsing.comparison_sides import ELIDED, EXACT, LONGER, Side, join_of
from glossary.parsing.comparisons import Comparison, compare, distinction
from glossary.parsing.mentions import Mention, is_sentence, is_sure, mentions, subjects, written_names
from glossary.parsing.phrases import Phrase, clauses, parse_words
from glossary.search.finder import Finder
from glossary.search.match import Match

if TYPE_CHECKING:
    from glossary.search.by_description import DescriptionIndex

LONGEST_NAME = 4
"""Words of a side of a comparison that may be a name which the glossary lacks."""
MOST_DESCRIBED = 10_000
"""Beyond this many terms there is no search by meaning: a word such as “customer” would stand in too many of them."""


class Interpreter:
    """Answers what the finder doesn't know as a name.

    `terms` holds every term that the finder may name, `described` gives those that are searched by meaning.
    """

    def __init__(
        self, terms: Mapping[str, Term], finder: Finder, described: Callable[[], Collection[Term]] | None = None
    ) -> None:
        self._terms, self._finder = terms, finder
        self._described_terms = described or terms.values

    def update(self, gone: Iterable[str], new: Iterable[Term]) -> None:
        """Brings the search by meaning into step, if it was ever used."""
        if "_meanings" in self.__dict__:
            self._meanings.update(gone, new)

    def answer(self, text: str) -> Answer:
        """The answer to a question or a comparison, else to a name with mistakes in it, else to a description."""
        phrase = parse_words(text)
        if not phrase.bare:
            return self._read(text, phrase) or self._guessed(text, phrase, self._finder.misspelt(text))
        whole = self._finder.misspelt(text)
        if len(whole.ids) == 1:
            return found_answer(text, self._terms, whole.ids, "fuzzy", whole.score)
        return self._read(text, phrase) or self._guessed(text, phrase, whole)

    def _read(self, text: str, phrase: Phrase) -> Answer | None:
        """The answer to a text with the words of a question or a comparison in it."""
        if not phrase.asks:
            return None
        join = join_of(phrase)
        return (
            (self._named(text, phrase, joined=True) if join and phrase.joined else None)
            or (self._compared(text, phrase, misspelt=join == "versus") if join else None)
            or self._named(text, phrase)
        )

    def _guessed(self, text: str, phrase: Phrase, whole: Match) -> Answer:
        """The answer to a text that holds no name as it is written."""
        find = cache(self._finder.find)
        return (
            (self._paired(text, phrase) if _asks(text, phrase) else None)
            or self._misspelt(text, phrase, whole, find)
            or (self._compared(text, phrase, misspelt=False) if self._has_a_half(phrase) else None)
            or self._in_a_clause(text)
            or self._told(text, phrase)
            or self._not_found(text, phrase, whole, find)
        )

    def _has_a_half(self, phrase: Phrase) -> bool:
        """Whether a text that asks nothing begins or ends with a name, so that it may be two: `nrr grr`."""
        words = [word.text for word in phrase.words]
        halves = (" ".join(half) for at in range(1, len(words)) for half in (words[:at], words[at:]))
        return not phrase.asks and any(map(self._finder.exact, halves))

    def _not_found(self, text: str, phrase: Phrase, whole: Match, find: Callable[[str], Match]) -> Answer:
        near = whole.near or (find(phrase.core.text).near if phrase.asks else ())
        return Answer(kind="not_found", query=text, suggestions=suggestions(self._terms, near))

    def _named(self, text: str, phrase: Phrase, *, joined: bool = False) -> Answer | None:
        """The term whose name is left of a question; with `joined` only a name such as “Land and Expand”."""
        for cut, aspect in phrase.cuts():
            if joined and not (cut.joined and cut.comparing == phrase.comparing):
                continue
            if cut.text != text and (ids := self._finder.exact(cut.text)):
                return replace(found_answer(text, self._terms, ids, "question"), aspect=aspect)
        return None

    def _compared(self, text: str, phrase: Phrase, *, misspelt: bool) -> Answer | None:
        """The terms side by side; one term asked for by two names; or choices, when a side is unknown or ambiguous."""
        asked = compare(phrase, cache(self._nearly if misspelt else self._exactly), self._terms)
        if asked is None or not asked.known:
            return None
        chosen = tuple(dict.fromkeys(asked.chosen(self._terms))) if asked.complete else ()
        if chosen:
            return self._side_by_side(text, chosen)
        unknown = asked.unknown if _is_versus(phrase) else ()
        answer = self._partly_compared(text, asked) if unknown else None
        return answer or self._mentioned(text, phrase) or replace(self._choices(text, asked.known), unknown=unknown)

    def _partly_compared(self, text: str, asked: Comparison) -> Answer | None:
        """The sides that are terms, with those that are none said; for sides of a word or three, as names have."""
        ids = tuple(dict.fromkeys(asked.of_known.chosen(self._terms)))
        exact = all(side.score >= ELIDED for side in asked.of_known.sides)
        if len(ids) < 2 or not exact or any(len(side.split()) > LONGEST_NAME for side in asked.unknown):
            return None
        return replace(self._side_by_side(text, ids), unknown=asked.unknown)

    def _choices(self, text: str, ids: Iterable[str]) -> Answer:
        scored = ((id_, 100) for id_ in dict.fromkeys(ids))
        return Answer(kind="choices", query=text, suggestions=suggestions(self._terms, scored))

    def _side_by_side(self, text: str, ids: Sequence[str]) -> Answer:
        if len(ids) == 1:
            return found_answer(text, self._terms, ids, "question")
        terms = tuple(self._terms[id_] for id_ in ids)
        return Answer(kind="comparison", query=text, terms=terms, distinction=distinction(ids, self._terms))

    def _exactly(self, phrase: str) -> tuple[Sequence[str], int]:
        return self._finder.exact(phrase), EXACT

    def _nearly(self, phrase: str) -> tuple[Sequence[str], int]:
        near = self._finder.find(phrase)
        return near.ids, EXACT if near.how == "exact" else min(near.score, ELIDED - 1)

    def _misspelt(self, text: str, phrase: Phrase, whole: Match, find: Callable[[str], Match]) -> Answer | None:
        """The term whose name, nearly, is the text or is left of the question."""
        if phrase.asks:
            if not whole.ids and join_of(phrase) == "and" and (compared := self._compared(text, phrase, misspelt=True)):
                return compared
            core = phrase.core
            part = find(core.text) if len(core.words) < len(phrase.words) else Match()
            for cut, aspect in phrase.beyond_core():
                longer = find(cut.text) if len(cut.words) < len(phrase.words) else Match()
                if len(longer.ids) == 1 and longer.score >= max(whole.score, part.score - LONGER):
                    return replace(found_answer(text, self._terms, longer.ids, "question", longer.score), aspect=aspect)
            if part.ids and part.score >= whole.score:
                return replace(found_answer(text, self._terms, part.ids, "question", part.score), aspect=phrase.aspect)
        return found_answer(text, self._terms, whole.ids, "fuzzy", whole.score) if whole.ids else None

    def _in_a_clause(self, text: str) -> Answer | None:
        return next((answer for clause in clauses(text) if (answer := self._named(text, clause))), None)

    def _told(self, text: str, phrase: Phrase) -> Answer | None:
        """What is mentioned in a sentence that asks; what is described in one that doesn't, when that is clear."""
        if not phrase.bare:
            return self._mentioned(text, phrase) or self._described(text)
        described = self._described(text)
        sure = described is not None and described.kind == "term"
        return described if sure else self._mentioned(text, phrase) or described

    def _paired(self, text: str, phrase: Phrase) -> Answer | None:
        """Two or three terms named in a question that are confused with each other: “is a playbook a workflow?”."""
        sides = tuple(Side("", one.ids, one.score) for one in written_names(phrase, self._finder))
        asked = Comparison(sides, join_of(phrase))
        if 2 <= len(sides) <= 3 and asked.curated(self._terms):
            return self._side_by_side(text, tuple(dict.fromkeys(asked.chosen(self._terms))))
        return None

    def _mentioned(self, text: str, phrase: Phrase) -> Answer | None:
        """The terms that stand somewhere in a sentence that asks: one, several side by side, or a choice of them."""
        if not _asks(text, phrase) and not is_sentence(phrase):
            return None
        join = join_of(phrase)
        named = mentions(phrase, self._finder, asks=not phrase.bare or "?" in text)
        if named and not all(is_sure(phrase, mention, self._finder) for mention in named):
            return self._choices(text, (id_ for mention in named for id_ in mention.ids))
        if len(named) == 1 and join != "versus":
            (one,) = named
            answer = found_answer(text, self._terms, one.ids, "question", one.score)
            return replace(answer, aspect=phrase.aspect_beside(one.begin, one.end))
        return self._several(text, phrase, named) if len(named) > 1 else None

    def _several(self, text: str, phrase: Phrase, named: list[Mention]) -> Answer:
        """Terms that one sentence mentions: side by side, the one that is asked about, or the choice of them."""
        join = join_of(phrase)
        asked = Comparison(tuple(Side("", one.ids, one.score) for one in named), join)
        ids = tuple(dict.fromkeys(asked.chosen(self._terms)))
        if ids and (join == "versus" or asked.curated(self._terms) or (join and not is_sentence(phrase))):
            return self._side_by_side(text, ids)
        if len(asking := subjects(phrase, named)) == 1:
            (one,) = asking
            answer = found_answer(text, self._terms, one.ids, "question", one.score)
            return replace(answer, aspect=phrase.aspect_beside(one.begin, one.end))
        return self._choices(text, asked.known)

    def _described(self, text: str) -> Answer | None:
        """What the text describes: one term when it fits by far the best, otherwise the few that fit."""
        from glossary.search.by_description import is_description  # few texts are

        meant = self._meanings.search(text) if is_description(text) else []
        if not meant:
            return None
        if meant[0].stands_out(meant[1:]):
            return found_answer(text, self._terms, [meant[0].id], "question", round(95 * meant[0].covered))
        scored = ((each.id, round(90 * each.weight / meant[0].weight)) for each in meant)
        return Answer(kind="choices", query=text, suggestions=suggestions(self._terms, scored))

    @cached_property
    def _meanings(self) -> "DescriptionIndex":
        from glossary.search.by_description import DescriptionIndex

        described = self._described_terms()
        return DescriptionIndex(described if len(described) <= MOST_DESCRIBED else ())


def _is_versus(phrase: Phrase) -> bool:
    """Whether its sides are joined by “vs” and nothing looser."""
    return any(word.part == "versus" for word in phrase.words)


def _asks(text: str, phrase: Phrase) -> bool:
    """Whether the text is surely a question: by its words, its mark or its order."""
    return not phrase.bare or "?" in text or phrase.inverted
