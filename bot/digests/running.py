"""Running a worker beside the bot, or by itself, until it is told to stop."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

from bot.book import Book
from bot.digests.service import Clock, Post, utc, worker
from bot.digests.worker import Worker
from bot.slack.enclosures import Enclosures
from glossary import Glossary

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
        yield
    finally:
        if workers:
            workers[0].stop()
        else:
            task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await enclosures.finish()


async def _watched(running: Awaitable[None]) -> None:
    try:
        await running
    except asyncio.CancelledError:
        raise
    except Exception:  # the bot goes on answering
        logger.exception("digests: nothing is delivered any more; start the bot again")
