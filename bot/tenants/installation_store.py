"""Bolt's installation store and state store on our registry.

The SDK's own stores disagree after reinstalls: its SQLite store gives the old bot token when somebody else reinstalled,
its file store keeps a deleted installer as the latest, and its cache outlives a rotated token. Here there is one bot
token for each tenant.
"""

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from slack_sdk.oauth.installation_store import Bot, Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from store import Store
from tenants import TenantError
from tenants.installations import (
    BotInstallation,
    Installer,
    delete_bot,
    delete_installers,
    find_bot,
    find_installer,
    save_installation,
    save_rotated,
)
from tenants.states import consume_state, issue_state

Clock = Callable[[], datetime]


def tenant_id(enterprise_id: str | None, team_id: str | None, *, is_enterprise_install: bool | None) -> str:
    """The tenant of an installation: the organisation where it is installed for all of that, else the workspace.

    Raises `TenantError` where neither is named.
    """
    id_ = enterprise_id if is_enterprise_install or not team_id else team_id
    if not id_:
        raise TenantError("An installation names neither a workspace nor an organisation.")
    return id_


class InstallationStore(AsyncInstallationStore):
    """One bot token for each tenant, the newest whoever brought it; and who installed it, without whom was deleted."""

    def __init__(self, registry: Store) -> None:
        self._registry = registry

    @property
    def logger(self) -> logging.Logger:
        """Where it tells of what it does."""
        return logging.getLogger(__name__)

    async def async_save(self, installation: Installation) -> None:
        """Keeps an installation in the place of the one before. Raises `TenantError` without a bot token."""
        if not installation.bot_token:
            raise TenantError("An installation has no bot token: the scopes of the bot are asked for.")
        bot, installer = _bot_of(installation), _installer_of(installation)
        await asyncio.to_thread(save_installation, self._registry, bot, installer)

    async def async_save_bot(self, bot: Bot) -> None:
        """Keeps a token that one was exchanged for, unless somebody installed since the one that it belongs to."""
        tenant = tenant_id(bot.enterprise_id, bot.team_id, is_enterprise_install=bot.is_enterprise_install)
        known = await asyncio.to_thread(find_bot, self._registry, tenant)
        expires = _instant(bot.bot_token_expires_at)
        if known is None or expires is None or known.installed_at > _exactly(bot.installed_at):
            return
        await asyncio.to_thread(
            save_rotated, self._registry, known, bot.bot_token, bot.bot_refresh_token or "", expires
        )

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """The bot, with its newest token."""
        tenant = tenant_id(enterprise_id, team_id, is_enterprise_install=is_enterprise_install)
        found = await asyncio.to_thread(find_bot, self._registry, tenant)
        return Bot(**_of_bot(found), installed_at=found.installed_at.timestamp()) if found else None

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The newest bot token, with who installed it: the given person, or else the latest."""
        tenant = tenant_id(enterprise_id, team_id, is_enterprise_install=is_enterprise_install)
        bot = await asyncio.to_thread(find_bot, self._registry, tenant)
        by = await asyncio.to_thread(find_installer, self._registry, tenant, user_id or "")
        if bot is None or by is None:
            return None
        return Installation(
            **_of_bot(bot),
            enterprise_url=bot.enterprise_url or None,
            user_id=by.user_id,
            user_token=by.user_token or None,
            user_scopes=by.user_scopes,
            user_refresh_token=by.refresh_token or None,
            user_token_expires_at=int(by.expires_at.timestamp()) if by.expires_at else None,
            installed_at=by.installed_at.timestamp(),
        )

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """Forgets the bot's token."""
        tenant = tenant_id(enterprise_id, team_id, is_enterprise_install=False)
        await asyncio.to_thread(delete_bot, self._registry, tenant)

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """Forgets who installed it: the given person, or everybody. The bot's token stays."""
        tenant = tenant_id(enterprise_id, team_id, is_enterprise_install=False)
        await asyncio.to_thread(delete_installers, self._registry, tenant, user_id or "")


class StateStore(AsyncOAuthStateStore):
    """States that count for ten minutes and are taken once, whichever server takes them."""

    def __init__(self, registry: Store, clock: Clock) -> None:
        self._registry = registry
        self._clock = clock

    @property
    def logger(self) -> logging.Logger:
        """Where it tells of what it does."""
        return logging.getLogger(__name__)

    async def async_issue(self, *_: object, **__: object) -> str:
        """A new state."""
        return await asyncio.to_thread(issue_state, self._registry, self._clock())

    async def async_consume(self, state: str) -> bool:
        """Whether the state was handed out and not used; from now on it is used."""
        return await asyncio.to_thread(consume_state, self._registry, state, self._clock())


def _bot_of(installation: Installation) -> BotInstallation:
    enterprise, team = installation.enterprise_id, installation.team_id
    return BotInstallation(
        tenant=tenant_id(enterprise, team, is_enterprise_install=installation.is_enterprise_install),
        bot_token=installation.bot_token or "",
        installed_at=_exactly(installation.installed_at),
        app_id=installation.app_id or "",
        enterprise_id=enterprise or "",
        enterprise_name=installation.enterprise_name or "",
        enterprise_url=installation.enterprise_url or "",
        team_id=team or "",
        team_name=installation.team_name or "",
        bot_id=installation.bot_id or "",
        bot_user_id=installation.bot_user_id or "",
        bot_scopes=",".join(installation.bot_scopes or ()),
        refresh_token=installation.bot_refresh_token or "",
        expires_at=_instant(installation.bot_token_expires_at),
    )


def _installer_of(installation: Installation) -> Installer | None:
    if not installation.user_id:
        return None
    enterprise, team = installation.enterprise_id, installation.team_id
    return Installer(
        tenant=tenant_id(enterprise, team, is_enterprise_install=installation.is_enterprise_install),
        user_id=installation.user_id,
        installed_at=_exactly(installation.installed_at),
        user_token=installation.user_token or "",
        user_scopes=",".join(installation.user_scopes or ()),
        refresh_token=installation.user_refresh_token or "",
        expires_at=_instant(installation.user_token_expires_at),
    )


def _of_bot(bot: BotInstallation) -> dict[str, Any]:
    return {
        "app_id": bot.app_id or None,
        "enterprise_id": bot.enterprise_id or None,
        "enterprise_name": bot.enterprise_name or None,
        "team_id": bot.team_id or None,
        "team_name": bot.team_name or None,
        "bot_token": bot.bot_token,
        "bot_id": bot.bot_id,
        "bot_user_id": bot.bot_user_id,
        "bot_scopes": bot.bot_scopes,
        "bot_refresh_token": bot.refresh_token or None,
        "bot_token_expires_at": int(bot.expires_at.timestamp()) if bot.expires_at else None,
        "is_enterprise_install": bot.tenant.startswith("E"),
    }


def _instant(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _exactly(seconds: float) -> datetime:
    """The instant as the registry keeps it, to the millisecond."""
    return datetime.fromtimestamp(int(seconds * 1000) / 1000, UTC)
