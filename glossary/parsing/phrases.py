"""Questions in plain English: which words of a text may be the term, and what is asked about it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from glossary.model import ASPECTS, Aspect
from glossary.parsing.vocabulary import ASKING, CONTEXT, JOINS, NOUNS, PAIR, PREPOSITIONS, role
from glossary.search.english import everyday_english
from glossary.search.normalisation import plain_text

LONGEST = 40
YES_NO = frozenset(
    {
        "is",
        "are",
        "isnt",
        "isn't",
        "arent",
        "aren't",
        "am",
        "can",
        "could",
        "do",
        "does",
        "did",
        "should",
        "would",
        "will",
    }
)
ACRONYM = 6
"""An acronym has fewer letters."""
_TOKEN = re.compile(r"\d+(?:,\d{3})+|[,/&]|[^\s,/]+")
_WORD = re.compile(r"[^\W_]|[,/&+]")
_BETWEEN = re.compile(r"\bb/w\b", re.IGNORECASE)
_RIGHT = re.compile(r"\s*,\s*right\W*$", re.IGNORECASE)
_EDGES = "?!.:;()[]{}\"'…<>|=-"
_SURE = frozenset({"ask", "versus", "differ"})
_NOT_IN_NAMES = "a an the this is are was were do does did my our your it & / ,"
_NO_END = frozenset(_NOT_IN_NAMES.split())
_STOP = re.compile(r"[.?!;:,]+\s+|\s+-+\s+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was written, and the part it plays in a question; no part when it can only be of a term."""

    text: str
    part: str


@dataclass(frozen=True)
class Phrase:
    """Neighbouring words of a text, read as what is left when the words of a question are taken off its ends."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words with a space between them."""
        return " ".join(word.text for word in self.words)

    @cached_property
    def begins(self) -> int:
        """How many words at the beginning may belong to the question."""
        return next((at for at, word in enumerate(self.words) if not word.part), len(self.words))

    @cached_property
    def ends(self) -> int:
        """Where the words at the end begin that may belong to the question."""
        end = len(self.words)
        while end > self.begins and (before := self._before(end)) < end:
            end = before
        return end

    @property
    def asks(self) -> bool:
        """Whether any of its words may belong to a question or a comparison."""
        return any(word.part for word in self.words)

    @property
    def inverted(self) -> bool:
        """Whether it begins as a question does that takes yes or no: `is`, `isn't`, `can`."""
        return bool(self.words) and self.words[0].text.casefold() in YES_NO

    @property
    def bare(self) -> bool:
        """Whether none of its words is sure to belong to a question or a comparison."""
        return not any(word.part in _SURE for word in self.words)

    @property
    def core(self) -> "Phrase":
        """What is left without any word that may belong to a question."""
        return Phrase(self.words[self.begins : self.ends])

    def cuts(self) -> Iterator[tuple["Phrase", Aspect]]:
        """Every way to take the question off, the longest rest first, with the aspect asked for by what is taken."""
        first_end = 1 if self.begins == len(self.words) else self.ends
        spans = [(a, b) for a in range(self.begins + 1) for b in range(max(first_end, a + 1), len(self.words) + 1)]
        if self.begins == len(self.words):
            spans = [(a, b) for a, b in spans if b - a > 1 or len(self.words[a].text) > 3]
        for a, b in sorted(spans, key=lambda span: span[0] - span[1]):
            yield Phrase(self.words[a:b]), self.aspect_beside(a, b)

    def beyond_core(self) -> Iterator[tuple["Phrase", Aspect]]:
        """The cuts longer than the core that may be a misspelt name, as in “what is customer satisfcation score”."""
        least = len(self.core.words)
        for cut, aspect in self.cuts():
            if least < len(cut.words) and not any(_is_no_end(word) for word in (cut.words[0], cut.words[-1])):
                yield cut, aspect

    @property
    def comparing(self) -> int:
        """How many of its words can only mean a comparison."""
        return sum(word.part in ("versus", "differ") for word in self.words)

    @property
    def joined(self) -> bool:
        """Whether words in its midst may join two terms."""
        return any(word.part in JOINS for word in self.words[1:-1])

    @property
    def aspect(self) -> Aspect:
        """What the words around the core ask for."""
        return self.aspect_beside(self.begins, self.ends)

    def aspect_beside(self, begin: int, end: int) -> Aspect:
        """What the words before `begin` and from `end` on ask for."""
        if not self._of_aspects:
            return ""
        taken = {word.part for word in (*self.words[:begin], *self.words[end:])}
        return next((aspect for aspect in ASPECTS if aspect in taken), "")

    @cached_property
    def _of_aspects(self) -> bool:
        return any(word.part in ASPECTS for word in self.words)

    def _before(self, end: int) -> int:
        """The place before the last word, or before a context such as “in customer success”, if one may be taken."""
        if self.words[end - 1].part:
            return end - 1
        for at in range(end - 1, self.begins, -1):
            word = self.words[at].text.casefold()
            if word in PREPOSITIONS:
                return at
            if word not in CONTEXT:
                break
        return end


def _calls_for(word: str, role: str) -> bool:
    """Whether a noun such as “score” beside the word is of a question: beside one that asks, and beside an acronym."""
    if role:
        return role in ASKING and word not in NOUNS
    return len(word) < ACRONYM and word not in everyday_english()


def _is_no_end(word: Word) -> bool:
    """Whether no name that is misspelt begins or ends with the word."""
    return word.part in _SURE or word.text.casefold() in _NO_END


def parse_words(text: str) -> Phrase:
    """The text as words, each with its part; no words when it is too long to be a question."""
    text = plain_text(text)[:400]
    if "/" in text or "," in text:
        text = _RIGHT.sub("", _BETWEEN.sub("between", text))
    tokens = [token for found in _TOKEN.findall(text) if (token := found.strip(_EDGES)) and _WORD.search(token)]
    if len(tokens) > LONGEST:
        return Phrase(())
    folded = [token.casefold() for token in tokens]
    shouted = not any(token.islower() for token in tokens)
    parts = [
        "" if role == "fill" and 1 < len(token) < 4 and token.isupper() and not shouted else role
        for token, role in zip(tokens, map(role, folded), strict=True)
    ]
    for at, pair in enumerate(pairwise(folded)):
        if pair in PAIR:
            parts[at] = parts[at + 1] = PAIR[pair]
    if not NOUNS.isdisjoint(folded) and not any(map(_calls_for, folded, parts)):
        parts = ["" if token in NOUNS else role for token, role in zip(folded, parts, strict=True)]
    return Phrase(tuple(Word(token, role) for token, role in zip(tokens, parts, strict=True)))


def clauses(text: str) -> list[Phrase]:
    """What may name a term in a text of several clauses, one of which begins a question, that clause first.

    When it only points back, as in “We spoke of NRR yesterday. What is that?”, these are also the words of the others.
    """
    if not _STOP.search(text):
        return []
    found = [phrase for clause in _STOP.split(plain_text(text)[:400]) if (phrase := parse_words(clause)).words]
    asking = [phrase for phrase in found if phrase.words[0].part == "ask"]
    if len(found) < 2 or not asking:
        return []
    telling = [phrase for phrase in found if phrase not in asking]
    pointing = any(not phrase.core.words for phrase in asking)
    return asking + telling + [said for phrase in telling if pointing for said in _said(phrase)]


def _said(phrase: Phrase) -> list[Phrase]:
    """The runs of up to five words that begin and end with a word of content, longest first."""
    words = phrase.words
    runs = (words[at : at + length] for length in range(5, 0, -1) for at in range(len(words) - length + 1))
    return [Phrase(run) for run in runs if not (run[0].part or run[-1].part)]
