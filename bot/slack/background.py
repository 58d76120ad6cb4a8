"""Work that goes on behind what Slack is answered: what it comes to is told in messages."""

import asyncio
import logging
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

logger = logging.getLogger(__name__)

MOST = 1_000  # under way: more would be more than Slack's Web API takes in minutes
PATIENCE = 10.0  # seconds that the end of the program waits for it


class BusyError(Exception):
    """So much is under way that nothing more is begun; whoever asked may ask again."""


class BackgroundTasks:
    """Runs what nobody waits for, up to a bound, and keeps it from being forgotten."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._under_way: set[asyncio.Task[None]] = set()

    @property
    def is_full(self) -> bool:
        """Whether nothing more is begun for now."""
        return len(self._under_way) >= self._most

    def begin(self, work: Coroutine[Any, Any, None], *, goes_on: bool = False) -> None:
        """Begins work, which answers for its own failures. Raises `BusyError` when too much is under way, unless it
        `goes_on` with what was begun already.
        """
        if self.is_full and not goes_on:
            work.close()
            raise BusyError
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._ended)

    async def finish(self) -> None:
        """Waits for what is under way and what that begins, as long as is sensible, and gives up the rest."""
        try:
            async with asyncio.timeout(PATIENCE):
                while self._under_way:
                    await asyncio.wait(self._under_way)
        except TimeoutError:
            logger.warning("%d answers were given up: Slack doesn't take them", len(self._under_way))
            for task in self._under_way:
                task.cancel()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()):
            logger.error("something went wrong in the background", exc_info=error)


class UnderWay:
    """Requests that somebody waits for: what they need is closed once they are answered."""

    def __init__(self) -> None:
        self._count = 0
        self._none = asyncio.Event()
        self._none.set()

    @contextmanager
    def request(self) -> Iterator[None]:
        """Around one of them."""
        self._count += 1
        self._none.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._none.set()

    async def finish(self) -> None:
        """Waits until all are answered, as long as is sensible."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._none.wait()
        except TimeoutError:
            logger.warning("%d requests weren't answered in time, and are given up", self._count)
