"""The connection as the code above the store uses it, whichever engine is behind it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:  # it takes as long to load as an answer
    import numpy as np
    from numpy.typing import NDArray

    IntegerColumn: TypeAlias = NDArray[np.int64]

Parameters: TypeAlias = Sequence[Any] | Mapping[str, Any]
"""The values of a statement's `?` marks in their order, or those of its `:name` marks."""
Query: TypeAlias = tuple[str, Parameters]
"""A statement and its values."""


class Rows(Protocol):
    """The outcome of a statement: its rows as tuples, each read once, and how many rows it changed."""

    @property
    def rowcount(self) -> int:
        """Returns how many rows a statement changed."""
        ...

    @property
    def description(self) -> Any:  # noqa: ANN401 - a tuple for each column, its name first
        """Returns what the columns are called."""
        ...

    def __iter__(self) -> Iterator[Any]:
        """Yields the rows that are left."""
        ...

    def fetchone(self) -> Any:  # noqa: ANN401 - a row is whatever its statement selects
        """Returns the next row, or None after the last."""
        ...

    def fetchmany(self, size: int = ..., /) -> list[Any]:
        """Returns the next rows, at most so many."""
        ...

    def fetchall(self) -> list[Any]:
        """Returns the rows that are left."""
        ...


class Connection(Protocol):
    """A connection to the store. Its SQL is written in forms that SQLite and PostgreSQL both take.

    Values are None, int, float, str and bytes; a flag or a comparison is 0 or 1. Names of TEMP tables are those of no
    other table, as only SQLite has a prefix for them. An engine that `gives_ids_again` numbers a new row by the highest
    one that there is, also where rows behind it were deleted.
    """

    gives_ids_again: bool

    @property
    def in_transaction(self) -> bool:
        """Returns whether a transaction is open."""
        ...

    def execute(self, sql: str, parameters: Parameters = ..., /) -> Rows:
        """Runs one statement."""
        ...

    def read_ahead(self, *queries: Query) -> None:
        """Runs queries of a snapshot in one round trip, for what asks them afterwards within it.

        Without a server it does nothing: they are run when they are asked.
        """
        ...

    def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Rows:
        """Runs one statement that returns no rows for each set of values."""
        ...

    def insert_many(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], /) -> None:
        """Enters many rows, as quickly as the engine can; nothing else is asked of the connection meanwhile."""
        ...

    def integer_columns(
        self, names: Sequence[str], sql: str, parameters: Parameters = ..., /, *, days: Collection[str] = ...
    ) -> "list[IntegerColumn]":
        """Returns columns of a query that hold whole numbers and no NULL, each as an array.

        Columns named as `days` hold days in their place, and come as ordinals, 0 for `integer_columns.NO_DAY`. Row by
        row they take several times as long. The rows are in any order, the same in all columns.
        """
        ...

    def columns_query(self, names: Sequence[str], sql: str, /) -> str:
        """Returns the query that `integer_columns` runs, to be read ahead."""
        ...

    def analyze(self, *tables: str) -> None:
        """Lets an engine that plans by what tables hold look at them, once many rows were written.

        Nobody else does for TEMP tables.
        """
        ...

    def continue_ids(self, table: str, /) -> None:
        """Lets the ids that a table gives come after those that rows were entered with."""
        ...

    def rollback(self) -> None:
        """Undoes the transaction, if one is open."""
        ...

    def columns(self, table: str) -> list[str]:
        """Returns the names of a table's columns in their order; none for a table that isn't there."""
        ...

    def tables(self) -> list[str]:
        """Returns the names of all tables of the store's packages, sorted; no TEMP ones."""
        ...

    def types(self, table: str) -> dict[str, str]:
        """Returns the type of each of a table's columns in their order: INTEGER, TEXT, REAL or BLOB."""
        ...

    def json_list(self, values: Iterable[str], /) -> str:
        """Returns the SQL of a text that is the JSON list of values, which are given as SQL."""
        ...

    def temp_table(self, name: str, columns: str, /) -> None:
        """Makes a TEMP table without rows, or empties it where this connection has it; its columns name its key."""
        ...

    def drop_temp_tables(self, *names: str) -> None:
        """Drops TEMP tables, those of them that are there; on SQLite all. Outside a transaction."""
        ...

    def days_after(self, day: str, days: int | str, /) -> str:
        """Returns SQL of the day so many days after another; NULL after the year 9999.

        A day is SQL of an ISO date, and `days` a number, which may be negative, or SQL of one.
        """
        ...

    def resting(self, *tables: str, indexes: bool = True) -> AbstractContextManager[bool]:
        """Lets the triggers of tables rest while many of their rows are written, on SQLite their `indexes` too.

        It says whether they rest from there on: not where they do already. Inside a write transaction, with no query of
        the connection under way when it begins and ends.
        """
        ...

    def roomy(self) -> AbstractContextManager[None]:
        """Keeps more of the store in memory while many rows are written all over it, on an engine that asks for it."""
        ...
