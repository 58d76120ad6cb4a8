"""Checks of `cs doctor` where many workspaces are served: the app, the registry, and each token."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import closing

from slack_sdk.errors import SlackApiError

from bot.clock import utc_now
from bot.configuration.settings_error import SettingsError
from bot.operating.diagnostics import Finding, check_glossary, check_settings
from bot.slack.delivered import CLIENT_ERRORS
from bot.slack.listener_registry import scopes
from bot.slack.web_client import TOKEN_CODES, WebClient, error_code, trouble
from bot.tenants.settings import TenantSettings, load_tenant_settings
from store import Store, StoreError
from tenants import open_registry
from tenants.copying import is_unfinished
from tenants.installations import BotInstallation, find_bot
from tenants.registry import all_tenants


def tenant_findings() -> Iterator[Finding]:
    """A finding for each thing looked at."""
    yield check_glossary()
    try:
        settings = load_tenant_settings()
    except SettingsError as error:
        yield from check_settings(error)
        return
    yield Finding("configuration", "complete, for many workspaces over HTTP")
    if not settings.cs_public_url:
        fix = "Set CS_PUBLIC_URL to where people reach the bot, or installing goes where Slack has it first."
        yield Finding("CS_PUBLIC_URL", "isn't set", fix)
    try:
        with closing(open_registry(settings.cs_tenants)) as registry:
            yield from _registry(registry, settings)
    except StoreError as error:
        yield Finding("CS_TENANTS", str(error), "It is a folder that the bot can write, or a URL of PostgreSQL.")


def _registry(registry: Store, settings: TenantSettings) -> Iterator[Finding]:
    tenants = all_tenants(registry)
    counts = Counter(tenant.state for tenant in tenants)
    said = ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "none yet"
    yield Finding("workspaces", said)
    if is_unfinished(tenants):
        yield Finding("CS_TENANTS", "is a copy that isn't through: nobody is served", "Say cs tenants copy again.")
    if listed := settings.cs_may_install:
        beyond = [each.id for each in tenants if each.state == "active" and not each.is_in(listed)]
        said = f"; not in it, and served all the same: {', '.join(beyond)}" if beyond else ""
        yield Finding("CS_MAY_INSTALL", f"{len(listed)} may install{said}")
    bots = [bot for tenant in tenants if (bot := find_bot(registry, tenant.id))]
    for bot, finding in zip(bots, asyncio.run(_asked(bots, settings)), strict=True):
        if finding:
            yield Finding(bot.tenant, finding, f"Have the bot installed there again, at {_install(settings)}.")
    if bots:
        resting = sum(map(_rests, bots))
        said = f", {resting} expired and exchanged when somebody asks" if resting else ""
        yield Finding("tokens", f"{len(bots) - resting} asked for{said}")


async def _asked(bots: list[BotInstallation], settings: TenantSettings) -> list[str]:
    """What is wrong with the token of each; nothing where nothing is."""
    turns = asyncio.Semaphore(8)

    async def ask(bot: BotInstallation) -> str:
        async with turns:
            return await _token_fault(bot, settings)

    return list(await asyncio.gather(*map(ask, bots)))


async def _token_fault(bot: BotInstallation, settings: TenantSettings) -> str:
    if missing := sorted(scopes() - set(bot.bot_scopes.split(","))) if bot.bot_scopes else []:
        return f"{', '.join(missing)} missing"
    if _rests(bot):
        return ""
    try:
        await WebClient(bot.bot_token, settings.slack_api_url).auth_test()
    except SlackApiError as error:
        return f"Slack says {error_code(error)}" if error_code(error) in TOKEN_CODES else ""
    except CLIENT_ERRORS as error:
        return f"Slack can't be asked ({trouble(error)})"
    return ""


def _rests(bot: BotInstallation) -> bool:
    """Whether a token has expired that is exchanged as soon as somebody asks: that of a workspace nobody uses."""
    return bool(bot.refresh_token) and bot.expires_at is not None and bot.expires_at <= utc_now()


def _install(settings: TenantSettings) -> str:
    return f"{settings.cs_public_url}/slack/install"
