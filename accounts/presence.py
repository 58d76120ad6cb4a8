"""Checks whether accounts were ever imported: a store may hold the team's words alone."""

from accounts.errors import NoStoreError
from store import Store

_QUERY = "SELECT EXISTS (SELECT 1 FROM account), EXISTS (SELECT 1 FROM import), EXISTS (SELECT 1 FROM digest)"


def check_imported(store: Store) -> bool:
    """Whether there are accounts. Raises `NoStoreError` where there is nothing about them in the store."""
    accounts, *others = store.reading.execute(_QUERY).fetchone()
    if not any((accounts, *others)):
        raise NoStoreError("No accounts have been imported yet.")
    return bool(accounts)
