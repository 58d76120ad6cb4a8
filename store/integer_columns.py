"""Columns of whole numbers as both engines hand them over quickly: in one text, with commas between."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.connection import IntegerColumn


def integers_in(text: str | None) -> "IntegerColumn":
    """Returns the numbers in a text, none for no text."""
    import numpy as np  # takes as long to load as an answer, and most need none

    return np.fromstring(text or "", np.int64, sep=",")
