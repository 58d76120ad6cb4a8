"""The store: connections, transactions and migrations. It knows nothing of what is kept in it."""

from store.connection import Connection, Rows
from store.database import Store, open_store
from store.errors import StoreBusyError, StoreError
from store.migrations import Migrations

__all__ = ["Connection", "Migrations", "Rows", "Store", "StoreBusyError", "StoreError", "open_store"]
