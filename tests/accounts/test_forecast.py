"""What the renewals ahead will probably bring, and on what assumption."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts import Store
from accounts.derived import current_state
from accounts.money.amounts import Money
from accounts.renewals.forecast import ENOUGH, forecast, renewal_rates
from accounts.scopes.scope import Scope
from tests.accounts.conftest import TODAY, Factory


def refresh(store: Store) -> None:
    with store.writing() as connection:
        current_state.recompute(connection, None, TODAY)


def bands(store: Store, *each: str) -> None:
    with store.writing() as connection:
        rows = [(band, number) for number, band in enumerate(each, 1)]
        connection.executemany("UPDATE standing SET band = ? WHERE account_id = ?", rows)


def test_expected_is_the_sum_over_the_bands_of_arr_times_the_assumed_share(store: Store, make: Factory) -> None:
    for minor, currency in ((100_001, "USD"), (200_000, "USD"), (400_000, "USD"), (50, "JPY")):
        make.account(f"{minor}", arr=minor, currency=currency, renews_on="2026-07-01")
    make.account("Unpriced", renews_on="2026-07-01")
    make.account("Later", arr=100, currency="USD", renews_on="2027-07-01")
    refresh(store)
    bands(store, "red", "yellow", "green", "red", "green")
    found = forecast(store, TODAY, 30)
    dollars, yen = found.lines
    assert (dollars.up.minor, dollars.red.minor, dollars.yellow.minor) == (700_001, 100_001, 200_000)
    assert dollars.expected == Money(590_000, "USD")  # 50,000.5 + 160,000 + 380,000, half to even
    assert (yen.up, yen.expected) == (Money(50, "JPY"), Money(25, "JPY"))
    assert (found.renewals, found.unpriced) == (5, 1)
    assert found.assumption == (
        "Expected: ARR × the share renewed at its health: red 50% (assumed: no history);"
        " yellow 80% (assumed: no history); green 95% (assumed: no history); unknown 85% (assumed: no history)."
    )


def test_other_shares_can_be_assumed(store: Store, make: Factory) -> None:
    make.account("Acme", arr=1000, currency="USD", renews_on="2026-07-01")
    refresh(store)
    shares = dict.fromkeys(("red", "yellow", "green", "unknown"), Decimal("0.7"))
    assert forecast(store, TODAY, 30, assumed=shares).lines[0].expected == Money(700, "USD")
    assert forecast(store, TODAY, 30, Scope(segment="SMB"), shares).lines == ()


@pytest.mark.parametrize(("contracts", "assumed"), [(ENOUGH - 1, True), (ENOUGH, False)])
def test_shares_are_the_stores_own_from_enough_contracts_on(
    store: Store,
    make: Factory,
    contracts: int,
    assumed: bool,  # noqa: FBT001
) -> None:
    """A third of those in the red before their end was renewed: one in three went on by itself."""
    for number in range(contracts):
        acme = make.account(f"Acme {number}")
        lost = {"status": "cancelled", "cancelled_on": "2026-01-01"}
        make.subscription(
            acme, "2025-01-01", 100, ends_on="2026-01-01", **({"auto_renews": 1} if number % 3 == 0 else lost)
        )
        make.insert("score", account_id=acme, scored_on="2025-10-01", score=20, known=80, band="red")
        make.insert(
            "score", account_id=acme, scored_on="2025-12-20", score=90, known=80, band="green"
        )  # too late to act
    refresh(store)
    red, yellow, green, unknown = renewal_rates(store.reading, TODAY)
    assert (red.assumed, red.contracts) == (assumed, contracts)
    assert red.share == (Decimal("0.50") if assumed else Decimal(10) / 30)
    assert all(rate.assumed for rate in (yellow, green, unknown))
    expected = (
        f"red 50% (assumed: only {contracts} contracts of it came up)"
        if assumed
        else (f"red 33% (of {contracts} contracts that came up in two years)")
    )
    assert str(red) == expected


def test_a_contract_renewed_late_or_by_another_is_renewed_and_one_past_due_is_neither(
    store: Store, make: Factory
) -> None:
    acme = make.account("Acme")
    make.subscription(acme, "2024-12-01", 100, ends_on="2025-11-30")
    make.subscription(acme, "2026-01-15", 100)
    make.subscription(make.account("Beta"), "2025-06-01", 100, ends_on="2026-05-31")
    make.subscription(make.account("Ceta"), "2025-01-01", 100, ends_on="2025-12-31")  # lapsed
    make.subscription(make.account("Delta"), "2022-01-01", 100, ends_on="2022-12-31")  # long ago
    refresh(store)
    rates = renewal_rates(store.reading, TODAY)
    assert [(rate.band, rate.contracts) for rate in rates if rate.contracts] == [("unknown", 2)]


def test_looking_at_the_past_gives_what_was_known_then(store: Store, make: Factory) -> None:
    acme = make.account("Acme")
    make.subscription(acme, "2025-01-01", 100, ends_on="2025-12-31", auto_renews=1)
    refresh(store)
    assert [rate.contracts for rate in renewal_rates(store.reading, date(2025, 12, 31))] == [0, 0, 0, 0]
    assert renewal_rates(store.reading, TODAY + timedelta(days=1))[3].contracts == 1
