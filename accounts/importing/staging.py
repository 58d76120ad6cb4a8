"""Rows on their way: checked, in a TEMP table of the connection, where SQL compares them with what the store has."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from accounts.importing.outcome import Reject
from accounts.importing.targets import Target

TEMPORARY = ("row", "reject", "said", "name", "new", "changed", "owner", "sum", "adopted")  # import_row and so on


@dataclass(frozen=True, slots=True)
class Stage:
    """The rows of a file. `filled` are columns of the target that the file fills, `derived` those worked out from them;
    `headers` says which column of the file each field is from.

    `import_row` has a row's line, what it says of its account (`said`) and the columns; `import_reject` its faults.
    """

    connection: sqlite3.Connection
    target: Target
    filled: tuple[str, ...]
    derived: tuple[str, ...]
    headers: Mapping[str, str]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the target that are staged."""
        return (*self.filled, *self.derived)

    def add(self, rows: Iterator[tuple[object, ...]]) -> None:
        """Stages rows of line, said account and the filled columns, in that order."""
        names = ("line", "said", *self.filled)
        marks = ", ".join("?" * len(names))
        self.connection.executemany(f"INSERT INTO import_row ({', '.join(names)}) VALUES ({marks})", rows)

    def reject(self, rejects: Iterable[Reject]) -> None:
        """Keeps what is wrong with rows, staged or not."""
        rows = ((each.line, each.column, each.value, each.reason) for each in rejects)
        self.connection.executemany("INSERT INTO import_reject VALUES (?, ?, ?, ?)", rows)

    def drop_rejected(self) -> None:
        """Takes rejected rows out of those to be written."""
        self.connection.execute("DELETE FROM import_row WHERE line IN (SELECT line FROM import_reject)")

    def has(self, column: str) -> bool:
        """Whether the file fills the column."""
        return column in self.columns

    def value(self, column: str) -> str:
        """The SQL of a staged row's value; owners are staged by number, as the file has them."""
        return (
            "(SELECT owner_id FROM temp.import_owner WHERE number = s.owner_id)"
            if column == "owner_id"
            else f"s.{column}"
        )

    def count(self, table: str) -> int:
        """How many rows a TEMP table has."""
        found: int = self.connection.execute(f"SELECT count(*) FROM temp.{table}").fetchone()[0]
        return found


@contextmanager
def staging(
    connection: sqlite3.Connection,
    target: Target,
    filled: Sequence[str],
    headers: Mapping[str, str],
    derived: Sequence[str] = (),
) -> Iterator[Stage]:
    """A stage that is gone at the end, whatever happens."""
    _strike(connection)
    names = ", ".join((*filled, *derived))
    connection.execute(f"CREATE TEMP TABLE import_row (line INTEGER PRIMARY KEY, said, {names})")
    connection.execute("CREATE TEMP TABLE import_reject (line INTEGER, column TEXT, value TEXT, reason TEXT)")
    try:
        yield Stage(connection, target, tuple(filled), tuple(derived), headers)
    finally:
        _strike(connection)


def _strike(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.rollback()
    for table in TEMPORARY:
        connection.execute(f"DROP TABLE IF EXISTS temp.import_{table}")
