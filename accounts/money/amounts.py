"""Amounts: integers in the smallest unit of a currency, and how people see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

# ISO 4217, by the number of decimals of the smallest unit: the currencies in use, and those that old contracts name.
_TWO: Final = (
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP "
    "CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR "
    "JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN "
    "NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP "
    "SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG "
    "CNH CUC HRK LTL LVL MRO SLL STD VEF ZWL"
)
_NONE: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_THREE: Final = "BHD IQD JOD KWD LYD OMR TND"
CURRENCIES: Final = {code: places for places, codes in ((2, _TWO), (0, _NONE), (3, _THREE)) for code in codes.split()}
SIGNS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "TRY": "₺", "ILS": "₪"}


def exponent(currency: str) -> int:
    """How many decimals the currency's smallest unit has: 2 for USD, 0 for JPY, 3 for KWD. Codes not known have 2."""
    return CURRENCIES.get(currency, 2)


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in the smallest unit of its currency: `Money(120050, "EUR")` is €1,200.50."""

    minor: int
    currency: str

    @property
    def decimal(self) -> Decimal:
        """The amount in whole units: `Decimal("1200.50")`."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __str__(self) -> str:
        """The amount for people, without decimals when there are none: `$1,234,500`, `€1,200.50`, `−CHF 500`."""
        places = exponent(self.currency)
        whole, part = divmod(abs(self.minor), 10**places)
        decimals = f".{part:0{places}}" if part else ""
        minus = "−" if self.minor < 0 else ""
        return f"{minus}{SIGNS.get(self.currency, f'{self.currency} ')}{whole:,}{decimals}"


def largest_first(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """The amounts that aren't zero, the largest number of whole units first."""
    return tuple(sorted((one for one in amounts if one.minor), key=lambda one: (-one.decimal, one.currency)))
