"""Keys that were seen, for a while: shared by all machines that answer from one schema of PostgreSQL.

It takes none of the store's locks, so that it never waits for an import. What a crash of the server leaves may lack the
last moments: nothing is waited for until it is on disk.
"""

from typing import Any, Final

import psycopg
from psycopg import sql

from store.postgresql.connection import PostgresqlConnection
from store.postgresql.postgresql_store import split_schema

_QUICKLY: Final[dict[str, Any]] = {"connect_timeout": 2, "tcp_user_timeout": 2_000}  # seconds, milliseconds
_SETTINGS: Final = "SET synchronous_commit TO off; SET statement_timeout TO 1000; SET lock_timeout TO 1000"
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS seen_key (key text COLLATE "C" PRIMARY KEY, seen_until double precision NOT NULL);
CREATE INDEX IF NOT EXISTS seen_key_by_end ON seen_key (seen_until)"""
_ADD: Final = """
INSERT INTO seen_key (key, seen_until) VALUES (:key, :until)
ON CONFLICT (key) DO UPDATE SET seen_until = excluded.seen_until WHERE seen_key.seen_until < :now
"""
_PRUNE_EVERY: Final = 1_000


class ServerKeys:
    """Remembers keys until a time in the schema of a store, which need not be there yet.

    It is used in one thread, and blocks for as long as the server takes, two seconds at most. Times are in Unix
    seconds. Raises `StoreError`.
    """

    def __init__(self, place: str) -> None:
        self._url, self._schema = split_schema(place)
        self._connection: PostgresqlConnection | None = None
        self._added = 0

    def add(self, key: str, now: float, seconds: float) -> bool:
        """Remembers a key for so many seconds. Returns whether it was new to all machines."""
        connection = self._opened()
        new = connection.execute(_ADD, {"key": key, "until": now + seconds, "now": now}).rowcount == 1
        self._added += 1
        if self._added % _PRUNE_EVERY == 1:
            connection.execute("DELETE FROM seen_key WHERE seen_until < ?", (now,))
        return new

    def forget(self, key: str) -> None:
        """Lets a key count as new."""
        self._opened().execute("DELETE FROM seen_key WHERE key = ?", (key,))

    def close(self) -> None:
        """Closes the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _opened(self) -> PostgresqlConnection:
        if self._connection is None:
            opened = PostgresqlConnection(self._connect)
            try:
                if not opened.columns("seen_key"):
                    self._make(opened)
            except BaseException:
                opened.close()
                raise
            self._connection = opened
        return self._connection

    def _make(self, opened: PostgresqlConnection) -> None:
        """Makes the table, whoever else does so at the same moment."""
        made = sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(self._schema)).as_string()
        opened.run_script("BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('cs-bot', 1))")
        try:
            if not opened.columns("seen_key"):
                opened.run_script(f"{made}; {_TABLE}")
            opened.commit()
        except BaseException:
            opened.rollback()
            raise

    def _connect(self) -> "psycopg.Connection[tuple[Any, ...]]":
        raw = psycopg.connect(self._url, autocommit=True, **_QUICKLY)
        raw.execute(sql.SQL("SET search_path TO {}; ").format(sql.Identifier(self._schema)) + sql.SQL(_SETTINGS))
        return raw
