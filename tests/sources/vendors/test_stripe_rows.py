"""Subscriptions and customers of Stripe as rows of an import."""

from datetime import UTC, datetime
from typing import Any

import pytest

from sources.vendors.stripe.revenue import RevenueRules
from sources.vendors.stripe.rows import customer_row, notes_of, subscription_row
from tests.cases import cases
from tests.sources.vendors.stripe_objects import coupon, discount, item, price, seconds, subscription

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)


def row(found: dict[str, Any], **prices: Any) -> dict[str, object]:
    cells, _ = subscription_row(found, NOON, RevenueRules(prices=prices), str(found["customer"]))
    return cells


def cells(found: dict[str, Any], *names: str) -> tuple[object, ...]:
    whole = row(found)
    return tuple(str(whole[name]) if name == "arr" else whole[name] for name in names)


def test_a_subscription_that_runs_renews_at_the_end_of_its_period() -> None:
    expected = {
        "key": "sub_sample", "account": "cus_sample", "product": "prod_sample", "plan": None, "status": "active",
        "starts_on": "2026-01-01", "ends_on": "2026-07-01", "cancelled_on": None, "notice_on": None,
        "notice_given": False, "auto_renews": True, "renewal_term": 1, "currency": "USD", "seats": 1, "payment": "paid",
    }  # fmt: skip
    found = row(subscription())
    assert str(found.pop("arr")) == "1200.00"
    assert found == expected


@pytest.mark.parametrize(("status", "payment"), [("active", "paid"), ("past_due", "overdue"), ("unpaid", "overdue")])
def test_an_invoice_that_is_not_paid_shows(status: str, payment: str) -> None:
    assert cells(subscription(status=status), "status", "payment") == ("active", payment)


def test_one_that_is_to_be_cancelled_is_under_notice_until_that_day() -> None:
    leaving = subscription(
        cancel_at_period_end=True, cancel_at=seconds("2026-12-31"), canceled_at=seconds("2026-06-10")
    )
    names = ("status", "ends_on", "notice_given", "notice_on", "auto_renews", "arr")
    assert cells(leaving, *names) == ("active", "2026-12-31", True, "2026-06-10", False, "1200.00")


def test_one_that_was_cancelled_has_what_it_brought_until_then() -> None:
    """A discount that was over by now counts on the days on which it held."""
    gone = subscription(
        status="canceled",
        ended_at=seconds("2026-03-15"),
        canceled_at=seconds("2026-03-01"),
        discounts=[discount(coupon(percent_off=25.0), seconds("2026-04-01"))],
    )
    names = ("status", "cancelled_on", "notice_on", "ends_on", "arr", "payment")
    assert cells(gone, *names) == ("cancelled", "2026-03-15", "2026-03-01", None, "900.00", None)


def test_a_trial_brings_nothing_and_a_contract_begins_after_it() -> None:
    trial = {"trial_start": seconds("2026-01-01"), "trial_end": seconds("2026-06-20")}
    names = ("status", "starts_on", "ends_on", "arr", "auto_renews")
    on_trial = subscription(status="trialing", **trial)
    assert cells(on_trial, *names) == ("trial", "2026-01-01", "2026-06-20", "0.00", False)
    paid = subscription(**{**trial, "trial_end": seconds("2026-01-15")})
    assert cells(paid, *names) == ("active", "2026-01-15", "2026-07-01", "1200.00", True)


def test_a_trial_that_was_cancelled_never_brought_anything() -> None:
    trial = {"trial_start": seconds("2026-01-01"), "trial_end": seconds("2026-01-15")}
    gone = subscription(status="canceled", ended_at=seconds("2026-01-10"), **trial)
    assert cells(gone, "status", "starts_on", "arr") == ("cancelled", "2026-01-01", "0.00")


def test_the_earliest_period_of_several_items_ends_first() -> None:
    year = item(price(interval="year"), current_period_end=seconds("2027-01-01"))
    assert cells(subscription(year, item()), "ends_on", "seats", "renewal_term") == ("2026-07-01", None, 1)


@cases(("interval", "count", "months"), [("month", 3, 3), ("year", 2, 24), ("week", 1, None), ("day", 30, None)])
def test_it_renews_for_as_long_as_it_is_billed(interval: str, count: int, months: int | None) -> None:
    assert cells(subscription(item(price(10, interval, count))), "renewal_term") == (months,)


def test_periods_of_versions_before_2025_03_31_stand_beside_the_items() -> None:
    old = item()
    del old["current_period_end"]
    assert cells(subscription(old, current_period_end=seconds("2026-08-01")), "ends_on") == ("2026-08-01",)


def test_names_come_from_the_list_of_prices() -> None:
    told = {"product": {"id": "prod_sample", "name": "Platform (sample)"}, "nickname": "Scale"}
    found = row(subscription(), price_sample=told)
    assert (found["product"], found["plan"]) == ("Platform (sample)", "Scale")


def test_an_amount_that_is_not_known_stands_as_its_reason() -> None:
    found = subscription(item(price(None, billing_scheme="tiered", tiers_mode="volume")))
    assert row(found)["arr"] == "not known: the tiers of price price_sample could not be read"


NOTED = {
    "void": (
        {"pause_collection": {"behavior": "void", "resumes_at": None}},
        "Collection is paused, and counts 0: invoices are voided or written off",
    ),
    "unpaid": ({"status": "unpaid"}, "Status unpaid counts 0"),
    "schedule": ({"schedule": "sub_sched_sample"}, "A schedule changes it later: only what is billed now counts"),
}


@pytest.mark.parametrize(("settings", "note"), NOTED.values(), ids=NOTED)
def test_what_counts_otherwise_than_it_seems_is_noted(settings: dict[str, Any], note: str) -> None:
    found = subscription(**settings)
    _, revenue = subscription_row(found, NOON, RevenueRules(), None)
    assert notes_of(found, NOON, revenue) == (note,)


@pytest.mark.parametrize(
    ("customer", "expected"),
    [
        ({"name": "Acme (sample)", "email": "pay@Acme.example"}, ("Acme (sample)", "acme.example")),
        ({"name": None, "email": "someone@gmail.com"}, ("someone@gmail.com", None)),
        ({"email": None}, (None, None)),
    ],
)
def test_a_customer_is_known_by_a_company_s_own_domain(customer: dict[str, Any], expected: tuple[object, ...]) -> None:
    found = customer_row({"id": "cus_sample", **customer})
    assert (found["name"], found["domain"]) == expected
