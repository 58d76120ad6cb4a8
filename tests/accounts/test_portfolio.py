"""The portfolio's figures, worked by hand."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import Store
from accounts.derived import current_state
from accounts.money.amounts import Money
from accounts.money.rates import Rates
from accounts.portfolio.arr_model import ArrMovement, CustomerMovement
from accounts.portfolio.periods import Period, read_period
from accounts.portfolio.retention import retention_metrics
from accounts.portfolio.summary import Portfolio, summarise
from accounts.scopes.scope import ALL, Scope
from metrics import METRICS, Result, calculate
from tests.accounts.conftest import TODAY, Factory

RATES = Rates("USD", date(2026, 6, 1), {"EUR": Decimal("1.10")})
YEAR = {"customer_since": "2024-01-01"}


@pytest.fixture
def ask(store: Store, make: Factory) -> Callable[..., Portfolio]:
    """Asks once all that the test put into the store has been worked out."""

    def ask(scope: Scope = ALL, period: str = "", rates: Rates | None = None) -> Portfolio:
        with store.writing() as connection:
            current_state.recompute(connection, None, TODAY)
        return summarise(store, TODAY, scope, read_period(period, TODAY) if period else None, rates)

    return ask


def _values(found: Portfolio) -> dict[str, str]:
    return {f"{each.metric} {each.currency}".strip(): str(each.value) for each in found.kept}


def _worked_example(make: Factory) -> None:
    """100k a year ago: one grew by 20k, one shrank by 5k, one left with 8k, one stayed; and one is new."""
    grew, shrank, left = (
        make.account("Grew"),
        make.account("Shrank"),
        make.account("Left", churned_on="2026-02-01"),
    )
    stayed, new = make.account("Stayed"), make.account("New")
    make.subscription(grew, "2025-01-01", 40_000, ends_on="2026-01-01")
    make.subscription(grew, "2026-01-01", 60_000, ends_on="2027-01-01")
    make.subscription(shrank, "2025-03-01", 30_000, ends_on="2026-03-01")
    make.subscription(shrank, "2026-03-01", 25_000, ends_on="2027-03-01")
    make.subscription(left, "2025-02-01", 8_000, ends_on="2026-02-01")
    make.subscription(stayed, "2024-09-01", 22_000, auto_renews=1, ends_on="2026-09-01")
    make.subscription(new, "2026-04-01", 50_000, ends_on="2027-04-01")


def test_retention_is_that_of_the_worked_example(make: Factory, ask: Callable[..., Portfolio]) -> None:
    _worked_example(make)
    found = ask()
    (moved,) = found.moved
    amounts = (moved.start, moved.expansion, moved.contraction, moved.churn, moved.new, moved.end)
    assert [int(money.decimal) for money in amounts] == [100_000, 20_000, 5_000, 8_000, 50_000, 157_000]
    assert _values(found) == {"nrr USD": "107", "grr USD": "87", "crr": "75"}
    assert (found.logos.start, found.logos.lost, found.logos.new, found.logos.end) == (4, 1, 1, 4)
    assert str(found.arr) == "$157,000"


def test_each_retention_figure_is_what_its_request_answers(make: Factory, ask: Callable[..., Portfolio]) -> None:
    _worked_example(make)
    for each in ask().kept:
        metric, _, arguments = each.request.partition(" ")
        answer = calculate(metric, arguments)
        assert isinstance(answer, Result)
        assert (answer.value, answer.value_text, METRICS[metric].name) == (each.value, each.text, each.name)


def test_the_request_shows_the_inputs_by_name(make: Factory, ask: Callable[..., Portfolio]) -> None:
    _worked_example(make)
    assert [each.request for each in ask().kept] == [
        "nrr start=100000 expansion=20000 contraction=5000 churn=8000",
        "grr start=100000 contraction=5000 churn=8000",
        "crr start=4 new=1 end=4",
    ]


def test_the_default_period_gives_what_the_same_days_give_when_asked_for(
    make: Factory, ask: Callable[..., Portfolio]
) -> None:
    _worked_example(make)
    default = ask()
    same = ask(period="2025-06-16..2026-06-15")
    assert (default.period, default.moved, default.logos, default.kept) == (
        same.period,
        same.moved,
        same.logos,
        same.kept,
    )


@pytest.mark.parametrize(
    ("period", "kept"),
    [
        ("2026-01-01..2026-01-31", ("120", "100", "100")),  # 100k, of which one grew to 120k; nobody left
        ("2026-02-01..2026-02-28", ("93.33", "93.33", "75")),  # 120k; 8k left: 112 / 120
        ("2026-03-01..2026-03-31", ("95.54", "95.54", "100")),  # 112k; 5k less: 107 / 112
        ("2026-04-01..2026-06-15", ("100", "100", "100")),  # 107k; the new one doesn't count
    ],
)
def test_retention_over_any_period(
    make: Factory, ask: Callable[..., Portfolio], period: str, kept: tuple[str, str, str]
) -> None:
    _worked_example(make)
    found = _values(ask(period=period))
    rounded = tuple(str(round(float(found[name]), 2)) for name in ("nrr USD", "grr USD", "crr"))
    assert rounded == tuple(str(float(value)) for value in kept)


def test_a_customer_who_left_and_came_back_counts_with_what_they_pay_at_the_end(
    make: Factory, ask: Callable[..., Portfolio]
) -> None:
    back = make.account("Back")
    make.subscription(back, "2025-01-01", 10_000, status="cancelled", cancelled_on="2025-09-01")
    make.subscription(back, "2026-03-01", 6_000, ends_on="2027-03-01")
    found = ask()
    assert _values(found) == {"nrr USD": "60", "grr USD": "60", "crr": "100"}
    assert (found.logos.lost, found.logos.new) == (0, 0)


def test_a_customer_of_yesterday_is_in_no_retention(make: Factory, ask: Callable[..., Portfolio]) -> None:
    make.subscription(make.account("Newcomer"), "2026-06-14", 10_000, ends_on="2027-06-14")
    found = ask()
    assert [each.value for each in found.kept] == [None, None, None]
    assert {each.text for each in found.kept} == {"none, for nobody paid at the start"}


def test_currencies_are_each_for_themselves_without_rates(make: Factory, ask: Callable[..., Portfolio]) -> None:
    make.subscription(make.account("Dollars"), "2025-01-01", 1_000, auto_renews=1)
    make.subscription(make.account("Euros"), "2025-01-01", 500, auto_renews=1, currency="EUR")
    found = ask()
    assert str(found.arr) == "€500 + $1,000"
    assert {each.currency for each in found.kept} == {"USD", "EUR", ""}
    assert found.converted_on is None


def test_with_rates_all_is_in_one_currency_and_their_day_is_said(make: Factory, ask: Callable[..., Portfolio]) -> None:
    make.subscription(make.account("Dollars"), "2025-01-01", 1_000, auto_renews=1)
    make.subscription(
        make.account("Euros"), "2025-01-01", 500, status="cancelled", cancelled_on="2026-01-01", currency="EUR"
    )
    make.subscription(make.account("More euros"), "2025-01-01", 500, auto_renews=1, currency="EUR")
    found = ask(rates=RATES)
    assert str(found.arr) == "$1,550 at rates of 2026-06-01"
    (moved,) = found.moved
    assert (moved.start, moved.churn, moved.end) == (Money(210_000, "USD"), Money(55_000, "USD"), Money(155_000, "USD"))
    assert found.converted_on == date(2026, 6, 1)


def test_a_currency_without_a_rate_stays_apart_and_is_named(make: Factory, ask: Callable[..., Portfolio]) -> None:
    for currency in ("USD", "EUR", "CHF"):
        make.subscription(make.account(currency), "2025-01-01", 100, auto_renews=1, currency=currency)
    found = ask(rates=RATES)
    assert str(found.arr) == "$210 + CHF 100 at rates of 2026-06-01 (no rate for CHF)"
    assert [moved.end.currency for moved in found.moved] == ["USD", "CHF"]
    assert "No rate for CHF, which is added apart." in found.missing


@pytest.mark.parametrize(
    ("scope", "arr"), [(Scope(segment="Big"), "$300"), (Scope(segment="Small"), "$50"), (Scope(unowned=True), "$50")]
)
def test_a_scope_narrows_every_figure(make: Factory, ask: Callable[..., Portfolio], scope: Scope, arr: str) -> None:
    dana = make.owner("Dana")
    make.subscription(make.account("A", segment="Big", owner_id=dana), "2025-01-01", 300, ends_on="2026-07-01")
    make.subscription(make.account("B", segment="Small"), "2025-01-01", 50, ends_on="2026-07-01")
    found = ask(scope)
    assert (str(found.arr), found.accounts, found.renewals[0].renewals, found.logos.end) == (arr, 1, 1, 1)
    assert str(found.renewals[0].arr) == arr
    assert sum(band.accounts for band in found.bands) == 1
    assert [str(moved.end) for moved in ask(scope, "2026").moved] == [arr]


def test_renewals_are_counted_in_windows_that_hold_each_other(make: Factory, ask: Callable[..., Portfolio]) -> None:
    for name, ends_on in (
        ("Late", "2026-06-01"),
        ("Soon", "2026-07-01"),
        ("Later", "2026-08-01"),
        ("Far", "2026-09-13"),
    ):
        make.subscription(make.account(name), "2025-01-01", 100, ends_on=ends_on)
    found = ask()
    assert [(window.days, window.renewals) for window in found.renewals] == [(30, 1), (60, 2), (90, 3)]
    assert (found.past_due.renewals, str(found.past_due.arr)) == (1, "$100")


def test_what_the_figures_lack_is_said(make: Factory, ask: Callable[..., Portfolio]) -> None:
    make.account("Bare", **YEAR)
    missing = " ".join(ask().missing)
    for part in (
        "1 account without ARR",
        "1 account without a renewal date",
        "1 account without an owner",
        "no scores",
    ):
        assert part in missing


def test_totals_of_yesterday_stand_for_today_and_their_day_is_said(store: Store, make: Factory) -> None:
    _worked_example(make)
    with store.writing() as connection:
        current_state.recompute(connection, None, date(2026, 6, 14))
    found = summarise(store, TODAY)
    assert found.period == Period(date(2025, 6, 15), date(2026, 6, 14))
    assert "as of 2026-06-14" in found.missing[0]


def test_an_empty_store_has_an_empty_portfolio(tmp_path: Path, store: Store, make: Factory) -> None:
    found = summarise(store, TODAY, rates=RATES)
    assert (found.accounts, str(found.arr), found.moved) == (0, "0", ())
    assert [each.text for each in found.kept] == ["none, for nobody paid at the start"]


_MINOR = st.integers(0, 10**13)


@given(st.sampled_from(("USD", "JPY", "KWD")), _MINOR, _MINOR, _MINOR, st.data())
def test_any_movements_give_what_the_formulas_give(
    currency: str, start: int, expansion: int, new: int, data: st.DataObject
) -> None:
    contraction = data.draw(st.integers(0, start))
    churn = data.draw(st.integers(0, start - contraction))
    end = start + expansion - contraction - churn + new
    moved = ArrMovement(*(Money(minor, currency) for minor in (start, expansion, contraction, churn, new, end)))
    customers = CustomerMovement(start=start % 1000, lost=churn % (start % 1000 + 1), new=new % 1000, end=0)
    customers = replace(customers, end=customers.start - customers.lost + customers.new)
    nrr, grr, crr = retention_metrics([moved], customers)
    if start:
        assert nrr.value is not None
        assert grr.value is not None
        assert nrr.value == pytest.approx(Decimal(start + expansion - contraction - churn) / start * 100)
        assert grr.value == pytest.approx(Decimal(start - contraction - churn) / start * 100)
    if customers.start:
        assert crr.value == pytest.approx(Decimal(customers.start - customers.lost) / customers.start * 100)
    assert (nrr.value is None, crr.value is None) == (not start, not customers.start)
