"""Trouble that comes again and again takes a few lines of the log, and what it leaves out is counted."""

import logging

import pytest

from bot.operating.log_limit import MOST, PERIOD, RepeatLimit


class Log:
    """A log whose lines are kept; `now` is its time."""

    def __init__(self) -> None:
        self.now = 0.0
        self.lines: list[str] = []
        self._limit = RepeatLimit(lambda: self.now)

    def write(self, message: str, *args: object, level: int = logging.ERROR, **extra: object) -> None:
        """Logs something."""
        record = logging.LogRecord("asyncio", level, "", 0, message, args, None)
        record.__dict__.update(extra)
        if self._limit.filter(record):
            self.lines.append(record.getMessage())


@pytest.fixture
def log() -> Log:
    return Log()


def test_the_same_trouble_is_written_a_few_times_and_then_counted(log: Log) -> None:
    for number in range(1_000):
        log.write("no descriptors for %d", number)
    assert len(log.lines) == MOST
    log.now += PERIOD
    log.write("no descriptors for %d", 7)
    assert log.lines[MOST:] == ["no descriptors for 7 (and 970 more like it that were left out before)"]


def test_other_trouble_is_written_meanwhile(log: Log) -> None:
    for _ in range(1_000):
        log.write("no descriptors")
    log.write("something else")
    assert log.lines[-1] == "something else"


def test_what_is_no_trouble_and_what_became_of_digests_is_always_written(log: Log) -> None:
    for _ in range(1_000):
        log.write("it goes well", level=logging.INFO)
        log.write("digest is in doubt", level=logging.WARNING, digest=3)
    assert len(log.lines) == 2_000
