"""A package's newest tables as statements, worked out once in a process: a new SQLite store is made of them at once.

Its migrations one after the other would take ten times as long, and a server of many workspaces makes many stores.
"""

import sqlite3
from contextlib import closing
from functools import lru_cache
from typing import Final

from store.connection import Connection
from store.migrations import Migrations

_RECORDS: Final = "_sqlite_migrations"
_NOW: Final = "strftime(''%Y-%m-%d %H:%M:%f000+00:00'', ''now'')"
_ORDER: Final = ("table", "index", "trigger")


def make_newest(connection: Connection, migrations: Migrations) -> None:
    """Makes the tables of a package that has none in the store yet, and records all its migrations as applied."""
    has_records = bool(connection.columns(_RECORDS))
    for makes_records, statement in _statements(migrations):
        if not (makes_records and has_records):
            connection.execute(statement)


@lru_cache
def _statements(migrations: Migrations) -> tuple[tuple[bool, str], ...]:
    """The statements, and of each whether it makes the table that migrations are recorded in."""
    with closing(migrations.make_in_memory()) as made:
        query = "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        found = made.execute(query).fetchall()
        by_kind = {kind: [(of == _RECORDS, sql) for each, _, of, sql in found if each == kind] for kind in _ORDER}
        tables = [name for kind, name, _, _ in found if kind == "table"]
        rows = [(False, row) for name in tables for row in _rows(made, name)]
    return (*by_kind["table"], *by_kind["index"], *rows, *by_kind["trigger"])


def _rows(made: sqlite3.Connection, table: str) -> list[str]:
    """Statements that enter what the migrations themselves put into a table; the record of each is of its own time."""
    columns = {name: f'quote("{name}")' for (name,) in made.execute("SELECT name FROM pragma_table_info(?)", (table,))}
    if table == _RECORDS:
        del columns["id"]
        columns["applied_at"] = f"'{_NOW}'"
    names, values = ", ".join(f'"{name}"' for name in columns), ", ".join(columns.values())
    found = made.execute(f'SELECT {values} FROM "{table}" ORDER BY {"id" if table == _RECORDS else 1}').fetchall()
    return [f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(row)})' for row in found]
