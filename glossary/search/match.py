"""The match of a phrase with a term, and the names that are searched."""

from typing import Literal, NamedTuple

from glossary.search.normalisation import split_words


class Match(NamedTuple):
    """What a phrase names: one id is sure, several are a choice, none is nothing; `near` is worth offering."""

    how: Literal["exact", "fuzzy", ""] = ""
    ids: tuple[str, ...] = ()
    score: int = 0
    near: tuple[tuple[str, int], ...] = ()


NameWords = tuple[str, tuple[str, ...], str]
"""A name of a term: as it is written, its words in lower case, and the term's id."""


class TermNames(NamedTuple):
    """A term as it is searched: its id, its names, its definition, and whether it is a team's own."""

    id: str
    names: tuple[NameWords, ...]
    definition: str
    own: bool = False

    @property
    def words(self) -> list[str]:
        """Every word of it, as often as it stands there."""
        return [word for _, parts, _ in self.names for word in parts] + split_words(self.definition)
