"""`cs doctor` and the directory, where many workspaces are served."""

import asyncio
from datetime import timedelta

import pytest

from bot.clock import utc_now
from bot.slack.directory import Directory
from bot.slack.doctor import examine
from bot.tenants.settings import TenantSettings
from tenants.copying import UNDER_WAY
from tenants.installations import find_bot, save_rotated
from tenants.registry import end_tenant
from tests.bot.tenants.conftest import Client, settings_in_environment
from tests.bot.tenants.slack import ManySlacks, Workspace

NORTH, SOUTH = Workspace("T0NORTH", name="Northwind"), Workspace("T0SOUTH", name="Southridge")


async def test_doctor_asks_for_the_token_of_each_workspace(
    client: Client, slack: ManySlacks, settings: TenantSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says which one has to install the bot again, without a token in it."""
    slack.scopes = "all"
    for workspace in (NORTH, SOUTH):
        await client.install(workspace)
    bad = next(token for token, workspace in slack.tokens.items() if workspace == SOUTH)
    slack.refused[bad] = "account_inactive"
    settings_in_environment(settings, monkeypatch)
    lines: list[str] = []
    assert await asyncio.to_thread(examine, lines.append) == 1
    assert [line for line in lines if line.startswith("✗")] == [
        "✗ T0SOUTH: Slack says account_inactive. Have the bot installed there again, at "
        "https://cs.sample.example/slack/install."
    ]
    assert "✓ workspaces: 2 active" in lines
    assert "xox" not in "".join(lines)


async def test_doctor_asks_for_no_token_that_is_exchanged_once_somebody_asks(
    client: Client, slack: ManySlacks, settings: TenantSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has used a workspace for a day, so that its token has expired: it needs no installation."""
    slack.scopes, slack.expires_in = "all", 1
    await client.install(NORTH)
    bot = find_bot(client.server.registry, NORTH.team)
    assert bot is not None
    save_rotated(client.server.registry, bot, bot.bot_token, bot.refresh_token, utc_now() - timedelta(hours=12))
    slack.refused[bot.bot_token] = "token_expired"
    settings_in_environment(settings, monkeypatch)
    lines: list[str] = []
    assert await asyncio.to_thread(examine, lines.append) == 0
    assert "✓ tokens: 0 asked for, 1 expired and exchanged when somebody asks" in lines


async def test_a_copy_that_is_not_through_is_told_from_one_that_serves(
    client: Client, settings: TenantSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server on it answers nobody, and says nothing."""
    await client.install(NORTH)
    end_tenant(client.server.registry, NORTH.team, utc_now(), UNDER_WAY, timedelta(days=1))
    settings_in_environment(settings, monkeypatch)
    lines: list[str] = []
    assert await asyncio.to_thread(examine, lines.append) == 1
    assert "✗ CS_TENANTS: is a copy that isn't through: nobody is served. Say cs tenants copy again." in lines


async def test_people_of_an_organisation_are_those_of_all_its_workspaces(client: Client, slack: ManySlacks) -> None:
    """Slack lists them by workspace, each of which has to be named."""
    await client.install(Workspace("", "E0GRID", "Grid", org_wide=True))
    slack.teams = ["T0ONE", "T0TWO"]
    app = (await client.server.apps.app_of("E0GRID")).app
    people = await Directory().people(app.web_client)
    assert people is not None
    assert {id_: person.outside for id_, person in people.items()} == {"U0T0ONE": "", "U0T0TWO": ""}
