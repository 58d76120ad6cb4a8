"""Metrics by tenant: for the largest few, and for all others together."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from accounts.digests.delivery_log import delivery_stats
from bot.digests.monitoring import LIMITS, Pages
from bot.http_server import serving
from bot.settings import AccountSettings
from bot.tenants.running import RunningTenant
from store import Store, StoreError
from store.failures import FILE_ERRORS
from tenants.registry import all_tenants
from tenants.stores import TenantStores

TOP: Final = 20  # tenants with a label of their own
OTHER: Final = "other"


class TenantLabels:
    """Which tenants have a label: the first few with the most requests, each for as long as the process lives.

    What a tenant did before it had one stays with the others, so that no series ever goes back.
    """

    def __init__(self, top: int = TOP) -> None:
        self._top = top
        self._before: dict[str, int] = {}

    def labelled(self, counts: Mapping[str, int]) -> dict[str, int]:
        """The counts by label. Those that have none yet take the labels that are free, the largest first."""
        free = self._top - len(self._before)
        new = sorted(counts.keys() - self._before.keys(), key=lambda each: (-counts[each], each))[:free]
        self._before |= {each: counts[each] for each in new}
        shown = {each: counts[each] - before for each, before in self._before.items() if each in counts}
        return {**shown, OTHER: sum(counts.values()) - sum(shown.values())}

    def label(self, tenant: str) -> str:
        """The label of a tenant."""
        return tenant if tenant in self._before else OTHER


class TenantCollector(Collector):
    """The tenants of a registry, as they are when it is asked for."""

    def __init__(
        self,
        registry: Store,
        files: TenantStores,
        requests: Counter[str],
        started: Callable[[], list[RunningTenant]],
        clock: Callable[[], datetime],
    ) -> None:
        self._registry = registry
        self._files = files
        self._requests = requests
        self._started = started
        self._clock = clock
        self._labels = TenantLabels()

    def collect(self) -> Iterator[Metric]:
        """The figures, as Prometheus takes them."""
        states = Counter(tenant.state for tenant in all_tenants(self._registry))
        known = GaugeMetricFamily("cs_tenants", "Workspaces that ever installed the bot", labels=["state"])
        for state in ("active", "ended", "erased"):
            known.add_metric([state], states[state])
        running = self._started()
        yield known
        yield GaugeMetricFamily("cs_tenants_running", "Workspaces that this process serves", len(running))
        asked = CounterMetricFamily("cs_tenant_requests", "Requests, by workspace", labels=["tenant"])
        counts = {each.id: 0 for each in running} | dict(self._requests)
        for label, count in self._labels.labelled(counts).items():
            asked.add_metric([label], count)
        yield asked
        yield from self._stores(running)

    def _stores(self, running: list[RunningTenant]) -> Iterator[Metric]:
        digests, sizes, overdue, stopped = Counter[str](), Counter[str](), dict[str, float](), Counter[str]()
        for each in running:
            label = self._labels.label(each.id)
            sizes[label] += self._files.size(each.id)
            if not each.workspace.exists:
                continue
            try:
                seen = delivery_stats(each.workspace.store, self._clock())
            except (StoreError, *FILE_ERRORS):
                continue  # it is closing, or can't be read: the log says so
            digests[label] += seen.active
            stopped[label] += seen.stopped
            overdue[label] = max(overdue.get(label, 0.0), seen.overdue)
        yield _by_tenant("cs_tenant_store_bytes", "Size of the data", sizes)
        yield _by_tenant("cs_tenant_digest_subscriptions", "Subscriptions that are active", digests)
        yield _by_tenant("cs_tenant_digest_stopped", "Workspaces that take no posts", stopped)
        yield _by_tenant("cs_tenant_digest_overdue_seconds", "How long the oldest open delivery is due", overdue)


def _by_tenant(name: str, what: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, what, labels=["tenant"])
    for label, value in values.items():
        family.add_metric([label], value)
    return family


def serve_tenant_metrics(
    collector: Collector, settings: AccountSettings, lacking: Callable[[], str]
) -> AbstractAsyncContextManager[int]:
    """Serves /metrics, /healthz and /readyz where the settings name a port for them."""
    if settings.cs_metrics_port is None:
        return nullcontext(0)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(collector)
    return serving(Pages(registry, lacking), settings.cs_metrics_host, settings.cs_metrics_port, LIMITS)
