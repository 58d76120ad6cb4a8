"""Amounts of several currencies: in one where there are rates, each by its name where there are none."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from accounts import Store
from accounts.money.amounts import Money
from accounts.money.rates import Rates
from accounts.portfolio.summary import summarise
from bot.accounts.formatting import amounts, converted_at
from bot.settings import AccountSettings
from tests.accounts.conftest import TODAY, Factory, make
from tests.accounts.health.conftest import BY_HAND
from tests.bot.digests.mornings import MONDAY, Mornings, text

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
