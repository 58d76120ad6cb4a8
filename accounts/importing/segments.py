"""One spelling for each segment."""

import re
from collections.abc import Mapping

from accounts.importing.batches import Batch, Values
from store.connection import Connection

_BETWEEN = re.compile(r"(?<!\d)[\s_\-–—]+|[\s_\-–—]+(?!\d)")
_SPELLED = "SELECT segment FROM standing_sum WHERE segment != '' GROUP BY segment ORDER BY sum(accounts) DESC, segment"


class SegmentSpellings(dict[str | None, str | None]):
    """The spelling of each segment: the one that the store has, else the first one met."""

    def __init__(self, spelled: list[str]) -> None:
        super().__init__({None: None})
        self._spelling: dict[str, str] = {}
        for segment in spelled:
            self[segment] = self._spelling.setdefault(_key(segment), segment)

    def __missing__(self, segment: str) -> str:
        spelling = self[segment] = self._spelling.setdefault(_key(segment), segment)
        return spelling

    @property
    def spellings(self) -> Mapping[str, str]:
        """The spelling of each, by what all spellings of it have in common."""
        return self._spelling

    def in_one_spelling(self, batch: Batch, segments: Values) -> Values:
        """The segments of a batch's rows; those that were spelled otherwise are noted."""
        spelled = list(map(self.__getitem__, segments))
        if spelled != segments:
            for row, (said, taken) in enumerate(zip(segments, spelled, strict=True)):
                if said != taken:
                    batch.note(row, f"“{said}” was taken for the segment “{taken}”")
        return spelled


def known_segments(connection: Connection) -> SegmentSpellings:
    """The segments of the store's customers, in the spelling that most have."""
    return SegmentSpellings([segment for (segment,) in connection.execute(_SPELLED)])


def _key(segment: str) -> str:
    """What the spellings of a segment have in common; `1-10` isn't `110`."""
    return _BETWEEN.sub("", segment.casefold())
