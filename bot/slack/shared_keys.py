"""Keys on a server, which several machines behind one address share: asked in a thread, and not waited for for long."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeVar

from store.errors import StoreError

if TYPE_CHECKING:
    from store.postgresql.seen_keys import ServerKeys

T = TypeVar("T")
logger = logging.getLogger(__name__)

PATIENCE: Final = 1.5  # seconds: Slack waits for three
AGAIN_AFTER: Final = 10.0  # seconds until a server that didn't answer is asked again


class SharedKeys:
    """Remembers keys for all machines; while the server doesn't answer, every key is new. Times are Unix seconds."""

    def __init__(self, keys: "ServerKeys") -> None:
        self._keys = keys
        self._thread = ThreadPoolExecutor(1, "seen")
        self._again_at = 0.0

    async def add(self, key: str, now: float, seconds: float) -> bool:
        """Remembers a key for so many seconds. Returns whether it was new, as far as can be told."""
        return await self._asked(now, lambda: self._keys.add(key, now, seconds)) is not False

    async def forget(self, key: str, now: float) -> None:
        """Lets a key count as new."""
        await self._asked(now, lambda: self._keys.forget(key))

    def close(self) -> None:
        """Closes the connection, once what is under way is through."""
        self._thread.submit(self._keys.close)
        self._thread.shutdown()

    async def _asked(self, now: float, ask: Callable[[], T]) -> T | None:
        """What the server says; None where it doesn't."""
        if now < self._again_at:
            return None
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.get_running_loop().run_in_executor(self._thread, ask)
        except (StoreError, TimeoutError) as error:
            self._again_at = now + AGAIN_AFTER
            logger.warning("repeated requests are told within this machine only for now: %s", error or "no answer")
            return None
