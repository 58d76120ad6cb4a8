"""`cs digest` for operators: what would be done, doing it from cron or in a process of its own, and what was done."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from accounts import Store, open_store
from accounts.digests.delivery_log import deliveries
from accounts.digests.planning import plan_deliveries, plan_now
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription, subscribe
from bot.terminal.main import main
from tests.bot.digests.scripted_slack import CHANNEL, PERSON, TEAM, ScriptedSlack, scripted_slack
from tests.engines import Engine, Place
from tests.forked import ForkedProcess

NOW = datetime.now(UTC)
AGO = NOW - timedelta(minutes=5)
PATIENCE = 60  # seconds, on a machine that does much else


@pytest.fixture(autouse=True)
def database(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    place = engine.new(tmp_path)
    monkeypatch.setenv("CS_DATABASE", str(place))
    monkeypatch.setenv("CS_LOG", "json")
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1-secret")
    monkeypatch.delenv("SLACK_APP_TOKEN", raising=False)  # what calls the Web API alone needs neither
    monkeypatch.delenv("SLACK_SIGNING_SECRET", raising=False)
    return place


@pytest.fixture
def store(database: Place) -> Iterator[Store]:
    opened = open_store(database)
    yield opened
    opened.close()


@pytest.fixture
async def slack(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[ScriptedSlack]:
    async with scripted_slack() as api:
        monkeypatch.setenv("SLACK_API_URL", api.url)
        yield api


def subscribed(store: Store, zone: str = "UTC") -> None:
    """A term every day, five minutes ago."""
    schedule = Schedule(AGO.time().replace(second=0, microsecond=0), EVERY_DAY, zone)
    wanted = Subscription(
        team=TEAM, channel=CHANNEL, digest="term", scope="", created_by=PERSON, schedule=schedule, skip_empty=False
    )
    subscribe(store, wanted, AGO - timedelta(hours=1))


async def run(*words: str) -> tuple[int, str]:
    """`cs` with these words, to its end: its code, and what it prints."""
    return await asyncio.to_thread(_run, list(words))


def _run(words: list[str]) -> tuple[int, str]:
    with ForkedProcess(main, words) as process:
        assert process.stdout
        out = process.stdout.read().decode()
        return process.wait(PATIENCE), out


def test_a_dry_run_says_what_would_be_delivered_at_a_moment_and_does_nothing(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    schedule = Schedule(datetime(2026, 3, 29, 9, tzinfo=UTC).time(), EVERY_DAY, "Europe/Berlin")
    wanted = Subscription(team=TEAM, channel=CHANNEL, digest="term", scope="", created_by=PERSON, schedule=schedule)
    subscribe(store, wanted, datetime(2026, 3, 27, 12, tzinfo=UTC))
    assert main(["digest", "deliver", "--dry-run", "--at", "2026-03-29T09:00:00+02:00"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"skip     digest 1, term for {CHANNEL}: 2026-03-28 was missed",
        f"deliver  digest 1, term for {CHANNEL}: 2026-03-29 at 09:00 Europe/Berlin",
    ]
    assert main(["digest", "deliver", "--dry-run", "--at", "2026-03-28T08:59:59+01:00"]) == 0
    assert capsys.readouterr().out == "Nothing is due at 2026-03-28T07:59:59+00:00.\n"
    assert deliveries(store) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("digest subscribe health at 9:00", "A digest goes to a conversation in Slack"),
        ("digest help", "What can be done with digests"),
        ("digest bogus", "isn’t something that digest does"),
        ("digest preview health", "No accounts yet"),
        ("digest preview term", "Term of the day"),
        ("digest preview term retention", "Term of the day"),
    ],
)
def test_before_anything_is_imported_what_needs_no_accounts_is_answered(
    text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main(text.split())
    assert said in capsys.readouterr().out


@pytest.mark.parametrize("moment", ["2026-03-29T09:00:00", "tomorrow", "2026-02-30T09:00:00Z"])
def test_a_moment_without_its_offset_is_refused_with_an_example(
    store: Store, capsys: pytest.CaptureFixture[str], moment: str
) -> None:
    assert main(["digest", "deliver", "--dry-run", "--at", moment]) == 2
    assert "2026-03-29T09:00:00+02:00" in capsys.readouterr().err


@pytest.mark.processes
async def test_crons_run_delivers_what_is_due_once_and_the_log_tells_of_it(
    store: Store, slack: ScriptedSlack, capsys: pytest.CaptureFixture[str]
) -> None:
    subscribed(store)
    for _ in range(2):
        assert await run("digest", "deliver") == (0, "Done. Nothing is left to be delivered.\n")
    assert len(slack.to(CHANNEL)) == 1
    assert main(["digest", "log"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{AGO.date()}  digest 1  sent  due {AGO:%Y-%m-%d %H:%M} UTC")
    assert "posted" in second
    assert main(["digest", "log", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["state"], [each["outcome"] for each in told["tries"]]) == ("sent", ["posted"])


@pytest.mark.processes
def test_a_log_without_deliveries_says_so(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    for words, told in (
        (["log"], "No delivery is on record yet.\n"),
        (["log", "77"], "No delivery of digest 77 is on record.\n"),
        (["log", "--json"], ""),
    ):
        assert main(["digest", *words]) == 0
        assert capsys.readouterr().out == told


async def test_crons_run_says_what_it_leaves(store: Store, slack: ScriptedSlack) -> None:
    subscribed(store)
    slack.says["chat.postMessage"] = [{"error": "ratelimited", "status": 429, "headers": {"Retry-After": "3000"}}]
    code, out = await run("digest", "deliver")
    assert code == 0
    assert "left" in out or "still to be delivered" in out
    assert slack.posted == []


@pytest.mark.processes
@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
async def test_a_worker_that_is_ended_finishes_its_post_and_gives_its_lease_back(
    store: Store, slack: ScriptedSlack, name: signal.Signals
) -> None:
    subscribed(store)
    slack.waits["chat.postMessage"] = 1.5
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.terminal.main", "digest", "work", stderr=asyncio.subprocess.PIPE, env={**os.environ}
    )
    async with asyncio.timeout(PATIENCE):
        while "chat.postMessage" not in slack.asked:  # noqa: ASYNC110  the server of the test says when
            await asyncio.sleep(0.02)
        process.send_signal(name)
        _, err = await process.communicate()
    lines = [json.loads(line) for line in err.decode().splitlines()]
    assert process.returncode == 0, lines
    (row,) = deliveries(store)
    assert (row.state, len(slack.to(CHANNEL))) == ("sent", 1)
    assert store.reading.execute("SELECT lease_until, open_from FROM delivery").fetchall() == [(None, None)]
    posted = next(line for line in lines if line.get("outcome") == "posted")
    assert (posted["digest"], posted["occasion"], posted["attempt"]) == (1, AGO.date().isoformat(), 1)
    assert "secret" not in err.decode()


@pytest.mark.processes
async def test_cron_a_worker_and_one_asked_for_at_once_send_each_once(store: Store, slack: ScriptedSlack) -> None:
    subscribed(store)
    plan_deliveries(store, NOW)
    plan_now(store, 1, NOW)
    answers = await asyncio.gather(*(run("digest", "deliver") for _ in range(2)))
    assert [code for code, *_ in answers] == [0, 0], answers
    assert len(slack.to(CHANNEL)) == 2
    assert {row.state for row in deliveries(store)} == {"sent"}
