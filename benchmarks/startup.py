"""Cold start: each command in a new process, as a ratio to `python -c pass` in the same run.

`--store FILE` adds commands about the accounts of a store that `accounts_store.build` made. The floor is what Python
takes with the modules of its own library that a typed, validated program can't do without.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.accounts_store import name

FLOOR = "python -c pass"
CS = str(Path(sys.executable).with_name("cs"))
COMMANDS = {
    FLOOR: ["-c", "pass"],
    "import re, textwrap": ["-c", "import re, textwrap"],
    "import dataclasses": ["-c", "import dataclasses, datetime, pathlib, typing"],
    "cs define nrr": [CS, "define", "nrr"],
    "cs --json define nrr": [CS, "--json", "define", "nrr"],
    "cs define champoin": [CS, "define", "champoin"],
    "cs what's a good nps?": [CS, "what's", "a", "good", "nps?"],
    "cs nps 40 10 50": [CS, "nps", "40", "10", "50"],
}
OF_ACCOUNTS = {
    "import sqlite3": ["-c", "import sqlite3, dataclasses, datetime, decimal, pathlib, typing"],
    "cs health red": [CS, "health", "red"],
    "cs account NAME": [CS, "account", *name(77).split()],
    "cs renewals 30": [CS, "renewals", "30"],
}


class Cost(NamedTuple):
    """What one process took, in milliseconds."""

    cpu: float
    wall: float


def cost(arguments: list[str]) -> Cost:
    """Runs Python with the arguments, its output thrown away. Raises `RuntimeError` where it fails."""
    silence = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    started = time.perf_counter()
    child = os.posix_spawn(sys.executable, [sys.executable, *arguments], os.environ, file_actions=silence)
    _, status, used = os.wait4(child, 0)
    wall = time.perf_counter() - started
    if status:
        raise RuntimeError(f"{' '.join(arguments)} ended with {os.waitstatus_to_exitcode(status)}")
    return Cost((used.ru_utime + used.ru_stime) * 1000, wall * 1000)


def main() -> None:
    """Prints a row a command: medians of CPU and wall time with their ratios to the first row. Runs take turns."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--store", type=Path)
    options = parser.parse_args()
    commands = COMMANDS | (OF_ACCOUNTS if options.store else {})
    if options.store:
        os.environ["CS_DATABASE"] = str(options.store)
    for arguments in commands.values():
        cost(arguments)  # what is compiled at the first start is kept
    taken: dict[str, list[Cost]] = {command: [] for command in commands}
    for _ in range(options.runs):
        for command, arguments in commands.items():
            taken[command].append(cost(arguments))
    floor = _median(taken[FLOOR])
    print(f"{'command':24} {'CPU ms':>8} {'ratio':>6} {'wall ms':>9} {'ratio':>6} {'slowest':>8}")
    for command, costs in taken.items():
        cpu, wall = _median(costs)
        slowest = max(each.wall for each in costs)
        print(f"{command:24} {cpu:8.1f} {cpu / floor.cpu:6.1f} {wall:9.1f} {wall / floor.wall:6.1f} {slowest:8.0f}")


def _median(costs: list[Cost]) -> Cost:
    return Cost(statistics.median(each.cpu for each in costs), statistics.median(each.wall for each in costs))


if __name__ == "__main__":
    main()
