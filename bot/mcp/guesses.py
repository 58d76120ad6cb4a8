"""Wrong tokens, counted by where they come from: after some, no more of them are looked at for a while."""

from collections import OrderedDict, deque
from collections.abc import Callable
from hashlib import sha256
from typing import Final

FEW: Final = 20  # wrong tokens from an address
PERIOD: Final = 60.0  # seconds
ADDRESSES: Final = 1000
KNOWN: Final = 1000


class GuessLimit:
    """Refuses unread, from an address that sent many wrong tokens lately, all but those that were right here before:
    behind a proxy everybody has one address, and one who guesses doesn't lock others out.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()
        self._right: OrderedDict[bytes, None] = OrderedDict()

    def is_over(self, address: str, secret: str) -> bool:
        """Whether a token isn't to be looked at."""
        wrong, now = self._wrong.get(address, deque()), self._clock()
        while wrong and wrong[0] <= now - PERIOD:
            wrong.popleft()
        return len(wrong) >= FEW and _mark(secret) not in self._right

    def note_wrong(self, address: str) -> None:
        """Counts a wrong token."""
        self._wrong.setdefault(address, deque(maxlen=FEW)).append(self._clock())
        self._wrong.move_to_end(address)
        if len(self._wrong) > ADDRESSES:
            self._wrong.popitem(last=False)

    def note_right(self, secret: str) -> None:
        """Remembers a right one, by its hash."""
        self._right[_mark(secret)] = None
        self._right.move_to_end(_mark(secret))
        if len(self._right) > KNOWN:
            self._right.popitem(last=False)


def _mark(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
