"""Preferences that the operator set for each tenant, as names and values that mean nothing here."""

from collections.abc import Mapping
from datetime import datetime

from store import Store
from tenants.log import note


def preferences(registry: Store, tenant: str) -> dict[str, str]:
    """Returns what is set for a tenant, by name."""
    query = "SELECT name, value FROM tenant_setting WHERE tenant = :tenant ORDER BY name"
    return dict(registry.reading.execute(query, {"tenant": tenant}).fetchall())


def preference_versions(registry: Store) -> dict[str, int]:
    """Returns a number for each tenant that changes whenever something is set for it, somebody installs the bot there
    again, who is a curator then, and when it is erased or gets another's data: what runs of it has to be started anew.
    """
    events = "'set', 'unset', 'installed again', 'erased', 'moved in'"
    query = f"SELECT tenant, max(id) FROM tenant_log WHERE event IN ({events}) GROUP BY tenant"
    return dict(registry.reading.execute(query).fetchall())


def change_preferences(registry: Store, tenant: str, values: Mapping[str, str], now: datetime, who: str) -> None:
    """Sets values; an empty one is no longer set. Who changed what is noted."""
    with registry.writing() as connection:
        for name, value in sorted(values.items()):
            key = {"tenant": tenant, "name": name}
            if value:
                connection.execute(
                    "INSERT INTO tenant_setting (tenant, name, value) VALUES (:tenant, :name, :value)"
                    " ON CONFLICT (tenant, name) DO UPDATE SET value = excluded.value",
                    {**key, "value": value},
                )
            else:
                connection.execute("DELETE FROM tenant_setting WHERE tenant = :tenant AND name = :name", key)
            note(connection, tenant, now, "set" if value else "unset", who=who, detail=f"{name}={value}".rstrip("="))
