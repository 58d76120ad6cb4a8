"""Running a worker: beside the bot, in a process of its own, or once from cron."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

from bot.book import Book
from bot.digests.monitoring import monitored
from bot.digests.service import Clock, Post, utc, worker
from bot.digests.worker import Worker
from bot.slack.drawing import Easel
from bot.slack.enclosures import Enclosures
from glossary import Glossary, load

logger = logging.getLogger(__name__)

UNTIL_THERE = 10.0  # seconds between looks for a store, before the first import


@asynccontextmanager
async def delivering(
    post: Post, glossary: Glossary, book: Book, enclosures: Enclosures, clock: Clock = utc
) -> AsyncIterator[None]:
    """Delivers digests while the context lasts; at its end what is under way is finished, and no more is begun."""
    workers: list[Worker] = []

    async def run() -> None:
        while not book.exists:  # noqa: ASYNC110  another process imports
            await asyncio.sleep(UNTIL_THERE)
        workers.append(worker(post, glossary, book, enclosures, clock))
        await workers[0].run()

    task = asyncio.create_task(_watched(run()))
    try:
        async with monitored(book, book.settings.cs_metrics_port, clock, lambda: bool(workers) and not task.done()):
            yield
    finally:
        if workers:
            workers[0].stop()
        else:
            task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await enclosures.finish()


async def work(post: Post, book: Book) -> None:
    """Delivers digests until SIGINT or SIGTERM."""
    easel, stop = Easel(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    try:
        async with delivering(post, load(), book, Enclosures(easel.draw)):
            await stop.wait()
    finally:
        easel.close()


async def deliver(post: Post, book: Book, clock: Clock = utc) -> None:
    """Delivers what is due, and what of it has to wait for a few minutes; then it is done."""
    easel = Easel()
    enclosures = Enclosures(easel.draw)
    try:
        await worker(post, load(), book, enclosures, clock).drain()
        await enclosures.finish()
    finally:
        easel.close()


async def _watched(running: Awaitable[None]) -> None:
    try:
        await running
    except asyncio.CancelledError:
        raise
    except Exception:  # the bot goes on answering
        logger.exception("digests: nothing is delivered any more; start the bot again")
