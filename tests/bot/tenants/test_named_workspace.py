"""Verbs of the terminal where there are many workspaces: for the one that is named, or refused."""

import json
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from accounts import open_store
from bot.terminal.main import main
from tenants import open_registry
from tenants.registry import end_tenant, erase_tenant
from tenants.stores import stores_of
from tests.bot.tenants.conftest import NOW
from tests.bot.tenants.test_terminal_tenants import folder as folder_of_two
from tests.bot.tenants.test_terminal_tenants import said

folder = folder_of_two
OWN = Path("own", "cs-bot", "accounts.db")


@pytest.fixture
def own(tmp_path: Path, filled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The store that whoever runs the program has for themself."""
    import shutil

    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    place = tmp_path / OWN
    place.parent.mkdir(parents=True)
    shutil.copy(filled, place)
    return place


@pytest.mark.parametrize(
    "words",
    [
        ("account", "acme.example"),
        ("accounts",),
        ("done", "acme.example"),
        ("log", "call", "acme.example"),
        ("words",),
        ("digest",),
        ("sample",),
        ("mcp", "token", "list"),
        ("digest", "log"),
        ("audit",),
    ],
)
def test_without_a_name_no_store_is_taken(
    folder: Path, own: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    """The operator's own is another company's: it is neither read nor written."""
    before = own.read_bytes()
    assert main(words) != 0
    captured = capsys.readouterr()
    assert "CS_TENANT is missing" in captured.out + captured.err
    assert "Acme" not in captured.out
    assert own.read_bytes() == before


def test_a_definition_needs_no_store(folder: Path, own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The curated words are everybody's."""
    assert "Net Revenue Retention" in said(capsys, "define", "nrr")
    text = said(capsys, "define", "nrrr", code=1)
    assert "Net Revenue Retention" in text
    assert "No account was looked for. CS_TENANT is missing" in " ".join(text.split())


@pytest.mark.parametrize("tenant", ["T0NOPE", "../x", "t0north"])
@pytest.mark.parametrize("words", [("account", "acme"), ("nrr",), ("audit",)])
def test_a_name_of_no_workspace_is_refused_in_a_line(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    tenant: str,
) -> None:
    monkeypatch.setenv("CS_TENANT", tenant)
    assert main(words) in {1, 2}
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert "CS_TENANT: " in captured.err


def erased(folder: Path) -> None:
    with closing(open_registry(folder)) as registry:
        end_tenant(registry, "T0NORTH", NOW, "ended", timedelta(0))
        erase_tenant(registry, "T0NORTH", NOW, lambda: stores_of(folder, registry).erase("T0NORTH"))


@pytest.mark.parametrize("words", [("sample",), ("account", "acme"), ("audit",)])
def test_an_erased_workspace_is_not_filled_again(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    """Neither its data nor what is set for it."""
    erased(folder)
    monkeypatch.setenv("CS_TENANT", "T0NORTH")
    assert main(words) != 0
    assert "T0NORTH is erased" in capsys.readouterr().err
    assert not [*folder.glob("T0NORTH*")]
    assert "T0NORTH is erased" in said(capsys, "tenants", "set", "T0NORTH", "CS_CURRENCY=EUR", code=1)


def test_what_is_there_of_an_erased_workspace_is_erased_again(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever put it there."""
    erased(folder)
    open_store(folder / "T0NORTH.db").close()
    assert "T0NORTH is erased: " in said(capsys, "tenants", "erase", "T0NORTH", "--yes")
    assert not [*folder.glob("T0NORTH*")]
    assert "is erased already" in said(capsys, "tenants", "erase", "T0NORTH", "--yes", code=1)


def test_doctor_looks_at_the_workspace_that_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CS_TENANT", "T0NORTH")
    text = said(capsys, "doctor", code=1)  # its only import is of June
    assert "✓ accounts: 27 in" in text
    assert "SLACK_" not in text
    monkeypatch.setenv("CS_TENANT", "T0NOPE")
    assert "✗ CS_TENANT: No workspace T0NOPE has installed the bot" in said(capsys, "doctor", code=1)


def test_settings_that_exclude_each_other_are_wrong(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where what is wrong and how to mend it are one sentence."""
    monkeypatch.setenv("CS_DATABASE", "x")
    text = said(capsys, "doctor", code=1)
    assert "✗ CS_DATABASE: is set, which is for one workspace" in text
    assert "✓ CS_DATABASE" not in text


def test_the_list_is_json_without_its_verb_too(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = said(capsys, "tenants", "--json")
    assert rows == said(capsys, "tenants", "list", "--json")
    assert [json.loads(line)["id"] for line in rows.splitlines()] == ["T0NORTH", "T0SOUTH"]
    assert "after the verb" in said(capsys, "tenants", "--json", "show", "T0NORTH", code=2)


def test_a_limit_that_is_none_is_told_what_is_one(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "a whole number from 0" in said(capsys, "tenants", "limit", "T0NORTH", "accounts=-5", code=1)
    assert "number from 1" in said(capsys, "tenants", "limit", "T0NORTH", "requests=0", code=1)
