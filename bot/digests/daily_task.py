"""Work that is done once a day in the background, and again when it failed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.operating.outages import Outage


@dataclass(slots=True)
class DailyTask:
    """Begins its work on a new day, and again when that failed. `done` is what the log says of work that was to do."""

    work: Callable[[], object]
    done: str
    outage: Outage
    _done_on: date | None = None
    _under_way: asyncio.Task[None] | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether it works at this moment."""
        return self._under_way is not None and not self._under_way.done()

    def begin(self, day: date) -> None:
        """Begins the day's work, unless it is done or under way."""
        if self._done_on != day and not self.is_under_way:
            self._under_way = asyncio.create_task(self.run(day))

    async def run(self, day: date) -> None:
        """Does the day's work; what goes wrong is logged."""
        with self.outage.logged("digests: the work of a day failed, and is tried again: %s", self.done):
            if await asyncio.to_thread(self.work):
                self.outage.logger.info("digests: %s", self.done)
            self._done_on = day  # digests say meanwhile how old their data is

    async def finish(self) -> None:
        """Waits for what is under way."""
        if self._under_way is not None:
            await self._under_way
