"""Spelling: the known words that a misspelt one may stand for, and how far each is from it."""

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Any

MARGIN = 0.75
"""Words that are no further apart in distance than this are as near: which of them is meant is asked."""
_HEARD = (
    *((2 * letter, letter) for letter in "bcdfgklmnprstvz"),
    ("ph", "f"), ("gh", "g"), ("ck", "k"), ("sc", "s"), ("tio", "so"), ("cio", "so"), ("x", "ks"), ("wh", "w"),
    ("kn", "n"), ("wr", "r"), ("ce", "s"), ("ci", "s"), ("cy", "s"),
)  # fmt: skip
_DOUBLED = re.compile(r"([bcdfgklmnprstvz])\1")
_FIRST = str.maketrans("eiou", "aaaa")
_SAME, _SILENT = bytes.maketrans(b"qcz", b"kks"), b"haeiouy"
_LONG = 8
"""Sounds longer than this are not also kept by their letters: a swap in the very middle of one is rare."""
_FEW = 6


def phonetic_key(*words: str) -> str:
    """What is heard of the words' consonants, and whether they begin with a vowel: `receive` is `rsv`."""
    heard = _heard(words[0]) if len(words) == 1 else _DOUBLED.sub(r"\1", "".join(map(_heard, words)))
    return heard[:1].translate(_FIRST) + heard[1:].encode().translate(_SAME, _SILENT).decode("latin-1")


@lru_cache(maxsize=1 << 16)
def _heard(word: str) -> str:
    for letters, heard in _HEARD:
        if letters in word:
            word = word.replace(letters, heard)
    return word


_sound = lru_cache(maxsize=1 << 13)(phonetic_key)
"""The same for words that are looked at again and again."""


class PhoneticIndex:
    """Known forms by sound, so that the few which a misspelling may stand for are found without looking at the rest.

    A form is a word, or the words of a name to be joined.

    Two sounds that differ in one place agree in their first or in their second half, or have the same letters.
    """

    def __init__(self, forms: Iterable[tuple[str, ...]]) -> None:
        self._parts: dict[str, str | list[str]] = {}
        for words in forms:
            self.add(words)

    @property
    def state(self) -> Any:  # noqa: ANN401  plain values
        """All that it holds, to be kept."""
        return self._parts

    @classmethod
    def restored(cls, state: Any) -> "PhoneticIndex":  # noqa: ANN401  as above
        """The index that held that."""
        index = cls(())
        index._parts = state
        return index

    def add(self, words: tuple[str, ...]) -> None:
        """Takes in a form that isn't there yet."""
        word, heard = "".join(words), phonetic_key(*words)
        size = len(heard)
        half = size // 2
        self._add(f"{size}<{heard[:half]}", word)
        self._add(f"{size}>{heard[half:]}", word)
        if size <= _LONG:
            self._add("".join(sorted(heard)), word)

    def remove(self, words: tuple[str, ...]) -> None:
        """Lets go of a form, if it is there."""
        word, heard = "".join(words), phonetic_key(*words)
        size = len(heard)
        half = size // 2
        for part in (f"{size}<{heard[:half]}", f"{size}>{heard[half:]}", "".join(sorted(heard))):
            known = self._parts.get(part)
            if isinstance(known, list):
                self._parts[part] = [other for other in known if other != word]
            elif known == word:
                del self._parts[part]

    def _add(self, part: str, word: str) -> None:
        # Most parts are of one word: a list for each would double what the index takes.
        known = self._parts.setdefault(part, word)
        if isinstance(known, list):
            known.append(word)
        elif known is not word:
            self._parts[part] = [known, word]

    def near(self, word: str, most: float) -> list[tuple[float, str]]:
        """The words at most so far from this one, nearest first, with their distances."""
        heard = phonetic_key(word)
        return nearest(word, self._alike(heard), most, heard)

    def _alike(self, heard: str) -> set[str]:
        size = len(heard)
        asked = ["".join(sorted(heard))] if size <= _LONG else []
        for other in (size - 1, size, size + 1):
            half = other // 2
            asked += (f"{other}<{heard[:half]}", f"{other}>{heard[size - other + half :]}")
        found: set[str] = set()
        for part in asked:
            words = self._parts.get(part, ())
            found.update((words,) if isinstance(words, str) else words)
        return found


def nearest(word: str, others: Collection[str], most: float, heard: str = "") -> list[tuple[float, str]]:
    """Those of the others that are at most so far from the word, nearest first, with their distances."""
    if not others:
        return []
    from rapidfuzz import process  # costs what an answer does, and of most names every word is known
    from rapidfuzz.distance import OSA

    cutoff = int((most + len(word) / 2) / 3)
    edits = process.extract(word, others, scorer=OSA.distance, score_cutoff=cutoff, limit=_FEW)
    if not edits:
        return []
    heard = heard or phonetic_key(word)
    found = [
        (_distance(word, near, edit, OSA.distance(heard, _sound(near))), near)
        for near, edit, _ in edits
        if edit <= edits[0][1] + 2
    ]
    return sorted(pair for pair in found if pair[0] <= most)


def _distance(word: str, near: str, edits: float, heard: float) -> float:
    """Edits count most, then those that are heard, new letters and the ends; letters left out count less than added.

    The weights are those of a model fitted to public lists of misspellings, rounded.
    """
    return (
        3 * edits
        + 2 * heard
        + len(set(word) ^ set(near))
        + (word[0] != near[0])
        + (word[-1] != near[-1])
        - (len(near) - len(word)) / 2
    )
