"""State that machines behind one address share on a server, read in a thread with a short timeout."""

import asyncio
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from store.errors import StoreError
from store.giving_way import GIVING_WAY
from store.opening import is_postgresql, shared_tables

if TYPE_CHECKING:
    from store.postgresql.shared_tables import SharedTables

T = TypeVar("T")
logger = logging.getLogger(__name__)

PATIENCE: Final = 1.5  # seconds: Slack waits for three
AGAIN_AFTER: Final = 10.0  # seconds until a server that didn't answer is asked again


class SharedState:
    """Asks a server for its shared tables; while it doesn't answer, this machine goes on alone, and the log says so."""

    def __init__(self, tables: "SharedTables") -> None:
        self.tables = tables
        self._thread = ThreadPoolExecutor(1, "shared", GIVING_WAY.go_on)
        self._again_at = 0.0

    @classmethod
    def of(cls, place: Path | str) -> "SharedState | None":
        """What is shared by all that answer from a store; none for one in a file."""
        return cls(shared_tables(str(place))) if is_postgresql(place) else None

    async def ask(self, work: Callable[[], T], patience: float = PATIENCE) -> T | None:
        """What comes of work with the tables; None where the server doesn't answer in so many seconds. What was begun
        is done later then, before what is asked for afterwards.
        """
        if time.monotonic() < self._again_at:
            return None
        working = asyncio.get_running_loop().run_in_executor(self._thread, work)
        if not (await asyncio.wait({working}, timeout=patience))[0]:
            working.add_done_callback(self._ended_late)
            if patience >= PATIENCE:
                self._give_up("no answer")
            return None
        try:
            return working.result()
        except StoreError as error:
            self._give_up(error)
            return None

    def _ended_late(self, working: "asyncio.Future[T]") -> None:
        if not working.cancelled() and (error := working.exception()):
            self._give_up(error)

    def _give_up(self, why: object) -> None:
        self._again_at = time.monotonic() + AGAIN_AFTER
        logger.warning("for now this machine alone knows what it was asked, and not what others were: %s", why)

    def close(self) -> None:
        """Closes the connection, once what is under way is through."""
        self._thread.submit(self.tables.close)
        self._thread.shutdown()
