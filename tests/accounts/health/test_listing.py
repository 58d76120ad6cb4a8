"""Customers by health: who is listed, in which order, with what totals and reasons."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.health import HealthList, list_by_health
from accounts.health.model import Band
from accounts.money.amounts import Money
from accounts.money.rates import Rates
from accounts.scopes.scope import Scope
from tests.accounts.health.conftest import Clinic, day, past
from tests.cases import cases


@pytest.fixture
def ward(clinic: Clinic) -> Clinic:
    """Two red customers, a yellow one, a green one, and one of whom nothing is known."""
    dana = clinic.make.owner("Dana")
    for name, back, arr, row in (
        ("Red", 85, 10_000, {"owner_id": dana, "segment": "Mid"}),
        ("Redder", 95, 90_000, {"segment": "Enterprise"}),
        ("Yellow", 60, 50_000, {"owner_id": dana}),
        ("Green", 3, 20_000, {}),
    ):
        account = clinic.customer(name, arr=arr * 100, currency="USD", **row)
        clinic.make.fact("touchpoint", account, touched_on=day(back))
    clinic.customer("Dark")
    clinic.score_all(20)
    clinic.score_all()
    return clinic


def names(found: HealthList) -> list[str]:
    return [row.name for row in found.rows]


@cases(
    ("band", "listed"),
    [
        ("red", ["Redder", "Red"]),
        ("yellow", ["Yellow"]),
        ("unknown", ["Dark"]),
        (None, ["Redder", "Yellow", "Green", "Red", "Dark"]),
    ],
)
def test_most_revenue_comes_first(ward: Clinic, band: Band | None, listed: list[str]) -> None:
    found = list_by_health(ward.store, band)
    assert names(found) == listed
    assert found.total == len(listed)
    assert found.scored_on == past(0)


def test_a_row_has_its_score_its_change_and_why(ward: Clinic) -> None:
    row = list_by_health(ward.store, "red", config=ward.config).rows[1]
    assert (row.name, row.owner, row.arr, row.score, row.known, row.band) == (
        "Red", "Dana", Money(1_000_000, "USD"), 8, 20, "red",
    )  # fmt: skip
    assert (row.change, row.band_before) == (-34, "yellow")  # 42 at 65 days
    assert row.why == ("Interactions fell from 42 to 8: no touchpoint for 85 days.",)
    assert row.advice


@cases(
    ("scope", "listed"),
    [
        (Scope(owner_id=1, owner="Dana"), ["Yellow", "Red"]),
        (Scope(segment="Mid"), ["Red"]),
        (Scope(owner_id=1, owner="Dana", segment="Mid"), ["Red"]),
        (Scope(unowned=True), ["Redder", "Green", "Dark"]),
        (Scope(segment="None such"), []),
    ],
)
def test_a_scope_narrows_rows_and_totals(ward: Clinic, scope: Scope, listed: list[str]) -> None:
    found = list_by_health(ward.store, None, scope)
    assert names(found) == listed
    assert (found.total, sum(band.accounts for band in found.bands)) == (len(listed), len(listed))


def test_pages_follow_each_other(ward: Clinic) -> None:
    pages = [names(list_by_health(ward.store, None, limit=2, offset=offset)) for offset in (0, 2, 4, 6)]
    assert pages == [["Redder", "Yellow"], ["Green", "Red"], ["Dark"], []]


def test_every_band_has_its_accounts_and_revenue(ward: Clinic) -> None:
    found = {band.band: (band.accounts, str(band.arr)) for band in list_by_health(ward.store, "green").bands}
    assert found == {"red": (2, "$100,000"), "yellow": (1, "$50,000"), "green": (1, "$20,000"), "unknown": (1, "0")}


def test_what_is_missing_is_said(ward: Clinic) -> None:
    assert list_by_health(ward.store, "red").missing == ("1 account without a score: too little is known of it.",)
    assert list_by_health(ward.store, "unknown").missing == ("1 account without ARR, listed last.",)


def test_currencies_are_compared_at_the_rates_given(ward: Clinic) -> None:
    account = ward.customer("Yen", arr=9_000_000, currency="JPY")
    ward.make.fact("touchpoint", account, touched_on=day(100))
    ward.score_all()
    bare = list_by_health(ward.store, "red")
    assert names(bare) == ["Yen", "Redder", "Red"]
    assert "Rates for JPY and USD, so accounts are ordered by their bare amounts" in bare.missing[1]
    rates = Rates("USD", date(2026, 6, 1), {"JPY": Decimal("0.007")})  # $63,000
    found = list_by_health(ward.store, "red", rates=rates)
    assert names(found) == ["Redder", "Yen", "Red"]
    assert len(found.missing) == 1


def test_before_the_first_scoring_it_says_how_to_begin(clinic: Clinic) -> None:
    clinic.customer()
    clinic.settle()
    found = list_by_health(clinic.store)
    assert found.rows[0].why == ("Not scored yet.",)
    assert found.missing[0].startswith("No scores yet: cs health score")


def test_an_empty_store_has_an_empty_list(clinic: Clinic) -> None:
    found = list_by_health(clinic.store)
    assert (found.rows, found.total, found.scored_on) == ((), 0, None)
