"""Who watches, and where, is looked at anew before each post: nothing is told that may not be seen any more."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from accounts import Store
from accounts.digests import claims, notices
from accounts.digests.subscriptions import subscription, subscriptions
from accounts.watches.detection import look_for_changes
from accounts.watches.watches import begin_watch, feed_wanted, watches
from bot.commands import respond
from bot.context import Context, Requester
from bot.digests.delivery import DeliverySettings, DeliveryStep
from bot.digests.delivery.owner_notices import OwnerNotifier
from bot.digests.delivery.permission import PostPermission
from bot.digests.delivery.recent_permission import RecentPermission
from bot.digests.delivery.watch_permission import WatchPermission
from bot.settings import AccountSettings
from bot.slack.access_rules import AccessRules
from bot.slack.directory import Directory
from tests.accounts.conftest import Factory as Rows
from tests.accounts.conftest import make
from tests.bot.digests.mornings import GLOSSARY, MONDAY, Mornings, at
from tests.bot.digests.scripted_slack import CHANNEL, COLLEAGUE, PERSON, TEAM, ScriptedSlack, scripted_slack

__all__ = ["make"]

NOW = at(MONDAY, 10)
SUNDAY = MONDAY - timedelta(days=1)


@pytest.fixture
async def slack() -> AsyncIterator[ScriptedSlack]:
    async with scripted_slack() as api:
        yield api


@pytest.fixture
def company(store: Store, make: Rows) -> Mornings:
    """Acme, which one person watches, and Bolt, which another does; both turn red."""
    made = Mornings(store, make)
    for name, person in (("Acme", PERSON), ("Bolt", COLLEAGUE)):
        account = made.customer(name)
        made.pulse(account, 5, SUNDAY)
        made.night(SUNDAY)
        begin_watch(store, account, feed_wanted(TEAM, CHANNEL, person, "UTC"), at(MONDAY))
        made.pulse(account, 1, NOW)
    look_for_changes(store, NOW, timedelta(0))
    return made


async def deliver(company: Mornings, slack: ScriptedSlack) -> None:
    """Takes what is open as far as it goes, and tells who is to be told."""
    client = AsyncWebClient("xoxb-1", base_url=slack.url, timeout=5, retry_handlers=[])
    rules = PostPermission(client, Directory(), AccessRules(AccountSettings()))
    step = DeliveryStep(
        store=company.store,
        client=client,
        clock=lambda: NOW,
        compose=company.composer.payload,
        allowed=WatchPermission(RecentPermission(rules, lambda: NOW), company.store, lambda: NOW),
        settings=DeliverySettings(),
    )
    while held := claims.claim(company.store, NOW, timedelta(seconds=30), timedelta(0)):
        await step.deliver(held)
    while owed := notices.claim_notice(company.store, NOW, timedelta(seconds=30)):
        await OwnerNotifier(step.dependencies, step.allowed).notify(owed)


async def test_both_are_told_in_one_message_while_all_may_see_it(company: Mornings, slack: ScriptedSlack) -> None:
    await deliver(company, slack)
    (text,) = slack.to(CHANNEL)
    assert text == "Watched accounts, Mon 15 Jun: 2 watched accounts changed. What changed: Acme, Bolt."


@pytest.mark.parametrize("there", [False, True], ids=["a guest who left", "a guest who is still there"])
async def test_what_a_guest_watched_is_told_no_more_and_the_channel_hears_why(
    company: Mornings, slack: ScriptedSlack, *, there: bool
) -> None:
    slack.people[PERSON]["is_restricted"] = True
    slack.says["conversations.members"] = [{"members": [PERSON, COLLEAGUE] if there else [COLLEAGUE]}]
    await deliver(company, slack)
    stopped = [text for text in slack.to(CHANNEL) if "watched here no more" in text]
    assert [text.partition(".")[0] for text in stopped] == [
        "1 account is watched here no more: whoever watched is a guest now"
    ]
    assert not any("Acme" in text for text in slack.to(CHANNEL))
    assert any("Bolt" in text for text in slack.to(CHANNEL)) is not there
    assert [each.stopped for each in watches(company.store.reading, 1)] == ["whoever watched is a guest now", ""]


async def test_a_channel_that_is_shared_hears_nothing_and_each_who_watches_is_told_why(
    company: Mornings, slack: ScriptedSlack
) -> None:
    slack.conversation["is_ext_shared"] = True
    await deliver(company, slack)
    assert slack.to(CHANNEL) == []
    for person in (PERSON, COLLEAGUE):
        (word,) = slack.to(person)
        assert "shared with another company" in word
        assert "/cs digest resume 1" in word
    assert subscription(company.store, 1).state == "paused"


@pytest.mark.parametrize("guest", [False, True], ids=["one of the team", "a guest by now"])
async def test_whoever_watched_hears_that_a_colleague_ended_the_last_watch(
    company: Mornings, slack: ScriptedSlack, *, guest: bool
) -> None:
    slack.people[PERSON]["is_restricted"] = guest
    slack.says["conversations.members"] = [{"members": [COLLEAGUE]}]
    colleague = Context(GLOSSARY, company.workspace, Requester(COLLEAGUE, name="Kim"), CHANNEL, TEAM, now=NOW)
    for name in ("Bolt", "Acme"):
        respond(f"unwatch {name}", colleague)
    await deliver(company, slack)
    assert (slack.to(CHANNEL), subscriptions(company.store)) == ([], [])
    words = [text.partition(". ")[0] for text in slack.to(PERSON)]
    assert words == ([] if guest else [f"In <#{CHANNEL}>: Kim ended your watch of Acme"])


async def test_what_changed_while_it_was_paused_is_told_once_it_goes_on(
    company: Mornings, slack: ScriptedSlack
) -> None:
    slack.conversation["is_ext_shared"] = True
    await deliver(company, slack)
    slack.conversation["is_ext_shared"] = False
    account = company.store.reading.execute("SELECT id FROM account WHERE name = 'Acme'").fetchone()[0]
    begin_watch(company.store, account, feed_wanted(TEAM, CHANNEL, PERSON, "UTC"), NOW)
    look_for_changes(company.store, NOW + timedelta(seconds=1), timedelta(0))
    with company.store.writing() as connection:
        connection.execute("UPDATE delivery SET open_from = due_at WHERE open_from IS NOT NULL")
    held = claims.claim(company.store, NOW + timedelta(seconds=2), timedelta(seconds=30), timedelta(0))
    assert held is not None
    payload = company.composer.payload(held, NOW + timedelta(seconds=2))
    assert "2 watched accounts changed" in str(payload)
