"""The sides of a comparison: where a text is parted, and what each part names."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Literal

from glossary.parsing.phrases import Phrase, Word
from glossary.parsing.vocabulary import CONTEXT, JOINS

Find = Callable[[str], tuple[Sequence[str], int]]
"""Finds the ids that a phrase may mean, with a score: `EXACT` for a name as it is written."""
Join = Literal["versus", "and", "loose", ""]

EXACT = 100
ELIDED = 99
"""The score of a name completed with a word of another side."""
LONGER = 12
"""How much less the score of a longer name may be than that of the name inside it."""
MOST_SIDES = 5


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what it says, the terms it may mean, and how well."""

    text: str
    ids: tuple[str, ...] = ()
    score: int = 0


def join_of(phrase: Phrase) -> Join:
    """What joins the sides: “versus” and its like, “and” and its like, words such as “from”, or nothing."""
    parts = {word.part for word in phrase.words} & JOINS
    if parts & {"versus", "differ"}:
        return "versus"
    return "and" if "and" in parts else "loose" if parts else ""


def splits(phrase: Phrase, join: Join, find: Find) -> Iterator[tuple[Side, ...]]:
    """Every way to part the text into two or more sides."""
    if not join:
        yield from _halves(phrase, find)
    forced = [at for at, word in enumerate(phrase.words) if word.part in ("versus", "differ")]
    also = {"and"} if join == "and" else {"and", "loose"}
    free = [at for at, word in enumerate(phrase.words) if word.part in also][: MOST_SIDES + 1]
    for count in range(min(len(free), MOST_SIDES) + 1):
        for chosen in combinations(free, count):
            pieces = _pieces(phrase, sorted({*forced, *chosen}))
            if 2 <= len(pieces) <= MOST_SIDES and (join == "versus" or not _asks_anew(pieces)):
                yield _sides(pieces, find)
            elif join == "versus" and len(pieces) == 1:
                yield from _halves(pieces[0], find)


def _pieces(phrase: Phrase, at: list[int]) -> list[Phrase]:
    bounds = [-1, *at, len(phrase.words)]
    return [Phrase(phrase.words[a + 1 : b]) for a, b in pairwise(bounds) if a + 1 < b]


def _asks_anew(pieces: list[Phrase]) -> bool:
    """Whether a question begins after the first side, as in “in support, what is a ticket?”."""
    first = [piece.words[0] for piece in pieces]
    asking = [word.part == "ask" and word.text.casefold().startswith(("wh", "how")) for word in first]
    return any(asking[1:]) and not asking[0]


def _halves(piece: Phrase, find: Find) -> Iterator[tuple[Side, ...]]:
    """Both sides of each gap, for `compare nrr grr`, which joins its terms by nothing; one of them is a name."""
    words = piece.words
    for at in range(1, len(words)):
        sides = tuple(_side(Phrase(half), find) for half in (words[:at], words[at:]))
        if any(side.score == EXACT for side in sides) and all(side.text for side in sides):
            yield sides


def _sides(pieces: list[Phrase], find: Find) -> tuple[Side, ...]:
    """The sides that the pieces name; pieces of nothing but a question are none."""
    first, last = pieces[0].core.words, pieces[-1].core.words
    sides = []
    for piece in pieces:
        side = _side(piece, find)
        if side.score < ELIDED:
            completed = _completed(piece.core.words or piece.words, first, last, find)
            side = max([side, *completed], key=lambda side: side.score)
        if side.text:
            sides.append(side)
    return tuple(sides)


def _side(piece: Phrase, find: Find) -> Side:
    if len(piece.words) == 1 and (whole := find(piece.text))[0] and whole[1] == EXACT:
        return Side(piece.text, tuple(whole[0]), EXACT)  # an acronym that is a word of questions too: `csm vs am`
    for cut, _ in piece.cuts():
        ids, score = find(cut.text)
        if ids and score == EXACT:
            return Side(cut.text, tuple(ids), score)
    core = piece.core
    ids, score = find(core.text) if core.words else ((), 0)
    for cut, _ in piece.beyond_core():
        longer, near = find(cut.text)
        if len(longer) == 1 and near >= score - LONGER:
            return Side(cut.text, tuple(longer), min(near, ELIDED))
    if not ids and len(core.words) > 1 and core.words[-1].text.casefold() in CONTEXT:
        ids, score = find(Phrase(core.words[:-1]).text)
    return Side(core.text, tuple(ids), min(score, ELIDED))


def _completed(words: tuple[Word, ...], first: tuple[Word, ...], last: tuple[Word, ...], find: Find) -> Iterator[Side]:
    """The side with the words it shares with another: the `touch` of “high vs low touch”, the `customer` of “customer
    success vs support”."""
    borrowed = [(*words, *last[-count:]) for count in (1, 2) if words != last and len(last) > count]
    borrowed += [(*first[:count], *words) for count in (1, 2) if words != first and len(first) > count]
    for whole in borrowed:
        text = " ".join(word.text for word in whole)
        ids, score = find(text)
        if ids and score == EXACT:
            yield Side(text, tuple(ids), ELIDED)
