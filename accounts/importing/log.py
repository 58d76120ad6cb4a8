"""What was imported when, by whom and from what."""

import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from accounts.importing.options import Occasion
from store.timestamps import to_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An import. `sha256` is that of the file; a `refused` one wrote nothing, for the rows it `rejected`."""

    id: int
    kind: str
    source: str
    sha256: str
    imported_by: str
    imported_at: str
    new: int
    changed: int
    unchanged: int
    rejected: int
    outcome: str
    undone_at: str | None

    @property
    def data(self) -> dict[str, Any]:
        """The entry as JSON has it."""
        return asdict(self)


_COLUMNS = ", ".join(Entry.__slots__)


def entries(connection: sqlite3.Connection, limit: int = 20) -> tuple[Entry, ...]:
    """The last imports, the latest first."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM import ORDER BY id DESC LIMIT ?", (limit,))
    return tuple(Entry(**dict(zip(Entry.__slots__, row, strict=True))) for row in rows)


def last_standing(connection: sqlite3.Connection) -> Entry | None:
    """The last import that changed anything and was not taken back."""
    row = connection.execute(
        f"""SELECT {_COLUMNS} FROM import WHERE outcome = 'written' AND undone_at IS NULL AND new + changed > 0
        ORDER BY id DESC LIMIT 1"""
    ).fetchone()
    return Entry(**dict(zip(Entry.__slots__, row, strict=True))) if row else None


def begin(connection: sqlite3.Connection, kind: str, source: str, sha256: str, occasion: Occasion) -> int:
    """Enters an import and returns its id."""
    values = (kind, source, sha256, occasion.by, to_text(occasion.now))
    cursor = connection.execute(
        "INSERT INTO import (kind, source, sha256, imported_by, imported_at) VALUES (?, ?, ?, ?, ?)", values
    )
    return cursor.lastrowid or 0


def finish(connection: sqlite3.Connection, import_id: int, outcome: str, counts: Sequence[int]) -> None:
    """Enters what came of it: how many rows were new, changed, unchanged and rejected."""
    connection.execute(
        "UPDATE import SET outcome = ?, new = ?, changed = ?, unchanged = ?, rejected = ? WHERE id = ?",
        (outcome, *counts, import_id),
    )
