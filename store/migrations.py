"""Migrations: a folder of numbered SQL files. A released file never changes; a change of the schema is another file."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.migrations import Migrations as SqliteMigrations


@dataclass(frozen=True, slots=True)
class Migrations:
    """The migrations of a package: the name they are recorded under, and the folder of their files."""

    name: str
    folder: Path

    @property
    def files(self) -> list[Path]:
        """Returns the files in their order: `0001_first_tables.sql` first."""
        return sorted(self.folder.glob("*.sql"))

    @property
    def version(self) -> int:
        """Returns the version of a store that has them all."""
        return len(self.files)

    def make_in_memory(self) -> sqlite3.Connection:
        """Returns a database in memory with the tables, indexes, triggers and first rows as they all make them."""
        from sqlite_utils import Database

        made = sqlite3.connect(":memory:", isolation_level=None)
        self.load().apply(Database(made, execute_plugins=False))
        return made

    def load(self) -> "SqliteMigrations":
        """Returns them as sqlite-utils applies them, each named as its file is after the number."""
        from sqlite_utils.migrations import Migrations as SqliteMigrations  # imports long, and is needed seldom

        migrations = SqliteMigrations(self.name)
        for path in self.files:
            _register(migrations, path)
        return migrations


def _register(migrations: "SqliteMigrations", path: Path) -> None:
    from sqlite_utils import Database

    @migrations(name=path.stem.partition("_")[2])
    def apply(db: Database) -> None:
        for statement in split_statements(path.read_text(encoding="utf-8")):
            db.execute(statement)


def split_statements(script: str) -> Iterator[str]:
    """Yields the statements of a script whose statements end at ends of lines, triggers whole, without comments.

    `executescript` would do, but it commits the transaction that a migration runs in.
    """
    statement: list[str] = []
    for line in script.splitlines():
        if line.lstrip().startswith("--"):
            continue
        statement.append(line)
        text = "\n".join(statement)
        if sqlite3.complete_statement(text):
            yield text.strip().removesuffix(";")
            statement.clear()
