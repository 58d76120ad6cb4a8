"""Whether accounts were ever imported: a store may hold the team's words alone."""

from accounts.errors import NoStoreError
from store import Store

_QUERY = "SELECT EXISTS (SELECT 1 FROM account), EXISTS (SELECT 1 FROM import), EXISTS (SELECT 1 FROM digest)"


def check_imported(store: Store) -> None:
    """Returns when there is anything about accounts in the store. Raises `NoStoreError`."""
    if not any(store.reading.execute(_QUERY).fetchone()):
        raise NoStoreError("No accounts have been imported yet.")
