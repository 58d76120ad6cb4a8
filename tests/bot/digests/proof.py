"""Workers killed at random while they deliver through a Slack that fails in every way, and the count of what arrived.

python -m tests.bot.digests.proof --digests 1000 --workers 4
python -m tests.bot.digests.proof --digests 200 --workers 4 --postgresql
python -m tests.bot.digests.proof --digests 1000 --without-reconciliation
python -m tests.bot.digests.proof --digests 200 --late

With --late, posts that Slack takes in after the time-out come as late as 25 s and its history lags by 15 s, where a
call may take 15 s and a message is waited for 20 s: all a tenth of that. With --postgresql the store is on a server
that is crashed and started again meanwhile, of which connections are cut and COMMITs are lost.
"""

import argparse
import asyncio
import json
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from accounts import Store, open_store
from accounts.digests.claims import Claim
from accounts.digests.deliveries import Payload
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription, subscribe
from bot.digests.content.model import DigestPayload
from bot.digests.delivery import DeliverySettings, DeliveryStep
from bot.digests.worker import Worker
from store.errors import StoreUnreachableError
from store.opening import attach
from tests.bot.digests.troubled_server import TroubledServer, troubled_server
from tests.forked import ForkedProcess
from tests.postgresql import binaries

PARTS = 2


@dataclass(frozen=True)
class Pace:
    """How long a call may take, how long a message is waited for in the history, how far that lags, and how late Slack
    takes in a post, in seconds: all lags are random up to the one that is given, or they are `always` as long.
    """

    timeout: float = 0.5
    grace: float = 1.6
    lag: float = 0.8
    late: float = 0.6
    always: bool = False


USUAL, LATE = Pace(), Pace(timeout=1.5, grace=2.0, lag=1.5, late=2.5, always=True)


@dataclass(frozen=True)
class Count:
    """What arrived of the messages that should have: each once."""

    digests: int
    kills: int
    duplicates: int
    lost: int
    unrecorded: int
    calls: dict[str, int]


def prove(
    digests: int,
    workers: int,
    *,
    reconciles: bool = True,
    kill_every: float = 2.0,
    seed: int = 1,
    pace: Pace = USUAL,
    on: TroubledServer | None = None,
) -> Count:
    """Delivers that many digests of two messages each, killing a worker that is at work at random so often, and counts.

    The store is a file, or `on` a server that is in trouble itself meanwhile.
    """
    with tempfile.TemporaryDirectory() as folder, _slack(pace) as url:
        place = on.place if on else str(Path(folder) / "accounts.db")
        _subscribe(place, digests)
        told = [on.for_workers if on else place, url, str(int(reconciles)), str(pace.timeout), str(pace.grace)]
        chance = random.Random(seed)
        with on.in_trouble(kill_every, chance) if on else nullcontext():
            kills = _deliver(place, told, workers, kill_every, chance, look_every=kill_every if on else 0.2)
        with urllib.request.urlopen(f"{url}/state", timeout=10) as answer:
            state = json.load(answer)
        return _count(place, digests, kills, state)


def _subscribe(place: str, digests: int) -> None:
    store = open_store(place)
    yesterday = datetime.now(UTC) - timedelta(days=1)
    due = datetime.now(UTC) - timedelta(minutes=5)
    schedule = Schedule(clock_time(due.hour, due.minute), EVERY_DAY, "UTC")
    for number in range(digests):
        wanted = Subscription(
            team="T1", channel=f"C{number}", digest="health", scope="", created_by="U1", schedule=schedule
        )
        subscribe(store, wanted, yesterday + timedelta(minutes=1))
    store.close()


def _deliver(
    place: str, told: list[str], workers: int, kill_every: float, chance: random.Random, *, look_every: float
) -> int:
    running = [ForkedProcess(_work, told) for _ in range(workers)]
    store, kills = attach(place), 0
    try:
        while True:
            victim = chance.randrange(workers)
            await_work(running[victim])
            if _done_within(store, chance.uniform(0.2, 1.0) * kill_every, look_every):
                return kills
            kill(running[victim])
            running[victim], kills = ForkedProcess(_work, told), kills + 1
    finally:
        for each in running:
            kill(each)
        store.close()


def await_work(worker: ForkedProcess) -> None:
    """Returns once a worker is at work, which takes seconds on a busy machine."""
    if worker.stdout is not None:
        worker.stdout.readline()


def kill(worker: ForkedProcess) -> None:
    """Ends a worker at once, in the middle of whatever it does."""
    with worker:
        worker.kill()


def _done_within(store: Store, seconds: float, look_every: float) -> bool:
    """Whether everything is delivered before the next kill; looked at last when that is due."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        time.sleep(min(left, look_every))
        if _done(store):
            return True
    return False


def _done(store: Store) -> bool:
    try:
        counted = store.reading.execute("SELECT count(*), count(finished_at) FROM delivery").fetchone()
        (looks,) = store.reading.execute("SELECT count(*) FROM second_look").fetchone()
    except StoreUnreachableError:
        return False
    return bool(counted[0]) and counted[0] == counted[1] and not looks


def _count(place: str, digests: int, kills: int, state: dict[str, dict[str, list[str]]]) -> Count:
    duplicates = lost = 0
    for number in range(digests):
        marks = state["marks"].get(f"C{number}", [])
        duplicates += len(marks) - len(set(marks))
        lost += PARTS - len(set(marks))
    store = open_store(place)
    (sent,) = store.reading.execute("SELECT count(*) FROM delivery WHERE state = 'sent'").fetchone()
    store.close()
    return Count(digests, kills, duplicates, lost, digests - sent, state["calls"])  # type: ignore[arg-type]


@contextmanager
def _slack(pace: Pace) -> Iterator[str]:
    given = (pace.lag, pace.timeout, pace.late, int(pace.always))
    command = [sys.executable, "-m", "tests.bot.digests.unreliable_slack", *map(str, given)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        finally:
            server.kill()


def _work(told: list[str]) -> None:
    place, url, reconciles, *waits = told
    pace = Pace(timeout=float(waits[0]), grace=float(waits[1]))
    asyncio.run(work(place, url, pace, reconciles=reconciles == "1"))


async def work(place: str, url: str, pace: Pace, *, reconciles: bool) -> None:
    """One worker, until it is killed."""

    async def allowed(_: Subscription) -> str:
        return ""

    def compose(held: Claim, _: datetime) -> DigestPayload:
        return DigestPayload(Payload(tuple({"text": f"{held.local_date} part {part}"} for part in range(PARTS))))

    client = AsyncWebClient("xoxb-1", base_url=f"{url}/api/", timeout=1, retry_handlers=[])
    client.timeout = pace.timeout  # type: ignore[assignment]  # aiohttp takes parts of seconds
    settings = DeliverySettings(
        timeout=timedelta(seconds=pace.timeout),
        grace=timedelta(seconds=pace.grace),
        pace=timedelta(seconds=0.002),
        reconciles=reconciles,
    )
    delivery_step = DeliveryStep(
        store=attach(place),
        client=client,
        clock=lambda: datetime.now(UTC),
        compose=compose,
        allowed=allowed,
        settings=settings,
    )
    print("at work", flush=True)
    await Worker(delivery_step).run()


def main() -> None:
    """Runs the proof."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--digests", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--without-reconciliation", action="store_true")
    parser.add_argument("--late", action="store_true")
    parser.add_argument("--kill-every", type=float, default=2.0)
    parser.add_argument("--postgresql", action="store_true")
    given = parser.parse_args()
    started, programs = time.monotonic(), binaries() if given.postgresql else None
    with troubled_server(programs, losses=0.04, durable=True) if programs else nullcontext() as on:
        pace = LATE if given.late else USUAL
        reconciles, every = not given.without_reconciliation, given.kill_every
        print(prove(given.digests, given.workers, reconciles=reconciles, kill_every=every, pace=pace, on=on))
        if on:
            print(f"{on.crashes} crashes, {on.cuts} cuts, of {on.proxy.commits} COMMITs lost: {dict(on.proxy.lost)}")
        print(f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
