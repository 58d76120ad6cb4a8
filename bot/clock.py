"""The program's clock: whatever needs the time takes it from here, so that the demo and the tests can set another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

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
