"""Trends of the portfolio: ARR by month and bands by week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from typing import Final

from accounts.derived import totals
from accounts.derived.daily_changes import band_table, told_bands
from accounts.money.rates import Rates, Total, total
from accounts.portfolio.arr_history import arr_on
from accounts.portfolio.arr_model import ArrOnDay
from accounts.portfolio.retention import ENOUGH
from accounts.renewals.contract_terms import add_months
from accounts.scopes.scope import ALL, Scope
from store.connection import Connection
from store.database import Store

FEW: Final = 20_000
"""With more customers than this, the bands of days that weren't counted aren't worked out from everybody's scores."""


@dataclass(frozen=True, slots=True)
class MonthArr:
    """ARR as it was on a day."""

    day: date
    arr: Total


@dataclass(frozen=True, slots=True)
class WeekBands:
    """How many accounts were in each band on a day."""

    day: date
    accounts: Mapping[str, int]


def arr_by_month(
    store: Store, today: date, scope: Scope = ALL, months: int = 12, rates: Rates | None = None
) -> tuple[MonthArr, ...]:
    """ARR on the last day of each of so many months before this one, and today; oldest first.

    It begins with the first month from which on enough of the ARR is known (`retention.ENOUGH`).
    """
    first = today.replace(day=1)
    days = [add_months(first, -back) - timedelta(days=1) for back in reversed(range(months))]
    known = [*takewhile(_is_known, reversed(arr_on(store, [*days, today], scope)))]
    return tuple(MonthArr(each.day, total(each.arr, rates)) for each in reversed(known))


def main_currency(store: Store, scope: Scope = ALL) -> str:
    """The currency that most accounts of a scope pay in: amounts can't say it, as they can't be compared."""
    where, given = scope.where("t")
    with store.snapshot() as connection:
        found = connection.execute(
            f"SELECT currency, sum(accounts) AS n FROM {totals.table_for('revenue', scope)} t WHERE {where}"
            " GROUP BY currency ORDER BY n DESC, currency LIMIT 1",
            given,
        ).fetchone()
    return str(found[0]) if found else ""


def _is_known(on: ArrOnDay) -> bool:
    """Whether enough of the ARR of a day is known, in each currency."""
    known = {money.currency: money.minor for money in on.arr}
    shares = ((known.get(money.currency, 0), money.minor) for money in on.unknown)
    return all(arr * 100 >= (arr + unknown) * ENOUGH for arr, unknown in shares)


def bands_by_week(store: Store, today: date, scope: Scope = ALL, weeks: int = 8) -> tuple[WeekBands, ...]:
    """The bands today and on the same weekday of so many weeks before; oldest first. Days nobody knows are left out.

    They are those counted on the day, else what the scores of today's customers tell if they aren't too many.
    """
    days = [(today - timedelta(weeks=back)).isoformat() for back in range(weeks, 0, -1)]
    with store.snapshot() as connection:
        found = _counted(connection, days, scope)
        now = _now(connection, scope)
        if len(found) < len(days) and sum(now.values()) <= FEW:
            found |= {day: told_bands(connection, day, scope) for day in days if day not in found}
    known = [WeekBands(date.fromisoformat(day), found[day]) for day in days if found.get(day)]
    return (*known, WeekBands(today, now)) if now else tuple(known)


def _counted(connection: Connection, days: Sequence[str], scope: Scope) -> dict[str, dict[str, int]]:
    """The bands as they were counted on days; of a scope that is narrowed nothing is."""
    if scope.narrowed:
        return {}
    where, given = scope.where("b")
    marks = ", ".join("?" * len(days))
    query = (
        f"SELECT counted_on, band, sum(accounts) FROM {band_table(scope)} b WHERE counted_on IN ({marks}) AND {where}"
    )
    found: dict[str, dict[str, int]] = {}
    for day, band, accounts in connection.execute(f"{query} GROUP BY counted_on, band", (*days, *given)):
        found.setdefault(day, {})[band] = accounts
    return found


def _now(connection: Connection, scope: Scope) -> dict[str, int]:
    where, given = scope.where("t")
    counted = totals.table_for("standing", scope)
    query = f"SELECT band, sum(accounts) FROM {counted} t WHERE {where} GROUP BY band"
    return {band: accounts for band, accounts in connection.execute(query, given) if accounts}
