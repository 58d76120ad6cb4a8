"""Amounts of several currencies: in one where there are rates, each by its name where there are none."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from accounts import Store
from accounts.actions.model import Actor
from accounts.actions.recording import snooze
from accounts.digests.health_changes import health_changes
from accounts.money.amounts import Money
from accounts.money.rates import Rates
from accounts.portfolio.summary import summarise
from accounts.scopes.scope import ALL
from accounts.watches.detection import look_for_changes
from accounts.watches.watches import begin_watch, feed_wanted
from bot.accounts.formatting import amounts, converted_at
from bot.commands import respond
from bot.context import Context, Requester
from bot.settings import AccountSettings
from tests.accounts.conftest import TODAY, Factory, make
from tests.accounts.health.conftest import BY_HAND
from tests.bot.digests.mornings import GLOSSARY, MONDAY, THURSDAY, TUESDAY, WEDNESDAY, Mornings, at, text

__all__ = ["make"]

SUNDAY = MONDAY - timedelta(days=1)
RATES = 'currency = "USD"\nas_of = 2026-06-01\n[rates]\nEUR = "1.5"\n'


@pytest.fixture
def mornings(store: Store, make: Factory) -> Mornings:
    there = Mornings(store, make)
    for number in range(7):
        there.customer(f"Dollar {number}", 1_000, renews_on="2026-06-25")
    there.customer("Euro", 10_000, currency="EUR", renews_on="2026-06-25")
    there.customer("Yen", 4_000, currency="JPY", renews_on="2026-07-20")  # 400,000 yen
    there.night(SUNDAY)
    there.night(MONDAY)
    return there


def with_rates(mornings: Mornings, folder: Path) -> Mornings:
    file = folder / "rates.toml"
    file.write_text(RATES, encoding="utf-8")
    mornings.workspace.settings = AccountSettings(cs_database=mornings.store.place, cs_health=BY_HAND, cs_rates=file)
    return mornings


def test_the_chart_of_one_currency_says_so_and_totals_are_listed_each(mornings: Mornings) -> None:
    digest = mornings.digest_message(mornings.subscribed("portfolio"), MONDAY)
    assert digest.headline == "9 accounts, €10,000 + ¥400,000 + $7,000 ARR."
    assert digest.chart is not None
    assert digest.chart.title == "ARR in USD by month"  # most accounts pay in it, though there are more yen
    assert digest.chart.alt.startswith("ARR in USD")


def test_what_has_a_rate_is_one_amount_and_the_rates_are_named_once(mornings: Mornings, tmp_path: Path) -> None:
    there = with_rates(mornings, tmp_path)
    digest = there.digest_message(there.subscribed("renewals"), MONDAY)
    assert "$22,000 + ¥400,000" in digest.headline
    said = text(digest)
    assert said.count("rates of 2026-06-01") == 1
    assert "Amounts are in USD at the rates of 2026-06-01; there is no rate for JPY." in said
    assert digest.sections[0].entries[0].label == "Euro"  # worth 15,000 USD


def test_without_rates_the_most_of_each_currency_comes_in_turn(mornings: Mornings) -> None:
    mornings.customer("Large", 50_000, renews_on="2026-06-25")
    mornings.night(MONDAY)
    digest = mornings.digest_message(mornings.subscribed("renewals"), MONDAY)
    assert "then by ARR, each currency in turn (no rate for EUR, JPY, USD)." in digest.sections[0].text
    assert {entry.label for entry in digest.sections[0].entries[:2]} == {"Large", "Euro"}


@pytest.fixture
def both(mornings: Mornings) -> int:
    """An account that pays in two currencies and got worse on Wednesday."""
    both = mornings.rows.account("Both", customer_since="2024-01-01")
    for arr, currency in ((9_000, "USD"), (700, "EUR")):
        mornings.rows.subscription(both, "2025-07-01", arr, currency=currency)
    mornings.pulse(both, 5, MONDAY)
    mornings.night(TUESDAY)
    mornings.pulse(both, 1, WEDNESDAY)
    mornings.night(WEDNESDAY)
    return both


def test_who_got_worse_and_what_is_at_risk_are_told_in_all_their_currencies(mornings: Mornings, both: int) -> None:
    digest = mornings.digest_message(mornings.subscribed("health"), WEDNESDAY, TUESDAY)
    assert "1 account got worse since 16 Jun, €700 + $9,000 ARR." in digest.headline
    (entry,) = digest.sections[0].entries
    assert "$9,000 + €700" in entry.lines[0]


def test_whoever_pays_in_several_is_told_with_all_of_them_wherever_one_account_is(
    mornings: Mornings, both: int
) -> None:
    workspace = mornings.workspace
    there = mornings.subscribed("health")
    mornings.delivered(WEDNESDAY)
    context = Context(GLOSSARY, workspace, Requester("U1"), "C1", "T1", now=at(WEDNESDAY))
    for asked, said in {
        "how much arr is that?": "1 account: €700 + $9,000",
        "how much is at risk?": "At risk: €700 + $9,000",
    }.items():
        assert respond(f"digest ask {there.id} {asked}", context)[1].title == said
    (row,) = respond(f"digest ask {there.id} how much is at risk?", context)[1].rows
    assert "$9,000 + €700" in row.text

    feed = begin_watch(mornings.store, both, feed_wanted("T1", "C1", "U1", "UTC"), at(WEDNESDAY)).feed
    mornings.pulse(both, 5, at(WEDNESDAY, 10))
    look_for_changes(mornings.store, at(WEDNESDAY, 10), timedelta(0))
    assert "$9,000 + €700 ARR" in text(mornings.digest_message(feed, WEDNESDAY))

    dana = Actor("U0DANA", "Dana", at(MONDAY))
    snooze(mornings.store, both, THURSDAY, "", dana)
    mornings.night(THURSDAY)
    assert "$9,000 + €700" in mornings.digest_message(there, THURSDAY, WEDNESDAY).sections[-1].entries[0].lines[0]


def test_what_a_digest_told_of_is_at_risk_in_none_of_its_currencies_again(mornings: Mornings, both: int) -> None:
    there = mornings.subscribed("health")
    assert mornings.told(WEDNESDAY) == ["Both"]
    with mornings.store.snapshot() as connection:
        found = health_changes(connection, ALL, WEDNESDAY, there.id)["worse"]
    assert (found.accounts, found.arr.each) == (0, ())


def test_lists_and_files_have_the_other_currencies_of_an_account(mornings: Mornings, both: int) -> None:
    context = Context(GLOSSARY, mornings.workspace, Requester("U01"), "C01", "T01", now=at(WEDNESDAY))
    for asked in ("health red", "accounts biggest"):
        reply = respond(asked, context)[1]
        assert reply.table is not None
        rows = [dict(zip(reply.table.header, row, strict=True)) for row in reply.table.rows()]
        (row,) = (each for each in rows if each["account"] == "Both")
        assert (row["arr"], row["currency"], row["other_arr"]) == (Decimal("9000.00"), "USD", "700.00 EUR")


def test_amounts_read_in_one_currency_with_rates() -> None:
    rates = Rates("USD", TODAY, {"EUR": Decimal("1.5")})

    both = (Money(100, "EUR"), Money(200, "USD"))
    assert (amounts(both), amounts(both, rates)) == ("$2 + €1", "$3.50")
    assert converted_at(both, rates) == "Amounts are in USD at the rates of 2026-06-15."
    assert not converted_at((Money(1, "USD"),), rates)


def test_what_retention_lacks_is_said_once_for_all_currencies(store: Store, make: Factory) -> None:
    for number, currency in enumerate(("USD", "EUR", "GBP")):
        make.account(f"Gone {number}", status="churned", arr=90_000, currency=currency)
        make.account(f"There {number}", customer_since="2020-01-01", arr=10_000, currency=currency)
    Mornings(store, make).night(TODAY)
    missing = [each for each in summarise(store, TODAY).missing if "known" in each]
    said = " ".join(summarise(store, TODAY).missing)
    assert said.count("Import when accounts became customers") == 1
    assert any(
        "NRR and GRR are not known: of the revenue of the start only 10% is known in" in each for each in missing
    ), missing
