"""`cs tenants`, and the operators' verbs for one of many workspaces."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from accounts import open_store
from bot.configuration.settings_error import SettingsError
from bot.settings import account_settings, database_place
from bot.tenants.settings import FOR_ONE, load_tenant_settings
from bot.terminal.main import main
from tenants import open_registry
from tenants.installations import BotInstallation, Installer, find_bot, save_installation
from tests.bot.tenants.conftest import NOW, GiveAccounts


@pytest.fixture
def folder(tmp_path: Path, empty_registry: Path, filled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of two tenants, one of which has the small company; it is that of the environment."""
    import shutil

    shutil.copy(empty_registry, tmp_path)
    with closing(open_registry(tmp_path)) as registry:
        for id_, name in (("T0NORTH", "Northwind"), ("T0SOUTH", "Southridge")):
            bot = BotInstallation(id_, "xoxb-secret", NOW, team_id=id_, team_name=name)
            save_installation(registry, bot, Installer(id_, "U0ADMIN", NOW))
    GiveAccounts(tmp_path, filled)("T0NORTH", "Northern Lights")
    monkeypatch.setenv("CS_TENANTS", str(tmp_path))
    monkeypatch.delenv("CS_DATABASE")
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    """What the program says to its words, with the exit code that it ends with."""
    assert main(words) == code
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_the_list_says_where_each_stands(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the same as JSON, a line each."""
    text = said(capsys, "tenants")
    assert "Northwind" in text
    assert "xoxb" not in text
    rows = [json.loads(line) for line in said(capsys, "tenants", "list", "--json").splitlines()]
    assert [(row["id"], row["state"], row["accounts"], row["installed_by"]) for row in rows] == [
        ("T0NORTH", "active", 27, "U0ADMIN"),
        ("T0SOUTH", "active", 0, "U0ADMIN"),
    ]
    assert rows[0]["bytes"] > 100_000


def test_what_is_set_counts_for_that_one_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who installed is a curator until others are named, and nothing of the environment's one workspace counts."""
    assert main(["tenants", "set", "T0NORTH", "CS_CURRENCY=eur", "CS_PEOPLE=dana@sample.example"]) == 0
    assert main(["tenants", "limit", "T0NORTH", "accounts=30", "digests=2"]) == 0
    monkeypatch.setenv("CS_TENANT", "T0NORTH")
    north = account_settings()
    monkeypatch.setenv("CS_TENANT", "T0SOUTH")
    monkeypatch.setenv("CS_PEOPLE", "somebody@else.example")
    south = account_settings()
    assert (north.cs_currency, north.cs_people, north.limits.accounts) == (
        "EUR",
        frozenset({"dana@sample.example"}),
        30,
    )
    assert (south.cs_currency, south.cs_people, south.limits.accounts) == ("USD", frozenset(), None)
    assert (south.cs_curators, south.cs_database) == (frozenset({"U0ADMIN"}), folder / "T0SOUTH.db")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("show", "T0NOBODY"), "No workspace T0NOBODY"),
        (("show", "../T0NORTH"), "is no id"),
        (("set", "T0NORTH", "CS_DATABASE=/tmp/x"), "can't be set for a tenant"),
        (("set", "T0NORTH", "CS_CURRENCY=euros"), "CS_CURRENCY is wrong"),
        (("set", "T0NORTH", "CS_CURRENCY"), "is no NAME=VALUE"),
        (("limit", "T0NORTH", "people=3"), "can't be limited"),
        (("limit", "T0NORTH", "accounts=-1"), "CS_LIMIT_ACCOUNTS is wrong"),
        (("export", "T0SOUTH", "x.db"), "has no data"),
    ],
)
def test_what_can_not_be_done_is_said(
    folder: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], why: str
) -> None:
    """In words, and with what works."""
    assert main(["tenants", *words]) != 0
    assert why in capsys.readouterr().err


def test_erasing_asks_for_the_id_and_leaves_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was erased is said to be, and nothing more is known of it."""
    (folder / "T0NORTH-rejects").mkdir()
    (folder / "T0NORTH-rejects" / "crm.csv").write_text("Acme")
    monkeypatch.setattr("click.prompt", lambda *_, **__: "T0SOUTH")
    assert "Nothing was erased" in said(capsys, "tenants", "erase", "T0NORTH", code=1)
    monkeypatch.setattr("click.prompt", lambda *_, **__: "T0NORTH")
    assert "T0NORTH is erased" in said(capsys, "tenants", "erase", "T0NORTH")
    assert list(folder.glob("T0NORTH*")) == []
    row = json.loads(said(capsys, "tenants", "show", "T0NORTH", "--json"))
    assert (row["state"], row["name"], row["bytes"]) == ("erased", "", 0)
    with closing(open_registry(folder)) as registry:
        assert find_bot(registry, "T0NORTH") is None
    assert "is erased already" in said(capsys, "tenants", "erase", "T0NORTH", "--yes", code=1)


def test_who_installs_again_while_it_is_erased_is_said_to_have(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its end and the erasure: nothing is erased, and nobody is told that it was."""

    def install_again() -> str:
        with closing(open_registry(folder)) as registry:
            save_installation(registry, BotInstallation("T0NORTH", "xoxb-new", NOW, team_id="T0NORTH"), None)
        return "op"

    monkeypatch.setattr("bot.terminal.tenant_commands._operator", install_again)
    assert "nothing was erased" in said(capsys, "tenants", "erase", "T0NORTH", "--yes", code=1)
    assert (folder / "T0NORTH.db").exists()


def test_an_export_is_a_store_of_its_own(folder: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Everything of one tenant, nothing of another."""
    copy = tmp_path / "copy.db"
    assert "checked" in said(capsys, "tenants", "export", "T0NORTH", str(copy))
    with closing(open_store(copy)) as store:
        names = store.reading.execute("SELECT count(*) FROM account WHERE name = 'Northern Lights'").fetchone()
    assert names == (1,)


def test_the_operators_verbs_are_for_the_workspace_that_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a name nothing is imported anywhere."""
    with pytest.raises(SettingsError, match="CS_TENANT is missing"):
        database_place()
    monkeypatch.setenv("CS_TENANT", "T0NORTH")
    assert "Northern Lights" in said(capsys, "account", "acme.example")
    monkeypatch.setenv("CS_TENANT", "T0NOBODY")
    with pytest.raises(SettingsError, match="No workspace T0NOBODY"):
        database_place()


def test_more_accounts_than_the_limit_are_not_imported(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """All or nothing, with both numbers; also the first accounts of a store."""
    main(["tenants", "limit", "T0NORTH", "accounts=28"])
    main(["tenants", "limit", "T0SOUTH", "accounts=1", "imports=1"])
    file = tmp_path / "accounts.csv"
    file.write_text("id,name\nA1,First\nA2,Second\n", encoding="utf-8")
    for tenant, there in (("T0NORTH", 29), ("T0SOUTH", 2)):
        monkeypatch.setenv("CS_TENANT", tenant)
        assert f"would make {there} accounts" in said(capsys, "import", "accounts", str(file), code=1)
    file.write_text("id,name\nA1,First\n", encoding="utf-8")
    assert main(["import", "accounts", str(file)]) == 0
    assert "1 imports within 24 hours" in said(capsys, "import", "accounts", str(file), code=1)


def test_variables_for_one_workspace_are_refused_beside_many(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Another company's sources or people would count for all."""
    monkeypatch.setenv("CS_TENANTS", str(tmp_path))
    for name in FOR_ONE:
        monkeypatch.setenv(name, "x")
    with pytest.raises(SettingsError) as refused:
        load_tenant_settings()
    assert [line.partition(" ")[0] for line in str(refused.value).splitlines()] == list(FOR_ONE)
    for name in FOR_ONE:
        monkeypatch.delenv(name)
    with pytest.raises(SettingsError, match="SLACK_CLIENT_ID is missing"):
        load_tenant_settings()
