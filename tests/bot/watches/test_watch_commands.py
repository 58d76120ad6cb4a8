"""What /cs watch does: watch, list, limit, end, each where it is asked and nowhere else."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.digests import notices
from accounts.digests.subscriptions import OWNER_GONE, pause, subscriptions
from accounts.watches import watches as kept
from accounts.watches.limits import AlertLimit, limit_of
from accounts.watches.watches import feed_of, watches
from bot.commands import parse_request, respond
from bot.context import TERMINAL, Context, Requester
from bot.reply import Reply
from bot.workspace import Workspace
from glossary import load
from tests.bot.company import DANA, KIM, database, filled, workspace
from tests.cases import cases

__all__ = ["database", "filled", "workspace"]

GLOSSARY = load()
MONDAY = datetime(2026, 6, 15, 8, 30, tzinfo=ZoneInfo("Europe/Berlin"))
PERSON = Requester("U01", DANA, "Dana Sample", "Europe/Berlin")
OTHER = Requester("U02", KIM, "Kim Sample", "America/New_York")


@pytest.fixture
def here(workspace: Workspace) -> Context:
    """A channel of Slack, on a Monday morning."""
    return Context(GLOSSARY, workspace, PERSON, "C01", "T01", now=MONDAY)


def ask(text: str, context: Context) -> Reply:
    return respond(text, context)[1]


def said(reply: Reply) -> str:
    facts = (f"{fact.label}: {fact.text}" for fact in reply.facts)
    rows = (f"{row.label} {row.person} {row.channel} {row.text} {row.detail}" for row in reply.rows)
    return "\n".join((reply.title, *reply.paragraphs, *facts, *rows, *reply.footnotes))


def pressed(reply: Reply, label: str, context: Context) -> Reply:
    (request,) = [each.request for each in (*reply.choices, *reply.actions) if each.label == label]
    return ask(request, context)


def names(context: Context) -> list[str]:
    feed = feed_of(context.store, context.team, context.place)
    return [each.name for each in watches(context.store.reading, feed.id)] if feed else []


def test_a_watch_says_what_is_told_how_often_and_how_the_account_is_now(here: Context) -> None:
    reply = ask("watch red ltd", here)
    assert reply.title == "Watched here: Red Ltd"
    assert "at most 3 messages a day, on weekdays from 08:00 to 18:00 Europe/Berlin" in said(reply)
    assert "owner" not in reply.facts[0].label
    assert "Dana Sample" in reply.facts[0].text
    assert names(here) == ["Red Ltd"]


def test_a_watch_is_ended_and_that_is_taken_back(here: Context) -> None:
    begun = ask("watch red ltd at once", here)
    ended = pressed(begun, "Unwatch", here)
    assert (ended.title, names(here)) == ("Red Ltd is watched here no more", [])
    pressed(ended, "Undo", here)
    assert names(here) == ["Red Ltd"]
    assert "at any hour" in said(ask("watch list", here))


def test_who_watches_what_is_watched_already_is_told_so(here: Context) -> None:
    ask("watch red ltd", here)
    assert ask("watch red", replace(here, requester=OTHER)).title == "Watched here: Red Ltd already"
    assert names(here) == ["Red Ltd"]


def test_a_name_that_may_mean_two_accounts_is_asked_about(here: Context) -> None:
    reply = ask("watch small at once", here)
    assert reply.data["kind"] == "choices"
    assert all(
        choice.request.startswith("watch id ") and choice.request.endswith("at once") for choice in reply.choices
    )
    assert names(here) == []


def test_several_accounts_are_watched_at_once_and_who_is_unclear_is_asked_about(here: Context) -> None:
    reply = ask("watch red ltd, id 1, small", here)
    assert reply.title == "Watched here: Red Ltd, Acme & Sons"
    assert "isn't sure which accounts are meant: small." in said(reply)
    assert names(here) == ["Acme & Sons", "Red Ltd"]
    assert pressed(reply, "Which “small”?", here).data["kind"] == "choices"


@pytest.mark.parametrize("change", [{"place": TERMINAL}, {"member": False}, {"outsiders": True}], ids=str)
def test_where_nothing_can_be_told_nothing_is_watched(here: Context, change: dict[str, object]) -> None:
    reply = ask("watch red ltd", replace(here, **change))  # type: ignore[arg-type]  # a field each
    assert (reply.outcome, names(here)) == ("usage", [])


@pytest.mark.parametrize("whose", ["mine", "my accounts", "every account"])
def test_more_accounts_than_one_are_for_a_digest(here: Context, whose: str) -> None:
    reply = ask(f"watch {whose}", here)
    assert (reply.outcome, names(here)) == ("usage", [])
    assert "digest subscribe health" in said(reply)


def test_the_list_says_who_watches_what_and_how_each_is(here: Context) -> None:
    ask("watch red ltd", here)
    ask("watch id 1", replace(here, requester=OTHER))
    text = said(ask("watch", here))
    assert "2 watched accounts here" in text
    assert "Acme & Sons U02" in text
    assert "Red Ltd U01" in text
    assert "Red Ltd" not in said(ask("watch list", replace(here, place="C02")))
    assert "C01" in said(ask("watch list", replace(here, place=TERMINAL)))


def test_a_colleague_s_watch_that_is_ended_is_told_to_them(here: Context) -> None:
    ask("watch red ltd", here)
    reply = ask("unwatch red ltd", replace(here, requester=OTHER))
    assert "Whoever watched it is told." in reply.paragraphs
    owed = notices.claim_notice(here.store, here.now, timedelta(seconds=30))
    assert owed is not None
    assert (owed.place, "Kim Sample ended your watch of Red Ltd" in owed.why) == ("U01", True)


def test_what_is_not_watched_is_said_with_what_is(here: Context) -> None:
    assert ask("unwatch red ltd", here).title == "No account is watched here"
    ask("watch red ltd", here)
    reply = ask("unwatch acme labs", here)
    assert [each.label for each in reply.choices] == ["Unwatch Red Ltd"]
    assert names(here) == ["Red Ltd"]


def test_all_watches_end_once_that_was_asked_and_come_back(here: Context) -> None:
    ask("watch red ltd", here)
    ask("watch id 1", here)
    ended = pressed(ask("unwatch all", here), "End them", here)
    assert names(here) == []
    pressed(ended, "Undo", here)
    assert names(here) == ["Acme & Sons", "Red Ltd"]


@pytest.mark.parametrize(
    ("text", "daily"), [("budget 5", 5), ("budget 1 a day", 1), ("limit 7 messages per day", 7), ("budget default", 3)]
)
def test_the_budget_is_changed_and_taken_back(here: Context, text: str, daily: int) -> None:
    ask("watch red ltd", here)
    ask("watch budget 4", here)
    reply = ask(f"watch {text}", here)
    assert limit_of(here.store.reading, "T01", "C01").daily == daily
    assert "Was: at most 4 messages a day" in said(reply)
    pressed(reply, "Undo", here)
    assert limit_of(here.store.reading, "T01", "C01").daily == 4


@pytest.mark.parametrize("text", ["budget 0", "budget many", "budget 1000", "hours late", "hours 18-8", "hours 25-26"])
def test_what_is_no_limit_is_refused_with_one_that_works(here: Context, text: str) -> None:
    reply = ask(f"watch {text}", here)
    assert (reply.outcome, limit_of(here.store.reading, "T01", "C01")) == ("usage", AlertLimit())


@pytest.mark.parametrize(
    ("text", "opens", "closes", "days"),
    [
        ("9-17", time(9), time(17), {0, 1, 2, 3, 4}),
        ("from 7:30 to 20:00 every day", time(7, 30), time(20), {0, 1, 2, 3, 4, 5, 6}),
        ("9am-5pm mon-thu", time(9), time(17), {0, 1, 2, 3}),
        ("any", time(0), time(0), {0, 1, 2, 3, 4, 5, 6}),
        ("weekdays 9-17", time(9), time(17), {0, 1, 2, 3, 4}),
        ("mon to thu between 9 and 17", time(9), time(17), {0, 1, 2, 3}),
        ("8-24", time(8), time(23, 59), {0, 1, 2, 3, 4}),
        ("every day", time(8), time(18), {0, 1, 2, 3, 4, 5, 6}),
    ],
)
def test_the_hours_are_changed_and_taken_back(
    here: Context, text: str, opens: time, closes: time, days: set[int]
) -> None:
    reply = ask(f"watch hours {text}", here)
    limit = limit_of(here.store.reading, "T01", "C01")
    assert (limit.opens, limit.closes, set(limit.weekdays)) == (opens, closes, days)
    pressed(reply, "Undo", here)
    assert limit_of(here.store.reading, "T01", "C01") == AlertLimit()


def test_all_hours_of_some_days_are_changed_and_gone_back_to(here: Context) -> None:
    assert "on Mon, Thu at any hour" in said(ask("watch hours mon,thu 0-24", here))
    before = limit_of(here.store.reading, "T01", "C01")
    pressed(ask("watch hours 9-17", here), "Undo", here)
    assert limit_of(here.store.reading, "T01", "C01") == before


def test_misspelt_days_and_zones_of_hours_are_offered_as_they_were_meant(here: Context) -> None:
    for hours, meant in {
        "8-18 mondey": "8-18 monday",
        "weekdys": "weekdays",
        "8-18 Londn": "8-18 Europe/London",
    }.items():
        reply = ask(f"watch hours {hours}", here)
        assert [each.request for each in reply.choices] == [f"watch hours {meant}", "watch list"]
    assert [each.request for each in ask("watch hours 8-25 blah", here).choices] == ["watch list"]


def test_the_hours_zone_is_changed_and_taken_back(here: Context) -> None:
    ask("watch red ltd", here)
    reply = ask("watch hours 8-18 America/New_York", here)
    assert "America/New_York" in said(reply)
    assert subscriptions(here.store)[0].schedule.zone == "America/New_York"
    pressed(reply, "Undo", here)
    assert subscriptions(here.store)[0].schedule.zone == "Europe/Berlin"


def test_more_accounts_than_may_be_are_refused(here: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_WATCHED", 1)
    ask("watch red ltd", here)
    reply = ask("watch id 1", here)
    assert reply.outcome == "usage"
    assert "1 accounts are watched here, the most there may be" in said(reply)


def test_watches_are_among_the_digests_and_pause_and_resume_as_they_do(here: Context) -> None:
    ask("watch red ltd", here)
    assert "1. Watch as accounts change, the rest on Mondays at 09:00 Europe/Berlin" in " ".join(
        said(ask("digest list", here)).split()
    )
    ask("digest pause 1", here)
    listed = ask("watch list", here)
    assert "Nothing is told for now." in said(listed)
    pressed(listed, "Resume", here)
    assert "Nothing is told for now." not in said(ask("watch list", here))


def test_the_log_is_empty_before_anything_changed(here: Context) -> None:
    ask("watch red ltd", here)
    assert ask("watch log", here).title == "Nothing has changed of watched accounts yet"


@cases(
    ("said_", "asked"),
    [
        ("tell me when red ltd changes", "watch red ltd"),
        ("let us know if Red Ltd turns red", "watch Red Ltd"),
        ("notify me when something happens at red ltd", "watch red ltd"),
        ("keep an eye on red ltd", "watch red ltd"),
        ("stop watching red ltd", "unwatch red ltd"),
        ("tell me when to use NRR", "define tell me when to use NRR"),
        ("watch budget 3", "watch budget 3"),
    ],
)
def test_a_sentence_watches_too_and_terms_stay_terms(said_: str, asked: str) -> None:
    request = parse_request(said_, GLOSSARY)
    assert f"{request.verb} {request.text}" == asked


def test_in_direct_messages_one_s_own_watches_of_all_channels_are_listed(here: Context) -> None:
    ask("watch red ltd", here)
    ask("watch id 1", replace(here, requester=OTHER))
    direct = replace(here, place="D01")
    text = said(ask("watch list", direct))
    assert "Red Ltd U01 C01" in text
    assert "Acme & Sons" not in text
    assert ask("watch log", direct).title == "No account is watched here"
    ask("watch id 1", direct)
    assert "2 watched accounts\nAt most 3 messages a day" in said(ask("watch list", direct))


def test_who_resumes_what_a_leaver_watched_watches_it_from_then_on(here: Context) -> None:
    ask("watch red ltd", here)
    feed = feed_of(here.store, "T01", "C01")
    assert feed is not None
    kept.stop_watches_of(here.store, feed, "U01", "whoever watched is no member now", here.now)
    pause(here.store, feed.id, f"{OWNER_GONE} is no member now")
    assert "stopped: whoever watched is no member now" in said(ask("watch list", here))
    ask("digest resume 1", replace(here, requester=OTHER))
    (watch,) = watches(here.store.reading, feed.id)
    assert (watch.created_by, watch.stopped) == ("U02", "")
