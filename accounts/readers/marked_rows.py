"""Rows with their fingerprints, so that those which are known already need no reading."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    from store.connection import IntegerColumn

_CELL, _ROW = "\x1f", "\x1e"  # between cells and rows as they are hashed


class MarkedRows(NamedTuple):
    """Rows of a table, each with its fingerprint, or None where that isn't told."""

    places: Sequence[int]
    cells: Sequence[Sequence[object]]
    marks: Sequence[int | None]


class KnownRows(Protocol):
    """The rows that are known, by their fingerprints."""

    def find(self, marks: "IntegerColumn") -> "IntegerColumn":
        """Returns which known row each of the fingerprints is of, −1 for none."""
        ...

    def pass_over(self, rows: "IntegerColumn") -> None:
        """Counts known rows that were met and left out."""
        ...


def fingerprints(texts: Sequence[bytes]) -> "IntegerColumn":
    """Eight bytes for each text, which another text has by a chance of 1 in 2⁶⁴."""
    import numpy as np  # what an answer costs, and long files alone have use for it

    return np.frombuffer(b"".join([blake2b(text, digest_size=8).digest() for text in texts]), "<i8")


def texts_of(cells: Sequence[Sequence[Any]]) -> list[bytes]:
    """Each row as a text of its own, whatever stands in its cells."""
    try:
        text = _ROW.join(map(_CELL.join, cells))
        plain = text.count(_ROW) == len(cells) - 1 and text.count(_CELL) == sum(map(len, cells)) - len(cells)
    except TypeError:  # of cells that are no texts
        plain = False
    if plain:
        return text.encode("utf-8", "surrogatepass").split(_ROW.encode())
    return [f"{_CELL}{list(row)!r}".encode("utf-8", "surrogatepass") for row in cells]
