"""The tables of a package in PostgreSQL: made as the newest schema is, or brought there file by file."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Final

from psycopg import sql

from store.connection import Connection
from store.migrations import Migrations, split_statements
from store.postgresql.connection import PostgresqlConnection
from store.postgresql.schema import Nullable, in_order, translate

_VERSIONS: Final = """CREATE TABLE IF NOT EXISTS store_version (
    migration_set text COLLATE "C" PRIMARY KEY, version bigint NOT NULL)"""
_RENAMED: Final = re.compile(r"ALTER TABLE \w+ RENAME TO (\w+)$")
_FUNCTIONS: Final = """
CREATE OR REPLACE FUNCTION json_each(list text) RETURNS TABLE (value text) LANGUAGE sql IMMUTABLE ROWS 20
    AS $$SELECT jsonb_array_elements_text(CAST(list AS jsonb))$$;
CREATE OR REPLACE FUNCTION empty_temp_table(name text) RETURNS void LANGUAGE plpgsql AS $$BEGIN
    IF pg_relation_size(CAST('pg_temp.' || name AS regclass)) > 131072 THEN EXECUTE 'TRUNCATE pg_temp.' || name;
    ELSE EXECUTE 'DELETE FROM pg_temp.' || name; END IF; END$$
"""
"""What SQLite has and our statements use: the members of a JSON list, one a row. And what empties a TEMP table: no
vacuum ever looks at one, so that the rows deleted of a large one would be read again each time.
"""


def has_version_table(connection: Connection) -> bool:
    """Returns whether the schema is a store's already."""
    return bool(connection.columns("store_version"))


def make_version_table(connection: PostgresqlConnection, schema: str) -> None:
    """Makes the schema of a store, with nothing in it but which versions its packages' tables have."""
    there = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = ?", (schema,)).fetchone()
    made = sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)).as_string()
    made = "SELECT 1" if there else made  # a role that owns this schema alone may make none
    connection.run_script("BEGIN; SELECT pg_advisory_xact_lock(hashtextextended('cs-bot', 0))")
    try:
        connection.run_script(f"{made}; {_VERSIONS}; {_FUNCTIONS}")
        connection.run_script("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def applied(connection: Connection, migrations: Migrations) -> int:
    """Returns how many of a package's migrations the schema has; 0 where its tables aren't there."""
    found = connection.execute("SELECT version FROM store_version WHERE migration_set = ?", (migrations.name,))
    return int((found.fetchone() or (0,))[0])


def apply(connection: PostgresqlConnection, migrations: Migrations) -> None:
    """Makes or migrates a package's tables, within the transaction that is open."""
    version = applied(connection, migrations)
    with closing(migrations.make_in_memory()) as made:
        nullable = _nullable(made)
        statements = [*_newest(made, nullable)] if version == 0 else []
    for path in migrations.files[version:] if version else ():
        statements += [translate(each, nullable) for each in split_statements(path.read_text(encoding="utf-8"))]
    for statement in statements:
        connection.run_script(statement)
        if renamed := _RENAMED.match(statement):  # a table made anew, whose rows were entered with their ids
            connection.continue_ids(renamed[1])
    connection.execute(
        "INSERT INTO store_version (migration_set, version) VALUES (?, ?)"
        " ON CONFLICT (migration_set) DO UPDATE SET version = excluded.version",
        (migrations.name, migrations.version),
    )


def _newest(made: sqlite3.Connection, nullable: Nullable) -> Iterator[str]:
    """The tables, their first rows, indexes and triggers, translated."""
    found = made.execute(
        "SELECT type, name, sql FROM sqlite_schema"
        " WHERE sql IS NOT NULL AND tbl_name <> '_sqlite_migrations' AND substr(name, 1, 7) <> 'sqlite_'"
    ).fetchall()
    tables = [(name, text) for kind, name, text in found if kind == "table"]
    yield from map(translate, in_order(tables))
    for name, _ in tables:
        yield from _rows(made, name)
    for wanted in ("index", "trigger"):
        yield from (translate(text, nullable) for kind, _, text in found if kind == wanted)


def _nullable(made: sqlite3.Connection) -> set[tuple[str, str]]:
    """The columns that may be NULL, each with its table; those of a key may not."""
    return set(
        made.execute(
            "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c"
            " WHERE t.type = 'table' AND c.\"notnull\" = 0 AND c.pk = 0"
        )
    )


def _rows(made: sqlite3.Connection, table: str) -> list[str]:
    """What the migrations themselves put into a table."""
    found = made.execute(f'SELECT * FROM "{table}"')
    names = ", ".join(column[0] for column in found.description)
    return [
        f'INSERT INTO "{table}" ({names}) VALUES ({", ".join(sql.Literal(value).as_string() for value in row)})'
        for row in found
    ]
