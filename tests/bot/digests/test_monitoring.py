"""Whoever runs the bot sees at once whether digests are delivered, and what became of each."""

import io
import json
import logging
import socket
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from datetime import UTC, datetime, time, timedelta

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from accounts import Store
from accounts.digests import claims, deliveries, rate_limits
from accounts.digests.planning import plan_deliveries
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription, pause, subscribe
from bot.configuration.settings_error import SettingsError
from bot.digests.monitoring import serve_metrics
from bot.operating.logs import Form, configure
from bot.settings import AccountSettings, account_settings
from bot.workspace import Workspace
from store.time_zones import zone_rules
from tests.cases import cases

NINE = datetime(2026, 6, 15, 9, tzinfo=UTC)


def subscribed(store: Store) -> None:
    for channel in ("C1", "C2", "C3"):
        schedule = Schedule(time(9), EVERY_DAY, "UTC")
        wanted = Subscription(team="T1", channel=channel, digest="health", scope="", created_by="U1", schedule=schedule)
        subscribe(store, wanted, NINE - timedelta(hours=1))
    pause(store, 3)
    plan_deliveries(store, NINE)


async def pages(store: Store, now: datetime, *, ready: bool) -> dict[str, tuple[int, str]]:
    """What is served, by page."""
    workspace = Workspace(AccountSettings(cs_database=store.place))
    async with (
        serve_metrics(workspace, 0, lambda: now, lambda: "" if ready else "not delivering") as port,
        aiohttp.ClientSession() as session,
    ):
        found = {}
        for page in ("metrics", "healthz", "readyz"):
            async with session.get(f"http://127.0.0.1:{port}/{page}") as answer:
                found[page] = answer.status, await answer.text()
    workspace.close()
    return found


@pytest.mark.parametrize(("host", "reached"), [("", False), ("0.0.0.0", True)])
async def test_other_addresses_than_loopback_are_served_only_if_named(
    store: Store, monkeypatch: pytest.MonkeyPatch, host: str, *, reached: bool
) -> None:
    monkeypatch.setenv("CS_METRICS_HOST", host)
    workspace = Workspace(AccountSettings(cs_database=store.place))
    async with serve_metrics(workspace, 0, lambda: NINE, lambda: "") as port:
        with socket.socket() as other:  # to an address of this machine that isn't the usual one
            assert (other.connect_ex(("127.0.0.3", port)) == 0) is reached
    workspace.close()


async def test_prometheus_reads_what_became_of_deliveries_and_what_is_overdue(store: Store) -> None:
    subscribed(store)
    held = claims.claim(store, NINE, timedelta(seconds=30), timedelta(0))
    assert held is not None
    deliveries.finish(store, held, "failed", NINE, "Slack says is_archived")
    rate_limits.block_team(store, "T1", "token_revoked")
    found = await pages(store, NINE + timedelta(minutes=10), ready=True)
    figures = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(found["metrics"][1])
        for sample in family.samples
    }
    assert figures == {
        ("cs_digest_deliveries", "failed"): 1,
        ("cs_digest_deliveries", "pending"): 1,
        ("cs_digest_subscriptions",): 2,
        ("cs_digest_subscriptions_paused",): 1,
        ("cs_digest_overdue_seconds",): 600,
        ("cs_digest_teams_stopped",): 1,
        ("cs_accounts_scored_days_ago",): -1,
        ("cs_own_terms",): 0,
        ("cs_own_terms_read",): 0,
        ("cs_own_terms_verified",): 0,
        ("cs_term_drafts_waiting",): 0,
    }


@pytest.mark.parametrize(("ready", "status"), [(True, 200), (False, 503)])
async def test_a_process_that_delivers_nothing_is_alive_but_not_ready(
    store: Store, *, ready: bool, status: int
) -> None:
    found = await pages(store, NINE, ready=ready)
    assert (found["healthz"], found["readyz"][0]) == ((200, f"OK\ntime zones: {zone_rules()}\n"), status)


@contextmanager
def logging_as(form: Form) -> Iterator[io.StringIO]:
    """Where the log goes, in the place of pytest's own handlers."""
    written, root = io.StringIO(), logging.getLogger()
    kept, level = root.handlers[:], root.level
    root.handlers[:] = []
    with redirect_stderr(written):
        configure(form)
        yield written
    root.handlers[:] = kept
    root.setLevel(level)


def failed(words: str) -> None:
    raise RuntimeError(words)


def test_each_line_of_the_json_log_is_an_object_with_the_fields_of_the_delivery() -> None:
    with logging_as("json") as log:
        logger = logging.getLogger("bot.digests.delivery")
        logger.info("digest %s: posted", 7, extra={"digest": 7, "occasion": "2026-06-15", "outcome": "posted"})
        try:
            failed("of what was said\nin two lines")
        except RuntimeError:
            logger.exception("digest 7 failed")
    posted, last = map(json.loads, log.getvalue().splitlines())
    assert datetime.fromisoformat(posted.pop("time")).tzinfo == UTC
    assert posted == {
        "level": "INFO",
        "logger": "bot.digests.delivery",
        "message": "digest 7: posted",
        "digest": 7,
        "occasion": "2026-06-15",
        "outcome": "posted",
    }
    assert "RuntimeError: of what was said" in last["exception"]


@cases("form", ["text", "json"])
@cases("token", ["xoxb-1-2-AbC", "xapp-1-A-9"])
def test_no_token_is_written_to_the_log(form: Form, token: str) -> None:
    with logging_as(form) as log:
        try:
            failed(f"headers: Bearer {token}")
        except RuntimeError:
            logging.getLogger("slack_sdk").exception("with %s", token)
    assert "RuntimeError" in log.getvalue()
    assert token not in log.getvalue()


def test_a_form_of_log_that_there_is_not_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CS_LOG", "yaml")
    with pytest.raises(SettingsError, match="CS_LOG"):
        account_settings()
