"""`cs doctor` and the directory, where many workspaces are served."""

import pytest

from bot.slack.directory import Directory
from bot.tenants.settings import TenantSettings
from tests.bot.tenants.conftest import Client, settings_in_environment
from tests.bot.tenants.slack import ManySlacks, Workspace

NORTH, SOUTH = Workspace("T0NORTH", name="Northwind"), Workspace("T0SOUTH", name="Southridge")


async def test_doctor_asks_for_the_token_of_each_workspace(
    client: Client, slack: ManySlacks, settings: TenantSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says which one has to install the bot again, without a token in it."""
    import asyncio

    from bot.slack.doctor import examine

    slack.scopes = "all"
    for workspace in (NORTH, SOUTH):
        await client.install(workspace)
    bad = next(token for token, workspace in slack.tokens.items() if workspace == SOUTH)
    slack.refused[bad] = "account_inactive"
    settings_in_environment(settings, monkeypatch)
    lines: list[str] = []
    assert await asyncio.to_thread(examine, lines.append) == 1
    assert [line for line in lines if line.startswith("✗")] == [
        "✗ T0SOUTH: Slack says account_inactive. Have the bot installed there again, at "
        "https://cs.sample.example/slack/install."
    ]
    assert "✓ workspaces: 2 active" in lines
    assert "xox" not in "".join(lines)


async def test_people_of_an_organisation_are_those_of_all_its_workspaces(client: Client, slack: ManySlacks) -> None:
    """Slack lists them by workspace, each of which has to be named."""
    await client.install(Workspace("", "E0GRID", "Grid", org_wide=True))
    slack.teams = ["T0ONE", "T0TWO"]
    app = (await client.server.apps.app_of("E0GRID")).app
    people = await Directory().people(app.web_client)
    assert people is not None
    assert {id_: person.outside for id_, person in people.items()} == {"U0T0ONE": "", "U0T0TWO": ""}
