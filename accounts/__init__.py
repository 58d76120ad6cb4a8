"""The accounts of a company: imported, scored, renewed. The only package that knows the store's tables."""

from pathlib import Path

import store
from accounts.errors import AccountsError, HealthConfigError, ImportFileError
from accounts.migrations import MIGRATIONS
from store import Store, StoreError

__all__ = ["AccountsError", "HealthConfigError", "ImportFileError", "Store", "StoreError", "open_store"]


def open_store(path: Path | str) -> Store:
    """Returns the account store in the file, which is created or migrated first. Raises `StoreError`."""
    return store.open_store(path, MIGRATIONS)
