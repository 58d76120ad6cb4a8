"""The words that are spelt as meant: a look-up never turns one of them into something else."""

import gzip
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

COMPOUND, FURTHEST = 9.0, 13.0


class Lexicon:
    """English, and a glossary's own words."""

    def __init__(self, own: Iterable[str]) -> None:
        self._own = frozenset(own)

    def __contains__(self, word: object) -> bool:
        """Whether the word is spelt as meant."""
        return word in self._own or word in english()

    def limit(self, word: str) -> float:
        """The distance up to which the word may be a misspelling; one wrong letter costs between 3 and 8."""
        most = min(3.0 + len(word), FURTHEST)
        return COMPOUND if most > COMPOUND and self.is_compound(word) else most

    def is_compound(self, word: str) -> bool:
        """Whether the word is two English ones joined, and so likelier to be meant than misspelt: `offboarding`."""
        known = english()
        return any(word[:at] in known and word[at:] in known for at in range(3, len(word) - 2))


@cache
def english() -> frozenset[str]:
    """About 130,000 words of SCOWL (see words.LICENSE), in lower case, inflected forms and common names included."""
    packed = files("glossary").joinpath("words.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode().split("\n"))
