"""The store: connections, transactions and migrations. It knows nothing of what is kept in it."""

from store.database import Store, open_store
from store.errors import StoreBusyError, StoreError
from store.migrations import Migrations

__all__ = ["Migrations", "Store", "StoreBusyError", "StoreError", "open_store"]
