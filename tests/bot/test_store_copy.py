"""`cs store copy FROM TO` in a terminal."""

from contextlib import closing
from pathlib import Path

import pytest

from accounts import open_store
from accounts.migrations import MIGRATIONS as ACCOUNTS
from bot.terminal.operator_commands import run_operator_command
from curation.tables import MIGRATIONS as CURATION
from store.migrations import Migrations
from tests.engines import Engine


def said(capsys: pytest.CaptureFixture[str]) -> str:
    shown = capsys.readouterr()
    return " ".join((shown.out + shown.err).split())


def test_a_store_is_copied_and_what_comes_next_is_said(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    origin, target = tmp_path / "one.db", engine.new(tmp_path, "other")
    store = open_store(origin)
    with store.writing() as connection:
        connection.execute("INSERT INTO owner (key, name) VALUES ('kim', 'Kim')")
    store.close()
    assert run_operator_command(["store", "copy", str(origin), str(target)]) == 0
    told = said(capsys)
    assert "were copied" in told
    assert "Set CS_DATABASE" in told
    assert "s3cret" not in told
    copied = open_store(target)
    assert copied.reading.execute("SELECT name FROM owner").fetchall() == [("Kim",)]
    copied.close()
    assert run_operator_command(["store", "copy", str(origin), str(target)]) == 1
    assert "isn't empty: owner has 1 row" in said(capsys)


def test_what_is_not_there_is_not_made(engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nowhere, target = engine.new(tmp_path, "nowhere"), tmp_path / "other.db"
    assert run_operator_command(["store", "copy", str(nowhere), str(target)]) == 1
    assert "There is no account store at" in said(capsys)
    assert not target.exists()


@pytest.mark.parametrize("package", [ACCOUNTS, CURATION], ids=lambda package: package.name)
def test_a_store_of_an_older_version_is_left_as_it_is(
    package: Migrations, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    origin, target = tmp_path / "old.db", tmp_path / "other.db"
    with closing(open_store(origin)) as store:
        store.add_tables(CURATION)
        with store.writing() as connection:
            last = "SELECT max(id) FROM _sqlite_migrations WHERE migration_set = ?"
            connection.execute(f"DELETE FROM _sqlite_migrations WHERE id = ({last})", (package.name,))
    before = origin.read_bytes()
    assert run_operator_command(["store", "copy", str(origin), str(target)]) == 1
    assert "is of an older version" in said(capsys)
    assert (origin.read_bytes(), target.exists()) == (before, False)
