"""Only who is listed may install the bot; whoever had it before goes on with it."""

import asyncio
import json

import pytest

from bot.configuration.settings_error import SettingsError
from bot.slack.doctor import examine
from bot.tenants.server import TenantServer
from bot.tenants.settings import TenantSettings, load_tenant_settings, may_install
from bot.terminal.main import main
from tenants.installations import find_bot
from tenants.registry import all_tenants
from tests.bot.tenants.conftest import Client, Clock, draw, settings_in_environment
from tests.bot.tenants.slack import ManySlacks, Workspace

NORTH, SOUTH = Workspace("T0NORTH", name="Northwind"), Workspace("T0SOUTH", name="South <& Ridge>")
ORG = Workspace("", "E0GRID", "Grid", org_wide=True)
OF_ORG = Workspace("T0PART", "E0GRID", "Part")
LISTED = frozenset({"T0NORTH", "E0GRID"})


def limited(client: Client, clock: Clock, contact: str = "ops@company.example") -> Client:
    """The same server, where only some may install it."""
    limits = {"cs_may_install": LISTED, "cs_contact": contact}
    settings = client.server.settings.model_copy(update=limits)
    return Client(TenantServer(settings, client.server.registry, draw, clock), client.slack)


def calls(slack: ManySlacks) -> list[str]:
    """What Slack was asked to take back."""
    return [method for method, _ in slack.asked if method in {"apps.uninstall", "auth.revoke"}]


async def test_who_is_not_listed_is_refused_and_told_whom_to_ask(
    client: Client, clock: Clock, slack: ManySlacks
) -> None:
    """Nothing is kept, and Slack takes the app away again; a list of workspaces and organisations decides."""
    few = limited(client, clock)
    for workspace in (NORTH, OF_ORG, ORG):
        assert (await few.install(workspace)).status == 200
    page = await few.install(SOUTH)
    assert page.status == 403
    assert "South &lt;&amp; Ridge&gt; (T0SOUTH) isn’t among the workspaces that may install it" in page.body
    assert "Ask ops@company.example to add <b>T0SOUTH</b>" in page.body
    assert "was removed from Slack again" in page.body
    assert calls(slack) == ["apps.uninstall"]
    assert {each.id for each in all_tenants(client.server.registry)} == {"T0NORTH", "T0PART", "E0GRID"}
    assert "isn't installed here" in str(await few.command_as_it_is("define nrr", SOUTH))
    await few.server.close()


@pytest.mark.parametrize(("error", "asked"), [("is_bot", 2), ("503", 2), ("account_inactive", 2)])
async def test_where_slack_does_not_take_the_app_away_the_page_says_who_can(
    client: Client, clock: Clock, slack: ManySlacks, error: str, asked: int
) -> None:
    """The token is taken back at least, if that can be."""
    few = limited(client, clock, contact="")
    slack.refused["apps.uninstall"] = error
    page = await few.install(SOUTH)
    assert page.status == 403
    assert "Ask whoever runs this bot to add" in page.body
    assert "An admin can remove the app" in page.body
    assert len(calls(slack)) == asked
    assert find_bot(client.server.registry, "T0SOUTH") is None
    await few.server.close()


async def test_who_had_the_bot_before_goes_on_and_is_named(
    client: Client,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It may renew its installation too; once it has left it isn't let in again."""
    client.slack.scopes = "all"
    for workspace in (NORTH, SOUTH):
        await client.install(workspace)
    few = limited(client, clock)
    assert (await few.install(SOUTH)).status == 200
    assert calls(client.slack) == []
    assert "Net Revenue Retention" in str(await few.command("define nrr", SOUTH))
    settings_in_environment(client.server.settings, monkeypatch)
    monkeypatch.setenv("CS_MAY_INSTALL", "T0NORTH, E0GRID")
    lines: list[str] = []
    assert await asyncio.to_thread(examine, lines.append) == 0
    assert "✓ CS_MAY_INSTALL: 2 may install; not in it, and served all the same: T0SOUTH" in lines
    assert main(["tenants"]) == 0
    shown = capsys.readouterr().out.splitlines()
    assert [line.endswith("· not in CS_MAY_INSTALL") for line in shown if line.startswith("T0")] == [False, True]
    main(["tenants", "list", "--json"])
    assert [json.loads(line)["may_install"] for line in capsys.readouterr().out.splitlines()] == [True, False]
    await few.event({"type": "app_uninstalled"}, SOUTH)
    assert (await few.install(SOUTH)).status == 403
    await few.server.close()


def test_a_list_with_what_is_no_id_is_refused_with_an_example(
    settings: TenantSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it is read."""
    settings_in_environment(settings, monkeypatch)
    monkeypatch.setenv("CS_MAY_INSTALL", " T0NORTH;E0GRID ")
    assert load_tenant_settings().cs_may_install == may_install() == LISTED
    monkeypatch.setenv("CS_MAY_INSTALL", "Northwind")
    for read in (load_tenant_settings, may_install):
        with pytest.raises(SettingsError, match=r"CS_MAY_INSTALL is wrong\. It is the list of .* such as T0123ABC"):
            read()
