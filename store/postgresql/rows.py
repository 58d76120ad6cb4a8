"""The outcome of a statement on PostgreSQL."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg
    from psycopg.pq.abc import PGresult


class PostgresqlRows:
    """The rows of a statement, all fetched; a statement without rows has none."""

    def __init__(self, rows: Sequence[Any], rowcount: int, result: "PGresult | None") -> None:
        self.rowcount = rowcount
        self._all, self._result = rows, result
        self._rows = iter(rows)

    @classmethod
    def of(cls, cursor: "psycopg.Cursor[tuple[Any, ...]]") -> "PostgresqlRows":
        """Returns what the driver's cursor has."""
        result = cursor.pgresult
        return cls(cursor.fetchall() if result and result.nfields else (), cursor.rowcount, result)

    def again(self) -> "PostgresqlRows":
        """Returns the same, with all rows to be read."""
        return PostgresqlRows(self._all, self.rowcount, self._result)

    @property
    def description(self) -> list[tuple[str]]:
        """Returns what the columns are called: made only where it is asked for."""
        result = self._result
        return [((result.fname(n) or b"").decode(),) for n in range(result.nfields)] if result else []

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def fetchone(self) -> Any:  # noqa: ANN401 - a row is whatever its statement selects
        """Returns the next row, or None after the last."""
        return next(self._rows, None)

    def fetchmany(self, size: int = 1, /) -> list[Any]:
        """Returns the next rows, at most so many."""
        return [row for _, row in zip(range(size), self._rows, strict=False)]

    def fetchall(self) -> list[Any]:
        """Returns the rows that are left."""
        return list(self._rows)
