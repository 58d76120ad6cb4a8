"""Turning SQLite's write-ahead log on, whoever else does so at the same moment."""

import sqlite3
import time
from typing import Final

_PAUSE: Final = 0.005  # seconds between two tries


def set_up(file: sqlite3.Connection, patience: float, *statements: str) -> None:
    """Turns the log on and runs statements that may be run again; others are waited for so many seconds.

    SQLite itself says at once that a file is locked, without its timeout, where another connection turns the log on.
    """
    until = time.monotonic() + patience
    while True:
        try:
            for statement in ("PRAGMA journal_mode = WAL", *statements):
                file.execute(statement)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
        else:
            return
