"""What a phrase names, and the names that are searched."""

from typing import Literal, NamedTuple


class Match(NamedTuple):
    """What a phrase names: one id is sure, several are a choice, none is nothing; `near` is worth offering."""

    how: Literal["exact", "fuzzy", ""] = ""
    ids: tuple[str, ...] = ()
    score: int = 0
    near: tuple[tuple[str, int], ...] = ()


NameWords = tuple[str, tuple[str, ...], str]
"""A name of a term: as it is written, its words in lower case, and the term's id."""
