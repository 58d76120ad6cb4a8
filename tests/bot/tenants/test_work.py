"""`cs digest work` for many workspaces."""

import asyncio
import os
import signal
from datetime import UTC, datetime

import pytest

from bot.tenants.server import serve_tenants
from bot.tenants.settings import TenantSettings
from tests.bot.tenants.conftest import Client, GiveAccounts
from tests.bot.tenants.slack import ManySlacks, Workspace
from tests.bot.tenants.test_isolation import digests_of, until

NORTH = Workspace("T0NORTH", name="Northwind")


async def test_a_worker_delivers_for_all_workspaces_and_listens_nowhere(
    client: Client, slack: ManySlacks, give: GiveAccounts, settings: TenantSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside servers, or in their place where only digests are wanted; it ends as they do."""
    monkeypatch.delenv("CS_METRICS_PORT", raising=False)
    await client.install(NORTH)
    give(NORTH.team, "Northern Lights")
    client.server.clock = lambda: datetime.now(UTC)
    await client.command("digest subscribe health at 9:00", NORTH, channel="D01")
    await client.command("digest now 1", NORTH, channel="D01")
    await client.server.apps.stop(NORTH.team)
    before = len(digests_of(slack, NORTH))
    working = asyncio.create_task(serve_tenants(settings, listen=False))
    await until(lambda: working.done() or len(digests_of(slack, NORTH)) > before)
    os.kill(os.getpid(), signal.SIGTERM)
    await working
    assert len(digests_of(slack, NORTH)) > before
