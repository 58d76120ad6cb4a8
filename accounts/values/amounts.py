"""Amounts of money, and the currencies they name."""

import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

from accounts.money.amounts import CURRENCIES, exponent
from accounts.values import numbers
from accounts.values.conventions import CellError, Decimals
from accounts.values.texts import read_text

# A sign may stand for several currencies: the first is meant where nothing else says which.
_DOLLARS: Final = ("USD", "AUD", "CAD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "BBD", "JMD", "TTD")
_SIGNS: Final[dict[str, tuple[str, ...]]] = {
    "$": _DOLLARS,
    "us$": ("USD",),
    "u$s": ("USD",),
    "a$": ("AUD",),
    "au$": ("AUD",),
    "c$": ("CAD",),
    "ca$": ("CAD",),
    "can$": ("CAD",),
    "nz$": ("NZD",),
    "s$": ("SGD",),
    "hk$": ("HKD",),
    "nt$": ("TWD",),
    "mx$": ("MXN",),
    "r$": ("BRL",),
    "€": ("EUR",),
    "£": ("GBP", "EGP", "GIP", "SHP"),
    "¥": ("JPY", "CNY"),
    "￥": ("JPY", "CNY"),
    "元": ("CNY",),
    "円": ("JPY",),
    "₹": ("INR",),
    "rs": ("INR", "PKR", "LKR", "NPR", "MUR"),
    "rs.": ("INR", "PKR", "LKR", "NPR", "MUR"),
    "₩": ("KRW",),
    "₺": ("TRY",),
    "₽": ("RUB",),
    "₪": ("ILS",),
    "₴": ("UAH",),
    "₫": ("VND",),
    "₱": ("PHP",),
    "฿": ("THB",),
    "₦": ("NGN",),
    "zł": ("PLN",),
    "kč": ("CZK",),
    "ft": ("HUF",),
    "lei": ("RON",),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
    "kr.": ("DKK", "SEK", "NOK", "ISK"),
    "fr.": ("CHF",),
    "sfr": ("CHF",),
    "rmb": ("CNY",),
    "dollar": _DOLLARS,
    "dollars": _DOLLARS,
    "us dollar": ("USD",),
    "us dollars": ("USD",),
    "u.s. dollar": ("USD",),
    "u.s. dollars": ("USD",),
    "united states dollar": ("USD",),
    "euro": ("EUR",),
    "euros": ("EUR",),
    "british pound": ("GBP",),
    "pound sterling": ("GBP",),
    "pounds": ("GBP",),
    "yen": ("JPY",),
    "japanese yen": ("JPY",),
    "swiss franc": ("CHF",),
    "canadian dollar": ("CAD",),
    "australian dollar": ("AUD",),
    "indian rupee": ("INR",),
}
_ONLY_SOMETIMES: Final = frozenset(["kr", "kr."])  # of four countries: needs a row or a default that says which
_CODE_AND_NAME = re.compile(r"([A-Za-z]{3}) [-–(:] ?.+|.+ \(([A-Za-z]{3})\)")
# As most tools write it; whatever else there is goes the long way.
_PLAIN = re.compile(r"(-?)([$€£]?)(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(?:\.(\d{1,2}))?", re.ASCII)
_DASH = re.compile(r"([^\d-]*)[-–—]([^\d-]*)")  # how a spreadsheet's accounting format shows nought, beside a currency
_WIDE: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)


def currency(cell: object) -> str | None:
    """The ISO code of a currency: of `eur`, `€`, `Euro`, `USD - U.S. Dollar`."""
    found = read_text(cell)
    if found is None:
        return None
    if (code := found.upper()) in CURRENCIES:
        return code
    if match := _CODE_AND_NAME.fullmatch(found):
        code = (match[1] or match[2]).upper()
        if code in CURRENCIES:
            return code
    if (low := found.lower()) in _SIGNS and low not in _ONLY_SOMETIMES:
        return _SIGNS[low][0]
    raise CellError("isn't a currency: write its ISO code, such as EUR")


def amount(cell: object, decimals: Decimals, row: str, default: str) -> tuple[int, str] | None:
    """The amount in minor units, with its currency: the row's, else the one that the cell names, else the default."""
    if numbers.is_number(cell):
        code = row or default
        return _minor(_exact(cell), code), code
    if type(cell) is str and (plain := _PLAIN.fullmatch(cell)):
        minus, sign, whole, part = plain.groups("")
        code = _agreed([sign], row, default) if sign else row or default
        if len(part) <= (places := exponent(code)) and (decimals != "comma" or "," not in whole):
            return int(minus + whole.replace(",", "") + part.ljust(places, "0")), code
    found = read_text(cell)
    if found is None or found.lower() in numbers.NOTHING:
        return None
    parts = numbers.split_number(found)
    if parts is None:
        if (dash := _DASH.fullmatch(found)) and (named := "".join(dash.groups()).strip()):
            return 0, _agreed([named], row, default)
        raise CellError(_why_not(found))
    code = _agreed([sign for sign in (parts.before, parts.after) if sign], row, default)
    return _minor(numbers.to_decimal(parts, decimals), code), code


def _exact(number: float | Decimal) -> Decimal:
    """The number as it is printed: 0.1 for the float nearest to it."""
    exact = number if isinstance(number, Decimal) else Decimal(repr(number))
    if not exact.is_finite():
        raise CellError("isn't an amount: write one such as 1200.50")
    return exact


def _minor(value: Decimal, code: str) -> int:
    """Rounded half to even where the value is finer than the currency: databases divide years by months."""
    if abs(value) > numbers.LARGEST:
        raise CellError("is larger than any amount that is counted here")
    minor = int(value.scaleb(exponent(code), _WIDE).to_integral_value(ROUND_HALF_EVEN, _WIDE))
    if abs(minor) > numbers.LARGEST:
        raise CellError("is larger than any amount that is counted here")
    return minor


def _agreed(named: list[str], row: str, default: str) -> str:
    """The one currency that the signs about the amount, the row and the default leave."""
    possible = [codes for sign in named if (codes := _codes(sign))]
    if len(possible) < len(named):
        raise CellError(_why_not(" ".join(named)))
    for codes in possible:
        if row and row not in codes:
            raise CellError(f"is in {codes[0]}, but its row says {row}")
    if row or not possible:
        return row or default
    common = [code for code in possible[0] if all(code in codes for codes in possible)]
    if not common:
        raise CellError("names two currencies")
    if default in common:
        return default
    if len(common) > 1 and set(named) & _ONLY_SOMETIMES:
        raise CellError(f"could be in {', '.join(common)}: write its ISO code, such as {common[0]}")
    return common[0]


def _codes(sign: str) -> tuple[str, ...]:
    upper = sign.upper()
    return (upper,) if upper in CURRENCIES else _SIGNS.get(sign.lower(), ())


def _why_not(found: str) -> str:
    if found.rstrip().endswith("%"):
        return "is a percentage, not an amount: write one such as 1200.50"
    if re.fullmatch(r"\W*[\d.,]+e[+-]?\d+", found, re.IGNORECASE):
        return "has an exponent, so digits may be lost: write it out, such as 1200000"
    return "isn't an amount: write one such as 1200.50 or €1,200.50"
