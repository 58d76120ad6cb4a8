"""What `cs doctor` says of the accounts: each line says what is wrong and how to mend it."""

import os
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from accounts import open_store
from accounts.diagnostics import diagnose
from bot.configuration.settings_error import SettingsError
from bot.operating import diagnostics
from bot.settings import account_settings
from store.opening import attach
from tests.bot.company import NOW, database, filled
from tests.engines import Place, file_of

__all__ = ["database", "filled"]


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CS_DATABASE", str(tmp_path / "none.db"))


def said() -> str:
    """The findings."""
    return "\n".join(map(str, diagnostics.check_accounts()))


def wrong() -> str:
    """The findings that something is wrong with."""
    return "\n".join(str(each) for each in diagnostics.check_accounts() if each.fix)


def test_without_accounts_nothing_is_wrong_and_it_says_how_to_begin() -> None:
    assert wrong() == ""
    assert "cs import accounts accounts.csv" in said()


def test_a_sound_store_is_described(monkeypatch: pytest.MonkeyPatch, database: Place) -> None:
    monkeypatch.setenv("CS_DATABASE", str(database))
    assert f"✓ accounts: 27 in {attach(database)}" in said()
    assert "accounts 2026-06-14" in said()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="root alone gives files away")
def test_files_that_root_made_in_the_folder_of_another_user_are_found(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "bot" / "accounts.db"
    path.parent.mkdir()
    open_store(path).close()
    monkeypatch.setenv("CS_DATABASE", str(path))
    assert "belong to root" not in said()  # nor is it another's folder
    os.chown(path.parent, 10001, 10001)
    assert f"accounts.db.lock in {path.parent} belong to root, and the folder to user 10001" in wrong()
    for each in path.parent.iterdir():
        os.chown(each, 10001, 10001)
    assert "belong to root" not in said()


def test_imports_that_left_no_accounts_are_not_called_the_latest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CS_DATABASE", str(tmp_path / "emptied.db"))
    with closing(open_store(tmp_path / "emptied.db")) as store, store.writing() as connection:
        connection.execute(
            "INSERT INTO import (kind, source, sha256, imported_by, imported_at, outcome)"
            " VALUES ('accounts', 'a', '', '', '2026-06-14T00:00:00.000Z', 'written')"
        )
    assert "imports: no accounts are left of what was imported" in said()


def test_a_damaged_store_is_found_out(monkeypatch: pytest.MonkeyPatch, database: Place) -> None:
    file = file_of(database)
    content = bytearray(file.read_bytes())
    content[8192:40960] = b"\x07" * (40960 - 8192)
    file.write_bytes(content)
    monkeypatch.setenv("CS_DATABASE", str(database))
    assert "backup" in wrong()


def test_a_file_that_is_no_store_is_found_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("name,arr\n" * 100)
    monkeypatch.setenv("CS_DATABASE", str(path))
    assert "CS_DATABASE" in wrong()


def test_old_data_is_called_old(database: Path) -> None:
    store = open_store(database)
    found = diagnose(store)
    store.close()
    (fresh,) = diagnostics._imports(found, NOW)
    (stale,) = diagnostics._imports(found, datetime(2026, 9, 1, tzinfo=NOW.tzinfo))
    assert (fresh.fix, stale.fix) == ("", "The latest is 78 days old: import anew.")


def test_a_team_with_words_alone_lacks_no_import(tmp_path: Path) -> None:
    store = open_store(tmp_path / "words.db")
    found = diagnose(store)
    store.close()
    (said,) = diagnostics._imports(found, NOW)
    assert said.fix == ""
    assert "none are needed for words" in str(said)


def test_a_variable_that_is_nearly_called_what_a_setting_is_called_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CS_HELTH", "CS_DATABSE", "SLACK_BOTTOKEN", "CS_SOMETHING_ELSE", "CS_HEALTH", "CS_CURRENCYS"):
        monkeypatch.setenv(name, "x")
    monkeypatch.delenv("CS_DATABASE")
    found = {each.subject: each.fix for each in diagnostics.check_names()}
    assert found == {
        "CS_CURRENCYS": "Did you mean CS_CURRENCY?",
        "CS_DATABSE": "Did you mean CS_DATABASE?",
        "SLACK_BOTTOKEN": "Did you mean SLACK_BOT_TOKEN?",
    }


def test_a_file_that_isnt_there_is_named_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in ("CS_HEALTH", "CS_RATES", "CS_SOURCES"):
        monkeypatch.setenv(variable, str(tmp_path / f"no-{variable}.toml"))
    for line in wrong().splitlines():
        assert line.count("/no-") == 1, line
        assert ".." not in line
        assert ":;" not in line


def test_wrong_weights_and_rates_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable, text in (("CS_HEALTH", "[weights]\nusage = 12\n"), ("CS_RATES", "currency = 7\n")):
        path = tmp_path / f"{variable}.toml"
        path.write_text(text)
        monkeypatch.setenv(variable, str(path))
    assert "CS_HEALTH" in wrong()
    assert "CS_RATES" in wrong()


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CS_CURRENCY", "dollars"),
        ("CS_CHANNELS", "#general"),
        ("CS_CHANNELS", "C01, general"),
        ("CS_PEOPLE", "dana"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_is(monkeypatch: pytest.MonkeyPatch, variable: str, value: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingsError, match=f"{variable} is wrong. It is "):
        account_settings()
    assert variable in wrong()


@pytest.mark.parametrize(
    ("value", "people"),
    [
        ("", set()),
        ("dana@Sample.example", {"dana@sample.example"}),
        (" U01 , kim@sample.example;W02\n", {"U01", "kim@sample.example", "W02"}),
    ],
)
def test_lists_are_read_as_people_write_them(monkeypatch: pytest.MonkeyPatch, value: str, people: set[str]) -> None:
    monkeypatch.setenv("CS_PEOPLE", value)
    assert account_settings().cs_people == people


def test_settings_of_accounts_need_no_slack_and_have_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CS_DATABASE")
    settings = account_settings()
    assert settings.beside_store.name == "accounts.db"
    assert (settings.cs_currency, settings.cs_channels) == ("USD", frozenset())


def test_a_currency_may_be_typed_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CS_CURRENCY", " eur ")
    assert account_settings().cs_currency == "EUR"


def test_what_is_wrong_with_the_teams_files_is_said_with_file_and_line(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CS_GLOSSARY", str(tmp_path))
    (tmp_path / "ours.toml").write_text(
        '[sky]\nname = "Sky Score"\ndefinition = "How ready a customer is to expand."\n'
    )
    assert f"✓ CS_GLOSSARY: 1 words in {tmp_path}" in said()
    (tmp_path / "more.toml").write_text("[nrrr]\nnote = 'Mind this.'\n")
    assert "more.toml:1: [nrrr] there is no term with this id" in wrong()
    monkeypatch.setenv("CS_GLOSSARY", str(tmp_path / "nowhere"))
    assert "is no folder" in wrong()
