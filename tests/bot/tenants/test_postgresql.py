"""Many workspaces on PostgreSQL: a schema each, with a role that has rights on it alone."""

from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from accounts import open_store
from bot.tenants.server import TenantServer
from bot.tenants.settings import TenantSettings
from bot.terminal.main import main
from store import Store, StoreError
from tenants import open_registry
from tenants.installations import BotInstallation, Installer, save_installation
from tenants.registry import all_tenants
from tenants.stores import TenantStores, stores_of
from tests.accounts.conftest import Factory as Rows
from tests.bot.tenants.conftest import NOW, Client, Clock, draw
from tests.bot.tenants.slack import ManySlacks, Workspace
from tests.engines import Engine

NORTH, SOUTH = Workspace("T0NORTH", name="Northwind"), Workspace("T0SOUTH", name="Southridge")


@pytest.fixture
def url(server_engine: Engine, tmp_path: Path) -> str:
    """An empty database."""
    return str(server_engine.new(tmp_path))


@pytest.fixture
def registry(url: str) -> Iterator[Store]:
    """A registry there."""
    with closing(open_registry(url)) as registry:
        yield registry


@pytest.fixture
def stores(url: str, registry: Store) -> Iterator[TenantStores]:
    """The stores of two tenants, which are roles of the whole server: they go with the test."""
    for workspace in (NORTH, SOUTH):
        bot = BotInstallation(workspace.team, "xoxb-secret", NOW, team_id=workspace.team, team_name=workspace.name)
        save_installation(registry, bot, Installer(workspace.team, "U0ADMIN", NOW))
    stores = stores_of(url, registry)
    yield stores
    for workspace in (NORTH, SOUTH):
        stores.erase(workspace.team)


def test_a_tenants_role_has_rights_on_its_own_schema_alone(stores: TenantStores) -> None:
    """Held by the database: whatever is asked by mistake, nothing of another tenant or of the registry comes back."""
    with closing(open_store(stores.place(NORTH.team))) as north, closing(open_store(stores.place(SOUTH.team))) as south:
        with north.writing() as connection:
            connection.execute("INSERT INTO owner (key, name) VALUES ('ada', 'Ada Sample')")
        assert south.reading.execute("SELECT count(*) FROM owner").fetchone() == (0,)
        for forbidden in (
            "SELECT * FROM cs_t0north.owner",
            "DELETE FROM cs_t0north.owner",
            "SELECT * FROM cs_tenants.bot_installation",
            "SELECT * FROM cs_tenants.tenant_database",
            "SET ROLE cs_t0north",
            "CREATE SCHEMA mine",
        ):
            with pytest.raises(StoreError):
                south.reading.execute(forbidden)
        assert north.reading.execute("SELECT name FROM owner").fetchall() == [("Ada Sample",)]


def test_a_tenant_is_erased_with_its_schema_and_its_role(stores: TenantStores, registry: Store) -> None:
    """Also while it is open elsewhere; another stays as it was."""
    north, south = open_store(stores.place(NORTH.team)), open_store(stores.place(SOUTH.team))
    assert (stores.has_store(NORTH.team), stores.size(NORTH.team) > 10_000) == (True, True)
    assert north.reading.execute("SELECT count(*) FROM account").fetchone() == (0,)
    stores.erase(NORTH.team)
    assert (stores.are_there(NORTH.team), stores.has_store(NORTH.team), stores.size(NORTH.team)) == (False, False, 0)
    with pytest.raises(StoreError):
        north.reading.execute("SELECT count(*) FROM account")
    assert south.reading.execute("SELECT count(*) FROM account").fetchone() == (0,)
    north.close()
    south.close()


def test_an_erased_tenant_is_refused_and_erased_again_where_something_is_there(
    stores: TenantStores, registry: Store, url: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A verb neither fills nor makes its schema; one that is there all the same goes with its role."""
    monkeypatch.setenv("CS_TENANTS", url)
    monkeypatch.delenv("CS_DATABASE", raising=False)
    open_store(stores.place(NORTH.team)).close()
    assert main(["tenants", "erase", NORTH.team, "--yes"]) == 0
    with monkeypatch.context() as named:
        named.setenv("CS_TENANT", NORTH.team)
        assert main(["sample"]) != 0
    assert f"{NORTH.team} is erased, since" in capsys.readouterr().err
    assert not stores.are_there(NORTH.team)
    open_store(stores.place(NORTH.team)).close()
    assert main(["tenants", "erase", NORTH.team, "--yes"]) == 0
    assert not stores.are_there(NORTH.team)
    assert main(["tenants", "erase", NORTH.team, "--yes"]) == 1


def fill_in(store: Store, name: str) -> None:
    """Gives a store one account."""
    rows = Rows(store)
    rows.insert("import", id=1, kind="accounts", source="x", sha256="", imported_by="x", imported_at="2026-06-14")
    rows.account(name)


@pytest.fixture
async def client(
    url: str, registry: Store, settings: TenantSettings, slack: ManySlacks, clock: Clock
) -> AsyncIterator[Client]:
    """A server for many workspaces on PostgreSQL."""
    server = TenantServer(settings.model_copy(update={"cs_tenants": url}), registry, draw, clock)
    yield Client(server, slack)
    await server.close()
    for tenant in all_tenants(registry):
        stores_of(url, registry).erase(tenant.id)


async def test_workspaces_install_are_answered_and_end_as_on_sqlite(
    client: Client, url: str, registry: Store, clock: Clock
) -> None:
    """The whole way, on the same code."""
    stores = stores_of(url, registry)
    for workspace in (NORTH, SOUTH):
        await client.install(workspace)
        with closing(open_store(stores.place(workspace.team))) as store:
            fill_in(store, workspace.name)
    north, south = [str(await client.command("account Northwind", each)) for each in (NORTH, SOUTH)]
    assert "Northwind" in north
    assert "isn’t in the accounts" in south or "No account" in south
    await client.event({"type": "app_uninstalled"}, NORTH)
    clock.move(timedelta(days=30))
    await client.server.look()
    assert (stores.are_there(NORTH.team), stores.are_there(SOUTH.team)) == (False, True)
    assert "isn't installed" in str(await client.command("account Northwind", NORTH))
