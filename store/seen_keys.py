"""Keys that were seen, for a while: shared by all processes on one small file beside the store.

It is a file of its own, because it must never wait: an import holds the store for minutes. Nothing is synchronised with
the disk either. What a kill leaves is whole; what a power cut leaves may be damaged, and is begun anew.
"""

import logging
import sqlite3
from collections import OrderedDict
from pathlib import Path
from typing import Final

from store import write_ahead
from store.private_files import create_private, make_private_folder
from store.store_file import sidecars

logger = logging.getLogger(__name__)

WAIT_MS: Final = 1_000  # milliseconds for another process's write, which takes microseconds where the disk is idle
AGAIN_AFTER: Final = 60.0  # seconds until a file that can't be written is tried again
REMEMBERED: Final = 100_000  # keys that are remembered while it can't be
_PRUNE_EVERY: Final = 1_000
_ADD: Final = """
INSERT INTO seen_key (key, seen_until) VALUES (:key, :until)
ON CONFLICT (key) DO UPDATE SET seen_until = excluded.seen_until WHERE seen_key.seen_until < :now
"""
_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS seen_key (key TEXT PRIMARY KEY, seen_until REAL NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS seen_key_by_end ON seen_key (seen_until)",
)


class SeenKeys:
    """Remembers keys until a time, in the file, and where that can't be written in this process alone.

    It is used in one thread. Times are in Unix seconds.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._file: sqlite3.Connection | None = None
        self._identity = (0, 0)
        self._again_at = 0.0
        self._added = 0
        self._own: OrderedDict[str, float] = OrderedDict()

    def add(self, key: str, now: float, seconds: float) -> bool:
        """Remembers a key for so many seconds. Returns whether it was new, to this process and to all others."""
        if self._own.get(key, 0.0) >= now:
            return False
        self._own[key] = now + seconds
        if len(self._own) > REMEMBERED:
            self._own.popitem(last=False)
        return self._in_file(key, now, now + seconds)

    def forget(self, key: str, now: float) -> None:
        """Lets a key count as new."""
        self._own.pop(key, None)
        if (file := self._opened(now)) is not None:
            try:
                file.execute("DELETE FROM seen_key WHERE key = ?", (key,))
            except sqlite3.Error as error:
                self._give_up(error, now)

    def close(self) -> None:
        """Closes the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _in_file(self, key: str, now: float, until: float) -> bool:
        """Whether the key is new in the file; True where that can't be told."""
        file = self._opened(now)
        if file is None:
            return True
        try:
            new = file.execute(_ADD, {"key": key, "until": until, "now": now}).rowcount == 1
            self._added += 1
            if self._added % _PRUNE_EVERY == 1:
                file.execute("DELETE FROM seen_key WHERE seen_until < ?", (now,))
        except sqlite3.Error as error:
            self._give_up(error, now)
            return True
        return new

    def _opened(self, now: float) -> sqlite3.Connection | None:
        """The file, unless it can't be written at the moment. One that was deleted or replaced is opened anew."""
        if self._path is None or now < self._again_at:
            return None
        try:
            if self._file is None or self._identity != _identity(self._path):
                self._open(self._path)
        except (OSError, sqlite3.Error) as error:
            self._give_up(error, now)
        return self._file

    def _open(self, path: Path) -> None:
        self.close()
        make_private_folder(path.parent)
        create_private(path)
        self._file = sqlite3.connect(path, isolation_level=None, timeout=WAIT_MS / 1000, check_same_thread=False)
        write_ahead.set_up(self._file, WAIT_MS / 1000, "PRAGMA synchronous = OFF", *_TABLES)
        self._identity = _identity(path)

    def _give_up(self, error: Exception, now: float) -> None:
        """Goes on without the file, for a while; a damaged one is removed: nothing in it is old."""
        self.close()
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError) and self._path:
            for each in (self._path, *sidecars(self._path)):
                each.unlink(missing_ok=True)
            return
        self._again_at = now + AGAIN_AFTER
        logger.warning(
            "%s can't be written (%s): repeated requests are told within this process only", self._path, error
        )


def _identity(path: Path) -> tuple[int, int]:
    try:
        found = path.stat()
    except FileNotFoundError:
        return (0, 0)
    return found.st_dev, found.st_ino
