"""The accounts that meet conditions said in words: `without a champion above 100k`, `mine worst 5`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from accounts.health.filtered_list import AccountFilter, FilteredAccounts, list_filtered
from bot.accounts.arguments import SIZE, parse_page, parse_scope_argument
from bot.accounts.formatting import count, join_texts
from bot.accounts.health import HEADER, NAMES, health_cells, health_row
from bot.accounts.lists import ListPage, list_reply
from bot.context import Context
from bot.registry import Command
from bot.reply import Choice, Fact, Reply, Table

ALL_ROWS = 1_000_000
_CHAMPION = re.compile(
    r"\b(?:(?:that |which |who )?(?:with(?:out| no)|ha(?:ve|s) no|no|lacking|missing)) (?:a |an |any )?champions?\b",
    re.IGNORECASE,
)
_OWNER = re.compile(
    r"\b(?:(?:that |which )?(?:with(?:out| no)|ha(?:ve|s) no|no|lacking|missing)) (?:a |an |any )?(?:owner|csm)s?\b",
    re.IGNORECASE,
)
_SCALE = r"(?:k|m|mn|b|bn|lakhs?|crores?|cr|thousand|million)"
_AMOUNT = rf"(?:arr )?(?:of )?([^\s\d]{{0,4}}\d[\d.,_']*\s?{_SCALE}?(?:\s?(?:usd|eur|gbp|inr|chf|cad|aud))?)"
_ABOVE = re.compile(
    rf"(?:\b(?:worth |with |of )?(?:above|over|more than|at least|bigger than|larger than)|>=?)\s*{_AMOUNT}(?=\s|$)",
    re.IGNORECASE,
)
_BELOW = re.compile(
    rf"(?:\b(?:worth |with |of )?(?:below|under|less than|at most|smaller than)|<=?)\s*{_AMOUNT}(?=\s|$)", re.IGNORECASE
)
_WORST = re.compile(
    r"\b(?:worst|least healthy|lowest(?: scores?)?|unhealthiest)(?: first)?(?: (\d{1,3}))?\b", re.IGNORECASE
)
_FIRST = re.compile(r"\b(?:biggest|largest|top)(?: first)?(?: (\d{1,3}))?\b", re.IGNORECASE)
_JOINTS = re.compile(r"\b(?:and|but|that are|which are|that|who|arr|accounts?|customers?)\b|,", re.IGNORECASE)


class AmountError(Exception):
    """An amount that can't be read; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a text asks of accounts: the filter, how many at the most, and what it says of scope."""

    filter: AccountFilter
    most: int | None
    scope: str


def accounts_reply(context: Context, text: str, command: Command) -> Reply:
    """Lists the accounts that meet the conditions."""
    asked, page = parse_page("accounts", text)
    try:
        conditions = parse_conditions(asked)
    except AmountError as error:
        return command.usage_error(str(error), "amount")
    wanted = replace(conditions.filter, scope=parse_scope_argument(context, conditions.scope))
    most = conditions.most or None
    size = SIZE if most is None else max(0, min(SIZE, most - page.offset))
    found = list_filtered(context.store, wanted, size, page.offset, context.health, context.rates)

    def everything() -> Iterable[tuple[object, ...]]:
        return map(health_cells, list_filtered(context.store, wanted, ALL_ROWS, 0, context.health, context.rates).rows)

    return list_reply(
        ListPage(
            title=_title(wanted, found.total),
            page=page,
            total=found.total,
            rows=tuple(map(health_row, found.rows)),
            data={"list": "accounts", "filter": describe(wanted), "arr": found.arr},
            objects=found.rows,
            said=() if found.total else (f"No account meets that: {describe(wanted)}.",),
            facts=(Fact("ARR", str(found.arr) if found.arr.each else "not known"),) if found.total else (),
            notes=tuple(_notes(wanted, found)),
            terms=(Choice("What is a champion?", "define champion"),) if wanted.without_champion else (),
            most=most,
            table=Table(f"accounts-{context.today}", HEADER, everything) if found.total else None,
        )
    )


def parse_conditions(text: str) -> Conditions:
    """The conditions that a text names; what is none of them is left as its scope. Raises `AmountError`."""
    champion, text = _take(_CHAMPION, text)
    owner, text = _take(_OWNER, text)
    above, text = _take(_ABOVE, text)
    below, text = _take(_BELOW, text)
    worst, text = _take(_WORST, text)
    first, text = _take(_FIRST, text)
    words = _JOINTS.sub(" ", text).split()
    band = next((NAMES[word.casefold()] for word in words if word.casefold() in NAMES), None)
    rest = " ".join(word for word in words if word.casefold() not in NAMES)
    amounts = {side: _amount(found[1]) for side, found in (("above", above), ("below", below)) if found}
    currencies = {currency for _, currency in amounts.values() if currency}
    wanted = AccountFilter(
        band=band,
        without_champion=champion is not None,
        above=amounts["above"][0] if above else None,
        below=amounts["below"][0] if below else None,
        currency=currencies.pop() if len(currencies) == 1 else "",
        worst_first=worst is not None,
    )
    most = next((int(found[1]) for found in (worst, first) if found and found[1]), None)
    return Conditions(wanted, most, f"{rest} unowned".strip() if owner else rest)


def _take(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    found = pattern.search(text)
    return found, f"{text[: found.start()]} {text[found.end() :]}" if found else text


def _amount(text: str) -> tuple[Decimal, str]:
    from metrics.errors import MetricError
    from metrics.inputs.numbers import parse_number

    try:
        number = parse_number("".join(text.split()))
    except MetricError as error:
        raise AmountError(f"The amount can't be read: {error}") from error
    return number.value, number.currency


def describe(wanted: AccountFilter) -> str:
    """The conditions as they read: `all accounts, red, without a champion, ARR above 100,000`."""
    currency = f"{wanted.currency} " if wanted.currency else ""
    return join_texts(
        (
            wanted.scope.words,
            wanted.band or "",
            "without a champion" if wanted.without_champion else "",
            "" if wanted.above is None else f"ARR above {currency}{wanted.above:,f}",
            "" if wanted.below is None else f"ARR below {currency}{wanted.below:,f}",
        ),
        ", ",
    )


def _title(wanted: AccountFilter, total: int) -> str:
    return f"{count(total, 'account')}: {describe(wanted)}" if total else "No accounts"


def _notes(wanted: AccountFilter, found: FilteredAccounts) -> Iterator[str]:
    order = "the lowest score first" if wanted.worst_first else "most revenue first"
    yield f"Filter: {describe(wanted)}; {order}."
    if wanted.by_arr and found.unpriced:
        yield f"Missing: {count(found.unpriced, 'account')} without a known ARR, which can’t be compared."
    if wanted.by_arr and found.not_compared:
        yield f"Missing: accounts in {', '.join(found.not_compared)}, as there is no rate to compare them by."
