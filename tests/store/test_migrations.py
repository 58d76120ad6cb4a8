"""Tables of another package in the same file: made once, migrated, refused when they are of a newer program."""

from pathlib import Path

import pytest

from accounts import Store, StoreError, open_store
from store import Migrations


def written(folder: Path, *scripts: str) -> Migrations:
    for number, script in enumerate(scripts, 1):
        (folder / f"{number:04}_step_{number}.sql").write_text(script)
    return Migrations("others", folder)


def test_they_are_made_once_and_migrated_later(store: Store, tmp_path: Path) -> None:
    first = written(tmp_path, "CREATE TABLE other (id INTEGER PRIMARY KEY) STRICT;")
    store.add_tables(first)
    store.add_tables(first)
    (tmp_path / "0002_name.sql").write_text("ALTER TABLE other ADD COLUMN name TEXT;")
    store.add_tables(first)
    assert store.reading.execute("SELECT id, name FROM other").fetchall() == []


def test_the_store_still_opens_without_them(store: Store, tmp_path: Path) -> None:
    store.add_tables(written(tmp_path, "CREATE TABLE other (id INTEGER PRIMARY KEY) STRICT;"))
    open_store(store.place).close()


def test_those_of_a_newer_program_are_refused(store: Store, tmp_path: Path) -> None:
    both = written(tmp_path, "CREATE TABLE other (id INTEGER) STRICT;", "ALTER TABLE other ADD COLUMN name TEXT;")
    store.add_tables(both)
    (tmp_path / "0002_step_2.sql").unlink()
    with pytest.raises(StoreError, match="newer version of CS Bot"):
        store.add_tables(both)


def test_a_table_that_is_made_anew_gives_ids_behind_those_that_it_took_over(store: Store, tmp_path: Path) -> None:
    store.add_tables(written(tmp_path, "CREATE TABLE other (id INTEGER PRIMARY KEY, name TEXT) STRICT;"))
    with store.writing() as connection:
        connection.executemany("INSERT INTO other (name) VALUES (?)", [("a",), ("b",)])
    (tmp_path / "0002_anew.sql").write_text(
        "CREATE TABLE anew (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT) STRICT;\n"
        "INSERT INTO anew (id, name) SELECT id, name FROM other;\n"
        "DROP TABLE other;\n"
        "ALTER TABLE anew RENAME TO other;\n"
    )
    store.add_tables(Migrations("others", tmp_path))
    with store.writing() as connection:
        connection.execute("DELETE FROM other WHERE name = 'b'")
        connection.execute("INSERT INTO other (name) VALUES ('c')")
    assert store.reading.execute("SELECT id, name FROM other ORDER BY id").fetchall() == [(1, "a"), (3, "c")]
