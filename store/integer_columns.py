"""Columns of whole numbers and days as both engines hand them over quickly: in one text, with commas between."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from store.connection import IntegerColumn

NO_DAY: Final = "0000-00-00"  # what a query gives for a day that isn't known
_EPOCH: Final = date(1970, 1, 1).toordinal()


def columns_in(names: Sequence[str], texts: Iterable[str | None], days: Collection[str]) -> "list[IntegerColumn]":
    """Returns the columns in texts: numbers, or ordinals of those named as `days`; no text is an empty column.

    Raises `ValueError` where one is shorter than another: a NULL is left out of its text.
    """
    found = [_days_in(text) if name in days else _integers_in(text) for name, text in zip(names, texts, strict=True)]
    if len({*map(len, found)}) > 1:
        raise ValueError(f"One of the columns {', '.join(names)} has a NULL.")
    return found


def _integers_in(text: str | None) -> "IntegerColumn":
    import numpy as np  # takes as long to load as an answer, and most need none

    return np.fromstring(text or "", np.int64, sep=",")


def _days_in(text: str | None) -> "IntegerColumn":
    """Returns days such as 2026-06-18 as `date.toordinal` counts them, 0 for `NO_DAY`."""
    import numpy as np

    digits = np.frombuffer(f"{text},".encode() if text else b"", np.uint8).reshape(-1, len(NO_DAY) + 1) - ord("0")
    thousands, hundreds, tens, years, _, tens_of_months, months, _, tens_of_days, days, _ = digits.T.astype(np.int64)
    year = thousands * 1000 + hundreds * 100 + tens * 10 + years
    month = (year - 1970) * 12 + tens_of_months * 10 + months - 1
    first = month.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return np.where(year > 0, first + tens_of_days * 10 + days + (_EPOCH - 1), 0)
