"""Slack is asked whether it takes the token of each workspace: what happened while no server ran it tells nobody."""

import logging
from contextlib import closing
from datetime import timedelta

import pytest

from bot.slack.web_client import GONE_CODES
from bot.tenants.server import TenantServer
from bot.tenants.settings import TenantSettings
from bot.tenants.token_checks import AGAIN, EVERY, MOST_GONE
from store.timestamps import to_text
from tenants import open_registry
from tenants.installations import find_bot
from tenants.registry import active_ids, known_tenant
from tests.bot.tenants.conftest import Client, Clock, draw
from tests.bot.tenants.slack import ManySlacks, Workspace

NORTH, SOUTH = Workspace("T0NORTH", name="Northwind"), Workspace("T0SOUTH", name="Southridge")
MORE = [Workspace(f"T0{n}", name=str(n)) for n in range(4)]


async def install(client: Client, workspace: Workspace) -> None:
    """Installs the bot at the moment that the clock shows, where the SDK takes the machine's; asks are counted anew."""
    await client.install(workspace)
    with client.server.registry.writing() as connection:
        now = client.server.clock()
        times = {"at": to_text(now), "end": to_text(now + timedelta(hours=12)), "id": workspace.team}
        connection.execute(
            "UPDATE bot_installation SET installed_at = :at,"
            " expires_at = CASE WHEN refresh_token = '' THEN NULL ELSE :end END WHERE tenant = :id",
            times,
        )
    client.slack.asked.clear()


def tokens_of(slack: ManySlacks, workspace: Workspace) -> list[str]:
    return [token for token, of in slack.tokens.items() if of == workspace]


def refuse(slack: ManySlacks, workspace: Workspace, error: str) -> None:
    slack.refused |= dict.fromkeys(tokens_of(slack, workspace), error)


def asked(slack: ManySlacks) -> list[str]:
    """Whose tokens Slack was asked for since the last look."""
    whose = sorted(slack.tokens[token].tenant for method, token in slack.asked if method == "auth.test")
    slack.asked.clear()
    return whose


@pytest.mark.parametrize("code", sorted(GONE_CODES))
async def test_who_uninstalled_while_no_server_ran_ends_once_slack_says_so_twice(
    client: Client, slack: ManySlacks, clock: Clock, settings: TenantSettings, code: str
) -> None:
    """At the start of a server, and an hour later; its grace begins then. The others go on and are asked once a day."""
    for workspace in (NORTH, SOUTH):
        await install(client, workspace)
    await client.server.token_checks.look()
    assert asked(slack) == [], "who has just installed it isn't asked about"
    refuse(slack, NORTH, code)
    clock.move(AGAIN)
    with closing(open_registry(settings.cs_tenants)) as registry:
        started = TenantServer(settings, registry, draw, clock)
        await started.token_checks.look()
        assert asked(slack) == ["T0NORTH", "T0SOUTH"]
        await client.server.token_checks.look()
        await started.token_checks.look()
        assert asked(slack) == [], "one server asks for all"
        assert active_ids(registry) == {"T0NORTH", "T0SOUTH"}
        clock.move(AGAIN)
        await started.token_checks.look()
        assert asked(slack) == ["T0NORTH"]
        ended = known_tenant(registry, "T0NORTH")
        assert (ended.ended_reason, ended.erase_at) == (f"Slack says {code}", clock.now + timedelta(days=30))
        assert (find_bot(registry, "T0NORTH"), active_ids(registry)) == (None, {"T0SOUTH"})
        clock.move(EVERY)
        await client.server.token_checks.look()
        assert asked(slack) == ["T0SOUTH"]
        await started.close()


async def test_nothing_that_fails_ends_a_workspace(
    client: Client, slack: ManySlacks, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """However long Slack, the network or the app's address is at fault; it is asked again each hour."""
    await install(client, NORTH)
    faults = ("invalid_auth", "token_expired", "internal_error", "team_access_not_granted", "not_authed", "503", "429")
    with caplog.at_level(logging.INFO):
        for fault in faults:
            refuse(slack, NORTH, fault)
            for _ in range(2):
                clock.move(EVERY)
                await client.server.token_checks.look()
    assert asked(slack) == ["T0NORTH"] * 2 * len(faults)
    assert "isn't known (invalid_auth)" in caplog.text
    assert active_ids(client.server.registry) == {"T0NORTH"}


async def test_who_is_back_before_slack_says_so_twice_goes_on(client: Client, slack: ManySlacks, clock: Clock) -> None:
    """Slack takes the token again, or somebody installed the bot anew; also in the moment in which it would end."""
    await install(client, NORTH)
    look, end = client.server.token_checks.look, client.server.apps.lifecycle.end
    refuse(slack, NORTH, "account_inactive")
    clock.move(EVERY)
    await look()
    slack.refused.clear()
    clock.move(AGAIN)
    await look()
    refuse(slack, NORTH, "account_inactive")
    for _ in range(2):
        clock.move(EVERY - AGAIN)
        await look()
        await install(client, NORTH)
    before = find_bot(client.server.registry, "T0NORTH")
    assert before is not None
    await install(client, NORTH)
    await end(before, "too late")
    assert active_ids(client.server.registry) == {"T0NORTH"}
    assert "isn't installed" not in str(await client.command("define nrr", NORTH))


async def test_where_slack_says_so_of_many_none_ends(
    client: Client, slack: ManySlacks, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """It is a fault likelier than that all of them left, and what ends is erased; the log says how to end one."""
    for workspace in MORE:
        await install(client, workspace)
    for workspace in MORE[:3]:
        refuse(slack, workspace, "account_inactive")
    for _ in range(3):
        clock.move(EVERY)
        await client.server.token_checks.look()
    assert len(active_ids(client.server.registry)) == len(MORE)
    assert "it says so of 3 workspaces of 4, which may be a fault" in caplog.text
    slack.refused.pop(tokens_of(slack, MORE[2])[0])
    for _ in range(2):
        clock.move(EVERY)
        await client.server.token_checks.look()
    assert active_ids(client.server.registry) == {MORE[2].team, MORE[3].team}


async def test_a_fault_ends_no_more_where_not_all_are_asked_at_once(
    client: Client, slack: ManySlacks, clock: Clock
) -> None:
    """Those that it has ended count: each is asked a day after its installation, and isn't known to be gone before."""
    some = [*MORE, NORTH, SOUTH]
    for workspace in some:
        await install(client, workspace)
        clock.move(2 * AGAIN)
    for workspace in some:
        refuse(slack, workspace, "account_inactive")
    for _ in range(60):
        clock.move(AGAIN)
        await client.server.token_checks.look()
    assert len(active_ids(client.server.registry)) == len(some) - MOST_GONE


async def test_a_token_that_expired_is_exchanged_before_slack_is_asked(
    client: Client, slack: ManySlacks, clock: Clock
) -> None:
    """Nobody has asked anything since: only the new one tells whether the app is there."""
    slack.expires_in = 43_200
    await install(client, NORTH)
    clock.move(EVERY)
    await client.server.token_checks.look()
    newest = tokens_of(slack, NORTH)[-1]
    assert [token for method, token in slack.asked if method == "auth.test"] == [newest]
    assert len(tokens_of(slack, NORTH)) == 2
