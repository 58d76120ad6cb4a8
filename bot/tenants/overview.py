"""Overview of each tenant for the operator: state, size, and last activity."""

from contextlib import closing
from dataclasses import dataclass
from typing import Any

from accounts.limits import count_accounts, count_digests
from store import Store, StoreError
from store.failures import FILE_ERRORS
from store.opening import attach
from tenants.registry import Tenant, all_tenants
from tenants.stores import TenantStores

NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class TenantOverview:
    """A tenant with the size of its data in bytes; accounts and digests are None where they can't be counted. `listed`
    says whether it may install the bot.
    """

    tenant: Tenant
    size: int
    accounts: int | None
    digests: int | None
    listed: bool = True

    @property
    def data(self) -> dict[str, Any]:
        """The same for JSON."""
        tenant = self.tenant
        instants = ("installed_at", "seen_at", "ended_at", "erase_at", "erased_at")
        said = {name: value.isoformat() if (value := getattr(tenant, name)) else None for name in instants}
        return {
            "id": tenant.id,
            "name": tenant.name,
            "enterprise_id": tenant.enterprise_id,
            "state": tenant.state,
            "installed_by": tenant.installed_by,
            "ended_reason": tenant.ended_reason,
            **said,
            "bytes": self.size,
            "accounts": self.accounts,
            "digests": self.digests,
            "may_install": self.listed,
        }


def overviews(registry: Store, files: TenantStores, listed: frozenset[str] = frozenset()) -> list[TenantOverview]:
    """All tenants there ever were, beside the list of who may install the bot."""
    tenants = all_tenants(registry)
    sizes = files.sizes([tenant.id for tenant in tenants])
    return [_overview(tenant, files, listed, sizes[tenant.id]) for tenant in tenants]


def overview(tenant: Tenant, files: TenantStores, listed: frozenset[str] = frozenset()) -> TenantOverview:
    """One tenant. A store that can't be read, as one of an older version, is not opened for writing."""
    return _overview(tenant, files, listed, files.sizes([tenant.id])[tenant.id])


def _overview(tenant: Tenant, files: TenantStores, listed: frozenset[str], size: int) -> TenantOverview:
    accounts: int | None = 0
    digests: int | None = 0
    if files.has_store(tenant.id):
        accounts, digests = _counts(files, tenant.id)
    return TenantOverview(tenant, size, accounts, digests, tenant.is_in(listed))


def _counts(files: TenantStores, tenant: str) -> tuple[int | None, int | None]:
    try:
        with closing(attach(files.place(tenant))) as store:
            return count_accounts(store.reading), count_digests(store.reading)
    except (StoreError, *FILE_ERRORS):
        return None, None
