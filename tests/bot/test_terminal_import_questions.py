"""What an import isn't sure of: asked at a terminal, else refused with the option that decides it."""

import io
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.terminal.main import main

ACCOUNTS = "id,name\nA-1,Acme\nA-2,Initech\n"
FUTURE = "id,account,opened\nT-1,Acme,2099-01-01\nT-2,Acme,2020-01-01\n"
WORDS = "id,account,start,arr,status\nS-1,Acme,2020-01-01,5,Dormant\nS-2,Acme,2020-01-01,7,active\n"
CREDIT = WORDS.replace("5,Dormant", "-5,active")
STRANGER = "id,account,opened\nT-1,Inittech,2020-01-01\n"
TOOL = "id,account,opened\nT-1,Acme,2020-01-01\n"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "accounts.db"
    monkeypatch.setenv("CS_DATABASE", str(path))
    monkeypatch.chdir(tmp_path)
    assert bring("accounts", ACCOUNTS) == 0
    return path


def bring(kind: str, text: str, *options: str) -> int:
    Path(f"{kind}.csv").write_text(text, encoding="utf-8")
    return main(["import", kind, f"{kind}.csv", *options])


def rows(database: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize(
    ("kind", "text", "way_out", "options"),
    [
        ("tickets", FUTURE, "--accept future", ["--accept", "future"]),
        ("subscriptions", WORDS, '--map-value status "Dormant=…"', ["--map-value", "status", "Dormant=cancelled"]),
        ("subscriptions", CREDIT, "--accept negative", ["--accept", "negative"]),
    ],
)
def test_where_nobody_can_be_asked_the_option_that_decides_is_named(
    kind: str, text: str, way_out: str, options: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring(kind, text) == 1
    assert way_out in capsys.readouterr().out
    assert bring(kind, text, *options) == 0
    assert f"{kind}: 2 new" in capsys.readouterr().out


def test_an_account_that_may_be_meant_is_said_with_the_line_that_remembers_it(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring("tickets", STRANGER) == 1
    assert 'If “Inittech” is Initech: cs import alias "Inittech" = "A-2"' in capsys.readouterr().out
    assert main(["import", "alias", "Inittech", "=", "A-2"]) == 0
    assert bring("tickets", STRANGER) == 0


@pytest.mark.parametrize(
    ("kind", "text", "answer", "found"),
    [
        ("tickets", FUTURE, "y", 2),
        ("tickets", FUTURE, "n", 0),
        ("subscriptions", WORDS, "cancelled", 2),
        ("subscriptions", WORDS, "", 0),
        ("tickets", STRANGER, "y", 1),
        ("tickets", STRANGER, "n", 0),
    ],
)
@pytest.mark.usefixtures("database")
def test_at_a_terminal_it_is_asked_and_the_answer_decides(
    kind: str, text: str, answer: str, found: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", _Terminal(f"{answer}\n"))
    monkeypatch.setattr(sys, "stderr", _Terminal())
    assert bring(kind, text) == (0 if found else 1)
    assert rows(Path("accounts.db"), f"SELECT count(*) FROM {kind.removesuffix('s')}") == [(found,)]
    assert Path(f"{kind}.rejects.csv").exists() is not bool(found)


def test_what_a_word_means_is_what_was_answered(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", _Terminal("trial\n"))
    monkeypatch.setattr(sys, "stderr", _Terminal())
    bring("subscriptions", WORDS)
    assert rows(database, "SELECT status FROM subscription ORDER BY key") == [("trial",), ("active",)]


def test_which_tool_a_file_is_from_is_asked_too(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert bring("tickets", TOOL, "--source", "zendesk") == 0
    assert bring("tickets", TOOL, "--source", "jira") == 0
    assert bring("tickets", TOOL) == 1
    monkeypatch.setattr(sys, "stdin", _Terminal("desk 3\n"))
    monkeypatch.setattr(sys, "stderr", _Terminal())
    assert bring("tickets", TOOL) == 0
    assert rows(database, "SELECT key FROM ticket ORDER BY key") == [("desk 3:T-1",), ("jira:T-1",), ("zendesk:T-1",)]


def test_rows_that_are_to_be_left_out_are_not_asked_about(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", _Terminal(""))
    monkeypatch.setattr(sys, "stderr", _Terminal())
    assert bring("tickets", FUTURE, "--skip-bad") == 0
    assert rows(database, "SELECT key FROM ticket") == [("T-2",)]


def test_other_names_are_listed_and_forgotten(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "alias", "Northwind GmbH = Acme"]) == 0
    assert main(["import", "alias"]) == 0
    assert main(["import", "alias", "--forget", "northwind gmbh"]) == 0
    assert main(["import", "alias", "--forget", "northwind gmbh"]) == 1
    assert capsys.readouterr().out.splitlines()[-3:] == [
        "“Northwind GmbH” is Acme (A-1) from now on.",
        "“Northwind GmbH” is Acme (A-1)",
        "“northwind gmbh” forgotten.",
    ]


def test_what_is_remembered_is_listed_and_forgotten(capsys: pytest.CaptureFixture[str]) -> None:
    bring("subscriptions", WORDS, "--map-value", "status", "Dormant=", "--source", "stripe")
    capsys.readouterr()
    main(["import", "mappings"])
    main(["import", "mappings", "subscriptions", "--forget"])
    main(["import", "mappings"])
    assert capsys.readouterr().out.splitlines() == [
        "subscriptions: status “dormant” → nothing",
        "subscriptions: from stripe",
        "0 columns of subscriptions forgotten.",
        "1 words of subscriptions forgotten.",
        "1 sources of subscriptions forgotten.",
    ]


def test_an_import_ends_with_how_much_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    bring("usage", "account,date,logins\nAcme,2020-01-01,3\n")
    assert capsys.readouterr().out.splitlines()[-1] == (
        "Quality: 1 row. Of 2 customers: 50% with usage, none with ARR, renewal date, owner, segment, champion, "
        "touchpoints, survey answers, tickets. Older than it should be: usage (newest 2020-01-01)."
    )
    bring("usage", "account,date,logins\nAcme,2020-01-01,3\n", "--json")
    quality = json.loads(capsys.readouterr().out)["quality"]
    assert (quality["customers"], quality["known"]["usage"], quality["old"]) == (2, 50, {"usage": "2020-01-01"})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["import", "accounts", "accounts.csv", "--map-value", "status", "Dormant"], "Legal hold=cancelled"),
        (["import", "accounts", "x.csv", "--accept", "all"], "future"),
        (["import", "alias", "Northwind"], 'cs import alias "Northwind GmbH" = "northwind.example"'),
    ],
)
def test_a_mistake_is_answered_with_a_line_that_works(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    assert said in capsys.readouterr().err


def test_the_row_of_the_header_is_an_option(database: Path) -> None:
    assert bring("accounts", "Umbrella,x\nname,segment\nHooli,SMB\n", "--header-row", "2") == 0
    assert rows(database, "SELECT name FROM account WHERE segment = 'SMB'") == [("Hooli",)]
