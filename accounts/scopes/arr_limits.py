"""Limits of ARR: reading them as people write them, and what they are in each currency."""

import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Final

from accounts.errors import ScopeError
from accounts.money.amounts import CURRENCIES, exponent
from accounts.money.rates import Rates
from accounts.scopes.narrowing import ArrRange, Limit, Narrowing
from store.connection import Connection

# Codes in small letters only where they aren't English words as well.
_CURRENCY: Final = (
    rf"(?:(?-i:{'|'.join(CURRENCIES)})|usd|eur|gbp|inr|chf|cad|aud|jpy|nzd|sek|nok|dkk|pln|brl|sgd|hkd|zar|mxn|cny)"
)
_SCALE: Final = r"(?:k|m|mn|b|bn|lakhs?|crores?|cr|thousand|million)"
_AMOUNT: Final = rf"([^\s\d]{{0,4}}\d[\d.,_']*\s?{_SCALE}?(?:\s?{_CURRENCY}(?=[\s,]|$))?)(?=\s|,|$)"
_LEAD: Final = r"(?:\b(?:worth|with|of|from|an?)\s+)*(?:\b(?:arr|revenue)\s+)?(?:(?:of|is)\s+)?"
_ABOVE_WORDS: Final = (
    r"above|over|more than|at least|bigger than|larger than|exceeding|min(?:imum)?(?: arr)?(?: of)?|>=?"
    r"|not? (?:less|smaller) than|not (?:under|below)"
)
_BELOW_WORDS: Final = (
    r"below|under|less than|at most|smaller than|up to|max(?:imum)?(?: arr)?(?: of)?|<=?"
    r"|not? (?:more|bigger|larger) than|not (?:over|above)"
)
_BEGIN: Final = r"(?<![\w-])(?<!\bno )(?<!\bnot )"
_ARR: Final = r"(?:\s*(?:arr|revenue)(?: of)?)?\s*"
_ABOVE: Final = rf"{_LEAD}{_BEGIN}({_ABOVE_WORDS}){_ARR}{_AMOUNT}"
_BELOW: Final = rf"{_LEAD}{_BEGIN}({_BELOW_WORDS}){_ARR}{_AMOUNT}"
_BETWEEN: Final = rf"{_LEAD}\bbetween{_ARR}{_AMOUNT}\s*(?:and|to|-)\s*{_AMOUNT}"
_INCLUSIVE: Final = re.compile(r"at |up |not? |min|max|[<>]=", re.IGNORECASE)
_NO_AMOUNT: Final = re.compile(
    r"(?<![\w-])(above|over|more than|at least|below|under|less than|at most|up to|between|[<>]=?)"
    rf"(?!\w){_ARR}(\S*)",
    re.IGNORECASE,
)
_BARE_AMOUNT: Final = rf"(?<!\S)[^\s\d@]{{0,3}}\d[\d.,]*\s?{_SCALE}(?!\S)"


def take_limits(text: str) -> tuple[Limit | None, Limit | None, str]:
    """What ARR is to be above and below, and the text without it.

    Raises `ScopeError` for an amount that can't be read, and for limits that leave nothing between them.
    """
    if not _has_digit(text):
        return None, None, text
    between, text = take_match(_compiled(_BETWEEN), text)
    if between:
        first, second = (_limit(between[n], inclusive=True) for n in (1, 2))
        currency = first.currency or second.currency
        low, high = sorted((first.amount, second.amount))
        return Limit(low, currency, inclusive=True), Limit(high, currency, inclusive=True), text
    above, text = take_match(_compiled(_ABOVE), text)
    below, text = take_match(_compiled(_BELOW), text)
    limits = [
        _limit(found[2], inclusive=bool(_INCLUSIVE.match(found[1]))) if found else None for found in (above, below)
    ]
    if limits[0] and limits[1]:
        _refuse_empty(limits[0], limits[1], " ".join(text.split()))
    return limits[0], limits[1], text


def _refuse_empty(above: Limit, below: Limit, rest: str) -> None:
    """Raises `ScopeError` where no ARR is between two limits of one currency."""
    touching = above.amount == below.amount and above.inclusive and below.inclusive
    one_currency = "" in {above.currency, below.currency} or above.currency == below.currency
    if not one_currency or above.amount < below.amount or touching:
        return
    low, high = below.request, above.request
    meant = (f"over {low} under {high}", f"over {high}", f"under {low}") if low != high else (f"over {low}",)
    raise ScopeError(f"No ARR is over {high} and under {low}.", tuple(f"{rest} {each}".strip() for each in meant))


def in_currencies(connection: Connection, narrowing: Narrowing, rates: Rates | None) -> Narrowing:
    """The conditions on ARR in each currency that accounts pay in.

    A limit without a currency is in that of the rates where there are any, else in each account's own.
    """
    if not narrowing.by_arr:
        return narrowing
    limits = [each for each in (narrowing.above, narrowing.below) if each]
    currency = next((each.currency for each in limits if each.currency), "")
    if len({each.currency for each in limits if each.currency}) > 1:
        raise ScopeError("Both limits of ARR have to be in one currency.")
    if rates and not currency:
        currency = rates.currency
    above, below = (each and replace(each, currency=currency) for each in (narrowing.above, narrowing.below))
    codes = [
        code
        for (code,) in connection.execute(
            "SELECT currency FROM revenue_sum UNION SELECT currency FROM standing WHERE arr IS NOT NULL"
            " UNION SELECT currency FROM outcome ORDER BY 1"
        )
    ]
    factors = {code: _factor(currency, code, rates) for code in codes}
    ranges = tuple(
        ArrRange(
            code,
            _minor(narrowing.above, factor, code, above=True),
            _minor(narrowing.below, factor, code, above=False),
        )
        for code, factor in factors.items()
        if factor is not None
    )
    apart = tuple(code for code, factor in factors.items() if factor is None)
    return replace(narrowing, above=above, below=below, ranges=ranges, not_compared=apart)


def limit_at_start(text: str) -> str:
    """The limit of ARR that a text begins with; nothing where it begins with something else."""
    if not _has_digit(text):
        return ""
    found = next((found for each in (_BETWEEN, _ABOVE, _BELOW) if (found := _compiled(each).match(text))), None)
    return found[0].rstrip(" ,") if found else ""


def _has_digit(text: str) -> bool:
    """Whether there may be an amount: the patterns of amounts name every currency, and take long to compile."""
    return any(map(str.isdigit, text))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def take_match(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    """The first match of a pattern, and the text without it."""
    found = pattern.search(text)
    return found, f"{text[: found.start()]} {text[found.end() :]}" if found else text


def _limit(text: str, *, inclusive: bool) -> Limit:
    from metrics.errors import MetricError
    from metrics.inputs.numbers import parse_number

    try:
        number = parse_number("".join(text.split()))
    except MetricError as error:
        raise ScopeError(f"The amount can't be read: {error}") from error
    return Limit(number.value.normalize() + 0, number.currency, inclusive)


def refuse_half(text: str) -> None:
    """Raises `ScopeError` where a limit has no amount, or an amount no limit."""
    if half := _NO_AMOUNT.search(text):
        said = half[0].strip()
        corrected = text.replace(said, f"{half[1]} 50k", 1)
        raise ScopeError(f"“{said}” names no amount of ARR.", (" ".join(corrected.split()),))
    if _has_digit(text) and (bare := _compiled(_BARE_AMOUNT).search(text)):
        meant = (" ".join(text.replace(bare[0], f"{each} {bare[0]}", 1).split()) for each in ("over", "under"))
        raise ScopeError(f"“{bare[0]}” is an amount: say whether ARR is over or under it.", tuple(meant))


def _factor(currency: str, code: str, rates: Rates | None) -> Decimal | None:
    """What a limit is to be multiplied by to be one in another currency; None where there is no rate for it.

    A limit without a currency is in each account's own.
    """
    if currency in {"", code}:
        return Decimal(1)
    if not (rates and rates.has(currency) and rates.has(code)):
        return None
    worth = {rates.currency: Decimal(1), **rates.rates}
    return worth[currency] / worth[code]


def _minor(limit: Limit | None, factor: Decimal, currency: str, *, above: bool) -> int | None:
    """A limit in minor units that amounts are beyond."""
    if limit is None:
        return None
    exact = (limit.amount * factor).scaleb(exponent(currency))
    whole = int(exact.to_integral_value("ROUND_FLOOR" if above else "ROUND_CEILING"))
    if limit.inclusive and exact == whole:
        return whole - 1 if above else whole + 1
    return whole
