"""The accounts as a whole: ARR, bands, renewals ahead, and what was kept of the revenue and customers of a period."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from accounts.derived import totals
from accounts.money.amounts import Money
from accounts.money.rates import Rates, Total, total
from accounts.portfolio.arr_history import ArrMovement, CustomerMovement, arr_change, arr_change_last_year
from accounts.portfolio.periods import Period
from accounts.portfolio.periods import last_year as twelve_months
from accounts.renewals.upcoming import BANDS, WINDOWS, MissingData, RenewalSum, upcoming_renewals
from accounts.scopes.scope import ALL, Scope
from store.database import Store

STALE: Final = 7
"""Days for which totals that weren't worked out anew since still stand for today, and their day is said."""


@dataclass(frozen=True, slots=True)
class Band:
    """The accounts of a band of health and their ARR."""

    name: str
    accounts: int
    arr: Total


@dataclass(frozen=True, slots=True)
class Window:
    """Renewals from today until `days` from today, narrower windows included; or, without days, those past due."""

    days: int | None
    renewals: int
    arr: Total
    unpriced: int


@dataclass(frozen=True, slots=True)
class RetentionMetric:
    """A retention metric over the period: its value in %, and the request that works it out from its inputs.

    `currency` is empty for customers. `value` is None where the metric has none; `text` then says why.
    """

    metric: str
    name: str
    currency: str
    value: Decimal | None
    text: str
    request: str


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The accounts of a scope on a day. `moved` has an entry for each currency, or one for all that have a rate.

    `converted_on` is the day of those rates. `missing` says in sentences what the figures lack.
    """

    scope: Scope
    today: date
    accounts: int
    arr: Total
    bands: tuple[Band, ...]
    past_due: Window
    renewals: tuple[Window, ...]
    period: Period
    moved: tuple[ArrMovement, ...]
    logos: CustomerMovement
    kept: tuple[RetentionMetric, ...]
    converted_on: date | None
    missing: tuple[str, ...]


def summarise(
    store: Store, today: date, scope: Scope = ALL, period: Period | None = None, rates: Rates | None = None
) -> Portfolio:
    """The portfolio of a scope on a day, with retention over a period, the last 12 months if none is given.

    Accounts are in the scope whose they are now. New ones are in no retention; those that left and came back within the
    period count with what they pay at its end.
    """
    with store.snapshot() as connection:
        day = _day_of_totals(totals.computed_for(connection), today)
        chosen = period or twelve_months(day)
        renewals = upcoming_renewals(store, today, max(WINDOWS), scope, limit=0)
        now = arr_change_last_year(store, day, scope)
        then = arr_change(store, period.before, period.end, scope) if period else now
        bands = tuple(_bands(connection, scope, rates))
        scored = connection.execute("SELECT 1 FROM scoring LIMIT 1").fetchone() is not None
    moved, converted_on = in_one_currency(then.moved, rates)
    arr = total((each.end for each in now.moved), rates)
    return Portfolio(
        scope,
        today,
        renewals.missing.accounts,
        arr,
        bands,
        _window(None, renewals.past_due, rates),
        tuple(_window(each.days, each.up, rates) for each in renewals.windows),
        chosen,
        moved,
        then.customers,
        tuple(retention_metrics(moved, then.customers)),
        converted_on,
        tuple(_missing(renewals.missing, arr, day, today, scored=scored)),
    )


def in_one_currency(moved: Iterable[ArrMovement], rates: Rates | None) -> tuple[tuple[ArrMovement, ...], date | None]:
    """The movements in the currency of the rates as far as there are any, and the day of those that were needed.

    Start and end are converted at the same rates, so that what is kept isn't what the currencies did.
    """
    listed = tuple(moved)
    if rates is None or all(each.end.currency == rates.currency for each in listed):
        return listed, None
    known = [each for each in listed if rates.has(each.end.currency)]
    if not known:
        return listed, None
    apart = tuple(each for each in listed if not rates.has(each.end.currency))
    fields = ("start", "expansion", "contraction", "churn", "new", "end")
    sums = (_sum((getattr(each, field) for each in known), rates) for field in fields)
    return (ArrMovement(*sums), *apart), rates.as_of


def retention_metrics(moved: Iterable[ArrMovement], customers: CustomerMovement) -> Iterator[RetentionMetric]:
    """NRR and GRR of each currency and CRR of the customers, worked out as `/cs nrr` would."""
    for each in moved:
        start, expansion = each.start.decimal, each.expansion.decimal
        contraction, churn = each.contraction.decimal, each.churn.decimal
        currency = each.start.currency
        yield _kept("nrr", currency, start=start, expansion=expansion, contraction=contraction, churn=churn)
        yield _kept("grr", currency, start=start, contraction=contraction, churn=churn)
    yield _kept("crr", "", start=customers.start, new=customers.new, end=customers.end)


def _kept(metric: str, currency: str, **inputs: Decimal | int) -> RetentionMetric:
    from metrics import METRICS, Result, calculate_fields

    values = {name: _plain(value) for name, value in inputs.items()}
    request = f"{metric} {' '.join(f'{name}={value}' for name, value in values.items())}"
    answer = calculate_fields(metric, values)
    if isinstance(answer, Result) and isinstance(answer.value, Decimal):
        value = Decimal(_plain(answer.value))
        return RetentionMetric(metric, METRICS[metric].name, currency, value, answer.value_text, request)
    nothing = "Nobody paid at its start." if not inputs["start"] else answer.data.get("message", "")
    return RetentionMetric(metric, METRICS[metric].name, currency, None, nothing, request)


def _plain(number: Decimal | int) -> str:
    """The number as people type it, without idle zeros; three decimals get one, for 1.001 may be read as 1,001."""
    whole, _, decimals = f"{Decimal(number):f}".partition(".")
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals}{'0' if len(decimals) == 3 else ''}" if decimals else whole


def _day_of_totals(as_of: date | None, today: date) -> date:
    """The day that totals are of, if it isn't long ago: they are there at once, and its difference is slight."""
    return as_of if as_of and 0 <= (today - as_of).days <= STALE else today


def _sum(amounts: Iterable[Money], rates: Rates) -> Money:
    return Money(sum(rates.convert(money).minor for money in amounts), rates.currency)


def _bands(connection: sqlite3.Connection, scope: Scope, rates: Rates | None) -> Iterator[Band]:
    where, given = scope.where("t")
    counted, paid = totals.table_for("standing", scope), totals.table_for("revenue", scope)
    accounts = f"SELECT band, sum(accounts) FROM {counted} t WHERE {where} GROUP BY band"
    arr = f"SELECT band, currency, sum(arr) FROM {paid} t WHERE {where} GROUP BY band, currency"
    counts = dict(connection.execute(accounts, given))
    amounts: dict[str, list[Money]] = {band: [] for band in ("", *BANDS)}
    for band, currency, minor in connection.execute(arr, given):
        amounts[band].append(Money(minor, currency))
    for band in BANDS:
        yield Band(band, counts.get(band, 0), total(amounts[band], rates))


def _window(days: int | None, up: RenewalSum, rates: Rates | None) -> Window:
    return Window(days, up.renewals, total(up.arr, rates), up.unpriced)


def _missing(lacking: MissingData, arr: Total, day: date, today: date, *, scored: bool) -> Iterator[str]:
    """What the figures lack, in sentences."""
    if day != today:
        yield f"ARR and what was kept of it are as of {day}."
    if not scored:
        yield "There are no scores yet: cs health score works them out."
    for count, what in (
        (lacking.unpriced, "without ARR"),
        (lacking.undated, "without a renewal date"),
        (lacking.unowned, "without an owner"),
    ):
        if count:
            yield f"{count:,} {'account' if count == 1 else 'accounts'} {what}."
    if apart := ", ".join(money.currency or "an unknown currency" for money in arr.apart):
        yield f"No rate for {apart}, which is added apart."
