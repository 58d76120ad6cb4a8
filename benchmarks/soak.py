"""A bot under mixed load for as long as is said: the memory it holds, and how long answers take, over time.

`.venv/bin/python -m benchmarks.soak [--minutes 60] [--accounts 10000] [--rate 2] [--plot FILE.svg]`, on Linux. The bot
is `cs serve` over HTTP before a stand-in for Slack on this machine. Meanwhile

- people ask, so many questions a second, at moments of chance: words, metrics, lists, cards by names with slips, and
  each tenth by a mention. The time of an answer counts from the moment when it should have been asked;
- eight digests are posted, one every ten seconds;
- `cs import accounts` brings a list of all accounts each minute, in which one in a hundred has changed;
- the bot itself reads usage of a tenth of the accounts each minute, as a source, and scores what changed.

It ends by itself. What grows while the same is asked over and over is a leak: the last lines say the trend.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from accounts import open_store
from accounts.daily_update import update
from accounts.digests.planning import plan_now
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription, subscribe
from accounts.health import load_config
from benchmarks import scoring_speed
from benchmarks.accounts_store import SEGMENTS, name
from benchmarks.lookup_quality import slipped
from benchmarks.sizing import memory_of, processor_of, settle
from benchmarks.soak_report import Run, Sample, plot, report
from tests.outside.bot_process import Bot, running_bot
from tests.outside.faulty_slack import FaultySlack, faulty_slack
from tests.outside.payloads import TEAM, USER, command, mention

WORDS = ("nrr", "champoin", "what's a good nps?", "nps 40 10 50", "nrr vs grr", "adoption", "nrr 100k 20k 5k 8k")
LISTS = ("renewals 60", "health red", "portfolio", "owners", "accounts over 100k", "renewals 30 smb", "data")
MENTIONS = 10  # each so many questions is one
DIGESTS, DIGEST_EVERY = 8, 10.0  # seconds
FILE_EVERY = 60.0  # seconds
SAMPLE_EVERY = 5.0  # seconds
PATIENCE = 60.0  # seconds that an answer is waited for
SOURCES = '[usage]\nkind = "usage"\nfrom = "folder"\nfiles = "usage.csv"\nevery = "1m"\n'


@dataclass(frozen=True)
class Load:
    """Everything that is done to a bot, until a moment on the clock of `time.perf_counter`."""

    bot: Bot
    slack: FaultySlack
    folder: Path
    accounts: int
    began: float
    until: float
    run: Run

    def minute(self, at: float) -> float:
        """Minutes from the beginning to a moment."""
        return (at - self.began) / 60

    def every(self, seconds: float, work: Callable[[int], None]) -> None:
        """Does something at equal distances, with the number of the time, until the end."""
        number, due = 0, self.began
        while due < self.until:
            time.sleep(max(due - time.perf_counter(), 0))
            work(number)
            number, due = number + 1, max(due + seconds, time.perf_counter())

    def ask(self, rate: float) -> None:
        """Asks at moments of chance, whether those before were answered or not."""
        chance = random.Random(11)
        with ThreadPoolExecutor(32) as pool:
            due, number = self.began, 0
            while (due := due + chance.expovariate(rate)) < self.until:
                number += 1
                text = question(number, self.accounts, chance)
                time.sleep(max(due - time.perf_counter(), 0))
                pool.submit(self._asked, text, number, due)

    def _asked(self, text: str, number: int, due: float) -> None:
        if number % MENTIONS == 0:
            status, _ = self.bot.post(mention(text))
            self.run.counts["mentions" if status == 200 else "failed"] += 1
            return
        status, body = self.bot.post(command(text, f"{self.slack.response_url}?{number}"))
        until = time.perf_counter() + PATIENCE
        while status == 200 and not body and str(number) not in self.slack.heard and time.perf_counter() < until:
            time.sleep(0.002)
        heard = self.slack.heard.pop(str(number), time.perf_counter() if body else None)
        if status != 200 or heard is None:
            self.run.counts["failed"] += 1
            return
        self.run.counts["answers"] += 1
        self.run.answers[not body].append((self.minute(due), (heard - due) * 1000))

    def post_digest(self, number: int) -> None:
        """Lets one of the digests come now."""
        store = open_store(self.folder / "accounts.db")
        plan_now(store, number % DIGESTS + 1, datetime.now(UTC))
        store.close()

    def import_file(self, number: int) -> None:
        """Imports all accounts, of which one in a hundred has other seats than before."""
        path = self.folder / "import.csv"
        with path.open("w", encoding="utf-8") as file:
            file.write("Account ID,Account Name,Segment,Seats\n")
            for id_ in range(1, self.accounts + 1):
                seats = 5 + id_ % 200 + (number if id_ % 100 == number % 100 else 0)
                file.write(f"a{id_},{name(id_)},{SEGMENTS[id_ % 4]},{seats}\n")
        words = [sys.executable, "-m", "bot.terminal.main", "import", "accounts", str(path)]
        environment = {**os.environ, "CS_DATABASE": str(self.folder / "accounts.db")}
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        self.run.counts["imports" if done.returncode == 0 else f"import failed: {done.stderr[-200:]}"] += 1

    def bring_usage(self, number: int) -> None:
        """Lays a new file before the source of the bot."""
        write_usage(self.folder, self.accounts, number + 1)

    def sample(self, _: int) -> None:
        """Notes how the bot is, and forgets what Slack was sent."""
        pid = self.bot.process.pid
        own, _ = memory_of(pid)
        children = sum(memory_of(child)[0] for child in _children(pid))
        threads, files = (len(list(Path(f"/proc/{pid}/{of}").iterdir())) for of in ("task", "fd"))
        at, load = self.minute(time.perf_counter()), os.getloadavg()[0]
        self.run.samples.append(Sample(at, own, children, threads, files, processor_of(pid), load))
        del self.slack.responded[:-20], self.slack.posted[:-200]


def question(number: int, accounts: int, chance: random.Random) -> str:
    """What is asked: words and metrics, lists, and an account by a name with a slip, in turn."""
    if number % 3 == 0:
        return WORDS[chance.randrange(len(WORDS))]
    if number % 3 == 1:
        return LISTS[chance.randrange(len(LISTS))]
    return f"account {slipped(name(chance.randrange(accounts) + 1), chance)}"


def _children(process: int) -> list[int]:
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for each in tasks for child in each.read_text().split()]


def write_usage(folder: Path, accounts: int, number: int) -> None:
    """Writes a file of usage: a tenth of the accounts, on a day."""
    day = date.today() - timedelta(days=number % 28)  # noqa: DTZ011  the bot goes by the machine's day
    with (folder / "usage.tmp").open("w", encoding="utf-8") as file:
        file.write("Account ID,Date,Events,Active Users\n")
        file.writelines(
            f"a{id_},{day},{(id_ + number) % 40},{id_ % 9}\n" for id_ in range(1 + number % 10, accounts + 1, 10)
        )
    Path(file.name).rename(folder / "usage.csv")


def prepare(folder: Path, accounts: int) -> None:
    """A store with all that is asked about, its digests, and a file of sources."""
    scoring_speed.fill(folder / "accounts.db", accounts)
    store, now = open_store(folder / "accounts.db"), datetime.now(UTC)
    for days in (8, 1):  # nights that a store which has been in use for a while has behind it
        update(store, now - timedelta(days=days), load_config())
    for number in range(DIGESTS):
        wanted = Subscription(
            team=TEAM,
            channel=f"C0DIGEST{number}",
            digest=("health", "renewals")[number % 2],
            scope=("", "smb", "enterprise", "startup")[number // 2],
            created_by=USER,
            schedule=Schedule(clock_time(9), EVERY_DAY, "UTC"),
        )
        subscribe(store, wanted, now)
    store.close()
    write_usage(folder, accounts, 0)
    (folder / "sources.toml").write_text(SOURCES, encoding="utf-8")


def soak(folder: Path, accounts: int, minutes: float, rate: float) -> tuple[Run, str]:
    """Runs the bot under load for so many minutes; what came of it, and the bot's log."""
    prepare(folder, accounts)
    run, log = Run(), ""
    try:
        with (
            faulty_slack() as slack,
            running_bot(
                slack, folder, "http", variables={"CS_SOURCES": str(folder / "sources.toml")}, fresh=True
            ) as bot,
        ):
            settle(bot.process.pid)
            began = time.perf_counter()
            _under_load(Load(bot, slack, folder, accounts, began, began + minutes * 60, run), rate)
            log = bot.log
    except subprocess.TimeoutExpired:
        run.counts["bots that had to be killed at the end"] += 1
    run.counts.update(_outcomes(folder))
    return run, log


def _under_load(load: Load, rate: float) -> None:
    """Does everything at once until the load ends."""
    work: list[tuple[float, Callable[[int], None]]] = [
        (SAMPLE_EVERY, load.sample),
        (DIGEST_EVERY, load.post_digest),
        (FILE_EVERY, load.import_file),
        (FILE_EVERY, load.bring_usage),
    ]
    threads = [threading.Thread(target=load.every, args=each) for each in work]
    for each in threads:
        each.start()
    load.ask(rate)
    for each in threads:
        each.join()
    load.sample(0)


def _outcomes(folder: Path) -> dict[str, int]:
    """What became of the digests and of the runs of the source, and how often."""
    store = open_store(folder / "accounts.db")
    counted = "SELECT 'digest ' || state, count(*) FROM delivery GROUP BY 1"
    counted += " UNION ALL SELECT 'sync ' || outcome, count(*) FROM source_run GROUP BY 1"
    found = dict(store.reading.execute(counted).fetchall())
    store.close()
    return found


def main() -> None:
    """Reads the options, runs the load, prints what came of it and draws it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--minutes", type=float, default=1.0)
    options.add_argument("--accounts", type=int, default=10_000)
    options.add_argument("--rate", type=float, default=2.0, help="questions a second")
    options.add_argument("--plot", type=Path, metavar="FILE.svg")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run, log = soak(Path(folder), given.accounts, given.minutes, given.rate)
    title = f"{given.accounts:,} accounts, {given.rate:g} questions a second, a digest every {DIGEST_EVERY:g} s, "
    title += "an import and a sync a minute"
    print(title)
    report(run, log, given.minutes)
    if given.plot:
        plot(run, given.minutes, title, given.plot)


if __name__ == "__main__":
    main()
