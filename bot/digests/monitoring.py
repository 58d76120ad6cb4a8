"""Monitoring for the operator: /metrics for Prometheus, /healthz and /readyz."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0
from prometheus_client.registry import Collector

from accounts.digests.delivery_log import DeliveryStats, delivery_stats
from bot.curation.monitoring import WordCollector
from bot.operating.http_server import Limits, Receive, Scope, Send, serving
from bot.slack.connection import Connection
from bot.workspace import Workspace
from store.errors import StoreError, StoreUnreachableError
from store.time_zones import zone_rules

if TYPE_CHECKING:
    from sources.status import SourceStatus

Clock = Callable[[], datetime]

LIMITS = Limits(connections=16)
PATIENCE = 3.0  # seconds that /readyz waits for the store
UNREACHABLE = "the account store can't be reached"


class DeliveryCollector(Collector):
    """The deliveries of a book's store, counted when they are asked for."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._workspace = workspace
        self._clock = clock

    def collect(self) -> Iterator[Metric]:
        """The figures, as Prometheus takes them."""
        if not self._workspace.exists:
            return
        yield from _figures(delivery_stats(self._workspace.store, self._clock()))


def _figures(seen: DeliveryStats) -> Iterator[Metric]:
    states = GaugeMetricFamily("cs_digest_deliveries", "Deliveries on record, by what became of them", labels=["state"])
    for state, number in seen.states.items():
        states.add_metric([state], number)
    yield states
    yield GaugeMetricFamily("cs_digest_subscriptions", "Subscriptions that are active", seen.active)
    yield GaugeMetricFamily("cs_digest_subscriptions_paused", "Subscriptions that are paused", seen.paused)
    yield GaugeMetricFamily("cs_digest_overdue_seconds", "How long the oldest open delivery is due", seen.overdue)
    yield GaugeMetricFamily("cs_digest_teams_stopped", "Workspaces that take no posts", seen.stopped)
    yield GaugeMetricFamily("cs_accounts_scored_days_ago", "Days since all accounts were scored", seen.scored_days_ago)


class SourceCollector(Collector):
    """How the sources are, as they are when it is asked for."""

    def __init__(self, workspace: Workspace, clock: Clock) -> None:
        self._workspace = workspace
        self._clock = clock

    def collect(self) -> Iterator[Metric]:
        """The figures, as Prometheus takes them."""
        from bot.sources.running import configured_sources
        from sources import SourcesFileError
        from sources.status import source_status

        if not self._workspace.exists or self._workspace.settings.cs_sources is None:
            return
        try:
            sources = configured_sources(self._workspace.settings)
        except SourcesFileError:
            return  # /metrics goes on; the log and cs sources check say what is wrong
        statuses, now = source_status(self._workspace.store, sources, self._clock()), self._clock()
        yield from _source_figures(statuses, now)


def _source_figures(statuses: "Sequence[SourceStatus]", now: datetime) -> Iterator[Metric]:
    age = GaugeMetricFamily("cs_source_age_seconds", "Age of the facts of each source", labels=["source"])
    well = GaugeMetricFamily(
        "cs_source_up", "Whether its last run was good and its facts aren't old", labels=["source"]
    )
    took = GaugeMetricFamily("cs_source_last_run_seconds", "How long its last run with rows took", labels=["source"])
    rows = GaugeMetricFamily("cs_source_last_run_rows", "Rows of its last run that had any", labels=["source"])
    left = GaugeMetricFamily("cs_source_last_run_rejects", "Rows of it that couldn't be imported", labels=["source"])
    failed = CounterMetricFamily("cs_source_failures", "Runs of it that failed", labels=["source"])
    for each in statuses:
        if each.as_of:
            age.add_metric([each.name], max((now - each.as_of).total_seconds(), 0.0))
        well.add_metric([each.name], each.is_well)
        for figure, value in (
            (took, each.seconds),
            (rows, each.rows),
            (left, each.rejected),
            (failed, each.failed_runs),
        ):
            figure.add_metric([each.name], value)
    yield from (age, well, took, rows, left, failed)


class ConnectionCollector(Collector):
    """The connection to Slack, as it is when it is asked for."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def collect(self) -> Iterator[Metric]:
        """The figures, as Prometheus takes them."""
        seen = self._connection
        yield GaugeMetricFamily("cs_slack_connected", "Whether Slack can be heard over Socket Mode", seen.connected)
        yield CounterMetricFamily("cs_slack_connects", "Connections of Socket Mode that were made", seen.connects)
        yield CounterMetricFamily("cs_slack_connect_failures", "Connections that couldn't be made", seen.failures)


def health_text() -> str:
    """What `/healthz` says: OK, and by which rules of time digests come."""
    return f"OK\ntime zones: {zone_rules()}\n"


@asynccontextmanager
async def serve_metrics(
    workspace: Workspace,
    port: int | None,
    clock: Clock,
    lacking: Callable[[], str],
    connection: Connection | None = None,
) -> AsyncIterator[int]:
    """Serves the three pages while the context lasts, at the address of the settings; gives the port, 0 for none.

    `lacking` says what the bot lacks to be ready, and nothing when it is.
    """
    if port is None:
        yield 0
        return
    registry = CollectorRegistry(auto_describe=False)
    registry.register(DeliveryCollector(workspace, clock))
    registry.register(SourceCollector(workspace, clock))
    registry.register(WordCollector(workspace, clock))
    if connection is not None:
        registry.register(ConnectionCollector(connection))
    pages = Pages(registry, lacking, partial(_store_fault, workspace))
    async with serving(pages, workspace.settings.cs_metrics_host, port, LIMITS) as served:
        yield served


class Pages:
    """An ASGI application with the three pages. The figures and the store's fault are read in a thread each: the stores
    have a connection for every thread that asks.
    """

    def __init__(
        self, registry: CollectorRegistry, lacking: Callable[[], str], fault: Callable[[], str] = lambda: ""
    ) -> None:
        self._registry = registry
        self._lacking = lacking
        self._fault = fault
        self._figures_thread = ThreadPoolExecutor(1, "figures")
        self._fault_thread = ThreadPoolExecutor(1, "ready")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  bodies aren't read
        """Answers one request."""
        status, kind, page = await self._page(scope["path"])
        headers = [(b"content-type", kind.encode()), (b"content-length", str(len(page)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": page})

    async def _page(self, path: str) -> tuple[int, str, bytes]:
        if path == "/metrics":
            figures = asyncio.get_running_loop().run_in_executor
            return 200, CONTENT_TYPE_PLAIN_1_0_0, await figures(self._figures_thread, generate_latest, self._registry)
        if path == "/healthz":
            return 200, "text/plain", health_text().encode()
        if path == "/readyz":
            lacking = await self._store_fault() or self._lacking()
            return 503 if lacking else 200, "text/plain", (lacking or "OK").encode()
        return 404, "text/plain", b"nothing here"

    async def _store_fault(self) -> str:
        """What keeps the store from answering, which it is asked for in a thread."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.get_running_loop().run_in_executor(self._fault_thread, self._fault)
        except TimeoutError:
            return UNREACHABLE


def _store_fault(workspace: Workspace) -> str:
    if not workspace.exists:
        return ""
    try:
        workspace.store.reading.execute("SELECT 1")
    except StoreUnreachableError:
        return UNREACHABLE
    except StoreError:
        pass  # answers and the log say what is wrong with a file, and to wait doesn't mend it
    return ""
