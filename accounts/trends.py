"""How the portfolio came to be what it is: ARR by month and the bands by week."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from accounts.arr import arr_on
from accounts.rates import Rates, Total, total
from accounts.scope import ALL, Scope
from accounts.store import Store
from accounts.terms import add_months

FEW: Final = 20_000
"""With more customers than this, the bands of days that weren't counted aren't worked out from everybody's scores."""


@dataclass(frozen=True, slots=True)
class MonthArr:
    """ARR as it was on a day, and how many accounts paid it."""

    day: date
    arr: Total
    accounts: int


@dataclass(frozen=True, slots=True)
class WeekBands:
    """How many accounts were in each band on a day."""

    day: date
    accounts: Mapping[str, int]


def arr_by_month(
    store: Store, today: date, scope: Scope = ALL, months: int = 12, rates: Rates | None = None
) -> tuple[MonthArr, ...]:
    """ARR on the last day of each of so many months before this one, and today; oldest first."""
    first = today.replace(day=1)
    days = [add_months(first, -back) - timedelta(days=1) for back in reversed(range(months))]
    found = arr_on(store, [*days, today], scope)
    return tuple(MonthArr(each.day, total(each.arr, rates), each.accounts) for each in found)


def bands_by_week(store: Store, today: date, scope: Scope = ALL, weeks: int = 8) -> tuple[WeekBands, ...]:
    """The bands today and on the same weekday of so many weeks before; oldest first. Days nobody knows are left out."""
    days = [today - timedelta(weeks=back) for back in range(weeks, 0, -1)]
    with store.snapshot() as connection:
        found = [WeekBands(day, bands) for day in days if (bands := _on(connection, day, scope))]
        now = _counted(connection, "standing_total", scope)
    return (*found, *([WeekBands(today, now)] if now else []))


def _on(connection: sqlite3.Connection, day: date, scope: Scope) -> dict[str, int]:
    """The bands of a day as they were counted, else as scores tell them if the accounts aren't too many."""
    counted = _counted(connection, "band_count", scope, "counted_on = ?", day.isoformat())
    if counted or connection.execute("SELECT sum(accounts) > ? FROM standing_total", (FEW,)).fetchone()[0]:
        return counted
    where, given = scope.where("s")
    rows = connection.execute(
        f"""SELECT x.band, count(*) FROM standing s JOIN score x ON x.account_id = s.account_id AND x.scored_on = (
            SELECT max(scored_on) FROM score y WHERE y.account_id = s.account_id AND y.scored_on <= ?
        ) WHERE {where} GROUP BY x.band""",  # noqa: S608  a condition of ours
        (day.isoformat(), *given),
    )
    return dict(rows.fetchall())


def _counted(
    connection: sqlite3.Connection, table: str, scope: Scope, when: str = "TRUE", *days: str
) -> dict[str, int]:
    where, given = scope.where("t")
    rows: Iterator[tuple[str, int]] = connection.execute(
        f"SELECT band, sum(accounts) FROM {table} t WHERE {when} AND {where} GROUP BY band",  # noqa: S608  names of ours
        (*days, *given),
    )
    return {band: accounts for band, accounts in rows if accounts}
