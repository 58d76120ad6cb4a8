"""The store: safe to open from anywhere at any time."""

import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest

from accounts import Store, StoreError, open_store
from tests.engines import sqlite_of

COUNT = """
import sys
from accounts import open_store
store = open_store(sys.argv[1])
for _ in range(50):
    with store.writing() as connection:
        count = connection.execute("SELECT count(*) FROM audit").fetchone()[0]
        connection.execute(
            "INSERT INTO audit (id, at, who, place, verb, outcome) VALUES (?, '', '', '', '', '')", (count + 1,)
        )
"""


def test_every_table_is_strict_and_write_ahead_and_foreign_keys_are_on(store: Store) -> None:
    sqlite_of(store)
    listed = store.reading.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main'").fetchall()
    own = {"sqlite_schema", "sqlite_sequence"}  # which SQLite makes by itself
    assert {name for name, strict in listed if not strict} <= {*own, "_sqlite_migrations"}
    assert store.reading.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert store.reading.execute("PRAGMA foreign_keys").fetchone() == (1,)


@pytest.mark.processes
def test_four_processes_may_create_and_write_one_store_at_once(tmp_path: Path) -> None:
    path = tmp_path / "new" / "accounts.db"
    started = [subprocess.Popen([sys.executable, "-c", COUNT, str(path)]) for _ in range(4)]
    assert [each.wait(60) for each in started] == [0, 0, 0, 0]
    store = open_store(path)
    assert store.reading.execute("SELECT count(*) FROM audit").fetchone() == (200,)
    store.close()


def test_a_new_store_waits_for_a_program_that_writes_to_its_file(tmp_path: Path) -> None:
    path = tmp_path / "accounts.db"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        Timer(0.1, other.rollback).start()
        open_store(path).close()


def test_each_thread_reads_over_a_connection_of_its_own(store: Store) -> None:
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(lambda: store.reading).result() is not store.reading


def test_what_fails_midway_leaves_nothing(store: Store) -> None:
    def fail() -> None:
        with store.writing() as connection:
            connection.execute("INSERT INTO scoring VALUES ('2026-06-15', '', 0, 0, '', '', 0, 0)")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert store.reading.execute("SELECT * FROM scoring").fetchall() == []


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "accounts.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(StoreError, match="newer version"):
        open_store(path)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "accounts.db"
    path.write_text("name,arr\n" * 100)
    with pytest.raises(StoreError, match=r"accounts\.db is no account store"):
        open_store(path)
