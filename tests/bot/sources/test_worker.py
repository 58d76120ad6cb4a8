"""Sources are read in the background, scores follow at once, and the operator hears of trouble once."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from slack_sdk.web.async_client import AsyncWebClient

from accounts import open_store
from accounts.health import load_config
from bot.clock import utc_now
from bot.digests.monitoring import SourceCollector
from bot.settings import AccountSettings
from bot.sources.operator_notices import LEASE, OperatorNotifier
from bot.sources.running import sync_context
from bot.sources.worker import SourceWorker
from bot.workspace import Workspace
from sources import load_sources, notices, state
from sources.state import LEASE as LEASE_OF_SOURCE
from tests.bot.digests.scripted_slack import PERSON, ScriptedSlack, scripted_slack
from tests.bot.sources.conftest import Office
from tests.engines import Engine
from tests.sources.company import NOON

CRM = """[crm]
kind = "accounts"
from = "folder"
files = "accounts*.csv"
every = "30m"
full = true
"""


@pytest.fixture
async def slack() -> AsyncIterator[ScriptedSlack]:
    async with scripted_slack() as api:
        yield api


def notifier(office: Office, slack: ScriptedSlack) -> OperatorNotifier:
    client = AsyncWebClient("xoxb-x", base_url=slack.url, retry_handlers=[])
    return OperatorNotifier(office.company.store, client, PERSON, lambda: office.company.now)


async def tell(office: Office, slack: ScriptedSlack) -> list[str]:
    """Everything that is owed; the texts that the operator has by then."""
    while await notifier(office, slack).tell():
        pass
    return slack.to(PERSON)


async def due(office: Office) -> None:
    await asyncio.to_thread(office.company.due, office.company.configure(CRM))


async def test_the_operator_hears_once_that_it_fails_and_once_that_it_is_well(
    office: Office, slack: ScriptedSlack
) -> None:
    await due(office)
    assert await tell(office, slack) == []  # what fails once may pass
    for _ in range(3):
        office.company.later(minutes=10)
        await due(office)
    (told,) = await tell(office, slack)
    assert told.startswith("The source crm can't be read since 2026-06-15 12:00 UTC: there is no file")
    office.company.write("accounts.csv", "id,name", "a,Acme")
    office.company.later(minutes=20)
    await due(office)
    assert (await tell(office, slack))[1:] == [
        "The source crm is well again. What is in the store is as of 2026-06-15 10:00 UTC."
    ]


async def test_a_held_answer_comes_with_a_button(office: Office, slack: ScriptedSlack) -> None:
    office.company.write("accounts-1.csv", "id,name", *(f"{n},Customer {n}" for n in range(9)))
    await due(office)
    office.company.write("accounts-2.csv", "id,name", "1,Customer 1", at=NOON)
    office.company.later(minutes=30)
    await due(office)
    await tell(office, slack)
    assert "data release crm" in str(slack.posted[0]["blocks"])


async def test_what_may_have_been_posted_is_looked_for_before_it_is_posted_again(
    office: Office, slack: ScriptedSlack
) -> None:
    for _ in range(2):
        await due(office)
        office.company.later(minutes=5)
    slack.says["chat.postMessage"] = [{"status": 500, "taken": True}, {}]
    await tell(office, slack)
    assert len(slack.posted) == 1
    office.company.later(minutes=5)
    assert len(await tell(office, slack)) == 1
    assert "conversations.history" in slack.asked


async def test_two_processes_tell_it_once(office: Office, slack: ScriptedSlack) -> None:
    for _ in range(2):
        await due(office)
        office.company.later(minutes=5)
    await asyncio.gather(*(notifier(office, slack).tell() for _ in range(4)))
    assert len(slack.to(PERSON)) == 1


async def test_a_refusal_for_good_ends_it(office: Office, slack: ScriptedSlack) -> None:
    for _ in range(2):
        await due(office)
        office.company.later(minutes=5)
    slack.says["chat.postMessage"] = [{"error": "user_not_found"}]
    await tell(office, slack)
    assert notices.claim_notice(office.company.store, office.company.now + timedelta(days=1), LEASE) is None


@asynccontextmanager
async def working(folder: Path, slack: ScriptedSlack) -> AsyncIterator[Workspace]:
    settings = AccountSettings(cs_database=folder / "accounts.db", cs_sources=folder / "sources.toml")
    workspace = Workspace(settings)
    worker = SourceWorker(workspace, AsyncWebClient("xoxb-x", base_url=slack.url, retry_handlers=[]), lambda: NOON)
    task = asyncio.create_task(worker.run())
    try:
        yield workspace
    finally:
        worker.stop()
        await task
        workspace.close()


async def test_the_first_source_makes_the_store_and_scores_follow(office: Office, slack: ScriptedSlack) -> None:
    folder = office.company.folder
    office.company.configure(CRM.replace("full = true\n", ""))
    office.company.write("accounts.csv", "id,name,payment", "a,Acme,overdue")
    async with working(folder, slack) as workspace:
        async with asyncio.timeout(60):
            while not (folder / "accounts.db").exists() or not _scored(folder):  # noqa: ASYNC110  another thread writes
                await asyncio.sleep(0.02)
        assert workspace.exists


def _scored(folder: Path) -> bool:
    store = open_store(folder / "accounts.db")
    try:
        return bool(store.reading.execute("SELECT accounts FROM scoring").fetchone() == (1,))
    finally:
        store.close()


async def test_prometheus_sees_age_duration_rows_and_failures(office: Office) -> None:
    office.company.write("accounts.csv", "id,name", "a,Acme")
    await due(office)
    (office.company.folder / "accounts.csv").unlink()
    office.company.later(minutes=30)
    await due(office)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(SourceCollector(office.workspace, lambda: office.company.now))
    figures = await asyncio.to_thread(generate_latest, registry)
    seen = dict(line.rsplit(" ", 1) for line in figures.decode().splitlines() if line.startswith("cs_source"))
    assert seen == {
        'cs_source_age_seconds{source="crm"}': "9000.0",
        'cs_source_up{source="crm"}': "0.0",
        'cs_source_last_run_seconds{source="crm"}': "0.0",
        'cs_source_last_run_rows{source="crm"}': "1.0",
        'cs_source_last_run_rejects{source="crm"}': "0.0",
        'cs_source_failures_total{source="crm"}': "1.0",
    }


def test_machines_whose_clocks_differ_take_no_source_from_each_other(
    server_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a server its clock counts, and not that of each machine."""
    fast = (LEASE_OF_SOURCE + timedelta(seconds=20)).total_seconds()
    (tmp_path / "sources.toml").write_text(CRM, encoding="utf-8")
    (source,) = load_sources(tmp_path / "sources.toml")
    with closing(open_store(server_engine.new(tmp_path))) as store:
        state.prepare(store)

        def clock_of_machine(ahead: float) -> Callable[[], datetime]:
            monkeypatch.setattr("bot.clock.machine_time", lambda: time.time() + ahead)
            own = lambda: utc_now() + timedelta(seconds=ahead)  # noqa: E731
            return sync_context(store, AccountSettings(), load_config(None), own).clock

        right, wrong = clock_of_machine(0.0), clock_of_machine(fast)
        assert state.claim_source(store, source, right()) is not None
        assert state.claim_source(store, source, wrong(), at_once=True) is None
        by_itself = utc_now() + timedelta(seconds=fast)
        assert state.claim_source(store, source, by_itself, at_once=True) is not None, "as it would without"
