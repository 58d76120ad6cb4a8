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
