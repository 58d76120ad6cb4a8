"""Nobody's digest is replaced or ended without a question, a word to its owner and its channel, and a way back."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from accounts import Store
from accounts.digests import changes as changes_of_digests
from accounts.digests.changes import Actor, changes, resume, undo, unsubscribe
from accounts.digests.schedule import WEEKDAYS, Schedule
from accounts.digests.subscriptions import OWNER_GONE, SubscriptionError, pause, subscribe, subscription
from bot.context import Context
from bot.digests.delivery.permission import PostPermission
from bot.settings import AccountSettings
from bot.slack.access_rules import AccessRules
from bot.slack.directory import Directory
from tests.bot.company import database, filled, workspace
from tests.bot.digests.scripted_slack import CHANNEL, COLLEAGUE, PERSON, ScriptedSlack
from tests.bot.digests.test_commands import OTHER, ask, here, labels, made, pressed, said
from tests.bot.digests.test_worker import NINE, Clock, clock, delivery_step, slack, tell, wanted

__all__ = ["clock", "database", "filled", "here", "slack", "workspace"]


@pytest.fixture
def colleague(here: Context) -> Context:
    """A colleague, in the channel that has a digest of Dana's at nine."""
    ask("digest subscribe health at 9:00", here)
    return replace(here, requester=OTHER)


def owed(store: Store) -> list[tuple[str, int | None]]:
    """Who is to be told of which change."""
    return store.reading.execute("SELECT place, change_id FROM notice WHERE about = 'changed' ORDER BY id").fetchall()


def test_subscribing_over_a_colleagues_digest_asks_first_and_says_what_it_is(colleague: Context) -> None:
    reply = ask("digest subscribe health at 10:00 daily", colleague)
    assert reply.title == "There is this digest already, set up by a colleague"
    (there, instead) = reply.rows
    assert (there.person, there.text) == ("U01", "on weekdays at 09:00 Europe/Berlin, all accounts")
    assert instead.text == "every day at 10:00 Europe/Berlin, all accounts"
    assert [(each.created_by, each.schedule.at) for each in made(colleague)] == [("U01", time(9))]
    assert owed(colleague.store) == []


def test_replaced_it_says_what_it_was_and_its_owner_and_the_channel_are_told(colleague: Context) -> None:
    reply = pressed(ask("digest subscribe health at 10:00 daily", colleague), "Replace it", colleague)
    assert "It was: on weekdays at 09:00 Europe/Berlin, all accounts." in reply.paragraphs
    assert [(each.created_by, each.schedule.at) for each in made(colleague)] == [("U02", time(10))]
    assert owed(colleague.store) == [("U01", 2), ("C01", 2)]


def test_who_replaced_it_and_who_had_it_can_both_undo_that(colleague: Context, here: Context) -> None:
    for either in (colleague, replace(here, place="D01")):
        reply = pressed(ask("digest subscribe health at 10:00 daily", colleague), "Replace it", colleague)
        (request,) = [each.request for each in reply.actions if each.label == "Undo"]
        restored = ask(request, either)
        assert "is as it was" in restored.title
        assert [(each.created_by, each.schedule.at) for each in made(here)] == [("U01", time(9))]


def test_a_stranger_to_the_digest_cannot_undo_from_elsewhere(colleague: Context, here: Context) -> None:
    pressed(ask("digest subscribe health at 10:00 daily", colleague), "Replace it", colleague)
    stranger = replace(here, requester=replace(OTHER, id="U03"), place="C09")
    assert "which change" in said(ask("digest undo 2", stranger))
    assert made(here)[0].created_by == "U02"


def test_one_that_is_as_it_is_wanted_is_left_and_can_be_taken_over(colleague: Context) -> None:
    reply = ask("digest subscribe health at 9:00 Europe/Berlin", colleague)
    assert reply.paragraphs == ("It is as you want it already.",)
    pressed(reply, "Take it over", colleague)
    assert made(colleague)[0].created_by == "U02"


def test_a_digest_that_changed_hands_meanwhile_is_asked_about_again(colleague: Context, here: Context) -> None:
    asked = ask("digest subscribe health at 10:00 daily", colleague)
    pressed(asked, "Replace it", colleague)
    again = ask("digest subscribe health at 11:00", here)
    assert again.title == "There is this digest already, set up by a colleague"


def test_ending_a_colleagues_digest_asks_first_and_can_be_undone_by_its_owner(
    colleague: Context, here: Context
) -> None:
    asked = ask("digest unsubscribe 1", colleague)
    assert asked.title == "End this digest? A colleague has set it up"
    assert len(made(here)) == 1
    ended = pressed(asked, "End it", colleague)
    assert (made(here), owed(here.store)) == ([], [("U01", 2), ("C01", 2)])
    assert "Undo" in labels(ended)
    ask("digest undo 2", here)
    assert [each.created_by for each in made(here)] == ["U01"]
    assert owed(here.store)[2:] == [("U02", 3), ("C01", 3)], "whoever ended it hears that it goes on"


def test_ending_several_names_whose_they_are(colleague: Context, here: Context) -> None:
    ask("digest subscribe renewals", colleague)
    asked = ask("digest unsubscribe all", colleague)
    assert [row.person for row in asked.rows] == ["U01", ""]
    pressed(asked, "End them", colleague)
    assert made(here) == []


def test_ones_own_digest_is_changed_and_ended_without_a_question_or_a_notice(here: Context) -> None:
    ask("digest subscribe health at 9:00", here)
    ask("digest subscribe health at 10:00", here)
    ask("digest unsubscribe 1", here)
    assert (made(here), owed(here.store)) == ([], [])
    assert [each.what for each in changes(here.store)] == ["ended", "changed", "set up"]


def test_the_status_says_what_a_digest_was_before_each_change(here: Context) -> None:
    ask("digest subscribe health at 9:00", here)
    ask("digest change 1 red only-changes", here)
    (row,) = [row for row in ask("digest status", here).rows if row.label == "Change 2 of digest 1"]
    assert row.text.endswith("which was on weekdays at 09:00 Europe/Berlin, all accounts")


def test_a_colleague_who_pauses_one_is_told_of_and_the_status_says_who(colleague: Context) -> None:
    ask("digest pause 1", colleague)
    assert owed(colleague.store) == [("U01", 2), ("C01", 2)]
    (row,) = [row for row in ask("digest status", colleague).rows if row.label == "Change 2 of digest 1"]
    assert (row.person, row.text) == ("U02", "paused it, Mon 15 Jun at 08:30 Europe/Berlin")


def test_only_the_last_change_is_taken_back(store: Store) -> None:
    made = subscribe(store, wanted(), NINE)
    unsubscribe(store, made.id, Actor("U2", NINE))
    subscribe(store, wanted(), NINE)
    resume(store, made.id, Actor("U1", NINE))
    first = changes(store, made.id)[0].id
    unsubscribe(store, made.id, Actor("U2", NINE))
    with pytest.raises(SubscriptionError, match="changed again since"):
        undo(store, first, Actor("U1", NINE))


def test_a_restored_digest_comes_at_its_next_date_with_all_that_it_was(store: Store) -> None:
    schedule = Schedule(time(8), WEEKDAYS, "Europe/Berlin", "DE-BY")
    before = subscribe(store, wanted(schedule=schedule, only_changes=True, skip_empty=True), NINE)
    unsubscribe(store, before.id, Actor("U2", NINE + timedelta(days=2)))
    undo(store, changes(store)[0].id, Actor("U1", NINE + timedelta(days=9)))
    after = subscription(store, before.id)
    assert after == replace(before, next_on=(NINE + timedelta(days=10)).date())


def test_a_digest_whose_owner_is_gone_is_taken_over_by_who_resumes_it(store: Store) -> None:
    made = subscribe(store, wanted(), NINE)
    pause(store, made.id, f"{OWNER_GONE} is no member now")
    assert resume(store, made.id, Actor(COLLEAGUE, NINE)).created_by == COLLEAGUE
    assert changes(store)[0].what == "took over"


def test_a_digest_paused_for_another_reason_stays_its_owners(store: Store) -> None:
    made = subscribe(store, wanted(), NINE)
    pause(store, made.id, "Slack says is_archived")
    assert resume(store, made.id, Actor(COLLEAGUE, NINE)).created_by == PERSON


async def test_why_a_digest_whose_owner_left_is_paused_lets_a_colleague_take_it_over(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    slack.people[PERSON] = {**slack.people[PERSON], "deleted": True}
    client = delivery_step(store, slack, clock).client
    for answers in ([], [{"error": "user_not_found"}], [{"error": "user_not_visible"}]):
        slack.says["users.info"] = answers
        why = await PostPermission(client, Directory(), AccessRules(AccountSettings()))(wanted())
        assert why.startswith(OWNER_GONE)


async def test_the_owner_and_the_channel_are_told_once_with_a_button_that_undoes(
    store: Store, slack: ScriptedSlack, clock: Clock
) -> None:
    made = subscribe(store, wanted(), NINE)
    unsubscribe(store, made.id, Actor(COLLEAGUE, NINE))
    each = delivery_step(store, slack, clock)
    await tell(each)
    await tell(each)
    assert [message["channel"] for message in slack.posted] == [PERSON, CHANNEL]
    assert slack.posted[0]["text"] == (
        "<@U2> ended the health digest for <#C1>, which <@U1> had set up. It was: every day at 09:00 UTC, "
        "all accounts. To undo that, type `/cs digest undo 1`."
    )
    (_, buttons) = slack.posted[1]["blocks"]
    assert [button["value"] for button in buttons["elements"]] == ["digest undo 1"]


async def test_they_are_told_all_that_was_changed(store: Store, slack: ScriptedSlack, clock: Clock) -> None:
    before = subscribe(store, wanted(), NINE)
    changed = replace(before, scope="smb", only_changes=True, created_by=COLLEAGUE)
    changes_of_digests.subscribe(store, changed, Actor(COLLEAGUE, NINE))
    await tell(delivery_step(store, slack, clock))
    was, now = "every day at 09:00 UTC, all accounts", "every day at 09:00 UTC, smb, only when something changed"
    assert f"It was: {was}. It is now: {now}. " in slack.posted[0]["text"]
