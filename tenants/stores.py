"""The store of each tenant: a file each in a folder, or on PostgreSQL a schema each with a role of its own."""

import secrets
import shutil
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG

from store import Store
from store.opening import is_postgresql
from tenants.ids import check_id
from tenants.registry import installed_tenant


class TenantStores(ABC):
    """The stores of the tenants. Its methods raise `TenantError` for what is no id, and `StoreError`."""

    @abstractmethod
    def place(self, tenant: str) -> Path | str:
        """Returns what `open_store` is given for a tenant's store, which need not be there; it may hold a password.

        Raises `TenantError` too where it would have to be made for a tenant that is erased or unknown.
        """

    @abstractmethod
    def are_there(self, tenant: str) -> bool:
        """Returns whether there is anything of a tenant."""

    @abstractmethod
    def has_store(self, tenant: str) -> bool:
        """Returns whether a tenant has a store."""

    @abstractmethod
    def sizes(self, tenants: Sequence[str]) -> dict[str, int]:
        """Returns the bytes that the data of tenants takes, of each."""

    @abstractmethod
    def erase(self, tenant: str) -> None:
        """Deletes everything of a tenant."""


def stores_of(place: Path | str, registry: Store) -> TenantStores:
    """Returns the stores of the tenants of CS_TENANTS: a folder, or a URL of PostgreSQL."""
    return SchemaStores(str(place), registry) if is_postgresql(place) else FileStores(Path(place))


@dataclass(frozen=True, slots=True)
class FileStores(TenantStores):
    """A file for each tenant."""

    folder: Path

    def place(self, tenant: str) -> Path:
        """Returns the file of a tenant's store."""
        return self.folder / f"{check_id(tenant)}.db"

    def are_there(self, tenant: str) -> bool:
        """Returns whether there is any file of a tenant."""
        return bool(self._all(tenant))

    def has_store(self, tenant: str) -> bool:
        """Returns whether a tenant has a store."""
        return self.place(tenant).exists()

    def sizes(self, tenants: Sequence[str]) -> dict[str, int]:
        """Returns the bytes of the tenants' stores and of what lies beside them."""
        return {tenant: self._bytes(tenant) for tenant in tenants}

    def _bytes(self, tenant: str) -> int:
        files = (each for found in self._all(tenant) for each in (found, *found.rglob("*")))
        return sum(map(_size, files))

    def erase(self, tenant: str) -> None:
        """Deletes a tenant's store and what lies beside it, such as its log and its copy of words."""
        for each in self._all(tenant):
            if each.is_dir():
                shutil.rmtree(each)
            else:
                each.unlink(missing_ok=True)

    def _all(self, tenant: str) -> list[Path]:
        """All that is called after a tenant: the store, what lies beside it, the folder of rows that couldn't be
        imported, what a restore kept of before and what one that was killed left.
        """
        check_id(tenant)
        names = (f"{tenant}.*", f"{tenant}-*", f".{tenant}.*")
        return sorted(each for name in names for each in self.folder.glob(name))


@dataclass(frozen=True, slots=True)
class SchemaStores(TenantStores):
    """A schema for each tenant, with a role that has rights on it alone: what asks for one can't be asked for another.

    Chosen before row security: that would put the tenant into every key and every `ON CONFLICT`, which SQLite's files
    have no use for; a schema is erased by dropping it; and each has a write lock of its own.
    """

    url: str = field(repr=False)  # it may hold a password
    registry: Store

    def place(self, tenant: str) -> str:
        """Returns the URL of a tenant's schema; that and its role are made where they aren't there."""
        from store.postgresql.role_schemas import role_place

        return role_place(self.url, _schema(tenant), self._password(tenant))

    def are_there(self, tenant: str) -> bool:
        """Returns whether a tenant has a schema."""
        return self._known_password(tenant) is not None

    def has_store(self, tenant: str) -> bool:
        """Returns whether a tenant has a store."""
        from store.postgresql.role_schemas import has_store

        return has_store(self.url, _schema(tenant))

    def sizes(self, tenants: Sequence[str]) -> dict[str, int]:
        """Returns the bytes of the tenants' tables."""
        from store.postgresql.role_schemas import schema_sizes

        found = schema_sizes(self.url, [_schema(tenant) for tenant in tenants])
        return {tenant: found.get(_schema(tenant), 0) for tenant in tenants}

    def erase(self, tenant: str) -> None:
        """Drops a tenant's schema and its role. It may be called within a transaction of the registry."""
        from store.postgresql.role_schemas import drop_role_schema

        drop_role_schema(self.url, _schema(tenant))
        key = {"tenant": tenant}
        self.registry.reading.execute("DELETE FROM tenant_database WHERE tenant = :tenant", key)

    def _known_password(self, tenant: str) -> str | None:
        query = "SELECT password FROM tenant_database WHERE tenant = :tenant"
        found = self.registry.reading.execute(query, {"tenant": check_id(tenant)}).fetchone()
        return str(found[0]) if found else None

    def _password(self, tenant: str) -> str:
        """The password of a tenant's role; a new one, with the role and the schema, where there is none.

        Raises `TenantError` for an erased tenant, of which another server may not know yet that it is.
        """
        if (known := self._known_password(tenant)) is not None:
            return known
        from store.postgresql.role_schemas import make_role_schema

        with self.registry.writing() as connection:
            if (known := self._known_password(tenant)) is not None:  # another server was quicker
                return known
            installed_tenant(self.registry, tenant)
            password = secrets.token_urlsafe(32)
            make_role_schema(self.url, _schema(tenant), password)
            connection.execute(
                "INSERT INTO tenant_database (tenant, password) VALUES (:tenant, :password)",
                {"tenant": tenant, "password": password},
            )
        return password


def _size(path: Path) -> int:
    """The bytes of a file; none of what is gone by now, as logs and locks are at any moment."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0
    return found.st_size if S_ISREG(found.st_mode) else 0


def _schema(tenant: str) -> str:
    return f"cs_{check_id(tenant).lower()}"
