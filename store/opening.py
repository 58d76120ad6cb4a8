"""Opens a store by its place: the path of a file, or a URL of PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from store.database import Store
from store.errors import StoreError
from store.file_path import check_path
from store.migrations import Migrations

if TYPE_CHECKING:
    from store.kept_requests import RequestKeeper
    from store.postgresql.seen_keys import ServerKeys
    from store.postgresql.shared_tables import SharedTables

POSTGRESQL_SCHEMES: Final = ("postgresql://", "postgres://")


def is_postgresql(place: Path | str) -> bool:
    """Returns whether a place is a URL of PostgreSQL, and not the path of a file."""
    return str(place).startswith(POSTGRESQL_SCHEMES)


@contextmanager
def _driver_wanted() -> Iterator[None]:
    """Around imports of PostgreSQL's driver, which is an extra. Raises `StoreError` where it isn't installed."""
    try:
        yield
    except ImportError as error:
        from store.extras import how_to_install  # what is installed needs none of it

        raise StoreError(f"PostgreSQL needs a package: {how_to_install('postgresql')}") from error


def check_place(place: str) -> None:
    """Returns where a place may be the path of a file or a URL of PostgreSQL. Raises `StoreUrlError`."""
    if is_postgresql(place):
        from store.server_url import parse_server_url  # of a file nothing is taken apart

        parse_server_url(place)
    else:
        check_path(place)


def is_there(place: Path | str) -> bool:
    """Returns whether there is a store to open: a file; on a server opening one makes what isn't there yet."""
    return is_postgresql(place) or Path(place).exists()


def check_unused(place: Path | str) -> None:
    """Raises `StoreInUseError` where another program has a store open at this moment; of one that isn't there nobody
    has.
    """
    from store.errors import StoreInUseError

    if is_postgresql(place):
        with _driver_wanted():
            from store.postgresql.sessions import others_at

        if count := others_at(str(place)):
            sessions = f"{count} session{'s' * (count > 1)} of the bot {'are' if count > 1 else 'is'} connected"
            raise StoreInUseError(
                f"{sessions} to {attach(place)}, such as those of cs serve or cs digest work. Stop it, and try again; "
                "SELECT * FROM pg_stat_activity says from where."
            )
    elif Path(place).exists():
        from store.store_file import check_free

        check_free(Path(place))


def attach(place: Path | str) -> Store:
    """Returns a store that was opened before, for another process or thread to read: it isn't made or migrated."""
    if is_postgresql(place):
        with _driver_wanted():
            from store.postgresql.postgresql_store import PostgresqlStore

        return PostgresqlStore(str(place))
    from store.sqlite_store import SqliteStore

    return SqliteStore(place)


def open_store(place: Path | str, migrations: Migrations) -> Store:
    """Returns the store in a file or at a URL of PostgreSQL, made or migrated first. Raises `StoreError`."""
    if is_postgresql(place):
        with _driver_wanted():
            from store.postgresql.postgresql_store import open_postgresql

        return open_postgresql(str(place), migrations)
    from store.sqlite_store import open_sqlite

    return open_sqlite(place, migrations)


def shared_tables(place: str) -> "SharedTables":
    """Returns the tables that all machines on a server's store share, which isn't asked yet. Raises `StoreError`."""
    with _driver_wanted():
        from store.postgresql.shared_tables import SharedTables

    return SharedTables(place)


def server_keys(tables: "SharedTables") -> "ServerKeys":
    """Returns the keys that all machines on a server's store have seen."""
    from store.postgresql.seen_keys import ServerKeys

    return ServerKeys(tables)


def server_requests(tables: "SharedTables", scope: str) -> "RequestKeeper":
    """Returns what keeps the requests of an app, its `scope`, for all machines on a server's store."""
    from store.postgresql.kept_requests import ServerRequests

    return ServerRequests(tables, scope)
