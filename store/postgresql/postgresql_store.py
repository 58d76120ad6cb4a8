"""The store in one schema of a PostgreSQL database, used by any number of threads, processes and machines."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg import sql

from store.connection import Parameters
from store.database import Store
from store.errors import StoreError, StoreUrlError
from store.migrations import Migrations
from store.postgresql.connection import PostgresqlConnection
from store.postgresql.migration import applied, apply, has_version_table, make_version_table
from store.server_url import ServerUrl, parse_server_url

LOCK_TIMEOUT_MS: Final = 30_000  # milliseconds that a write waits for another one's to end
DEFAULT_SCHEMA: Final = "cs_bot"
PROGRAM: Final = "cs-bot"
"""How the server lists our sessions, with the schema behind it: `application_name`."""
_CONNECT_TIMEOUT: Final = 10  # seconds
_OPTIONS: Final = {each.keyword.decode() for each in psycopg.pq.Conninfo.get_defaults()} | {"ssl"}
_ALIVE: Final[dict[str, Any]] = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
"""After a minute without an answer either side takes the other for lost: a machine that is gone holds no lock."""
_SETTINGS: Final = "SET timezone TO 'UTC'; SET jit TO off; SET random_page_cost TO 1.1" + "".join(
    f"; SET tcp_{name} TO {value}" for name, value in _ALIVE.items()
)
"""Pages of a store are in memory, or on a disk without a head to move: what a server expects of one that turns makes it
sort a list for a page far down, which an index has in order."""
_BEGIN: Final = (
    f"BEGIN; SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}; "
    "SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), 0))"
)

_CLOCK: Final = "SELECT CAST(extract(epoch FROM clock_timestamp()) AS double precision)"
_CLOCKS_DIFFER: Final = 1.0  # seconds
_INVALID: Final = """SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema() AND NOT i.indisvalid ORDER BY 1"""


class PostgresqlStore(Store):
    """The account store in a schema of PostgreSQL. Each thread has a connection of its own; `close` closes them all.

    `place` is a URL of PostgreSQL; `?schema=NAME` names another schema than cs_bot.
    """

    unit = "schema"

    def __init__(self, place: str) -> None:
        self.place = place
        self._url, self.schema = split_schema(place)
        self.path = Path(f"{self._url.database.strip('/') or 'postgresql'}.{self.schema}")
        self._mine = threading.local()
        self._all: list[PostgresqlConnection] = []

    def __str__(self) -> str:
        """Returns the place without its password."""
        return spoken(self.place)

    def another(self, name: str) -> str:
        """Returns the URL of another schema in the same database, for a shell that has this one's in CS_DATABASE.

        Its password and options stay as they are there, and aren't said.
        """
        return f'"$CS_DATABASE{"&" if "?" in self.place else "?"}schema={name}"'

    @property
    def writable(self) -> bool:
        """Whether the server takes writes: a standby doesn't."""
        return bool(self.reading.execute("SELECT NOT pg_is_in_recovery()").fetchone()[0])

    @property
    def reading(self) -> PostgresqlConnection:
        """This thread's connection, outside any transaction of its own making. Rows come as tuples."""
        connection: PostgresqlConnection | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = self._mine.connection = PostgresqlConnection(self._connect)
            self._all.append(connection)
        return connection

    @contextmanager
    def writing(self) -> Iterator[PostgresqlConnection]:
        """A transaction that holds the schema's write lock from its start: all of it is kept, or nothing.

        The lock is what SQLite's `BEGIN IMMEDIATE` is: whoever writes has seen all that was committed before. Raises
        `StoreBusyError` when another program writes for longer than it is waited for, and `StoreUnreachableError`:
        where the connection was lost at the very end, whether anything was kept isn't known.
        """
        connection = self.reading
        try:
            connection.run_script(_BEGIN)
            yield connection
        except BaseException:
            connection.rollback()
            raise
        connection.commit()

    def append(self, statement: str, parameters: Parameters) -> None:
        """Runs a statement that enters rows which depend on nothing that was read, and keeps them at once: in one round
        trip, as the lock and a transaction of their own take two more, and wait for imports.
        """
        self.reading.execute(statement, parameters)

    @contextmanager
    def snapshot(self) -> Iterator[PostgresqlConnection]:
        """A read transaction: every query inside it sees the store at one moment."""
        connection = self.reading
        if connection.in_transaction:
            yield connection
            return
        connection.begin_reading()
        try:
            yield connection
        finally:
            connection.end_reading()

    def add_tables(self, migrations: Migrations) -> None:
        """Makes or migrates the tables that a package keeps in the schema. Raises `StoreError`."""
        if (version := applied(self.reading, migrations)) > migrations.version:
            raise StoreError(f"The account store {self} is of a newer version of CS Bot: update the program.")
        if version < migrations.version:
            with self.writing() as connection:
                apply(connection, migrations)

    def version_of(self, migrations: Migrations) -> int:
        """How many of a package's migrations its tables are the outcome of."""
        return applied(self.reading, migrations)

    def find_fault(self) -> str:
        """Says which indexes aren't valid; the server looks after its files itself. Empty where all are."""
        found = self.reading.execute(_INVALID).fetchall()
        names = ", ".join(name for (name,) in found)
        return f"The account store {self} has indexes that aren't valid: REINDEX INDEX {names}." if found else ""

    def ahead(self, clock: Callable[[], float]) -> float:
        """Seconds that the server's clock is ahead of a machine's; 0 for less than can be told over the network."""
        before = clock()
        (server,) = self.reading.execute(_CLOCK).fetchone()
        after = clock()
        ahead = float(server) - (before + after) / 2
        return ahead if abs(ahead) > max(after - before, _CLOCKS_DIFFER) else 0.0

    def close(self) -> None:
        """Closes the connections of all threads."""
        for connection in self._all:
            connection.close()
        self._all.clear()
        self._mine = threading.local()

    def _connect(self) -> "psycopg.Connection[tuple[Any, ...]]":
        raw = psycopg.connect(str(self._url), autocommit=True)
        path = sql.SQL("SET search_path TO {}, pg_temp; ").format(sql.Identifier(self.schema))
        raw.execute(path + sql.SQL(_SETTINGS))
        return raw


def open_postgresql(place: str, migrations: Migrations) -> PostgresqlStore:
    """Returns the store at a URL of PostgreSQL, its schema and tables made or migrated first. Raises `StoreError`."""
    store = PostgresqlStore(place)
    try:
        if not has_version_table(store.reading):
            make_version_table(store.reading, store.schema)
        store.add_tables(migrations)
    except BaseException:
        store.close()
        raise
    return store


def split_schema(place: str) -> tuple[ServerUrl, str]:
    """Returns a URL as the driver takes it, how long it waits said in it, and the schema that it names.

    Raises `StoreUrlError`.
    """
    url = parse_server_url(place)
    options = dict(url.options)
    schema = options.pop("schema", DEFAULT_SCHEMA)
    unknown = options.keys() - _OPTIONS
    if unknown and "@" not in place.partition("?")[2]:  # else it may be a part of a password
        raise StoreUrlError(f"PostgreSQL has no option {min(unknown)}")
    ours = {"application_name": f"{PROGRAM} {schema}", "connect_timeout": _CONNECT_TIMEOUT, **_ALIVE}
    return replace(url, options={name: str(value) for name, value in ours.items()} | options), schema


def spoken(place: str) -> str:
    """Returns a URL as it may be said and logged: without its password."""
    url = parse_server_url(place)
    whose = f"{url.user}@" if url.user else ""
    schema = url.options.get("schema", DEFAULT_SCHEMA)
    where = f"?schema={schema}" if schema != DEFAULT_SCHEMA else ""
    return f"{url.scheme}://{whose}{url.hosts}{url.database}{where}"
