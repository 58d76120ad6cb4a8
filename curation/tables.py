"""The tables of this package, in the store that the accounts are in."""

from pathlib import Path
from typing import Final

from store import Migrations, Store
from store.connection import Connection
from store.errors import StoreForeignError

MIGRATIONS: Final = Migrations("curation", Path(__file__).parent / "migrations")


def open_curation(store: Store) -> Store:
    """Returns the store with the tables of this package, which are made or migrated first. Raises `StoreError`."""
    store.add_tables(MIGRATIONS)
    return store


def has_tables(store: Store) -> bool:
    """Whether the tables are there. Raises `StoreForeignError` when neither they nor those of the accounts are."""
    has_words, has_accounts = (bool(store.reading.columns(name)) for name in ("own_term", "subscription"))
    if not (has_words or has_accounts):
        raise StoreForeignError("What CS_DATABASE leads to has no tables of CS Bot: it is of another program.")
    return has_words and has_accounts


def has_people_to_tell(connection: Connection) -> bool:
    """Whether somebody learns words, or is still to be told of one; not where the tables aren't there."""
    there = [table for table in ("learner", "word_notice") if connection.columns(table)]
    return any(connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() for table in there)
