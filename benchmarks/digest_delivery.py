"""How many digests a worker posts in a second: beside the pace that Slack allows, and without any.

    python -m benchmarks.digest_delivery [digests] [posts a second]

Slack is a server on this machine that answers at once, in a process of its own; the store is on disk. The floor is the
pace itself: 5 posts a second to a workspace, which is what `Protocol.pace` keeps to.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from accounts import Store, open_store
from accounts.digests.deliveries import Payload
from accounts.digests.planning import plan_deliveries
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription, subscribe
from bot.digests.content.model import DigestPayload
from bot.digests.delivery import DeliverySettings, DeliveryStep
from bot.digests.worker import Worker

SAY = {"text": "3 accounts got worse", "blocks": [{"type": "divider"}] * 20}


def main(digests: int, allowed: float) -> None:
    """Prints the posts a second at the pace allowed, at five times it, and without any."""
    pace = 1 / allowed
    print(f"{'pace':>22} {'posts':>7} {'seconds':>8} {'posts/s':>8} {'of the limit':>13}")
    with _slack() as url:
        for label, seconds, number in (
            (f"{allowed:g} a second", pace, round(allowed * 10)),
            (f"{allowed * 5:g} a second", pace / 5, round(allowed * 50)),
            ("none", 0.0, digests),
        ):
            spent = asyncio.run(_delivered(url, number, seconds))
            limit = 1 / seconds if seconds else allowed
            # The first post waits for nothing.
            print(f"{label:>22} {number:7} {spent:8.2f} {number / spent:8.1f} {(number - 1) / spent / limit:12.2f}×")


async def _delivered(url: str, digests: int, pace: float) -> float:
    with TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "accounts.db")
        now = datetime.now(UTC)
        _subscribe(store, digests, now)

        async def allowed(_: Subscription) -> str:
            return ""

        delivery_step = DeliveryStep(
            store=store,
            client=AsyncWebClient("xoxb-1", base_url=url, retry_handlers=[]),
            clock=lambda: datetime.now(UTC),
            compose=lambda _, __: DigestPayload(Payload((SAY,))),
            allowed=allowed,
            settings=DeliverySettings(pace=timedelta(seconds=pace)),
        )
        started = time.perf_counter()
        await Worker(delivery_step).drain()
        spent = time.perf_counter() - started
        (sent,) = store.reading.execute("SELECT count(*) FROM delivery WHERE state = 'sent'").fetchone()
        assert sent == digests, sent
        store.close()
        return spent


def _subscribe(store: Store, digests: int, now: datetime) -> None:
    due = now - timedelta(minutes=1)
    schedule = Schedule(clock_time(due.hour, due.minute), EVERY_DAY, "UTC")
    store.reading.execute("PRAGMA synchronous = OFF")  # what follows is measured, and not this
    for number in range(digests):
        wanted = Subscription(
            team="T1", channel=f"C{number}", digest="health", scope="", created_by="U1", schedule=schedule
        )
        subscribe(store, wanted, due - timedelta(hours=1))
    plan_deliveries(store, now)
    store.reading.execute("PRAGMA synchronous = FULL")


@contextmanager
def _slack() -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.digest_delivery", "--serve"], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout
        try:
            yield f"http://127.0.0.1:{server.stdout.readline().strip()}/api/"
        finally:
            server.kill()


async def _serve() -> None:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"ok": True, "ts": f"{time.time():.6f}", "team_id": "T1"})

    app = web.Application()
    app.router.add_route("*", "/api/{method}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    if sys.argv[1:] == ["--serve"]:
        asyncio.run(_serve())
    else:
        given = sys.argv[1:]
        main(int(given[0]) if given else 500, float(given[1]) if len(given) > 1 else 5.0)
