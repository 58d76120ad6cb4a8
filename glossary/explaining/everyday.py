"""Everyday words that are also names in the glossary, and abbreviations that everybody knows."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from glossary.search.normalisation import fold_word, match_key, split_words

FILE = Path(__file__).with_name("everyday.toml")


@dataclass(frozen=True, slots=True)
class Everyday:
    """Keys of names: the English words that are `jargon` wherever they stand, the `phrases` that are none, and the
    acronyms that need no explanation.
    """

    jargon: frozenset[str]
    phrases: frozenset[str]
    known_acronyms: frozenset[str]


@cache
def everyday() -> Everyday:
    """The lists of the file."""
    lists = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Everyday(
        frozenset(map(match_key, lists["jargon"])),
        frozenset(map(folded_key, lists["phrases"])),
        frozenset(lists["known_acronyms"]),
    )


def is_everyday(name: str) -> bool:
    """Whether people use the name without the term in mind."""
    key = folded_key(name)
    return key in everyday().phrases or key.removesuffix("s") in everyday().phrases


def is_jargon(word: str) -> bool:
    """Whether a word of English means the term wherever it stands."""
    key = match_key(word)
    return key in everyday().jargon or key.removesuffix("s") in everyday().jargon


def folded_key(name: str) -> str:
    """The name's words joined, each in the singular."""
    return "".join(map(fold_word, split_words(name)))
