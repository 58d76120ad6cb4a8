"""The first accounts of a store: with none there to compare them with, they are written as they are read."""

import sqlite3
from collections.abc import Sequence

from accounts.files import Table
from accounts.importing.matching import KEY, provide_fold
from accounts.importing.merging import MANY
from accounts.importing.options import Progress
from accounts.importing.reading import Reading
from accounts.importing.targets import TARGETS


class SecondLookError(Exception):
    """A row is at fault or lacks its name, or another one has its key: the file has to be staged and compared."""


def none_yet(connection: sqlite3.Connection) -> bool:
    """Whether the store has no account."""
    return connection.execute("SELECT 1 FROM account LIMIT 1").fetchone() is None


def fill(
    connection: sqlite3.Connection, table: Table, reading: Reading, import_id: int, progress: Progress | None
) -> int:
    """Enters all rows as new accounts and returns how many they are.

    Raises `SecondLookError` when that can't be: the transaction is to be taken back then.
    """
    if not none_yet(connection):
        raise SecondLookError
    provide_fold(connection)
    insert, count = _insert(reading.columns, import_id), 0
    try:
        for checked in reading.checked(table, progress):
            if checked.rejects:
                raise SecondLookError
            connection.executemany(insert, zip(*checked.columns.values(), strict=True))
            count += len(checked.lines)
    except sqlite3.IntegrityError as error:
        raise SecondLookError from error
    return count


def entered(connection: sqlite3.Connection) -> list[int] | None:
    """The accounts; None when they are many."""
    rows = connection.execute("SELECT id FROM account LIMIT ?", (MANY + 1,)).fetchall()
    return None if len(rows) > MANY else [row[0] for row in rows]


def _insert(columns: Sequence[str], import_id: int) -> str:
    given = {name: f"?{number}" for number, name in enumerate(columns, start=1)}
    made_key = KEY.format(domain=given.get("domain", "NULL"), name=given.get("name", "NULL"))
    values = given | {"key": f"coalesce({given['key']}, {made_key})"}
    for name, default in TARGETS["account"].kept.items():
        if default and name in given:
            values[name] = f"coalesce({given[name]}, '{default}')"
    return f"INSERT INTO account ({', '.join(values)}, import_id) VALUES ({', '.join(values.values())}, {import_id})"
