"""An organisation that installs the bot for all its workspaces is given the data of one that had it before."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from accounts import open_store
from bot.operating.store_packages import PACKAGES
from bot.terminal.main import main
from store.errors import StoreInUseError
from tenants import TenantError, open_registry
from tenants.installations import BotInstallation, save_installation
from tenants.log import entries
from tenants.moving import check_move, move_tenant
from tenants.preferences import change_preferences, preferences
from tenants.registry import known_tenant
from tenants.stores import stores_of
from tests.bot.tenants.conftest import NOW, Client, GiveAccounts
from tests.bot.tenants.slack import Workspace
from tests.engines import Engine

PART, GRID = Workspace("T0PART", "E0GRID", "Part"), Workspace("", "E0GRID", "Grid", org_wide=True)
ASKING = Workspace("T0PART", "E0GRID", "Grid", org_wide=True)
GRACE = timedelta(days=30)


async def test_people_find_what_their_workspace_had(client: Client, give: GiveAccounts) -> None:
    """While servers run: they let go of the workspace first, and take the organisation's new data over."""
    await client.install(PART)
    give(PART.team, "Northern Lights")
    assert "Northern Lights" in str(await client.command("account acme.example", PART))
    await client.install(GRID)
    assert "Northern Lights" not in str(await client.command("account acme.example", ASKING)), "it has a store too"
    registry = client.server.registry
    stores = stores_of(client.server.settings.cs_tenants, registry)
    tenants = check_move(registry, stores, "T0PART", "E0GRID")
    with pytest.raises(StoreInUseError):
        move_tenant(registry, stores, tenants, PACKAGES, now=NOW, grace=GRACE)
    await client.server.look()
    move_tenant(registry, stores, tenants, PACKAGES, now=NOW, grace=GRACE, who="op")
    await client.server.look()
    assert "Northern Lights" in str(await client.command("account acme.example", ASKING))
    ended = known_tenant(registry, "T0PART")
    assert (ended.ended_reason, ended.erase_at) == ("moved to E0GRID", NOW + GRACE)
    assert ("moved in", "op", "T0PART") in [(each.event, each.who, each.detail) for each in entries(registry, "E0GRID")]


def filled(place: Path | str) -> None:
    with closing(open_registry(place)) as registry:
        for id_, enterprise in (("T0PART", "E0GRID"), ("T0OTHER", ""), ("E0GRID", "E0GRID")):
            team = id_ if id_.startswith("T") else ""
            save_installation(registry, BotInstallation(id_, "xoxb", NOW, team_id=team, enterprise_id=enterprise), None)
        change_preferences(registry, "T0PART", {"CS_CURRENCY": "EUR"}, NOW, "op")
        name_owner(stores_of(place, registry).place("T0PART"))


def name_owner(place: Path | str) -> None:
    with closing(open_store(place)) as store, store.writing() as connection:
        connection.execute("INSERT INTO owner (key, name) VALUES ('kim', 'Kim')")


def owners(place: Path | str, tenant: str) -> list[tuple[object, ...]]:
    with (
        closing(open_registry(place)) as registry,
        closing(open_store(stores_of(place, registry).place(tenant))) as store,
    ):
        return store.reading.execute("SELECT name FROM owner").fetchall()


def test_settings_come_along_and_what_can_not_be_moved_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is moved to another company, nor over what there is, nor from nothing."""
    place = tmp_path / "tenants"
    filled(place)
    monkeypatch.setenv("CS_TENANTS", str(place))
    monkeypatch.delenv("CS_DATABASE", raising=False)
    for words, why in (
        (("T0OTHER", "E0GRID"), "T0OTHER is a workspace of no organisation"),
        (("T0PART", "E0NONE"), "No workspace E0NONE"),
        (("E0GRID", "T0PART"), "E0GRID is a workspace of E0GRID, and not of T0PART"),
        (("E0GRID", "E0GRID"), "E0GRID is named twice"),
    ):
        assert main(["tenants", "move", *words]) == 1
        assert why in capsys.readouterr().err
    assert main(["tenants", "move", "T0PART", "E0GRID"]) == 0
    assert "its own data is erased 20" in capsys.readouterr().out
    assert owners(place, "E0GRID") == owners(place, "T0PART") == [("Kim",)]
    with closing(open_registry(place)) as registry:
        assert preferences(registry, "E0GRID") == {"CS_CURRENCY": "EUR"}
        stores = stores_of(place, registry)
        with closing(open_store(stores.place("E0GRID"))) as store:
            for package in PACKAGES:
                store.add_tables(package)
            with store.writing() as connection:
                connection.execute(
                    "INSERT INTO feedback_note (term, text, at, state) VALUES ('arr', 'Old', '2026-06-15', 'open')"
                )
        with pytest.raises(TenantError, match=r"E0GRID has data of its own already \(feedback_note\)"):
            check_move(registry, stores, "T0PART", "E0GRID")
        with closing(open_store(stores.place("E0GRID"))) as store, store.writing() as connection:
            connection.execute(
                "INSERT INTO import (kind, source, sha256, imported_by, imported_at)"
                " VALUES ('accounts', 'x', '', 'x', '2026-06-15')"
            )
        with pytest.raises(TenantError, match=r"E0GRID has data of its own already \(import\)"):
            check_move(registry, stores, "T0PART", "E0GRID")


async def test_what_servers_do_while_they_let_go_loses_nothing(client: Client, give: GiveAccounts) -> None:
    """They erase what has no grace left, and people of the organisation begin to use the bot."""
    await client.install(PART)
    give(PART.team, "Northern Lights")
    await client.command("account acme.example", PART)
    await client.install(GRID)
    registry = client.server.registry
    stores = stores_of(client.server.settings.cs_tenants, registry)
    tenants = check_move(registry, stores, "T0PART", "E0GRID")
    with pytest.raises(StoreInUseError):
        move_tenant(registry, stores, tenants, PACKAGES, now=NOW, grace=timedelta(0))
    await client.server.look()
    assert stores.has_store("T0PART")
    give("E0GRID", "Southern Cross")
    with pytest.raises(TenantError, match=r"E0GRID has data of its own already \(import\)"):
        move_tenant(registry, stores, tenants, PACKAGES, now=NOW, grace=timedelta(0))
    assert "Southern Cross" in str(await client.command("account acme.example", ASKING))


def test_a_schema_is_moved_as_a_file_is(server_engine: Engine, tmp_path: Path) -> None:
    """On PostgreSQL, into a schema and a role of the organisation's own."""
    url = str(server_engine.new(tmp_path))
    filled(url)
    with closing(open_registry(url)) as registry:
        stores = stores_of(url, registry)
        name_owner(stores.place("E0GRID"))
        name = check_move(registry, stores, "T0PART", "E0GRID")
        with closing(open_store(stores.place("T0PART"))) as open_elsewhere:
            assert open_elsewhere.reading.execute("SELECT 1").fetchone()
            with pytest.raises(StoreInUseError):
                move_tenant(registry, stores, name, PACKAGES, now=NOW, grace=GRACE)
        move_tenant(registry, stores, name, PACKAGES, now=NOW, grace=GRACE)
    assert owners(url, "E0GRID") == [("Kim",)]
    with closing(open_registry(url)) as registry:
        for tenant in ("T0PART", "E0GRID"):
            stores_of(url, registry).erase(tenant)
