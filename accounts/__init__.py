"""The accounts of a company: imported, scored, renewed. The only package that knows the store's tables."""

from accounts.errors import AccountsError, HealthConfigError, ImportFileError, StoreError
from accounts.store import Store, open_store

__all__ = ["AccountsError", "HealthConfigError", "ImportFileError", "Store", "StoreError", "open_store"]
