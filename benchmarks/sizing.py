"""What a machine needs: memory and time of the processor by accounts, for a bot that runs and for what it does a night.

`.venv/bin/python -m benchmarks.sizing [--sizes 1000 10000 100000]`, on Linux. The bot is `cs serve` over HTTP before a
stand-in for Slack, asked for words and for accounts; the import and the scoring are processes of their own, as from
cron. The table of docs/operating.md is what it prints.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from benchmarks import import_speed, scoring_speed
from benchmarks.accounts_store import TODAY
from tests.outside.bot_process import Bot, running_bot
from tests.outside.faulty_slack import faulty_slack
from tests.outside.payloads import command

ASKED = 300
QUESTIONS = ("nrr", "renewals 60", "health red", "portfolio", "owners", "nps 40 10 50")


def memory_of(process: int) -> tuple[int, int]:
    """What a process holds now and held at most, in MB."""
    found = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return int(found["VmRSS"].split()[0]) // 1024, int(found["VmHWM"].split()[0]) // 1024


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[Bot, str]]:
    with faulty_slack() as slack, running_bot(slack, folder, "http", fresh=True) as bot:
        yield bot, slack.response_url


def serve(folder: Path) -> str:
    """What the bot takes with a store: idle, after many questions, and the processor's time for one of each."""
    with _serving(folder) as (bot, response_url):
        settle(bot.process.pid)
        idle, _ = memory_of(bot.process.pid)
        spent = []
        for question in QUESTIONS:
            began = processor_of(bot.process.pid)
            for _ in range(ASKED // len(QUESTIONS)):
                bot.post(command(question, response_url))
                time.sleep(0.005)
            spent.append((processor_of(bot.process.pid) - began) / (ASKED // len(QUESTIONS)) * 1000)
        _, most = memory_of(bot.process.pid)
    return f"{idle} | {most} | {statistics.mean(spent):.0f}"


def settle(process: int) -> None:
    """Waits until the day's scoring, which a bot that starts begins with, is through."""
    before = -1.0
    while (now := processor_of(process)) - before > 0.05:
        before = now
        time.sleep(2)


def processor_of(process: int) -> float:
    """Seconds of the processor that a process took."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def imported(folder: Path, accounts: int) -> tuple[float, float, float]:
    """Seconds of the processor of an import of all accounts, of one in which 1 % changed, and MB at most."""
    source, later = folder / "accounts.csv", folder / "later.csv"
    import_speed.write(source, import_speed.rows(accounts))
    import_speed.write(later, import_speed.changed(accounts))
    first, _, _, changed, megabytes = import_speed.ours("--child", source, later, folder / "imported.db")
    return first, changed, megabytes


def scored(folder: Path, accounts: int) -> tuple[float, float]:
    """Seconds of the processor and MB of an ordinary night's scoring; with its workers, where there are any."""
    path = folder / "accounts.db"
    found = []
    for ahead in (0, 1):
        day = TODAY + timedelta(days=ahead)
        if ahead:
            scoring_speed.pass_day(path, accounts, day)
        words = [sys.executable, "-m", "benchmarks.scoring_speed", "--score", str(path), day.isoformat()]
        found.append(subprocess.run(words, check=True, capture_output=True, text=True).stdout.split())
    _, seconds, _, megabytes, worker, _ = map(float, found[1])
    return seconds, max(megabytes, worker)


def main() -> None:
    """Measures every size, and prints the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    print(
        "| Accounts | Store, MB | `cs serve` idle, MB | at most, MB | ms of CPU a question | import, s of CPU"
        " | 1 % changed, s | its MB | scoring a night, s of CPU | its MB |"
    )
    print("|" + " --- |" * 10)
    for accounts in options.parse_args().sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            scoring_speed.fill(folder / "accounts.db", accounts)
            size = (folder / "accounts.db").stat().st_size // 1_000_000
            seconds, megabytes = scored(folder, accounts)
            first, changed, most = imported(folder, accounts)
            print(
                f"| {accounts:,} | {size} | {serve(folder)} | {first:.1f} | {changed:.1f} | {most:.0f} | {seconds:.1f}"
                f" | {megabytes:.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
