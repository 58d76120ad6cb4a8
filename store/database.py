"""The store: one SQLite file, opened safely by any number of threads and processes."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from store.errors import StoreBusyError, StoreError
from store.migrations import Migrations

BUSY_TIMEOUT_MS = 30_000  # milliseconds that a connection waits for another one's write to end
FileError = sqlite3.DatabaseError  # what reading a file raises that isn't as it should be


class Store:
    """The account store in one SQLite file. Each thread has a connection of its own; `close` closes them all."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self._mine = threading.local()
        self._all: list[sqlite3.Connection] = []

    @property
    def reading(self) -> sqlite3.Connection:
        """This thread's connection, outside any transaction of its own making. Rows come as tuples."""
        connection: sqlite3.Connection | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = self._mine.connection = _connect(self.path)
            self._all.append(connection)
        return connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that holds the write lock from its start: all of it is kept, or with an exception nothing.

        Raises `StoreBusyError` when another program writes for longer than it is waited for.
        """
        connection = self.reading
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise StoreBusyError("An import is writing to the accounts. Try again in a moment.") from error
        try:
            yield connection
        except BaseException:
            connection.rollback()
            raise
        connection.execute("COMMIT")

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """A read transaction: every query inside it sees the store at one moment."""
        connection = self.reading
        if connection.in_transaction:
            yield connection
            return
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.rollback()

    def close(self) -> None:
        """Closes the connections of all threads."""
        for connection in self._all:
            connection.close()
        self._all.clear()
        self._mine = threading.local()


def open_store(path: Path | str, migrations: Migrations) -> Store:
    """Returns the store in the file, which is created or migrated first. Raises `StoreError` when it can't be."""
    store = Store(path)
    try:
        store.path.parent.mkdir(parents=True, exist_ok=True)
        _migrate(store, migrations)
    except (sqlite3.Error, OSError) as error:
        store.close()
        raise StoreError(f"The account store {path} can't be opened: {error}.") from error
    except StoreError:
        store.close()
        raise
    return store


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=BUSY_TIMEOUT_MS / 1000)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _migrate(store: Store, migrations: Migrations) -> None:
    version, newest = _version(store.reading), migrations.version
    if version > newest:
        raise StoreError(f"The account store {store.path} is of a newer version of CS Bot: update the program.")
    if version == newest:
        return
    from sqlite_utils import Database  # costs what an answer does, and is needed once in the life of a store

    store.reading.execute("PRAGMA journal_mode = WAL")
    with store.writing() as connection:
        migrations.load().apply(Database(connection, execute_plugins=False))
        connection.execute(f"PRAGMA user_version = {newest}")


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
