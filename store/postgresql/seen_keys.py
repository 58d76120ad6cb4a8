"""Keys that were seen, for a while: shared by all machines that answer from one schema of PostgreSQL."""

from typing import Final

from store.postgresql.shared_tables import SharedTables

_ADD: Final = """
INSERT INTO seen_key (key, seen_until) VALUES (:key, :until)
ON CONFLICT (key) DO UPDATE SET seen_until = excluded.seen_until WHERE seen_key.seen_until < :now
"""
_PRUNE_EVERY: Final = 1_000


class ServerKeys:
    """Remembers keys until a time. Times are in Unix seconds. Raises `StoreError`."""

    def __init__(self, tables: SharedTables) -> None:
        self._tables = tables
        self._added = 0

    def add(self, key: str, now: float, seconds: float) -> bool:
        """Remembers a key for so many seconds. Returns whether it was new to all machines."""
        new = self._tables.execute(_ADD, {"key": key, "until": now + seconds, "now": now}).rowcount == 1
        self._added += 1
        if self._added % _PRUNE_EVERY == 1:
            self._tables.execute("DELETE FROM seen_key WHERE seen_until < ?", (now,))
        return new

    def forget(self, key: str) -> None:
        """Lets a key count as new."""
        self._tables.execute("DELETE FROM seen_key WHERE key = ?", (key,))
