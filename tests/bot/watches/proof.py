"""Workers killed at random while they look for changes of watched accounts and tell them, and the count of what came.

python -m tests.bot.watches.proof --channels 20 --waves 10 --workers 3
python -m tests.bot.watches.proof --channels 20 --waves 10 --workers 3 --postgresql
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from accounts import Store, open_store
from accounts.derived import current_state
from accounts.digests.subscriptions import Subscription
from accounts.watches.detection import look_for_changes
from accounts.watches.limits import ANY_TIME, set_limit
from accounts.watches.watches import begin_watch, feed_wanted
from bot.digests.content.composer import Composer
from bot.digests.delivery import DeliverySettings, DeliveryStep
from bot.digests.worker import Worker
from bot.settings import AccountSettings
from bot.workspace import Workspace
from glossary import load
from store.opening import is_postgresql
from tests.accounts.conftest import Factory
from tests.bot.digests.proof import USUAL, _slack, await_work, kill
from tests.engines import Place, engine_called
from tests.forked import ForkedProcess

WATCHED = 2  # accounts of a channel


@dataclass(frozen=True)
class Count:
    """What arrived of the changes that should have been told: each once in its channel."""

    changes: int
    kills: int
    duplicates: int
    lost: int


def prove(place: Place, channels: int, waves: int, workers: int, kill_every: float = 2.0) -> Count:
    """Changes all watched accounts so many times, each time once all was told, while workers are killed. The place is
    that of a store that isn't made yet.
    """
    with _slack(USUAL) as url:
        _watch(place, channels)
        running, kills, chance = [_started(place, url) for _ in range(workers)], 0, random.Random(1)
        store = open_store(place)
        try:
            for wave in range(waves):
                with store.writing() as connection:
                    connection.execute("UPDATE account SET owner_id = ?", (wave + 2,))
                while not _told(store, wave):
                    victim = chance.randrange(workers)
                    await_work(running[victim])
                    time.sleep(chance.uniform(0.2, 1.0) * kill_every)
                    kill(running[victim])
                    running[victim], kills = _started(place, url), kills + 1
        finally:
            for each in running:
                kill(each)
            store.close()
        with urllib.request.urlopen(f"{url}/state", timeout=10) as answer:
            return _count(json.load(answer)["texts"], channels, waves, kills)


def _watch(place: Place, channels: int) -> None:
    store = open_store(place)
    rows, now = Factory(store), datetime.now(UTC)
    rows.insert("import", id=1, kind="accounts", source="", sha256="", imported_by="", imported_at=now.isoformat())
    for number in range(20):
        rows.owner(f"Owner {number:02}.")
    for number in range(WATCHED):
        rows.account(f"Account {number}", owner_id=1, customer_since="2024-01-01")
    with store.writing() as connection:
        current_state.recompute(connection, None, now.date())
    for channel in range(channels):
        for account in range(1, WATCHED + 1):
            begin_watch(store, account, feed_wanted("T1", f"C{channel}", "U1", "UTC"), now)
        set_limit(store, "T1", f"C{channel}", replace(ANY_TIME, daily=50), "U1", now)
    store.close()


def _told(store: Store, wave: int) -> bool:
    """Whether all changes of a wave are recorded, and all that is recorded was told; second looks are through."""
    changes, untold = store.reading.execute(
        "SELECT count(*) FILTER (WHERE now = ?), count(*) FILTER (WHERE outcome <> 'told') FROM watch_change",
        (f"Owner {wave + 1:02}.",),
    ).fetchone()
    (watched,) = store.reading.execute("SELECT count(*) FROM watch").fetchone()
    (looks,) = store.reading.execute("SELECT count(*) FROM second_look").fetchone()
    return changes == watched and not untold and not looks


def _count(texts: dict[str, list[str]], channels: int, waves: int, kills: int) -> Count:
    """Of each wave a channel gets one message, which names both accounts."""
    duplicates = lost = 0
    for channel in range(channels):
        came = len(texts.get(f"C{channel}", []))
        duplicates += max(came - waves, 0)
        lost += max(waves - came, 0)
    return Count(channels * waves, kills, duplicates, lost)


def _started(place: Place, url: str) -> ForkedProcess:
    return ForkedProcess(_work, str(place), url)


def _work(place: str, url: str) -> None:
    asyncio.run(work(place, url))


async def work(place: str, url: str) -> None:
    """One worker, until it is killed: it looks several times a second."""
    workspace = Workspace(AccountSettings(cs_database=place if is_postgresql(place) else Path(place)))

    async def allowed(_: Subscription) -> str:
        return ""

    client = AsyncWebClient("xoxb-1", base_url=f"{url}/api/", timeout=1, retry_handlers=[])
    client.timeout = USUAL.timeout  # type: ignore[assignment]  # aiohttp takes parts of seconds
    settings = DeliverySettings(
        timeout=timedelta(seconds=USUAL.timeout),
        grace=timedelta(seconds=USUAL.grace),
        pace=timedelta(seconds=0.002),
        merged_within=timedelta(seconds=0.3),
    )
    step = DeliveryStep(
        store=workspace.store,
        client=client,
        clock=lambda: datetime.now(UTC),
        compose=Composer(load(), workspace).payload,
        allowed=allowed,
        settings=settings,
    )
    print("at work", flush=True)
    looking = asyncio.create_task(_look(workspace.store, settings.merged_within))
    await Worker(step).run()
    await looking


async def _look(store: Store, merged_within: timedelta) -> None:
    while True:
        with suppress(Exception):  # a store that is held by others is looked at again
            await asyncio.to_thread(look_for_changes, store, datetime.now(UTC), merged_within)
        await asyncio.sleep(0.2)


def main() -> None:
    """Runs the proof."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--channels", type=int, default=10)
    parser.add_argument("--waves", type=int, default=5)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--postgresql", action="store_true")
    given = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        engine_called("postgresql" if given.postgresql else "sqlite") as engine,
    ):
        started, place = time.monotonic(), engine.new(Path(folder))
        print(prove(place, given.channels, given.waves, given.workers), f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
