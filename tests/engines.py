"""The engines that the tests' stores are on: SQLite, or with `--engine postgresql` a PostgreSQL server of their own."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import pytest

from accounts import open_store
from store import Store
from store.sqlite_connection import SqliteConnection
from tests import postgresql

if TYPE_CHECKING:
    from tests.reused_stores import ReusedStore

Place = Path | str
"""What `open_store` is given: the path of a file, or a URL."""


class Engine(ABC):
    """Where the tests' stores are."""

    @abstractmethod
    def new(self, folder: Path, name: str = "accounts") -> Place:
        """Returns the place of a store that isn't made yet; in a folder of the test's own."""

    @abstractmethod
    def copy(self, place: Place, folder: Path, name: str = "accounts") -> Place:
        """Returns the place of a copy of a store that nobody has open: it takes less time than making one."""

    @contextmanager
    def opened(self, empty: Place, folder: Path) -> Iterator[Store]:
        """An empty store that is a test's own."""
        with closing(open_store(self.copy(empty, folder))) as store:
            yield store


class SqliteEngine(Engine):
    """A file for each store."""

    def new(self, folder: Path, name: str = "accounts") -> Place:
        return folder / f"{name}.db"

    def copy(self, place: Place, folder: Path, name: str = "accounts") -> Place:
        return shutil.copyfile(place, folder / f"{name}.db")


class PostgresqlEngine(Engine):
    """A database for each store, on a server that is reached through its socket: no password is worked out, which takes
    longer than most tests. A database goes with the folder that its store would be in.
    """

    def __init__(self, server: postgresql.Server) -> None:
        self._numbers = count(1)
        self._folders: dict[str, Path] = {}
        self._reused: list[ReusedStore] = []
        self._until_the_end = server.folder
        self._where = f"host={quote(str(server.folder), safe='')}&port={server.port}"
        import psycopg  # takes a while, and is needed by few runs

        self._admin = psycopg.connect(self.url("postgres"), autocommit=True)

    def url(self, database: str) -> str:
        """Returns the URL of a database."""
        return f"postgresql://{postgresql.USER}@/{database}?{self._where}"

    def new(self, folder: Path, name: str = "accounts") -> Place:  # noqa: ARG002 - files have one
        return self._made("template0", folder)

    def copy(self, place: Place, folder: Path, name: str = "accounts") -> Place:  # noqa: ARG002
        return self._made(_database(place), folder)

    @contextmanager
    def opened(self, empty: Place, folder: Path) -> Iterator[Store]:
        """The same, in a database that other tests have had; it goes where more than rows was changed in it."""
        from tests.reused_stores import ReusedStore  # needs the driver

        reused = self._reused.pop() if self._reused else ReusedStore(str(self.copy(empty, self._until_the_end)))
        store = reused.lend()
        try:
            yield store
        finally:
            if reused.emptied(store):
                self._reused.append(reused)
            else:
                store.close()
                reused.close()
                self._folders[_database(store.place)] = folder

    def _made(self, template: str, folder: Path) -> str:
        self._sweep()
        name = f"t{next(self._numbers)}"
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        self._folders[name] = folder
        return self.url(name)

    def _sweep(self) -> None:
        """Removes the databases of tests that are through: pytest has removed their folders."""
        for name in [name for name, folder in self._folders.items() if not folder.exists()]:
            self._admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
            del self._folders[name]

    def close(self) -> None:
        """Lets go of the server."""
        for each in self._reused:
            each.close()
        self._admin.close()


def _database(place: Place) -> str:
    """The name of the database that a store is in."""
    return urlsplit(str(place)).path.strip("/")


@contextmanager
def engine_called(name: str) -> Iterator[Engine]:
    """The engine of a test run; the tests are skipped where its server isn't installed."""
    if name == "sqlite":
        yield SqliteEngine()
        return
    programs = postgresql.binaries()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed here (Debian: apt-get install postgresql)")
    with postgresql.running(programs) as server, closing(PostgresqlEngine(server)) as engine:
        yield engine


def made(engine: Engine, folder: Path) -> Place:
    """The place of an empty store, to be copied."""
    place = engine.new(folder)
    open_store(place).close()
    return place


def file_of(place: Place) -> Path:
    """The file of a store on SQLite; on another engine the test, which is about the file, is skipped."""
    if not isinstance(place, Path):
        pytest.skip("is about the store's file")
    return place


def sqlite_of(store: Store) -> SqliteConnection:
    """The connection of a store on SQLite; on another engine the test, which is about SQLite's plans, is skipped."""
    connection = store.reading
    if not isinstance(connection, SqliteConnection):
        pytest.skip("looks at what SQLite does")
    return connection


def wait_little(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a store wait for others' writes no longer than a moment, so that a test need not either."""
    if isinstance(store.reading, SqliteConnection):
        store.reading.execute("PRAGMA busy_timeout = 10")
        return
    from store.postgresql import postgresql_store  # needs its driver

    begin = postgresql_store._BEGIN.replace(str(postgresql_store.LOCK_TIMEOUT_MS), "10")
    monkeypatch.setattr(postgresql_store, "_BEGIN", begin)
