"""The accounts as a whole: ARR, bands, renewals ahead, and what was kept of the revenue and customers of a period."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.derived import totals
from accounts.money.amounts import Money
from accounts.money.rates import Rates, Total, total
from accounts.portfolio.arr_caveats import Caveats, load_caveats, sentences, stated_at_start
from accounts.portfolio.arr_history import ArrMovement, CustomerMovement, arr_changes, arr_changes_last_year
from accounts.portfolio.periods import Period
from accounts.portfolio.periods import last_year as twelve_months
from accounts.portfolio.retention import (
    ENOUGH,
    NOT_KNOWN,
    RetentionMetric,
    in_one_currency,
    known_share,
    retention_metrics,
)
from accounts.renewals.upcoming import BANDS, WINDOWS, MissingData, RenewalSum, upcoming_renewals
from accounts.scopes.scope import ALL, Scope
from store.database import Store

STALE: Final = 7
"""Days for which totals that weren't worked out anew since still stand for today, and their day is said."""


@dataclass(frozen=True, slots=True)
class Band:
    """The accounts of a band of health and their ARR, `past_due` of it."""

    name: str
    accounts: int
    arr: Total
    past_due: Total
    past_due_accounts: int


@dataclass(frozen=True, slots=True)
class Window:
    """Renewals from today until `days` from today, narrower windows included; or, without days, those past due."""

    days: int | None
    renewals: int
    arr: Total
    unpriced: int


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
    caveats: Caveats
    moved_without_past_due: tuple[ArrMovement, ...] = ()
    logos_without_past_due: CustomerMovement | None = None


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
        year = arr_changes_last_year(store, day, scope)
        then, runs = arr_changes(store, period.before, period.end, scope) if period else year
        bands = tuple(_bands(connection, scope, rates))
        caveats = load_caveats(connection, scope, rates)
        scored = connection.execute("SELECT 1 FROM scoring LIMIT 1").fetchone() is not None
        only_stated = stated_at_start(connection, chosen.before, scope)
    moved, converted_on = in_one_currency(then.moved, rates)
    running, _ = in_one_currency(runs.moved, rates)
    arr = total((each.end for each in year[0].moved), rates)
    kept = tuple(retention_metrics(moved, then.customers, running, runs.customers))
    lacking = (
        *_missing(renewals.missing, arr, day, today, scored=scored),
        *sentences(caveats),
        *_retention_missing(kept, moved, only_stated=only_stated),
    )
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
        kept,
        converted_on,
        lacking,
        caveats,
        running,
        runs.customers,
    )


def _retention_missing(
    kept: Sequence[RetentionMetric], moved: Sequence[ArrMovement], *, only_stated: bool
) -> Iterator[str]:
    """Over how much retention is stated, or why it isn't, in sentences."""
    reasons: dict[str, list[str]] = {}
    for each in kept:
        if each.text == NOT_KNOWN:
            reasons.setdefault(each.why, []).append(each.metric.upper())
    for why, metrics in reasons.items():
        yield f"{' and '.join(metrics)} {'is' if len(metrics) == 1 else 'are'} not known: {why[:1].lower()}{why[1:]}"
    for one in moved:
        share = known_share(one)
        if share is not None and ENOUGH <= share < 100:
            unknown = f"{one.unknown_at_start} may have been there besides, and nobody knows"
            yield f"Retention is over {int(share)}% of the revenue of its start: {one.start}; {unknown}."
    if only_stated and any(each.value is not None for each in kept):
        yield "ARR that accounts only state is taken to have been the same at the start."


def _day_of_totals(as_of: date | None, today: date) -> date:
    """The day that totals are of, if it isn't long ago: they are there at once, and its difference is slight."""
    return as_of if as_of and 0 <= (today - as_of).days <= STALE else today


def _bands(connection: sqlite3.Connection, scope: Scope, rates: Rates | None) -> Iterator[Band]:
    where, given = scope.where("t")
    counted, paid = totals.table_for("standing", scope), totals.table_for("revenue", scope)
    accounts = f"SELECT band, sum(accounts) FROM {counted} t WHERE {where} GROUP BY band"
    arr = f"""SELECT band, currency, CAST(sum(arr) AS bigint), CAST(sum(arr - running) AS bigint),
        CAST(sum(past_due_accounts) AS bigint) FROM {paid} t WHERE {where} GROUP BY band, currency"""
    counts = dict(connection.execute(accounts, given))
    rows = connection.execute(arr, given).fetchall()
    for band in BANDS:
        mine = [row[1:] for row in rows if row[0] == band]
        arr_of, late = (total((Money(row[n], row[0]) for row in mine), rates) for n in (1, 2))
        yield Band(band, counts.get(band, 0), arr_of, late, sum(row[3] for row in mine))


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
