"""What whoever runs the bot watches: /metrics for Prometheus, /healthz and /readyz."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import datetime

from aiohttp import web
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0
from prometheus_client.registry import Collector

from accounts.digests.delivery_log import DeliveryStats, delivery_stats
from bot.workspace import Workspace

Clock = Callable[[], datetime]


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
    states = GaugeMetricFamily(
        "cs_digest_deliveries", "DeliveryCollector on record, by what became of them", labels=["state"]
    )
    for state, number in seen.states.items():
        states.add_metric([state], number)
    yield states
    yield GaugeMetricFamily("cs_digest_subscriptions", "Subscriptions that are active", seen.active)
    yield GaugeMetricFamily("cs_digest_subscriptions_paused", "Subscriptions that are paused", seen.paused)
    yield GaugeMetricFamily("cs_digest_overdue_seconds", "How long the oldest open delivery is due", seen.overdue)
    yield GaugeMetricFamily("cs_digest_teams_stopped", "Workspaces that take no posts", seen.stopped)
    yield GaugeMetricFamily("cs_accounts_scored_days_ago", "Days since all accounts were scored", seen.scored_days_ago)


@asynccontextmanager
async def serve_metrics(
    workspace: Workspace, port: int | None, clock: Clock, ready: Callable[[], bool]
) -> AsyncIterator[int]:
    """Serves the three pages while the context lasts, at the address of the settings; gives the port, 0 for none."""
    if port is None:
        yield 0
        return
    registry = CollectorRegistry(auto_describe=False)
    registry.register(DeliveryCollector(workspace, clock))

    async def metrics(_: web.Request) -> web.Response:
        page = await asyncio.to_thread(generate_latest, registry)
        return web.Response(body=page, headers={"Content-Type": CONTENT_TYPE_PLAIN_1_0_0})

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="OK")

    async def readyz(_: web.Request) -> web.Response:
        return web.Response(text="OK") if ready() else web.Response(status=503, text="not delivering yet")

    app = web.Application()
    app.add_routes([web.get("/metrics", metrics), web.get("/healthz", healthz), web.get("/readyz", readyz)])
    runner = web.AppRunner(app)
    await runner.setup()
    try:
        await web.TCPSite(runner, workspace.settings.cs_metrics_host, port).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
