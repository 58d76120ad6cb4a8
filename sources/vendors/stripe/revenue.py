"""The monthly recurring revenue of a subscription of Stripe. docs/sources.md says the rules in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Final

from accounts.money.amounts import exponent
from sources.vendors.stripe.discounts import DiscountTerms, apply_discounts
from sources.vendors.stripe.prices import BilledItem, Json, UnknownAmountError, billed_item

COUNTING: Final = frozenset(("active", "past_due"))
NOT_COUNTING: Final = {
    "trialing": "it is on trial",
    "incomplete": "its first payment wasn't made",
    "incomplete_expired": "its first payment was never made",
    "unpaid": "its invoices are left unpaid",
    "paused": "it is paused",
    "canceled": "it was cancelled",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyRevenue:
    """MRR in one currency, exact, in that currency's units; None where it isn't known, and then `reason` says why.

    `notes` are what else a person should know of it.
    """

    currency: str
    exact: Fraction | None
    reason: str = ""
    notes: tuple[str, ...] = ()

    @property
    def mrr(self) -> int | None:
        """MRR in the currency's smallest unit, rounded half to even."""
        return self._minor(1)

    @property
    def arr(self) -> Decimal | None:
        """Twelve times the exact MRR, rounded once to the currency's smallest unit, in units: `1200.50`."""
        minor = self._minor(12)
        return None if minor is None else Decimal(minor).scaleb(-exponent(self.currency))

    def _minor(self, times: int) -> int | None:
        return None if self.exact is None else round(self.exact * times * 10 ** exponent(self.currency))


@dataclass(frozen=True, slots=True, kw_only=True)
class RevenueRules:
    """What MRR is worked out with: all prices by id, with their tiers, and whether a discount that ends after some
    months is taken off.
    """

    prices: Mapping[str, Json] = field(default_factory=dict)
    repeating: bool = False


def monthly_revenue(subscription: Json, at: datetime, rules: RevenueRules) -> MonthlyRevenue:
    """The MRR of a subscription at an instant, by its status."""
    moment = int(at.timestamp())
    status, currency = str(subscription.get("status")), str(subscription.get("currency", "")).upper()
    if why := _stopped(subscription, status, moment):
        return MonthlyRevenue(currency=currency, exact=Fraction(0), reason=why)
    if status not in COUNTING:
        return MonthlyRevenue(currency=currency, exact=None, reason=f"its status {status} isn't known")
    return run_rate(subscription, at, rules)


def run_rate(subscription: Json, at: datetime, rules: RevenueRules) -> MonthlyRevenue:
    """What a subscription brings in a month while it runs, whatever its status is now."""
    currency = str(subscription.get("currency", "")).upper()
    terms = DiscountTerms(at=int(at.timestamp()), currency=currency, repeating=rules.repeating)
    try:
        items = [*_discounted(subscription, rules, terms)]
    except UnknownAmountError as error:
        return MonthlyRevenue(currency=currency, exact=None, reason=str(error))
    except (ValueError, TypeError, KeyError, ArithmeticError) as error:
        return MonthlyRevenue(currency=currency, exact=None, reason=f"its amounts can't be read: {error}")
    total = sum((item.monthly for item in items), Fraction(0))
    return MonthlyRevenue(currency=currency, exact=total, notes=tuple(_notes(subscription, terms.at)))


def items_of(subscription: Json) -> list[Json]:
    """The items of a subscription."""
    return [each for each in (subscription.get("items") or {}).get("data", ()) if isinstance(each, Mapping)]


def is_metered(item: Json) -> bool:
    """Whether an item is billed for what is used."""
    return ((item.get("price") or {}).get("recurring") or {}).get("usage_type") == "metered"


def pause_of(subscription: Json, moment: int) -> str:
    """How collecting is paused at a moment: void, mark_uncollectible, keep_as_draft, or empty."""
    pause = subscription.get("pause_collection") or {}
    resumes = pause.get("resumes_at")
    return "" if resumes is not None and resumes <= moment else str(pause.get("behavior") or "")


def _stopped(subscription: Json, status: str, moment: int) -> str:
    """Why a subscription brings nothing now; empty when it does."""
    if status in NOT_COUNTING:
        return NOT_COUNTING[status]
    cancel_at = subscription.get("cancel_at")
    if cancel_at is not None and cancel_at <= moment:
        return "it has ended"
    return "its collection is paused" if pause_of(subscription, moment) in {"void", "mark_uncollectible"} else ""


def _discounted(subscription: Json, rules: RevenueRules, terms: DiscountTerms) -> Iterator[BilledItem]:
    """What each item is billed after its own discounts, then the subscription's, without taxes."""
    licensed = [item for item in items_of(subscription) if not is_metered(item)]
    if (subscription.get("items") or {}).get("has_more"):
        raise UnknownAmountError("not all of its items could be read")
    billed: list[BilledItem] = []
    for item in licensed:
        own = billed_item(item, rules.prices, terms.currency)
        billed += apply_discounts([own], item.get("discounts") or (), terms)
    left = apply_discounts(billed, subscription.get("discounts") or (), terms)
    for item, each in zip(licensed, left, strict=True):
        yield each.times(1 / (1 + _inclusive_tax(item, subscription) / 100))


def _inclusive_tax(item: Json, subscription: Json) -> Fraction:
    """The per cent of tax that an item's amount includes, as far as it is known."""
    inclusive = _tax_behavior(item) == "inclusive"
    rates = item.get("tax_rates") or subscription.get("default_tax_rates") or ()
    return sum((_percentage(rate) for rate in rates if rate.get("inclusive", inclusive)), Fraction(0))


def _percentage(rate: Json) -> Fraction:
    effective = rate.get("effective_percentage")
    return Fraction(str(rate.get("percentage") if effective is None else effective))


def _tax_behavior(item: Json) -> str:
    return str((item.get("price") or {}).get("tax_behavior") or "")


def _notes(subscription: Json, moment: int) -> Iterator[str]:
    items = items_of(subscription)
    if any(map(is_metered, items)):
        yield "Metered items count 0: what is used isn't recurring"
    if any(_tax_behavior(each) == "inclusive" and not _inclusive_tax(each, subscription) for each in items):
        yield "Amounts include a tax whose rate isn't known, and are taken as they are"
    if pause_of(subscription, moment):
        yield "Collection is paused, and counts: invoices are kept as drafts"
    if subscription.get("status") == "past_due":
        yield "Payment is past due, and counts"
