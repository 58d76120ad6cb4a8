"""Exchange rates that the operator gives with their date, and totals over several currencies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from accounts.money.amounts import Money, exponent


@dataclass(frozen=True, slots=True)
class Rates:
    """What one unit of each currency is worth in `currency`, on the day `as_of`."""

    currency: str
    as_of: date
    rates: Mapping[str, Decimal]

    def has(self, currency: str) -> bool:
        """Whether amounts in that currency can be converted."""
        return currency == self.currency or currency in self.rates

    def convert(self, money: Money) -> Money:
        """The amount in `currency`, rounded half even. Raises `KeyError` where there is no rate."""
        if money.currency == self.currency:
            return money
        value = money.decimal * self.rates[money.currency]
        minor = value.scaleb(exponent(self.currency)).to_integral_value(ROUND_HALF_EVEN)
        return Money(int(minor), self.currency)


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over currencies. `each` is what it is made of, in the order of their codes.

    With rates, `converted` is the sum of all that can be converted at the rates of the day `as_of`, and `apart` what no
    rate is given for; without any, or where there is nothing to convert, `converted` and `as_of` are None.
    """

    each: tuple[Money, ...] = ()
    converted: Money | None = None
    apart: tuple[Money, ...] = ()
    as_of: date | None = None

    def __str__(self) -> str:
        """The total for people: `$1,200 + €500`, `$1,740 at rates of 2026-06-01`, `0` where there is nothing."""
        if self.converted is None:
            return " + ".join(map(str, self.each)) or "0"
        shown = " + ".join(map(str, (self.converted, *self.apart)))
        missing = ", ".join(money.currency for money in self.apart)
        return f"{shown} at rates of {self.as_of}" + (f" (no rate for {missing})" if missing else "")


def total(amounts: Iterable[Money], rates: Rates | None = None) -> Total:
    """The sum of the amounts, per currency and, as far as there are rates, in one."""
    sums: dict[str, int] = {}
    for money in amounts:
        sums[money.currency] = sums.get(money.currency, 0) + money.minor
    each = tuple(Money(minor, currency) for currency, minor in sorted(sums.items()) if minor)
    if rates is None or all(money.currency == rates.currency for money in each):
        return Total(each)
    known = [rates.convert(money) for money in each if rates.has(money.currency)]
    if not known:
        return Total(each)
    apart = tuple(money for money in each if not rates.has(money.currency))
    return Total(each, Money(sum(money.minor for money in known), rates.currency), apart, rates.as_of)
