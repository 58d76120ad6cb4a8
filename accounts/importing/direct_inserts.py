"""The first accounts of a store, and the first use of the product: written as they are read, and not staged.

It is tried for what is compared with nothing. Where a row is at fault, isn't known for sure or stands there twice, all
is taken back, and the file goes the way of every other.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable
from itertools import repeat
from typing import Final

from accounts.importing.batches import Values
from accounts.importing.names import fold
from accounts.importing.row_memory import RowMemory
from accounts.importing.row_reader import CheckedRows
from accounts.importing.staging import AT_ONCE, TARGETS
from accounts.importing.transforms import Columns
from accounts.importing.upsert import MANY
from store.connection import Connection
from store.errors import StoreConstraintError

DIRECT: Final = ("account", "usage")
_MOST_IDS: Final = 100_000  # ids of accounts that are remembered
_IDS: Final = "SELECT key, id FROM account WHERE key IN (SELECT CAST(value AS text) FROM json_each(?))"


class NeedsStagingError(Exception):
    """A row is at fault or lacks what it is known by, or another one has its key: the file has to be compared."""


def is_first(connection: Connection, table: str) -> bool:
    """Whether rows of the table may be written as they are read: there are none yet."""
    return table in DIRECT and connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None


def insert_rows(
    connection: Connection, table: str, found: Iterable[CheckedRows], import_id: int, memory: RowMemory | None = None
) -> int:
    """Enters all rows as new ones and returns how many they are. The `memory` gets them in their order.

    Raises `NeedsStagingError` when that can't be: the transaction is to be taken back then.
    """
    if not is_first(connection, table):
        raise NeedsStagingError
    made: Callable[[CheckedRows], Columns] = _new_accounts if table == "account" else _NewUse(connection).columns
    count, names = 0, list[str]()
    rows: list[tuple[object, ...]] = []
    try:
        for checked in found:
            if checked.rejects:
                raise NeedsStagingError
            columns = made(checked)
            if memory:
                columns |= memory.keep_first(checked.marks)
            names = [*columns, "import_id"]
            rows.extend(zip(*columns.values(), repeat(import_id), strict=False))
            if len(rows) >= AT_ONCE:
                connection.insert_many(table, names, rows)
                count += len(rows)
                rows.clear()
        if rows:
            connection.insert_many(table, names, rows)
        connection.analyze(table)
    except (sqlite3.IntegrityError, StoreConstraintError) as error:
        raise NeedsStagingError from error
    return count + len(rows)


def inserted_accounts(connection: Connection) -> list[int] | None:
    """The accounts; None when they are many."""
    rows = connection.execute("SELECT id FROM account ORDER BY id LIMIT ?", (MANY + 1,)).fetchall()
    return None if len(rows) > MANY else [row[0] for row in rows]


def _new_accounts(checked: CheckedRows) -> Columns:
    """The columns of rows that are all new, with what one without it gets: a key, a status."""
    columns, none = dict(checked.columns), [None] * len(checked.lines)
    keys = columns.get("key", none)
    if None in keys:
        said = zip(keys, columns.get("domain", none), columns.get("name", none), strict=True)
        keys = [(domain or fold(name)) if key is None else key for key, domain, name in said]
    return _with_defaults("account", {**columns, "key": keys})


def _with_defaults(table: str, columns: Columns) -> Columns:
    """The columns, with what is never empty in them."""
    for name, default in TARGETS[table].kept.items():
        if default is not None and None in columns.get(name, ()):
            columns[name] = [default if each is None else each for each in columns[name]]
    return columns


class _NewUse:
    """Use of accounts that are said by their ids. Raises `NeedsStagingError` for any other."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._ids: dict[str, int] = {}

    def columns(self, checked: CheckedRows) -> Columns:
        """The columns of rows, with their accounts."""
        return {"account_id": self._accounts(checked.said), **_with_defaults("usage", dict(checked.columns))}

    def _accounts(self, said: Values) -> Values:
        unknown = set(said).difference(self._ids)
        if None in unknown:
            raise NeedsStagingError
        if len(self._ids) + len(unknown) > _MOST_IDS:
            self._ids.clear()
            unknown = set(said)
        if unknown:
            self._ids.update(self._connection.execute(_IDS, (json.dumps(list(unknown)),)).fetchall())
        try:
            return list(map(self._ids.__getitem__, said))
        except KeyError:
            raise NeedsStagingError from None
