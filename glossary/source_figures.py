"""Figures in the texts of terms, and those of two terms that speak of one thing and differ."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from glossary.model import Term

FIELDS = ("benchmark", "sources_differ", "definition", "why")
ALIKE = 0.5  # the least share of the words of two claims that must be the same
FEWEST = 3
_CLAUSE = re.compile(r"(?<!\d)[.](?!\d)|[;()]|,(?!\d)")
_FIGURE = re.compile(r"(?P<sign>[$€£]?)(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<unit>%|months?|days?|times|points?)?")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_WORD = re.compile(r"[a-z][a-z-]{2,}")
_COMMON = frozenset(
    {"about", "and", "are", "but", "can", "for", "from", "has", "its", "not", "one", "some", "than", "that", "the"}
    | {"their", "they", "this", "usually", "when", "which", "who", "with", "you", "your"}
)


class Claim(NamedTuple):
    """A clause with figures: the field it stands in, its text, its words, and its figures by their unit."""

    field: str
    text: str
    words: frozenset[str]
    figures: dict[str, set[str]]


def disagreements(ours: list[Claim], theirs: list[Claim]) -> Iterator[tuple[str, str, str]]:
    """The field of our claim, its text and theirs, of claims of two terms in like words whose figures differ."""
    for mine in ours:
        for claim in theirs:
            if _are_alike(mine.words, claim.words) and _differ(mine.figures, claim.figures):
                yield mine.field, mine.text, claim.text


def claims(term: Term) -> Iterator[Claim]:
    """The clauses of a term's texts that state a figure with a unit."""
    for field in FIELDS:
        for clause in _CLAUSE.split(getattr(term, field)):
            text = " ".join(clause.split())
            if figures := _figures(_YEAR.sub(" ", text)):
                words = frozenset(_WORD.findall(_FIGURE.sub(" ", text.casefold()))) - _COMMON
                yield Claim(field, text, words, figures)


def _figures(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for figure in _FIGURE.finditer(text):
        if unit := figure["sign"] or figure["unit"]:
            found.setdefault(unit.rstrip("s"), set()).add(figure["number"].replace(",", ""))
    return found


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = one & other
    return len(shared) >= FEWEST and len(shared) >= ALIKE * len(one | other)


def _differ(one: dict[str, set[str]], other: dict[str, set[str]]) -> bool:
    """Whether both have figures of one unit, and none of them in common."""
    return any(not one[unit] & other[unit] for unit in one.keys() & other.keys())
