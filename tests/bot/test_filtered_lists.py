"""Lists and digests of accounts that meet conditions: one reading for all, and nothing that is said is dropped."""

from dataclasses import replace

import pytest

from accounts.digests.subscription_parser import SubscriptionRequestError, parse_subscription, quote_scope
from accounts.digests.subscriptions import subscriptions
from bot.commands import respond
from bot.context import Context, Requester
from bot.render.first_view import first_view
from bot.reply import Reply
from tests.bot.company import context, database, filled, workspace
from tests.cases import cases

__all__ = ["context", "database", "filled", "workspace"]


def ask(text: str, context: Context) -> Reply:
    return respond(text, context)[1]


def test_a_list_takes_conditions_together_and_says_them(context: Context) -> None:
    found = ask("health red over 4k", context)
    assert (found.title, [row.label for row in found.rows]) == (
        "1 red account: all accounts, ARR above 4,000",
        ["Red Ltd"],
    )
    assert found.footnotes[0].startswith("Filter: all accounts, ARR above 4,000, red, most revenue first.")
    assert not ask("health red over 600k", context).rows
    ahead = ask("renewals 60 over 100k enterprise", context)
    assert [row.label for row in ahead.rows] == ["Acme & Sons"]
    assert ahead.title == "1 renewal within 60 days: segment Enterprise, ARR above 100,000"
    bands = {choice.label: choice.request for choice in ask("health enterprise over 1k", context).actions}
    assert all(request.endswith("segment Enterprise over 1k") for label, request in bands.items() if "(" in label)


def test_the_file_of_so_many_has_so_many_rows(context: Context) -> None:
    table = ask("accounts worst 3", context).table
    assert table is not None
    assert len([*table.rows()]) == 3


@cases(
    ("text", "said"),
    [
        ("health purple", "There is no band “purple”"),
        ("renewals -5", "“-5” is no number of days"),
        ("renewals soon", "“soon” is no number of days"),
        ("portfolio yesterday", "“yesterday” is no period"),
        ("health yesterday", "This is told as of today."),
        ("health over lots", "names no amount"),
        ("health with a champion", "without a champion, not with one"),
        ("portfolio red", "can't be chosen by today's health"),
        ("portfolio smb over 10k", "can't be chosen by today's health"),
        ("digest preview health purple", "There is no band “purple”"),
        ("digest preview portfolio over 10k", "can't be chosen by today's health"),
    ],
)
def test_what_is_not_understood_is_refused_with_requests_that_work(text: str, said: str, context: Context) -> None:
    refused = ask(text, context)
    assert said in " ".join(refused.paragraphs)
    assert refused.outcome == "usage"
    assert refused.choices
    for choice in refused.choices:
        assert ask(choice.request, context).outcome != "usage", choice.request


@cases(
    ("text", "scope"),
    [
        ("health red over 50k at 9:00", "red over 50k"),
        ("health at least 50k at 9", "at least 50k"),
        ("health over 50 mon", "over 50"),
        ("renewals 60 under 20k EUR UTC", "under 20k EUR"),
        ("health country Japan at 8:30 daily", "country Japan"),
        ("health plan Pro weekdays between 10k and 20k", "plan Pro between 10k and 20k"),
    ],
)
def test_a_wish_keeps_its_conditions_apart_from_times_and_zones(text: str, scope: str) -> None:
    assert parse_subscription(text).scope == scope
    assert quote_scope(scope) == scope


def test_a_word_that_is_a_country_and_a_zone_is_asked_about() -> None:
    with pytest.raises(SubscriptionRequestError) as refused:
        parse_subscription("health red japan")
    assert [*refused.value.corrected("health red japan")] == ["health red country japan", "health red Asia/Tokyo"]
    assert parse_subscription("health red at 9 japan").zone == "Japan"


def test_a_digest_is_of_what_was_asked_for_and_its_header_says_so(context: Context) -> None:
    there = replace(context, place="C01", team="T01", requester=Requester("U01", zone="UTC"))
    made = ask("digest subscribe health red smb over 500 at 9:00", there)
    assert [each.scope for each in subscriptions(context.store)] == ["segment SMB red over 500"]
    assert ("Accounts", "segment SMB red over 500") in [(fact.label, fact.text) for fact in made.facts]
    assert "segment SMB red over 500" in ask("digest list", there).rows[0].text
    shown = ask("digest preview 1", there)
    assert shown.digest is not None
    assert shown.digest.paragraphs[0] == "Segment SMB, red, ARR above 500."
    assert "health segment SMB red over 500" in shown.digest.csv


def test_a_filtered_digest_without_accounts_today_is_no_fault_of_its_scope(context: Context) -> None:
    there = replace(context, place="C01", team="T01", requester=Requester("U01", zone="UTC"))
    ask("digest subscribe health red over 900m at 9:00", there)
    shown = ask("digest preview 1", there)
    assert shown.digest is not None
    assert "No accounts match" not in shown.digest.headline


@pytest.mark.parametrize("text", ["accounts worst 0", "accounts top 0", "accounts mine worst 00"])
def test_none_of_the_worst_is_no_list_of_all(context: Context, text: str) -> None:
    reply = ask(text, context)
    assert (reply.outcome, reply.data["argument"]) == ("usage", "number")
    assert "accounts worst 5" in reply.paragraphs[0]


def test_a_phone_shows_the_last_day_to_act_that_renewals_are_ordered_by(context: Context) -> None:
    shown = first_view(ask("renewals 60", context))
    days = {row.label: row.text for row in shown.rows}
    assert days["Acme & Sons"] == "last day to act was 1 May · renews 30 Jun · $120,000"
    assert days["Small 00"] == "renews 5 Jul · $1,000"  # its notice isn't known
