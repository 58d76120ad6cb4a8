"""Scoring every customer once a day: seconds, peak memory, and the ratio to the cheapest pass over the same usage.

`.venv/bin/python -m benchmarks.scoring_speed [--sizes 1000 100000 1000000] [--keep FOLDER]`. Each account has ten days
of usage and a touchpoint, and half have a survey answer and a ticket. The first scoring writes a row for every account.
Each of the nights after it follows a day on which one account in seven was used, as on the days before, and one in a
hundred was called. Then the same day is scored again. The last night follows a quiet day: every account is a day older,
and one in a hundred was used and called.

Each scoring runs in a process of its own, whose peak of memory is printed, with that of the largest of its workers.
*CPU* is what all of them took of the processors, which a busy machine changes little. *Writing* is the time in which
other writers wait: scores are worked out beside the store, and put into it in one transaction.
"""

import argparse
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

from accounts import open_store
from accounts.derived import current_state
from accounts.health import load_config, score_all, scoring
from benchmarks.accounts_store import TODAY, build
from store.connection import Connection

USAGE_ROWS = 10
SPREAD = 70  # days that the rows of usage of an account are spread over
CALLED = 100  # one account in so many has a touchpoint on a day
TARGET, TARGET_MEMORY = 60, 200  # seconds at a million accounts, and MB
FLOOR = "SELECT account_id, sum(events) FROM usage GROUP BY account_id"
USUAL = USAGE_ROWS / SPREAD  # of the accounts are used on a day
QUIET = 1 / CALLED
NIGHTS = (  # its name, the days after the first one, and which share of the accounts is used on the day
    ("first", 0, 0.0),
    ("the next day", 1, USUAL),
    ("the day after", 2, USUAL),
    ("the same day again", 2, 0.0),
    ("a quiet day after", 3, QUIET),
)


def fill(path: Path, accounts: int) -> None:
    """A store with all that scores are made of."""
    build(path, accounts).close()
    chance = random.Random(accounts)
    days = [(TODAY - timedelta(days=back)).isoformat() for back in range(420)]
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("UPDATE account SET seats = 5 + id % 200, payment = iif(id % 9, 'paid', 'overdue')")
    connection.execute("UPDATE standing SET score = NULL, known = 0, band = 'unknown', score_before = NULL")
    connection.executemany(
        "INSERT INTO usage (account_id, used_on, events, active_users, import_id) VALUES (?, ?, ?, ?, 1)",
        _usage(accounts, days, chance),
    )
    connection.executemany(
        "INSERT INTO touchpoint (key, account_id, touched_on, import_id) VALUES (?, ?, ?, 1)",
        ((n, n, days[chance.randrange(120)]) for n in range(1, accounts + 1)),
    )
    connection.executemany(
        "INSERT INTO survey (key, account_id, survey, score, scale, answered_on, import_id)"
        " VALUES (?, ?, ?, ?, ?, ?, 1)",
        (
            (n, n, *(("nps", n % 11, 10) if n % 4 else ("csat", n % 5 + 1, 5)), days[chance.randrange(400)])
            for n in range(1, accounts + 1, 2)
        ),
    )
    connection.executemany(
        "INSERT INTO ticket (key, account_id, opened_on, closed_on, priority, satisfaction, import_id)"
        " VALUES (?, ?, ?, ?, ?, ?, 1)",
        (
            (n, n, days[chance.randrange(1, 60)], days[0] if n % 3 else None, ("low", "urgent")[n % 2], n % 5 + 1)
            for n in range(1, accounts + 1, 2)
        ),
    )
    connection.commit()
    connection.close()


def _usage(accounts: int, days: list[str], chance: random.Random) -> Iterator[tuple[int, str, int, int]]:
    for account_id in range(1, accounts + 1):
        for back in sorted(chance.sample(range(SPREAD), USAGE_ROWS), reverse=True):
            yield account_id, days[back], *_used(chance)


def _used(chance: random.Random) -> tuple[int, int]:
    return chance.randrange(1, 500), chance.randrange(1, 60)


def pass_day(path: Path, accounts: int, day: date, share: float = USUAL) -> None:
    """Puts into the store what a day brings, and works out where accounts stand on it.

    The accounts that are called are among those that are used, or as many as those are.
    """
    chance, on = random.Random(day.toordinal()), day.isoformat()
    used = chance.sample(range(1, accounts + 1), round(accounts * share))
    called = sorted(used[: accounts // CALLED])
    store = open_store(path)
    with store.writing() as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO usage (account_id, used_on, events, active_users, import_id) VALUES (?, ?, ?, ?, 1)",
            ((n, on, *_used(chance)) for n in sorted(used)),
        )
        connection.executemany(
            "INSERT OR IGNORE INTO touchpoint (key, account_id, touched_on, import_id) VALUES (?, ?, ?, 1)",
            ((f"{n} on {on}", n, on) for n in called),
        )
    current_state.advance_if_needed(store, day)
    store.close()


def measure(path: Path, accounts: int) -> None:
    """Prints what scoring costs at one size."""
    if not path.exists():
        fill(path, accounts)
    print(f"\n{accounts:,} accounts, {accounts * USAGE_ROWS:,} rows of usage, {path.stat().st_size / 1e6:,.0f} MB")
    print(f"{'':20} {'seconds':>8} {'× floor':>8} {'CPU':>8} {'writing':>8} {'MB':>5} {'worker MB':>10} {'changed':>9}")
    with closing(sqlite3.connect(path)) as connection:
        floor = _seconds(lambda: sum(1 for _ in connection.execute(FLOOR)))
    print(f"{'floor: ' + FLOOR[:13]:20} {floor:8.2f} {1:8.1f}")
    for label, ahead, share in NIGHTS:
        day = TODAY + timedelta(days=ahead)
        if share:
            pass_day(path, accounts, day, share)
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.scoring_speed", "--score", path, day.isoformat()],
            check=True,
            capture_output=True,
            text=True,
        )
        seconds, processor, writing, memory, worker, changed = map(float, done.stdout.split())
        print(
            f"{label:20} {seconds:8.2f} {seconds / floor:8.1f} {processor:8.2f} {writing:8.2f} {memory:5.0f}"
            f" {worker:10.0f} {changed:9,.0f}"
        )
    if accounts == 1_000_000:
        print(f"to reach: {TARGET} s, {TARGET_MEMORY} MB")


def score(path: Path, day: date) -> None:
    """Scores once and prints seconds, those of the processors and of the writing, peaks of memory in MB, and how many
    scores changed.
    """
    store = open_store(path)
    config = load_config()
    writing = 0.0
    publish = scoring._publish  # noqa: SLF001  the part that holds the store

    def timed(connection: Connection, today: date) -> None:
        nonlocal writing
        writing = _seconds(lambda: publish(connection, today))

    scoring._publish = timed  # noqa: SLF001
    before, began = _processor(), time.perf_counter()
    run = score_all(store, day, config)
    seconds, processor = time.perf_counter() - began, _processor() - before
    store.close()
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(seconds, processor, writing, peak(), worker, run.changed)


def peak() -> float:
    """The peak of this process's memory in MB; `getrusage` would count that of the process that started it as well."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) / 1024 for line in status.read_text().splitlines() if line.startswith("VmHWM"))


def _processor() -> float:
    """Seconds of the processors that this process and those that it has waited for took."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """Reads the options and measures every size."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", nargs="+", type=int, default=[1_000, 100_000])
    options.add_argument("--keep", type=Path, metavar="FOLDER")
    options.add_argument("--score", nargs=2, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.score:
        score(Path(given.score[0]), date.fromisoformat(given.score[1]))
        return
    with tempfile.TemporaryDirectory() as passing:
        for size in sorted(given.sizes):
            measure((given.keep or Path(passing)) / f"scoring-{size}.db", size)


if __name__ == "__main__":
    main()
