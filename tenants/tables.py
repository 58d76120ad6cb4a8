"""The registry of tenants: a store of its own, beside those of the tenants."""

from pathlib import Path
from typing import Final

import store
from store import Migrations, Store
from store.opening import is_postgresql

MIGRATIONS: Final = Migrations("tenants", Path(__file__).parent / "migrations")
SCHEMA: Final = "cs_tenants"
FILE: Final = "installations.db"  # no id of a tenant: those are in capitals


def registry_place(place: Path | str) -> Path | str:
    """Returns where the registry of CS_TENANTS is: a file in the folder, or a schema at the URL of PostgreSQL."""
    if not is_postgresql(place):
        return Path(place) / FILE
    return f"{place}{'&' if '?' in str(place) else '?'}schema={SCHEMA}"


def open_registry(place: Path | str) -> Store:
    """Returns the registry of CS_TENANTS, which is made or migrated first. Raises `StoreError`."""
    return store.open_store(registry_place(place), MIGRATIONS)
