"""The customers that were lost within a period: who they are, what they paid, when they left, and why."""

from datetime import date
from decimal import Decimal

import pytest

from accounts import Store
from accounts.derived import current_state
from accounts.money.amounts import Money
from accounts.money.rates import Rates
from accounts.portfolio.lost import list_lost
from accounts.portfolio.periods import Period
from accounts.portfolio.summary import movements_within
from accounts.scopes.scope import Scope
from tests.accounts.conftest import Factory
from tests.accounts.works import TODAY

SPRING = Period(date(2026, 3, 1), date(2026, 5, 31))


@pytest.fixture
def kim(make: Factory, store: Store) -> int:
    """A few customers of whom some were lost; Kim owns two of them."""
    kim = make.owner("Kim")
    with make.at_once():
        gone = make.account("Gone", owner_id=kim, status="churned", churned_on="2026-04-10", churn_reason="price")
        make.subscription(gone, "2025-01-01", 10_000)
        make.subscription(gone, "2025-01-01", 700, currency="EUR")
        big = make.account("Big", status="churned", churned_on="2026-05-01")
        make.subscription(big, "2025-01-01", 90_000)
        make.fact("churn", big, churned_on="2026-05-01", reason="competitor")
        lapsed = make.account("Lapsed", owner_id=kim)
        make.subscription(lapsed, "2025-01-01", 5_000, ends_on="2026-01-15")
        back = make.account("Back")
        make.subscription(back, "2025-01-01", 3_000, ends_on="2026-03-15", cancelled_on="2026-03-15")
        make.subscription(back, "2026-05-01", 3_000)
        nobody = make.account("Nobody knows when", status="churned")
        make.subscription(nobody, "2025-01-01", 4_000)
        make.subscription(make.account("Stays"), "2025-01-01", 1_000)
    with store.writing() as connection:
        current_state.recompute(connection, None, TODAY)
    return kim


def names(store: Store, period: Period = SPRING, scope: Scope | None = None) -> list[str]:
    return [each.account for each in list_lost(store, period, scope or Scope()).rows]


def test_each_lost_customer_is_named_with_what_it_paid_when_it_left_and_why(store: Store, kim: int) -> None:
    found = list_lost(store, SPRING)
    told = [(each.account, each.arr, each.left_on, each.reason) for each in found.rows]
    assert told == [
        ("Big", (Money(9_000_000, "USD"),), date(2026, 5, 1), "competitor"),
        ("Gone", (Money(1_000_000, "USD"), Money(70_000, "EUR")), date(2026, 4, 10), "price"),
        ("Lapsed", (Money(500_000, "USD"),), date(2026, 4, 15), ""),
    ]
    assert found.rows[2].unpaid_from == date(2026, 4, 15)  # the days of grace are over
    assert (found.total, found.arr.each) == (3, (Money(70_000, "EUR"), Money(10_500_000, "USD")))


def test_a_page_has_as_many_as_are_asked_for_of_all(store: Store, kim: int) -> None:
    second = list_lost(store, SPRING, limit=1, offset=1)
    assert ([each.account for each in second.rows], second.total) == (["Gone"], 3)


def test_rates_order_those_of_several_currencies(store: Store, kim: int) -> None:
    rates = Rates("USD", TODAY, {"EUR": Decimal(1000)})
    assert [each.account for each in list_lost(store, SPRING, rates=rates).rows] == ["Gone", "Big", "Lapsed"]


@pytest.mark.parametrize(
    "period",
    [SPRING, Period(date(2026, 3, 10), TODAY), Period(date(2026, 3, 10), SPRING.end), Period(date(2025, 6, 16), TODAY)],
    ids=str,
)
def test_there_are_as_many_as_the_portfolio_counts(period: Period, store: Store, kim: int) -> None:
    for scope in (Scope(), Scope(owner_id=kim, owner="Kim"), Scope(unowned=True)):
        assert len(names(store, period, scope)) == movements_within(store, period, scope)[1].lost


def test_the_last_12_months_are_those_of_the_totals_and_read_no_contract(store: Store, kim: int) -> None:
    period = Period(date(2025, 6, 16), TODAY)
    found, counted = list_lost(store, period), movements_within(store, period)
    assert (found.total, counted[1].lost) == (3, 3)
    with store.writing() as connection:
        connection.execute("DELETE FROM subscription")
    again = list_lost(store, period)
    assert (again.arr, [each.arr for each in again.rows]) == (found.arr, [each.arr for each in found.rows])
    assert movements_within(store, period) == counted
