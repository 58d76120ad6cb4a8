"""A source of many accounts of which 1 % changed, beside the import of the same file by hand: CPU time and memory.

    python -m benchmarks.source_sync [--accounts 1000000]

Each way runs in a process of its own on a copy of the same store. The list of a folder and of a database is full, so
that missing rows are noted too; with `since` a database gives what changed.
"""

import argparse
import multiprocessing
import resource
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from accounts import open_store
from accounts.importing import ImportContext, Options, run_import
from accounts.readers import open_table
from sources import Secrets, SyncContext, load_sources, sync_due

NOW = datetime(2026, 6, 15, 9, tzinfo=UTC)
LATER = datetime(2026, 6, 16, 9, tzinfo=UTC)
SOURCES = """[folder]
kind = "accounts"
from = "folder"
files = "*day.csv"
every = "1h"
full = true
"""
DATABASE = """[database]
kind = "accounts"
from = "database"
url = "sqlite:///{path}"
query = "SELECT id, name, domain, segment, arr, updated_at FROM account"
{since}every = "1h"
columns = {{ updated_at = "-" }}
"""


def main() -> None:
    """Prints seconds of CPU and the most memory of each way, as ratios to the import by hand."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=1_000_000)
    accounts = parser.parse_args().accounts
    folder = Path(tempfile.mkdtemp(prefix="cs-bench-"))
    try:
        _write(folder, accounts)
        ways: dict[str, Callable[[Path], None]] = {
            "import by hand": _by_hand,
            "folder, whole list": partial(_sync, "folder"),
            "database, whole list": partial(_sync, "full"),
            "database, what changed": partial(_sync, "since"),
        }
        found = {name: _measured(folder, way) for name, way in ways.items()}
    finally:
        shutil.rmtree(folder)
    base, _ = found["import by hand"]
    print(f"{accounts:,} accounts, 1 % changed")
    for name, (seconds, memory) in found.items():
        print(f"{name:24} {seconds:7.1f} s CPU  {seconds / base:5.2f} x   {memory:6.0f} MB")


def _write(folder: Path, accounts: int) -> None:
    """The file and database of yesterday and of today, and a store that read each of them yesterday."""
    with closing(sqlite3.connect(folder / "crm.db")) as crm, crm:
        crm.execute(
            "CREATE TABLE account (id TEXT, name TEXT, domain TEXT, segment TEXT, arr INTEGER, updated_at TEXT)"
        )
        crm.executemany("INSERT INTO account VALUES (?, ?, ?, ?, ?, ?)", (_row(n, "") for n in range(accounts)))
    _csv(folder / "yesterday.csv", accounts, "")
    (folder / "folder.toml").write_text(SOURCES)
    for name, since in (("full", ""), ("since", 'since = "updated_at"\n')):
        (folder / f"{name}.toml").write_text(DATABASE.format(path=folder / "crm.db", since=since))
    for name in ("folder", "full", "since"):
        _run(name, folder, folder / f"{name}.db", NOW)
    shutil.copyfile(folder / "folder.db", folder / "hand.db")
    with closing(sqlite3.connect(folder / "crm.db")) as crm, crm:
        crm.execute("UPDATE account SET arr = arr + 500, updated_at = '2026-06-15T12:00:00' WHERE rowid % 100 = 0")
    _csv(folder / "today.csv", accounts, "x")


def _row(n: int, changed: str) -> tuple[object, ...]:
    segment = ("Enterprise", "Mid-market", "SMB")[n % 3]
    arr = n % 90_000 + 1_000 + (500 if changed and n % 100 == 99 else 0)
    return (
        f"A{n:07}",
        f"Customer {n}",
        f"customer{n}.example",
        segment,
        arr,
        f"2026-06-14T{n % 86_400 // 3_600:02}:{n % 3_600 // 60:02}:{n % 60:02}",
    )


def _csv(path: Path, accounts: int, changed: str) -> None:
    with path.open("w") as file:
        file.write("id,name,domain,segment,arr\n")
        file.writelines(",".join(map(str, _row(n, changed)[:5])) + "\n" for n in range(accounts))


def _by_hand(folder: Path) -> None:
    store = open_store(folder / "hand.db")
    with open_table(folder / "today.csv") as table:
        result = run_import(store, "accounts", table, Options(), ImportContext("bench", LATER, LATER.date()))
    store.close()
    print(f"  by hand: {result.changed:,} changed")


def _sync(name: str, folder: Path) -> None:
    _run(name, folder, folder / f"{name}.db", LATER)


def _run(name: str, folder: Path, database: Path, now: datetime) -> None:
    store = open_store(database)
    context = SyncContext(store=store, secrets=Secrets({}), clock=lambda: now, sleep=lambda _: None)
    for report in sync_due(load_sources(folder / f"{name}.toml"), context):
        print(f"  {name}: {report.outcome}, {report.new:,} new, {report.changed:,} changed {report.reason}")
    store.close()


def _measured(folder: Path, way: Callable[[Path], None]) -> tuple[float, float]:
    """Seconds of CPU, and megabytes at most, of a way in a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_measure, args=(folder, way, theirs))
    process.start()
    found: tuple[float, float] = ours.recv()
    process.join()
    return found


def _measure(folder: Path, way: Callable[[Path], None], to: Connection) -> None:
    begin = time.process_time()
    way(folder)
    to.send((time.process_time() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


if __name__ == "__main__":
    main()
