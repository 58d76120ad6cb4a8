"""The store as the packages above use it, whichever engine keeps it: SQLite's file, or a schema in PostgreSQL."""

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Final

from store.connection import Connection
from store.migrations import Migrations

POSTGRESQL_SCHEMES: Final = ("postgresql://", "postgres://")


class Store(ABC):
    """The account store. Each thread has a connection of its own; `close` closes them all."""

    place: str
    """What `open_store` is given to open it again, in this process or another: it may hold a password."""
    path: Path
    """The store's file on SQLite; on PostgreSQL what its local files are named after, which is no file itself."""

    @property
    @abstractmethod
    def writable(self) -> bool:
        """Whether anything can be written to it."""

    @property
    @abstractmethod
    def reading(self) -> Connection:
        """This thread's connection, outside any transaction of its own making. Rows come as tuples."""

    @abstractmethod
    def writing(self) -> AbstractContextManager[Connection]:
        """A transaction that holds the write lock from its start: all of it is kept, or with an exception nothing.

        Raises `StoreBusyError` when another program writes for longer than it is waited for.
        """

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Connection]:
        """A read transaction: every query inside it sees the store at one moment."""

    @abstractmethod
    def add_tables(self, migrations: Migrations) -> None:
        """Makes or migrates the tables that another package keeps in the same store. Raises `StoreError`."""

    @abstractmethod
    def close(self) -> None:
        """Closes the connections of all threads."""


def is_postgresql(place: Path | str) -> bool:
    """Returns whether a place is a URL of PostgreSQL, and not the path of a file."""
    return str(place).startswith(POSTGRESQL_SCHEMES)


def attach(place: Path | str) -> Store:
    """Returns a store that was opened before, for another process or thread to read: it isn't made or migrated."""
    if is_postgresql(place):
        from store.postgresql.postgresql_store import PostgresqlStore

        return PostgresqlStore(str(place))
    from store.sqlite_store import SqliteStore

    return SqliteStore(place)


def open_store(place: Path | str, migrations: Migrations) -> Store:
    """Returns the store in a file or at a URL of PostgreSQL, made or migrated first. Raises `StoreError`."""
    if is_postgresql(place):
        from store.postgresql.postgresql_store import open_postgresql  # an extra, and needed by few

        return open_postgresql(str(place), migrations)
    from store.sqlite_store import open_sqlite

    return open_sqlite(place, migrations)
