"""A query's rows as a table."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from accounts.errors import ImportFileError
from accounts.readers.spooled_table import SpooledTable
from accounts.readers.sql_url import DatabaseUrl

if TYPE_CHECKING:
    from sqlalchemy import Connection, CursorResult, Engine

    from accounts.readers.changed_rows import ChangedRows

FETCH_SIZE: Final = 1_000
CONNECT_TIMEOUT: Final = 20  # seconds until a server that doesn't answer is given up
_READ_ONLY: Final = {
    "mysql": "SET TRANSACTION READ ONLY",
    "mariadb": "SET TRANSACTION READ ONLY",
    "sqlite": "PRAGMA query_only = ON",
}
_PLAIN: Final = (str, int, float, Decimal, date, timedelta, type(None))
_EXACTLY: Final = frozenset(_PLAIN)


def open_query(url: str, query: str | Path) -> SpooledTable:
    """The rows that a query gives, of the database at a SQLAlchemy URL. The query is text, or a file of it.

    It is run once, in a transaction that can't write where the engine has those, and its rows are kept in a temporary
    file. Raises `ImportFileError` with the way out: no URL, no driver, no connection, no such table, no rows. Neither
    that nor the table's `source` ever holds the URL's password.
    """
    address = DatabaseUrl(url)
    table = spool_query(address, query_text(query))
    if not table.size:
        table.close()
        names = ", ".join(table.header)[:100]
        raise ImportFileError(f"{address.name} gave no rows for the query, only columns: {names}.")
    return table


def spool_query(
    address: DatabaseUrl, query: str, changed: "ChangedRows | None" = None, *, sample: bool = False
) -> SpooledTable:
    """All rows of a query, which may be none; of `changed` only those, whose newest value it then knows. A `sample` is
    the first ones.
    """
    with ExitStack() as held:
        engine = _engine(address)
        held.callback(engine.dispose)
        connection = held.enter_context(_connection(engine, address))
        result = _result(connection, query, address, changed)
        names, batches = list(result.keys()), islice(_rows(result, address), 1 if sample else None)
        return SpooledTable(address.name, names, changed.watch(names, batches) if changed else batches)


def query_text(query: str | Path) -> str:
    """The query without the semicolon at its end, which some engines refuse."""
    try:
        text = Path(query).read_text(encoding="utf-8-sig") if _is_file(query) else str(query)
    except OSError as error:
        raise ImportFileError(f"The query {query} can't be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise ImportFileError(f"The query {query} can't be read: it is no text in UTF-8.") from error
    text = text.strip("\ufeff; \t\r\n")
    if not text:
        raise ImportFileError("The query is empty: write one such as SELECT * FROM accounts.")
    return text


def _is_file(query: str | Path) -> bool:
    """Whether a query is the name of a file of it: one word is no SQL."""
    if isinstance(query, Path) or "\n" in query:
        return isinstance(query, Path)
    return query.lower().endswith(".sql") or len(query.strip("; ").split()) == 1


def _engine(address: DatabaseUrl) -> "Engine":
    from sqlalchemy import create_engine
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError
    from sqlalchemy.pool import NullPool

    if address.file and not Path(address.file).is_file():
        raise ImportFileError(f"There is no SQLite file {address.file}.")
    waits = {"connect_timeout": CONNECT_TIMEOUT} if address.url.drivername.startswith("postgresql+psycopg") else {}
    try:
        return create_engine(address.url, poolclass=NullPool, hide_parameters=True, connect_args=waits)
    except (NoSuchModuleError, ImportError):
        install = (
            f"install it with pip install {address.package}" if address.package else "install its SQLAlchemy dialect"
        )
        raise ImportFileError(f"Reading from {address.engine} needs its driver: {install}.") from None
    except (ArgumentError, TypeError, ValueError) as error:
        raise ImportFileError(f"{address.name}: {address.without_secrets(error)}.") from None


def _connection(engine: "Engine", address: DatabaseUrl) -> "Connection":
    try:
        connection = engine.connect().execution_options(stream_results=True, no_parameters=True)
        if address.engine in ("postgresql", "cockroachdb"):
            return connection.execution_options(postgresql_readonly=True)
        if read_only := _READ_ONLY.get(address.engine):
            connection.exec_driver_sql(read_only)
    except Exception as error:  # noqa: BLE001 - each driver raises what it likes
        raise ImportFileError(f"{address.name} can't be reached: {_reason(error, address)}") from None
    return connection


def _result(
    connection: "Connection", query: str, address: DatabaseUrl, changed: "ChangedRows | None"
) -> "CursorResult[tuple[object, ...]]":
    try:
        result = changed.run(connection, query) if changed else connection.exec_driver_sql(query)
    except Exception as error:  # noqa: BLE001 - each driver raises what it likes
        raise ImportFileError(_broken(error, address, "refused the query")) from None
    if not result.returns_rows:
        raise ImportFileError("The query gives no rows: write one that begins with SELECT or WITH.")
    return result


def _rows(result: "CursorResult[tuple[object, ...]]", address: DatabaseUrl) -> Iterator[list[list[object]]]:
    try:
        for rows in result.partitions(FETCH_SIZE):
            yield [[cell if type(cell) in _EXACTLY else _plain(cell) for cell in row] for row in rows]
    except Exception as error:  # noqa: BLE001 - each driver raises what it likes
        raise ImportFileError(_broken(error, address, "broke off")) from None


def _broken(error: Exception, address: DatabaseUrl, how: str) -> str:
    """What went wrong; what psycopg itself says of a value that came has no code of the server's."""
    from sqlalchemy.exc import DataError

    reason = _reason(error, address)
    if isinstance(error, DataError) and getattr(error.orig, "sqlstate", "") is None:
        return (
            f"{address.name} holds a value that can't be read: {reason}. "
            "Leave it out in the query, such as NULLIF(end_date, 'infinity') AS end_date."
        )
    return f"{address.name} {how}: {reason}"


def _reason(error: Exception, address: DatabaseUrl) -> str:
    """What the database itself says, without the statement and the links that SQLAlchemy adds."""
    return address.without_secrets(getattr(error, "orig", None) or error)


def _plain(cell: object) -> object:
    """The cell as one of the types that tables give."""
    if isinstance(cell, _PLAIN):
        return cell
    if isinstance(cell, (bytes, bytearray, memoryview)):
        return bytes(cell).decode("utf-8", "replace")
    if isinstance(cell, (list, tuple, set)):
        return ", ".join(str(each) for each in cell)
    if isinstance(cell, dict):
        import json

        return json.dumps(cell, default=str, ensure_ascii=False)
    return str(cell)
