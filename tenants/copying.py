"""All tenants from one place of CS_TENANTS to another: from a folder to PostgreSQL, or back.

Store by store, each in one transaction, and at the end who has installed the bot, in one as well: until then nobody is
served from the copy. What was copied already is compared and left when it is begun again.
"""

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

from store import Migrations, Store, StoreError, open_store
from store.copying import CopyResult, check_current, check_same, copy_store, replace_rows
from store.opening import attach, check_unused, is_postgresql
from store.timestamps import to_text
from tenants.errors import TenantError
from tenants.registry import Tenant, all_tenants
from tenants.stores import TenantStores, stores_of
from tenants.tables import MIGRATIONS, open_registry, registry_place

UNDER_WAY: Final = "being copied"
"""Why tenants aren't served in a place that they are being copied to."""
TABLES: Final = ("tenant", "bot_installation", "installer", "tenant_setting", "tenant_log")
"""What is copied of the registry: not the passwords of roles, which are new there, nor installations under way."""
_INSTEAD: Final = "Nothing was copied. Name a folder or a database without any."


@dataclass(frozen=True, slots=True)
class Tenancy:
    """The registry of a place of CS_TENANTS, and the stores of its tenants."""

    registry: Store
    stores: TenantStores

    @classmethod
    def open(cls, place: Path | str) -> Self:
        """Opens it; it is made where it isn't there. Raises `StoreError`."""
        registry = open_registry(place)
        return cls(registry, stores_of(place, registry))


@dataclass(frozen=True, slots=True)
class Copied:
    """A tenant that was copied, with its rows; `before` where they were there already and are the same."""

    tenant: Tenant
    result: CopyResult
    before: bool = False


def check_origin(place: Path | str) -> None:
    """Raises `TenantError` where no tenants are, and `StoreError` for a registry of an older version, which opening it
    would change, and while a server runs on it.
    """
    at = registry_place(place)
    if is_postgresql(place):
        with closing(attach(at)) as registry:
            if not registry.reading.columns("tenant"):
                raise TenantError(f"No workspaces are kept at {registry}, so that nothing was copied.")
    elif not Path(at).exists():
        raise TenantError(
            f"No workspaces are kept in {place}: there is no {Path(at).name}, so that nothing was copied."
        )
    check_unused(at)
    check_current(str(at), (MIGRATIONS,))


def check_target(place: Path | str) -> None:
    """Raises `StoreInUseError` while a server runs on where tenants are to be copied to."""
    at = registry_place(place)
    if is_postgresql(place) or Path(at).exists():
        check_unused(at)


def copy_tenants(
    origin: Tenancy,
    target: Tenancy,
    packages: Sequence[Migrations],
    now: datetime,
    told: Callable[[Copied], object] = lambda _: None,
) -> CopyResult:
    """Copies all tenants to a place without any, and tells of each store when it is through. Returns what was copied of
    the registry.

    Nobody installs the bot or leaves meanwhile; what servers write to the tenants' stores is no part of it. Raises
    `StoreError` and `TenantError`: what is copied by then stays, and is served by nobody until all is. The origin stays
    as it is.
    """
    with origin.registry.writing() as source:
        tenants = all_tenants(origin.registry)
        if is_unfinished(tenants):
            raise TenantError(
                f"{origin.registry} is a copy that isn't finished itself: finish it, or copy from the first."
            )
        _begin(tenants, target, now)
        for tenant in tenants:
            if tenant.state != "erased" and origin.stores.are_there(tenant.id) and origin.stores.has_store(tenant.id):
                told(_copy(tenant, origin.stores, target.stores, packages))
        with target.registry.writing() as into:
            return _finish(source, into)


def is_unfinished(tenants: Sequence[Tenant]) -> bool:
    """Whether tenants were being copied to where they are, which isn't through: nobody is served from there."""
    return any(tenant.ended_reason == UNDER_WAY for tenant in tenants)


def _begin(tenants: Sequence[Tenant], target: Tenancy, now: datetime) -> None:
    """Enters the tenants as such that aren't served. Raises `TenantError` where there are others."""
    there = {tenant.id: tenant for tenant in all_tenants(target.registry)}
    if served := [id_ for id_, tenant in there.items() if tenant.ended_reason != UNDER_WAY]:
        raise TenantError(
            f"{target.registry} isn't empty: {len(served)} workspaces are there, such as {served[0]}. {_INSTEAD}"
        )
    if others := sorted(there.keys() - {tenant.id for tenant in tenants}):
        raise TenantError(
            f"{target.registry} has the beginning of a copy of other workspaces, such as {others[0]}. {_INSTEAD}"
        )
    new = [tenant for tenant in tenants if tenant.id not in there]
    if strange := [tenant.id for tenant in new if target.stores.has_store(tenant.id)]:
        raise TenantError(
            f"There is a store of {strange[0]} already beside {target.registry}, which doesn't know of it. {_INSTEAD}"
        )
    values = [{"id": each.id, "at": to_text(each.installed_at), "now": to_text(now), "why": UNDER_WAY} for each in new]
    if values:
        with target.registry.writing() as connection:
            connection.executemany(
                "INSERT INTO tenant (id, installed_at, ended_at, ended_reason) VALUES (:id, :at, :now, :why)", values
            )


def _copy(tenant: Tenant, origin: TenantStores, target: TenantStores, packages: Sequence[Migrations]) -> Copied:
    """Copies a store, unless it was copied before and is the same still."""
    place = origin.place(tenant.id)
    try:
        check_current(str(place), packages)
        with closing(open_store(place, packages[0])) as source:
            if target.has_store(tenant.id):
                if same := _same(source, target.place(tenant.id), packages):
                    return Copied(tenant, same, before=True)
                target.erase(tenant.id)
            with closing(open_store(target.place(tenant.id), packages[0])) as into:
                return Copied(tenant, copy_store(source, into, packages))
    except StoreError as error:
        raise StoreError(
            f"{tenant.id}: {error} What was copied before it stays, and nobody is served from there until all "
            "is copied: mend it, and begin again in the same place."
        ) from error


def _same(source: Store, place: Path | str, packages: Sequence[Migrations]) -> CopyResult | None:
    """What was copied already, if it is all and the same; none where there is only the beginning of it."""
    try:
        with closing(open_store(place, packages[0])) as copied:
            return check_same(source, copied, packages)
    except StoreError:
        return None


def _finish(source: Any, into: Any) -> CopyResult:  # noqa: ANN401  the stores' connections
    """Puts the registry's rows there; from now on the tenants are served. The passwords of their roles stay."""
    passwords = into.execute("SELECT tenant, password FROM tenant_database").fetchall()
    into.execute("DELETE FROM tenant_database")
    done = replace_rows(source, into, MIGRATIONS, TABLES)
    into.executemany("INSERT INTO tenant_database (tenant, password) VALUES (?, ?)", passwords)
    return done
