"""The tables that other packages keep in the store's file: a released migration makes what it made when released."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlite_utils import Database

from accounts.migrations import MIGRATIONS as ACCOUNTS
from curation.tables import MIGRATIONS as CURATION
from sources.migrations import MIGRATIONS as SOURCES
from store import Migrations
from store.newest_schema import make_newest
from store.sqlite_connection import SqliteConnection
from tenants.tables import MIGRATIONS as TENANTS
from tests.accounts.test_migrations import keep_new, schema
from tests.cases import cases

SCHEMAS = Path(__file__).parent / "schemas"
TABLES = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
RELEASED = [(of, version) for of in (CURATION, SOURCES, TENANTS) for version in range(1, of.version + 1)]


def applied(of: Migrations, version: int) -> list[str]:
    """The schema of an empty database with the first so many of a package's migrations."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrations = of.load()
        del migrations._migrations[version:]
        migrations.apply(Database(connection, execute_plugins=False))
        return schema(connection)


@cases(("of", "version"), RELEASED)
def test_a_released_version_has_the_schema_that_it_was_released_with(of: Migrations, version: int) -> None:
    path = SCHEMAS / f"{of.name}-{version}.sql"
    keep_new(path, applied(of, version))
    assert applied(of, version) == path.read_text(encoding="utf-8").splitlines()


def test_every_schema_is_of_a_migration() -> None:
    assert {path.stem for path in SCHEMAS.glob("*.sql")} == {f"{of.name}-{version}" for of, version in RELEASED}


@cases("of", [ACCOUNTS, CURATION, SOURCES, TENANTS])
def test_a_new_store_is_as_its_migrations_one_after_the_other_make_it(of: Migrations) -> None:
    with (
        closing(of.make_in_memory()) as migrated,
        closing(sqlite3.connect(":memory:", isolation_level=None, factory=SqliteConnection)) as made,
    ):
        make_newest(made, of)
        assert schema(made) == schema(migrated)
        for (table,) in migrated.execute(TABLES).fetchall():
            columns = "id, migration_set, name" if table == "_sqlite_migrations" else "*"
            query = f'SELECT {columns} FROM "{table}" ORDER BY 1'
            assert made.execute(query).fetchall() == migrated.execute(query).fetchall()


def test_what_is_recorded_of_a_migration_is_when_this_store_was_made() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None, factory=SqliteConnection)) as made:
        make_newest(made, CURATION)
        late = "SELECT count(*) FROM _sqlite_migrations WHERE applied_at NOT BETWEEN datetime('now', '-1 day') AND '9'"
        assert made.execute(late).fetchone() == (0,)
