"""A user group of Slack as the accounts of a list and of a digest, by command and by form."""

import json
from typing import Any

import pytest

from accounts.digests.subscriptions import subscriptions
from bot.slack.app import App
from bot.workspace import Workspace
from tests.bot.company import database, filled, workspace
from tests.bot.test_access import app, command, slack
from tests.bot.test_digest_form import opened, sent
from tests.bot.test_pulse_form import submit
from tests.bot.web_api import WebApi

__all__ = ["app", "database", "filled", "slack", "workspace"]


@pytest.fixture(autouse=True)
def emea(slack: WebApi) -> None:
    slack.groups["S01"] = ("cs-emea", ["U0KIM", "U0NOBODY"])


def said(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False)


@pytest.mark.parametrize("name", ["@cs-emea", "<!subteam^S01|@cs-emea>", "<!subteam^S01>"])
async def test_a_list_is_of_the_people_of_a_group(app: App, slack: WebApi, name: str) -> None:
    answer = said(await command(app, f"health for {name}"))
    assert "accounts of @cs-emea" in answer
    assert "Acme Labs" in answer
    assert "Red Ltd" not in answer  # Dana's


async def test_a_digest_is_subscribed_to_for_a_group_and_mentions_it(
    app: App, slack: WebApi, workspace: Workspace
) -> None:
    await command(app, "digest subscribe health for <!subteam^S01> red mention owners and @cs-emea utc")
    (made,) = subscriptions(workspace.store)
    assert (made.scope, made.mentions) == ("@cs-emea red", "owners and @cs-emea")
    preview = said(await command(app, f"digest preview {made.id}"))
    assert "Accounts of @cs-emea, red." in preview
    assert "<@U0KIM>" not in preview
    assert "subteam" not in preview


async def test_the_form_takes_groups_and_mentions(app: App, slack: WebApi, workspace: Workspace) -> None:
    view = await opened(app, slack, "digest subscribe health")
    await submit(app, sent(view, scope="@cs-emea over 1k", mentions="owners"))
    (made,) = subscriptions(workspace.store)
    assert (made.scope, made.mentions) == ("@cs-emea over 1k", "owners")


async def test_the_form_says_which_digests_mention_owners(app: App, slack: WebApi) -> None:
    view = await opened(app, slack, "digest subscribe portfolio")
    refused = await submit(app, sent(view, mentions="owners"))
    assert "Only health and renewals digests mention owners" in said(refused)


async def test_a_group_that_may_not_be_read_is_said_to_be(app: App, slack: WebApi) -> None:
    slack.refused["usergroups.list"] = "missing_scope"
    answer = said(await command(app, "health @cs-emea"))
    assert "There is no owner “cs-emea”" in answer
    assert "the app lacks usergroups:read" in answer


async def test_nobody_is_asked_for_groups_where_owners_are_named(app: App, slack: WebApi) -> None:
    await command(app, "health @kim")
    assert "usergroups.list" not in slack.asked
