"""The schema of the store: a numbered SQL file a migration. A released one never changes; a change is another file."""

from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from accounts.sql_statements import split_statements

FOLDER = Path(__file__).parent


def load() -> Migrations:
    """The migrations in their order, each named as its file is after the number."""
    migrations = Migrations("accounts")
    for path in sorted(FOLDER.glob("*.sql")):
        _register(migrations, path)
    return migrations


def _register(migrations: Migrations, path: Path) -> None:
    @migrations(name=path.stem.partition("_")[2])
    def apply(db: Database) -> None:
        for statement in split_statements(path.read_text(encoding="utf-8")):
            db.execute(statement)
