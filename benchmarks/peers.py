"""The same import and the same look-up by what a user would pick instead, as the tables of docs/speed.md.

`.venv/bin/python -m benchmarks.peers [--rows 100000] [--rounds 3]`. The peers, in the versions of
`benchmarks/peers.txt`, are installed into an environment of their own, `build/peers`; one that can't be is left out,
and a line says so. All ways take turns, each in a process of its own; seconds of the processor are those of all its
threads, and the ratio is to `sqlite3 .import` in the same round.

A bad row is one more row behind good ones, with a single fault: it counts as taken when it is found in the table.
"""

import argparse
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import import_speed
from benchmarks.lookup_quality import Table, ask_shipped, collections, judged, sample
from benchmarks.lookup_speed import questions
from benchmarks.peer_programs.environment import PYTHON, install
from glossary.search.finder import Finder
from glossary.term_files import read_terms

ROOT = Path(__file__).parents[1]
PROGRAMS = Path(__file__).parent / "peer_programs"
OURS = "CS Bot"
MARK = "Faulty"  # the industry of a bad row
FAULTS: dict[str, dict[str, str]] = {
    "a key that an earlier row has": {"Account ID": "A-0000003"},
    "30 February": {"Customer Since": "2024-02-30"},
    "seats in words": {"Seats": "twelve"},
    "a letter in an amount": {"ARR": "12O000"},
    "fewer than no seats": {"Seats": "-12"},
    "a cell too many": {"Auto Renew": "TRUE,more"},
}
MEASURE = """
import os, sys, time
start = time.perf_counter()
_, status, used = os.wait4(os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ), 0)
print(status, time.perf_counter() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""
QUESTIONS = 500  # of a set, at most


@dataclass(frozen=True, slots=True)
class Loader:
    """A way to import: the package whose version is said, the command for a file and a new database, its table, and
    what it does beside copying.
    """

    package: str
    command: Callable[[Path, Path], list[str]]
    does: str
    table: str = "account"


def _floor_and_ours() -> dict[str, Loader]:
    types = [each if " " in each else f"{each} TEXT" for each in import_speed.COLUMNS.split(", ")]
    schema = f"CREATE TABLE account ({', '.join(types)}, UNIQUE (key)) STRICT"
    return {
        "sqlite3 .import": Loader(
            "SQLite",
            lambda file, base: ["sqlite3", str(base), schema, ".mode csv", f".import --skip 1 '{file}' account"],
            "types and key of a table made by hand; a row that breaks them is left out with a message",
        ),
        OURS: Loader(
            "",
            lambda file, _: [sys.executable, "-m", "bot.terminal.main", "import", "accounts", str(file)],
            "recognises columns, checks every cell, all or nothing, undo; current state, totals, changes by day and the"
            " index of names",
        ),
    }


def loaders() -> dict[str, Loader]:
    """Every way to import by its name, the floor first."""
    peer = str(PYTHON)
    into_duckdb = (
        "import sys, duckdb; duckdb.connect(sys.argv[2]).execute("
        "'CREATE TABLE account AS FROM read_csv(?)', [sys.argv[1]])"
    )
    scripts = PYTHON.parent
    return {
        **_floor_and_ours(),
        "sqlite-utils insert": Loader(
            "sqlite-utils",
            lambda file, base: [
                *(str(scripts / "sqlite-utils"), "insert", str(base), "account", str(file)),
                *("--csv", "--pk", "Account ID"),
            ],
            "a key; types by what all rows of a column are",
        ),
        "csvs-to-sqlite": Loader(
            "csvs-to-sqlite",
            lambda file, base: [str(scripts / "csvs-to-sqlite"), str(file), str(base), "-pk", "Account ID"],
            "a key; types by what all rows of a column are",
            "accounts",
        ),
        "DuckDB": Loader(
            "duckdb",
            lambda file, base: [peer, "-c", into_duckdb, str(file), str(base)],
            "types by a sample of rows; all cores; no key",
        ),
        "dlt, into DuckDB": Loader(
            "dlt",
            lambda file, base: [
                *(peer, str(PROGRAMS / "load_with_dlt.py"), str(file), str(base)),
                str(base.with_suffix(".dlt")),
            ],
            "merges by key; types by the rows; a state of loads",
        ),
    }


def load(loader: Loader, source: Path, folder: Path) -> tuple[int, float, float, float, int]:
    """Imports a file into a new database: the status of the program, seconds by the clock and of the processor, MB at
    most, and how many bad rows are in the table then.
    """
    with tempfile.TemporaryDirectory(dir=folder) as name:
        base = Path(name) / "loaded.db"
        environment = {
            **os.environ,
            "CS_DATABASE": str(base),
            "RUNTIME__DLTHUB_TELEMETRY": "false",
            "DLT_DATA_DIR": name,
        }
        # Started by a small process: the peak of memory counts that of the one that starts it.
        words = [sys.executable, "-I", "-S", "-c", MEASURE, *loader.command(source, base)]
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, stderr=said, check=True, cwd=ROOT)
        status, wall, processor, megabytes = map(float, done.stdout.split()[-4:])
        return int(status), wall, processor, megabytes, _bad_rows(loader, base)


def _bad_rows(loader: Loader, base: Path) -> int:
    query = f"SELECT count(*) FROM {loader.table} WHERE industry = '{MARK}'"
    if loader.package in {"duckdb", "dlt"}:
        asked = f"import duckdb; print(duckdb.connect({str(base)!r}).execute({query!r}).fetchone()[0])"
        said = subprocess.run([PYTHON, "-c", asked], capture_output=True, text=True, check=False).stdout
        return int(said or 0)
    connection = sqlite3.connect(base)
    try:
        return int(connection.execute(query).fetchone()[0])
    except sqlite3.OperationalError:  # nothing was imported
        return 0
    finally:
        connection.close()


def faulty(folder: Path, good: int = 100) -> Iterator[Path]:
    """A file for each fault: good rows, and one that has it."""
    header = import_speed.HEADER.strip().split(",")
    for number, changed in enumerate(FAULTS.values()):
        path = folder / f"faulty-{number}" / "accounts.csv"
        path.parent.mkdir()
        *before, last = map(list, import_speed.rows(good + 1))
        row = {**dict(zip(header, map(str, last), strict=True)), "Industry": MARK, **changed}
        import_speed.write(path, before)
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(",".join(row.values()) + "\r\n")
        yield path


def compare_imports(versions: dict[str, str], rows: int, rounds: int) -> None:
    """Prints the table of imports."""
    ways = {label: each for label, each in loaders().items() if not each.package or each.package in versions}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "accounts.csv"
        import_speed.write(source, import_speed.rows(rows))
        taken: dict[str, list[str]] = defaultdict(list)
        for fault, path in zip(FAULTS, faulty(folder), strict=True):
            for label, way in ways.items():
                taken[label] += [fault] if load(way, path, folder)[-1] else []
        costs: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
        for _ in range(rounds):
            for label, way in ways.items():
                status, *cost, _ = load(way, source, folder)
                if status == 0:
                    costs[label].append((cost[0], cost[1], cost[2]))
    print(
        f"\n| Import of {rows:,} accounts | CPU, s | by the clock, s | CPU, × `.import` | MB | bad rows taken | does |"
    )
    print("|" + " --- |" * 7)
    floor = [processor for _, processor, _ in costs[next(iter(ways))]]
    for label, found in costs.items():
        wall, processor, megabytes = (statistics.median(each) for each in zip(*found, strict=True))
        ratio = statistics.median(own / of for (_, own, _), of in zip(found, floor, strict=False))
        bad = f"{len(taken[label])} of {len(FAULTS)}" + (f": {'; '.join(taken[label])}" if taken[label] else "")
        print(
            f"| {_named(label, versions.get(ways[label].package))} | {processor:.2f} | {wall:.2f} | {ratio:.1f}"
            f" | {megabytes:.0f} | {bad} | {ways[label].does} |"
        )
    for label in ways.keys() - costs.keys():
        print(f"left out: {label} failed")


def _named(label: str, version: str | None) -> str:
    return f"{label} ({version})" if version else label


class Sets(Table):
    """Collects what the shipped glossary is asked in benchmarks.lookup_quality, instead of asking it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def ask(self, row: tuple[str, str, str], finder: Finder, questions: Iterable[tuple[str, str]]) -> None:  # noqa: ARG002
        """Keeps a share of the judged half."""
        _, kind, collection = row
        if kind in {"misspelt", "English", "same field"} and not collection.startswith("left out"):
            self.asked[kind] += sample([each for each in questions if judged(each[1] or each[0])], QUESTIONS)


LOOKUPS = {
    OURS: ("", "exact forms, then names that share letters, accepted word by word"),
    "symspellpy": ("symspellpy", "the nearest name within 2 edits"),
    "tantivy": ("tantivy", "every word within 1 edit, from six letters on 2"),
    "SQLite FTS5": ("", "trigrams, the best by bm25, whatever it is"),
    "rapidfuzz": ("rapidfuzz", "WRatio of 85 or more"),
    "thefuzz": ("thefuzz", "WRatio of 85 or more"),
}


def compare_lookups(versions: dict[str, str], rounds: int) -> None:
    """Prints the table of look-ups in the shipped glossary."""
    terms, sets = list(read_terms()), Sets()
    ask_shipped(sets, collections([]), terms)
    names: dict[str, list[str]] = defaultdict(list)
    for term in terms:
        for name in (term.name, *term.acronyms, *term.aliases):
            if term.id not in names[name.casefold()]:
                names[name.casefold()].append(term.id)
    given = json.dumps({"names": names, "timed": questions(terms, 600), "asked": sets.asked})
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for _ in range(rounds):
        for label, (package, _) in LOOKUPS.items():
            if not package or package in versions:
                found[label].append(look_up(label, given))
    counts = ", ".join(f"{len(pairs):,} {kind}" for kind, pairs in sets.asked.items())
    print(f"\n{len(names):,} names; asked for quality: {counts}")
    heads = ("p50, ms", "p99, ms", "CPU, ms", "misspelt: right", "wrong", "English answered", "of the same field")
    print(f"\n| Look-up | {' | '.join(heads)} | accepts |\n|" + " --- |" * (len(heads) + 2))
    for label, runs in found.items():
        package, accepts = LOOKUPS[label]
        times = " | ".join(
            f"{statistics.median(run[each] for run in runs):.3f}" for each in ("p50", "p99", "processor")
        )
        shares = {kind: [n / len(sets.asked[kind]) for n in counted] for kind, counted in runs[0]["sets"].items()}
        right, wrong = shares["misspelt"]
        quality = (right, wrong, shares["English"][1], shares["same field"][1])
        version = sqlite3.sqlite_version if "SQLite" in label else versions.get(package)
        print(f"| {_named(label, version)} | {times} | {' | '.join(f'{share:.1%}' for share in quality)} | {accepts} |")


def look_up(way: str, given: str) -> dict[str, Any]:
    """What `peer_programs/lookup.py` says of a way."""
    python = sys.executable if way == OURS else str(PYTHON)
    words = [python, str(PROGRAMS / "lookup.py"), way]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)} if way == OURS else None
    done = subprocess.run(words, input=given, capture_output=True, text=True, check=True, env=environment)
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def main() -> None:
    """Reads the options, installs the peers and prints both tables."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=20_000)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    versions = install()
    compare_imports(versions, given.rows, given.rounds)
    compare_lookups(versions, given.rounds)


if __name__ == "__main__":
    main()
