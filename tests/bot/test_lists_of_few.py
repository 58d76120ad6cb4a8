"""What lists and cards say where there is little: only trials, only accounts that leave, a figure that isn't known."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from accounts import Store
from bot.commands import respond
from bot.context import Context, Requester
from bot.reply import Reply
from glossary import load
from tests.accounts.conftest import TODAY, Factory, make
from tests.bot.digests.mornings import Mornings

__all__ = ["make"]

NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 10, tzinfo=UTC)


@pytest.fixture
def mornings(store: Store, make: Factory) -> Mornings:
    return Mornings(store, make)


def ask(text: str, mornings: Mornings) -> Reply:
    mornings.night(TODAY)
    context = Context(load(), mornings.workspace, Requester("U01"), "C01", "T01", now=NOW)
    return respond(text, replace(context, member=True))[1]


def test_an_account_with_nothing_but_a_trial_is_called_one(mornings: Mornings) -> None:
    tried = mornings.rows.account("Tried")
    mornings.rows.subscription(tried, "2026-06-01", 0, status="trial", ends_on="2026-07-01")
    mornings.customer("Paying", 5_000)
    card = ask("account tried", mornings)
    assert next(fact.text for fact in card.facts if fact.label == "Customer").startswith("trial")
    assert ask("portfolio", mornings).title == "2 accounts, 1 of them on trial, $5,000 ARR"
    for asked in ("health", "accounts biggest", "show all our customers"):
        listed = ask(asked, mornings)
        assert listed.title.startswith("2 accounts, 1 of them on trial: "), asked
        assert [", on trial" in row.text for row in listed.rows] == [False, True], asked
    assert ask("health red", mornings).title == "No red accounts"


def test_a_word_that_points_is_no_beginning_of_an_accounts_name(mornings: Mornings) -> None:
    for name in ("Thistle Ltd", "Heron Ltd", "Onyx Ltd", "Mercury Ltd"):
        mornings.customer(name, 5_000)
    for asked in ("who owns this?", "why did he quit", "who's on call?", "account me"):
        assert ask(asked, mornings).data["kind"] != "account", asked
    assert ask("account thist", mornings).title == "Thistle Ltd"
    mornings.customer("On Ltd", 5_000)
    assert ask("account on", mornings).title == "On Ltd"


def test_who_leaves_is_named_where_no_renewal_is_ahead(mornings: Mornings) -> None:
    gone = mornings.rows.account("Leaving Ltd", customer_since="2024-01-01")
    mornings.rows.subscription(gone, "2025-07-01", 12_000, ends_on="2026-06-30", notice_given=1, notice_on="2026-05-01")
    found = ask("renewals", mornings)
    assert (found.title, [(fact.label, fact.text) for fact in found.facts]) == (
        "No renewals",
        [("Leaving", "$12,000 (1 account): Leaving Ltd on 30 Jun")],
    )


def test_a_figure_that_is_not_known_is_answered_with_those_that_say_it(mornings: Mornings) -> None:
    refused = ask("counted customer", mornings)
    offered = [choice.label for choice in refused.choices]
    assert "Customers of a period" in offered
    assert all(ask(choice.request, mornings).outcome == "answered" for choice in refused.choices)


def test_a_list_by_revenue_in_several_currencies_says_what_amounts_are_compared(mornings: Mornings) -> None:
    for name, arr, currency in (("Pounds", 40_000, "GBP"), ("Dollars", 90_000, "USD"), ("Euros", 50_000, "EUR")):
        each = mornings.rows.account(name)
        mornings.rows.subscription(each, "2025-07-01", arr, ends_on="2026-06-30", currency=currency)
    for asked, things in (("renewals 90 biggest", "renewals"), ("accounts", "accounts")):
        listed = ask(asked, mornings)
        assert [row.label for row in listed.rows] == ["Dollars", "Euros", "Pounds"], asked
        bare = f"There are no rates for EUR, GBP and USD: {things} are ordered by their bare amounts."
        assert bare in " ".join(listed.footnotes), asked
    for asked in ("renewals 90 worst", "accounts worst 3", "accounts over 60k", "renewals 90"):
        assert "bare amounts" not in " ".join(ask(asked, mornings).footnotes), asked


def test_none_and_one_of_all_accounts_are_said_in_plain_sentences(mornings: Mornings) -> None:
    mornings.rows.account("Gone", status="churned", churned_on="2026-05-01")
    for asked, said in (
        ("portfolio", "There are no customers."),
        ("health red", "There are no red accounts."),
        ("accounts", "There are no accounts."),
        ("renewals", "Nothing comes up for renewal within 90 days."),
        ("portfolio by segment", "No account has a segment: that comes from imported files."),
    ):
        assert ask(asked, mornings).paragraphs == (said,), asked
    assert ask("owners", mornings).title == "No owners"
    assert not [note for note in ask("portfolio by segment", mornings).footnotes if "Most accounts" in note]
    only = mornings.rows.account("Only", customer_since="2024-01-01")
    mornings.rows.subscription(only, "2024-01-01", 12_000, ends_on="2027-12-31")
    (lost,) = ask("portfolio lost", mornings).paragraphs
    assert lost.startswith("The one customer of all accounts that paid at the start of ")
