"""Reading one number as people write it: `100k`, `$1.2M`, `2%`, `(500)`, `6mo`."""

import re
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from functools import lru_cache
from typing import Final, NamedTuple

from metrics import display
from metrics.errors import MetricError, NotUnderstoodError

LONGEST: Final = 40
LARGEST: Final = Decimal(10) ** 18
PRECISION: Final = Context(prec=40, Emax=999, Emin=-999, traps=[InvalidOperation, DivisionByZero, Overflow])

RESULT: Final = Context(prec=28)

_DIGITS = r"[0-9]+(?:\.[0-9]+)?|[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?|\.[0-9]+"
_NUMBER = re.compile(
    rf"(\()?([+-]?)([^\d\s.,()+-]*)([+-]?)({_DIGITS})([^\s\d().,][^\s\d()]*)?(\))?",
    re.ASCII,
)
_GROUP = re.compile(r"(?<![0-9.,'])[1-9][0-9]{0,2} [0-9]{3}(?![0-9])")
_ONE = Decimal(1)
_SCALES = {
    "k": Decimal(1000),
    "thousand": Decimal(1000),
    "m": Decimal(10**6),
    "mn": Decimal(10**6),
    "mm": Decimal(10**6),
    "mio": Decimal(10**6),
    "million": Decimal(10**6),
    "b": Decimal(10**9),
    "bn": Decimal(10**9),
    "billion": Decimal(10**9),
    "lakh": Decimal(10**5),
    "lakhs": Decimal(10**5),
    "lac": Decimal(10**5),
    "lacs": Decimal(10**5),
    "l": Decimal(10**5),
    "crore": Decimal(10**7),
    "crores": Decimal(10**7),
    "cr": Decimal(10**7),
}
_SYMBOLS = {
    "$": "USD",
    "us$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "JPY",
    "₹": "INR",
    "₩": "KRW",
    "₺": "TRY",
    "₽": "RUB",
    "₪": "ILS",
    "a$": "AUD",
    "au$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "nz$": "NZD",
    "hk$": "HKD",
    "s$": "SGD",
    "r$": "BRL",
    "zł": "PLN",
    "dollar": "USD",
    "dollars": "USD",
    "euro": "EUR",
    "euros": "EUR",
    "pounds": "GBP",
}
CODES: Final = frozenset(
    [
        "AED",
        "AUD",
        "BGN",
        "BRL",
        "CAD",
        "CHF",
        "CLP",
        "CNY",
        "COP",
        "CZK",
        "DKK",
        "EUR",
        "GBP",
        "HKD",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "JPY",
        "KRW",
        "MXN",
        "MYR",
        "NOK",
        "NZD",
        "PEN",
        "PHP",
        "PLN",
        "RON",
        "RUB",
        "SAR",
        "SEK",
        "SGD",
        "THB",
        "TRY",
        "TWD",
        "UAH",
        "USD",
        "VND",
        "ZAR",
    ]
)
_UNITS = {
    "%": "%",
    "percent": "%",
    "pct": "%",
    "points": "points",
    "point": "points",
    "pts": "points",
    "pp": "points",
    "months": "months",
    "month": "months",
    "mos": "months",
    "mo": "months",
    "quarters": "quarters",
    "quarter": "quarters",
    "q": "quarters",
    "years": "years",
    "year": "years",
    "yrs": "years",
    "yr": "years",
    "y": "years",
    "days": "days",
    "day": "days",
    "d": "days",
    "x": "times",
}
PERIODS: Final = {
    **dict.fromkeys(("mo", "month", "monthly"), "month"),
    **dict.fromkeys(("quarter", "quarterly"), "quarter"),
    **dict.fromkeys(("yr", "year", "yearly", "annual", "annually"), "year"),
}
AFFIXES: Final = frozenset({*_SCALES, *_SYMBOLS, *_UNITS, *(code.lower() for code in CODES)})


class Number(NamedTuple):
    """A number with what stood around it: a currency code, a unit (`%`, `points`, `months`, `years` …), its scale as
    written, and the period it is for (`month` in `$100/mo`).
    """

    value: Decimal
    currency: str = ""
    unit: str = ""
    scale: str = ""
    period: str = ""


def parse_number(text: str) -> Number:
    """The number a word of text stands for.

    Raises `MetricError` when it stands for none, and when it stands for two, as `1.200` does: 1.2 and 1,200.
    """
    if text.isdecimal() and text.isascii() and len(text) < 18 and (text[0] != "0" or len(text) == 1):
        return Number(Decimal(text))
    if len(text) > LONGEST:
        raise MetricError(f"“{text[:12]}…” is too long for a number: {LONGEST} characters at most.")
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise NotUnderstoodError(_why_not(text))
    opened, sign, prefix, inner_sign, digits, suffix, closed = match.groups()
    padded = len(digits) > 1 and digits[0] == "0" and digits[1] != "."
    if padded or (opened is None) != (closed is None) or (sign and inner_sign):
        raise MetricError(f"“{text}” isn't a number as people write it.")
    if "," in digits:
        digits = digits.replace(",", "")
    value = Decimal(digits)
    currency = _currency(prefix) if prefix else ""
    unit = scale = period = ""
    if suffix:
        head, _, per = suffix.partition("/")
        period = _period(per, suffix) if per else ""
        factor, scale, unit, after = _suffix(head) if head else (_ONE, "", "", "")
        value *= factor
        if currency and after and after != currency:
            raise MetricError(f"“{text}” names two currencies.")
        currency = currency or after
    if not scale and unit != "%" and _could_be_thousands(digits):
        raise MetricError(
            f"“{text}” is {digits.replace('.', '')} to some and {display.plain(Decimal(digits))} to others."
        )
    if value >= LARGEST:
        raise MetricError(f"“{text}” is larger than anything that is counted here.")
    return Number(-value if opened or "-" in (sign, inner_sign) else value, currency, unit, scale, period)


def _could_be_thousands(digits: str) -> bool:
    """Whether `1.200` is meant: a point that is the sign of the thousands to some, of the decimals to others."""
    point = digits.find(".")
    return 0 < point < 4 and len(digits) - point == 4 and digits[0] != "0"


def may_group(text: str) -> bool:
    """Whether a space in the text could be a thousands separator: `100 000`."""
    return _GROUP.search(text) is not None


def currency_named(text: str) -> str:
    """The ISO code of a currency's sign or code, empty when the text is neither."""
    upper = text.upper()
    return upper if upper in CODES else _SYMBOLS.get(text.lower(), "")


@lru_cache(maxsize=256)
def _currency(prefix: str) -> str:
    code = currency_named(prefix)
    if not code:
        raise NotUnderstoodError(f"“{prefix}” isn't a currency that can stand before a number.")
    return code


@lru_cache(maxsize=256)
def _suffix(text: str) -> tuple[Decimal, str, str, str]:
    """What a suffix means: factor, scale as written, unit, currency."""
    low = text.lower()
    if low in _UNITS:
        return _ONE, "", _UNITS[low], ""
    if code := currency_named(low):
        return _ONE, "", "", code
    for scale in sorted(_SCALES, key=len, reverse=True):
        rest = low.removeprefix(scale)
        if rest != low and (not rest or currency_named(rest)):
            return _SCALES[scale], scale, "", currency_named(rest)
    raise NotUnderstoodError(f"“{text}” isn't a unit that can follow a number.")


def _period(per: str, suffix: str) -> str:
    if per.lower() not in PERIODS:
        raise MetricError(f"“{suffix}” isn't a unit that can follow a number.")
    return PERIODS[per.lower()]


def _why_not(text: str) -> str:
    if re.fullmatch(r"[+-]?(?:nan|inf|infinity)", text, re.IGNORECASE):
        return f"“{text}” isn't a number that can be calculated with."
    if re.fullmatch(r"[^\d]*[\d.]+[eE][+-]?\d+", text):
        return f"“{text}” has an exponent: write it out, or with k, M or B."
    if not text.isascii() and any(char.isdigit() and not char.isascii() for char in text):
        return f"“{text}” isn't written with the digits 0 to 9."
    return f"“{text}” isn't a number."
