"""The customers that were lost within a period: who they are, what they paid at its start, and when they left."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from accounts.derived import arr_by_day, totals
from accounts.derived.arr_by_day import DayArr
from accounts.money.amounts import Money, largest_first
from accounts.money.rates import Rates, Total, total
from accounts.portfolio.arr_history import is_totals_year
from accounts.portfolio.arr_sums import account_scope, parameters, scope_condition
from accounts.portfolio.periods import Period
from accounts.scopes.scope import ALL, Scope
from store.connection import Connection
from store.database import Store

AT_ONCE: Final = 500  # accounts that are read together


@dataclass(frozen=True, slots=True)
class LostCustomer:
    """A customer that paid at the start of a period and not at its end.

    `arr` is what it paid at the start, in each currency, most first. `left_on` is the day it left, None where it is no
    customer that left or nobody knows; `unpaid_from` the first day at whose end no ARR of it counted.
    """

    account_id: int
    account: str
    owner: str
    segment: str
    arr: tuple[Money, ...]
    left_on: date | None
    unpaid_from: date | None
    reason: str
    crm_url: str


@dataclass(frozen=True, slots=True)
class LostCustomers:
    """A page of the customers that a scope lost within a period, most revenue first; how many there are, their ARR."""

    rows: tuple[LostCustomer, ...]
    total: int
    arr: Total


def list_lost(  # noqa: PLR0913, PLR0917  each is said at every call
    store: Store, period: Period, scope: Scope = ALL, limit: int = 20, offset: int = 0, rates: Rates | None = None
) -> LostCustomers:
    """A page of the customers that a scope lost within a period: those that `movements_within` counts.

    Accounts whose state at the start isn't known are not among them.
    """
    with store.snapshot() as connection:
        lost = _lost(connection, period, scope)
        order = sorted(lost, key=lambda id_: (-_worth(lost[id_], rates), id_))
        page = order[offset : offset + limit]
        rows = tuple(_rows(connection, page, lost, period))
    return LostCustomers(rows, len(lost), total((each for arr in lost.values() for each in arr), rates))


def _worth(arr: Sequence[Money], rates: Rates | None) -> Decimal:
    priced = (rates.convert(each) if rates and rates.has(each.currency) else each for each in arr)
    return sum((each.decimal for each in priced), Decimal(0))


def _lost(connection: Connection, period: Period, scope: Scope) -> dict[int, tuple[Money, ...]]:
    """What each customer that was lost paid at the start."""
    found: dict[int, list[Money]] = defaultdict(list)
    given = parameters((period.before, period.end), scope)
    for id_, currency, arr in connection.execute(_query(connection, period, scope), given):
        found[id_].append(Money(arr, currency))
    return {id_: largest_first(arr) for id_, arr in found.items()}


_UNKNOWN: Final = """SELECT n.account_id FROM arr_note n
    WHERE n.kind = 'unknown' AND n.until > :day0 AND n.starts_on <= :day0"""


_THE_YEAR: Final = "SELECT s.account_id, s.currency, s.arr_before AS arr0, s.arr AS arr1 FROM revenue s WHERE {where}"
_TWO_DAYS: Final = (DayArr("arr0", "day0"), DayArr("arr1", "day1"))


def _query(connection: Connection, period: Period, scope: Scope) -> str:
    """ARR of the start by account and currency: out of what is kept of the last year, or of the steps of recent days;
    else out of history.
    """
    today = totals.computed_for(connection)
    lost = "SELECT account_id FROM x GROUP BY account_id HAVING max(arr0) > 0 AND max(arr1) <= 0"
    recent = today is not None and period.end <= today and (today - period.before).days <= arr_by_day.KEPT
    if is_totals_year(period.before, period.end, today):
        rows = _THE_YEAR.format(where=scope_condition(scope, "s"))
    elif recent and today is not None and not (scope.narrowed or scope.owned):
        rows = arr_by_day.arr_changes_query(scope_condition(scope, "s"), until_today=period.end == today)
        lost = f"SELECT account_id FROM x WHERE currency = '{arr_by_day.PAYING}' AND arr0 > 0 AND arr1 <= 0"
    else:
        rows = arr_by_day.paid_arr_query(_TWO_DAYS, account_scope(scope))
    return f"""
WITH x AS MATERIALIZED ({rows}), lost AS MATERIALIZED ({lost})
SELECT x.account_id, x.currency, x.arr0 FROM x
WHERE x.account_id IN (SELECT account_id FROM lost) AND x.currency <> '{arr_by_day.PAYING}' AND x.arr0 > 0
    AND x.account_id NOT IN ({_UNKNOWN})"""


_DETAILS: Final = """
SELECT a.id, a.name, coalesce(o.name, ''), coalesce(a.segment, ''), t.left_on,
    (SELECT max(s.counts_until) FROM subscription s
        WHERE s.account_id = a.id AND s.status <> 'trial' AND s.counts_until <= ?),
    CASE WHEN t.stated_until <= ? THEN t.stated_until END,
    coalesce((SELECT c.reason FROM churn c WHERE c.account_id = a.id AND c.churned_on <= ? AND c.reason <> ''
        ORDER BY c.churned_on DESC, c.id DESC LIMIT 1), a.churn_reason, ''),
    coalesce(a.crm_url, '')
FROM account a LEFT JOIN customer_period t ON t.account_id = a.id LEFT JOIN owner o ON o.id = a.owner_id
WHERE a.id IN ({marks})"""


def _rows(
    connection: Connection, ids: Sequence[int], lost: dict[int, tuple[Money, ...]], period: Period
) -> Iterator[LostCustomer]:
    end = period.end.isoformat()
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        query = _DETAILS.format(marks=", ".join("?" * len(some)))
        by_id = {row[0]: row for row in connection.execute(query, (end, end, end, *some))}
        yield from (_row(by_id[id_], lost[id_], end) for id_ in some)


def _row(row: tuple[Any, ...], arr: tuple[Money, ...], end: str) -> LostCustomer:
    id_, name, owner, segment, left_on, ended, stated_until, reason, url = row
    unpaid_from = max(filter(None, (ended, stated_until)), default="")
    left = left_on if left_on and left_on <= end else ""
    return LostCustomer(id_, name, owner, segment, arr, _day(left), _day(unpaid_from), reason, url)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
