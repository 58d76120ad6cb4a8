"""Installing over OAuth, and being answered from one's own data."""

import asyncio
from datetime import timedelta

import pytest

from bot.tenants import oauth
from bot.tenants.installation_store import StateStore
from bot.tenants.oauth import REDIRECT
from store.errors import StoreUnreachableError
from tenants.installations import find_bot
from tests.bot.tenants.conftest import Client, Clock, GiveAccounts
from tests.bot.tenants.slack import ManySlacks, Workspace

NORTH = Workspace("T0NORTH", name="Northwind")
SOUTH = Workspace("T0SOUTH", name="Southridge")


async def test_a_workspace_installs_the_bot_and_is_answered(client: Client) -> None:
    """The whole way: the page, Slack's consent, the way back, and a definition."""
    assert (await client.install(NORTH)).status == 200
    assert "Net Revenue Retention" in (await client.command("define nrr", NORTH))["text"]


async def test_who_was_told_that_it_is_not_installed_is_answered_once_it_is(client: Client) -> None:
    """At once, on the server that they installed it at, which has just looked whether it is."""
    assert "isn't installed here" in str(await client.command_as_it_is("define nrr", NORTH))
    await client.install(NORTH)
    assert "Net Revenue Retention" in str(await client.command_as_it_is("define nrr", NORTH))


async def test_each_workspace_is_answered_from_its_own_accounts(client: Client, give: GiveAccounts) -> None:
    """Nothing of the one is in the other's answer."""
    for workspace, name in ((NORTH, "Northern Lights"), (SOUTH, "Southern Cross")):
        await client.install(workspace)
        give(workspace.team, name)
    north, south = [str(await client.command("account acme.example", each)) for each in (NORTH, SOUTH)]
    assert "Northern Lights" in north
    assert "Southern Cross" not in north
    assert "Southern Cross" in south
    assert "Northern Lights" not in south


async def test_a_state_is_good_once_in_the_browser_that_it_was_given_to_for_ten_minutes(
    client: Client, slack: ManySlacks, clock: Clock
) -> None:
    """Whoever tricks somebody into another's installation needs their cookie."""
    state, cookie = await client.begin()
    query = f"code={slack.code(NORTH)}&state={state}"
    assert (await client.get(REDIRECT, query)).status == 400
    assert (await client.get(REDIRECT, query, "slack-app-oauth-state=other")).status == 400
    assert (await client.get(REDIRECT, query, cookie)).status == 200
    assert (await client.get(REDIRECT, f"code={slack.code(SOUTH)}&state={state}", cookie)).status == 401
    state, cookie = await client.begin()
    clock.move(timedelta(minutes=10))
    assert (await client.get(REDIRECT, f"code={slack.code(SOUTH)}&state={state}", cookie)).status == 401
    assert find_bot(client.server.registry, SOUTH.team) is None


@pytest.mark.parametrize("query", ["", "error=access_denied", "code=spent&state={state}", "state={state}"])
async def test_an_installation_that_fails_is_told_and_leaves_nothing(client: Client, query: str) -> None:
    """It was cancelled, or Slack doesn't take the code."""
    state, cookie = await client.begin()
    page = await client.get(REDIRECT, query.format(state=state), cookie)
    assert page.headers["content-type"].startswith("text/html")
    assert "<h2>" in page.body
    assert client.server.apps.running == frozenset()


@pytest.mark.parametrize("wait", [0.0, 60.0])
async def test_while_the_registry_does_not_answer_whoever_installs_is_told_to_try_again(
    client: Client, monkeypatch: pytest.MonkeyPatch, wait: float
) -> None:
    """It refuses, or stands still: the page comes all the same, and the link is good once it answers."""
    state, cookie = await client.begin()
    query = f"code={client.slack.code(NORTH)}&state={state}"

    async def fail(*_: object) -> None:
        await asyncio.sleep(wait)
        raise StoreUnreachableError("away")

    with monkeypatch.context() as away:
        away.setattr(oauth, "PATIENCE", 0.05)
        for method in ("async_issue", "async_consume"):
            away.setattr(StateStore, method, fail)
        pages = [await client.get(oauth.INSTALL), await client.get(REDIRECT, query, cookie)]
    assert [(page.status, page.body) for page in pages] == [(503, "Try again in a moment.")] * 2
    assert (await client.get(REDIRECT, query, cookie)).status == 200


async def test_only_get_is_answered_on_the_pages_of_installing(client: Client) -> None:
    """Everything else about installing comes from elsewhere."""
    assert (await client._asked("POST", REDIRECT, b"", {}, "")).status == 405
    assert (await client._asked("GET", REDIRECT, b"", {}, "code=" + "x" * 5_000)).status == 414


async def test_where_the_bot_is_not_installed_a_command_says_how_to_add_it(client: Client) -> None:
    """Nobody's data answers."""
    said = await client.command("accounts", NORTH)
    assert said["response_type"] == "ephemeral"
    assert "https://cs.sample.example/slack/install" in said["text"]
    assert (await client.event({"type": "app_home_opened", "tab": "home", "user": "U1"}, NORTH)).status == 200


async def test_an_organisation_is_one_tenant_in_all_its_workspaces(client: Client, give: GiveAccounts) -> None:
    """Installed for the whole of it: each of its workspaces is answered from the same accounts."""
    grid = Workspace("", "E0GRID", "Grid", org_wide=True)
    await client.install(grid)
    give("E0GRID", "Grid Lights")
    for team in ("T0ONE", "T0TWO"):
        said = await client.command("account acme.example", Workspace(team, "E0GRID", org_wide=True))
        assert "Grid Lights" in str(said)
    said = await client.command("account acme.example", Workspace("T0ONE", "E0GRID"))  # a shared channel's may not say
    assert "Grid Lights" in str(said)
    assert "isn't installed" in str(await client.command("accounts", Workspace("T0ONE")))


async def test_a_workspace_of_an_organisation_with_an_installation_of_its_own_is_answered_from_its_own(
    client: Client, give: GiveAccounts
) -> None:
    """Both may be installed at once."""
    alone = Workspace("T0ONE", "E0GRID", "One")
    for workspace in (Workspace("", "E0GRID", "Grid", org_wide=True), alone):
        await client.install(workspace)
        give(workspace.tenant, f"{workspace.name} Lights")
    assert "One Lights" in str(await client.command("account acme.example", alone))


async def test_an_event_of_a_shared_channel_is_of_the_workspace_that_it_was_sent_for(
    client: Client, slack: ManySlacks
) -> None:
    """The person may be of another company that has the bot as well."""
    for workspace in (NORTH, SOUTH):
        await client.install(workspace)
    mention = {"type": "app_mention", "user": "U0OTHER", "text": "<@U0BOT> define nrr", "channel": "C01", "ts": "1.0"}
    await client.event({**mention, "team": SOUTH.team, "user_team": SOUTH.team}, NORTH)
    await (await client.server.apps.app_of(NORTH.team)).app.background.finish()
    assert [tenant for tenant, _ in slack.posted] == [NORTH.team]


async def test_the_user_groups_of_an_organisation_are_those_of_all_its_workspaces(
    client: Client, slack: ManySlacks
) -> None:
    """Slack has to be told of each; a handle of two groups is nobody's, as it isn't known whose is meant."""
    grid, alone = Workspace("", "E0GRID", "Grid", org_wide=True), Workspace("T0ALONE", name="Alone")
    slack.teams = ["T0ONE", "T0TWO"]
    slack.groups = {
        "T0ONE": {"S01": "CS-EMEA", "S03": "leads", "S05": "everywhere"},
        "T0TWO": {"S02": "cs-apac", "S04": "leads", "S05": "everywhere"},
        "": {"S09": "cs-alone"},
    }
    for workspace in (grid, alone):
        await client.install(workspace)
    app = (await client.server.apps.app_of("E0GRID")).app
    assert await app._directory.user_groups(app.web_client) == {"cs-emea": "S01", "cs-apac": "S02", "everywhere": "S05"}
    assert await app._directory.members_of_group(app.web_client, "S02") == ("U0T0TWO",)
    app = (await client.server.apps.app_of("T0ALONE")).app
    assert await app._directory.user_groups(app.web_client) == {"cs-alone": "S09"}
    assert await app._directory.members_of_group(app.web_client, "S09") == ("U0",)
