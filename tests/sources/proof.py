"""The proof that no kill loses, doubles or halves a row: two workers are killed at random moments of their syncs.

    python -m tests.sources.proof --kills 300
    python -m tests.sources.proof --kills 60 --postgresql

A database and a folder change between kills. After each kill the store is held against them: whatever lies before the
cursor is there as the database has it, a file that counts as read is there whole, and of one that doesn't there is
nothing. The workers' clock runs quickly, so that leases run out and both read one source at the same time.

On PostgreSQL the server is crashed and started again meanwhile, all connections are cut, and answers to COMMITs lost.
"""

import argparse
import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from accounts import Store, open_store
from sources import Secrets, Source, SyncContext, load_sources, sync_due
from sources.state import LEASE, prepare
from store.errors import StoreError, StoreUnreachableError
from tests import postgresql
from tests.bot.digests.troubled_server import TroubledServer, troubled_server

SPEED = 900.0  # seconds of the workers' clock in one of ours
BEGIN = datetime(2026, 6, 15, 9, tzinfo=UTC)
CUSTOMERS, FILE_ROWS = 400, 60
TROUBLE, WITH_SERVER, LOSSES = 1.5, 3.0, 0.05  # seconds between troubles at most, and before a kill; COMMITs lost
SOURCES = """[crm]
kind = "accounts"
from = "database"
url = "sqlite:///{folder}/crm.db"
query = "SELECT id, name, arr, updated_at FROM customer"
since = "updated_at"
every = "1m"
columns = {{ updated_at = "-" }}

[files]
kind = "accounts"
from = "folder"
files = "accounts-*.csv"
every = "1m"
"""


@dataclass
class Proof:
    """A database, a folder and a store, and what was seen of them."""

    folder: Path
    random: random.Random
    place: Path | str
    for_workers: Path | str
    seen: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    step: int = 0
    files: int = 0
    started: float = field(default_factory=time.monotonic)

    def begin(self) -> None:
        """Makes them, with some customers."""
        (self.folder / "sources.toml").write_text(SOURCES.format(folder=self.folder))
        with closing(sqlite3.connect(self.folder / "crm.db")) as crm, crm:
            crm.execute("CREATE TABLE customer (id TEXT PRIMARY KEY, name TEXT, arr INTEGER, updated_at TEXT)")
            rows = [(f"c{n}", f"Customer {n}", 1_000, self.stamp()) for n in range(CUSTOMERS)]
            crm.executemany("INSERT INTO customer VALUES (?, ?, ?, ?)", rows)
        store = open_store(self.place)
        prepare(store)
        store.close()

    def stamp(self) -> str:
        """A time of change, each later than the last."""
        self.step += 1
        return (BEGIN + timedelta(seconds=self.step)).strftime("%Y-%m-%dT%H:%M:%S")

    def change(self) -> None:
        """Changes some customers, and adds one and a file."""
        with closing(sqlite3.connect(self.folder / "crm.db")) as crm, crm:
            for _ in range(self.random.randint(1, 30)):
                changed = (self.random.randint(1, 10**6), self.stamp(), f"c{self.random.randrange(CUSTOMERS)}")
                crm.execute("UPDATE customer SET arr = ?, updated_at = ? WHERE id = ?", changed)
            new = f"n{self.step}"
            crm.execute("INSERT INTO customer VALUES (?, ?, ?, ?)", (new, f"Newcomer {new}", 5, self.stamp()))
        self.files += 1
        lines = ["id,name,arr", *(f"f{self.files}-{n},File {self.files} Row {n},{n + 1}" for n in range(FILE_ROWS))]
        path = self.folder / f"accounts-{self.files}.csv"
        part = path.with_suffix(".part")
        part.write_text("\n".join(lines) + "\n")
        then = time.time() - 3_600
        os.utime(part, (then, then))
        part.rename(path)

    def check(self, *, settled: bool = False) -> None:
        """Holds the store against them; `settled` says that everything has to be there."""
        with closing(sqlite3.connect(self.folder / "crm.db")) as crm:
            customers = {id_: (arr, at) for id_, arr, at in crm.execute("SELECT id, arr, updated_at FROM customer")}
        with closing(open_store(self.place)) as store, store.snapshot() as connection:
            rows = connection.execute("SELECT key, arr FROM account").fetchall()
            (cursor,) = connection.execute("SELECT cursor FROM source WHERE name = 'crm'").fetchone() or ("",)
            (known,) = connection.execute("SELECT count(*) FROM source_file WHERE source = 'files'").fetchone()
        there = dict(rows)
        self._check_customers(customers, there, cursor.partition(" ")[2], settled=settled)
        parts = Counter(key.partition("-")[0] for key in there if key.startswith("f"))
        halves = [name for name, count in parts.items() if count != FILE_ROWS]
        if halves:
            self.faults.append(f"half-written: {halves}")
        if known != len(parts) or (settled and known != self.files):
            self.faults.append(f"{known} files count as read, {len(parts)} are in the store, {self.files} are there")
        if len(rows) != len(there):
            self.faults.append("doubled rows")

    def _check_customers(
        self, customers: dict[str, tuple[int, str]], there: dict[str, int], cursor: str, *, settled: bool
    ) -> None:
        for id_, (arr, changed) in customers.items():
            if (changed <= cursor or settled) and there.get(id_) != arr * 100:
                self.faults.append(f"{id_} was changed at {changed}, the cursor is {cursor}: {there.get(id_)}, {arr}")
        if extra := [key for key in there if key[0] in "cn" and key not in customers]:
            self.faults.append(f"of nowhere: {extra}")

    def work(self, until_settled: bool) -> None:  # noqa: FBT001
        """What a worker does, in a process of its own."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sources = load_sources(self.folder / "sources.toml")
        store = self._opened()
        context = SyncContext(store=store, secrets=Secrets({}), clock=self.clock, sleep=lambda _: None)
        quiet = 0
        while not until_settled or quiet < 4:
            quiet = quiet + 1 if self._sync(sources, context) else 0
        store.close()

    def _opened(self) -> Store:
        """The store, as soon as its server can be reached."""
        while True:
            try:
                return open_store(self.for_workers)
            except StoreUnreachableError:
                time.sleep(0.1)

    def _sync(self, sources: tuple[Source, ...], context: SyncContext) -> bool:
        """Whether everything that was due was read, and nothing was new."""
        try:
            reports = list(sync_due(sources, context))
        except StoreError:
            return False  # the other one writes for long
        time.sleep(0.07)
        return all(each.outcome == "good" and not each.new + each.changed for each in reports)

    def clock(self) -> datetime:
        """The workers' clock."""
        return BEGIN + timedelta(seconds=(time.monotonic() - self.started) * SPEED)


def prove(kills: int, seed: int, folder: Path, on: TroubledServer | None = None) -> Proof:
    """Kills workers so many times, on a server that is in trouble meanwhile. `faults` should be empty."""
    processes = multiprocessing.get_context("fork")
    place = on.place if on else folder / "accounts.db"
    proof = Proof(folder, random.Random(seed), place, on.for_workers if on else place)
    proof.begin()
    proof.change()
    while proof.seen["kills"] < kills and not proof.faults:
        workers = [processes.Process(target=proof.work, args=(False,)) for _ in range(2)]
        for worker in workers:
            worker.start()
        with on.in_trouble(TROUBLE, proof.random) if on else nullcontext():
            for worker in proof.random.sample(workers, 2):
                time.sleep(proof.random.uniform(0.01, WITH_SERVER if on else 0.25))
                os.kill(worker.pid or 0, signal.SIGKILL)
                worker.join()
                proof.seen["kills"] += 1
        proof.check()
        proof.change()
    settle = processes.Process(target=proof.work, args=(True,))
    settle.start()
    settle.join(240)
    if settle.exitcode != 0:
        proof.faults.append(f"it didn't settle: {settle.exitcode}")
        settle.kill()
    proof.check(settled=True)
    _count(proof)
    return proof


def _count(proof: Proof) -> None:
    with closing(open_store(proof.place)) as store:
        runs = "SELECT outcome, count(*) FROM source_run GROUP BY outcome ORDER BY outcome"
        proof.seen.update(dict(store.reading.execute(runs).fetchall()))
        proof.seen["rows"] = store.reading.execute("SELECT count(*) FROM account").fetchone()[0]
        if fault := store.find_fault():
            proof.faults.append(fault)


def main() -> int:
    """Runs the proof and prints what was seen; 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="cs-proof-"))
    programs = postgresql.binaries() if asked.postgresql else None
    try:
        with troubled_server(programs, losses=LOSSES) if programs else nullcontext() as on:
            proof = prove(asked.kills, asked.seed, folder, on)
            if on:
                proof.seen.update({"crashes": on.crashes, "cuts": on.cuts, "COMMITs lost": on.proxy.lost.total()})
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    seen = ", ".join(f"{number} {name}" for name, number in proof.seen.items())
    print(f"{seen}; leases of {LEASE.total_seconds() / SPEED:.2f} s")
    print("\n".join(proof.faults[:20]) or "0 rows lost, 0 doubled, 0 half-written, cursors right")
    return int(bool(proof.faults))


if __name__ == "__main__":
    sys.exit(main())
