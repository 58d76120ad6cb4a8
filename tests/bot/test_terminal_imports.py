"""`cs import`, `cs accounts export` and `cs backup`, as they are typed."""

import io
import json
import os
import sqlite3
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from bot.terminal.main import main

GOOD = "Account ID,Account Name,ARR,Owner\nA-1,Acme,100,Dana\nA-2,=Globex,200,\n"
BAD = "Account ID,Account Name,ARR\nA-1,Acme,150\nA-3,Hooli,lots\n"


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "store" / "accounts.db"
    monkeypatch.setenv("CS_DATABASE", str(path))
    monkeypatch.chdir(tmp_path)
    return path


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return _file(tmp_path / "good.csv", GOOD)


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    return _file(tmp_path / "bad.csv", BAD)


def _file(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def _names(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM account ORDER BY key")]


def test_files_are_imported_one_after_the_other(
    good: Path, tmp_path: Path, database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    more = _file(tmp_path / "more.jsonl", '{"id": "A-9", "name": "Initech"}\n')
    assert main(["import", "accounts", str(good), str(more)]) == 0
    printed = capsys.readouterr().out
    assert "good.csv: accounts: 2 new, 0 changed, 0 unchanged." in printed
    assert "more.jsonl: accounts: 1 new" in printed
    assert _names(database) == ["Acme", "=Globex", "Initech"]


def test_a_bad_file_is_refused_with_what_to_do(
    good: Path, bad: Path, database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", "accounts", str(good)])
    assert main(["import", "accounts", str(bad)]) == 1
    printed = capsys.readouterr().out
    assert "line 3, ARR: “lots” isn't an amount" in printed
    assert "Nothing was written." in printed
    assert "--skip-bad" in printed
    assert _names(database) == ["Acme", "=Globex"]


def test_the_rest_of_a_bad_file_is_imported_and_the_bad_rows_kept(
    bad: Path, database: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "accounts", str(bad), "--skip-bad"]) == 0
    assert str(tmp_path / "bad.rejects.csv") in capsys.readouterr().out
    corrected = (tmp_path / "bad.rejects.csv").read_text(encoding="utf-8-sig").replace("lots", "7")
    assert main(["import", "accounts", str(_file(tmp_path / "bad.rejects.csv", corrected))]) == 0
    assert _names(database) == ["Acme", "Hooli"]


def test_a_dry_run_shows_changes_and_writes_nothing(
    good: Path, tmp_path: Path, database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", "accounts", str(good)])
    changed = _file(tmp_path / "later.csv", GOOD.replace("100,Dana", "175.50,Kim"))
    assert main(["import", "accounts", "--dry-run", str(changed)]) == 0
    printed = capsys.readouterr().out
    assert "Acme: arr $100 → $175.50" in printed
    assert "Acme: owner Dana → Kim" in printed
    assert "Nothing was written" in printed
    main(["import", "accounts", "--dry-run", str(good), "--json"])
    assert json.loads(capsys.readouterr().out)["unchanged"] == 2


def test_a_file_comes_from_standard_input(
    database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(GOOD.encode())))
    assert main(["import", "accounts", "-"]) == 0
    assert "standard input" in capsys.readouterr().out
    assert _names(database) == ["Acme", "=Globex"]


@pytest.mark.parametrize("in_a_file", [True, False])
def test_a_database_is_read_with_a_query_that_is_text_or_a_file(
    tmp_path: Path, database: Path, capsys: pytest.CaptureFixture[str], *, in_a_file: bool
) -> None:
    with closing(sqlite3.connect(tmp_path / "crm.db")) as crm, crm:
        crm.executescript("CREATE TABLE company (id, title, value); INSERT INTO company VALUES (1, 'Acme', 99.5)")
    sql = "SELECT id, title AS name, value AS arr FROM company;"
    query = str(_file(tmp_path / "accounts.sql", sql)) if in_a_file else sql
    url = f"sqlite:///{tmp_path / 'crm.db'}"
    assert main(["import", "accounts", "--from", url, "--query", query]) == 0
    assert _names(database) == ["Acme"]
    assert main(["import", "accounts", "--from", url]) == 2
    assert "--query" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["import", "acounts", "x"], "Did you mean accounts?"),
        (["import", "x.csv"], "cs import accounts x.csv"),
        (["import", "contracts"], "cs import subscriptions subscriptions.csv"),
        (["import", "accounts"], "cs import accounts accounts.csv"),
        (["import", "accounts", "good.csv", "--map", "name"], '--map "Account Name=name"'),
        (["import", "accounts", "good.csv", "--currency", "dollars"], "--currency EUR"),
        (["import", "accounts", "good.csv", "--dates", "swapped"], "day-first"),
        (["import", "mappings", "--forget"], "cs import mappings accounts --forget"),
    ],
)
def test_a_mistake_is_told_with_a_line_that_works(
    good: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("words", [["import", "log"], ["import", "undo"], ["backup", "b.db"], ["accounts", "export"]])
def test_before_the_first_import_it_is_said_how_to_begin(
    words: list[str], database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 1
    assert "cs import accounts accounts.csv" in capsys.readouterr().err
    assert not database.exists()


def test_a_file_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "accounts", "nowhere.csv"]) == 1
    assert "nowhere.csv" in capsys.readouterr().err


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_guess_that_nobody_confirms_is_no_import(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _file(tmp_path / "guess.csv", "Account ID,Account Name,Segmnt\n1,Acme,SMB\n")
    assert main(["import", "accounts", str(file)]) == 1
    assert '--map "Segmnt=segment"' in capsys.readouterr().err


@pytest.mark.parametrize(("answer", "segment"), [("y\n", "SMB"), ("n\n", None)])
def test_a_guessed_column_is_asked_about_once(
    answer: str, segment: str | None, tmp_path: Path, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _file(tmp_path / "guess.csv", "Account ID,Account Name,Segmnt\n1,Acme,SMB\n")
    monkeypatch.setattr(sys, "stdin", _Terminal(answer))
    monkeypatch.setattr(sys, "stderr", _Terminal())
    assert main(["import", "accounts", str(file)]) == 0
    monkeypatch.setattr(sys, "stdin", _Terminal(""))
    assert main(["import", "accounts", str(file)]) == 0
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("SELECT segment FROM account").fetchone()[0] == segment


def test_a_file_that_cant_be_read_makes_no_store(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "accounts", "nothere.csv"]) == 1
    assert "nothere.csv doesn't exist." in capsys.readouterr().err
    assert not database.exists()


def test_a_dry_run_leaves_no_store_where_there_was_none(
    good: Path, database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "accounts", str(good), "--dry-run"]) == 0
    assert "2 new, 0 changed, 0 unchanged." in capsys.readouterr().out
    assert not database.exists()


def test_an_empty_list_says_so_beside_it(good: Path, database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["mcp", "token", "list"])  # makes a store
    for words, said in (
        ("import log", "Nothing has been imported yet"),
        ("import mappings", "Nothing was set"),
        ("import alias", "No account has another name yet. To give it one: cs import alias"),
        ("glossary export", "There are no approved words"),
    ):
        capsys.readouterr()
        assert main(words.split()) == 0
        told = capsys.readouterr()
        assert told.err.startswith(said)
        assert not told.out.strip()


def test_columns_that_were_said_are_shown_and_forgotten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _file(tmp_path / "own.csv", "Who,Book\nAcme,EMEA\n")
    assert main(["import", "accounts", str(file), "--map", "Who=name", "--map", "Book=-"]) == 0
    capsys.readouterr()
    main(["import", "mappings"])
    assert capsys.readouterr().out.splitlines() == ["accounts: book → not imported", "accounts: who → name"]
    main(["import", "mappings", "accounts", "--forget"])
    main(["import", "mappings"])
    assert capsys.readouterr().out.splitlines() == ["2 columns of accounts forgotten."]


def test_imports_are_logged_and_the_last_one_is_taken_back(
    good: Path, bad: Path, database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", "accounts", str(good)])
    main(["import", "accounts", str(bad)])
    capsys.readouterr()
    main(["import", "log", "--json"])
    refused, written = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert (refused["outcome"], written["outcome"], written["new"]) == ("refused", "written", 2)
    assert main(["import", "undo"]) == 1
    assert "Undoing it removes 2 rows" in capsys.readouterr().err
    assert _names(database) == ["Acme", "=Globex"]
    assert main(["import", "undo", "--yes"]) == 0
    assert _names(database) == []
    main(["import", "log"])
    assert "taken back" in capsys.readouterr().out
    assert main(["import", "undo", "--yes"]) == 1


def test_of_an_import_that_changed_nothing_nothing_is_taken_back_and_the_one_before_only_by_its_number(
    good: Path, database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", "accounts", str(good)])
    main(["import", "accounts", str(good)])
    capsys.readouterr()
    for words in (["import", "undo"], ["import", "undo", "--yes"]):
        assert main(words) == 1
        said = capsys.readouterr().err
        assert said.startswith(f"The last import, 2 (accounts from {good}), changed nothing: there is nothing of it to")
        assert "2 new, 0 changed. cs import undo 1 takes that one back." in said
    assert main(["import", "undo", "2", "--yes"]) == 1
    assert "from the last one on that changed anything: that is 1." in capsys.readouterr().err
    assert _names(database) == ["Acme", "=Globex"]
    assert main(["import", "undo", "1", "--yes"]) == 0
    assert _names(database) == []


@pytest.mark.parametrize("name", ["all.csv", "all.jsonl", "all.json"])
def test_an_export_is_read_back_without_a_change(
    name: str, good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", "accounts", str(good)])
    assert main(["accounts", "export", name]) == 0
    capsys.readouterr()
    assert main(["audit"]) == 0
    assert [line.split()[-3:] for line in capsys.readouterr().out.splitlines()] == [["terminal", "export", "answered"]]
    assert main(["import", "accounts", name]) == 0
    assert "0 new, 0 changed, 2 unchanged" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ("--map ARR=foo", 'For example --map "ARR=arr"'),
        ("--sheet Q1", "good.csv is a text file, which has no sheet “Q1”: leave --sheet out."),
    ],
)
def test_an_option_that_a_file_cant_have_is_said(
    good: Path, options: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["import", "accounts", str(good), *options.split()]) == 1
    assert said in capsys.readouterr().err


@pytest.mark.parametrize("name", ["all.xlsx", "all.parquet"])
def test_an_export_isnt_written_under_the_name_of_another_format(
    name: str, good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", "accounts", str(good)])
    assert main(["accounts", "export", name]) == 2
    assert ".csv, .json, .jsonl" in capsys.readouterr().err
    assert not Path(name).exists()
    assert main(["accounts", "export", name, "--format", "csv"]) == 0


@pytest.mark.parametrize("words", [["accounts", "export"], ["accounts", "--csv"]])
def test_in_a_pipe_of_another_encoding_an_export_keeps_every_letter(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows 北京 was ??, and each end of a line an empty row."""
    main(["import", "accounts", str(_file(tmp_path / "far.csv", "id,name,arr\nA-1,北京公司,5\n"))])
    out = io.TextIOWrapper(io.BytesIO(), "cp1252", newline="\r\n", write_through=True)
    monkeypatch.setattr(sys, "stdout", out)
    assert main(words) == 0
    written = out.buffer.getvalue()
    assert "北京公司" in written.decode("utf-8")
    assert b"\r\r" not in written


def test_an_export_goes_through_a_pipe_or_a_link_and_leaves_it_as_it_is(good: Path, tmp_path: Path) -> None:
    main(["import", "accounts", str(good)])
    pipe, link, file = tmp_path / "pipe", tmp_path / "link.csv", tmp_path / "file.csv"
    os.mkfifo(pipe)
    link.symlink_to(file)
    with ThreadPoolExecutor(1) as reading:
        read = reading.submit(pipe.read_text)
        assert main(["accounts", "export", str(pipe)]) == 0
        assert read.result(30).startswith("key,name,domain")
    assert pipe.is_fifo()
    assert main(["accounts", "export", str(link)]) == 0
    assert link.is_symlink()
    assert file.read_text().startswith("key,name,domain")
    assert main(["backup", str(pipe), "--force"]) == 1
    assert pipe.is_fifo()


def test_an_export_has_where_accounts_stand_and_no_formula(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", "accounts", str(good)])
    capsys.readouterr()
    assert main(["accounts", "export"]) == 0
    header, acme, globex = capsys.readouterr().out.splitlines()
    assert header.startswith("key,name,domain")
    assert "standing_arr" in header
    assert acme.startswith("A-1,Acme")
    assert globex.startswith("A-2,'=Globex")


def test_a_backup_is_sound_and_takes_the_place_of_nothing(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", "accounts", str(good)])
    assert main(["backup", "copy.db"]) == 0
    assert _names(tmp_path / "copy.db") == ["Acme", "=Globex"]
    main(["import", "undo", "--yes"])
    assert main(["backup", "copy.db"]) == 1
    assert "--force" in capsys.readouterr().err
    assert _names(tmp_path / "copy.db") == ["Acme", "=Globex"]
    assert main(["backup", "copy.db", "--force"]) == 0
    assert _names(tmp_path / "copy.db") == []


def test_a_backup_never_takes_the_place_of_the_store(good: Path, database: Path) -> None:
    main(["import", "accounts", str(good)])
    assert main(["backup", str(database), "--force"]) == 1
    assert _names(database) == ["Acme", "=Globex"]
