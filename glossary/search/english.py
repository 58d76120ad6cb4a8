"""The words that are spelt as meant: a look-up never turns one of them into something else."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache
from pathlib import Path
from typing import Final, TypeVar

from glossary.kept import kept_or_made, kept_path

T = TypeVar("T")

COMPOUND, FURTHEST = 9.0, 13.0
_WORDS: Final = Path(__file__).parents[1] / "words.txt.gz"
_BEGINNING: Final = 2  # letters
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

    @property
    def state(self) -> dict[str, int]:
        """The glossary's own words and how often each was taken in, to be kept."""
        return dict(self._own)

    @classmethod
    def restored(cls, state: Mapping[str, int]) -> "Lexicon":
        """The lexicon that held that."""
        lexicon = cls(())
        lexicon._own.update(state)
        return lexicon

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


class EnglishWords(Set[str]):
    """A set of words that is there at once: those with the same beginning are parted when one of them is asked for."""

    def __init__(self, by_beginning: Mapping[str, str]) -> None:
        """Takes the words by their first two letters, those of each with line ends between them."""
        self._texts = by_beginning
        self._parted: dict[str, frozenset[str]] = {}

    def __contains__(self, word: object) -> bool:
        """Whether the word is one of them."""
        if not isinstance(word, str) or (beginning := word[:_BEGINNING]) not in self._texts:
            return False
        words = self._parted.get(beginning)
        if words is None:
            words = self._parted[beginning] = frozenset(self._texts[beginning].split("\n"))
        return word in words

    def __iter__(self) -> Iterator[str]:
        """The words."""
        return (word for text in self._texts.values() for word in text.split("\n"))

    def __len__(self) -> int:
        """How many they are."""
        return sum(text.count("\n") + 1 for text in self._texts.values())

    @classmethod
    def _from_iterable(cls, words: Iterable[T]) -> frozenset[T]:
        return frozenset(words)


@cache
def everyday_english() -> EnglishWords:
    """About 130,000 words of SCOWL (see words.LICENSE), in lower case, inflected forms and common names included."""
    return EnglishWords(kept_or_made(kept_path(str(_WORDS.parent), "words"), [str(_WORDS)], _by_beginning))


def _by_beginning() -> dict[str, str]:
    from gzip import decompress

    found: dict[str, list[str]] = defaultdict(list)
    for word in decompress(_WORDS.read_bytes()).decode().split("\n"):
        found[word[:_BEGINNING]].append(word)
    return {beginning: "\n".join(each) for beginning, each in found.items()}
