"""The accounts as a whole: ARR, bands, renewals ahead, and what was kept of the revenue and customers of a period."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.derived import totals
from accounts.money.amounts import Money
from accounts.money.rates import Rates, Total, total
from accounts.portfolio.arr_caveats import (
    Caveats,
    caveat_queries,
    load_caveats,
    sentences,
    stated_at_start,
    stated_query,
)
from accounts.portfolio.arr_history import arr_changes, arr_changes_last_year, year_query
from accounts.portfolio.arr_model import ArrChange, ArrMovement, CustomerMovement
from accounts.portfolio.periods import Period
from accounts.portfolio.periods import last_year as twelve_months
from accounts.portfolio.retention import RetentionMetric, in_one_currency, retention_metrics
from accounts.portfolio.retention_gaps import retention_gaps
from accounts.renewals.renewal_model import BANDS, WINDOWS, MissingData, Renewals, RenewalSum
from accounts.renewals.upcoming import renewal_queries, upcoming_renewals
from accounts.scopes.scope import ALL, Scope
from accounts.trials import FEW, count_on_trial
from store.connection import Connection, Query
from store.database import Store

STALE: Final = 7
"""Days for which totals that weren't worked out anew since still stand for today, and their day is said."""


@dataclass(frozen=True, slots=True)
class Band:
    """The accounts of a band of health and their ARR, `past_due` of it; of `unpriced` ones none is known."""

    name: str
    accounts: int
    arr: Total
    past_due: Total
    past_due_accounts: int
    unpriced: int = 0


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

    `on_trial` of the accounts are on trial, None where there are too many to look at each. `converted_on` is the day of
    the rates. `missing` says in sentences what the figures lack.
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
    on_trial: int | None = None


def summarise(
    store: Store, today: date, scope: Scope = ALL, period: Period | None = None, rates: Rates | None = None
) -> Portfolio:
    """The portfolio of a scope on a day, with retention over a period, the last 12 months if none is given.

    Accounts are in the scope whose they are now. New ones are in no retention; those that left and came back within the
    period count with what they pay at its end.
    """
    with store.snapshot() as connection:
        found = _read(store, connection, today, scope, period, rates)
    moved, converted_on = in_one_currency(found.then.moved, rates)
    running, _ = in_one_currency(found.runs.moved, rates)
    arr = total((each.end for each in found.year.moved), rates)
    kept = tuple(retention_metrics(moved, found.then.customers, running, found.runs.customers))
    renewals = found.renewals
    return Portfolio(
        scope=scope,
        today=today,
        accounts=renewals.missing.accounts,
        arr=arr,
        bands=found.bands,
        past_due=_window(None, renewals.past_due, rates),
        renewals=tuple(_window(each.days, each.up, rates) for each in renewals.windows),
        period=found.period,
        moved=moved,
        logos=found.then.customers,
        kept=kept,
        converted_on=converted_on,
        missing=(
            *_missing(renewals.missing, arr, found.day, today, scored=found.scored),
            *sentences(found.caveats),
            *retention_gaps(kept, moved, only_stated=found.only_stated),
        ),
        caveats=found.caveats,
        moved_without_past_due=running,
        logos_without_past_due=found.runs.customers,
        on_trial=found.on_trial,
    )


def movements_within(
    store: Store, period: Period, scope: Scope = ALL, rates: Rates | None = None
) -> tuple[tuple[ArrMovement, ...], CustomerMovement]:
    """What became of the ARR and the customers of a scope within a period: what `summarise` says of it, alone."""
    change, _ = arr_changes(store, period.before, period.end, scope)
    moved, _ = in_one_currency(change.moved, rates)
    return moved, change.customers


@dataclass(frozen=True, slots=True)
class _Read:
    """What a portfolio is made of: read at one moment, `year` for the day that totals are of."""

    day: date
    period: Period
    renewals: Renewals
    year: ArrChange
    then: ArrChange
    runs: ArrChange
    bands: tuple[Band, ...]
    caveats: Caveats
    scored: bool
    only_stated: bool
    on_trial: int | None


def _read(  # noqa: PLR0913, PLR0917  what `summarise` is given
    store: Store, connection: Connection, today: date, scope: Scope, period: Period | None, rates: Rates | None
) -> _Read:
    connection.read_ahead(*_queries(today, scope, period))
    day = _day_of_totals(totals.computed_for(connection), today)
    chosen = period or twelve_months(day)
    renewals = upcoming_renewals(store, today, max(WINDOWS), scope, limit=0)
    year, year_running = arr_changes_last_year(store, day, scope)
    then, runs = arr_changes(store, period.before, period.end, scope) if period else (year, year_running)
    return _Read(
        day,
        chosen,
        renewals,
        year,
        then,
        runs,
        bands=tuple(_bands(connection, scope, rates)),
        caveats=load_caveats(connection, scope, rates),
        scored=connection.execute(*_SCORED).fetchone() is not None,
        only_stated=stated_at_start(connection, chosen.before, scope),
        on_trial=count_on_trial(connection, scope) if renewals.missing.accounts <= FEW else None,
    )


_SCORED: Final[Query] = ("SELECT 1 FROM scoring LIMIT 1", ())


def _queries(today: date, scope: Scope, period: Period | None) -> tuple[Query, ...]:
    """What is asked where totals are of today, in one round trip."""
    return (
        totals.COMPUTED_FOR,
        *renewal_queries(today, max(WINDOWS), scope),
        year_query(scope),
        *_band_queries(scope),
        *caveat_queries(scope),
        _SCORED,
        stated_query((period or twelve_months(today)).before, scope),
    )


def _day_of_totals(as_of: date | None, today: date) -> date:
    """The day that totals are of, if it isn't long ago: they are there at once, and its difference is slight."""
    return as_of if as_of and 0 <= (today - as_of).days <= STALE else today


def _band_queries(scope: Scope) -> tuple[Query, Query]:
    """The accounts of each band, and their ARR."""
    where, given = scope.where("t")
    counted, paid = totals.table_for("standing", scope), totals.table_for("revenue", scope)
    accounts = (
        f"SELECT band, CAST(sum(accounts) AS bigint), CAST(sum(unpriced) AS bigint) FROM {counted} t"
        f" WHERE {where} GROUP BY band"
    )
    arr = f"""SELECT band, currency, CAST(sum(arr) AS bigint), CAST(sum(arr - running) AS bigint),
        CAST(sum(past_due_accounts) AS bigint) FROM {paid} t WHERE {where} GROUP BY band, currency"""
    return (accounts, given), (arr, given)


def _bands(connection: Connection, scope: Scope, rates: Rates | None) -> Iterator[Band]:
    accounts, arr = _band_queries(scope)
    counts = {band: rest for band, *rest in connection.execute(*accounts)}
    rows = connection.execute(*arr).fetchall()
    for band in BANDS:
        mine = [row[1:] for row in rows if row[0] == band]
        arr_of, late = (total((Money(row[n], row[0]) for row in mine), rates) for n in (1, 2))
        number, unpriced = counts.get(band, (0, 0))
        yield Band(band, number, arr_of, late, sum(row[3] for row in mine), unpriced)


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
