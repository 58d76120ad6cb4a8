"""All workspaces are copied from a folder to PostgreSQL and back, or nobody is served from the copy."""

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from accounts import open_store
from bot.terminal.main import main
from store.postgresql.role_schemas import drop_role_schema
from tenants import open_registry
from tenants.copying import TABLES, is_unfinished
from tenants.installations import BotInstallation, Installer, find_bot, save_installation
from tenants.preferences import change_preferences
from tenants.registry import active_ids, all_tenants, end_tenant, erase_tenant
from tenants.stores import stores_of
from tests.bot.tenants.conftest import NOW
from tests.engines import Engine, Place
from tests.postgresql import USER

NAMES = {"T0NORTH": "Northwind", "T0SOUTH": "Southridge", "T0LEFT": "Left", "T0GONE": "Gone"}


@pytest.fixture
def url(server_engine: Engine, tmp_path: Path) -> Iterator[str]:
    """An empty database; the roles of the tenants, which are the server's, go with the test."""
    url = str(server_engine.new(tmp_path))
    yield url
    for tenant in NAMES:
        drop_role_schema(url, f"cs_{tenant.lower()}")


@pytest.fixture
def folder(tmp_path: Path, empty_registry: Path) -> Path:
    """Two workspaces with data, one that has left and is to be erased, and one that is."""
    folder = tmp_path / "tenants"
    folder.mkdir()
    shutil.copy(empty_registry, folder)
    with closing(open_registry(folder)) as registry:
        for id_, name in NAMES.items():
            bot = BotInstallation(id_, f"xoxb-{id_}", NOW, team_id=id_, team_name=name, refresh_token="xoxe-1")
            save_installation(registry, bot, Installer(id_, "U0ADMIN", NOW))
        change_preferences(registry, "T0NORTH", {"CS_CURRENCY": "EUR", "CS_LIMIT_ACCOUNTS": "30"}, NOW, "op")
        for id_ in ("T0LEFT", "T0GONE"):
            end_tenant(registry, id_, NOW, "app_uninstalled", timedelta(days=30))
        erase_tenant(registry, "T0GONE", NOW, lambda: None)
    open_store(folder / "T0LEFT.db").close()
    for id_ in ("T0NORTH", "T0SOUTH"):
        name_owner(shutil.copy(folder / "T0LEFT.db", folder / f"{id_}.db"), id_)
    return folder


def name_owner(place: Place, name: str) -> None:
    with closing(open_store(place)) as store, store.writing() as connection:
        connection.execute("INSERT INTO owner (key, name) VALUES (?, ?)", (name, name))


def kept(place: Place | str) -> dict[str, object]:
    """All that a place of tenants knows of them, and the owners of each."""
    with closing(open_registry(place)) as registry:
        found: dict[str, object] = {
            table: sorted(registry.reading.execute(f"SELECT * FROM {table}").fetchall()) for table in TABLES
        }
        stores = stores_of(place, registry)
        for tenant in all_tenants(registry):
            if stores.has_store(tenant.id):
                found[tenant.id] = owners(stores.place(tenant.id))
        return found


def owners(place: Place) -> list[tuple[object, ...]]:
    with closing(open_store(place)) as store:
        return store.reading.execute("SELECT name FROM owner ORDER BY name").fetchall()


def said(capsys: pytest.CaptureFixture[str], *words: str | Path, code: int = 0) -> str:
    assert main(["tenants", "copy", *map(str, words)]) == code
    captured = capsys.readouterr()
    return " ".join((captured.out + captured.err).split())


def test_all_there_is_of_workspaces_comes_to_postgresql_and_back(
    url: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Installations, dates of erasure, settings, limits and the log among it; what it was copied from stays. Where it
    stops in the middle nobody is served from there; begun again, it copies what isn't there or changed meanwhile.
    """
    with closing(open_store(folder / "T0SOUTH.db")) as store, store.writing() as connection:
        connection.execute("INSERT INTO owner (key, name) VALUES ('kim', 'Kim' || char(0))")
    text = said(capsys, folder, url, code=1)
    assert "T0SOUTH: A row of owner can't be copied" in text
    assert "begin again in the same place" in text
    with closing(open_registry(url)) as registry:
        assert (active_ids(registry), find_bot(registry, "T0NORTH")) == (set(), None)
        assert is_unfinished(all_tenants(registry))
    assert "is a copy that isn't finished itself" in said(capsys, url, tmp_path / "third", code=1)
    with closing(open_store(folder / "T0SOUTH.db")) as store, store.writing() as connection:
        connection.execute("UPDATE owner SET name = 'Kim' WHERE key = 'kim'")
    name_owner(folder / "T0NORTH.db", "Added")
    before = kept(folder)
    text = said(capsys, folder, url)
    assert "T0NORTH (Northwind)" in text
    assert text.count("was there already, the same") == 1
    assert "Start no bot on it any more" in text
    assert "xox" not in text
    assert set(before) == {*TABLES, "T0NORTH", "T0SOUTH", "T0LEFT"}
    assert kept(url) == kept(folder) == before
    with closing(open_registry(url)) as registry:
        change_preferences(registry, "T0SOUTH", {"CS_CURRENCY": "SEK"}, NOW, "op")  # ids of the log go on
    back = tmp_path / "back"
    said(capsys, url, back)
    assert kept(back) == kept(url)
    assert "isn't empty: 4 workspaces are there" in said(capsys, folder, back, code=1)


def test_what_can_not_be_copied_is_said_before_anything_is(
    url: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A server on either side, a place without workspaces, a file, a store that nobody knows of, another bot's role."""
    assert "there is no installations.db" in said(capsys, tmp_path / "none", url, code=1)
    assert "No workspaces are kept at" in said(capsys, url, tmp_path / "none", code=1)
    assert "TO is empty" in said(capsys, folder, " ", code=1)
    assert "FROM is a file" in said(capsys, folder / "installations.db", url, code=1)
    assert "TO: The URL" in said(capsys, folder, "postgresql://u:p@ss/w@db/x", code=1)
    assert not (tmp_path / "none").exists()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE cs_weak LOGIN")
        connection.execute(f"GRANT CREATE ON DATABASE {connection.info.dbname} TO cs_weak")
    weak = url.replace(f"//{USER}@", "//cs_weak@")
    assert "permission denied to create role. They make a schema and a role for each" in said(
        capsys, folder, weak, code=1
    )
    nobody = url.replace(f"//{USER}@", "//cs_nobody@")
    assert "TO: PostgreSQL refuses the connection" in said(capsys, folder, nobody, code=1)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA cs_tenants CASCADE; DROP OWNED BY cs_weak; DROP ROLE cs_weak")
    with closing(open_registry(folder)):
        assert "is open in another program, such as cs serve" in said(capsys, folder, url, code=1)
    with closing(open_registry(url)):
        assert "session of the bot is connected" in said(capsys, folder, url, code=1)
        assert "session of the bot is connected" in said(capsys, url, folder, code=1)
    other = tmp_path / "other"
    other.mkdir()
    name_owner(other / "T0NORTH.db", "Somebody")
    assert "There is a store of T0NORTH already" in said(capsys, folder, other, code=1)
    assert owners(other / "T0NORTH.db") == [("Somebody",)]
