"""Tiers and discounts of Stripe against slow, plain ways to count them."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sources.vendors.stripe.revenue import RevenueRules, monthly_revenue
from tests.sources.vendors.stripe_objects import coupon, discount, item, subscription, tier, tiered

NOON = datetime(2026, 6, 15, 12, tzinfo=UTC)
AMOUNTS = st.integers(0, 5_000)
WIDTHS = st.lists(st.integers(1, 6), max_size=4)


@st.composite
def tier_lists(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Tiers of some widths, the last of them without an end."""
    tops: list[int | None] = []
    for width in draw(WIDTHS):
        tops.append((tops[-1] or 0 if tops else 0) + width)
    return [tier(top, draw(AMOUNTS), draw(AMOUNTS)) for top in [*tops, None]]


def mrr(found: dict[str, Any]) -> int:
    known = monthly_revenue(found, NOON, RevenueRules()).mrr
    assert known is not None
    return known


@given(tier_lists(), st.integers(1, 30))
def test_graduated_tiers_are_the_sum_of_their_units(tiers: list[dict[str, Any]], quantity: int) -> None:
    total, reached = 0, set()
    for unit in range(1, quantity + 1):
        at = next(at for at, each in enumerate(tiers) if each["up_to"] is None or unit <= each["up_to"])
        total += tiers[at]["unit_amount"]
        reached.add(at)
    total += sum(tiers[at]["flat_amount"] for at in range(max(reached) + 1))
    assert mrr(subscription(item(tiered("graduated", *tiers), quantity))) == total


@given(tier_lists(), st.integers(1, 30))
def test_volume_tiers_are_one_price_for_all(tiers: list[dict[str, Any]], quantity: int) -> None:
    one = next(each for each in tiers if each["up_to"] is None or quantity <= each["up_to"])
    total = one["flat_amount"] + one["unit_amount"] * quantity
    assert mrr(subscription(item(tiered("volume", *tiers), quantity))) == total


@given(st.lists(st.integers(0, 100), max_size=3), st.integers(0, 20_000))
def test_discounts_leave_between_nothing_and_all(percents: list[int], off: int) -> None:
    given_ = [discount(coupon(percent_off=float(percent))) for percent in percents]
    given_.append(discount(coupon(amount_off=off, currency="usd")))
    left = Fraction(100_00)
    for percent in percents:
        left *= 1 - Fraction(percent, 100)
    assert mrr(subscription(discounts=given_)) == round(max(left - off, Fraction(0)))
