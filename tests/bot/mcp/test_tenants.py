"""Assistants of many workspaces: each is answered from its own data, by Slack's word or by a token of its own."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from accounts.access_tokens import NewToken, keep_token
from bot.clock import utc_now
from bot.mcp.route import assistants_beside
from bot.mcp.slack_backend import AT_ONCE
from bot.mcp.tokens import new_secret, team_of
from bot.settings import AccountSettings
from bot.slack.directory import Person
from tests.bot.mcp.doors import HEADERS, Door, signature, tool_call
from tests.bot.tenants import conftest as many
from tests.bot.tenants.conftest import SECRET, Client, GiveAccounts, clock, empty_registry, filled
from tests.bot.tenants.test_install import NORTH, SOUTH

__all__ = ["clock", "empty_registry", "filled"]

client, settings, slack, give = many.client, many.settings, many.slack, many.give
CARD = {"account": "acme.example"}


@pytest.fixture
async def door(client: Client, give: GiveAccounts) -> AsyncIterator[Door]:
    for workspace, name in ((NORTH, "Northern Lights"), (SOUTH, "Southern Cross")):
        await client.install(workspace)
        give(workspace.team, name)
    server = client.server
    running = await server.apps.app_of(NORTH.team)
    async with assistants_beside(server.endpoint, server.slack.signatures, server.app_for) as served:
        yield Door(served, running.app)


async def asked(door: Door, team: str, **more: str) -> str:
    """The card that Slack's request of a workspace gets."""
    body = tool_call("account", CARD, {"user_id": "U0DANA", "team_id": team, **more})
    return (await door.post(body, HEADERS | signature(body, SECRET))).text


async def test_each_workspace_is_answered_from_its_own_accounts(door: Door) -> None:
    north, south = await asked(door, NORTH.team), await asked(door, SOUTH.team)
    assert "Northern Lights" in north
    assert "Southern Cross" not in north
    assert "Southern Cross" in south
    assert "Northern Lights" not in south


@pytest.mark.parametrize("team", ["", "T0WEST", "../T0NORTH", "t0north"])
async def test_where_it_is_not_installed_nothing_is_answered(door: Door, team: str) -> None:
    assert "isn't installed" in await asked(door, team)
    body = tool_call("define", {"term": "nrr"}, {"user_id": "U0DANA", "team_id": team})
    assert (await door.post(body, HEADERS | signature(body, SECRET))).result["isError"]


async def test_a_token_opens_the_workspace_that_it_was_made_for_and_no_other(door: Door) -> None:
    secret, now = new_secret(NORTH.team), utc_now()
    assert team_of(secret) == NORTH.team
    new = NewToken("U0DANA", "", writes=False, made_by="me", made_at=now, expires_at=now + timedelta(days=1))
    keep_token(door.app.workspace.store, secret, new)
    south = {"user_id": "U0DANA", "team_id": SOUTH.team}
    answer = await door.with_token(secret, tool_call("account", CARD, south))
    assert "Northern Lights" in answer.text
    for other in (secret.replace(NORTH.team, SOUTH.team), secret.replace(f"{NORTH.team}-", "")):
        assert (await door.with_token(other, tool_call("account", CARD))).status == 401


async def test_an_assistant_s_calls_count_as_requests_of_its_workspace(door: Door, client: Client) -> None:
    running = await client.server.apps.app_of(NORTH.team)
    limited = AccountSettings(**{**vars(running.workspace.settings), "cs_limit_requests": 2})
    running.workspace._given = limited
    running.workspace.__dict__.pop("settings", None)
    answers = [await asked(door, NORTH.team) for _ in range(3)]
    assert ["Northern Lights" in each for each in answers] == [True, True, False]
    assert "more in a minute than it may" in answers[-1]
    assert "Southern Cross" in await asked(door, SOUTH.team)
    assert client.server.apps.requests[NORTH.team] == 3


async def test_no_workspace_waits_for_another_s_calls(door: Door, client: Client) -> None:
    """Slack doesn't answer for one of them, whose assistants ask again and again."""
    directory = (await client.server.apps.app_of(NORTH.team)).app.answers.account_requests.directory
    person, going_on, waiting = directory.person, asyncio.Event(), asyncio.Semaphore(0)

    async def wait(client: AsyncWebClient, user: str) -> Person:
        waiting.release()
        await going_on.wait()
        return await person(client, user)

    directory.person = wait  # type: ignore[method-assign]
    asking = [asyncio.create_task(asked(door, NORTH.team)) for _ in range(5)]
    for _ in range(AT_ONCE):
        await waiting.acquire()
    async with asyncio.timeout(10):
        assert "Southern Cross" in await asked(door, SOUTH.team)
    assert not any(each.done() for each in asking)
    going_on.set()
    await asyncio.gather(*asking)
