"""An empty store on PostgreSQL that one test gets after another: a connection that has seen the tables before asks less
of the server than a new connection to a new database does.
"""

from typing import Final

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from store.postgresql.connection import PostgresqlConnection
from store.postgresql.postgresql_store import DEFAULT_SCHEMA, PostgresqlStore

_LARGE: Final = 2**15  # bytes of a table that is made anew, as deleted rows stay in it: no plan may be another for them
_ROWS: Final = """SELECT relname, pg_relation_size(pg_class.oid) > {} OR reltuples >= 0
FROM ({}) AS x (name, rows) JOIN pg_class ON pg_class.oid = CAST(name AS regclass) WHERE rows OR reltuples >= 0"""
_PLANNED: Final = "DELETE FROM pg_statistic WHERE starelid = ANY (CAST(%s AS regclass[]))"
_OTHERS: Final = """SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid NOT IN (%s, pg_backend_pid())"""
_BACKEND: Final = "SELECT pg_backend_pid()"
_FROM_1: Final = """SELECT count(setval(CAST(seqrelid AS regclass), seqstart, FALSE)) FROM pg_sequence
JOIN pg_class ON oid = seqrelid WHERE relpersistence = 'p'"""

# Whatever a test may have changed but rows: tables, columns, rules, triggers that rest, functions, schemas, settings.
_MADE: Final = r"""
WITH made AS (
    SELECT oid AS made, relname, relkind FROM pg_class WHERE relnamespace = CAST(current_schema() AS regnamespace)
)
SELECT concat_ws(' ', relname, relkind) AS each FROM made
UNION ALL SELECT concat_ws(' ', attrelid, attname, atttypid, attnotnull, attidentity)
    FROM pg_attribute JOIN made ON attrelid = made WHERE attnum > 0
UNION ALL SELECT concat_ws(' ', indexrelid, indisvalid, indkey) FROM pg_index JOIN made ON indexrelid = made
UNION ALL SELECT concat_ws(' ', conrelid, conname, contype) FROM pg_constraint JOIN made ON conrelid = made
UNION ALL SELECT concat_ws(' ', tgrelid, tgname, tgenabled) FROM pg_trigger JOIN made ON tgrelid = made
UNION ALL SELECT concat_ws(' ', proname, prosrc) FROM pg_proc
    WHERE pronamespace = CAST(current_schema() AS regnamespace)
UNION ALL SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%'
UNION ALL SELECT concat_ws(' ', name, setting) FROM pg_settings WHERE source = 'session'
ORDER BY each"""


class LentStore(PostgresqlStore):
    """A store whose first connection was there before, and is left when it is given back."""

    def __init__(self, place: str, connection: PostgresqlConnection | None = None) -> None:
        super().__init__(place)
        if connection:
            self._mine.connection = connection
            self._all.append(connection)

    def leave(self, connection: PostgresqlConnection) -> None:
        """Closes the connections of other threads."""
        self._all.remove(connection)
        self.close()


class ReusedStore:
    """A database with an empty store in it, which is emptied after each test as long as it is as it was made."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._connection = LentStore(place).reading
        self._beside = psycopg.connect(place, autocommit=True, options=f"-c search_path={DEFAULT_SCHEMA}")
        self._backend = self._asked(_BACKEND)
        self._made = self._asked(_MADE)
        tables = [*self._connection.tables(), "store_version"]
        rows = [SQL("SELECT {}, EXISTS (SELECT FROM {})").format(Literal(each), Identifier(each)) for each in tables]
        self._with_rows = SQL(_ROWS).format(_LARGE, SQL(" UNION ALL ").join(rows))
        self._first = {name: self._copied(name) for name, _ in self._beside.execute(self._with_rows)}

    def lend(self) -> LentStore:
        """Returns the store, for one test."""
        return LentStore(self._place, self._connection)

    def emptied(self, store: LentStore) -> bool:
        """Takes it back and empties it; False where that can't be, as something else than rows was changed."""
        if (
            self._connection.in_transaction
            or self._asked(_BACKEND) != self._backend
            or self._asked(_MADE) != self._made
        ):
            return False
        store.leave(self._connection)
        self._beside.execute(_OTHERS, (self._backend[0][0],))
        self._empty()
        return True

    def close(self) -> None:
        """Lets go of the database."""
        self._connection.close()
        self._beside.close()

    def _asked(self, query: str) -> list[tuple[object, ...]]:
        return self._connection.execute(query).fetchall()

    def _empty(self) -> None:
        found = self._beside.execute(self._with_rows).fetchall()
        with self._beside.transaction():
            self._beside.execute("SET LOCAL session_replication_role = replica")  # rows go in any order, for no trigger
            for name, large in found:
                self._beside.execute(SQL("TRUNCATE {} CASCADE" if large else "DELETE FROM {}").format(Identifier(name)))
            for name, rows in self._first.items():
                with (
                    self._beside.cursor() as cursor,
                    cursor.copy(SQL("COPY {} FROM STDIN").format(Identifier(name))) as copy,
                ):
                    copy.write(rows)
            self._beside.execute(_PLANNED, ([name for name, large in found if large],))
            self._beside.execute(_FROM_1)

    def _copied(self, table: str) -> bytes:
        with self._beside.cursor() as cursor, cursor.copy(SQL("COPY {} TO STDOUT").format(Identifier(table))) as copy:
            return b"".join(map(bytes, copy))
