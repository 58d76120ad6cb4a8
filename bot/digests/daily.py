"""Work of once a day, done beside all else."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class Daily:
    """Begins its work on a new day, and again when that failed. `done` is what the log says of work that was to do."""

    work: Callable[[], object]
    done: str
    _done_on: date | None = None
    _under_way: asyncio.Task[None] | None = None

    def begin(self, day: date) -> None:
        """Begins the day's work, unless it is done or under way."""
        if self._done_on != day and (self._under_way is None or self._under_way.done()):
            self._under_way = asyncio.create_task(self.run(day))

    async def run(self, day: date) -> None:
        """Does the day's work; what goes wrong is logged."""
        try:
            if await asyncio.to_thread(self.work):
                logger.info("digests: %s", self.done)
        except Exception:  # digests say how old their data is
            logger.exception("digests: the work of a day failed, and is tried again: %s", self.done)
        else:
            self._done_on = day

    async def finish(self) -> None:
        """Waits for what is under way."""
        if self._under_way is not None:
            await self._under_way
