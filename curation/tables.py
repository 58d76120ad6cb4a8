"""The tables of this package, in the file that the accounts are in."""

from pathlib import Path
from typing import Final

from store import Migrations, Store
from store.errors import StoreForeignError

MIGRATIONS: Final = Migrations("curation", Path(__file__).parent / "migrations")


def open_curation(store: Store) -> Store:
    """Returns the store with the tables of this package, which are made or migrated first. Raises `StoreError`."""
    store.add_tables(MIGRATIONS)
    return store


def has_tables(store: Store) -> bool:
    """Whether the tables are there. Raises `StoreForeignError` when the file is no store."""
    query = "SELECT count(*) FROM sqlite_schema WHERE name IN ('own_term', 'subscription')"
    (found,) = store.reading.execute(query).fetchone()
    if not found:
        raise StoreForeignError(f"{store.path} is an SQLite file of another program.")
    return bool(found == 2)
