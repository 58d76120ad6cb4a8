"""Questions in plain English: which words of a text may be the term, and what is asked about it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from glossary.forms import plain
from glossary.model import Aspect
from glossary.wording import ASPECTS, CONTEXT, JOINS, PAIR, PREPOSITIONS, part

LONGEST = 40
_TOKEN = re.compile(r"\d+(?:,\d{3})+|[,/&]|[^\s,/]+")
_EDGES = "?!.:;()[]{}\"'…<>|=-"
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
    def bare(self) -> bool:
        """Whether none of its words is sure to belong to a question or a comparison."""
        return not any(word.part in ("ask", "versus", "differ") for word in self.words)

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
        taken = {word.part for word in (*self.words[:begin], *self.words[end:])}
        return next((aspect for aspect in ASPECTS if aspect in taken), "")

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


def read(text: str) -> Phrase:
    """The text as words, each with its part; no words when it is too long to be a question."""
    tokens = [token for found in _TOKEN.findall(plain(text)[:400]) if (token := found.strip(_EDGES))]
    if len(tokens) > LONGEST:
        return Phrase(())
    folded = [token.casefold() for token in tokens]
    shouted = not any(token.islower() for token in tokens)
    parts = [
        "" if role == "fill" and 1 < len(token) < 4 and token.isupper() and not shouted else role
        for token, role in zip(tokens, map(part, folded), strict=True)
    ]
    for at, pair in enumerate(pairwise(folded)):
        if pair in PAIR:
            parts[at] = parts[at + 1] = PAIR[pair]
    return Phrase(tuple(Word(token, role) for token, role in zip(tokens, parts, strict=True)))


def clauses(text: str) -> list[Phrase]:
    """What may name a term in a text of several clauses, one of which begins a question, that clause first.

    When it only points back, as in “We spoke of NRR yesterday. What is that?”, these are also the words of the others.
    """
    if not _STOP.search(text):
        return []
    found = [phrase for clause in _STOP.split(plain(text)[:400]) if (phrase := read(clause)).words]
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
