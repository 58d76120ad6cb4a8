"""Metrics by tenant: for the largest few, and for all others together."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from accounts.digests.delivery_log import delivery_stats
from bot.digests.monitoring import LIMITS, Pages
from bot.operating.http_server import serving
from bot.settings import AccountSettings
from bot.tenants.running import RunningTenant
from store import Store, StoreError
from store.failures import FILE_ERRORS
from tenants.registry import all_tenants
from tenants.stores import TenantStores

TOP: Final = 20  # tenants with a label of their own
OTHER: Final = "other"
REGISTRY_UP: Final = "Whether the registry of workspaces can be asked"
UNREACHABLE: Final = "the registry of workspaces can't be reached"


class TenantLabels:
    """Which tenants have a label: those with the most requests. One with at least twice as many as the least of them
    takes its label: labels move seldom, so that few series are begun in the life of a process.

    What a tenant did before it had a label stays with the others, and goes to them with its label: theirs never goes
    back, and its own only where it gets one again, from 0.
    """

    def __init__(self, top: int = TOP) -> None:
        self._top = top
        self._before: dict[str, int] = {}

    def labelled(self, counts: Mapping[str, int]) -> dict[str, int]:
        """The counts by label."""
        for each in sorted(counts.keys() - self._before.keys(), key=lambda each: (-counts[each], each)):
            if not self._has_room_for(counts[each], counts):
                break
            self._before[each] = counts[each]
        shown = {each: counts[each] - before for each, before in self._before.items() if each in counts}
        return {**shown, OTHER: sum(counts.values()) - sum(shown.values())}

    def _has_room_for(self, count: int, counts: Mapping[str, int]) -> bool:
        """Whether a label is free for one with so many requests, or is taken from the one with the fewest."""
        if len(self._before) < self._top:
            return True
        least = min(self._before, key=lambda each: (counts.get(each, 0), each))
        if count < max(1, 2 * counts.get(least, 0)):
            return False
        del self._before[least]
        return True

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
        yield from self._states()
        running = self._started()
        yield GaugeMetricFamily("cs_tenants_running", "Workspaces that this process serves", len(running))
        asked = CounterMetricFamily("cs_tenant_requests", "Requests, by workspace", labels=["tenant"])
        counts = {each.id: 0 for each in running} | dict(self._requests)
        for label, count in self._labels.labelled(counts).items():
            asked.add_metric([label], count)
        yield asked
        yield from self._stores(running)

    def _states(self) -> Iterator[Metric]:
        """What the registry knows, and whether it can be asked: all else is told without it."""
        try:
            states = Counter(tenant.state for tenant in all_tenants(self._registry))
        except (StoreError, *FILE_ERRORS):
            yield GaugeMetricFamily("cs_registry_up", REGISTRY_UP, 0)
            return
        yield GaugeMetricFamily("cs_registry_up", REGISTRY_UP, 1)
        known = GaugeMetricFamily("cs_tenants", "Workspaces that ever installed the bot", labels=["state"])
        for state in ("active", "ended", "erased"):
            known.add_metric([state], states[state])
        yield known

    def _stores(self, running: list[RunningTenant]) -> Iterator[Metric]:
        digests, sizes, overdue, stopped = Counter[str](), Counter[str](), dict[str, float](), Counter[str]()
        known = self._sizes([each.id for each in running])
        for each in running:
            label = self._labels.label(each.id)
            sizes[label] += known.get(each.id, 0)
            try:
                if not each.workspace.exists:
                    continue
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

    def _sizes(self, tenants: Sequence[str]) -> dict[str, int]:
        """The sizes of tenants' data, asked at once: each scrape would else connect to a server once for each."""
        try:
            return self._files.sizes(tenants)
        except (StoreError, *FILE_ERRORS):
            return {}


def _by_tenant(name: str, what: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, what, labels=["tenant"])
    for label, value in values.items():
        family.add_metric([label], value)
    return family


def registry_fault(registry: Store) -> str:
    """What keeps the registry from answering; empty where it does."""
    try:
        registry.reading.execute("SELECT 1")
    except (StoreError, *FILE_ERRORS):
        return UNREACHABLE
    return ""


def serve_tenant_metrics(
    collector: Collector, settings: AccountSettings, lacking: Callable[[], str], fault: Callable[[], str]
) -> AbstractAsyncContextManager[int]:
    """Serves /metrics, /healthz and /readyz where the settings name a port for them."""
    if settings.cs_metrics_port is None:
        return nullcontext(0)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(collector)
    return serving(Pages(registry, lacking, fault), settings.cs_metrics_host, settings.cs_metrics_port, LIMITS)
