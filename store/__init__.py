"""The store: connections, transactions and migrations. It knows nothing of what is kept in it."""

from store.connection import Connection, Rows
from store.database import Store
from store.errors import StoreBusyError, StoreError
from store.migrations import Migrations
from store.opening import open_store

__all__ = ["Connection", "Migrations", "Rows", "Store", "StoreBusyError", "StoreError", "open_store"]
