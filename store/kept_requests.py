"""Requests that were taken and aren't answered yet: what a process that dies leaves is found by another.

They are in a small file of their own beside the store, which an import holds for minutes. As with `seen_keys`, what a
kill leaves is whole, and nothing waits for the disk.
"""

import logging
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Final, Protocol

from store import write_ahead
from store.private_files import create_private, make_private_folder

logger = logging.getLogger(__name__)

LEASE: Final = 20.0  # seconds until a request that nobody says to be at work on is taken over
GIVEN_UP: Final = 600.0  # seconds after which a request isn't worth answering any more
WAIT: Final = 1.0  # seconds for another process's write
AGAIN_AFTER: Final = 60.0  # seconds until a file that can't be written is tried again
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS kept_request ("
    "key TEXT PRIMARY KEY, body TEXT NOT NULL, kept_at REAL NOT NULL, lease_until REAL NOT NULL) STRICT"
)
_CLAIM: Final = """
UPDATE kept_request SET lease_until = :until
WHERE key = (
    SELECT key FROM kept_request WHERE lease_until < :now AND substr(key, 1, length(:scope)) = :scope
    ORDER BY kept_at, key LIMIT 1)
RETURNING key, body
"""


class RequestKeeper(Protocol):
    """Keeps requests until they are done, for all that answer from one store. It is used in one thread."""

    def keep(self, key: str, body: str) -> None:
        """Keeps a request that this process is at work on."""
        ...

    def renew(self, keys: Collection[str]) -> None:
        """Says that this process is still at work on requests."""
        ...

    def forget(self, keys: Collection[str]) -> bool:
        """Forgets requests that are answered. Returns whether it did."""
        ...

    def claim(self) -> tuple[str, str] | None:
        """Returns the key and body of a request that was left, which this process is at work on from now on."""
        ...

    def close(self) -> None:
        """Closes it; what is kept stays."""
        ...


class KeptRequests:
    """Keeps requests in the file until they are done. Where it can't be written, nothing is kept, and the log says so.

    The keys of an app begin with its `scope`, as several may answer from one store. It is used in one thread. `now`
    gives Unix seconds.
    """

    def __init__(self, path: Path, scope: str = "", now: Callable[[], float] = time.time) -> None:
        self._path = path
        self._scope = scope
        self._now = now
        self._file: sqlite3.Connection | None = None
        self._again_at = 0.0

    def keep(self, key: str, body: str) -> None:
        """Keeps a request that this process is at work on."""
        now = self._now()
        self._run(
            "INSERT INTO kept_request (key, body, kept_at, lease_until) VALUES (:key, :body, :now, :until)"
            " ON CONFLICT (key) DO UPDATE SET lease_until = excluded.lease_until",
            [{"key": key, "body": body, "now": now, "until": now + LEASE}],
        )

    def renew(self, keys: Collection[str]) -> None:
        """Says that this process is still at work on requests."""
        until = self._now() + LEASE
        rows = [{"key": key, "until": until} for key in keys]
        self._run("UPDATE kept_request SET lease_until = :until WHERE key = :key", rows)

    def forget(self, keys: Collection[str]) -> bool:
        """Forgets requests that are answered. Returns whether it did."""
        return self._run("DELETE FROM kept_request WHERE key = :key", [{"key": key} for key in keys])

    def claim(self) -> tuple[str, str] | None:
        """Returns the key and body of a request that was left, which this process is at work on from now on."""
        now = self._now()
        if (file := self._opened(now)) is None:
            return None
        try:
            file.execute("DELETE FROM kept_request WHERE kept_at < :old", {"old": now - GIVEN_UP})
            found = file.execute(_CLAIM, {"now": now, "until": now + LEASE, "scope": self._scope}).fetchone()
        except sqlite3.Error as error:
            self._give_up(error, now)
            return None
        return None if found is None else (str(found[0]), str(found[1]))

    def close(self) -> None:
        """Closes the file; what is kept stays."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _run(self, statement: str, rows: Iterable[dict[str, object]]) -> bool:
        now = self._now()
        if (file := self._opened(now)) is None:
            return False
        try:
            file.executemany(statement, rows)
        except sqlite3.Error as error:
            self._give_up(error, now)
            return False
        return True

    def _opened(self, now: float) -> sqlite3.Connection | None:
        if self._file is None and now >= self._again_at:
            try:
                self._file = _open(self._path)
            except (OSError, sqlite3.Error) as error:
                self._give_up(error, now)
        return self._file

    def _give_up(self, error: Exception, now: float) -> None:
        self.close()
        self._again_at = now + AGAIN_AFTER
        logger.warning("%s can't be written (%s): what a process that dies was asked is lost", self._path, error)


def _open(path: Path) -> sqlite3.Connection:
    make_private_folder(path.parent)
    create_private(path)
    file = sqlite3.connect(path, isolation_level=None, timeout=WAIT, check_same_thread=False)
    try:
        write_ahead.set_up(file, WAIT, "PRAGMA synchronous = OFF", _TABLE)
    except sqlite3.Error:
        file.close()
        raise
    return file
