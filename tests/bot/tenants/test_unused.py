"""Workspaces that nobody uses are closed, and erased ones leave nothing: neither costs the others anything."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.tenants.leftovers import erase_leftovers
from bot.tenants.unused import LOOKED_INTO_AGAIN, UNUSED_AFTER
from tenants.registry import note_seen
from tests.bot.tenants.conftest import NOW, Client, Clock, GiveAccounts
from tests.bot.tenants.slack import Workspace

NORTH, SOUTH = Workspace("T0NORTH", name="Northwind"), Workspace("T0SOUTH", name="Southridge")


@pytest.fixture
async def both(client: Client, give: GiveAccounts) -> Client:
    """Two workspaces with accounts; the southern one has a digest."""
    for workspace in (NORTH, SOUTH):
        await client.install(workspace)
        give(workspace.team, workspace.name)
    await client.command("account acme.example", NORTH)
    await client.command("digest subscribe health at 9:00", SOUTH, channel="D01")
    await client.server.look()
    assert client.server.apps.running == {NORTH.team, SOUTH.team}
    return client


async def test_who_asks_nothing_for_days_is_closed_until_somebody_asks(both: Client, clock: Clock) -> None:
    """Digests come all the same; what is asked is answered at once."""
    clock.move(UNUSED_AFTER)
    await both.server.look()
    assert both.server.apps.running == {NORTH.team, SOUTH.team}
    clock.move(timedelta(minutes=1))
    for _ in range(2):
        await both.server.look()
        assert both.server.apps.running == {SOUTH.team}
    assert "Northwind" in str(await both.command("account acme.example", NORTH))
    await both.server.look()
    assert both.server.apps.running == {NORTH.team, SOUTH.team}


async def test_what_another_server_is_asked_opens_it_here_too(both: Client, clock: Clock) -> None:
    """It may be killed at that."""
    clock.move(UNUSED_AFTER + timedelta(minutes=1))
    await both.server.look()
    assert both.server.apps.running == {SOUTH.team}
    note_seen(both.server.registry, {NORTH.team: clock.now})
    await both.server.look()
    assert both.server.apps.running == {NORTH.team, SOUTH.team}


async def test_a_closed_one_that_gets_something_to_do_is_opened(both: Client, clock: Clock, give: GiveAccounts) -> None:
    """As when its operator names sources, within minutes."""
    clock.move(UNUSED_AFTER + timedelta(minutes=1))
    await both.server.look()
    assert both.server.apps.running == {SOUTH.team}
    (give.folder / "sources.toml").write_text("", encoding="utf-8")
    with both.server.registry.writing() as connection:
        connection.execute(
            "INSERT INTO tenant_setting (tenant, name, value) VALUES (?, 'CS_SOURCES', ?)",
            (NORTH.team, str(give.folder / "sources.toml")),
        )
    clock.move(LOOKED_INTO_AGAIN)
    await both.server.look()
    assert both.server.apps.running == {NORTH.team, SOUTH.team}


async def test_what_is_left_of_an_erased_one_is_erased(both: Client, clock: Clock, give: GiveAccounts) -> None:
    """Another server had it open; nothing is taken of one whose id begins with the same."""
    await both.event({"type": "app_uninstalled"}, NORTH)
    clock.move(timedelta(days=30))
    await both.server.look()
    left = [give.folder / f"{NORTH.team}{end}" for end in (".db-inbox", ".db", "-rejects")]
    kept = [give.folder / f"{NORTH.team}X.db", give.folder / f"{SOUTH.team}.db", give.folder / "installations.db"]
    for each in (*left, kept[0]):
        each.touch()
    await both.server.look()
    assert [each.exists() for each in left] == [False] * 3
    assert all(each.exists() for each in kept)


async def test_on_a_server_a_machine_erases_its_own_files_of_it(
    both: Client, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was kept beside a schema: the log of rows, a copy of words."""
    monkeypatch.setattr("bot.tenants.leftovers.local_folder", lambda: tmp_path / "local")
    for tenant in (NORTH, SOUTH):
        (tmp_path / "local" / f"{tenant.team}-rejects").mkdir(parents=True)
        (tmp_path / "local" / f"{tenant.team}-words").touch()
    await both.event({"type": "app_uninstalled"}, NORTH)
    registry, active = both.server.registry, {SOUTH.team}
    erase_leftovers("postgresql://db", registry, active, NOW)
    assert len(list((tmp_path / "local").iterdir())) == 4, "it has ended, and is kept for now"
    clock.move(timedelta(days=30))
    await both.server.look()
    erase_leftovers("postgresql://db", registry, active, clock.now)
    left = sorted(each.name for each in (tmp_path / "local").iterdir())
    assert left == [f"{SOUTH.team}-rejects", f"{SOUTH.team}-words"]
