"""The settings of one tenant: where its accounts are, and what the operator set for it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from bot.settings import AccountSettings, SettingsError, setting_errors
from store import Store
from tenants.installations import find_installer
from tenants.preferences import preferences
from tenants.stores import TenantFiles

FOR_EACH: Final = frozenset(
    {
        *("CS_HEALTH", "CS_GLOSSARY", "CS_CURATORS", "CS_RATES", "CS_SOURCES", "CS_OPERATOR", "CS_CURRENCY"),
        *("CS_CHANNELS", "CS_PEOPLE"),
    }
)
"""Variables that may be set for each tenant."""
_NOT_OF_OTHERS: Final[dict[str, Any]] = {
    "cs_glossary": None,
    "cs_sources": None,
    "cs_operator": "",
    "cs_email": "",
    "cs_channels": frozenset(),
    "cs_people": frozenset(),
    "cs_metrics_port": None,
}
"""What a tenant has where nothing is set for it: of these, the environment's would be another company's."""


def tenant_account_settings(registry: Store, folder: Path, tenant: str) -> AccountSettings:
    """The settings of a tenant. CS_HEALTH, CS_RATES and CS_CURRENCY are the environment's where it has none of its own;
    who installed the bot is a curator until others are named.

    Raises `SettingsError`, and `TenantError` for what is no id.
    """
    given = dict(preferences(registry, tenant))
    installer = find_installer(registry, tenant)
    curators = frozenset({installer.user_id}) if installer else frozenset()
    return _checked({**_NOT_OF_OTHERS, "cs_curators": curators, "cs_database": TenantFiles(folder).path(tenant)}, given)


def check_preference(name: str, value: str) -> None:
    """Raises `SettingsError` where a variable can't be set for a tenant, or not to that."""
    if name not in FOR_EACH:
        raise SettingsError(f"{name} can't be set for a tenant. These can: {', '.join(sorted(FOR_EACH))}.")
    if value:
        _checked({}, {name: value})


def _checked(defaults: Mapping[str, Any], given: Mapping[str, str]) -> AccountSettings:
    own = {name.casefold(): value for name, value in given.items() if re.match("CS_", name)}
    try:
        return AccountSettings(**{**defaults, **own})
    except ValidationError as error:
        raise SettingsError("\n".join(setting_errors(error))) from None
