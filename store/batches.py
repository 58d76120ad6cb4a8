"""Many rows in their order, some at a time."""

import sys
from collections.abc import Iterator

from store.connection import Connection

IdRange = tuple[int, int]


def id_ranges(connection: Connection, table: str, column: str, size: int) -> Iterator[IdRange]:
    """So many rows each, as the id that comes before the first and that of the last; whatever is added, all ids."""
    last = 0
    query = f"SELECT {column} FROM {table} WHERE {column} > ? ORDER BY {column} LIMIT 1 OFFSET ?"
    while found := connection.execute(query, (last, size - 1)).fetchone():
        yield last, found[0]
        last = found[0]
    yield last, sys.maxsize
