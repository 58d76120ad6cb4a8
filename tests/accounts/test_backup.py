"""A backup while others write."""

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from accounts import Store
from store.backup import backup
from tests.accounts.conftest import Factory

ABOUT_THE_FILE = True  # of SQLite


def test_a_backup_taken_while_others_write_is_whole(store: Store, make: Factory, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            with store.writing() as connection:
                for _ in range(2):  # two at a time: a copy has both or neither
                    number += 1
                    connection.execute("INSERT INTO owner (key, name) VALUES (?, 'x')", (str(number),))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            backup(store, tmp_path / f"copy-{number}.db")
    finally:
        stop.set()
        writer.join()
    for number in range(5):
        with closing(sqlite3.connect(tmp_path / f"copy-{number}.db")) as copy:
            assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert copy.execute("SELECT count(*) % 2 FROM owner").fetchone() == (0,)
    assert not list(tmp_path.glob(".*.part"))
