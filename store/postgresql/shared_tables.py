"""Small tables beside those of a store, which all machines that answer from one schema of PostgreSQL share.

Whoever writes to them takes none of the store's locks, and so never waits for an import. What a crash of the server
leaves may lack the last moments: nothing is waited for until it is on disk.
"""

from typing import Any, Final

import psycopg
from psycopg import sql

from store.connection import Parameters
from store.postgresql.connection import PostgresqlConnection
from store.postgresql.postgresql_store import split_schema
from store.postgresql.rows import PostgresqlRows

_QUICKLY: Final[dict[str, Any]] = {"connect_timeout": 2, "tcp_user_timeout": 2_000}  # seconds, milliseconds
_SETTINGS: Final = "SET synchronous_commit TO off; SET statement_timeout TO 1000; SET lock_timeout TO 1000"
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS seen_key (key text COLLATE "C" PRIMARY KEY, seen_until double precision NOT NULL);
CREATE INDEX IF NOT EXISTS seen_key_by_end ON seen_key (seen_until);
CREATE TABLE IF NOT EXISTS kept_request (
    key text COLLATE "C" PRIMARY KEY, scope text COLLATE "C" NOT NULL, body text NOT NULL,
    kept_at double precision NOT NULL, lease_until double precision NOT NULL);
CREATE INDEX IF NOT EXISTS kept_request_by_age ON kept_request (kept_at, key)"""
_NEWEST: Final = "kept_request"


class SharedTables:
    """The tables in the schema of a store, both of which are made where they aren't there.

    It is used in one thread, and blocks for as long as the server takes, two seconds at most. Raises `StoreError`.
    """

    def __init__(self, place: str) -> None:
        self._url, self._schema = split_schema(place)
        self._connection: PostgresqlConnection | None = None

    def execute(self, statement: str, parameters: Parameters = ()) -> PostgresqlRows:
        """Runs one statement, which is kept at once."""
        return self._opened().execute(statement, parameters)

    def close(self) -> None:
        """Closes the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _opened(self) -> PostgresqlConnection:
        if self._connection is None:
            opened = PostgresqlConnection(self._connect)
            try:
                if not opened.columns(_NEWEST):
                    self._make(opened)
            except BaseException:
                opened.close()
                raise
            self._connection = opened
        return self._connection

    def _make(self, opened: PostgresqlConnection) -> None:
        """Makes the tables, whoever else does so at the same moment; the schema only where it isn't there, as a role
        that owns it alone may make none.
        """
        schema = sql.SQL("CREATE SCHEMA IF NOT EXISTS {}; ").format(sql.Identifier(self._schema)).as_string()
        opened.run_script("BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('cs-bot', 1))")
        try:
            there = opened.execute("SELECT 1 FROM pg_namespace WHERE nspname = ?", (self._schema,)).fetchone()
            opened.run_script(f"{'' if there else schema}{_TABLES}")
            opened.commit()
        except BaseException:
            opened.rollback()
            raise

    def _connect(self) -> "psycopg.Connection[tuple[Any, ...]]":
        raw = psycopg.connect(str(self._url), autocommit=True, **_QUICKLY)
        raw.execute(sql.SQL("SET search_path TO {}; ").format(sql.Identifier(self._schema)) + sql.SQL(_SETTINGS))
        return raw
