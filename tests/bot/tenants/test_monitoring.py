"""Figures by tenant: bounded labels, and no series that goes back."""

import asyncio
import threading
import time
from collections.abc import Iterator
from functools import partial
from random import Random

import pytest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.digests.monitoring import Pages
from bot.tenants.monitoring import OTHER, UNREACHABLE, TenantLabels, registry_fault
from store.errors import StoreUnreachableError
from store.opening import check_unused
from tests.bot.tenants.conftest import Client, GiveAccounts
from tests.bot.tenants.slack import Workspace
from tests.bot.tenants.test_install import NORTH


def test_the_busiest_have_labels_and_the_others_one_together() -> None:
    """What a tenant did before it has a label stays with the others."""
    labels = TenantLabels(top=2)
    assert labels.labelled({"T1": 5}) == {"T1": 0, "other": 5}
    assert labels.labelled({"T1": 6, "T2": 3, "T3": 4}) == {"T1": 1, "T3": 0, "other": 12}
    assert labels.labelled({"T1": 6, "T2": 7, "T3": 5}) == {"T1": 1, "T3": 1, "other": 16}
    assert (labels.label("T2"), labels.label("T3")) == ("other", "T3")


def test_who_becomes_busy_later_takes_the_label_of_who_is_not() -> None:
    """At the start nobody has asked anything: those whose ids come first had the labels for good."""
    labels = TenantLabels(top=2)
    assert labels.labelled(dict.fromkeys(("T1", "T2", "T3"), 0)) == {"T1": 0, "T2": 0, "other": 0}
    assert labels.labelled({"T1": 0, "T2": 1, "T3": 9}) == {"T2": 1, "T3": 0, "other": 9}
    assert labels.labelled({"T1": 1, "T2": 1, "T3": 9}) == {"T2": 1, "T3": 0, "other": 10}


def test_labels_move_seldom_and_the_others_never_go_back() -> None:
    """However the requests of a hundred tenants come, few series are begun."""
    labels, counts, chosen = TenantLabels(top=5), {f"T{n:02}": 0 for n in range(100)}, Random(1)
    begun, shown, others = 0, set[str](), 0
    for _ in range(3_000):
        counts[chosen.choice(list(counts))] += chosen.randrange(10)
        told = labels.labelled(counts)
        assert (len(told), sum(told.values())) == (6, sum(counts.values()))
        assert told[OTHER] >= others
        begun, shown, others = begun + len(told.keys() - shown), set(told), told[OTHER]
    assert begun < 100


async def test_without_the_registry_the_rest_is_told_and_the_server_is_not_ready(
    client: Client, give: GiveAccounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scrape that failed would hide the trouble; a server that can't look up who has the bot answers few."""
    await client.install(Workspace("T00", name="Sample"))
    await client.command("define nrr", Workspace("T00"))
    registry = CollectorRegistry(auto_describe=False)
    registry.register(client.server.collector())
    await client.server.look()
    pages = Pages(registry, client.server.lacking, partial(registry_fault, client.server.registry))
    assert (await pages._page("/readyz"))[::2] == (200, b"OK")
    assert b"cs_registry_up 1.0" in (await pages._page("/metrics"))[2]

    def fail(*_: object) -> None:
        raise StoreUnreachableError("away")

    monkeypatch.setattr(type(client.server.registry), "reading", property(fail))
    assert (await pages._page("/readyz"))[::2] == (503, UNREACHABLE.encode())
    page = (await pages._page("/metrics"))[2].decode()
    assert "cs_registry_up 0.0" in page
    assert 'cs_tenant_requests_total{tenant="T00"}' in page


async def test_figures_are_read_in_one_thread(client: Client) -> None:
    """A store on a server has a connection for every thread that asks it."""
    threads = set[int]()

    class Seen(Collector):
        def collect(self) -> Iterator[Metric]:
            threads.add(threading.get_ident())
            yield GaugeMetricFamily("seen", "Seen", 1)

    registry = CollectorRegistry(auto_describe=False)
    registry.register(Seen())
    pages = Pages(registry, client.server.lacking)
    for _ in range(10):
        await asyncio.gather(pages._page("/metrics"), *(asyncio.to_thread(time.sleep, 0.01) for _ in range(4)))
    assert len(threads) == 1


async def test_each_workspace_is_counted_with_its_digests(client: Client, give: GiveAccounts) -> None:
    """As Prometheus reads it."""
    for number in range(2):
        workspace = Workspace(f"T0{number}", name="Sample")
        await client.install(workspace)
        give(workspace.team, "Acme")
        await client.command("digest subscribe health at 9:00", workspace)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(client.server.collector())
    generate_latest(registry)
    await client.command("define nrr", Workspace("T01"))
    page = generate_latest(registry).decode()
    assert 'cs_tenants{state="active"} 2.0' in page
    assert "cs_tenants_running 2.0" in page
    assert 'cs_tenant_requests_total{tenant="T01"} 1.0' in page
    assert 'cs_tenant_digest_subscriptions{tenant="T00"} 1.0' in page
    assert 'cs_tenant_requests_total{tenant="other"} 2.0' in page


async def test_what_is_asked_of_a_workspace_that_was_closed_opens_nothing_again(
    client: Client, give: GiveAccounts
) -> None:
    """Figures are gathered in another thread: a store opened by it would stay open, and nobody could restore it."""
    await client.install(NORTH)
    give(NORTH.team, "Northern Lights")
    await client.command("account acme.example", NORTH)
    (running,) = client.server.apps.started()
    await client.server.apps.stop(NORTH.team)
    collector = client.server.collector()
    collector._started = lambda: [running]
    assert "cs_tenant_store_bytes" in [family.name for family in collector.collect()]
    check_unused(give.folder / f"{NORTH.team}.db")
