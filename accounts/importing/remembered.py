"""What an import is told of columns and words is remembered for later files, and forgotten when it is taken back."""

import json
from collections.abc import Iterable
from typing import Final

from store.connection import Connection

_TABLES: Final = {"mapping": ("kind", "header", "field"), "value_mapping": ("kind", "field", "word", "value")}
"""What is remembered: the columns of each table, the one that may change last."""


def remember(connection: Connection, table: str, rows: Iterable[tuple[str, ...]], import_id: int) -> None:
    """Keeps rows of one of these tables, and what they take the place of, with the import that says so."""
    *keys, value = _TABLES[table]
    same = " AND ".join(f"{key} = ?" for key in keys)
    for row in rows:
        found = connection.execute(f"SELECT {value} FROM {table} WHERE {same}", row[:-1]).fetchone()
        before = found[0] if found else None
        if before == row[-1]:
            continue
        connection.execute(
            """INSERT INTO replaced_row (import_id, number, was_in, was)
            SELECT :import, coalesce(max(number), 0) + 1, :table, :was FROM replaced_row WHERE import_id = :import""",
            {"import": import_id, "table": table, "was": json.dumps([*row[:-1], before])},
        )
        _put(connection, table, row)


def restore(connection: Connection, import_id: int) -> None:
    """Forgets what an import was told, and brings back what was remembered before it."""
    query = "SELECT was FROM replaced_row WHERE import_id = ? AND was_in = ? ORDER BY number DESC"
    for table, (*keys, _) in _TABLES.items():
        same = " AND ".join(f"{key} = ?" for key in keys)
        for (was,) in connection.execute(query, (import_id, table)).fetchall():
            *key, before = json.loads(was)
            if before is None:
                connection.execute(f"DELETE FROM {table} WHERE {same}", key)
            else:
                _put(connection, table, (*key, before))


def _put(connection: Connection, table: str, row: tuple[str, ...]) -> None:
    *keys, value = _TABLES[table]
    marks = ", ".join("?" * len(row))
    connection.execute(
        f"INSERT INTO {table} ({', '.join((*keys, value))}) VALUES ({marks})"
        f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {value} = excluded.{value}",
        row,
    )
