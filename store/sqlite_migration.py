"""The tables of a package in an SQLite file: whose the file is, of which version, made new or migrated."""

from pathlib import Path
from typing import Final

from store.errors import StoreError, StoreForeignError, StoreUnwritableError
from store.migrations import Migrations
from store.newest_schema import make_newest
from store.sqlite_connection import SqliteConnection

APPLICATION_ID: Final = 0x43734274  # in the header of every store: `CsBt`


def apply(connection: SqliteConnection, migrations: Migrations) -> None:
    """Makes or migrates a package's tables, within the transaction that is open."""
    if not (connection.columns("_sqlite_migrations") and applied(connection, migrations)):
        make_newest(connection, migrations)
        return
    from sqlite_utils import Database  # costs what an answer does, and is needed once in the life of a store

    migrations.load().apply(Database(connection, execute_plugins=False))


def newer(path: Path) -> StoreError:
    """The error of a store that a newer program has migrated."""
    return StoreError(f"The account store {path} is of a newer version of CS Bot: update the program.")


def read_only(path: Path) -> StoreUnwritableError:
    """The error of a store that would have to be migrated, and can't be written to."""
    return StoreUnwritableError(
        f"The account store {path} is of an older version and is read-only: it can't be brought up to date."
    )


def check_ours(connection: SqliteConnection, path: Path, migrations: Migrations) -> bool:
    """Returns whether the header says that it is a store; an empty file and stores from before may lack that.

    Raises `StoreForeignError` for a file of another program.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application == APPLICATION_ID:
        return True
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    if not application and (not tables or _was_migrated(connection, tables, migrations)):
        return False
    raise StoreForeignError(
        f"{path} is an SQLite file of another program, and was left as it is. Set CS_DATABASE to another file."
    )


def _was_migrated(connection: SqliteConnection, tables: set[str], migrations: Migrations) -> bool:
    """Whether our migrations are recorded in it, as in stores from before their header said what they are."""
    return "_sqlite_migrations" in tables and bool(applied(connection, migrations))


def applied(connection: SqliteConnection, migrations: Migrations) -> int:
    """How many of a package's migrations are recorded as applied."""
    query = "SELECT count(*) FROM _sqlite_migrations WHERE migration_set = ?"
    count: int = connection.execute(query, (migrations.name,)).fetchone()[0]
    return count


def keeps_log(connection: SqliteConnection) -> bool:
    """Whether the file is in WAL mode."""
    return bool(connection.execute("PRAGMA journal_mode").fetchone() == ("wal",))


def version_in_header(connection: SqliteConnection) -> int:
    """The version that the file's header states: how many of `open_store`'s migrations it has."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version
