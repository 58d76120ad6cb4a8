"""Rows put straight into a store: what tests of reading and scoring start from."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from accounts import Store
from store.connection import Connection
from store.sqlite_connection import SqliteConnection

TODAY = date(2026, 6, 15)  # a Monday
_WITH_IDS: dict[str, bool] = {}  # by table: it is asked once


@dataclass(frozen=True)
class Factory:
    """Puts rows into a store as an import would, with what a test doesn't care about filled in."""

    store: Store

    _open: list[Connection] = field(default_factory=list)

    @contextmanager
    def at_once(self) -> Iterator[Connection]:
        """Whatever is inserted meanwhile goes into one transaction: of many rows, that takes a fraction of the time."""
        if self._open:
            yield self._open[-1]
            return
        with self.store.writing() as connection:
            self._open.append(connection)
            try:
                yield connection
            finally:
                self._open.pop()

    def insert(self, table: str, **row: Any) -> int:
        """Inserts a row and returns its id."""
        with self.at_once() as connection:
            return _inserted(connection, table, row)

    def owner(self, name: str, **row: Any) -> int:
        """A CSM."""
        return self.insert("owner", **{"key": name.casefold(), "name": name, **row})

    def account(self, name: str, **row: Any) -> int:
        """An account; its key is its name in lower case."""
        return self.insert("account", **{"key": name.casefold(), "name": name, "import_id": 1, **row})

    def subscription(self, account_id: int, starts_on: str, arr: int, **row: Any) -> int:
        """A contract, in whole dollars a year."""
        key = f"{account_id}-{starts_on}-{arr}"
        given = {"account_id": account_id, "starts_on": starts_on, "arr": arr * 100}
        return self.insert("subscription", **{"key": key, "currency": "USD", "import_id": 1, **given, **row})

    def usage(self, account_id: int, used_on: str, **row: Any) -> None:
        """A day's use of the product."""
        self.insert("usage", account_id=account_id, used_on=used_on, import_id=1, **row)

    def fact(self, table: str, account_id: int, **row: Any) -> int:
        """A contact, survey answer, touchpoint, ticket or churn event."""
        key = f"{account_id}-{sorted(row.items())}"
        return self.insert(table, **{"key": key, "account_id": account_id, "import_id": 1, **row})


def _inserted(connection: Connection, table: str, row: dict[str, Any]) -> int:
    columns, marks = ", ".join(row), ", ".join("?" * len(row))
    insert = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
    if table not in _WITH_IDS:
        _WITH_IDS[table] = "id" in connection.columns(table)
    if not _WITH_IDS[table]:
        connection.execute(insert, tuple(row.values()))
        return 0
    id_: int = connection.execute(f"{insert} RETURNING id", tuple(row.values())).fetchone()[0]
    if "id" in row and not isinstance(connection, SqliteConnection):  # the next one comes after it
        connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {id_})")
    return id_


@pytest.fixture
def make(store: Store) -> Factory:
    each = Factory(store)
    each.insert(
        "import",
        id=1,
        kind="accounts",
        source="test",
        sha256="",
        imported_by="test",
        imported_at="2026-01-01T00:00:00Z",
    )
    return each
