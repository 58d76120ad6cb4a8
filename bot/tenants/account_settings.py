"""The settings of one tenant, and which of them can be set for it."""

from bot.configuration.settings_error import SettingsError
from bot.settings import AccountSettings, checked_settings
from bot.tenants.own_values import FOR_EACH, own_values
from store import Store
from tenants.stores import TenantStores


def tenant_account_settings(registry: Store, stores: TenantStores, tenant: str) -> AccountSettings:
    """The settings of a tenant. Raises `SettingsError`, and `TenantError` for what is no id."""
    return checked_settings(own_values(registry, stores, tenant))


def check_preference(name: str, value: str) -> None:
    """Raises `SettingsError` where a variable can't be set for a tenant, or not to that."""
    if name not in FOR_EACH:
        raise SettingsError(f"{name} can't be set for a tenant. These can: {', '.join(sorted(FOR_EACH))}.")
    if value:
        checked_settings({name.casefold(): value})
