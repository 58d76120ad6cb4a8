"""Terms mentioned in a sentence that asks, wherever in it they stand: “Dear team, kindly advise what an EBR is for”."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from glossary.parsing.comparison_sides import EXACT
from glossary.parsing.phrases import Phrase
from glossary.parsing.vocabulary import JOINS, ROLES
from glossary.search.finder import Finder
from glossary.search.normalisation import split_words

LONGEST = 6
"""No name has more words."""
STRAY = 2
"""With more words of content beside each term, a short text is about something else."""
SENTENCE = 7
"""So many words are a sentence: it is about the term that it names as it is written, whatever else it says."""
TELLING = 5
"""A misspelt name has at least this many letters, and so has a word of questions at an end of it."""
ASIDE = frozenset({"in", "for", "as", "on", "at", "of", "with", "within", "during", "after", "before"})
"""A name after one of these is seldom what is asked about."""
NO_END = frozenset({",", "/", "&", "a", "an", "the"})
"""No name begins or ends with these."""


@dataclass(frozen=True, slots=True)
class Mention:
    """The ids that words `begin` to `end` of a phrase name."""

    begin: int
    end: int
    ids: tuple[str, ...]
    score: int


def mentions(phrase: Phrase, finder: Finder, *, asks: bool) -> list[Mention]:
    """The terms that the phrase mentions, in its order; none when a short one says much besides, or doesn't ask.

    Longer names come first. One English word by itself is no mention, `release` and `lead` mean too much, unless it
    stands beside an “or” or the like.
    """
    taken = _apart(
        phrase,
        lambda begin, end: _written(phrase, begin, end, finder) or _misspelt(Phrase(phrase.words[begin:end]), finder),
    )
    covered = {at for mention in taken for at in range(mention.begin, mention.end)}
    stray = sum(not word.part for at, word in enumerate(phrase.words) if at not in covered)
    if stray > STRAY * len(taken) or not asks:
        whole = is_sentence(phrase) or phrase.inverted
        taken = [mention for mention in taken if whole and _is_telling(phrase, mention, finder)]
    return taken


def written_names(phrase: Phrase, finder: Finder) -> list[Mention]:
    """Every name in the phrase as it is written, the longer first where two overlap, in its order."""
    return _apart(phrase, lambda begin, end: (finder.exact(Phrase(phrase.words[begin:end]).text), EXACT))


def _apart(phrase: Phrase, look: Callable[[int, int], tuple[tuple[str, ...], int]]) -> list[Mention]:
    """What a look at words `begin` to `end` finds, the longest first where two overlap, in the phrase's order."""
    taken: list[Mention] = []
    for begin, end in _spans(phrase):
        if not any(begin < other.end and other.begin < end for other in taken):
            ids, score = look(begin, end)
            if ids:
                taken.append(Mention(begin, end, ids, score))
    return sorted(taken, key=lambda mention: mention.begin)


def _is_telling(phrase: Phrase, mention: Mention, finder: Finder) -> bool:
    """Whether the mention is a name as it is written, and no word that means other things too."""
    text = Phrase(phrase.words[mention.begin : mention.end]).text
    return mention.score == EXACT and (" " in text or text[1:].isupper() or not finder.is_english(text))


def subjects(phrase: Phrase, named: list[Mention]) -> list[Mention]:
    """The mentions that are asked about: not those after a preposition, as the CRM in “a parent account in the CRM”."""
    return [mention for mention in named if not _is_aside(phrase, mention)] or named


def _is_aside(phrase: Phrase, mention: Mention) -> bool:
    before = [word.text.casefold() for word in phrase.words[max(mention.begin - 2, 0) : mention.begin]]
    if before and before[-1] in NO_END | {"my", "our", "your", "their"}:
        before.pop()
    return bool(before) and before[-1] in ASIDE


def is_sentence(phrase: Phrase) -> bool:
    """Whether the phrase has so many words that it is one."""
    return len(phrase.words) >= SENTENCE


def is_sure(phrase: Phrase, mention: Mention, finder: Finder) -> bool:
    """Whether no word that may be part of the name stands beside it, as does the slip in “what is net mmrr churn”."""
    beside = (*phrase.words[max(mention.begin - 1, 0) : mention.begin], *phrase.words[mention.end : mention.end + 1])
    return all(word.part or finder.exact(word.text) or _is_understood(word.text, finder) for word in beside)


def _is_understood(text: str, finder: Finder) -> bool:
    """Whether the word is English, a slip for a word of a question, or nothing that could be one for a term."""
    from rapidfuzz.distance import OSA  # slow to import, seldom used
    from rapidfuzz.process import extractOne

    if not all(char.isalpha() or char in "-'" for char in text) or all(map(finder.is_english, split_words(text))):
        return True
    return extractOne(text.casefold(), ROLES.keys(), scorer=OSA.distance, score_cutoff=1) is not None


def _spans(phrase: Phrase) -> Iterator[tuple[int, int]]:
    """The neighbouring words that may be a name, the longest first."""
    count = len(phrase.words)
    for length in range(min(LONGEST, count), 0, -1):
        for begin in range(count - length + 1):
            inside = phrase.words[begin : begin + length]
            ends = {inside[0].text.casefold(), inside[-1].text.casefold()}
            if any(not word.part for word in inside) and ends.isdisjoint(NO_END):
                yield begin, begin + length


def _written(phrase: Phrase, begin: int, end: int, finder: Finder) -> tuple[tuple[str, ...], int] | None:
    piece = Phrase(phrase.words[begin:end])
    if end - begin == 1 and not piece.text[1:].isupper() and finder.is_english(piece.text):
        beside = (*phrase.words[max(begin - 1, 0) : begin], *phrase.words[end : end + 1])
        if JOINS.isdisjoint(word.part for word in beside):
            return None
    ids = finder.exact(piece.text)
    return (ids, EXACT) if ids else None


def _misspelt(piece: Phrase, finder: Finder) -> tuple[tuple[str, ...], int]:
    ends = (piece.words[0], piece.words[-1])
    if any(word.part and len(word.text) < TELLING - 1 for word in ends) or len(piece.text) < TELLING:
        return (), 0
    found = finder.find(piece.text)
    return (found.ids, found.score) if len(found.ids) == 1 else ((), 0)
