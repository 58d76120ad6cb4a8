"""Does a workspace with a million accounts delay another's answers? Answers of a small one, alone and beside it.

python -m benchmarks.tenant_fairness [--accounts 1000000] [--asked 100] [--turns 5] [--pause 0.25] [--keep FOLDER]
[--beside scores]

Both are served by one process. The large one asks for its renewals, health, portfolio and a card all the time, four at
once; or with --beside it works out its scores, or imports all its accounts, again and again. The small one asks for a
card every few milliseconds, or with --pause more rarely, as people do: who asks without a pause uses as much as the
large one, which doesn't give way to it then. Alone and beside take turns, so that a busy machine slows both. On one
that is very busy, look at processor time: what the process worked for anybody while an answer was waited for, which is
what the wait would be on a machine of one's own with one processor. What is said is the ratio of the p50 and the p99 of
the small one's answers: of all turns together, and the median of each turn's own. A large store that is kept in FOLDER
is made once.
"""

import argparse
import asyncio
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Coroutine
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from accounts.health import score_all
from accounts.importing import ImportContext, Options, run_import
from accounts.readers import open_table
from benchmarks.accounts_store import TODAY, build
from benchmarks.import_speed import rows, write
from bot.tenants.server import SWITCH, TenantServer
from bot.tenants.settings import TenantSettings
from bot.workspace import Workspace
from store.giving_way import GIVING_WAY
from tenants import open_registry
from tests.bot.company import fill
from tests.bot.tenants.conftest import SECRET, Client, Clock, draw
from tests.bot.tenants.slack import Workspace as Team
from tests.bot.tenants.slack import running_slack

LARGE, SMALL = Team("T0LARGE", name="Large"), Team("T0SMALL", name="Small")
PAUSE = 0.005  # seconds between two requests of the small one, which then is as busy as the large one
AT_ONCE = 4
ASKED = ("renewals 60", "health red", "portfolio", "account 77", "accounts over 100k")


Taken = tuple[float, float]
"""Seconds that an answer took, and those of processor time that the process took meanwhile, whoever for."""
Turns = list[tuple[list[Taken], list[Taken]]]
"""Of each turn what the small one's answers took, alone and beside the large one."""


async def measure(  # noqa: PLR0913, PLR0917  what the command line says
    accounts: int, asked: int, turns: int, work: str, keep: Path | None, pause: float = PAUSE
) -> tuple[Turns, int]:
    """The turns, and how often the large one got meanwhile what it works at."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _build_large(folder / f"{LARGE.team}.db", accounts, keep)
        fill(folder / f"{SMALL.team}.db")
        async with running_slack() as slack:
            settings = TenantSettings(
                cs_tenants=folder,
                slack_client_id="1.2",
                slack_client_secret=SecretStr("client-secret"),
                slack_signing_secret=SecretStr(SECRET),
                port=1,
                slack_api_url=slack.url,
            )
            with closing(open_registry(folder)) as registry:
                server = TenantServer(settings, registry, draw, Clock())
                client = Client(server, slack)
                for workspace in (LARGE, SMALL):
                    await client.install(workspace)
                    await client.command("account acme.example", workspace)
                large = (await server.apps.app_of(LARGE.team)).workspace
                if work == "import":
                    write(folder / "accounts.csv", rows(accounts))
                found, answered = Turns(), 0
                for _ in range(turns):
                    alone = await _times(client, asked, pause)
                    enough = asyncio.Event()
                    busy = [asyncio.create_task(each) for each in _busy(client, large, work, enough)]
                    await asyncio.sleep(0.5)
                    found.append((alone, await _times(client, asked, pause)))
                    enough.set()
                    answered += sum(await asyncio.gather(*busy))
                await server.close()
    return found, answered


def _build_large(path: Path, accounts: int, keep: Path | None) -> None:
    """Makes the large store, or copies the one that was kept."""
    kept = keep / f"{accounts}.db" if keep else path
    if not kept.exists():
        build(kept, accounts).close()
    if kept != path:
        shutil.copy(kept, path)


async def _times(client: Client, asked: int, pause: float) -> list[Taken]:
    times = []
    for _ in range(asked):
        began, worked = time.perf_counter(), time.process_time()
        await client.command("account acme.example", SMALL)
        times.append((time.perf_counter() - began, time.process_time() - worked))
        await asyncio.sleep(pause)
    return times


def _busy(client: Client, large: Workspace, work: str, enough: asyncio.Event) -> list[Coroutine[Any, Any, int]]:
    """What the large one does all the time."""
    if work == "scores":
        return [_again(lambda: score_all(large.store, TODAY, large.health), enough)]
    if work == "import":
        return [_again(lambda: _import(large), enough)]
    return [_ask(client, number, enough) for number in range(AT_ONCE)]


async def _again(work: Callable[[], object], enough: asyncio.Event) -> int:
    """Does work that nobody waits for, until it is enough; gives how often."""
    done = 0
    while not enough.is_set():
        await asyncio.to_thread(work)
        done += 1
    return done


def _import(large: Workspace) -> None:
    with open_table(large.settings.beside_store.with_name("accounts.csv")) as table:
        by = ImportContext("measuring", datetime.now(UTC), TODAY)
        assert run_import(large.store, "accounts", table, Options(), by).written


async def _ask(client: Client, first: int, enough: asyncio.Event) -> int:
    """Asks one thing after the other until it is enough; gives how many were answered."""
    answered = 0
    while not enough.is_set():
        await client.command(ASKED[(first + answered) % len(ASKED)], LARGE)
        answered += 1
    return answered


def _percentile(times: list[float], percent: int) -> float:
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1]


def main() -> None:
    """Measures, and says the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accounts", type=int, default=1_000_000)
    parser.add_argument("--asked", type=int, default=100, help="requests of the small one in a turn")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--switch", type=float, default=SWITCH, help="seconds that a thread keeps the interpreter")
    parser.add_argument("--beside", choices=("questions", "scores", "import"), default="questions")
    parser.add_argument("--pause", type=float, default=PAUSE, help="seconds between two requests of the small one")
    parser.add_argument("--keep", type=Path, help="a folder that is there, for the large store")
    parser.add_argument("--not-giving-way", action="store_true", help="as if no work gave way to another's answers")
    given = parser.parse_args()
    sys.setswitchinterval(given.switch)
    if not given.not_giving_way:
        GIVING_WAY.begin()
    turns, answered = asyncio.run(
        measure(given.accounts, given.asked, given.turns, given.beside, given.keep, given.pause)
    )
    print(f"{given.accounts:,} accounts beside; {given.beside} of the large one meanwhile: {answered}")
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for at, what in enumerate(("by the clock", "by processor time")):
        for percent in (50, 99):
            sides = [[[each[at] for each in side] for side in turn] for turn in turns]
            before, after = (_percentile([each for side in sides for each in side[of]], percent) for of in (0, 1))
            own = statistics.median(_percentile(side[1], percent) / _percentile(side[0], percent) for side in sides)
            print(
                f"p{percent} {what}: alone {before * 1000:.1f} ms, beside {after * 1000:.1f} ms, "
                f"ratio {after / before:.2f}, of a turn {own:.2f}"
            )


if __name__ == "__main__":
    main()
