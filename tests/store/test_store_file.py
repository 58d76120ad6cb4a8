"""The store's file: only for its owner, noticed when it is exchanged, and nobody else's is written to."""

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from accounts import Store, StoreError, open_store
from store.backup import backup
from store.errors import StoreDamagedError, StoreForeignError, StoreMovedError

ABOUT_THE_FILE = True  # of SQLite


def _look(store: Store) -> object:
    return store.reading.execute("SELECT count(*) FROM account").fetchone()


def _write(store: Store) -> None:
    with store.writing() as connection:
        connection.execute("INSERT INTO owner (key, name) VALUES ('a', 'Ada')")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_deleted_store_is_noticed_at_the_next_use(store: Store) -> None:
    store.path.unlink()
    with pytest.raises(StoreMovedError, match="was deleted while it was open"):
        _look(store)
    with pytest.raises(StoreMovedError, match="cs restore FILE"):
        _write(store)


def test_a_replaced_store_is_neither_read_nor_written(store: Store, empty: Path, tmp_path: Path) -> None:
    other = shutil.copyfile(empty, tmp_path / "other.db")
    before = other.read_bytes()
    other.replace(store.path)
    with pytest.raises(StoreMovedError, match="was replaced"):
        _write(store)
    store.close()
    assert store.path.read_bytes() == before
    with closing(open_store(store.path)) as again:
        assert again.reading.execute("SELECT count(*) FROM owner").fetchone() == (0,)


def test_the_log_of_a_replaced_store_never_gets_into_the_new_one(store: Store, empty: Path, tmp_path: Path) -> None:
    """Also where the program is killed after it has noticed: a live copy has a log of its own, so nothing tells it."""
    _write(store)
    shutil.copyfile(empty, tmp_path / "other.db").replace(store.path)
    with pytest.raises(StoreMovedError):
        _look(store)
    with closing(sqlite3.connect(store.path)) as other:  # whatever opens it now
        assert other.execute("SELECT count(*) FROM owner").fetchone() == (0,)
        assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_write_is_not_confirmed_when_the_file_was_replaced_meanwhile(store: Store) -> None:
    def write() -> None:
        with store.writing() as connection:
            connection.execute("INSERT INTO owner (key, name) VALUES ('a', 'Ada')")
            store.path.unlink()

    with pytest.raises(StoreMovedError):
        write()


def test_a_backup_copied_over_an_open_store_is_noticed_and_stays_as_it_is(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup(store, copy)
    _write(store)  # in the log, and not yet in the file
    shutil.copyfile(copy, store.path)
    with pytest.raises(StoreMovedError, match="was written over"):
        _look(store)
    store.close()
    assert store.path.read_bytes() == copy.read_bytes()
    with pytest.raises(StoreDamagedError, match="put there by hand"):
        open_store(store.path)


def test_a_backup_put_beside_the_log_of_another_file_is_left_alone(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    backup(store, copy)
    _write(store)
    place = tmp_path / "after a crash.db"
    shutil.copyfile(copy, place)
    shutil.copyfile(f"{store.path}-wal", f"{place}-wal")
    with pytest.raises(StoreDamagedError, match="cs restore FILE"):
        open_store(place)
    assert place.read_bytes() == copy.read_bytes()


def test_all_stores_of_a_process_may_be_closed_in_any_order(empty: Path, tmp_path: Path) -> None:
    path = shutil.copyfile(empty, tmp_path / "accounts.db")
    first, second = open_store(path), open_store(path)
    _write(first)
    first.close()
    assert second.reading.execute("SELECT key FROM owner").fetchall() == [("a",)]
    second.close()
    assert path not in _open_files()


def _open_files() -> set[Path]:
    """The files that this process has open, where the system tells."""
    folder = Path("/proc/self/fd")
    links = list(folder.iterdir()) if folder.exists() else []
    return {each.readlink() for each in links if each.is_symlink()}


def test_a_file_of_another_program_is_never_written_to(tmp_path: Path) -> None:
    path = tmp_path / "places.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url TEXT)")
        other.execute("PRAGMA user_version = 3")
        other.commit()
    before = path.read_bytes()
    with pytest.raises(StoreForeignError, match="of another program"):
        open_store(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("made", ["tables", "application_id", "sqlite-utils"])
def test_whatever_marks_a_file_as_foreign_is_enough(tmp_path: Path, made: str) -> None:
    path = tmp_path / "other.db"
    script = {
        "tables": "CREATE TABLE account (id INTEGER PRIMARY KEY, key TEXT)",
        "application_id": "PRAGMA application_id = 252006673",
        "sqlite-utils": "CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT)",
    }
    with closing(sqlite3.connect(path)) as other:
        other.executescript(script[made])
    with pytest.raises(StoreForeignError):
        open_store(path)


def test_a_store_from_before_its_header_said_so_is_ours(store: Store) -> None:
    store.reading.execute("PRAGMA application_id = 0")
    store.close()
    with closing(open_store(store.path)) as again:
        assert again.reading.execute("PRAGMA application_id").fetchone() == (0x43734274,)


@pytest.mark.parametrize("url", ["mysql://user:secret@host/db", "sqlite:///accounts.db", "postgresql:/u:secret@h"])
def test_a_url_is_refused_without_repeating_what_is_in_it(url: str) -> None:
    for given in (url, Path(url)):
        with pytest.raises(StoreError) as raised:
            open_store(given)
        assert "secret" not in str(raised.value)
        assert "is a URL" in str(raised.value)
    assert not Path("postgresql:").exists()


@pytest.mark.parametrize("folder", [".", "..", "/"])
def test_a_folder_is_refused_as_one(folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`.` and `/` have no name to which a log or a lock is beside: that was a `ValueError`."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StoreError, match="is a folder"):
        open_store(folder)


def test_a_store_and_its_folder_are_for_their_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "data" / "cs-bot" / "accounts.db"
    old = os.umask(0o000)
    try:
        with closing(open_store(path)) as store:
            _write(store)
            files = [each for each in path.parent.iterdir() if each.is_file()]
            assert {each.name for each in files} >= {"accounts.db", "accounts.db-wal", "accounts.db-shm"}
            assert {_mode(each) for each in files} == {0o600}
            backup(store, tmp_path / "copy.db")
    finally:
        os.umask(old)
    assert _mode(tmp_path / "copy.db") == 0o600
    assert (_mode(path.parent), _mode(path.parent.parent)) == (0o700, 0o700)


def test_a_store_that_others_could_read_is_closed_to_them(store: Store) -> None:
    store.close()
    store.path.chmod(0o644)
    open_store(store.path).close()
    assert _mode(store.path) == 0o600


def test_a_folder_that_is_named_in_the_place_of_a_store_is_refused_and_stays_open_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o755)
    with pytest.raises(StoreError, match="is a folder"):
        open_store(folder)
    assert _mode(folder) == 0o755
