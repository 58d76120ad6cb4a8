"""What /cs digest does: subscribe, see, change and end digests, each where it goes and nowhere else."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.digests import claims, deliveries, delivery_log
from accounts.digests.claims import Claim
from accounts.digests.deliveries import Payload
from accounts.digests.planning import plan_deliveries
from accounts.digests.rate_limits import block_team
from accounts.digests.schedule import EVERY_DAY, WEEKDAYS
from accounts.digests.subscription_parser import parse_subscription, quote_scope
from accounts.digests.subscriptions import Subscription, pause, subscriptions
from bot.commands import COMMANDS, respond
from bot.context import TERMINAL, Context, Requester
from bot.reply import Reply
from bot.settings import AccountSettings
from bot.workspace import Workspace
from glossary import load
from tests.bot.company import DANA, KIM, database, filled, workspace
from tests.cases import cases

__all__ = ["database", "filled", "workspace"]

GLOSSARY = load()
MONDAY = datetime(2026, 6, 15, 8, 30, tzinfo=ZoneInfo("Europe/Berlin"))
PERSON = Requester("U01", DANA, "Dana Sample", "Europe/Berlin")
OTHER = Requester("U02", KIM, "Kim Sample", "America/New_York")
LEASE = timedelta(seconds=30)


@pytest.fixture
def here(workspace: Workspace) -> Context:
    """A channel of Slack, half an hour before nine on a Monday."""
    return Context(GLOSSARY, workspace, PERSON, "C01", "T01", now=MONDAY)


def ask(text: str, context: Context) -> Reply:
    return respond(text, context)[1]


def said(reply: Reply) -> str:
    """All that a reply says."""
    facts = (f"{fact.label}: {fact.text}" for fact in reply.facts)
    rows = (f"{row.label}{row.channel and f' in {row.channel}'} {row.text} {row.detail}" for row in reply.rows)
    return "\n".join((reply.title, *reply.paragraphs, *facts, *rows, *reply.footnotes))


def made(context: Context) -> list[Subscription]:
    return subscriptions(context.store)


def labels(reply: Reply) -> list[str]:
    return [choice.label for choice in (*reply.choices, *reply.actions)]


def pressed(reply: Reply, label: str, context: Context) -> Reply:
    """What a button brings."""
    (request,) = [choice.request for choice in (*reply.choices, *reply.actions) if choice.label == label]
    return ask(request, context)


def due(context: Context, at: datetime) -> Claim:
    """The claim on what is due at a moment."""
    plan_deliveries(context.store, at)
    held = claims.claim(context.store, at, LEASE, timedelta(0))
    assert held is not None
    return held


def sent(context: Context, at: datetime) -> None:
    held = due(context, at)
    deliveries.save_payload(context.store, held, Payload(({"text": "x"},)))
    deliveries.record_post(context.store, replace(held, messages=({"text": "x"},)), "1.1", at)


# Subscribing


@cases(
    ("request_", "meant"),
    [
        ("subscribe health at 9:00 mondey", "subscribe health at 9:00 monday"),
        ("subscribe health wendesday, friday", "subscribe health wednesday, friday"),
        ("subscribe health sunday-thrusday 9am", "subscribe health sunday-thursday 9am"),
        ("subscribe health at 9 mon,thrs", "subscribe health at 9 mon,thurs"),
        ("subscribe portfolio monthy", "subscribe portfolio monthly"),
        ("subscribe health evry two wekes", "subscribe health every two weeks"),
        ("subscribe health fist monday smb", "subscribe health first monday smb"),
        ("subscribe health at 9 Londn", "subscribe health at 9 Europe/London"),
        ("subscribe health at 9 mondey New Yrok", "subscribe health at 9 monday America/New_York"),
        ("subscribe health at 9 Europe-Berlin", "subscribe health at 9 Europe/Berlin"),
        ("subscribe helth at 9:00 mondey", "subscribe health at 9:00 monday"),
        ("subscribe helth at 9:00 mine", "subscribe health at 9:00 mine"),
        ("subscribe health mondey enterprize", "subscribe health monday segment Enterprise"),
        ("subscribe health when something trns red", "subscribe health when something turns red"),
        ("subscribe health at 9:00 wait untill 9:30", "subscribe health at 9:00 wait until 9:30"),
        ("subscribe health only-chnages", "subscribe health only-changes"),
        ("subscribe health menton owners holidys DE", "subscribe health mention owners holidays DE"),
        ("subscribe term mondey", "subscribe term monday"),
        ("preview health mondey", "preview health monday"),
    ],
)
def test_a_misspelt_word_of_a_request_is_offered_as_it_was_meant(here: Context, request_: str, meant: str) -> None:
    reply = ask(f"digest {request_}", here)
    assert (reply.outcome, reply.choices[0].request) == ("usage", f"digest {meant}")
    assert ask(reply.choices[0].request, here).outcome == "answered"


@cases("request_", ["subscribe health Marta", 'subscribe health "mondey"', "subscribe health @mondey"])
def test_a_name_that_nobody_knows_is_taken_for_no_day_and_no_zone(here: Context, request_: str) -> None:
    reply = ask(f"digest {request_}", here)
    assert "Perhaps" not in said(reply)
    assert not [each.request for each in reply.choices if "monday" in each.request or "/" in each.request]


def test_what_is_not_said_is_nine_on_weekdays_in_the_zone_of_who_asks(here: Context) -> None:
    reply = ask("digest subscribe health", here)
    assert reply.title == "Health digest: on weekdays at 09:00 Europe/Berlin"
    assert reply.paragraphs == ("The next one comes Mon 15 Jun at 09:00 Europe/Berlin.",)
    assert "Accounts: all accounts" in said(reply)
    (one,) = made(here)
    assert (one.team, one.channel, one.created_by, one.scope) == ("T01", "C01", "U01", "")
    assert (one.schedule.at, one.schedule.weekdays, one.schedule.zone) == (time(9), WEEKDAYS, "Europe/Berlin")


def test_the_zone_is_that_of_the_person_and_utc_where_slack_knows_none(here: Context) -> None:
    assert "America/New_York" in ask("digest subscribe health", replace(here, requester=OTHER)).title
    assert "UTC" in ask("digest subscribe renewals", replace(here, requester=Requester("U03"))).title


def test_everything_that_is_said_is_kept_and_shown(here: Context) -> None:
    text = "digest subscribe renewals at 7:15 mon,thu America/New_York mine only-changes skip-empty holidays US"
    reply = ask(text, here)
    (one,) = made(here)
    assert one.schedule.weekdays == frozenset({0, 3})
    assert (one.schedule.zone, one.schedule.holidays, one.scope) == ("America/New_York", "US", "@Dana Sample")
    assert one.only_changes
    assert one.skip_empty
    for part in (
        "Mondays and Thursdays at 07:15 America/New_York",
        "@Dana Sample",
        "something changed",
        "of United States (US)",
    ):
        assert part in said(reply)


def test_a_portfolio_comes_on_mondays(here: Context) -> None:
    assert "on Mondays" in ask("digest subscribe portfolio", here).title


def test_a_digest_s_name_alone_is_enough(here: Context) -> None:
    assert "Health digest" in ask("digest health daily", here).title
    assert made(here)[0].schedule.weekdays == EVERY_DAY


def test_asking_again_changes_the_digest_and_makes_no_other(here: Context) -> None:
    ask("digest subscribe health at 9:00", here)
    ask("digest subscribe health at 10:00 daily", here)
    assert [(each.schedule.at, each.schedule.weekdays) for each in made(here)] == [(time(10), EVERY_DAY)]


@pytest.mark.parametrize(
    ("wish", "when", "gone"),
    [
        ("at 10:00", "on the first Monday of each month at 10:00 America/New_York", "only when something changed"),
        ("only-changes", "on the first Monday of each month at 07:15 America/New_York", ""),
        ("quarterly", "on the first working day of each quarter at 07:15 America/New_York", "only when"),
    ],
)
def test_asking_again_keeps_the_zone_and_holidays_that_are_not_named_and_says_what_is_gone(
    here: Context, wish: str, when: str, gone: str
) -> None:
    ask("digest subscribe portfolio first Monday at 7:15 America/New_York holidays Bavaria only-changes", here)
    reply = ask(f"digest subscribe portfolio {wish}", here)
    assert reply.title == f"Portfolio digest: {when}"
    assert "Left out: public holidays of Bavaria" in said(reply)
    assert ("No longer said of it: " in said(reply)) is bool(gone)
    assert gone in said(reply)


@pytest.mark.parametrize(("wish", "noted"), [("", True), ("holidays US", False)])
def test_where_a_working_day_may_be_a_public_holiday_it_is_said_how_to_name_them(
    here: Context, wish: str, *, noted: bool
) -> None:
    reply = ask(f"digest subscribe portfolio quarterly {wish}", here)
    assert ("Public holidays: aren’t left out" in said(reply)) is noted
    if noted:
        assert "Left out: public holidays of Bavaria" in said(ask("digest change 1 holidays DE-BY", here))


def test_a_digest_that_comes_on_a_condition_or_on_changes_is_made_to_come_each_time(here: Context) -> None:
    ask("digest subscribe health mine only-changes skip-empty when something turns red at once", here)
    offered = {fact.label: fact.text for fact in ask("digest change 1", here).facts}
    reply = ask(f"{offered['Each time']} at 10:00", here)
    assert "No longer said of it: when something turned red" in said(reply)
    (one,) = made(here)
    assert (one.only_changes, one.skip_empty, one.conditions, one.at_once) == (False, False, (), False)
    assert (one.schedule.at, one.scope) == (time(10), "@Dana Sample")
    assert [fact.label for fact in ask("digest change 1", here).facts] == ["For example"]
    ask("digest change 1 always only-changes", here)
    assert made(here)[0].only_changes


@pytest.mark.parametrize("wish", ["holidays none", "holidays off", "10:00 holidays none"])
def test_public_holidays_are_dropped_by_the_command_that_is_named_beside_them(here: Context, wish: str) -> None:
    reply = ask("digest subscribe health at 9:00 holidays DE-BY", here)
    assert (
        "Left out: public holidays of Bavaria, Germany (DE-BY); digest change 1 holidays none takes that back"
        in said(reply)
    )
    assert "Left out: public holidays of Bavaria" in said(ask("digest change 1 9:30", here))
    assert "Left out" not in said(ask(f"digest change 1 {wish}", here))
    assert subscriptions(here.store, "T01")[0].schedule.holidays == ""
    refused = said(ask("digest change 1 holidays Atlantis", here))
    assert "holidays none leaves none out" in refused


def test_another_digest_of_the_kind_is_pointed_out_and_ended_at_a_tap(here: Context) -> None:
    ask("digest subscribe health at 9:00", here)
    reply = ask("digest subscribe health at 9:00 mine", here)
    assert "Also here: 1. Health, on weekdays at 09:00 Europe/Berlin, all accounts." in reply.footnotes
    pressed(reply, "Unsubscribe 1", here)
    assert [each.scope for each in made(here)] == ["@Dana Sample"]


def test_in_a_channel_the_bot_is_not_in_it_says_so_at_once(here: Context) -> None:
    outside = replace(here, member=False)
    for text in ("digest subscribe health", "digest subscribe"):
        reply = ask(text, outside)
        assert "/invite" in said(reply)
        assert not reply.form
    assert made(here) == []


def test_with_nothing_said_a_form_asks_for_it(here: Context) -> None:
    reply = ask("digest subscribe", here)
    assert reply.form == "digest subscribe"
    assert all(choice.form for choice in reply.choices)


def test_a_personal_digest_is_about_ones_own_accounts(here: Context) -> None:
    reply = ask("digest subscribe health mine", replace(here, place="D01"))
    assert "It comes to you alone." in said(reply)
    (one,) = made(here)
    assert (one.channel, one.scope) == ("D01", "@Dana Sample")


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("digest subscribe helth at 9", "digest subscribe health at 9"),
        ("digest subscribe health at 25:00 daily", "digest subscribe health at 9:00 daily"),
        ("digest subscribe health 13 pm daily", "digest subscribe health 9:00 daily"),
        ("digest subscribe health Europe/Berln mine", "digest subscribe health Europe/Berlin mine"),
        ("digest subscribe health holidays XX daily", "digest subscribe health holidays US daily"),
        ("digest health at 9:99", "digest subscribe health at 9:00"),
        ("digest preview renewls mine", "digest preview renewals mine"),
        ("digest subscrbe health", "digest subscribe health"),
        ("digest helth daily", "digest health daily"),
        ("digest frobnicate", "digest list"),
    ],
)
def test_a_mistake_is_named_and_what_was_meant_is_a_tap_away(here: Context, text: str, meant: str) -> None:
    reply = ask(text, here)
    assert (reply.outcome, reply.data["kind"]) == ("usage", "error")
    assert meant in [choice.request for choice in reply.choices]
    assert made(here) == []


@pytest.mark.parametrize("example", [each for each in COMMANDS["digest"].examples if "subscribe" in each])
def test_the_examples_subscribe(here: Context, example: str) -> None:
    assert ask(example, here).outcome == "answered"
    assert len(made(here)) == 1


@pytest.mark.parametrize("example", COMMANDS["digest"].examples)
def test_every_example_works_in_a_channel(here: Context, example: str) -> None:
    assert ask(example, here).data["kind"] in {"digest", "digests"}


# Seeing


def test_a_channel_without_digests_offers_them(here: Context) -> None:
    for text in ("digest", "digest list", "digest status"):
        reply = ask(text, here)
        assert reply.title == "No digests here yet"
        assert {"Health", "Renewals", "Portfolio", "Term"} == set(labels(reply))


def test_the_list_says_when_each_comes_next_in_its_own_zone(here: Context) -> None:
    ask("digest subscribe health at 9:00", here)
    ask("digest subscribe term at 8:00 daily america/new_york", here)
    ask("digest pause 1", here)
    assert [(row.label, row.text, row.detail) for row in ask("digest list", here).rows] == [
        ("1. Health", "on weekdays at 09:00 Europe/Berlin, all accounts", "paused"),
        ("2. Term", "every day at 08:00 America/New_York, all terms", "next Mon 15 Jun at 08:00 America/New_York"),
    ]


def test_status_says_what_was_sent_skipped_failed_and_missed(here: Context) -> None:
    ask("digest subscribe health at 9:00 daily", here)
    nine = MONDAY + timedelta(minutes=30)
    sent(here, nine)
    held = due(here, nine + timedelta(days=1))
    deliveries.finish(here.store, held, "skipped", nine + timedelta(days=1), "nothing changed")
    held = due(here, nine + timedelta(days=4))  # Wednesday and Thursday were missed
    deliveries.finish(here.store, held, "failed", nine + timedelta(days=4), "Slack says is_archived")
    pause(here.store, 1, "Slack says is_archived")
    rows = [f"{row.label} {row.text} {row.detail}".strip() for row in ask("digest status", here).rows]
    assert rows == [
        "1. Health every day at 09:00 Europe/Berlin, all accounts paused: Slack says is_archived",
        "Digest 1 of 19 Jun failed: Slack says is_archived, Fri 19 Jun at 09:00 Europe/Berlin",
        "Digest 1 of 18 Jun skipped: missed, Fri 19 Jun at 09:00 Europe/Berlin",
        "Digest 1 of 17 Jun skipped: missed, Fri 19 Jun at 09:00 Europe/Berlin",
        "Digest 1 of 16 Jun skipped: nothing changed, Tue 16 Jun at 09:00 Europe/Berlin",
        "Digest 1 of 15 Jun sent, Mon 15 Jun at 09:00 Europe/Berlin",
        "Change 1 of digest 1 set it up, Mon 15 Jun at 08:30 Europe/Berlin",
    ]
    assert "Resume 1" in labels(ask("digest status", here))


def test_a_preview_is_for_the_asker_alone_and_leaves_no_trace(here: Context) -> None:
    ask("digest subscribe health", here)
    for text in ("digest preview health", "digest preview renewals mine", "digest preview 1", "digest preview term"):
        reply = ask(text, here)
        assert reply.only_for_requester
        assert not reply.share
        assert "preview" in said(reply)
        assert reply.data["kind"] == "digest"
    assert delivery_log.deliveries(here.store) == []
    assert here.store.reading.execute("SELECT count(*) FROM digest_account").fetchone() == (0,)
    assert here.store.reading.execute("SELECT count(*) FROM shown_term").fetchone() == (0,)


def test_a_preview_of_a_digest_shows_what_comes_next(here: Context) -> None:
    ask("digest subscribe health mine", here)
    sent(here, MONDAY + timedelta(minutes=30))
    assert ask("digest preview health mine", here).data["since"] is None
    previewed = ask("digest preview 1", replace(here, now=MONDAY + timedelta(days=1)))
    assert (previewed.data["since"], previewed.data["scope"]) == ("2026-06-15", "accounts of Dana Sample")


def test_channels_are_known_where_they_are_and_to_who_subscribed_alone(here: Context) -> None:
    ask("digest subscribe health", replace(here, place="C0SECRET"))
    assert "C0SECRET" in said(ask("digest list", replace(here, place="D01")))
    for place, requester in (("C01", PERSON), ("C01", OTHER), ("D02", OTHER)):
        elsewhere = replace(here, place=place, requester=requester)
        for text in ("digest list", "digest status", "digest status 1", "digest pause 1", "digest preview 1"):
            reply = ask(text, elsewhere)
            assert "C0SECRET" not in f"{said(reply)} {reply.data}"
    assert made(here)[0].state == "active"


# Changing


def test_now_sends_one_at_once_beside_those_of_the_schedule(here: Context) -> None:
    ask("digest subscribe health", here)
    before = made(here)
    reply = ask("digest now", here)
    assert (reply.title, made(here)) == ("On its way: health", before)
    held = claims.claim(here.store, MONDAY.astimezone(UTC), LEASE, timedelta(0))
    assert held is not None
    assert held.occasion == "2026-06-15 08:30:00"


def test_a_workspace_that_takes_no_posts_is_said_to_wherever_a_digest_is_promised(here: Context) -> None:
    ask("digest subscribe health", here)
    for verb in ("list", "status", "now"):
        assert "No digest can be posted" not in said(ask(f"digest {verb}", here))
    block_team(here.store, here.team, "missing_scope")
    for verb in ("list", "status", "now"):
        reply = said(ask(f"digest {verb}", here))
        assert "No digest can be posted at the moment: Slack says missing_scope." in reply
        assert "No digest can" not in said(ask(f"digest {verb}", replace(here, team="T02")))
    assert "posted to T01 at the moment" in said(ask("digest list", replace(here, place=TERMINAL)))


def test_several_that_are_sent_at_once_are_counted_by_kind(here: Context) -> None:
    for wished in ("health", "health red", "renewals"):
        ask(f"digest subscribe {wished}", here)
    reply = ask("digest now", here)
    assert reply.title == "On its way: health (2) and renewals"
    assert reply.paragraphs[0].startswith("They are posted here in a moment")


@pytest.mark.parametrize(
    ("begun", "title", "left"),
    [
        (["digest subscribe health", "watch red ltd"], "On its way: health", "Watch isn’t sent: nothing to report."),
        (["watch red ltd"], "Nothing to send: watch", "Watch isn’t sent: nothing to report."),
        (
            ["digest subscribe health skip-empty", "digest subscribe portfolio"],
            "On its way: portfolio",
            "Health isn’t sent",
        ),
        (["digest subscribe health when something turns red"], "Nothing to send: health", "its condition isn't met"),
    ],
)
def test_now_names_only_what_is_sent_and_says_why_others_stay(
    here: Context, begun: list[str], title: str, left: str
) -> None:
    for each in begun:
        ask(each, here)
    reply = ask("digest now", here)
    assert reply.title == title
    assert left in said(reply)
    planned = here.store.reading.execute("SELECT count(*) FROM delivery").fetchone()
    assert planned == (len(reply.data["digests"]),)


def test_now_without_a_digest_offers_some(here: Context) -> None:
    assert ask("digest now", here).title == "No digest here to send"


def test_pause_stops_it_resume_goes_on_and_neither_loses_anything(here: Context) -> None:
    ask("digest subscribe health", here)
    paused = ask("digest pause health", here)
    assert paused.title == "Health digest paused"
    assert plan_deliveries(here.store, MONDAY + timedelta(days=2)).due == 0
    resumed = pressed(paused, "Resume", replace(here, now=MONDAY + timedelta(days=2)))
    assert resumed.title == "Health digest goes on Wed 17 Jun at 09:00 Europe/Berlin"
    assert delivery_log.deliveries(here.store) == []


def test_unsubscribing_can_be_undone_to_the_last_word(here: Context) -> None:
    ask("digest subscribe renewals at 7:15 mon,thu utc mine only-changes skip-empty holidays DE-BY", here)
    before = made(here)
    ended = ask("digest unsubscribe", here)
    assert made(here) == []
    pressed(ended, "Undo", here)
    assert made(here) == before


def test_of_several_digests_it_is_asked_which(here: Context) -> None:
    ask("digest subscribe health", here)
    ask("digest subscribe health mine", here)
    reply = ask("digest pause health", here)
    assert "1 (health, all accounts), 2 (health, @Dana Sample)" in said(reply)
    assert pressed(reply, "Pause 2", here).title == "Health digest paused"
    assert [each.state for each in made(here)] == ["active", "paused"]


@pytest.mark.parametrize("text", ["digest pause", "digest resume 7", "digest unsubscribe term", "digest status 99999"])
def test_what_is_not_there_is_said_not_to_be(here: Context, text: str) -> None:
    assert "There is no digest" in said(ask(text, here))


def test_from_their_own_conversation_people_see_to_all_digests_of_theirs(here: Context) -> None:
    ask("digest subscribe health", here)
    own = replace(here, place="D01")
    assert ask("digest pause 1", own).title == "Health digest paused"
    assert "where it goes" in said(ask("digest now 1", own))


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("1 2", {1, 2}),
        ("1,2", {1, 2}),
        ("#1 and #3", {1, 3}),
        ("no 2", {2}),
        ("digest 3.", {3}),
        ("the renewals digest", {3}),
        ("health mine", {2}),
        ("renewals", {3}),
        ("portfolio and renewals", {3, 4}),
        ("all", {1, 2, 3, 4}),
    ],
)
def test_several_are_ended_at_once_by_number_or_name(here: Context, text: str, ended: set[int]) -> None:
    for each in ("health", "health mine", "renewals", "portfolio"):
        ask(f"digest subscribe {each}", here)
    reply = ask(f"digest unsubscribe {text}", here)
    assert {1, 2, 3, 4} - {each.id for each in made(here)} == ended
    undone = [choice.request for choice in reply.actions if choice.label.startswith("Undo")]
    for request in undone:
        ask(request, here)
    assert len(made(here)) == 4


@pytest.mark.parametrize("text", ["health", "health renewals", "nonsense", "1 77", "health @kim"])
def test_where_it_is_not_clear_which_are_meant_none_is_touched_and_all_are_offered(here: Context, text: str) -> None:
    for each in ("health", "health mine", "renewals"):
        ask(f"digest subscribe {each}", here)
    reply = ask(f"digest unsubscribe {text}", here)
    assert reply.outcome == "usage"
    assert "Unsubscribe 1" in labels(reply)
    assert len(made(here)) == 3


def test_all_in_a_direct_message_are_those_that_come_there(here: Context) -> None:
    ask("digest subscribe health", here)
    own = replace(here, place="D01")
    assert "No digest comes here. Say which digest, by its number: 1" in said(ask("digest unsubscribe all", own))
    ask("digest subscribe health mine", own)
    ask("digest unsubscribe all", own)
    assert [each.channel for each in made(here)] == ["C01"]


def test_one_of_ones_own_that_goes_elsewhere_is_said_to_and_where_it_can_be_changed(here: Context) -> None:
    ask("digest subscribe health", replace(here, place="C0SECRET"))
    told = said(ask("digest pause 1", here))
    assert "it goes to another conversation" in told
    assert "direct messages with me" in told
    assert said(ask("digest pause 1", replace(here, requester=OTHER))).startswith(
        "That didn't work\nThere is no digest 1 here."
    )


def test_what_is_paused_already_is_said_to_be(here: Context) -> None:
    ask("digest subscribe health", here)
    ask("digest pause", here)
    assert ask("digest pause", here).title == "Health digest is paused already"
    assert "No digest comes here that isn't paused." in said(ask("digest now", here))


def test_a_digest_is_changed_by_its_number_and_keeps_what_is_not_said(here: Context) -> None:
    ask("digest subscribe renewals at 7:15 mon,thu utc mine only-changes holidays DE-BY", here)
    (before,) = made(here)
    ask("digest change 1 at 10:00", here)
    (after,) = made(here)
    assert after == replace(before, schedule=replace(before.schedule, at=time(10)), next_on=after.next_on)
    form = ask("digest change 1", here)
    assert form.form == "digest subscribe 1 renewals at 10:00 mon,thu UTC holidays DE-BY only-changes @Dana Sample"
    assert "change it there" in said(ask("digest change 1 at 11:00", replace(here, place="D01")))


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("stop 1", "Health digest ended"),
        ("delete health", "Health digest ended"),
        ("mute 1", "Health digest paused"),
        ("unpause 1", "Health digest goes on Mon 15 Jun at 09:00 Europe/Berlin"),
        ("add renewals", "Renewals digest: on weekdays at 09:00 Europe/Berlin"),
        ("send 1", "On its way: health"),
        ("log", "Digests: what came and what comes"),
        ("ls", "1 digest here"),
        ("help", "What can be done with digests"),
        ("?", "What can be done with digests"),
    ],
)
def test_what_people_call_a_verb_is_understood(here: Context, typed: str, title: str) -> None:
    ask("digest subscribe health", here)
    assert ask(f"digest {typed}", here).title == title


def test_a_part_of_a_wish_in_the_place_of_the_verb_is_offered_as_a_wish(here: Context) -> None:
    reply = ask("digest daily health at 9", here)
    assert pressed(reply, "subscribe daily health at 9", here).title.startswith("Health digest: every day")


# The terminal


def test_the_terminal_sees_all_and_subscribes_to_none(here: Context) -> None:
    ask("digest subscribe health", here)
    terminal = replace(here, place=TERMINAL)
    assert "1. Health in C01" in said(ask("digest list", terminal))
    assert ask("digest pause 1", terminal).title == "Health digest paused"
    assert "subscribe there" in said(ask("digest subscribe health", terminal))
    assert ask("digest preview renewals", terminal).data["kind"] == "digest"


# Whatever a scope is called


def scopes() -> Iterator[st.SearchStrategy[str]]:
    words = st.sampled_from(["daily", "Berlin", "mon", "9am", "only-changes", "the", "Kim", "UTC", "at", "holidays"])
    names = st.lists(words, min_size=1, max_size=3).map(" ".join)
    yield names.map(lambda name: f"@{name}")
    yield names.map(lambda name: f"segment {name}")
    yield st.tuples(names, names).map(lambda both: f"@{both[0]} segment {both[1]}")


@given(st.one_of(*scopes()))
def test_a_scope_is_read_back_whatever_it_is_called(scope: str) -> None:
    assert parse_subscription(f"health {quote_scope(scope)} daily").scope == scope


def test_the_terminal_offers_what_it_can_do(here: Context) -> None:
    reply = ask("digest list", replace(here, place=TERMINAL))
    assert "subscribe there, by /cs digest" in said(reply)
    assert [row.label.rsplit(" ", 1)[0] for row in reply.rows] == ["digest preview"] * 4


def test_one_sent_from_the_terminal_to_a_person_is_not_said_to_be_for_all(here: Context) -> None:
    ask("digest subscribe health mine", replace(here, place="D01"))
    told = said(ask("digest now", replace(here, place=TERMINAL)))
    assert "where it goes" in told
    assert "for all to see" not in told


@pytest.mark.parametrize("asked", ["term retention", "term category Retention at 8", "terms daily retention"])
def test_terms_of_one_category_can_be_subscribed_to_and_previewed(here: Context, asked: str) -> None:
    assert "Terms: retention" in said(ask(f"digest subscribe {asked}", here))
    assert made(here)[0].scope == "retention"
    id_ = ask(f"digest preview {asked}", here).data["term"]["id"]
    assert GLOSSARY.terms[id_].category == "retention"


def test_a_team_with_words_alone_has_digests_of_terms(tmp_path: Path) -> None:
    """It was told to import accounts first."""
    workspace = Workspace(AccountSettings(cs_database=tmp_path / "none.db"))
    alone = Context(GLOSSARY, workspace, PERSON, "C01", "T01", now=MONDAY)
    assert ask("digest subscribe health", alone).title == "No accounts yet"
    assert not (tmp_path / "none.db").exists()
    assert ask("digest subscribe term daily at 9:00", alone).title.startswith("Term digest")
    assert [row.label for row in ask("digest list", alone).rows]
    workspace.close()


def test_a_category_that_is_none_is_named_with_those_there_are(here: Context) -> None:
    reply = ask("digest subscribe term retentoin", here)
    assert "retention, revenue" in said(reply)
    assert pressed(reply, "term retention", here).title.startswith("Term digest")


@pytest.mark.parametrize(
    "text",
    [
        "subscribe health at 25:00 mondayz",
        "subscribe health at 25:00 mon",
        "subscribe renewals 9:00 at 8:30",
        "subscribe health holidays US Kong",
        "subscribe health at 26:00 @kin",
        "subscribe health at 25:00 mon 61 days",
        "change 99",
        "change 99 at 10:00",
        "pause 99",
        "bogus",
        "monthly",
    ],
)
def test_no_button_that_mends_a_request_is_wrong_itself(text: str, here: Context) -> None:
    ask("digest subscribe health at 9:00", here)
    ask("digest subscribe renewals at 9:00", here)
    reply = ask(f"digest {text}", here)
    assert reply.outcome == "usage"
    for choice in (*reply.choices, *reply.actions):
        assert choice.form or ask(choice.request, here).outcome == "answered", choice


def test_a_change_of_no_digest_offers_the_same_of_those_there_are(here: Context) -> None:
    ask("digest subscribe health at 9:00", here)
    ask("digest subscribe renewals at 9:00", here)
    asked = ask("digest change 99 at 10:00", here)
    assert [choice.request for choice in asked.choices][:2] == [f"digest subscribe {n} at 10:00" for n in (1, 2)]
    assert all(choice.form for choice in ask("digest change 99", here).choices[:2])


@pytest.mark.parametrize(
    ("change", "scope"),
    [
        ("over 200k", "over 200k"),
        ("segment enterprise", "segment Enterprise"),
        ("red segment enterprise at 11:00", "segment Enterprise red"),
        ("health over 200k", "over 200k"),
        ("all", ""),
    ],
)
def test_a_change_of_the_accounts_changes_the_digest_of_that_number(here: Context, change: str, scope: str) -> None:
    ask("digest subscribe health red", here)
    reply = ask(f"digest change 1 {change}", here)
    (after,) = made(here)
    assert (after.id, after.scope) == (1, scope)
    assert "It was: on weekdays at 09:00 Europe/Berlin, red." in said(reply)
    pressed(reply, "Undo", here)
    assert [(each.id, each.scope) for each in made(here)] == [(1, "red")]


def test_a_change_is_refused_that_would_make_two_digests_of_the_same_accounts(here: Context) -> None:
    ask("digest subscribe health red", here)
    ask("digest subscribe health yellow", here)
    assert "Digest 2 is the health digest of yellow here already" in said(ask("digest change 1 yellow", here))
    assert [each.scope for each in made(here)] == ["red", "yellow"]


def test_a_change_takes_the_accounts_of_an_ended_digest_and_its_undo_is_refused_once_they_are_taken(
    here: Context,
) -> None:
    ask("digest subscribe health red", here)
    ask("digest subscribe health yellow", here)
    ask("digest unsubscribe 2", here)
    changed = ask("digest change 1 yellow", here)
    assert [(each.id, each.scope) for each in made(here)] == [(1, "yellow")]
    ask("digest subscribe health red", here)
    assert "here already" in said(pressed(changed, "Undo", here))
    assert [each.scope for each in made(here)] == ["yellow", "red"]


def test_a_colleague_who_changes_the_accounts_is_asked_and_no_second_digest_is_made(here: Context) -> None:
    ask("digest subscribe health red", here)
    colleague = replace(here, requester=OTHER)
    asked = ask("digest change 1 yellow", colleague)
    assert [each.scope for each in made(here)] == ["red"]
    pressed(asked, "Replace it", colleague)
    assert [(each.scope, each.created_by) for each in made(here)] == [("yellow", "U02")]


def test_a_digest_does_not_become_one_of_another_kind(here: Context) -> None:
    ask("digest subscribe health red", here)
    assert "can’t become a renewals digest" in said(ask("digest change 1 renewals", here))
    assert len(made(here)) == 1
    ask("digest subscribe 8 renewals", here)  # no digest has that number: a time
    assert [each.schedule.at for each in made(here)] == [time(9), time(8)]


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ("health over 100k under 50k", "No ARR is over 100k and under 50k."),
        ("health segment enterprise segment smb", "An account has one segment: Enterprise or SMB?"),
    ],
)
def test_a_digest_of_what_no_account_can_be_is_refused(here: Context, wish: str, message: str) -> None:
    assert message in said(ask(f"digest subscribe {wish}", here))
    assert not made(here)
