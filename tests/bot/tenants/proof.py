"""Replicas behind one address under load, some of them killed and replaced: what became of each request and digest.

python -m tests.bot.tenants.proof --replicas 3 --kills 2 --seconds 20
python -m tests.bot.tenants.proof --replicas 3 --kills 2 --seconds 20 --postgresql

Each has folders of its own. On SQLite they share the folder of the tenants, with --postgresql nothing but a server.

What stands in for the balancer sends to the replicas in turn, and asks the next one where a connection is refused.
What stands in for Slack sends an event anew, signed anew, where it wasn't answered with 200 or not in time, as Slack
does. A slash command is sent once: where its connection breaks, Slack tells whoever typed it.
"""

import argparse
import asyncio
import itertools
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from urllib.parse import urlencode

import aiohttp

from accounts import open_store
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription, subscribe
from bot.operating.store_packages import PACKAGES
from store import Store
from store.copying import copy_store
from tenants import open_registry
from tenants.installations import BotInstallation, Installer, save_installation
from tenants.stores import SchemaStores, TenantStores, stores_of
from tests.bot.company import fill
from tests.bot.tenants.replicas import SECRET, Replicas, Sender
from tests.bot.tenants.slack import ManySlacks, Workspace, running_slack
from tests.engines import Place, engine_called

SETTLE = 60.0  # seconds that what is under way at the end is waited for
LATER = 0.2  # seconds between two requests of one tenant


@dataclass
class Count:
    """What became of requests and digests: `lost` were never answered, though Slack took them for answered or sent them
    as often as it does; `told` are commands of which Slack told whoever typed them that they failed.
    """

    kills: int = 0
    events: int = 0
    lost: int = 0
    answered_twice: int = 0
    commands: int = 0
    told: int = 0
    commands_lost: int = 0
    digests: int = 0
    digests_twice: int = 0
    digests_lost: int = 0


@dataclass(frozen=True)
class Plan:
    """How many replicas serve how many tenants with how many digests each, for how long, and how many are killed."""

    replicas: int = 3
    kills: int = 2
    seconds: float = 20
    tenants: int = 3
    digests: int = 5
    seed: int = 1
    patience: float = 3.0  # seconds that Slack waits for a response

    @property
    def ids(self) -> list[str]:
        """The tenants."""
        return [f"T0{tenant}" for tenant in range(self.tenants)]


async def prove(plan: Plan, place: Place | None = None) -> Count:
    """Serves load, killing replicas meanwhile, and counts what became of everything. The tenants are in a folder, or
    where the URL of an empty database says.
    """
    count = Count()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        registry = stack.enter_context(closing(open_registry(place or folder / "tenants")))
        stores = stores_of(place or folder / "tenants", registry)
        async with running_slack() as slack, _running(slack, folder, plan, stores, registry) as running:
            chance = random.Random(plan.seed)
            async with aiohttp.ClientSession() as session:
                sender = Sender(running, session, plan.patience)
                await _until_ready(running, session)
                for tenant in plan.ids:
                    _subscribe(stores.place(tenant), tenant, plan.digests)
                asked = await asyncio.gather(
                    _kill(running, plan, chance, count),
                    *(_load(sender, slack, Workspace(tenant), plan.seconds, count) for tenant in plan.ids),
                )
            threads = [each for found in asked[1:] for each in found]
            await _settled(slack, threads, plan.tenants * plan.digests)
            _count_answers(slack, threads, count)
            _count_digests(slack, plan.tenants, plan.digests, count)
    return count


@asynccontextmanager
async def _running(
    slack: ManySlacks, folder: Path, plan: Plan, stores: TenantStores, registry: Store
) -> AsyncIterator[Replicas]:
    base, now = folder / "base.db", datetime.now(UTC)
    fill(base)
    for tenant in plan.ids:
        slack.tokens[f"xoxb-{tenant}"] = Workspace(tenant)
        bot = BotInstallation(tenant, f"xoxb-{tenant}", now, team_id=tenant)
        save_installation(registry, bot, Installer(tenant, "U1", now))
        _copy(base, stores.place(tenant))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CS_", "SLACK_"))}
    environment |= {
        "CS_TENANTS": str(stores.url if isinstance(stores, SchemaStores) else folder / "tenants"),
        "SLACK_CLIENT_ID": "1.2",
        "SLACK_CLIENT_SECRET": "client-secret",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.url,
        "NO_PROXY": "127.0.0.1",
    }
    running = Replicas(environment, folder)
    for _ in range(plan.replicas):
        running.start()
    try:
        yield running
    finally:
        await asyncio.to_thread(running.end)
        await asyncio.to_thread(_keep_logs, folder)
        if isinstance(stores, SchemaStores):  # roles are the whole server's
            for tenant in plan.ids:
                stores.erase(tenant)


def _copy(base: Path, place: Place) -> None:
    """Gives a tenant the small company."""
    if isinstance(place, Path):
        shutil.copy(base, place)
        return
    with closing(open_store(base)) as origin, closing(open_store(place)) as target:
        copy_store(origin, target, PACKAGES)


def _keep_logs(folder: Path) -> None:
    """Copies what the replicas logged to the folder PROOF_LOGS, where that is set."""
    if kept := os.environ.get("PROOF_LOGS"):
        for log in folder.glob("replica-*.log"):
            shutil.copy(log, kept)


async def _until_ready(running: Replicas, session: aiohttp.ClientSession) -> None:
    async with asyncio.timeout(120):
        for port in running.ports:
            while True:
                try:
                    async with session.get(f"http://127.0.0.1:{port}/healthz"):
                        break
                except aiohttp.ClientError:
                    await asyncio.sleep(0.1)


def _subscribe(place: Place, tenant: str, digests: int) -> None:
    """Digests that are due now."""
    yesterday, due = datetime.now(UTC) - timedelta(days=1), datetime.now(UTC) - timedelta(minutes=5)
    schedule = Schedule(clock_time(due.hour, due.minute), EVERY_DAY, "UTC")
    with closing(open_store(place)) as store:
        for number in range(digests):
            wanted = Subscription(
                team=tenant,
                channel=f"CD{number}",
                digest="portfolio",
                scope="",
                created_by="U0DANA",
                schedule=schedule,
            )
            subscribe(store, wanted, yesterday + timedelta(minutes=1))


async def _kill(running: Replicas, plan: Plan, chance: random.Random, count: Count) -> list[str]:
    """Kills one replica after another, each at another moment, and replaces it after a second."""
    for number in range(plan.kills):
        await asyncio.sleep(plan.seconds / (plan.kills + 1) * chance.uniform(0.6, 1.0))
        place = number % len(running.ports)
        await asyncio.to_thread(running.kill, place)
        count.kills += 1
        await asyncio.sleep(1.0)
        running.start(place)
    return []


async def _load(sender: Sender, slack: ManySlacks, workspace: Workspace, seconds: float, count: Count) -> list[str]:
    """Mentions the bot and types commands for so many seconds; returns the threads that are to be answered."""
    until, threads, sending = time.monotonic() + seconds, list[str](), list[asyncio.Task[bool]]()
    for number in itertools.count():
        if time.monotonic() > until:
            break
        ts = f"{time.time():.6f}"
        sending.append(asyncio.create_task(sender.event(_mention(workspace, ts))))
        threads.append(f"{workspace.team} {ts}")
        count.events += 1
        text = ("account acme.example", "define nrr", "renewals 60")[number % 3]
        trigger = str(next(_TRIGGERS))
        status, answer = await sender.command(_command(slack, workspace, text, trigger))
        count.commands += 1
        count.told += status != 200
        if status == 200 and not answer:
            threads.append(f"later {trigger}")
        await asyncio.sleep(LATER)
    await asyncio.gather(*sending)
    return threads


def _mention(workspace: Workspace, ts: str) -> bytes:
    event = {"type": "app_mention", "user": "U0DANA", "text": "<@U0BOT> define nrr", "channel": "C01", "ts": ts}
    installed = {"team_id": workspace.team, "enterprise_id": None, "is_enterprise_install": False, "user_id": "U0BOT"}
    return json.dumps(
        {
            "type": "event_callback",
            "team_id": workspace.team,
            "event_id": f"Ev{ts}",
            "event": event,
            "authorizations": [installed],
        }
    ).encode()


_TRIGGERS = itertools.count()


def _command(slack: ManySlacks, workspace: Workspace, text: str, trigger: str) -> bytes:
    fields = {
        "command": "/cs",
        "text": text,
        "team_id": workspace.team,
        "user_id": "U0DANA",
        "channel_id": "C01",
        "response_url": f"{slack.url}response/{workspace.team}?n={trigger}",
        "trigger_id": f"T{trigger}",
    }
    return urlencode(fields).encode()


def _answers(slack: ManySlacks) -> Counter[str]:
    """The answers by workspace and thread, and those that came later to a command."""
    found = Counter(f"{tenant} {what['thread_ts']}" for tenant, what in slack.posted if what.get("thread_ts"))
    found.update(f"later {number}" for number in slack.followed)
    return found


def _digests(slack: ManySlacks) -> Counter[str]:
    """The messages of digests by workspace and channel."""
    posted = [(tenant, what) for tenant, what in slack.posted if what["channel"].startswith("CD")]
    return Counter(f"{tenant} {what['channel']}" for tenant, what in posted if not what.get("thread_ts"))


async def _settled(slack: ManySlacks, threads: list[str], digests: int) -> None:
    """Returns when everything is answered, or when nothing comes any more."""
    until = time.monotonic() + SETTLE
    while time.monotonic() < until:
        if all(_answers(slack)[each] for each in threads) and len(_digests(slack)) >= digests:
            await asyncio.sleep(2.0)  # what would come twice
            return
        await asyncio.sleep(0.2)


def _count_answers(slack: ManySlacks, threads: list[str], count: Count) -> None:
    answers = _answers(slack)
    missing = [each for each in threads if not answers[each]]
    count.commands_lost = sum(each.startswith("later") for each in missing)
    count.lost = len(missing) - count.commands_lost
    count.answered_twice = sum(answers[each] > 1 for each in threads)


def _count_digests(slack: ManySlacks, tenants: int, digests: int, count: Count) -> None:
    sent = _digests(slack)
    count.digests = tenants * digests
    count.digests_twice = sum(number > 1 for number in sent.values())
    count.digests_lost = count.digests - len(sent)


def main() -> None:
    """Runs the proof, and prints what became of everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replicas", type=int, default=3)
    parser.add_argument("--kills", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--tenants", type=int, default=3)
    parser.add_argument("--digests", type=int, default=5, help="for each tenant")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=3.0, help="seconds that Slack waits; more on a busy machine")
    parser.add_argument("--postgresql", action="store_true")
    given = vars(parser.parse_args())
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        on_server = given.pop("postgresql")
        place = stack.enter_context(engine_called("postgresql")).new(folder) if on_server else None
        count = asyncio.run(prove(Plan(**given), place))
    print(count)
    sys.exit(bool(count.lost or count.commands_lost or count.digests_twice or count.digests_lost))


if __name__ == "__main__":
    main()
