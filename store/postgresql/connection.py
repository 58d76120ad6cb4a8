"""A connection to PostgreSQL that keeps to what is asked of every engine's."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Final, TypeVar

import psycopg
from psycopg import errors, pq
from psycopg.generators import execute
from psycopg.sql import SQL, Identifier

from store.connection import Parameters, Query
from store.errors import StoreError, StoreUnreachableError
from store.giving_way import GIVING_WAY
from store.integer_columns import columns_in
from store.postgresql.batch import Batch
from store.postgresql.failures import connection_lost, described, refused
from store.postgresql.rows import PostgresqlRows
from store.postgresql.schema import translate
from store.postgresql.statements import prepare
from store.postgresql.values import adapt_values

if TYPE_CHECKING:
    from store.connection import IntegerColumn

_T = TypeVar("_T")
_COLUMNS = """SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped ORDER BY attnum"""
_BEGIN_READING: Final = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_GIVES = "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attidentity <> ''"
_TABLES = """SELECT CAST(tablename AS text) COLLATE "C" FROM pg_tables
WHERE schemaname = current_schema() AND tablename NOT IN ('store_version', 'seen_key', 'kept_request') ORDER BY 1"""
_TYPES = {"bigint": "INTEGER", "text": "TEXT", "double precision": "REAL", "bytea": "BLOB"}
_AWAKE: Final = """SELECT relname FROM pg_class WHERE oid = ANY (CAST(%s AS regclass[])) AND EXISTS (
    SELECT 1 FROM pg_trigger WHERE tgrelid = pg_class.oid AND NOT tgisinternal AND tgenabled <> 'D')"""


class PostgresqlConnection:
    """A connection that is made anew where it was lost outside a transaction; inside one that undoes what was begun.

    Raises `StoreUnreachableError` when the server can't be reached, `StoreBusyError` when a lock is waited for too long
    and `StoreConstraintError` for a row that breaks a rule of its table.
    """

    gives_ids_again = False

    def __init__(self, connect: "Callable[[], psycopg.Connection[tuple[Any, ...]]]") -> None:
        self._connect = connect
        self._raw = self._connected()
        self._was_lost = self._in_snapshot = self._begins = self._ends = False
        self._ahead: dict[object, PostgresqlRows] = {}

    @property
    def in_transaction(self) -> bool:
        """Returns whether a transaction is open."""
        return self._begins or self._has_begun()

    def begin_reading(self) -> None:
        """Opens a transaction in which every query sees the store at one moment: with the first, in one round trip."""
        self._in_snapshot = self._begins = True

    def end_reading(self) -> None:
        """Closes it, without waiting until the server has done so."""
        self._ahead.clear()
        self._in_snapshot = self._begins = False
        if self._has_begun() and not self._raw.closed:
            try:
                self._raw.pgconn.send_query(b"ROLLBACK")
                self._raw.pgconn.flush()
                self._ends = True
            except psycopg.Error:
                self._raw.close()

    def read_ahead(self, *queries: Query) -> None:
        """Runs queries of a snapshot in one round trip, for what asks them afterwards within it."""
        wanted = {key: each for each in queries if (key := _key(each)) not in self._ahead}
        if wanted and self._in_snapshot:
            self._ahead |= zip(wanted, self._read([*wanted.values()]), strict=True)

    def execute(self, sql: str, parameters: Parameters = (), /) -> PostgresqlRows:
        """Runs one statement."""
        if not self._in_snapshot:
            return self._run(lambda raw: PostgresqlRows.of(raw.execute(prepare(sql), parameters)))
        query = (sql, parameters)
        if self._ahead and (kept := self._ahead.get(_key(query))):
            return kept.again()
        return self._read([query])[0]

    def _read(self, queries: Sequence[Query]) -> list[PostgresqlRows]:
        """Runs queries of a snapshot in one round trip, in which its transaction begins where it hasn't yet."""

        def run(_: "psycopg.Connection[tuple[Any, ...]]") -> list[PostgresqlRows]:
            found = self._batch.run(queries, _BEGIN_READING if self._begins else b"")
            self._begins = False
            return found

        return self._run(run, begins=False)

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> PostgresqlRows:
        """Runs one statement that returns no rows for each set of values, in few round trips."""
        kept = self._kept(parameters)

        def run(raw: "psycopg.Connection[tuple[Any, ...]]") -> PostgresqlRows:
            with raw.cursor() as cursor:
                cursor.executemany(prepare(sql), kept)
                return PostgresqlRows.of(cursor)

        return self._run(run)

    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], /) -> None:
        """Enters many rows, as quickly as the engine can; nothing else is asked of the connection meanwhile."""
        kept = self._kept(rows)
        names = SQL(", ").join(map(Identifier, columns))
        copy = SQL("COPY {} ({}) FROM STDIN").format(Identifier(table), names)

        def run(raw: "psycopg.Connection[tuple[Any, ...]]") -> None:
            with raw.cursor() as cursor, cursor.copy(copy) as copying:
                for row in kept:
                    copying.write_row(row)

        self._run(run)

    def integer_columns(
        self, names: Sequence[str], sql: str, parameters: Parameters = (), /, *, days: Collection[str] = ()
    ) -> "list[IntegerColumn]":
        """Returns columns of a query that hold whole numbers and no NULL, each as an array, in any order of rows."""
        texts = self.execute(self.columns_query(names, sql), parameters).fetchone()
        return columns_in(names, texts, days)

    def columns_query(self, names: Sequence[str], sql: str, /) -> str:
        """Returns the query that `integer_columns` runs."""
        joined = ", ".join(f"string_agg(CAST({name} AS text), ',')" for name in names)
        return f"SELECT {joined} FROM ({sql}) AS x"

    def run_script(self, sql: str) -> None:
        """Runs statements of PostgreSQL's own, which take no values, in one round trip."""
        self._run(lambda raw: raw.execute(sql.encode()))

    def commit(self) -> None:
        """Keeps what was written in the transaction that is open.

        Raises `StoreError` after a statement that failed within it, which PostgreSQL would undo without a word, and
        `StoreUnreachableError` when the connection is lost meanwhile.
        """
        if self._raw.info.transaction_status is pq.TransactionStatus.INERROR:
            self.rollback()
            raise StoreError("Nothing was kept: something failed in the middle of what was to be written.")
        try:
            self.run_script("COMMIT")
        except StoreUnreachableError as error:
            raise StoreUnreachableError(
                "The connection to PostgreSQL was lost while it kept what was written: whether it did isn't known. "
                "Look before you do it again."
            ) from error

    def rollback(self) -> None:
        """Undoes the transaction, if one is open; where the connection is lost the server undoes it by itself."""
        if not self._raw.closed and self._has_begun():
            try:
                self._raw.execute("ROLLBACK")
            except psycopg.Error:
                self._raw.close()

    def columns(self, table: str) -> list[str]:
        """Returns the names of a table's columns in their order; none for a table that isn't there."""
        return list(self.types(table))

    def tables(self) -> list[str]:
        """Returns the names of all tables of the store's packages, sorted; no TEMP ones."""
        return [name for (name,) in self._run(lambda raw: raw.execute(_TABLES).fetchall())]

    def types(self, table: str) -> dict[str, str]:
        """Returns the type of each of a table's columns in their order: INTEGER, TEXT, REAL or BLOB."""
        found = self._run(lambda raw: raw.execute(_COLUMNS, (table,)).fetchall())
        return {name: _TYPES.get(type_, type_) for name, type_ in found}

    def analyze(self, *tables: str) -> None:
        """Lets the server look at what tables hold, before it plans by that."""
        self.run_script(f"ANALYZE {', '.join(tables)}")

    def continue_ids(self, table: str, /) -> None:
        """Lets the ids that a table gives come after those that rows were entered with."""
        found = self._run(lambda raw: raw.execute(_GIVES, (table,)).fetchall())
        for (column,) in found:
            self.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), coalesce(max({column}), 0) + 1, FALSE)"
                f" FROM {table}"
            )

    def json_list(self, values: Iterable[str], /) -> str:
        """Returns the SQL of a text that is the JSON list of values, which are given as SQL."""
        return f"CAST(json_build_array({', '.join(values)}) AS text)"

    def temp_table(self, name: str, columns: str, /) -> None:
        """Makes a TEMP table without rows, or empties it where this connection has it; its columns name its key."""
        made = translate(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({columns})")
        self.run_script(f"{made}; SELECT empty_temp_table('{name}')")

    def drop_temp_tables(self, *names: str) -> None:
        """Drops TEMP tables, those of them that are there."""
        self.execute(f"DROP TABLE IF EXISTS {', '.join(names)}")

    def days_after(self, day: str, days: int | str, /) -> str:
        """Returns SQL of the day so many days after another; NULL after the year 9999."""
        later = f"CAST({day} AS date) + CAST({days} AS integer)"
        return f"CASE WHEN {later} <= DATE '9999-12-31' THEN to_char({later}, 'YYYY-MM-DD') END"

    @contextmanager
    def resting(self, *tables: str, indexes: bool = True) -> Iterator[bool]:  # noqa: ARG002
        """Lets the triggers of tables rest while many of their rows are written; others go on reading meanwhile.

        Indexes stay: without them others would wait.
        """
        awake = [name for (name,) in self._run(lambda raw: raw.execute(_AWAKE, (list(tables),)).fetchall())]
        for table in awake:
            self.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield bool(awake)
        for table in awake:
            self.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    def roomy(self) -> AbstractContextManager[None]:
        """Does nothing: the server has its memory."""
        return nullcontext()

    def close(self) -> None:
        """Closes the connection."""
        self._raw.close()

    def _kept(self, values: Iterable[_T]) -> Iterable[_T]:
        """Values that are entered; outside a transaction that may have to be done once more."""
        return values if self.in_transaction else list(values)

    def _has_begun(self) -> bool:
        """Whether a transaction is open on the server."""
        idle = {pq.TransactionStatus.IDLE, pq.TransactionStatus.UNKNOWN}
        return not self._ends and self._raw.info.transaction_status not in idle

    def _run(self, work: "Callable[[psycopg.Connection[tuple[Any, ...]]], _T]", *, begins: bool = True) -> _T:
        """Does something with the connection, once more where it was lost before a transaction was begun."""
        GIVING_WAY.pause()
        self._settle()
        between = not self._has_begun()
        try:
            return self._done(work, begins=begins)
        except psycopg.Error as error:
            if not (between and self._raw.closed):
                raise self._described(error) from error
        self._raw, self._was_lost = self._connected(), True
        try:
            return self._done(work, begins=begins)
        except psycopg.Error as error:
            raise self._described(error) from error

    def _done(self, work: "Callable[[psycopg.Connection[tuple[Any, ...]]], _T]", *, begins: bool) -> _T:
        if begins and self._begins:
            self._raw.execute(_BEGIN_READING)
            self._begins = False
        return work(self._raw)

    def _settle(self) -> None:
        """Reads what the server said to the end of a transaction that wasn't waited for."""
        if self._ends:
            self._ends = False
            try:
                self._raw.wait(execute(self._raw.pgconn))
            except psycopg.Error:
                self._raw.close()

    def _described(self, error: psycopg.Error) -> Exception:
        """Returns what an error means; a table that isn't there was a TEMP table of a connection that was lost."""
        if self._was_lost and isinstance(error, errors.UndefinedTable):
            return connection_lost(str(error).partition("\n")[0])
        return described(error)

    def _connected(self) -> "psycopg.Connection[tuple[Any, ...]]":
        try:
            raw = self._connect()
        except psycopg.Error as error:
            raise refused(error) from (None if isinstance(error, psycopg.ProgrammingError) else error)
        adapt_values(raw)
        self._batch = Batch(raw)
        return raw


def _key(query: Query) -> object:
    sql, parameters = query
    return sql, tuple(parameters.items() if isinstance(parameters, Mapping) else parameters)
