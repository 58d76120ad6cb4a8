"""The tables of this package, in the file that the accounts are in."""

from pathlib import Path
from typing import Final

from store import Migrations, Store

MIGRATIONS: Final = Migrations("curation", Path(__file__).parent / "migrations")


def open_curation(store: Store) -> Store:
    """Returns the store with the tables of this package, which are made or migrated first. Raises `StoreError`."""
    store.add_tables(MIGRATIONS)
    return store
