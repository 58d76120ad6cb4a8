"""A validated import of accounts, and of usage, beside `sqlite3 .import` of the same file into an equal empty table.

`.venv/bin/python -m benchmarks.import_speed [ROWS ...] [--usage ROWS]`. Each import runs in a process of its own, whose
peak of memory is printed. Seconds are those of the processor: a busy machine doesn't change their ratio much. Checking,
comparing and writing rows is one figure; working out what lists are read from, in the same transaction, is another,
which `.import` has nothing of. Then the same file is imported again, and one in which a row in a hundred has changed.

Usage is of 20,000 accounts, a row a day, and comes again as well. Its floor is a table without a key, and one whose
rows stand by the store's.
"""

import argparse
import csv
import json
import random
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from accounts import open_store
from accounts.derived import current_state
from accounts.importing import ImportContext, Options, run_import
from accounts.names import trigram_index as name_index
from accounts.readers import open_table
from benchmarks.scoring_speed import peak

QUICK = (1_000, 20_000)
TARGET, TARGET_LATER, TARGET_USAGE, TARGET_MEMORY = 3.5, 1.2, 2.0, 200
HEADER = (
    "Account ID,Account Name,Website,Segment,Industry,Country,Plan,Owner,Owner Email,Status,Customer Since,ARR,"
    "Currency,Seats,Renewal Date,Notice Period,Auto Renew\r\n"
)
SEATS = HEADER.split(",").index("Seats")
COLUMNS = (
    "key, name, domain, segment, industry, country, plan, owner, owner_email, status, customer_since, arr INTEGER, "
    "currency, seats INTEGER, renews_on, notice_days INTEGER, auto_renews"
)
TODAY = date(2026, 6, 15)
ACCOUNTS = 20_000  # that usage is of
USAGE_HEADER = ("Account ID", "Date", "Feature", "Events", "Active Users")
USAGE_COLUMNS = "account, used_on, feature, events INTEGER, active_users INTEGER"
USAGE_KEY = "PRIMARY KEY (account, used_on, feature)"


def rows(count: int) -> Iterator[list[object]]:
    """Accounts as a CRM exports them, the same ones every time."""
    some = random.Random(1)
    for number in range(count):
        owner = number % 200
        yield [
            f"A-{number:07}", f"Company {number:07}", f"company{number}.example",
            some.choice(["Enterprise", "Mid-Market", "SMB"]), some.choice(["Software", "Retail", "Health care"]),
            some.choice(["US", "DE", "FR", "JP"]), some.choice(["Pro", "Basic"]), f"Owner {owner}",
            f"owner{owner}@csm.example", "active", _day(some, 2015, 2025), some.randint(1_000, 900_000), "USD",
            some.randint(1, 900), _day(some, 2026, 2026), some.choice([30, 60, 90]), some.choice(["TRUE", "FALSE"]),
        ]  # fmt: skip


def _day(some: random.Random, first: int, last: int) -> str:
    return f"{some.randint(first, last)}-{some.randint(1, 12):02}-{some.randint(1, 28):02}"


def changed(count: int) -> Iterator[list[object]]:
    """The same accounts, of which one in a hundred has other seats."""
    for number, row in enumerate(rows(count)):
        yield row if number % 100 else [*row[:SEATS], 1_000, *row[SEATS + 1 :]]


def write(path: Path, listed: Iterable[list[object]]) -> None:
    """Writes a file of accounts."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        csv.writer(file).writerows(listed)


def usage(count: int) -> Iterator[tuple[object, ...]]:
    """So many rows of usage, the latest day first, the same ones every time."""
    some = random.Random(2)
    for number in range(count):
        day, account = divmod(number, ACCOUNTS)
        yield (
            f"A-{account:07}", TODAY - timedelta(days=1 + day), ("reports", "api")[number % 2], some.randint(1, 500),
            some.randint(1, 40),
        )  # fmt: skip


def used_more(count: int) -> Iterator[tuple[object, ...]]:
    """The same usage, of which one row in a hundred has an event more."""
    for number, (account, day, feature, events, people) in enumerate(usage(count)):
        yield account, day, feature, int(str(events)) + (number % 100 == 0), people


def floor(
    source: Path, folder: Path, columns: str = COLUMNS, key: str = "UNIQUE (key)", kept: str = ""
) -> tuple[str, float]:
    """The command-line program where there is one, else `executemany` over a reader of CSV: its name and seconds."""
    path = folder / "floor.db"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    types = [each if " " in each else f"{each} TEXT" for each in columns.split(", ")]
    connection.execute(f"CREATE TABLE floor ({', '.join((*types, key) if key else types)}) STRICT{kept}")
    started = _processor()
    if program := shutil.which("sqlite3"):
        subprocess.run([program, str(path), ".mode csv", f".import --skip 1 '{source}' floor"], check=True)
    else:
        _executemany(connection, source, len(types))
    taken = _processor() - started
    connection.close()
    path.unlink()
    return ("sqlite3 .import" if program else "csv and executemany"), taken


def _processor() -> float:
    """Seconds of the processor that this process and those that it has waited for took."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _executemany(connection: sqlite3.Connection, source: Path, columns: int) -> None:
    with source.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(f"INSERT INTO floor VALUES ({', '.join('?' * columns)})", reader)
        connection.execute("COMMIT")


def child(source: Path, later: Path, database: Path) -> None:
    """Imports files and prints seconds: of the first in all, of it but the derived tables, of it again and of the later
    one; and the most megabytes.
    """
    derived = [0.0]
    current_state.recompute = _timed(current_state.recompute, derived)
    name_index.update_index = _timed(name_index.update_index, derived)
    taken = _import(source, database)
    figures = [taken, taken - derived[0], _import(source, database), _import(later, database)]
    print(json.dumps([*figures, round(peak())]))


def usage_child(accounts: Path, source: Path, later: Path, database: Path) -> None:
    """Imports accounts and then their usage; prints the seconds of the latter, of the same again and of the later one,
    and the most megabytes.
    """
    _import(accounts, database)
    print(json.dumps([*(_import(each, database, "usage") for each in (source, source, later)), round(peak())]))


def _import(source: Path, database: Path, kind: str = "accounts") -> float:
    store = open_store(database)
    started = time.process_time()
    with open_table(source) as table:
        outcome = run_import(store, kind, table, Options(), ImportContext("benchmark", datetime.now(UTC), TODAY))
    store.close()
    if not outcome.written:
        raise SystemExit(outcome.rejects)
    return time.process_time() - started


def _timed(function: Callable[..., Any], seconds: list[float]) -> Callable[..., Any]:
    def timed(*given: object) -> object:
        started = time.process_time()
        try:
            return function(*given)
        finally:
            seconds[0] += time.process_time() - started

    return timed


def ours(child: str, *paths: Path) -> list[float]:
    """What a child prints, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.import_speed", child, *map(str, paths)]
    figures: list[float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return figures


def measure_accounts(counts: list[int]) -> None:
    """Prints a row a size: seconds of both and their ratio, without and with the derived tables; the same of the later
    imports; and memory.
    """
    heads = " ".join(f"{head:>8} {'ratio':>6}" for head in ("rows s", "all s", "again s", "1 % s"))
    print(f"{'accounts':>10} {'floor s':>8} {heads} {'MB':>5}")
    for count in counts:
        with TemporaryDirectory() as name:
            folder = Path(name)
            source, later = folder / "accounts.csv", folder / "later.csv"
            write(source, rows(count))
            write(later, changed(count))
            named, least = min((floor(source, folder) for _ in range(2)), key=lambda each: each[1])
            taken, only_for_requester, again, after, megabytes = ours("--child", source, later, folder / "accounts.db")
        pairs = " ".join(
            f"{seconds:>8.2f} {seconds / least:>6.1f}" for seconds in (only_for_requester, taken, again, after)
        )
        print(f"{count:>10,} {least:>8.2f} {pairs} {megabytes:>5.0f}")
    print(
        f"The floor is {named}. To reach: {TARGET} times for all, {TARGET_LATER} times for 1 %, "
        f"under {TARGET_MEMORY} MB."
    )


def measure_usage(count: int) -> None:
    """Prints the seconds of both floors, of the import and of later ones, and their ratios to each."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        accounts, source, later = (folder / f"{name}.csv" for name in ("accounts", "usage", "later"))
        write(accounts, rows(ACCOUNTS))
        for path, listed in ((source, usage(count)), (later, used_more(count))):
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows((USAGE_HEADER, *listed))
        plain, keyed = (
            min(floor(source, folder, USAGE_COLUMNS, *key)[1] for _ in range(2))
            for key in (("",), (USAGE_KEY, ", WITHOUT ROWID"))
        )
        *taken, megabytes = ours("--usage-child", accounts, source, later, folder / "accounts.db")
    heads = " ".join(f"{head:>8} {'ratio':>6} {'keyed':>6}" for head in ("all s", "again s", "1 % s"))
    print(f"\n{'usage':>10} {'floor s':>8} {'keyed s':>8} {heads} {'MB':>5}")
    pairs = " ".join(f"{each:>8.2f} {each / plain:>6.1f} {each / keyed:>6.1f}" for each in taken)
    print(f"{count:>10,} {plain:>8.2f} {keyed:>8.2f} {pairs} {megabytes:>5.0f}")
    print(f"To reach: {TARGET_USAGE} times.")


def main() -> None:
    """Measures what was asked for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("rows", nargs="*", type=int, default=list(QUICK))
    options.add_argument("--usage", type=int, default=2 * ACCOUNTS, help="rows of usage")
    given = options.parse_args()
    measure_accounts(given.rows)
    measure_usage(given.usage)


if __name__ == "__main__":
    match sys.argv[1:2]:
        case ["--child"]:
            child(*map(Path, sys.argv[2:]))
        case ["--usage-child"]:
            usage_child(*map(Path, sys.argv[2:]))
        case _:
            main()
