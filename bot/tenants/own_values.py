"""Settings of one tenant: where its accounts are, and what the operator chose."""

import os
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from bot.configuration.user_folders import data_folder
from store import Store
from store.opening import is_postgresql
from tenants import TenantError, open_registry
from tenants.installations import find_installer
from tenants.preferences import preferences
from tenants.registry import installed_tenant
from tenants.stores import TenantStores, stores_of

FOR_EACH: Final = frozenset(
    {
        *("CS_HEALTH", "CS_GLOSSARY", "CS_CURATORS", "CS_RATES", "CS_SOURCES", "CS_OPERATOR", "CS_CURRENCY"),
        *("CS_CHANNELS", "CS_PEOPLE", "CS_BLOCKS"),
        *("CS_LIMIT_ACCOUNTS", "CS_LIMIT_DIGESTS", "CS_LIMIT_IMPORTS", "CS_LIMIT_REQUESTS"),
    }
)
"""Variables that may be set for each tenant."""
_NOT_OF_OTHERS: Final[dict[str, Any]] = {
    "cs_glossary": None,
    "cs_sources": None,
    "cs_operator": "",
    "cs_channels": frozenset(),
    "cs_people": frozenset(),
    "cs_metrics_port": None,
}
"""What a tenant has where nothing is set for it: of these, the environment's would be another company's."""


def tenants_place_of(text: str) -> Path | str:
    """Where the tenants are, as CS_TENANTS says it: a URL of PostgreSQL, or a folder."""
    return text.strip() if is_postgresql(text.strip()) else Path(text.strip()).expanduser()


def local_folder() -> Path:
    """Where this machine keeps the local files of tenants whose stores are on a server."""
    return Path(data_folder(), "tenants")


def own_values(registry: Store, stores: TenantStores, tenant: str) -> dict[str, Any]:
    """The values of a tenant by the names of settings. CS_HEALTH, CS_RATES, CS_CURRENCY and limits are left to the
    environment where it has none of its own; who installed the bot is a curator until others are named.

    Raises `TenantError` for what is no id.
    """
    installer = find_installer(registry, tenant)
    curators = frozenset({installer.user_id}) if installer else frozenset()
    own = {name.casefold(): value for name, value in preferences(registry, tenant).items() if name in FOR_EACH}
    place = stores.place(tenant)
    beside = place if isinstance(place, Path) else local_folder() / tenant
    return {**_NOT_OF_OTHERS, "cs_curators": curators, "cs_database": place, "cs_beside": beside, **own}


def values_of_environment() -> dict[str, Any]:
    """The values of the tenant that CS_TENANT names, none where it isn't set. Raises `TenantError` and `StoreError`."""
    tenant, folder = os.environ.get("CS_TENANT", "").strip(), os.environ.get("CS_TENANTS", "").strip()
    if not tenant:
        return {}
    if not folder:
        raise TenantError("CS_TENANTS is missing, which says where the data of many workspaces is kept.")
    place = tenants_place_of(folder)
    with closing(open_registry(place)) as registry:
        installed_tenant(registry, tenant)
        return own_values(registry, stores_of(place, registry), tenant)
