"""A bounded memory of what has been seen."""

from collections.abc import Hashable


class Seen:
    """Remembers the latest things it was shown, and forgets the oldest."""

    def __init__(self, size: int = 10_000) -> None:
        self._size = size
        self._things: dict[Hashable, None] = {}

    def before(self, thing: Hashable) -> bool:
        """Whether the thing was shown before. It counts as shown from now on."""
        if thing in self._things:
            return True
        if len(self._things) >= self._size:
            del self._things[next(iter(self._things))]
        self._things[thing] = None
        return False

    def forget(self, thing: Hashable) -> None:
        """Lets the thing count as not shown."""
        self._things.pop(thing, None)
