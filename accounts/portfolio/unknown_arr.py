"""The accounts whose state on a day isn't known: what they may have been worth then, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.derived import arr_by_day
from accounts.derived.arr_by_day import DayArr
from accounts.money.amounts import Money, largest_first
from accounts.portfolio.arr_sums import PAYING, Sums, both_sums, parameters, read_sums, scope_condition
from accounts.scopes.scope import Scope
from store.connection import Connection


@dataclass(frozen=True, slots=True)
class Unknown:
    """Accounts that aren't known at the start of a period, and `unpriced` of them without any amount.

    `weights` is what they may have been worth by currency, without what of them counted then. `sums` are their
    movements as far as anything counted.
    """

    accounts: int
    unpriced: int
    weights: Mapping[str, int]
    sums: Sums


TWO_DAYS: Final = (
    DayArr("arr0", "day0"),
    DayArr("arr1", "day1"),
    DayArr("run0", "day0", running=True),
    DayArr("run1", "day1", running=True),
)


def at_start(
    connection: Connection, before: date, after: date, scope: Scope, *, recent: bool
) -> tuple[Unknown, Unknown] | None:
    """Returns the accounts that aren't known on the day before a period, None where all are: of all ARR, of what runs.

    `recent` tells that the period is within the days that `arr_step` keeps.
    """
    given = parameters((before, after), scope)
    chosen = f"n.kind = 'unknown' AND n.until > :day0 AND n.starts_on <= :day0 AND {scope_condition(scope, 'n')}"
    weights = connection.execute(
        f"SELECT n.currency, CAST(sum(n.arr) AS bigint) FROM arr_note n WHERE {chosen} GROUP BY n.currency", given
    ).fetchall()
    if not weights:
        return None
    accounts = f"SELECT n.account_id FROM arr_note n WHERE {chosen}"
    moving = f"{{account}} IN ({accounts}{' AND n.counted = 1' * recent})"
    both = read_sums(connection.execute(both_sums(arr_by_day.paid_arr_query(TWO_DAYS, moving), PAYING), given))
    known, *unpriced = connection.execute(_count_query(chosen, accounts), given).fetchone()
    whole, running = (Unknown(known, n, dict(weights), sums) for n, sums in zip(unpriced, both, strict=True))
    return whole, running


def _count_query(chosen: str, accounts: str) -> str:
    """How many accounts there are, and how many of them have no amount: of all ARR, and of what runs."""
    paid = arr_by_day.paid_arr_query(TWO_DAYS, f"{{account}} IN ({accounts} AND n.arr <= 0)")
    without = "count(*) FILTER (WHERE priced = 0 AND account_id NOT IN (SELECT account_id FROM paid WHERE {} > 0))"
    return f"""
WITH paid AS MATERIALIZED ({paid})
SELECT count(*), {without.format("arr0")}, {without.format("run0")} FROM (
    SELECT n.account_id, max(CASE WHEN n.arr > 0 THEN 1 ELSE 0 END) AS priced FROM arr_note n WHERE {chosen}
    GROUP BY n.account_id
) AS noted"""


def on_days(connection: Connection, days: Sequence[date], scope: Scope) -> tuple[tuple[Money, ...], ...]:
    """Returns what accounts may have been worth on each of the days, of those whose state then isn't known."""
    sums = ", ".join(
        f"CAST(coalesce(sum(n.arr) FILTER (WHERE n.until > :day{n} AND n.starts_on <= :day{n}), 0) AS bigint)"
        for n in range(len(days))
    )
    rows = connection.execute(
        f"SELECT n.currency, {sums} FROM arr_note n"
        f" WHERE n.kind = 'unknown' AND {scope_condition(scope, 'n')} GROUP BY n.currency",
        parameters(days, scope),
    ).fetchall()
    return tuple(largest_first(Money(row[n + 1], row[0]) for row in rows) for n in range(len(days)))
