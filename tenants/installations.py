"""Installations: one bot token for each tenant, the newest whoever brought it, and the people who installed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from store import Store
from store.timestamps import from_text, to_text
from tenants.ids import check_id
from tenants.log import note

ROTATION_LEASE: Final = timedelta(seconds=60)  # until another server may exchange a token, where one was killed at it


@dataclass(frozen=True, slots=True)
class BotInstallation:
    """The bot in a tenant. `version` counts the changes of its token; one that expires has a refresh token."""

    tenant: str
    bot_token: str
    installed_at: datetime
    app_id: str = ""
    enterprise_id: str = ""
    enterprise_name: str = ""
    enterprise_url: str = ""
    team_id: str = ""
    team_name: str = ""
    bot_id: str = ""
    bot_user_id: str = ""
    bot_scopes: str = ""
    refresh_token: str = ""
    expires_at: datetime | None = None
    version: int = 0

    @property
    def name(self) -> str:
        """What the workspace or organisation is called."""
        return self.team_name or self.enterprise_name

    def __repr__(self) -> str:  # a token is no part of a log
        return f"BotInstallation({self.tenant!r}, version={self.version})"


@dataclass(frozen=True, slots=True)
class Installer:
    """Somebody who installed the bot, with the user token that they granted, if any."""

    tenant: str
    user_id: str
    installed_at: datetime
    user_token: str = ""
    user_scopes: str = ""
    refresh_token: str = ""
    expires_at: datetime | None = None

    def __repr__(self) -> str:
        return f"Installer({self.tenant!r}, {self.user_id!r})"


_BOT = (
    *("tenant", "bot_token", "installed_at", "app_id", "enterprise_id", "enterprise_name", "enterprise_url"),
    *("team_id", "team_name", "bot_id", "bot_user_id", "bot_scopes", "refresh_token", "expires_at", "version"),
)
_INSTALLER = ("tenant", "user_id", "installed_at", "user_token", "user_scopes", "refresh_token", "expires_at")
_SAVE_BOT = f"""
INSERT INTO bot_installation ({", ".join(_BOT)}) VALUES ({", ".join(f":{name}" for name in _BOT)})
ON CONFLICT (tenant) DO UPDATE SET
    {", ".join(f"{name} = excluded.{name}" for name in _BOT if name not in {"tenant", "version"})},
    version = bot_installation.version + 1, rotating_until = NULL
"""
_SAVE_INSTALLER = f"""
INSERT INTO installer ({", ".join(_INSTALLER)}) VALUES ({", ".join(f":{name}" for name in _INSTALLER)})
ON CONFLICT (tenant, user_id) DO UPDATE SET
    {", ".join(f"{name} = excluded.{name}" for name in _INSTALLER if name not in {"tenant", "user_id"})}
"""
_SAVE_TENANT = """
INSERT INTO tenant (id, name, enterprise_id, installed_at, installed_by) VALUES (:id, :name, :enterprise_id, :at, :by)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, enterprise_id = excluded.enterprise_id,
    installed_at = CASE WHEN tenant.erased_at IS NULL THEN tenant.installed_at ELSE excluded.installed_at END,
    installed_by = CASE WHEN tenant.erased_at IS NULL THEN tenant.installed_by ELSE excluded.installed_by END,
    ended_at = NULL, ended_reason = '', erase_at = NULL, erased_at = NULL
"""


def save_installation(registry: Store, bot: BotInstallation, installer: Installer | None) -> None:
    """Keeps an installation in the place of the one before. The tenant goes on, also where it had ended.

    Raises `TenantError` for what is no id of a tenant.
    """
    check_id(bot.tenant)
    with registry.writing() as connection:
        known = connection.execute("SELECT ended_at FROM tenant WHERE id = :id", {"id": bot.tenant}).fetchone()
        by = installer.user_id if installer else ""
        at = to_text(bot.installed_at)
        tenant = {"id": bot.tenant, "name": bot.name, "enterprise_id": bot.enterprise_id, "at": at, "by": by}
        connection.execute(_SAVE_TENANT, tenant)
        connection.execute(_SAVE_BOT, {**_row(bot, _BOT), "version": 1})
        connection.execute("DELETE FROM token_check WHERE tenant = :id", {"id": bot.tenant})
        if installer is not None:
            connection.execute(_SAVE_INSTALLER, _row(installer, _INSTALLER))
        event = "installed" if known is None else "installed again"
        note(connection, bot.tenant, bot.installed_at, event, who=by)


def find_bot(registry: Store, tenant: str) -> BotInstallation | None:
    """Returns the bot in a tenant, with its newest token; none where it isn't installed any more."""
    query = f"SELECT {', '.join(_BOT)} FROM bot_installation WHERE tenant = :tenant"
    found = registry.reading.execute(query, {"tenant": tenant}).fetchone()
    return BotInstallation(**_instants(dict(zip(_BOT, found, strict=True)))) if found else None


def find_installer(registry: Store, tenant: str, user: str = "") -> Installer | None:
    """Returns who installed it, the given person or else the latest; nobody who was deleted."""
    query = (
        f"SELECT {', '.join(_INSTALLER)} FROM installer WHERE tenant = :tenant AND (user_id = :user OR :user = '')"
        " ORDER BY installed_at DESC, user_id LIMIT 1"
    )
    found = registry.reading.execute(query, {"tenant": tenant, "user": user}).fetchone()
    return Installer(**_instants(dict(zip(_INSTALLER, found, strict=True)))) if found else None


def delete_bot(registry: Store, tenant: str) -> None:
    """Forgets the bot's token in a tenant."""
    with registry.writing() as connection:
        connection.execute("DELETE FROM bot_installation WHERE tenant = :tenant", {"tenant": tenant})


def delete_installers(registry: Store, tenant: str, user: str = "") -> None:
    """Forgets somebody who installed it with their token, or everybody who did; the bot's token stays."""
    with registry.writing() as connection:
        connection.execute(
            "DELETE FROM installer WHERE tenant = :tenant AND (user_id = :user OR :user = '')",
            {"tenant": tenant, "user": user},
        )


def claim_rotation(registry: Store, bot: BotInstallation, now: datetime) -> bool:
    """Returns whether this server is the one that exchanges the token of this version, for a minute."""
    with registry.writing() as connection:
        claimed = connection.execute(
            "UPDATE bot_installation SET rotating_until = :until WHERE tenant = :tenant AND version = :version"
            " AND (rotating_until IS NULL OR rotating_until <= :now)",
            {
                "tenant": bot.tenant,
                "version": bot.version,
                "now": to_text(now),
                "until": to_text(now + ROTATION_LEASE),
            },
        )
        return claimed.rowcount == 1


def save_rotated(
    registry: Store, bot: BotInstallation, token: str, refresh_token: str, expires_at: datetime
) -> BotInstallation | None:
    """Keeps the token that one was exchanged for. Returns none where somebody installed meanwhile: theirs is newer."""
    with registry.writing() as connection:
        kept = connection.execute(
            "UPDATE bot_installation SET bot_token = :token, refresh_token = :refresh, expires_at = :expires,"
            " version = version + 1, rotating_until = NULL WHERE tenant = :tenant AND version = :version",
            {
                "tenant": bot.tenant,
                "version": bot.version,
                "token": token,
                "refresh": refresh_token,
                "expires": to_text(expires_at),
            },
        )
        if kept.rowcount != 1:
            return None
    new = {"bot_token": token, "refresh_token": refresh_token, "expires_at": expires_at, "version": bot.version + 1}
    return replace(bot, **new)  # type: ignore[arg-type]  # of the fields' types


def _row(of: BotInstallation | Installer, names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(of, name) for name in names}
    return {name: to_text(value) if isinstance(value, datetime) else value for name, value in values.items()}


def _instants(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: from_text(value) if name.endswith("_at") and value else value for name, value in row.items()}
