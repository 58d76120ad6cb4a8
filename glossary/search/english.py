"""The words that are spelt as meant: a look-up never turns one of them into something else."""

import gzip
from collections import Counter
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

COMPOUND, FURTHEST = 9.0, 13.0
_EVERYDAY = """
    i all am an and any are as ask at be best big but buy by can car cat ceo cfo cut day did do dog each eat end far few
    fix for from get go good got guy had has have he her here hey hi him his hot how if in is it its job joe just keep
    key kid know last like list lol long look made make man many may me men mom more most mr mrs ms much my need new
    next no nor not now off oh ok old on one only or our out over own part pay per put red run sam same sat say see set
    she so some such take team tell ten than that the them then they this tim time to too top toy try two up us use usa
    user very want was way we week well what when who why will win with won work year yes yet you your
"""
EVERYDAY = frozenset(_EVERYDAY.split())
"""Short words too common to be slips for a name or an acronym."""


class Lexicon:
    """English, and a glossary's own words."""

    def __init__(self, own: Iterable[str]) -> None:
        self._own = Counter(own)

    def add(self, own: Iterable[str]) -> None:
        """Takes in more words of the glossary's."""
        self._own.update(own)

    def remove(self, own: Iterable[str]) -> None:
        """Takes back words that were given as often as they are taken back."""
        for word in own:
            self._own[word] -= 1
            if self._own[word] <= 0:
                del self._own[word]

    def __contains__(self, word: object) -> bool:
        """Whether the word is spelt as meant."""
        return word in self._own or word in everyday_english()

    def limit(self, word: str) -> float:
        """The distance up to which the word may be a misspelling; one wrong letter costs between 3 and 8."""
        most = min(3.0 + len(word), FURTHEST)
        return COMPOUND if most > COMPOUND and self.is_compound(word) else most

    def is_compound(self, word: str) -> bool:
        """Whether the word is two English ones joined, and so likelier to be meant than misspelt: `offboarding`."""
        known = everyday_english()
        return any(word[:at] in known and word[at:] in known for at in range(3, len(word) - 2))


@cache
def everyday_english() -> frozenset[str]:
    """About 130,000 words of SCOWL (see words.LICENSE), in lower case, inflected forms and common names included."""
    packed = files("glossary").joinpath("words.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode().split("\n"))
