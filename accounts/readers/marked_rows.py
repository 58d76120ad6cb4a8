"""Rows with their fingerprints, so that those which are known already need no reading."""

from collections.abc import Sequence
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from store.connection import IntegerColumn

    Words = NDArray[np.uint64]

_WORD: Final = 8
_LONGEST: Final = 1 << 10  # bytes of a text that is looked at together with others
_SHIFTS: Final = (30, 27)
_MULTIPLIERS: Final = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
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
    """Eight bytes for each text, which another text has by a chance of about 1 in 2⁶⁴, unless somebody works it out.

    All at once, as that takes a fifth of the time: each word of eight bytes is mixed with a number of its place, as
    splitmix64 does it, and the sum of a text's words once more with its length.
    """
    import numpy as np  # what an answer costs, and long files alone have use for it

    lengths = np.fromiter(map(len, texts), np.uint64, len(texts))
    longest = int(lengths.max(initial=0))
    if longest > _LONGEST:
        return np.concatenate([_of_one(text) for text in texts])
    places = _places()[: longest // _WORD + 1]
    words = np.array(texts, f"S{len(places) * _WORD}").view("<u8").reshape(len(texts), len(places))
    sums = _mixed(words ^ places).sum(axis=1, dtype=np.uint64) - _mixed(places).sum(dtype=np.uint64)
    found: IntegerColumn = _mixed(sums ^ lengths * np.uint64(_MULTIPLIERS[0])).view(np.int64)
    return found


def _of_one(text: bytes) -> "IntegerColumn":
    """The fingerprint of a text among which is a long one: those of the others are what they are without it."""
    import numpy as np

    if len(text) <= _LONGEST:
        return fingerprints([text])
    return np.frombuffer(blake2b(text, digest_size=_WORD).digest(), "<i8")


def _mixed(numbers: "Words") -> "Words":
    import numpy as np

    for shift, multiplier in zip(_SHIFTS, _MULTIPLIERS, strict=True):
        numbers = (numbers ^ numbers >> np.uint64(shift)) * np.uint64(multiplier)
    return numbers ^ numbers >> np.uint64(31)


@cache
def _places() -> "Words":
    import numpy as np

    numbers = np.arange(1, _LONGEST // _WORD + 2, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return _mixed(numbers)


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
