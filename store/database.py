"""The store as the packages above use it, whichever engine keeps it: SQLite's file, or a schema in PostgreSQL."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from store.connection import Connection, Parameters
from store.migrations import Migrations


class Store(ABC):
    """The account store. Each thread has a connection of its own; `close` closes them all."""

    place: str
    """What `open_store` is given to open it again, in this process or another: it may hold a password."""
    path: Path
    """The store's file on SQLite; on PostgreSQL what its local files are named after, which is no file itself."""
    unit: str
    """What a store is on this engine: a file, or a schema."""

    @abstractmethod
    def __str__(self) -> str:
        """Returns its place as it may be said and logged."""

    @abstractmethod
    def another(self, name: str) -> str:
        """Returns the place of another store of that name beside it, as it may be said."""

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

    def append(self, statement: str, parameters: Parameters) -> None:
        """Runs a statement that enters rows which depend on nothing that was read, and keeps them at once: on a server
        in one round trip, without waiting for others who write. Where the connection is lost at that moment they may be
        there twice. Raises what `writing` raises.
        """
        with self.writing() as connection:
            connection.execute(statement, parameters)

    @abstractmethod
    def snapshot(self) -> AbstractContextManager[Connection]:
        """A read transaction: every query inside it sees the store at one moment."""

    @abstractmethod
    def add_tables(self, migrations: Migrations) -> None:
        """Makes or migrates the tables that another package keeps in the same store. Raises `StoreError`."""

    @abstractmethod
    def version_of(self, migrations: Migrations) -> int:
        """How many of a package's migrations its tables are the outcome of."""

    @abstractmethod
    def find_fault(self) -> str:
        """Looks through the whole store, which takes seconds for millions of rows; empty where it is sound."""

    def ahead(self, clock: Callable[[], float]) -> float:  # noqa: ARG002 - a file has no clock of its own
        """Seconds that the clock of the store's server is ahead of a machine's, which gives Unix seconds."""
        return 0.0

    @abstractmethod
    def close(self) -> None:
        """Closes the connections of all threads."""
