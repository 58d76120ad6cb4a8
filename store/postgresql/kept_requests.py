"""Requests that were taken and aren't answered yet: what a machine that dies leaves is found by another.

Leases go by the server's clock, as those of machines differ.
"""

from collections.abc import Collection
from typing import Final

from store.kept_requests import GIVEN_UP, LEASE
from store.postgresql.shared_tables import SharedTables

MOST: Final = 10_000  # requests that are kept: beyond it the oldest are given up
_NOW: Final = "CAST(extract(epoch FROM clock_timestamp()) AS double precision)"
_KEEP: Final = f"""
INSERT INTO kept_request (key, scope, body, kept_at, lease_until)
VALUES (:key, :scope, :body, {_NOW}, {_NOW} + {LEASE}) ON CONFLICT (key) DO NOTHING
"""
_CLAIM: Final = f"""
UPDATE kept_request SET lease_until = {_NOW} + {LEASE} WHERE key = (
    SELECT key FROM kept_request WHERE scope = :scope AND lease_until < {_NOW}
    ORDER BY kept_at, key LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING key, body
"""
_GIVE_UP: Final = f"""
DELETE FROM kept_request WHERE kept_at < {_NOW} - {GIVEN_UP}
OR key IN (SELECT key FROM kept_request ORDER BY kept_at DESC, key DESC OFFSET {MOST})
"""


class ServerRequests:
    """Keeps the requests of one app, its `scope`, until they are done. Raises `StoreError`."""

    def __init__(self, tables: SharedTables, scope: str) -> None:
        self._tables = tables
        self._scope = scope

    def keep(self, key: str, body: str) -> None:
        """Keeps a request that this process is at work on."""
        self._tables.execute(_KEEP, {"key": key, "scope": self._scope, "body": body})

    def forget(self, keys: Collection[str]) -> bool:
        """Forgets requests that are answered. Returns that it did."""
        self._tables.execute("DELETE FROM kept_request WHERE key = ANY (?)", (list(keys),))
        return True

    def renew(self, keys: Collection[str]) -> None:
        """Says that this process is still at work on requests."""
        renewed = f"UPDATE kept_request SET lease_until = {_NOW} + {LEASE} WHERE key = ANY (?)"
        self._tables.execute(renewed, (list(keys),))

    def claim(self) -> tuple[str, str] | None:
        """Returns the key and body of a request that was left, which this process is at work on from now on."""
        self._tables.execute(_GIVE_UP)
        found = self._tables.execute(_CLAIM, {"scope": self._scope}).fetchone()
        return None if found is None else (str(found[0]), str(found[1]))

    def close(self) -> None:
        """Does nothing: the tables are closed by whoever opened them."""
