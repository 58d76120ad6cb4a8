"""Restoring a backup: never while the store is open, never from a bad copy, and nothing is lost by it."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from accounts import Store, StoreError, open_store
from accounts.migrations import MIGRATIONS
from store.backup import backup
from store.errors import StoreInUseError
from store.restore import Restored, restore

ABOUT_THE_FILE = True  # of SQLite


NOW = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
HOLD = """
import sys, time
from accounts import open_store
store = open_store(sys.argv[1])
with store.writing() as connection:
    connection.execute("INSERT INTO owner (key, name) VALUES ('later', 'after the backup')")
print("open", flush=True)
time.sleep(600)
"""
RESTORE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from accounts.migrations import MIGRATIONS
from store.restore import restore
print("begin", flush=True)
restore(Path(sys.argv[1]), Path(sys.argv[2]), MIGRATIONS, datetime(2026, 6, 15, tzinfo=UTC))
"""


def _add(store: Store, *keys: str) -> None:
    with store.writing() as connection:
        connection.executemany("INSERT INTO owner (key, name) VALUES (?, ?)", [(key, key) for key in keys])


def _keys(path: Path) -> list[str]:
    with closing(open_store(path)) as store:
        return [key for (key,) in store.reading.execute("SELECT key FROM owner ORDER BY key")]


def _restore(copy: Path, path: Path) -> Restored:
    return restore(copy, path, MIGRATIONS, NOW)


@pytest.fixture
def copy(store: Store, tmp_path: Path) -> Path:
    """A backup with the owner `early`; the store itself has `late` too, and is closed."""
    _add(store, "early")
    path = tmp_path / "backups" / "copy.db"
    path.parent.mkdir()
    backup(store, path)
    _add(store, "late")
    store.close()
    return path


def test_the_copy_takes_the_place_of_the_store_which_is_kept(store: Store, copy: Path) -> None:
    before = copy.read_bytes()
    done = _restore(copy, store.path)
    assert _keys(store.path) == ["early"]
    assert done.kept is not None
    assert done.kept.name == "accounts.before-restore-20260615T093000Z.db"
    assert _keys(done.kept) == ["early", "late"]
    assert copy.read_bytes() == before
    assert [each.name for each in copy.parent.iterdir()] == ["copy.db"]
    assert done.kept.stat().st_mode & 0o777 == 0o600


def test_a_store_is_restored_where_there_is_none(copy: Path, tmp_path: Path) -> None:
    done = _restore(copy, tmp_path / "new" / "accounts.db")
    assert done.kept is None
    assert _keys(done.path) == ["early"]


@pytest.mark.processes
def test_a_store_that_another_process_has_open_is_not_exchanged(store: Store, copy: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(store.path)], stdout=subprocess.PIPE) as holder:
        try:
            assert holder.stdout is not None
            holder.stdout.readline()
            before = store.path.stat().st_ino
            with pytest.raises(StoreInUseError, match="cs serve"):
                _restore(copy, store.path)
            assert store.path.stat().st_ino == before
        finally:
            holder.kill()


@pytest.mark.processes
@pytest.mark.parametrize("how", ["restored", "by hand"])
def test_after_a_kill_a_backup_is_what_is_there_or_nothing_is_touched(store: Store, copy: Path, how: str) -> None:
    """The killed bot leaves a log beside the file, which SQLite writes into whatever is put there."""
    with subprocess.Popen([sys.executable, "-c", HOLD, str(store.path)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        holder.send_signal(signal.SIGKILL)
    assert Path(f"{store.path}-wal").stat().st_size > 0
    if how == "by hand":
        shutil.copyfile(copy, store.path)
        with pytest.raises(StoreError, match="put there by hand"):
            open_store(store.path)
    done = _restore(copy, store.path)
    assert _keys(store.path) == ["early"]
    if how == "restored":
        assert done.kept is not None
        assert _keys(done.kept) == ["early", "late", "later"]


@pytest.mark.processes
def test_any_program_that_reads_the_file_holds_a_restore_off(store: Store, copy: Path) -> None:
    """Not only ours: the probe is SQLite's own lock, which a reader of a write-ahead file keeps."""
    script = (
        "import sqlite3, sys, time; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM owner').fetchall();"
        "print('open', flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(store.path)], stdout=subprocess.PIPE) as reader:
        try:
            assert reader.stdout is not None
            reader.stdout.readline()
            with pytest.raises(StoreInUseError):
                _restore(copy, store.path)
        finally:
            reader.kill()


def _text(path: Path) -> None:
    path.write_text("name,arr\n" * 1000)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:9000])


def _foreign(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE other (id INTEGER)")


def _newer(path: Path) -> None:
    with closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA user_version = 999")


def _broken(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096 * 3 : 4096 * 6] = b"\xff" * (4096 * 3)
    path.write_bytes(content)


BAD = {
    "text": (_text, "damaged, or no store"),
    "empty": (_empty, "is empty"),
    "cut short": (_short, "damaged"),
    "broken": (_broken, "damaged"),
    "another program's": (_foreign, "another program"),
    "newer": (_newer, "newer version"),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_copy_changes_nothing(store: Store, copy: Path, fault: str) -> None:
    spoil, said = BAD[fault]
    spoil(copy)
    before = store.path.read_bytes()
    with pytest.raises(StoreError, match=said):
        _restore(copy, store.path)
    assert store.path.read_bytes() == before
    assert not [each for each in store.path.parent.iterdir() if ".part" in each.name]


def test_a_damaged_store_is_restored_and_kept_for_whoever_can_read_it(store: Store, copy: Path) -> None:
    store.path.write_bytes(b"\x00" * 10_000)
    done = _restore(copy, store.path)
    assert _keys(store.path) == ["early"]
    assert done.kept is not None
    assert done.kept.read_bytes() == b"\x00" * 10_000


@pytest.mark.processes
def test_a_restore_killed_at_any_moment_leaves_one_store_or_the_other(store: Store, copy: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", RESTORE, str(copy), str(store.path)]
    saved = store.path.read_bytes()
    for turn in range(8):
        store.path.write_bytes(saved)
        with subprocess.Popen(command, stdout=subprocess.PIPE) as restoring:
            assert restoring.stdout is not None
            restoring.stdout.readline()
            time.sleep(0.004 * turn)
            restoring.kill()
        assert _keys(store.path) in (["early"], ["early", "late"])
    os.sync()
    _restore(copy, store.path)
    assert _keys(store.path) == ["early"]
