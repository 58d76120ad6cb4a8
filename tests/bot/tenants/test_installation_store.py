"""The installation store: what the SDK's own get wrong after reinstalls."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.oauth.installation_store import Bot, Installation

from bot.tenants.installation_store import InstallationStore
from store import Store
from tenants import TenantError, open_registry
from tenants.installations import claim_rotation, find_bot, save_rotated
from tests.bot.tenants.conftest import NOW


@pytest.fixture
def registry(tmp_path: Path) -> Iterator[Store]:
    """A registry without tenants."""
    with closing(open_registry(tmp_path)) as registry:
        yield registry


@pytest.fixture
def installations(registry: Store) -> InstallationStore:
    """The store on it."""
    return InstallationStore(registry)


def installation(user: str, token: str, at: int = 0, **given: Any) -> Installation:
    """What somebody installed."""
    known: dict[str, Any] = {"team_id": "T0NORTH", "bot_id": "B0", "bot_user_id": "U0BOT", "app_id": "A0"}
    return Installation(user_id=user, bot_token=token, installed_at=NOW.timestamp() + at, **(known | given))


async def bot_of(installations: InstallationStore) -> str | None:
    """The bot token."""
    bot = await installations.async_find_bot(enterprise_id=None, team_id="T0NORTH")
    return bot.bot_token if bot else None


async def test_the_newest_bot_token_counts_whoever_brought_it(installations: InstallationStore) -> None:
    """Another person's reinstall replaces the token for everybody."""
    await installations.async_save(installation("U0ANN", "xoxb-first"))
    await installations.async_save(installation("U0BEN", "xoxb-second", 1))
    assert await bot_of(installations) == "xoxb-second"
    for user in (None, "U0ANN", "U0BEN"):
        found = await installations.async_find_installation(enterprise_id=None, team_id="T0NORTH", user_id=user)
        assert found is not None
        assert found.bot_token == "xoxb-second"
    await installations.async_save(installation("U0ANN", "xoxb-third", 2))
    assert await bot_of(installations) == "xoxb-third"


async def test_a_deleted_installer_is_gone(installations: InstallationStore) -> None:
    """The latest is then whoever installed it before; the bot's token stays."""
    await installations.async_save(installation("U0ANN", "xoxb-first"))
    await installations.async_save(installation("U0BEN", "xoxb-second", 1, user_token="xoxp-ben"))
    await installations.async_delete_installation(enterprise_id=None, team_id="T0NORTH", user_id="U0BEN")
    found = await installations.async_find_installation(enterprise_id=None, team_id="T0NORTH")
    assert found is not None
    assert (found.user_id, found.user_token, found.bot_token) == ("U0ANN", None, "xoxb-second")
    assert await installations.async_find_installation(enterprise_id=None, team_id="T0NORTH", user_id="U0BEN") is None
    await installations.async_delete_all(enterprise_id=None, team_id="T0NORTH")
    assert await bot_of(installations) is None


async def test_a_token_exchanged_before_a_reinstall_does_not_replace_the_new_one(
    installations: InstallationStore, registry: Store
) -> None:
    """Whichever arrives first, through Bolt or our own exchange."""
    expiring: dict[str, Any] = {"bot_refresh_token": "xoxe-1", "bot_token_expires_in": 43_200}
    await installations.async_save(installation("U0ANN", "xoxb-first", **expiring))
    old = await installations.async_find_bot(enterprise_id=None, team_id="T0NORTH")
    held = find_bot(registry, "T0NORTH")
    await installations.async_save(installation("U0BEN", "xoxb-second", 1, **expiring))
    assert old is not None
    assert held is not None
    await installations.async_save_bot(Bot(**{**old.to_dict_for_copying(), "bot_token": "xoxb-late"}))
    assert save_rotated(registry, held, "xoxb-late", "xoxe-9", NOW + timedelta(hours=12)) is None
    assert await bot_of(installations) == "xoxb-second"


async def test_an_exchanged_token_is_kept_with_its_refresh_token(installations: InstallationStore) -> None:
    """Everything else of the installation stays."""
    expiring: dict[str, Any] = {"bot_refresh_token": "xoxe-1", "bot_token_expires_in": 43_200}
    await installations.async_save(installation("U0ANN", "xoxb-first", bot_scopes="chat:write", **expiring))
    old = await installations.async_find_bot(enterprise_id=None, team_id="T0NORTH")
    assert old is not None
    new = {"bot_token": "xoxb-new", "bot_refresh_token": "xoxe-2", "bot_token_expires_at": 2_000_000_000}
    await installations.async_save_bot(Bot(**{**old.to_dict_for_copying(), **new}))
    found = await installations.async_find_installation(enterprise_id=None, team_id="T0NORTH")
    assert found is not None
    assert (found.bot_token, found.bot_refresh_token, found.bot_token_expires_at, found.bot_scopes) == (
        *("xoxb-new", "xoxe-2", 2_000_000_000),
        ["chat:write"],
    )


async def test_one_server_exchanges_a_token(installations: InstallationStore, registry: Store) -> None:
    """A refresh token is good once; a server that was killed at it holds up the others for a minute."""
    await installations.async_save(installation("U0ANN", "xoxb-first"))
    bot = find_bot(registry, "T0NORTH")
    assert bot is not None
    assert [claim_rotation(registry, bot, NOW + timedelta(seconds=wait)) for wait in (0, 59, 60)] == [True, False, True]
    assert not claim_rotation(registry, replace(bot, version=bot.version - 1), NOW + timedelta(hours=1))


async def test_an_organisation_and_its_workspace_are_two(installations: InstallationStore) -> None:
    """The id that it is installed for is the key."""
    await installations.async_save(
        installation("U0ANN", "xoxb-org", enterprise_id="E0GRID", team_id=None, is_enterprise_install=True)
    )
    await installations.async_save(installation("U0ANN", "xoxb-team", enterprise_id="E0GRID"))
    org = await installations.async_find_bot(enterprise_id="E0GRID", team_id="T0NORTH", is_enterprise_install=True)
    team = await installations.async_find_bot(enterprise_id="E0GRID", team_id="T0NORTH")
    assert org is not None
    assert team is not None
    assert (org.bot_token, org.is_enterprise_install, team.bot_token) == ("xoxb-org", True, "xoxb-team")


@pytest.mark.parametrize("team", ["../T0", "t0north", "C0NORTH", "T0/..", "T0.DB", "", "T" + "0" * 40])
async def test_what_is_no_id_is_not_kept(installations: InstallationStore, registry: Store, team: str) -> None:
    """An id becomes the name of a file."""
    with pytest.raises(TenantError):
        await installations.async_save(installation("U0ANN", "xoxb-first", team_id=team))
    assert registry.reading.execute("SELECT count(*) FROM bot_installation").fetchone() == (0,)


async def test_no_token_is_in_what_is_logged_of_an_installation(
    installations: InstallationStore, registry: Store
) -> None:
    """Not in what Python writes of it either."""
    await installations.async_save(installation("U0ANN", "xoxb-first", user_token="xoxp-ann"))
    bot = find_bot(registry, "T0NORTH")
    assert "xox" not in repr(bot)
    assert bot is not None
    assert bot.installed_at == datetime(2026, 6, 15, 8, 30, tzinfo=UTC)
