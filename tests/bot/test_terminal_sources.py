"""`cs sync` and `cs sources`: from an empty folder to accounts that come by themselves."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from accounts import open_store
from bot.operating.diagnostics import check_accounts
from bot.sources.texts import changed_since
from bot.terminal.main import main
from bot.terminal.operator_commands import run_operator_command
from bot.terminal.source_commands import sources as sources_command
from sources import state
from tests.cases import cases


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CS_DATABASE", str(tmp_path / "accounts.db"))
    monkeypatch.setenv("CS_SOURCES", str(tmp_path / "sources.toml"))
    write(tmp_path / "accounts-1.csv", "id,name,arr,Colour", *(f"{n},Customer {n},1000,red" for n in range(4)))
    return tmp_path


def write(path: Path, *lines: str) -> None:
    path.write_text("\n".join((*lines, "")))
    os.utime(path, (path.stat().st_mtime - 600,) * 2)


def cs(words: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = run_operator_command(words.split())
    said = capsys.readouterr()
    return code, said.out + said.err


def test_a_file_without_a_source_is_said_with_how_to_begin(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(folder / "sources.toml", "# none yet")
    code, said = cs("sources check", capsys)
    assert code == 1
    assert "sources.toml has no source. cs sources add writes one" in said


def test_an_example_of_the_file_keeps_its_lines(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cs("import accounts " + str(folder / "accounts-1.csv"), capsys)[0] == 0
    main(["data"])
    assert '\n  [crm]\n\n  kind = "accounts"\n' in capsys.readouterr().out


@pytest.mark.parametrize("words", ["sync", "import accounts --from sqlite:///accounts.db --query {0}"])
def test_a_folder_in_the_place_of_a_file_is_said_without_a_number(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CS_DATABASE", str(tmp_path / "accounts.db"))
    (folder := tmp_path / "there").mkdir()
    monkeypatch.setenv("CS_SOURCES", str(folder))
    assert f"{folder} can't be read: Is a directory." in cs(words.format(folder), capsys)[1]


def add(*answers: str) -> str:
    return CliRunner().invoke(sources_command, ["add"], input="\n".join((*answers, "")), catch_exceptions=False).output


CRM = ("crm", "accounts", "folder", "accounts-*.csv", "30m", "y")


def test_a_source_is_added_by_asking_and_tried_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = add(*CRM)
    assert "id → key, name → name, arr → arr" in said
    assert "not imported: Colour" in said
    assert "key 0, name Customer 0, arr $1,000" in said
    code, said = cs("sync", capsys)
    assert (code, said.splitlines()[0]) == (0, "crm: 4 new, 0 changed of 4 rows")
    assert cs("sync", capsys)[1].startswith("No source is due. The next is due at ")
    assert (folder / "sources.toml").stat().st_mode & 0o077 == 0


def test_a_secret_is_not_taken_and_a_second_source_goes_beside_the_first(folder: Path) -> None:
    add(*CRM)
    said = add(
        "crm", "contracts", "subscriptions", "database", "postgresql://u:hunter2@db/x", "env:CRM_DATABASE",
        "SELECT 1", "", "06:30 Europe/Berlin weekdays", "crm",
    )  # fmt: skip
    assert "is there already" in said
    assert "has a password or a token in it" in said
    written = (folder / "sources.toml").read_text()
    assert "hunter2" not in written
    assert written.count("[") == 3
    assert 'url = "env:CRM_DATABASE"' in written
    assert "the environment has no variable CRM_DATABASE" in said


def test_status_says_what_is_wrong_and_release_lets_it_through(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(*CRM)
    cs("sync", capsys)
    write(folder / "accounts-2.csv", "id,name", "1,Customer 1")
    assert cs("sync crm", capsys)[0] == 1
    code, said = cs("sources status", capsys)
    assert code == 1
    assert "crm lists 1 rows, and 4 before" in said
    assert "next answer is taken as it is" in cs("sources release crm", capsys)[1]
    assert cs("sync", capsys)[0] == 0
    assert json.loads(cs("sources status --json", capsys)[1])["state"] == "good"
    assert cs("sources release crm", capsys) == (1, "crm isn't held: there is nothing to release.\n")


def test_what_is_gone_is_listed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(*CRM)
    cs("sync", capsys)
    assert "Nothing that crm listed is gone" in cs("sources gone crm", capsys)[1]
    for number in range(2, 5):
        lines = (f"{n},Customer {n},{number}000" for n in range(3))
        write(folder / f"accounts-{number}.csv", "id,name,arr", *lines)
        cs("sync crm", capsys)
    assert "3  Customer 3, since " in cs("sources gone crm", capsys)[1]


def test_errors_say_the_way_out(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "There is no file" in cs("sync", capsys)[1]
    add(*CRM)
    assert "There is no source crn. There is crm." in cs("sync crn", capsys)[1]
    (folder / "sources.toml").write_text("[crm]\n")
    assert "sources.toml, line 1: crm says where it is read from" in cs("sources check", capsys)[1]
    monkeypatch.delenv("CS_SOURCES")
    assert "CS_SOURCES isn't set" in cs("sources status", capsys)[1]


def test_a_store_with_the_sample_company_takes_no_source(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(*CRM)
    store = open_store(folder / "accounts.db")
    state.prepare(store)
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO import (kind, source, sha256, imported_by, imported_at) VALUES"
            " ('accounts', 'sample company: accounts.csv', '', 'sample company', '2026-06-15T00:00:00.000Z')"
        )
    store.close()
    assert "holds the sample company" in cs("sync", capsys)[1]


def test_doctor_says_how_they_are(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(*CRM)
    assert "✓ source crm: new, due now" in "\n".join(map(str, check_accounts()))
    cs("sync", capsys)
    assert "✓ source crm: good, as of" in "\n".join(map(str, check_accounts()))
    (folder / "sources.toml").write_text("[crm]\n")
    assert "✗ CS_SOURCES: sources.toml, line 1" in "\n".join(map(str, check_accounts()))


@cases(
    ("cursor", "said"),
    [
        ("time 2026-06-15T06:40:00", "2026-06-15T06:40:00"),
        ("int 42", "42"),
        ("2026-06-14T11:00:00.000+0200", "2026-06-14 09:00 UTC"),
        ('{"etag": "\\"1\\"", "last-modified": "Mon, 15 Jun 2026 06:40:00 GMT"}', ""),
        ("MTU3NjYxMzUzOS4wfHw0Njd8", ""),
        ("", ""),
    ],
)
def test_since_when_changes_are_asked_for_is_said_where_it_is_a_time(cursor: str, said: str) -> None:
    assert changed_since(cursor) == said
