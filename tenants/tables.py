"""The registry of tenants: a store of its own, beside those of the tenants."""

from pathlib import Path
from typing import Final

import store
from store import Migrations, Store

MIGRATIONS: Final = Migrations("tenants", Path(__file__).parent / "migrations")
FILE: Final = "installations.db"  # no id of a tenant: those are in capitals


def open_registry(folder: Path) -> Store:
    """Returns the registry of a folder of tenants, which is made or migrated first. Raises `StoreError`."""
    return store.open_store(folder / FILE, MIGRATIONS)
