"""Showing values: rounded for the eye only, trailing zeros trimmed, a real minus sign."""

from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

MONTHS: Final = (
    "January February March April May June July August September October November December".split(" ")  # noqa: SIM905
)
_SIGNS: Final = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹", "KRW": "₩", "TRY": "₺", "ILS": "₪"}
_TRAVEL: Final = Context(prec=28)
_WIDE: Final = Context(prec=60, rounding=ROUND_HALF_UP)


def plain(value: Decimal) -> str:
    """The exact value in ASCII digits, at most 28 of them: `-1.5`, `100000`."""
    if not value:
        return "0"
    text = format(_TRAVEL.plus(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def typed(value: Decimal) -> str:
    """The exact value as it is typed: `1.2340` where `1.234` could be taken for 1,234."""
    text = plain(value)
    if "." not in text:
        return text
    whole, _, decimals = text.removeprefix("-").partition(".")
    return f"{text}0" if len(decimals) == 3 and len(whole) < 4 and whole != "0" else text


def number(value: Decimal, places: int = 2) -> str:
    """The value to so many places, or to two significant digits where it is smaller: `1,234.5`, `0.002`, `−10`."""
    whole = _whole(value)
    return format(_rounded(value, places) if whole is None else whole, ",f").replace("-", "−")


def exact(value: Decimal) -> str:
    """The value as it is, with thousands separators: `1,234.5678`; rounded where its decimals don't end."""
    return number(value, _places(value))


def money(value: Decimal, currency: str = "", places: int = 2) -> str:
    """The amount with its currency's sign or code: `$8,333.33`, `CHF 500`, `−€12.50`."""
    rounded = _whole(value)
    if rounded is None:
        rounded = _rounded(value, min(places, _places(value)))
        if currency and rounded.as_tuple().exponent == -1:
            rounded = rounded.quantize(Decimal("0.01"), context=_WIDE)
    sign = (_SIGNS.get(currency) or f"{currency} ") if currency else ""
    return f"{'−' if rounded < 0 else ''}{sign}{abs(rounded):,f}"


def counted(value: Decimal, noun: str) -> str:
    """The value with its noun, in the plural unless it is shown as one: `1 month`, `24 months`."""
    shown = number(value, 1)
    return f"{shown} {noun}{'' if shown == '1' else 's'}"


def day(value: date) -> str:
    """A day of the calendar: `31 March 2025`."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


_UNITS: Final = {"ratio": "{}×"}
_COUNTED: Final = ("points", "months", "days")


def percentage(value: Decimal) -> str:
    """A number of percent to one place, or to as many as tell it from 100 and from 0: `4.2`, `99.97`, `0.04`."""
    return number(value, _percentage_places(value))


def shown(value: Decimal, unit: str) -> Decimal:
    """The value as `result` shows it in this unit, as a number: 39.99% is shown as 40%, and so is a 40."""
    whole = _whole(value)
    if whole is not None:
        return whole
    places = _percentage_places(value) if unit == "%" else 1 if unit in _COUNTED else 2
    return _rounded(value, places)


def rest_of_hundred(value: Decimal) -> Decimal:
    """What the shown value leaves of 100, so that both together are shown as 100."""
    shown = _rounded(value, _percentage_places(value))
    return 100 - (value if shown == 100 else shown)


def _percentage_places(value: Decimal) -> int:
    places = 1
    while places < 4 and _rounded(value, places) == 100 != value:
        places += 1
    return places


def _sensible(value: Decimal) -> Decimal:
    """An amount that doesn't end after two decimals, without any from a thousand on."""
    ends = _rounded(value, 2) == value
    return value if ends or abs(value) < 1000 else value.quantize(Decimal(1), context=_WIDE)


def result(value: Decimal | str | None, unit: str, currency: str = "", each: str = "") -> str:
    """A metric's value with its unit: `107%`, `−10 points`, `€2,000 a year`, `3×`."""
    if value is None:
        return "open"
    if isinstance(value, str):
        return value
    if unit == "currency":
        shown = money(_sensible(value), currency)
    elif unit in _COUNTED:
        shown = counted(value, unit[:-1])
    elif unit == "%":
        shown = f"{percentage(value)}%"
    else:
        shown = _UNITS.get(unit, "{}").format(number(value))
    return f"{shown} {each.replace('s ', ' ', 1) if shown == '1' else each}".strip()  # `1 account per CSM`


def _whole(value: Decimal) -> Decimal | None:
    """The value without decimals if it has none but zeros: most have none, and there is nothing to round."""
    whole = value.to_integral_value()
    return whole if whole == value and value.adjusted() <= 30 else None


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return 12 if isinstance(exponent, int) and exponent >= -12 else 2


def _rounded(value: Decimal, places: int) -> Decimal:
    if value.adjusted() > 30:
        return value
    if value and abs(value) < Decimal(1).scaleb(-places) * 10:
        places = max(places, 1 - value.adjusted())
    rounded = value.quantize(Decimal(1).scaleb(-min(places, 20)), context=_WIDE)
    trimmed = rounded.normalize(_WIDE)
    exponent = trimmed.as_tuple().exponent
    return trimmed.quantize(Decimal(1), context=_WIDE) if isinstance(exponent, int) and exponent > 0 else trimmed
