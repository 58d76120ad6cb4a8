"""Figures by tenant: bounded labels, and no series that goes back."""

from prometheus_client import CollectorRegistry, generate_latest

from bot.tenants.monitoring import TenantLabels
from tests.bot.tenants.conftest import Client, GiveAccounts
from tests.bot.tenants.slack import Workspace


def test_the_busiest_have_labels_and_the_others_one_together() -> None:
    """A tenant that comes later takes none that is taken, and what it did stays with the others."""
    labels = TenantLabels(top=2)
    assert labels.labelled({"T1": 5}) == {"T1": 0, "other": 5}
    assert labels.labelled({"T1": 6, "T2": 3, "T3": 4}) == {"T1": 1, "T3": 0, "other": 12}
    assert labels.labelled({"T1": 6, "T2": 90, "T3": 5}) == {"T1": 1, "T3": 1, "other": 99}
    assert (labels.label("T2"), labels.label("T3")) == ("other", "T3")


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
