"""The forms of names as they are searched: acronyms, in which every letter counts, and all others by their sound."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from glossary.search.spelling import PhoneticIndex

SHORT = 3
"""Shorter forms are matched exactly or asked back."""


class AcronymIndex:
    """Acronyms, with how many terms have each, by their first and last letters."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()
        self._by_end: dict[str, set[str]] = defaultdict(set)

    @property
    def state(self) -> Any:  # noqa: ANN401  plain values
        """All that it holds, to be kept."""
        return dict(self._count), dict(self._by_end)

    @classmethod
    def restored(cls, state: Any) -> "AcronymIndex":  # noqa: ANN401  as above
        """The index that held that."""
        index = cls()
        count, by_end = state
        index._count.update(count)
        index._by_end.update(by_end)
        return index

    def __contains__(self, form: object) -> bool:
        return form in self._count

    def add(self, acronyms: Iterable[str]) -> set[str]:
        """Takes in acronyms. Returns those that are new."""
        new = set()
        for acronym in acronyms:
            self._count[acronym] += 1
            if self._count[acronym] == 1:
                new.add(acronym)
                for end in _ends(acronym):
                    self._by_end[end].add(acronym)
        return new

    def remove(self, acronyms: Iterable[str]) -> set[str]:
        """Lets go of acronyms, each for one term. Returns those that no term has any longer."""
        gone = set()
        for acronym in acronyms:
            self._count[acronym] -= 1
            if not self._count[acronym]:
                del self._count[acronym]
                gone.add(acronym)
                for end in _ends(acronym):
                    self._by_end[end].discard(acronym)
        return gone

    def like(self, joined: str) -> list[str]:
        """The acronyms that begin or end as a form does, in order."""
        first, last = _ends(joined)
        return sorted({*self._by_end.get(first, ()), *self._by_end.get(last, ())})


def _ends(form: str) -> tuple[str, str]:
    return "^" + form[0], form[-1] + "$"


class FormIndex:
    """The forms that may be misspelt: those that are neither short nor hold an acronym."""

    def __init__(self, acronyms: AcronymIndex) -> None:
        self._acronyms = acronyms
        self._spelt: dict[str, tuple[str, ...]] = {}
        self._held_back: dict[str, tuple[str, ...]] = {}
        self._sounds = PhoneticIndex(())

    @property
    def state(self) -> Any:  # noqa: ANN401  plain values
        """All that it holds, to be kept."""
        return self._spelt, self._held_back, self._sounds.state

    @classmethod
    def restored(cls, acronyms: AcronymIndex, state: Any) -> "FormIndex":  # noqa: ANN401  as above
        """The index that held that, beside the same acronyms."""
        index = cls(acronyms)
        index._spelt, index._held_back, sounds = state
        index._sounds = PhoneticIndex.restored(sounds)
        return index

    def near(self, word: str, most: float) -> list[tuple[float, str]]:
        """The forms at most so far from this one, nearest first, with their distances."""
        return self._sounds.near(word, most)

    def add(self, names: Iterable[tuple[str, ...]]) -> None:
        """Takes in names as their words, once the acronyms are those that they are to be told apart from."""
        for parts in names:
            form = "".join(parts)
            if len(form) >= SHORT:
                self._remove(form)
                self._put(form, parts)

    def remove(self, names: Iterable[tuple[str, ...]]) -> None:
        """Lets go of names."""
        for parts in names:
            self._remove("".join(parts))

    def rearrange(self) -> None:
        """Brings forms into step with acronyms that are new or gone."""
        now_held = [(form, parts) for form, parts in self._spelt.items() if self._is_held(form, parts)]
        now_free = [(form, parts) for form, parts in self._held_back.items() if not self._is_held(form, parts)]
        for form, parts in now_held + now_free:
            self._remove(form)
            self._put(form, parts)

    def _put(self, form: str, parts: tuple[str, ...]) -> None:
        if self._is_held(form, parts):
            self._held_back[form] = parts
        else:
            self._spelt[form] = parts
            self._sounds.add(parts)

    def _remove(self, form: str) -> None:
        if (parts := self._spelt.pop(form, None)) is not None:
            self._sounds.remove(parts)
        self._held_back.pop(form, None)

    def _is_held(self, form: str, parts: tuple[str, ...]) -> bool:
        return form in self._acronyms or any(part in self._acronyms for part in parts)
