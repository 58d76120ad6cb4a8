"""The tables that other packages keep in the store's file: a released migration makes what it made when released."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from curation.tables import MIGRATIONS as CURATION
from sources.migrations import MIGRATIONS as SOURCES
from store import Migrations
from tenants.tables import MIGRATIONS as TENANTS
from tests.accounts.test_migrations import schema

SCHEMAS = Path(__file__).parent / "schemas"
RELEASED = [(of, version) for of in (CURATION, SOURCES, TENANTS) for version in range(1, of.version + 1)]


def applied(of: Migrations, version: int) -> list[str]:
    """The schema of an empty database with the first so many of a package's migrations."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        migrations = of.load()
        del migrations._migrations[version:]
        migrations.apply(Database(connection, execute_plugins=False))
        return schema(connection)


@pytest.mark.parametrize(("of", "version"), RELEASED, ids=lambda each: getattr(each, "name", str(each)))
def test_a_released_version_has_the_schema_that_it_was_released_with(of: Migrations, version: int) -> None:
    assert applied(of, version) == (SCHEMAS / f"{of.name}-{version}.sql").read_text(encoding="utf-8").splitlines()


def test_every_schema_is_of_a_migration() -> None:
    assert {path.stem for path in SCHEMAS.glob("*.sql")} == {f"{of.name}-{version}" for of, version in RELEASED}
