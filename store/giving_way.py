"""Whoever works much gives way to requests of those who work little, where one process serves many of them.

A list of a million accounts, an import or a night's scores hold the interpreter or a processor that a short answer
waits for. Each share of a process counts the processor time that it used lately; work with a store pauses while a
request of a share is waited for that used less. All that pauses goes on for a tenth of the time at least, one thread
after the other, so that it ends whatever is asked meanwhile: a tenth for each thread would be half of the time.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, TypeVar

T = TypeVar("T")

LATELY: Final = 2.0  # seconds after which processor time counts half
LITTLE: Final = 0.02  # seconds: who used no more than that more than another doesn't give way to it
WAITED_FOR: Final = 0.5  # seconds for which others give way to a request: beyond it waits for Slack, or is long itself
SLICE: Final = 0.005  # seconds of processor time that work goes on between two pauses
PAUSE: Final = 9 * SLICE  # seconds between the slices of all who pause
LOOK: Final = 0.001  # seconds between two looks whether it may end


@dataclass(eq=False, slots=True)
class Share:
    """One of those who share a process: the processor time that it used lately, and its requests under way."""

    _used: float = 0.0
    _used_at: float = 0.0
    _requests: int = 0
    _asked_at: float = float("-inf")

    def used(self, now: float, seconds: float = 0.0) -> float:
        """Counts seconds of processor time. Returns how much it used lately."""
        self._used = self._used * 0.5 ** (max(now - self._used_at, 0.0) / LATELY) + seconds
        self._used_at = now
        return self._used

    def is_waited_for(self, now: float) -> bool:
        """Whether somebody waits for its answer, and has done so not for long."""
        return self._requests > 0 and now - self._asked_at < WAITED_FOR

    @contextmanager
    def asked(self, now: float) -> Iterator[None]:
        """It has a request under way until this ends."""
        self._requests, self._asked_at = self._requests + 1, now
        try:
            yield
        finally:
            self._requests -= 1


class _Thread(threading.local):
    """What a thread works for, itself where nobody waits for it; up to when it doesn't pause, and its processor time
    that was counted.
    """

    def __init__(self) -> None:
        self.share = self.itself = Share()
        self.runs_until = self.counted = 0.0


@dataclass
class GivingWay:
    """Who is waited for, and who gives way. It does nothing before it is `on`."""

    on: bool = False
    clock: Callable[[], float] = time.monotonic
    processor_time: Callable[[], float] = time.thread_time
    sleep: Callable[[float], object] = time.sleep
    _asked: dict[Share, int] = field(default_factory=dict)
    _thread: _Thread = field(default_factory=_Thread)
    _line: list[object] = field(default_factory=list)
    _went_on_at: float = float("-inf")

    def begin(self) -> None:
        """Lets work give way from now on, but for that of the thread that says so: it is the one that answers."""
        self.on = True
        self.go_on()

    def go_on(self) -> None:
        """Lets the thread that says so never pause: requests wait for what it does."""
        self._thread.runs_until = float("inf")

    @contextmanager
    def answering(self, share: Share) -> Iterator[None]:
        """A request of a share is waited for until this ends. It is used in one thread."""
        self._asked[share] = self._asked.get(share, 0) + 1
        try:
            with share.asked(self.clock()):
                yield
        finally:
            self._asked[share] -= 1
            if not self._asked[share]:
                del self._asked[share]

    def work_for(self, share: Share, work: Callable[[], T]) -> T:
        """What work gives, whose processor time counts as used by a share."""
        mine = self._thread
        mine.share, mine.counted = share, self.processor_time()
        try:
            return work()
        finally:
            self._count(mine, self.clock())
            mine.share = mine.itself

    def pause(self) -> int:
        """Waits a moment where another's request comes before this thread's work. Returns 0: it goes on."""
        if not (self.on and self._asked):
            return 0
        mine = self._thread
        if self.processor_time() < mine.runs_until:
            return 0
        now = self.clock()
        used = self._count(mine, now)
        if self._is_before(mine.share, used, now):
            self._wait_in_line(mine, used, now)
        return 0

    def _wait_in_line(self, mine: _Thread, used: float, began: float) -> None:
        """Waits until nobody else comes first, or until it is this thread's turn to go on for a slice all the same."""
        place, now = object(), began
        self._line.append(place)
        try:
            while self._is_before(mine.share, used, now):
                if self._line[0] is place and now - max(began, self._went_on_at) >= PAUSE:
                    self._went_on_at, mine.runs_until = now, self.processor_time() + SLICE
                    break
                self.sleep(LOOK)
                now = self.clock()
        finally:
            self._line.remove(place)

    def _is_before(self, mine: Share, used: float, now: float) -> bool:
        """Whether another's request comes first."""
        others = [share for share in tuple(self._asked) if share is not mine and share.is_waited_for(now)]
        return any(share.used(now) + LITTLE < used for share in others)

    def _count(self, mine: _Thread, now: float) -> float:
        before, mine.counted = mine.counted, self.processor_time()
        return mine.share.used(now, mine.counted - before)


GIVING_WAY: Final = GivingWay()
"""That of this process, which has one interpreter."""
