"""Machines whose clocks differ take no delivery from each other: on a server its clock counts."""

import time
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from accounts import open_store
from accounts.digests import claims, planning
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription, subscribe
from bot.clock import utc_now
from bot.digests.service import PostSettings, build_worker
from bot.digests.worker import Worker
from bot.settings import AccountSettings
from bot.slack.attachments import Attachments
from bot.slack.chart_renderer import ChartRenderer
from bot.workspace import Workspace
from glossary import load
from tests.engines import Engine

PACE = timedelta(0)


def worker_of_machine(workspace: Workspace, ahead: timedelta, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """A worker on a machine whose clock is wrong by so much, ready to claim."""
    monkeypatch.setattr("bot.clock.machine_time", lambda: time.time() + ahead.total_seconds())
    post = PostSettings(token="xoxb-1", url="http://127.0.0.1:1/api/")
    attachments = Attachments(ChartRenderer().draw)
    worker = build_worker(post, load(), workspace, attachments, lambda: utc_now() + ahead)
    worker.set_clock()
    return worker


def claimed(worker: Worker) -> claims.Claim | None:
    """What a worker would deliver now."""
    step = worker.delivery_step
    return claims.claim(step.store, step.clock(), step.settings.lease, PACE)


@pytest.mark.parametrize("wrong", [timedelta(minutes=3), -timedelta(minutes=3)])
def test_machines_whose_clocks_differ_take_no_delivery_from_each_other(
    server_engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: timedelta
) -> None:
    with closing(open_store(server_engine.new(tmp_path))) as store:
        workspace = Workspace(AccountSettings(cs_database=store.place))
        due = (utc_now() + timedelta(minutes=1)).time().replace(second=0, microsecond=0)
        digest = Subscription(
            digest="term",
            schedule=Schedule(due, EVERY_DAY, "UTC"),
            team="T1",
            channel="C1",
            scope="",
            created_by="U1",
        )
        subscribe(store, digest, utc_now() - timedelta(minutes=5))
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
