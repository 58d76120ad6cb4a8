"""Migrations: a released one makes the schema that it made when it was released, and all of them today's."""

import os
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database

from accounts import Store, open_store
from accounts.derived.totals import STATEMENTS
from accounts.migrations import MIGRATIONS
from store.migrations import split_statements
from tests.engines import sqlite_of

SCHEMAS = Path(__file__).parent / "schemas"
OURS = (
    "SELECT sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' AND name != '_sqlite_migrations' AND sql IS NOT NULL"
)


def schema(connection: sqlite3.Connection) -> list[str]:
    return sorted(one_line(sql) for (sql,) in connection.execute(OURS))


def one_line(sql: str) -> str:
    plain = re.sub(r" ?([()]) ?", r"\1", " ".join(sql.replace(chr(34), "").split()))
    return plain.replace("; END", ";END")


def keep_new(path: Path, lines: list[str]) -> None:
    """Writes the schema of a new version with `UPDATE_GOLDEN=1`; one that is there never changes."""
    if os.environ.get("UPDATE_GOLDEN") and not path.exists():
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def applied(count: int, path: Path) -> sqlite3.Connection:
    """A store of an older version brought to the schema of that version."""
    connection = sqlite3.connect(path, isolation_level=None)
    migrations = MIGRATIONS.load()
    del migrations._migrations[count:]
    migrations.apply(Database(connection, execute_plugins=False))
    connection.execute(f"PRAGMA user_version = {count}")
    return connection


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """An empty store of each version: that of the version before it with one migration more."""
    folder = tmp_path_factory.mktemp("released")
    stores = {version: folder / f"{version}.db" for version in range(len(MIGRATIONS.files) + 1)}
    stores[0].touch()
    for version in range(1, len(stores)):
        shutil.copyfile(stores[version - 1], stores[version])
        applied(version, stores[version]).close()
    return stores


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.sql")), ids=lambda path: str(path.stem))
def test_a_released_version_has_the_schema_that_it_was_released_with(path: Path, released: dict[int, Path]) -> None:
    with closing(sqlite3.connect(released[int(path.stem)])) as made:
        assert schema(made) == path.read_text().splitlines()


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS.files)))
def test_a_store_of_a_released_version_is_brought_up_to_date_with_all_it_holds(
    version: int, store: Store, released: dict[int, Path], tmp_path: Path
) -> None:
    path = shutil.copyfile(released[version], tmp_path / "released.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("INSERT INTO import VALUES (1, 'accounts', 'a.csv', '', 'me', '', 1, 0, 0, 0, 'written', NULL)")
        old.execute("INSERT INTO account (key, name, import_id) VALUES ('a', 'Acme', 1)")
    opened = open_store(path)
    assert schema(sqlite_of(opened)) == schema(sqlite_of(store))
    assert opened.reading.execute("SELECT name FROM account").fetchall() == [("Acme",)]
    assert opened.reading.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    opened.close()


def test_every_version_has_its_schema_beside_the_tests(released: dict[int, Path]) -> None:
    newest = len(MIGRATIONS.files)
    with closing(sqlite3.connect(released[newest])) as made:
        keep_new(SCHEMAS / f"{newest:04}.sql", schema(made))
    assert [int(path.stem) for path in sorted(SCHEMAS.glob("*.sql"))] == [*range(1, len(MIGRATIONS.files) + 1)]


def test_the_totals_that_the_code_counts_on_are_those_of_the_schema(store: Store) -> None:
    made = schema(sqlite_of(store))
    assert [sql for sql in map(one_line, STATEMENTS) if sql.startswith("CREATE") and sql not in made] == []


def test_a_script_is_split_where_its_statements_end() -> None:
    trigger = "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n    DELETE FROM b;\n    DELETE FROM c;\nEND"
    script = f"-- One.\nCREATE TABLE a (x);\n\n{trigger};\nDROP TABLE a;"
    assert [*split_statements(script)] == ["CREATE TABLE a (x)", trigger, "DROP TABLE a"]


def test_who_has_left_by_now_is_absent_from_the_last_day_worked_out_on(
    released: dict[int, Path], tmp_path: Path
) -> None:
    path = shutil.copyfile(released[21], tmp_path / "released.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("INSERT INTO import VALUES (1, 'accounts', 'a.csv', '', 'me', '', 1, 0, 0, 0, 'written', NULL)")
        old.execute("INSERT INTO account (key, name, import_id) VALUES ('a', 'Acme', 1), ('b', 'Bolt', 1)")
        old.execute("UPDATE derived_state SET as_of = '2026-06-15'")
        old.execute("INSERT INTO standing (account_id, as_of) VALUES (2, '2026-06-15')")
        old.execute(
            "INSERT INTO score (account_id, scored_on, score, known, band) VALUES (1, '2026-06-01', 80, 90, 'green')"
        )
        old.execute(
            "INSERT INTO score (account_id, scored_on, score, known, band) VALUES (2, '2026-06-01', 80, 90, 'green')"
        )
    opened = open_store(path)
    absent = opened.reading.execute("SELECT account_id, scored_on, score, known, band FROM score WHERE known < 0")
    assert absent.fetchall() == [(1, "2026-06-15", None, -1, "unknown")]
    opened.close()


def test_who_said_a_pulse_of_before_is_known_where_the_audit_log_has_one_who_did(
    released: dict[int, Path], tmp_path: Path
) -> None:
    path = shutil.copyfile(released[23], tmp_path / "released.db")
    with closing(sqlite3.connect(path, isolation_level=None)) as old:
        old.execute("INSERT INTO import VALUES (1, 'accounts', 'a.csv', '', 'me', '', 1, 0, 0, 0, 'written', NULL)")
        old.execute("INSERT INTO account (key, name, import_id) VALUES ('a', 'Acme', 1)")
        for moment, sayers in (("09:00", ("U1",)), ("10:00", ("U1", "U2")), ("11:00", ())):
            at = f"2026-06-15T{moment}:00.000Z"
            old.execute(
                "INSERT INTO pulse (account_id, score, said_by, said_at, said_on) VALUES (1, 4, 'Dana', ?, ?)",
                (at, "2026-06-15"),
            )
            for who, verb in [*((each, "pulse") for each in sayers), ("U9", "account")]:
                old.execute(
                    "INSERT INTO audit (at, who, place, verb, outcome) VALUES (?, ?, 'C1', ?, 'answered')",
                    (at, who, verb),
                )
    opened = open_store(path)
    assert opened.reading.execute("SELECT who FROM pulse ORDER BY id").fetchall() == [("U1",), ("",), ("",)]
    opened.close()
