"""Machines whose clocks differ take no delivery from each other: on a server its clock counts."""

import time
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from accounts import open_store
from accounts.digests import claims, planning
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription, subscribe
from bot.clock import utc_now
from bot.context import Context
from bot.digests.commands.acting import acting
from bot.digests.commands.actions import send_now
from bot.digests.service import PostSettings, build_worker
from bot.digests.worker import Worker
from bot.settings import AccountSettings
from bot.slack.attachments import Attachments
from bot.slack.chart_renderer import ChartRenderer
from bot.workspace import Workspace
from glossary import load
from tests.engines import Engine

PACE = timedelta(0)
HOUR = timedelta(hours=1)


def worker_of_machine(workspace: Workspace, ahead: timedelta, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """A worker on a machine whose clock is wrong by so much, ready to claim."""
    monkeypatch.setattr("bot.clock.machine_time", lambda: time.time() + ahead.total_seconds())
    post = PostSettings(token="xoxb-1", url="http://127.0.0.1:1/api/")
    attachments = Attachments(ChartRenderer().draw)
    worker = build_worker(post, load(), workspace, attachments, lambda: utc_now() + ahead)
    worker.set_clock()
    return worker


def term_digest(due: datetime) -> Subscription:
    """One that comes every day at a moment's time."""
    schedule = Schedule(due.time().replace(second=0, microsecond=0), EVERY_DAY, "UTC")
    return Subscription(digest="term", schedule=schedule, team="T1", channel="C1", scope="", created_by="U1")


def claimed(worker: Worker) -> claims.Claim | None:
    """What a worker would deliver now."""
    step = worker.delivery_step
    return claims.claim(step.store, step.clock(), step.settings.lease, PACE)


@pytest.mark.parametrize("wrong", [HOUR, -HOUR])
def test_what_is_asked_for_at_once_comes_at_once_from_a_machine_whose_clock_is_wrong(
    server_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: timedelta
) -> None:
    place = server_engine.new(tmp_path)
    with closing(open_store(place)) as store, closing(Workspace(AccountSettings(cs_database=place))) as workspace:
        monkeypatch.setattr("bot.clock.machine_time", lambda: time.time() + wrong.total_seconds())
        asked = Context(load(), workspace, team="T1", place="C1", now=utc_now() + wrong)
        subscribe(store, term_digest(utc_now()), utc_now())
        assert send_now(asked, "").title == "On its way: term"
        held = claims.claim(store, utc_now() + timedelta(seconds=10), HOUR, PACE)
        assert held is not None
        assert abs(held.due - utc_now()) < timedelta(minutes=1)
        assert abs(acting(asked).at - utc_now()) < timedelta(minutes=1)


@pytest.mark.parametrize("wrong", [timedelta(minutes=3), -timedelta(minutes=3)])
def test_machines_whose_clocks_differ_take_no_delivery_from_each_other(
    server_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: timedelta
) -> None:
    with closing(open_store(server_engine.new(tmp_path))) as store:
        workspace = Workspace(AccountSettings(cs_database=store.place))
        subscribe(store, term_digest(utc_now() + timedelta(minutes=1)), utc_now() - timedelta(minutes=5))
        planning.plan_deliveries(store, utc_now() + timedelta(minutes=2))
        with store.writing() as connection:
            connection.execute("UPDATE delivery SET open_from = '2026-01-01T00:00:00.000Z'")
        first, second = (worker_of_machine(workspace, ahead, monkeypatch) for ahead in (timedelta(0), wrong))
        for one, other in ((first, second), (second, first)):
            held = claimed(one)
            assert held is not None
            assert claimed(other) is None, "while the lease lasts"
            assert abs(held.lease_until - utc_now() - one.delivery_step.settings.lease) < timedelta(seconds=10)
            with store.writing() as connection:
                connection.execute("UPDATE delivery SET open_from = '2026-01-01T00:00:00.000Z', lease_until = NULL")
        workspace.close()
