"""What a subscription of Stripe brings in a month, rule by rule; amounts are worked out by hand."""

from datetime import UTC, datetime
from typing import Any

from sources.vendors.stripe.revenue import RevenueRules, monthly_revenue
from tests.cases import cases
from tests.sources.vendors.stripe_objects import coupon, discount, item, price, seconds, subscription, tier, tiered

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
FIVE_THEN_MORE = (tier(5, 1_000), tier(None, 800))
FOREVER_25 = discount(coupon(percent_off=25.0))
THREE_MONTHS = discount(coupon(percent_off=50.0, duration="repeating", duration_in_months=3), seconds("2026-07-01"))
OFF_30 = discount(coupon(amount_off=3_000, currency="usd"))
VAT = {"id": "txr_sample", "object": "tax_rate", "percentage": 19.0, "inclusive": True}


def mrr(found: dict[str, Any], *, repeating: bool = False) -> int | None:
    return monthly_revenue(found, NOON, RevenueRules(repeating=repeating)).mrr


def licensed(*args: Any, quantity: int = 1, **more: Any) -> dict[str, Any]:
    return subscription(item(price(*args), quantity), **more)


RULES = {
    "1 active counts in full": (subscription(), 100_00),
    "1 past due counts in full": (subscription(status="past_due"), 100_00),
    **{
        f"2 {status} counts nothing": (subscription(status=status), 0)
        for status in ("trialing", "incomplete", "incomplete_expired", "unpaid", "paused", "canceled")
    },
    "3 a quarter for two": (licensed(300_00, "month", 3, quantity=2), 200_00),
    "4 a year": (licensed(1_200_00, "year"), 100_00),
    "4 two years": (licensed(2_400_00, "year", 2), 100_00),
    "5 a week": (licensed(50_00, "week"), 216_67),
    "5 two weeks": (licensed(10_00, "week", 2), 21_67),
    "5 a day": (licensed(2_00, "day"), 60_83),
    "6 parts of a cent": (subscription(item(price(None, unit_amount_decimal="1050.5"), 3)), 31_52),
    "7 graduated": (subscription(item(tiered("graduated", *FIVE_THEN_MORE), 7)), 66_00),
    "7 graduated, the last of a tier": (subscription(item(tiered("graduated", *FIVE_THEN_MORE), 5)), 50_00),
    "7 graduated with a flat amount": (
        subscription(item(tiered("graduated", tier(5, 1_000, 2_000), tier(None, 800)), 7)),
        86_00,
    ),
    "7 graduated, flat amounts of the tiers that are reached": (
        subscription(item(tiered("graduated", tier(5, 0, 2_000), tier(10, 0, 500), tier(None, 0, 100)), 7)),
        25_00,
    ),
    "8 volume": (subscription(item(tiered("volume", *FIVE_THEN_MORE), 7)), 56_00),
    "8 volume, the last of a tier": (subscription(item(tiered("volume", *FIVE_THEN_MORE), 5)), 50_00),
    "9 packages, rounded up": (
        subscription(item(price(500, transform_quantity={"divide_by": 10, "round": "up"}), 25)),
        15_00,
    ),
    "9 packages, rounded down": (
        subscription(item(price(500, transform_quantity={"divide_by": 10, "round": "down"}), 25)),
        10_00,
    ),
    "9 packages, none left over": (
        subscription(item(price(500, transform_quantity={"divide_by": 10, "round": "up"}), 20)),
        10_00,
    ),
    "10 metered counts nothing": (subscription(item(price(5, usage_type="metered"), None), item()), 100_00),
    "11 items, each with its own interval": (subscription(item(), item(price(1_200_00, "year"))), 200_00),
    "12 a coupon forever": (licensed(200_00, discounts=[FOREVER_25]), 150_00),
    "13 an amount off each invoice": (licensed(300_00, "month", 3, quantity=2, discounts=[OFF_30]), 190_00),
    "13 not below nothing": (licensed(20_00, discounts=[OFF_30]), 0),
    "14 one after the other": (
        subscription(discounts=[discount(coupon(percent_off=10.0)), discount(coupon(percent_off=20.0))]),
        72_00,
    ),
    "14 the item's first": (
        subscription(item(discounts=[OFF_30]), discounts=[discount(coupon(percent_off=50.0))]),
        35_00,
    ),
    "15 a coupon of three months": (licensed(200_00, discounts=[THREE_MONTHS]), 200_00),
    "15 a coupon for once": (licensed(200_00, discounts=[discount(coupon(percent_off=50.0, duration="once"))]), 200_00),
    "16 one product only": (
        subscription(
            item(price(100_00, product="prod_one")),
            item(price(50_00, product="prod_two")),
            discounts=[discount(coupon(percent_off=10.0, applies_to={"products": ["prod_two"]}))],
        ),
        145_00,
    ),
    "16 a discount that is over": (
        licensed(200_00, discounts=[discount(coupon(percent_off=25.0), seconds("2026-06-15"))]),
        200_00,
    ),
    "17 paused with void": (subscription(pause_collection={"behavior": "void", "resumes_at": None}), 0),
    "17 paused until later": (
        subscription(pause_collection={"behavior": "mark_uncollectible", "resumes_at": seconds("2026-06-16")}),
        0,
    ),
    "17 paused until today": (
        subscription(pause_collection={"behavior": "void", "resumes_at": seconds("2026-06-15")}),
        100_00,
    ),
    "17 drafts are kept": (subscription(pause_collection={"behavior": "keep_as_draft", "resumes_at": None}), 100_00),
    "18 cancels at the end of its period": (
        subscription(cancel_at_period_end=True, cancel_at=seconds("2026-12-31")),
        100_00,
    ),
    "18 has ended": (subscription(cancel_at=seconds("2026-06-15")), 0),
    "20 JPY has no smaller unit": (subscription(item(price(1000, currency="jpy")), currency="jpy"), 1000),
    "20 KWD has thousandths": (subscription(item(price(5120, currency="kwd")), currency="kwd"), 5120),
    "20 ISK comes in hundredths": (subscription(item(price(500, currency="isk")), currency="isk"), 5),
    "21 a tax that is included": (
        subscription(item(price(119_00, tax_behavior="inclusive"), tax_rates=[VAT])),
        100_00,
    ),
    "21 a tax of the subscription": (
        subscription(item(price(119_00, tax_behavior="inclusive")), default_tax_rates=[VAT]),
        100_00,
    ),
    "21 a tax that comes on top": (subscription(item(tax_rates=[{**VAT, "inclusive": False}])), 100_00),
}


@cases(("found", "expected"), RULES.values())
def test_each_rule_gives_its_amount(found: dict[str, Any], expected: int) -> None:
    assert mrr(found) == expected


def test_a_setting_takes_off_what_is_off_for_some_months() -> None:
    assert mrr(licensed(200_00, discounts=[THREE_MONTHS]), repeating=True) == 100_00
    once = discount(coupon(percent_off=50.0, duration="once"))
    assert mrr(licensed(200_00, discounts=[once]), repeating=True) == 200_00


def test_currencies_are_never_added_up() -> None:
    both = [subscription(), subscription(item(price(currency="eur")), currency="eur")]
    found = [monthly_revenue(each, NOON, RevenueRules()) for each in both]
    assert [(each.mrr, each.currency) for each in found] == [(100_00, "USD"), (100_00, "EUR")]


UNKNOWN = {
    "22 tiers that could not be read": (
        subscription(item(price(None, billing_scheme="tiered", tiers_mode="volume"))),
        "the tiers of price price_sample could not be read",
    ),
    "no tier for so many": (
        subscription(item(tiered("volume", tier(5, 1_000)), 7)),
        "price price_sample has no tier for 7",
    ),
    "no amount": (subscription(item(price(None))), "price price_sample has no amount"),
    "another currency": (
        subscription(item(price()), currency="eur"),
        "price price_sample is in USD, and what it is in EUR could not be read",
    ),
    "an amount off in another currency": (
        subscription(discounts=[discount(coupon(amount_off=100, currency="eur"))]),
        "what coupon SAMPLE takes off in USD could not be read",
    ),
    "an amount off invoices of two intervals": (
        subscription(item(), item(price(1_200_00, "year")), discounts=[OFF_30]),
        "coupon SAMPLE takes an amount off invoices of different intervals",
    ),
    "a discount that came as its id": (
        subscription(discounts=["di_sample"]),
        "the coupon of discount di_sample could not be read",
    ),
    "not all items": (
        subscription(items={"object": "list", "data": [item()], "has_more": True}),
        "not all of its items could be read",
    ),
    "a currency that Stripe's pages differ on": (
        subscription(item(price(currency="ugx")), currency="ugx"),
        "Stripe's own pages differ on the unit of amounts in UGX",
    ),
    "a status of a later version": (subscription(status="on_ice"), "its status on_ice isn't known"),
}


@cases(("found", "reason"), UNKNOWN.values())
def test_what_cannot_be_told_is_not_known_with_the_reason(found: dict[str, Any], reason: str) -> None:
    revenue = monthly_revenue(found, NOON, RevenueRules())
    assert (revenue.exact, revenue.mrr, revenue.arr, revenue.reason) == (None, None, None, reason)


def test_the_list_of_prices_has_tiers_and_other_currencies() -> None:
    told = {
        "price_sample": {
            "tiers": [tier(None, 900)],
            "currency_options": {"eur": {"unit_amount": 80_00, "unit_amount_decimal": "8000"}},
        }
    }
    bare = price(None, billing_scheme="tiered", tiers_mode="volume")
    assert monthly_revenue(subscription(item(bare, 2)), NOON, RevenueRules(prices=told)).mrr == 18_00
    euro = subscription(currency="eur")
    assert monthly_revenue(euro, NOON, RevenueRules(prices=told)).mrr == 80_00


def test_a_year_is_twelve_exact_months() -> None:
    """50.00 a week are 2,600.00 a year, and not twelve times 216.67."""
    weekly = monthly_revenue(licensed(50_00, "week"), NOON, RevenueRules())
    assert (weekly.mrr, str(weekly.arr)) == (216_67, "2600.00")


FLAGGED = {
    "past due": (subscription(status="past_due"), "Payment is past due, and counts"),
    "metered": (
        subscription(item(price(5, usage_type="metered"), None)),
        "Metered items count 0: what is used isn't recurring",
    ),
    "drafts": (
        subscription(pause_collection={"behavior": "keep_as_draft", "resumes_at": None}),
        "Collection is paused, and counts: invoices are kept as drafts",
    ),
    "tax": (
        subscription(item(price(tax_behavior="inclusive"))),
        "Amounts include a tax whose rate isn't known, and are taken as they are",
    ),
}


@cases(("found", "note"), FLAGGED.values())
def test_what_a_person_should_know_is_said(found: dict[str, Any], note: str) -> None:
    assert monthly_revenue(found, NOON, RevenueRules()).notes == (note,)


def test_a_coupon_in_its_place_before_2025_09_30_is_read() -> None:
    old = {"id": "di_old", "object": "discount", "end": None, "coupon": coupon(percent_off=25.0)}
    assert mrr(licensed(200_00, discounts=[old])) == 150_00
