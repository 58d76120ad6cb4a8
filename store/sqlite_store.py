"""The store in one SQLite file, opened safely by any number of threads and processes."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from store import write_ahead
from store.database import Store
from store.errors import (
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreMovedError,
    StoreUnwritableError,
)
from store.failures import FILE_ERRORS, RESTORE, describe_error
from store.file_path import check_file
from store.giving_way import GIVING_WAY
from store.migrations import Migrations
from store.private_files import make_private_folder
from store.sqlite_connection import PausingConnection, SqliteConnection
from store.sqlite_migration import (
    APPLICATION_ID,
    applied,
    apply,
    check_ours,
    keeps_log,
    newer,
    read_only,
    version_in_header,
)
from store.store_file import StoreFile, has_stray_log, sidecars

BUSY_TIMEOUT_MS = 30_000  # milliseconds that a connection waits for another one's write to end
STATEMENTS: Final = 512  # of a connection that are kept prepared: scoring and importing have 300


class SqliteStore(Store):
    """The account store in one SQLite file. Each thread has a connection of its own; `close` closes them all.

    Each use looks whether the path still leads to the file that was opened. Raises `StoreMovedError` when it doesn't.
    """

    unit = "file"

    def __init__(self, path: Path | str) -> None:
        self.path, self.place = Path(path), str(path)
        self._mine = threading.local()
        self._all: list[SqliteConnection] = []
        self._opening = threading.Lock()
        self._opened: StoreFile | None = None

    def __str__(self) -> str:
        """Returns the path."""
        return self.place

    def another(self, name: str) -> str:
        """Returns the path of another file, in the folder where one is."""
        return f"{name}.db"

    @property
    def file(self) -> StoreFile:
        """The store's file, opened at the first use. Raises `StoreError` when it can't be."""
        with self._opening:
            if self._opened is None:
                try:
                    self._opened = StoreFile(self.path)
                except OSError as error:
                    raise describe_error(error, self.path) from error
            return self._opened

    @property
    def writable(self) -> bool:
        """Whether the file and its disk can be written to."""
        return self.file.writable

    @property
    def reading(self) -> SqliteConnection:
        """This thread's connection, outside any transaction of its own making. Rows come as tuples."""
        file = self._opened or self.file
        try:
            file.check()
        except StoreMovedError:
            if file.is_overwritten:
                self._abandon()
            raise
        connection: SqliteConnection | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = self._mine.connection = _connect(file)
            self._all.append(connection)
        return connection

    @contextmanager
    def writing(self) -> Iterator[SqliteConnection]:
        """A transaction that holds the write lock from its start: all of it is kept, or with an exception nothing.

        Raises `StoreBusyError` when another program writes for longer than it is waited for, `StoreUnwritableError`
        when the disk is full or read-only, and `StoreMovedError` when the file was exchanged before it was through.
        """
        connection = self.reading
        self._run(connection, "BEGIN IMMEDIATE")
        try:
            yield connection
        except sqlite3.OperationalError as error:
            connection.rollback()
            self._raise_unwritable(error)
            raise
        except BaseException:
            connection.rollback()
            raise
        self._run(connection, "COMMIT")
        self.file.check()

    @contextmanager
    def snapshot(self) -> Iterator[SqliteConnection]:
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

    def add_tables(self, migrations: Migrations) -> None:
        """Makes or migrates the tables that another package keeps in the same file. Raises `StoreError`.

        The version in the file's header is that of `open_store`'s migrations; these count what is recorded of them.
        """
        if (there := applied(self.reading, migrations)) > migrations.version:
            raise newer(self.path)
        if there == migrations.version:
            return
        if not self.file.writable:
            raise read_only(self.path)
        with self.writing() as connection:
            apply(connection, migrations)

    def version_of(self, migrations: Migrations) -> int:
        """How many of a package's migrations its tables are the outcome of."""
        return applied(self.reading, migrations)

    def find_fault(self) -> str:
        """Looks through the whole file, which takes seconds for millions of rows; empty where it is sound."""
        (said,) = self.reading.execute("PRAGMA quick_check(1)").fetchone()
        return "" if said == "ok" else f"The account store {self.path} is damaged: {said}. {RESTORE}"

    def close(self) -> None:
        """Closes the connections of all threads."""
        if self._opened is not None and self._opened.is_overwritten:
            self._abandon()
            return
        for connection in self._all:
            connection.close()
        self._all.clear()
        self._mine = threading.local()
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def _abandon(self) -> None:
        """Leaves the connections open until the process ends: closed, or let go of, they would write their log into
        what was copied over it.
        """
        while self._all:
            import ctypes

            ctypes.pythonapi.Py_IncRef(ctypes.py_object(self._all.pop()))

    def _run(self, connection: SqliteConnection, statement: str) -> None:
        """Begins or ends a transaction; one that can't be ended is undone."""
        try:
            connection.execute(statement)
        except sqlite3.OperationalError as error:
            if connection.in_transaction:
                connection.rollback()
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise StoreBusyError("An import is writing to the accounts. Try again in a moment.") from error
            self._raise_unwritable(error)
            raise

    def _raise_unwritable(self, error: sqlite3.OperationalError) -> None:
        described = describe_error(error, self.path)
        if isinstance(described, StoreUnwritableError):
            raise described from error


def open_sqlite(path: Path | str, migrations: Migrations) -> SqliteStore:
    """Returns the store in the file, which is created or migrated first. Raises `StoreError` when it can't be.

    Nothing is written to a file that isn't a store: one of another program, a damaged one, one of a newer version.
    """
    _check_path(path)
    store = SqliteStore(path)
    try:
        make_private_folder(store.path.parent)
        _migrate(store, migrations)
        store.file.settle()
    except (*FILE_ERRORS, OSError) as error:
        store.close()
        raise describe_error(error, store.path) from error
    except StoreError:
        store.close()
        raise
    return store


def _check_path(path: Path | str) -> None:
    """Raises `StoreError` for what is no path of a file, and for a copy that would be ruined by being opened."""
    check_file(path)
    if has_stray_log(Path(path)):
        log = sidecars(Path(path))[0]
        raise StoreDamagedError(
            f"{path} is a copy that was put there by hand, and {log.name} beside it belongs to the file that was there "
            f"before: opened together they would be ruined. Move the copy elsewhere, and say cs restore FILE of it."
        )


def _connect(file: StoreFile) -> SqliteConnection:
    how = "mode=rw" if file.writable else "mode=ro" if _has_log(file.path) else "mode=ro&immutable=1"
    connection = sqlite3.connect(
        f"{file.path.absolute().as_uri()}?{how}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_TIMEOUT_MS / 1000,
        cached_statements=STATEMENTS,
        factory=PausingConnection if GIVING_WAY.on else SqliteConnection,
    )
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    return connection


def _has_log(path: Path) -> bool:
    log = sidecars(path)[0]
    return log.exists() and log.stat().st_size > 0


def _migrate(store: SqliteStore, migrations: Migrations) -> None:
    stamped = check_ours(store.reading, store.path, migrations)
    version, newest = version_in_header(store.reading), migrations.version
    if version > newest:
        raise newer(store.path)
    if version == newest and stamped and keeps_log(store.reading):
        return
    if not store.file.writable:
        if version == newest:
            return
        raise read_only(store.path)
    write_ahead.set_up(store.reading, BUSY_TIMEOUT_MS / 1000)
    with store.writing() as connection:
        if version < newest:
            apply(connection, migrations)
        connection.execute(f"PRAGMA user_version = {newest}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
