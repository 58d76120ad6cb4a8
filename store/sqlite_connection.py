"""SQLite's connection, with what is asked of every engine's."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, Final

from store.connection import Parameters, Query
from store.integer_columns import columns_in

if TYPE_CHECKING:
    from store.connection import IntegerColumn

from store.giving_way import GIVING_WAY

_STEPS: Final = 10_000  # of SQLite's machine, some tenths of a millisecond, between two looks whether it should pause
_AT_ONCE: Final = 200  # sets of values of a statement between two such looks
_ROOMY_KB: Final = 32_000  # of the store that are kept in memory while many rows are written
_IN_STEP: Final = "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
_TABLES: Final = """SELECT name FROM main.sqlite_schema
WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' AND name <> '_sqlite_migrations' ORDER BY name"""


class SqliteConnection(sqlite3.Connection):
    """SQLite's connection, with what is asked of every engine's."""

    gives_ids_again = True

    def read_ahead(self, *queries: Query) -> None:
        """Does nothing: each is run when it is asked."""

    def columns(self, table: str) -> list[str]:
        """Returns the names of a table's columns in their order; none for a table that isn't there."""
        return list(self.types(table))

    def tables(self) -> list[str]:
        """Returns the names of all tables of the store's packages, sorted; no TEMP ones."""
        return [name for (name,) in self.execute(_TABLES)]

    def types(self, table: str) -> dict[str, str]:
        """Returns the type of each of a table's columns in their order: INTEGER, TEXT, REAL or BLOB."""
        return dict(self.execute("SELECT name, type FROM pragma_table_info(?)", (table,)).fetchall())

    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], /) -> None:
        """Enters many rows, as quickly as the engine can; nothing else is asked of the connection meanwhile."""
        marks = ", ".join("?" * len(columns))
        self.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", rows)

    def integer_columns(
        self, names: Sequence[str], sql: str, parameters: Parameters = (), /, *, days: Collection[str] = ()
    ) -> "list[IntegerColumn]":
        """Returns columns of a query that hold whole numbers and no NULL, each as an array, in any order of rows."""
        texts = self.execute(self.columns_query(names, sql), parameters).fetchone()
        return columns_in(names, texts, days)

    def columns_query(self, names: Sequence[str], sql: str, /) -> str:
        """Returns the query that `integer_columns` runs."""
        joined = ", ".join(f"group_concat({name})" for name in names)
        return f"SELECT {joined} FROM ({sql}) AS x"

    def analyze(self, *tables: str) -> None:
        """Does nothing: how tables are joined is said by our statements."""

    def continue_ids(self, table: str, /) -> None:
        """Does nothing: an id is one more than the highest there is."""

    def json_list(self, values: Iterable[str], /) -> str:
        """Returns the SQL of a text that is the JSON list of values, which are given as SQL."""
        return f"json_array({', '.join(values)})"

    def temp_table(self, name: str, columns: str, /) -> None:
        """Makes a TEMP table without rows, or empties it where this connection has it; its columns name its key."""
        self.execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({columns}) WITHOUT ROWID")
        self.execute(f"DELETE FROM {name}")

    def drop_temp_tables(self, *names: str) -> None:  # noqa: ARG002 - all go with the file that they are in
        """Drops all TEMP tables, with their file.

        SQLite 3.40 damages that file now and then where a large transaction is rolled back: "database disk image is
        malformed" is said of the next one then, in which it isn't the store's own file that is meant.
        """
        self.execute("PRAGMA temp_store = FILE")  # which is what the default comes to: a change lets the file go
        self.execute("PRAGMA temp_store = DEFAULT")

    def days_after(self, day: str, days: int | str, /) -> str:
        """Returns SQL of the day so many days after another; NULL after the year 9999."""
        return f"date({day}, '{days:+d} days')" if isinstance(days, int) else f"date({day}, ({days}) || ' days')"

    @contextmanager
    def resting(self, *tables: str, indexes: bool = True) -> Iterator[bool]:
        """Lets the triggers and `indexes` of tables rest while many of their rows are written: they are made anew.

        They may be made more cheaply than kept in step. None are left to rest within another one's rest.
        """
        marks = ", ".join("?" * len(tables))
        kind = "type" if indexes else "'trigger'"
        found = self.execute(f"{_IN_STEP} AND type = {kind} AND tbl_name IN ({marks})", tables).fetchall()
        for kind, name, _ in found:
            self.execute(f"DROP {kind} {name}")
        yield bool(found)
        for *_, statement in found:
            self.execute(statement)

    @contextmanager
    def roomy(self) -> Iterator[None]:
        """Keeps more of the store in memory while many rows are written all over it."""
        (usual,) = self.execute("PRAGMA cache_size").fetchone()
        self.execute(f"PRAGMA cache_size = -{_ROOMY_KB}")
        try:
            yield
        finally:
            self.execute(f"PRAGMA cache_size = {usual}")


class PausingConnection(SqliteConnection):
    """The same, which gives way to others' requests before and within statements."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - sqlite3's own
        super().__init__(*arguments, **options)
        self.set_progress_handler(GIVING_WAY.pause, _STEPS)

    def execute(self, *arguments: Any) -> sqlite3.Cursor:  # noqa: ANN401 - sqlite3's own
        """Runs one statement."""
        GIVING_WAY.pause()
        return super().execute(*arguments)

    def executemany(self, sql: str, parameters: Iterable[Any], /) -> sqlite3.Cursor:
        """Runs one statement for each set of values, and gives way between those."""
        return super().executemany(sql, chain.from_iterable(_with_pauses(iter(parameters))))


def _with_pauses(values: Iterator[Any]) -> Iterator[list[Any]]:
    while some := list(islice(values, _AT_ONCE)):
        GIVING_WAY.pause()
        yield some
