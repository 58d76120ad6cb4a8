"""Limit of a tenant's requests a minute, on one server."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

MINUTE: Final = 60.0


@dataclass(slots=True)
class RequestLimit:
    """Counts a tenant's requests of the last minute."""

    clock: Callable[[], float] = time.monotonic
    _since: float = field(default=float("-inf"))
    _made: int = 0

    def allows(self, most: int | None) -> bool:
        """Counts a request. Returns whether there were no more than `most` in this minute."""
        now = self.clock()
        if now - self._since >= MINUTE:
            self._since, self._made = now, 0
        self._made += 1
        return most is None or self._made <= most
