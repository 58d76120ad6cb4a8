"""ARR by month and bands by week."""

from datetime import date
from decimal import Decimal

from accounts import Store
from accounts.derived import current_state
from accounts.money.rates import Rates
from accounts.portfolio.trends import arr_by_month, bands_by_week
from accounts.scopes.scope import Scope
from tests.accounts.conftest import TODAY, Factory


def _refresh(store: Store) -> None:
    with store.writing() as connection:
        current_state.recompute(connection, None, TODAY)


def test_arr_at_the_end_of_each_month_and_today(store: Store, make: Factory) -> None:
    make.subscription(make.account("A", segment="Big"), "2026-02-01", 100, ends_on="2027-02-01")
    make.subscription(
        make.account("B"), "2026-03-31", 50, status="cancelled", cancelled_on="2026-06-01", currency="EUR"
    )
    _refresh(store)
    found = arr_by_month(store, TODAY, months=5)
    assert [(str(each.day), str(each.arr)) for each in found] == [
        ("2026-01-31", "0"),
        ("2026-02-28", "$100"),
        ("2026-03-31", "€50 + $100"),
        ("2026-04-30", "€50 + $100"),
        ("2026-05-31", "€50 + $100"),
        ("2026-06-15", "$100"),
    ]
    rates = Rates("USD", date(2026, 6, 1), {"EUR": Decimal(2)})
    assert str(arr_by_month(store, TODAY, months=1, rates=rates)[0].arr) == "$200 at rates of 2026-06-01"
    assert str(arr_by_month(store, TODAY, Scope(segment="Big"), 1)[0].arr) == "$100"


def test_bands_of_weeks_before_are_those_counted_then_or_else_told_by_scores(store: Store, make: Factory) -> None:
    a, b = make.account("A", segment="Big"), make.account("B")
    for id_ in (a, b):
        make.subscription(id_, "2025-01-01", 100, auto_renews=1)
    _refresh(store)
    for id_, day, band in ((a, "2026-05-20", "green"), (a, "2026-06-03", "red"), (b, "2026-05-30", "yellow")):
        make.insert("score", account_id=id_, scored_on=day, score=50, known=100, band=band)
    make.insert("band_sum", counted_on="2026-06-08", segment="Big", band="green", accounts=7)
    found = bands_by_week(store, TODAY, weeks=4)
    assert {str(each.day): each.accounts for each in found} == {
        "2026-05-25": {"green": 1},
        "2026-06-01": {"green": 1, "yellow": 1},
        "2026-06-08": {"green": 7},
        "2026-06-15": {"unknown": 2},
    }
    assert bands_by_week(store, TODAY, Scope(segment="Big"), 2)[0].accounts == {"green": 1}
