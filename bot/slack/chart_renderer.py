"""Drawing charts in a process of its own: matplotlib takes long to import, holds the interpreter while it draws, and
isn't made for threads. The first chart starts the process, and it ends with this one.
"""

import asyncio
import gc
import logging
import os
import signal
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait

from bot.chart import Chart
from bot.render.chart_png import render_png

PATIENCE = 30.0  # seconds for a chart: the first takes one or two, on a busy machine more

Draw = Callable[[Chart], Awaitable[bytes]]

logger = logging.getLogger(__name__)


class ChartRenderer:
    """Draws charts one after another, off the event loop."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._turn = asyncio.Lock()  # waiting for others is no reason to lose patience

    async def draw(self, chart: Chart) -> bytes:
        """The chart as PNG. Raises `TimeoutError` when it takes too long, `BrokenProcessPool` when it can't be drawn.

        A process that was killed is started again, once.
        """
        async with self._turn:
            try:
                return await self._draw(chart)
            except BrokenProcessPool:
                logger.warning("the process that draws charts has ended; another is started")
                return await self._draw(chart)

    async def _draw(self, chart: Chart) -> bytes:
        pool = self._pool = self._pool or _new_pool()
        try:
            drawn = await asyncio.to_thread(pool.submit, _drawn, chart)  # the first submission starts the process
            return await asyncio.wait_for(asyncio.wrap_future(drawn), PATIENCE)
        except (BrokenProcessPool, TimeoutError):
            self._discard(pool)
            raise

    def _discard(self, pool: ProcessPoolExecutor) -> None:
        pool.shutdown(wait=False, cancel_futures=True)
        if self._pool is pool:
            self._pool = None

    def close(self) -> None:
        """Ends the process; charts that wait are not drawn."""
        if self._pool:
            self._discard(self._pool)


def _new_pool() -> ProcessPoolExecutor:
    """A pool of one process that is started afresh: a copy of this one would hold its locks and connections."""
    return ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"), initializer=_begin)


def _drawn(chart: Chart) -> bytes:
    try:
        return render_png(chart)
    finally:
        gc.collect()  # a figure refers to itself: without this the process grows by half


def _begin() -> None:
    """Leaves Ctrl-C to the bot, and sees to it that the process doesn't outlive the bot."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(0)
