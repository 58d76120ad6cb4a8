"""Does a workspace with a million accounts delay another's answers? Answers of a small one, alone and beside it.

python -m benchmarks.tenant_fairness [--accounts 1000000] [--asked 100] [--turns 5]

Both are served by one process. The large one asks for its renewals, health, portfolio and a card all the time, four
at once; the small one asks for a card every few milliseconds. Alone and beside take turns, so that a busy machine
slows both. What is said is the ratio of the p50 and the p99 of the small one's answers.
"""

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from contextlib import closing, suppress
from pathlib import Path

from pydantic import SecretStr

from benchmarks.accounts_store import build
from bot.tenants.server import SWITCH, TenantServer
from bot.tenants.settings import TenantSettings
from tenants import open_registry
from tests.bot.company import fill
from tests.bot.tenants.conftest import SECRET, Client, Clock, draw
from tests.bot.tenants.slack import Workspace, running_slack

LARGE, SMALL = Workspace("T0LARGE", name="Large"), Workspace("T0SMALL", name="Small")
PAUSE = 0.005  # seconds between two requests of the small one
AT_ONCE = 4
ASKED = ("renewals 60", "health red", "portfolio", "account 77", "accounts over 100k")


async def measure(accounts: int, asked: int, turns: int) -> tuple[list[float], list[float], int]:
    """Seconds that the small one's answers took, alone and beside the large one, and the answers of that meanwhile."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build(folder / f"{LARGE.team}.db", accounts).close()
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
                alone, beside, answered = list[float](), list[float](), 0
                for _ in range(turns):
                    alone += await _times(client, asked)
                    busy = [asyncio.create_task(_ask(client, number)) for number in range(AT_ONCE)]
                    await asyncio.sleep(0.5)
                    beside += await _times(client, asked)
                    for each in busy:
                        each.cancel()
                    answered += sum(await asyncio.gather(*busy))
                await server.close()
    return alone, beside, answered


async def _times(client: Client, asked: int) -> list[float]:
    times = []
    for _ in range(asked):
        began = time.perf_counter()
        await client.command("account acme.example", SMALL)
        times.append(time.perf_counter() - began)
        await asyncio.sleep(PAUSE)
    return times


async def _ask(client: Client, first: int) -> int:
    """Asks one thing after the other until it is cancelled; gives how many were answered."""
    answered = 0
    with suppress(asyncio.CancelledError):
        while True:
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
    given = parser.parse_args()
    sys.setswitchinterval(given.switch)
    alone, beside, answered = asyncio.run(measure(given.accounts, given.asked, given.turns))
    print(f"{given.accounts:,} accounts beside; {answered} answers of the large one meanwhile; switch {given.switch} s")
    for percent in (50, 99):
        before, after = _percentile(alone, percent), _percentile(beside, percent)
        print(f"p{percent}: alone {before * 1000:.1f} ms, beside {after * 1000:.1f} ms, ratio {after / before:.2f}")


if __name__ == "__main__":
    main()
