"""The whole list behind an answer, as the rows of a file."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows that are read only when a file is made of them.

    `name` is the file's, without its ending: `renewals-2026-06-15`.
    """

    name: str
    header: tuple[str, ...]
    rows: Callable[[], Iterable[Sequence[object]]]
