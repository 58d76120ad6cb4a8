"""Several servers on the same tenants: what one leaves, another answers."""

import json
import time
from typing import Any

import pytest

from bot.slack.inbox import NOT_KNOWN
from store.kept_requests import GIVEN_UP, LEASE, KeptRequests
from tests.bot.tenants.conftest import Client, GiveAccounts
from tests.bot.tenants.proof import Plan, prove
from tests.bot.tenants.slack import ManySlacks, Workspace

NORTH = Workspace("T0NORTH", name="Northwind")


def leave(give: GiveAccounts, body: dict[str, object], ago: float = LEASE + 1) -> None:
    """Leaves a request as a process does that was killed at it."""
    kept = KeptRequests(give.folder / f"{NORTH.team}.db-inbox", now=lambda: time.time() - ago)
    kept.keep(f"{NORTH.team} left", json.dumps({"team_id": NORTH.team, **body}))
    kept.close()


def mention(text: str) -> dict[str, Any]:
    """A mention, as Slack sends it."""
    event = {"type": "app_mention", "user": "U0DANA", "text": f"<@U0BOT> {text}", "channel": "C01", "ts": "7.0"}
    return {"type": "event_callback", "event": event}


async def test_what_a_killed_server_was_asked_another_answers_once(
    client: Client, slack: ManySlacks, give: GiveAccounts
) -> None:
    """Where to do it twice does no harm, also if the one that was killed had begun."""
    await client.install(NORTH)
    leave(give, mention("define nrr"))
    for _ in range(2):
        await client.server.look()
        await client.settle(NORTH)
    assert [(tenant, sent["thread_ts"]) for tenant, sent in slack.posted] == [(NORTH.team, "7.0")]
    assert "Net Revenue Retention" in str(slack.posted)


@pytest.mark.parametrize("asked", [True, False], ids=["asked by a mention", "said by people to each other"])
async def test_of_what_changes_something_it_is_said_that_nobody_knows(
    client: Client, slack: ManySlacks, give: GiveAccounts, *, asked: bool
) -> None:
    """It isn't done twice."""
    await client.install(NORTH)
    give(NORTH.team, "Northern Lights")
    body = mention("snooze red ltd until friday")
    if not asked:
        body["event"] |= {"type": "message", "channel_type": "channel", "text": "snooze that until friday"}
    leave(give, body)
    await client.server.look()
    await client.settle(NORTH)
    assert (NOT_KNOWN in str(slack.posted)) is asked


@pytest.mark.parametrize("ago", [0.0, GIVEN_UP + 1])
async def test_what_is_under_way_and_what_nobody_waits_for_is_left_alone(
    client: Client, slack: ManySlacks, give: GiveAccounts, ago: float
) -> None:
    """Another server is at the one, and the other came ten minutes ago."""
    await client.install(NORTH)
    leave(give, mention("define nrr"), ago)
    await client.server.look()
    await client.settle(NORTH)
    assert slack.posted == []


async def test_a_command_that_was_to_be_answered_later_is(
    client: Client, slack: ManySlacks, give: GiveAccounts
) -> None:
    """At its response_url, by whichever server is there."""
    await client.install(NORTH)
    give(NORTH.team, "Northern Lights")
    command = {"command": "/cs", "text": "account acme.example", "user_id": "U0DANA", "channel_id": "D01"}
    leave(give, {**command, "trigger_id": "t", "response_url": client.response_url(NORTH)})
    await client.server.look()
    await client.settle(NORTH)
    assert "Northern Lights" in str(slack.responded)


@pytest.mark.processes
async def test_no_request_is_lost_and_no_digest_comes_twice_where_replicas_are_killed() -> None:
    """Three behind one address under load, two of them killed and replaced."""
    count = await prove(Plan(seconds=6, tenants=2, digests=2, patience=30))
    assert (count.kills, count.lost, count.commands_lost, count.digests_twice, count.digests_lost) == (2, 0, 0, 0, 0)
    assert count.events > 0
