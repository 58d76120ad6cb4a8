"""Discounts on the items of a Stripe subscription."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from sources.vendors.stripe.prices import BilledItem, Json, UnknownAmountError, units_of


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountTerms:
    """What discounts are judged by: the instant in seconds, the subscription's currency, and whether those that end
    after some months are taken off as well.
    """

    at: int
    currency: str
    repeating: bool = False


def coupon_of(discount: object) -> Json:
    """The coupon of a discount: in its source since 2025-09-30, before that beside it. Raises `UnknownAmountError`."""
    if isinstance(discount, Mapping):
        coupon = (discount.get("source") or {}).get("coupon") or discount.get("coupon")
        if isinstance(coupon, Mapping):
            return coupon
    name = discount.get("id") if isinstance(discount, Mapping) else discount
    raise UnknownAmountError(f"the coupon of discount {name} could not be read")


def apply_discounts(
    items: Iterable[BilledItem], discounts: Sequence[object], terms: DiscountTerms
) -> tuple[BilledItem, ...]:
    """The items after discounts, one after the other. Raises `UnknownAmountError`."""
    left = tuple(items)
    for discount in discounts:
        coupon = coupon_of(discount)
        if isinstance(discount, Mapping) and _counts(discount, coupon, terms):
            left = _apply(left, coupon, terms)
    return left


def _counts(discount: Json, coupon: Json, terms: DiscountTerms) -> bool:
    end = discount.get("end")
    if end is not None and end <= terms.at:
        return False
    return coupon.get("duration") == "forever" or (coupon.get("duration") == "repeating" and terms.repeating)


def _apply(items: tuple[BilledItem, ...], coupon: Json, terms: DiscountTerms) -> tuple[BilledItem, ...]:
    products = (coupon.get("applies_to") or {}).get("products")
    limited = [item for item in items if products is None or item.product in products]
    share = _share_left(limited, coupon, terms)
    return tuple(item.times(share) if item in limited else item for item in items)


def _share_left(items: Sequence[BilledItem], coupon: Json, terms: DiscountTerms) -> Fraction:
    if coupon.get("percent_off") is not None:
        return 1 - Fraction(str(coupon["percent_off"])) / 100
    off = _amount_off(coupon, terms.currency)
    if len({(item.interval, item.count) for item in items}) > 1:
        raise UnknownAmountError(f"coupon {coupon.get('id')} takes an amount off invoices of different intervals")
    total = sum((item.amount for item in items), Fraction(0))
    return max(total - off, Fraction(0)) / total if total else Fraction(1)


def _amount_off(coupon: Json, currency: str) -> Fraction:
    """What is taken off each invoice, in the currency's units."""
    amount = coupon.get("amount_off")
    if str(coupon.get("currency", "")).casefold() != currency.casefold():
        amount = ((coupon.get("currency_options") or {}).get(currency.casefold()) or {}).get("amount_off")
    if amount is None:
        raise UnknownAmountError(f"what coupon {coupon.get('id')} takes off in {currency.upper()} could not be read")
    return Fraction(str(amount)) / units_of(currency)
