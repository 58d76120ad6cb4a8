"""Many workspaces on PostgreSQL: a schema each, with a role that has rights on it alone."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from datetime import time, timedelta
from pathlib import Path

import psycopg
import pytest

from accounts import open_store
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription, subscribe
from bot.tenants.server import TenantServer
from bot.tenants.settings import TenantSettings
from bot.tenants.unused import UNUSED_AFTER, UnusedTenants
from bot.terminal.main import main
from curation import open_curation
from curation.tables import MIGRATIONS as CURATION
from store import Store, StoreError
from store.kept_requests import LEASE
from store.opening import server_keys, server_requests, shared_tables
from store.postgresql import role_schemas
from store.postgresql.role_schemas import drop_role_schema, make_role_schema
from tenants import TenantError, open_registry
from tenants.installations import BotInstallation, Installer, save_installation
from tenants.log import entries, note
from tenants.registry import all_tenants, end_tenant
from tenants.stores import TenantStores, stores_of
from tenants.tables import MIGRATIONS
from tenants.token_checks import GoneCount, claim_checks, count_gone, note_gone, note_taken
from tests.accounts.conftest import Factory as Rows
from tests.bot.tenants.conftest import NOW, Client, Clock, draw
from tests.bot.tenants.proof import Plan, prove
from tests.bot.tenants.slack import ManySlacks, Workspace
from tests.bot.tenants.test_replicas import mention
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


def sizes(stores: TenantStores) -> list[int]:
    """How large the data of both tenants is."""
    return list(stores.sizes([NORTH.team, SOUTH.team]).values())


def test_a_tenant_is_erased_with_its_schema_and_its_role(stores: TenantStores, registry: Store) -> None:
    """Also while it is open elsewhere; another stays as it was."""
    north, south = open_store(stores.place(NORTH.team)), open_store(stores.place(SOUTH.team))
    assert (stores.has_store(NORTH.team), sizes(stores)[0] > 10_000) == (True, True)
    assert north.reading.execute("SELECT count(*) FROM account").fetchone() == (0,)
    stores.erase(NORTH.team)
    assert (stores.are_there(NORTH.team), stores.has_store(NORTH.team)) == (False, False)
    assert [size > 10_000 for size in sizes(stores)] == [False, True], "both are asked for at once"
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
    with pytest.raises(TenantError, match="is erased, since"):
        stores.place(NORTH.team)
    assert not stores.are_there(NORTH.team)
    make_by_hand(url, registry)
    assert main(["tenants", "erase", NORTH.team, "--yes"]) == 0
    assert not stores.are_there(NORTH.team)
    assert main(["tenants", "erase", NORTH.team, "--yes"]) == 1


def make_by_hand(url: str, registry: Store) -> None:
    """Makes what a version before this one left of an erased tenant that a server still had open."""
    make_role_schema(url, "cs_t0north", "left")
    with registry.writing() as connection:
        connection.execute("INSERT INTO tenant_database (tenant, password) VALUES (?, ?)", (NORTH.team, "left"))


def test_each_update_of_the_registry_is_taken_there_too(stores: TenantStores, registry: Store) -> None:
    """A new registry is made as the newest is: what brings an older one there runs on no other test's."""
    with registry.writing() as connection:
        for event, detail in (("set", "CS_PEOPLE=dana"), ("erased", "")):
            note(connection, NORTH.team, NOW, event, detail=detail)
        connection.execute(MIGRATIONS.files[2].read_text())
    assert "dana" not in str(entries(registry, NORTH.team))


def test_a_schema_of_another_owner_is_refused_and_stays_as_it_is(
    stores: TenantStores, url: str, registry: Store
) -> None:
    """Somebody copied a store there by hand: nothing in it would be the workspace's, and nothing kept from others."""
    place = f"{url}{'&' if '?' in url else '?'}schema=cs_t0north"
    with closing(open_store(place)) as store:
        with pytest.raises(StoreError, match="There is a schema cs_t0north already, which belongs to"):
            stores.place(NORTH.team)
        assert not stores.are_there(NORTH.team)
        assert store.reading.execute("SELECT count(*) FROM account").fetchone() == (0,)
    with psycopg.connect(url) as connection:
        connection.execute("ALTER SCHEMA cs_t0north RENAME TO cs_t0north_before")
    open_store(stores.place(NORTH.team)).close()


def test_another_bot_on_the_same_server_keeps_its_roles(url: str, tmp_path: Path, server_engine: Engine) -> None:
    """Roles are the server's: with another password, or without a login, the first one's bot could ask nothing."""
    make_role_schema(url, "cs_t0north", "secret")
    second = str(server_engine.new(tmp_path))
    drop_role_schema(second, "cs_t0north")
    with pytest.raises(StoreError, match="whose schema isn't in this database"):
        make_role_schema(second, "cs_t0north", "x")
    query = "SELECT rolcanlogin FROM pg_roles WHERE rolname = 'cs_t0north'"
    with psycopg.connect(url) as connection:
        assert connection.execute(query).fetchone() == (True,)
    drop_role_schema(url, "cs_t0north")


def test_whoever_erases_waits_for_no_lock_for_long(
    stores: TenantStores, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup that reads the schema would hold the registry, in which every server's tokens are, until it is done."""
    open_store(stores.place(NORTH.team)).close()
    monkeypatch.setattr(role_schemas, "_PATIENCE_MS", 50)
    with psycopg.connect(url) as backup:
        backup.execute("LOCK TABLE cs_t0north.account IN ACCESS SHARE MODE")
        with pytest.raises(StoreError, match="lock timeout"):
            stores.erase(NORTH.team)
    stores.erase(NORTH.team)
    assert not stores.are_there(NORTH.team)


def test_machines_share_keys_and_requests_in_the_schema_of_a_tenant(stores: TenantStores) -> None:
    """Its role makes the tables there, though it may make no schema."""
    place = str(stores.place(NORTH.team))
    with closing(shared_tables(place)) as one, closing(shared_tables(place)) as other:
        assert [server_keys(each).add("a", 1000.0, 60) for each in (one, other)] == [True, False]


def test_who_is_unused_is_told_there_too(stores: TenantStores, registry: Store) -> None:
    """By what is in each schema; none is made for that."""
    with closing(open_store(stores.place(NORTH.team))) as north, north.writing() as connection:
        connection.execute("INSERT INTO owner (key, name) VALUES ('ada', 'Ada Sample')")
    later = NOW + UNUSED_AFTER + timedelta(minutes=1)
    assert UnusedTenants(registry, stores).find(NOW) == frozenset()
    assert UnusedTenants(registry, stores).find(later) == {NORTH.team, SOUTH.team}
    assert not stores.are_there(SOUTH.team)
    with closing(open_store(stores.place(NORTH.team))) as north:
        subscribe(
            north,
            Subscription(
                team=NORTH.team,
                channel="C01",
                digest="term",
                scope="",
                created_by="U0DANA",
                schedule=Schedule(time(9), EVERY_DAY, "UTC"),
            ),
            NOW,
        )
    assert UnusedTenants(registry, stores).find(later) == {SOUTH.team}


def test_whose_token_was_asked_for_is_kept_there_too(stores: TenantStores, registry: Store) -> None:
    """And a tenant ends only with the token that was asked for."""
    day, hour = timedelta(days=1), timedelta(hours=1)
    now = NOW + day
    assert claim_checks(registry, now, now - day, now - hour, 9) == [NORTH.team, SOUTH.team]
    note_taken(registry, SOUTH.team, now)
    assert claim_checks(registry, now + hour, now - day, now, 9) == [NORTH.team]
    assert [note_gone(registry, NORTH.team, now + n * hour) for n in range(2)] == [now, now]
    assert count_gone(registry, NOW) == GoneCount(served=2, gone=1)
    assert end_tenant(registry, NORTH.team, now, "Slack says so", day, version=9) is None
    assert end_tenant(registry, NORTH.team, now, "Slack says so", day, version=1) is not None
    assert [count_gone(registry, each) for each in (NOW, now)] == [GoneCount(2, 1), GoneCount(1, 0)]
    assert end_tenant(registry, SOUTH.team, now, "erased", day) is not None


def test_an_export_is_a_file_with_all_of_one_tenant(
    stores: TenantStores, url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken while it is written to; the tables of words and sources are in it where it has them."""
    monkeypatch.setenv("CS_TENANTS", url)
    monkeypatch.delenv("CS_DATABASE", raising=False)
    copy = tmp_path / "copy.db"
    with closing(open_store(stores.place(NORTH.team))) as north:
        open_curation(north)
        fill_in(north, "Northern Lights")
        with north.writing() as connection:
            connection.execute("UPDATE account SET name = 'Not yet'")
            assert main(["tenants", "export", NORTH.team, str(copy)]) == 0
    assert "checked" in capsys.readouterr().out
    assert [each.name for each in tmp_path.glob("*copy.db*")] == ["copy.db"], "nothing else is left"
    assert copy.stat().st_mode & 0o777 == 0o600
    with closing(open_store(copy)) as store:
        assert store.reading.execute("SELECT name FROM account").fetchall() == [("Northern Lights",)]
        assert store.version_of(CURATION) > 0
    assert main(["tenants", "export", NORTH.team, str(copy)]) == 1
    assert "--force" in capsys.readouterr().err
    assert main(["tenants", "export", SOUTH.team, str(copy), "--force"]) == 1
    assert "has no data" in capsys.readouterr().err


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


async def test_what_a_killed_machine_was_asked_another_answers_once(client: Client, url: str, registry: Store) -> None:
    """They share nothing but the server."""
    await client.install(NORTH)
    with closing(shared_tables(str(stores_of(url, registry).place(NORTH.team)))) as tables:
        kept = server_requests(tables, NORTH.team)
        kept.keep("left", json.dumps({"team_id": NORTH.team, **mention("define nrr")}))
        tables.execute("UPDATE kept_request SET lease_until = lease_until - ?", (LEASE + 1,))
        for _ in range(2):
            await client.server.look()
            await client.settle(NORTH)
        assert [sent["thread_ts"] for _, sent in client.slack.posted] == ["7.0"]
        await client.event({**mention("define grr")["event"], "ts": "8.0"}, NORTH)
        assert tables.execute("SELECT count(*) FROM kept_request").fetchone() == (1,)
        await client.settle(NORTH)
        assert tables.execute("SELECT count(*) FROM kept_request").fetchone() == (0,)


async def test_a_server_that_missed_an_erasure_answers_from_the_new_schema(
    client: Client, url: str, registry: Store, settings: TenantSettings, clock: Clock
) -> None:
    """A workspace was erased and installed again between two looks: its role has another password since."""
    server = TenantServer(settings.model_copy(update={"cs_tenants": url}), registry, draw, clock)
    other = Client(server, client.slack)
    await client.install(NORTH)
    with closing(open_store(stores_of(url, registry).place(NORTH.team))) as store:
        fill_in(store, "Northwind")
    assert "Northwind" in str(await other.command("account Northwind", NORTH))
    await client.event({"type": "app_uninstalled"}, NORTH)
    clock.move(timedelta(days=30))
    await client.server.apps.lifecycle.erase_due()
    await client.install(NORTH)
    await server.look()
    assert "No accounts" in str(await other.command("account Northwind", NORTH))
    await server.close()


@pytest.mark.processes
async def test_no_request_is_lost_and_no_digest_comes_twice_where_machines_are_killed(url: str) -> None:
    """Three behind one address under load, which share the server alone; one is killed, and another takes its place."""
    count = await prove(Plan(seconds=4, kills=1, tenants=1, digests=2, patience=30), url)
    assert (count.kills, count.lost, count.commands_lost, count.digests_twice, count.digests_lost) == (1, 0, 0, 0, 0)
    assert count.events > 0


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
