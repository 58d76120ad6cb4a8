"""Segments in one spelling: `mid market`, `Midmarket` and `Mid-Market` are one, not three in every list."""

import re
import sqlite3

from accounts.importing.batches import Batch, Values

_BETWEEN = re.compile(r"(?<!\d)[\s_\-–—]+|[\s_\-–—]+(?!\d)")
_SPELLED = "SELECT segment FROM standing_sum WHERE segment != '' GROUP BY segment ORDER BY sum(accounts) DESC, segment"


class Segments(dict[str | None, str | None]):
    """The spelling of each segment: the one that the store has, else the first one met."""

    def __init__(self, spelled: list[str]) -> None:
        super().__init__({None: None})
        self._spelling: dict[str, str] = {}
        for segment in spelled:
            self[segment] = self._spelling.setdefault(_key(segment), segment)

    def __missing__(self, segment: str) -> str:
        spelling = self[segment] = self._spelling.setdefault(_key(segment), segment)
        return spelling

    def in_one_spelling(self, batch: Batch, segments: Values) -> Values:
        """The segments of a batch's rows; those that were spelled otherwise are noted."""
        spelled = [self[segment] for segment in segments]
        if spelled != segments:
            for row, (said, taken) in enumerate(zip(segments, spelled, strict=True)):
                if said != taken:
                    batch.note(row, f"“{said}” was taken for the segment “{taken}”")
        return spelled


def known(connection: sqlite3.Connection) -> Segments:
    """The segments of the store's customers, in the spelling that most have."""
    return Segments([segment for (segment,) in connection.execute(_SPELLED)])


def _key(segment: str) -> str:
    """What the spellings of a segment have in common; `1-10` isn't `110`."""
    return _BETWEEN.sub("", segment.casefold())
