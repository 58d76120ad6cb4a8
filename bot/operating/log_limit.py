"""A log that can't fill the disk: of the same trouble again and again, some lines and how many were left out."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

MOST = 30  # lines of the same trouble within a period
PERIOD = 60.0  # seconds
KINDS = 1_000  # of trouble that are told apart
SHOWN = 60  # characters by which messages are told apart that aren't made from a template


@dataclass(slots=True)
class _Count:
    since: float
    lines: int = 0
    left_out: int = 0


class RepeatLimit(logging.Filter):
    """Lets a warning or error through so many times within a period, counted by logger and by the words it is made of.

    The first line of the next period says how many were left out. What is logged of a digest's delivery is the record
    of it, and always let through, as is what isn't trouble.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._counts: dict[tuple[str, str], _Count] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the line is written."""
        if record.levelno < logging.WARNING or hasattr(record, "digest"):
            return True
        now, key = self._clock(), (record.name, str(record.msg)[:SHOWN])
        count = self._counts.get(key)
        if count is None or now - count.since >= PERIOD:
            if count is not None and count.left_out:
                record.msg = f"{record.getMessage()} (and {count.left_out:,} more like it that were left out before)"
                record.args = ()
            count = self._start(key, now)
        count.lines += 1
        if count.lines <= MOST:
            return True
        count.left_out += 1
        return False

    def _start(self, key: tuple[str, str], now: float) -> _Count:
        self._counts.pop(key, None)
        if len(self._counts) >= KINDS:
            del self._counts[next(iter(self._counts))]
        count = self._counts[key] = _Count(now)
        return count
