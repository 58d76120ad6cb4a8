"""Owners are mentioned once each, in their own part; a manager has a part for each report; groups are read anew."""

import json
import re
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from accounts import Store
from accounts.digests.subscriptions import Subscription
from accounts.errors import ScopeError
from accounts.scopes.parser import parse_scope
from accounts.scopes.scope import Requester, UserGroup
from bot.digest_message import DigestMessage
from bot.digests.content.addressees import NOBODY, Addressees, Listed, listed
from bot.digests.delivery.addressing import Addressing
from bot.render.digest import digest_messages
from bot.slack.directory import Directory
from bot.slack.user_groups import handles, read_groups, spelled_out
from tests.accounts.conftest import Factory, make
from tests.bot.digests.mornings import MONDAY, Mornings, at

__all__ = ["make"]

SUNDAY = MONDAY - timedelta(days=1)
TEAM = listed(
    (
        Listed("U0DANA", "Dana Sample", "dana@sample.example"),
        Listed("U0KIM", "Kim Sample", "kim@ours.example"),
        Listed("U1LEE", "Lee Sample", ""),
        Listed("U2LEE", "Lee Sample", ""),
    )
)


@pytest.fixture
def mornings(store: Store, make: Factory) -> Mornings:
    """Dana has three accounts that got worse, Kim two, and one each Lee, somebody who left, nobody, and Late."""
    there = Mornings(store, make)
    lead = make.owner("Lead Sample", email="lead@sample.example")
    people = {
        "Dana": make.owner("Dana Sample", email="dana@sample.example", manager="Lead Sample"),
        "Kim": make.owner("Kim Sample", manager="lead@sample.example"),
        "Lee": make.owner("Lee Sample", manager="Dana Sample"),
        "Gone": make.owner("Gone Sample", slack_user="U0GONE"),
        "Late": make.owner("Late Sample", email="late@sample.example"),
    }
    assert lead
    for number, who in enumerate(("Dana", "Kim", "Dana", "Lee", "Gone", None, "Kim", "Dana", "Late")):
        account = there.customer(f"Account {number}", 10_000 - number * 1_000, owner_id=people.get(who or ""))
        there.pulse(account, 5, SUNDAY - timedelta(days=1))
        there.pulse(account, 1, MONDAY)
    there.night(SUNDAY)
    there.night(MONDAY)
    return there


def sent(mornings: Mornings, addressees: Addressees, **wanted: Any) -> tuple[DigestMessage, tuple[Any, ...]]:
    subscription = mornings.subscribed("health", **wanted)
    composed = mornings.composer.compose(subscription, at(MONDAY), SUNDAY, "2026-06-15", addressees)
    assert isinstance(composed.said, DigestMessage)
    return composed.said, digest_messages(composed.said)


def mentions(messages: tuple[Any, ...]) -> list[str]:
    return re.findall(r"<(?:@|!subteam\^)\w+>", json.dumps(messages))


def test_owners_are_mentioned_once_each_in_their_own_part(mornings: Mornings) -> None:
    said, messages = sent(mornings, TEAM, mentions="owners")
    assert [each.title for each in said.sections] == [
        "Dana Sample (3)", "Kim Sample (2)", "Lee Sample (1)", "Gone Sample (1)", "No owner (1)",
        "Late Sample (1)",
    ]  # fmt: skip
    assert mentions(messages) == ["<@U0DANA>", "<@U0KIM>"]  # two are called Lee, and one has left
    texts = [block["text"]["text"] for block in messages[0]["blocks"] if "text" in block]
    assert "*Dana Sample (3)* <@U0DANA>\nOf 3 accounts, $21,000 ARR · 🔴 3" in texts
    shown = [text for text in texts if "*Account" in text]
    assert re.findall(r"Account \d", "".join(shown))[0] == "Account 0"  # of the most, and so with its owner
    assert said.paragraphs[-1].startswith("By owner. To be decided within two weeks first, then by ARR")


def test_an_owner_who_is_in_the_thread_alone_is_mentioned_there(mornings: Mornings) -> None:
    people = replace(TEAM, by_email={**TEAM.by_email, "late@sample.example": "U0LATE"})
    _, messages = sent(mornings, people, mentions="owners")
    assert "<@U0LATE>" not in mentions(messages[:1])
    assert "<@U0LATE>" in mentions(messages[1:])
    assert len(mentions(messages)) == 3


def test_a_preview_and_a_late_digest_name_owners_without_a_mention(mornings: Mornings) -> None:
    _, messages = sent(mornings, NOBODY, mentions="owners")
    assert not mentions(messages)
    said, messages = sent(mornings, replace(NOBODY, why="it comes late"), mentions="owners")
    assert not mentions(messages)
    assert "Nobody is mentioned: it comes late." in said.footnotes


def test_a_manager_sees_a_part_for_each_report_with_its_total(mornings: Mornings) -> None:
    scope = parse_scope(mornings.store, "my team", Requester(email="lead@sample.example"))
    assert (scope.words, scope.request) == ("accounts of the team of Lead Sample", "team of @Lead Sample")
    assert parse_scope(mornings.store, scope.request) == scope
    mornings.customer("Calm", 50, owner_id=mornings.rows.owner("Calm Sample", manager="Kim Sample"))
    mornings.night(MONDAY)
    said, messages = sent(mornings, NOBODY, scope=scope.request)
    assert [each.title for each in said.sections] == [
        "Dana Sample (3)", "Kim Sample (2)", "Lee Sample (1)", "Calm Sample (0)",
    ]  # fmt: skip
    assert said.sections[-1].text == "Of 1 account, $50 ARR · ⚪ 1"
    assert not mentions(messages)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("my team", "Nobody reports to Gone Sample"),
        ("team of @Nobody Known", "Nobody reports to Nobody Known"),
        ("gone's team", "Nobody reports to Gone Sample"),
    ],
)
def test_who_has_no_reports_is_told_so(mornings: Mornings, text: str, message: str) -> None:
    with pytest.raises(ScopeError, match=message):
        parse_scope(mornings.store, text, Requester(slack_user="U0GONE") if text == "my team" else None)


# Slack


class Slack:
    """Lists people in pages of two, and user groups if it may."""

    token = "xoxb-1"

    def __init__(self, error: str = "") -> None:
        self.error = error
        self.asked: list[str] = []

    async def auth_test(self) -> dict[str, Any]:
        return {"team_id": "T01"}

    async def users_list(self, cursor: str, **_: Any) -> dict[str, Any]:
        self.asked.append("users.list")
        people = [
            _user("U0DANA", "Dana Sample", "dana@sample.example"),
            _user("U0GONE", "Gone Sample", deleted=True),
            _user("U0GUEST", "Kim Sample", is_restricted=True),
            _user("U0KIM", "Kim Sample"),
            _user("U0BOT", "Lee Sample", is_bot=True),
        ]
        start = int(cursor or 0)
        following = str(start + 2) if start + 2 < len(people) else ""
        return {"members": people[start : start + 2], "response_metadata": {"next_cursor": following}}

    async def usergroups_list(self, team_id: str | None) -> dict[str, Any]:
        assert team_id is None  # there is one workspace
        self.asked.append("usergroups.list")
        if self.error:
            raise SlackApiError("no", {"ok": False, "error": self.error})  # type: ignore[no-untyped-call]
        return {"usergroups": [{"id": "S01", "handle": "cs-emea"}, {"id": "S02", "handle": "old", "date_delete": 1}]}

    async def usergroups_users_list(self, usergroup: str, team_id: str | None) -> dict[str, Any]:
        assert (usergroup, team_id) == ("S01", None)
        return {"users": ["U0DANA", "U0GONE"]}


def _user(id_: str, name: str, email: str = "", **flags: bool) -> dict[str, Any]:
    return {"id": id_, "team_id": "T01", "profile": {"real_name": name, "email": email}, **flags}


def client(slack: Slack) -> AsyncWebClient:
    return slack  # type: ignore[return-value]  # it has what is asked of it


async def addressed(slack: Slack, mornings: Mornings, now: datetime, **wanted: Any) -> Addressees:
    mornings.subscribed("health", **wanted)
    held = mornings.claim(at(MONDAY))
    return await Addressing(client(slack), Directory(), lambda: now)(held)


async def test_owners_are_found_among_the_people_of_the_team(mornings: Mornings) -> None:
    found = await addressed(Slack(), mornings, at(MONDAY), mentions="owners")
    assert found.ids == {"U0DANA", "U0KIM"}
    assert (found.by_email, found.by_name["kim sample"]) == ({"dana@sample.example": "U0DANA"}, "U0KIM")


async def test_nobody_is_pinged_by_what_catches_up(mornings: Mornings) -> None:
    slack = Slack()
    found = await addressed(slack, mornings, at(MONDAY) + timedelta(hours=3), mentions="owners")
    assert (found.ids, found.why, slack.asked) == (frozenset(), "it comes late", [])


async def test_one_that_waited_for_its_sources_is_not_late(mornings: Mornings) -> None:
    now = at(MONDAY) + timedelta(hours=3)
    found = await addressed(Slack(), mornings, now, mentions="owners", wait_until=time(12))
    assert (found.ids, found.why) == (frozenset({"U0DANA", "U0KIM"}), "")


async def test_a_digest_of_a_user_group_is_of_its_people_and_mentions_it(mornings: Mornings) -> None:
    found = await addressed(Slack(), mornings, at(MONDAY), scope="@cs-emea", mentions="@cs-emea")
    assert found.group("CS-EMEA") == UserGroup("cs-emea", "S01", (Requester("U0DANA", "dana@sample.example"),))
    composed = mornings.composer.compose(mornings.only(), at(MONDAY), SUNDAY, "2026-06-15", found)
    assert isinstance(composed.said, DigestMessage)
    assert composed.said.paragraphs[0] == "Accounts of @cs-emea."
    assert [each.title for each in composed.said.sections] == ["Dana Sample (3)"]
    assert mentions(digest_messages(composed.said)) == ["<!subteam^S01>"]


@pytest.mark.parametrize(
    ("error", "why"), [("missing_scope", "the app lacks usergroups:read"), ("fatal_error", "Slack says fatal_error")]
)
async def test_a_group_that_cannot_be_read_is_said_to_be(mornings: Mornings, error: str, why: str) -> None:
    found = await addressed(Slack(error), mornings, at(MONDAY), scope="@cs-emea")
    composed = mornings.composer.compose(mornings.only(), at(MONDAY), SUNDAY, "2026-06-15", found)
    assert why in composed.unmatched
    assert isinstance(composed.said, DigestMessage)
    assert "No accounts match" in composed.said.headline


async def test_groups_are_named_by_handles_and_by_what_slack_sends() -> None:
    slack, directory = Slack(), Directory()
    assert handles(("health @CS-EMEA red", "a@b.example <@U01|kim>")) == ("cs-emea",)
    assert await spelled_out("health <!subteam^S01> red", directory, client(slack)) == "health @cs-emea red"
    assert await spelled_out("for <!subteam^S09|@new>", directory, client(slack)) == "for @new"
    assert await read_groups(("dana",), directory, client(slack)) == ()


def test_mentions_stay_when_a_digest_is_stored_and_read(mornings: Mornings) -> None:
    mornings.subscribed("health", mentions="owners and @cs-emea")
    found: Subscription = mornings.only()
    assert found.mentions == "owners and @cs-emea"
