"""`cs sample`: a company to try things on, and files to learn the formats from."""

import shutil
import subprocess
import sys
from contextlib import closing, redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.history import InMemoryHistory
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from accounts import open_store
from accounts.sample.dataset import SOURCE
from bot.terminal.main import main
from bot.terminal.prompt import run_prompt
from tests.engines import Engine

Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "accounts.db"
    monkeypatch.setenv("CS_DATABASE", str(path))
    return path


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A store that `cs sample` made, and what it said."""
    path = tmp_path_factory.mktemp("loaded") / "accounts.db"
    with pytest.MonkeyPatch.context() as environment, redirect_stdout(StringIO()) as said:
        environment.setenv("CS_DATABASE", str(path))
        assert main(["sample"]) == 0
    return path, said.getvalue()


def test_the_sample_answers_at_once_and_is_not_loaded_over_anything(
    database: Path, sampled: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    path, said = sampled
    assert f"120 accounts of a sample company are in {path}." in said
    assert f"\n  CS_DATABASE={path} cs account acme\n" in said, "as it is printed it has to find the sample"
    shutil.copyfile(path, database)
    assert main(["account", "acme"]) == 0
    assert "Acme Robotics (sample)" in capsys.readouterr().out
    assert main(["sample"]) == 1
    assert "is in" in capsys.readouterr().err


def test_the_prompt_goes_on_from_a_list_a_preview_and_as_csv(
    database: Path, sampled: tuple[Path, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copyfile(sampled[0], database)
    typed = iter(["renewals", "digest preview health smb", "who owns these?", "health red", "as csv", "exit"])
    monkeypatch.setattr("bot.terminal.prompt.PromptSession.prompt", lambda _: next(typed))
    monkeypatch.setattr("bot.terminal.prompt._history", InMemoryHistory)
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        assert run_prompt() == 0
    said = capsys.readouterr().out
    assert ", by owner: segment SMB" in said
    assert "\naccount,owner,arr,currency,score,band," in said


def test_its_files_are_written_with_the_commands_that_import_them(
    tmp_path: Path, database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sample", "--write", str(tmp_path / "files")]) == 0
    commands = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [command[:3] for command in commands[:2]] == [
        ["cs", "import", "accounts"],
        ["cs", "import", "subscriptions"],
    ]
    assert not database.exists()
    for command in commands:
        if command[2] in ("accounts", "subscriptions", "contacts"):
            assert main(command[1:]) == 0


def test_a_folder_that_cannot_be_made_is_named_with_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert main(["sample", "--write", str(tmp_path / "file" / "folder")]) == 1
    assert capsys.readouterr().err == f"Error: {tmp_path / 'file' / 'folder'}: Not a directory.\n"


def test_a_companys_own_accounts_are_kept_apart_from_the_sample(
    tmp_path: Path, database: Path, sampled: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "mine.csv"
    file.write_text("id,name\nA-1,Acme\n", encoding="utf-8")
    shutil.copyfile(sampled[0], database)
    capsys.readouterr()
    assert main(["import", "accounts", str(file)]) == 1
    refused = capsys.readouterr().err
    assert f"{database} holds the sample company" in refused
    assert f"CS_DATABASE=mine.db cs import accounts {file}" in refused
    assert main(["import", "accounts", str(file), "--beside-sample"]) == 0
    assert "1 new" in capsys.readouterr().out


@pytest.mark.parametrize("option", ["", "sslmode=prefer"])
def test_on_a_server_the_command_for_a_store_of_ones_own_works_as_it_is_said_and_says_no_password(
    server_engine: Engine, option: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    def with_option(url: str, option: str) -> str:
        return f"{url}{'&' if '?' in url else '?'}{option}" if option else url

    file, place = tmp_path / "mine.csv", with_option(str(server_engine.new(tmp_path)), option)
    file.write_text("id,name\nA-1,Acme\n", encoding="utf-8")
    with closing(open_store(place)) as store, store.writing() as connection:
        connection.execute(f"INSERT INTO import VALUES (1, '', '', '', '{SOURCE}', '', 1, 0, 0, 0, 'written', NULL)")
    monkeypatch.setenv("CS_DATABASE", place)
    assert main(["import", "accounts", str(file)]) == 1
    command = capsys.readouterr().err.partition("name another one: ")[2].splitlines()[0]
    other = with_option(place, "schema=mine").replace(place, "$CS_DATABASE")
    assert command == f'CS_DATABASE="{other}" cs import accounts {file}'
    run = command.replace(" cs ", f' "{sys.executable}" -m bot.terminal.main ')
    subprocess.run(["/bin/sh", "-c", run], check=True, capture_output=True)
    with closing(open_store(with_option(place, "schema=mine"))) as store:
        assert store.reading.execute("SELECT name FROM account").fetchall() == [("Acme",)]
