"""Prices of a Stripe subscription's items for each interval: by unit, in tiers, in packages, in any currency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from accounts.kinds import PERIODS_A_YEAR

Json = Mapping[str, Any]
ZERO_DECIMAL: Final = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split())  # noqa: SIM905
THREE_DECIMAL: Final = frozenset(("BHD", "JOD", "KWD", "OMR", "TND"))
AMBIGUOUS: Final = frozenset(("UGX",))  # listed as without decimals, and asked for with two


class UnknownAmountError(Exception):
    """An amount can't be told from what Stripe answered; the message says why."""


@dataclass(frozen=True, slots=True)
class BilledItem:
    """What an item is billed, in the currency's units, each `count` times `interval`; before or after discounts."""

    amount: Fraction
    interval: str
    count: int
    product: str = ""

    @property
    def monthly(self) -> Fraction:
        """What that is in a month: a year has 12 months, 52 weeks or 365 days."""
        return self.amount * PERIODS_A_YEAR[self.interval] / 12 / self.count

    def times(self, share: Fraction) -> "BilledItem":
        """The item with a share of its amount."""
        return replace(self, amount=self.amount * share)


def units_of(currency: str) -> int:
    """How many of Stripe's minor units make one unit of a currency. Raises `UnknownAmountError`."""
    code = currency.upper()
    if code in AMBIGUOUS:
        raise UnknownAmountError(f"Stripe's own pages differ on the unit of amounts in {code}")
    return 1 if code in ZERO_DECIMAL else 1000 if code in THREE_DECIMAL else 100


def billed_item(item: Json, prices: Mapping[str, Json], currency: str) -> BilledItem:
    """What an item of a subscription in that currency is billed. `prices` have what the item's own price lacks: its
    tiers and its amounts in other currencies. Raises `UnknownAmountError`.
    """
    own = item.get("price")
    if not isinstance(own, Mapping):
        raise UnknownAmountError(f"the price of item {item.get('id')} could not be read")
    price = {**own, **prices.get(str(own.get("id")), {})}
    recurring = price.get("recurring") or {}
    if recurring.get("interval") not in PERIODS_A_YEAR:
        raise UnknownAmountError(f"price {price.get('id')} is billed each {recurring.get('interval')}")
    amount = _amount(price, _in_currency(price, currency), quantity_of(item))
    count = int(recurring.get("interval_count") or 1)
    return BilledItem(amount / units_of(currency), recurring["interval"], count, product_of(price))


def quantity_of(item: Json) -> int:
    """How many of an item are billed; one where Stripe doesn't say."""
    quantity = item.get("quantity")
    return 1 if quantity is None else int(quantity)


def product_of(price: Json) -> str:
    """The id of a price's product, whether that comes whole or as an id."""
    product = price.get("product")
    return str(product.get("id", "")) if isinstance(product, Mapping) else str(product or "")


def _in_currency(price: Json, currency: str) -> Json:
    """Where the amounts of a price in a currency stand: it may have others beside its own."""
    if str(price.get("currency", "")).casefold() == currency.casefold():
        return price
    option = (price.get("currency_options") or {}).get(currency.casefold())
    if option is None:
        raise UnknownAmountError(
            f"price {price.get('id')} is in {str(price.get('currency')).upper()}, and what it is in "
            f"{currency.upper()} could not be read"
        )
    return {"id": price.get("id"), **option}


def _amount(price: Json, priced: Json, quantity: int) -> Fraction:
    if price.get("billing_scheme") == "tiered":
        return _tiered(price, priced.get("tiers") or (), quantity)
    unit = _exact(priced, "unit_amount")
    if unit is None:
        raise UnknownAmountError(f"price {price.get('id')} has no amount")
    return unit * _packages(quantity, price.get("transform_quantity"))


def _exact(priced: Json, name: str) -> Fraction | None:
    """An amount in minor units, which may have decimals."""
    given = priced.get(name)
    if given is None:
        given = priced.get(f"{name}_decimal")
    return None if given is None else Fraction(str(given))


def _packages(quantity: int, transform: Json | None) -> int:
    if not transform:
        return quantity
    whole, rest = divmod(quantity, int(transform["divide_by"]))
    return whole + (1 if rest and transform.get("round") == "up" else 0)


def _tiered(price: Json, tiers: Sequence[Json], quantity: int) -> Fraction:
    if not tiers:
        raise UnknownAmountError(f"the tiers of price {price.get('id')} could not be read")
    if quantity == 0 and _flat(tiers[0]):
        raise UnknownAmountError(f"what price {price.get('id')} costs for none isn't known: its first tier is flat")
    if price.get("tiers_mode") not in {"graduated", "volume"}:
        raise UnknownAmountError(f"price {price.get('id')} has tiers of a kind that isn't known")
    return _graduated(price, tiers, quantity) if price["tiers_mode"] == "graduated" else _volume(price, tiers, quantity)


def _graduated(price: Json, tiers: Sequence[Json], quantity: int) -> Fraction:
    """Each unit at the price of its tier, and the flat amount of each tier that is reached."""
    total, below = Fraction(0), 0
    for tier in tiers:
        top = quantity if tier.get("up_to") is None else min(quantity, int(tier["up_to"]))
        total += _flat(tier) + _unit(tier) * (top - below)
        if top == quantity:
            return total
        below = top
    raise _beyond(price, quantity)


def _volume(price: Json, tiers: Sequence[Json], quantity: int) -> Fraction:
    """All units at the price of the tier that their number is in."""
    for tier in tiers:
        if tier.get("up_to") is None or quantity <= int(tier["up_to"]):
            return _flat(tier) + _unit(tier) * quantity
    raise _beyond(price, quantity)


def _beyond(price: Json, quantity: int) -> UnknownAmountError:
    return UnknownAmountError(f"price {price.get('id')} has no tier for {quantity}")


def _flat(tier: Json) -> Fraction:
    return _exact(tier, "flat_amount") or Fraction(0)


def _unit(tier: Json) -> Fraction:
    return _exact(tier, "unit_amount") or Fraction(0)
