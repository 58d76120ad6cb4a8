"""SQL scripts, statement by statement."""

import sqlite3
from collections.abc import Iterator


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
