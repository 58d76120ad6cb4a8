"""The program's clock: whatever needs the time takes it from here, so that the demo and the tests can set another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import time as machine_time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from store.database import Store

Clock = Callable[[], datetime]

_shift = timedelta(0)


def utc_now() -> datetime:
    """Returns the time in UTC."""
    return datetime.now(UTC) + _shift


def local_now() -> datetime:
    """Returns the time in the zone of this machine."""
    return utc_now().astimezone()


@contextmanager
def starting_at(moment: datetime) -> Iterator[None]:
    """Sets the clock of the whole process: it goes on from that moment until the context is left."""
    global _shift  # noqa: PLW0603  one clock a process
    before, _shift = _shift, moment - datetime.now(UTC)
    try:
        yield
    finally:
        _shift = before


def server_time(store: "Store", moment: datetime) -> datetime:
    """Returns a moment of this machine's clock by that of the store's server, which those who deliver go by."""
    return moment + timedelta(seconds=store.ahead(machine_time))


class StoreClock:
    """A clock that goes by the one of the store's server, where it has one: those of machines differ, and one would
    take over what another is at.
    """

    def __init__(self, store: "Store", clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._ahead = timedelta(0)

    def __call__(self) -> datetime:
        """Returns the time by the server's clock as it was when it was last read."""
        return self._clock() + self._ahead

    def read_server(self) -> None:
        """Reads the server's clock again, which blocks. Raises what the store does."""
        self._ahead = timedelta(seconds=self._store.ahead(machine_time))
