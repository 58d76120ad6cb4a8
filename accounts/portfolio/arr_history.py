"""ARR as it was on any day, and its movements between two days: what retention is worked out from.

ARR of a day is that of the contracts that count on it (accounts/renewals/contract_periods.py says which do), by account
and currency. Trials have none. An account without contracts counts the ARR it states, from the day it became a customer
(or ever since, where nobody knows) until it left. No rates are assumed: an account that moves to another currency
leaves one and is new in the other; it stays a customer.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.derived import arr_by_day, totals
from accounts.money.amounts import Money, largest_first
from accounts.renewals.contract_terms import year_before
from accounts.scopes.scope import ALL, Scope
from store.database import Store


@dataclass(frozen=True, slots=True)
class AccountMovement:
    """An account's ARR in a currency on two days, in minor units."""

    account_id: int
    currency: str
    before: int
    after: int

    @property
    def kind(self) -> str:
        """`new`, `churn`, `expansion`, `contraction` or `kept`."""
        if self.before <= 0 or self.after <= 0:
            return "new" if self.before <= 0 else "churn"
        if self.before == self.after:
            return "kept"
        return "expansion" if self.after > self.before else "contraction"


@dataclass(frozen=True, slots=True)
class ArrMovement:
    """The movements of a currency in sum: start + expansion − contraction − churn + new = end."""

    start: Money
    expansion: Money
    contraction: Money
    churn: Money
    new: Money
    end: Money


@dataclass(frozen=True, slots=True)
class CustomerMovement:
    """Paying accounts, whatever their currencies: at the start, lost of those, joined or come back, and at the end."""

    start: int
    lost: int
    new: int
    end: int


@dataclass(frozen=True, slots=True)
class ArrChange:
    """The movements of ARR from one day to another: by currency, most at the end first, and in customers."""

    before: date
    after: date
    moved: tuple[ArrMovement, ...]
    customers: CustomerMovement


@dataclass(frozen=True, slots=True)
class ArrOnDay:
    """ARR of a day, an amount for each currency, most first, and how many accounts pay it."""

    day: date
    arr: tuple[Money, ...]
    accounts: int


def arr_change(store: Store, before: date, after: date, scope: Scope = ALL) -> ArrChange:
    """Returns the movements of a scope's ARR from one day to another, out of the whole history.

    Accounts are in the scope whose they are now. Of the last `arr_by_day.KEPT` days only those accounts are looked
    at that changed: all others have what totals say. An owner's are few enough to look at each.
    """
    owned = scope.owner_id is not None or scope.unowned
    with store.snapshot() as connection:
        today = _day_of_totals(connection)
        if owned or today is None or not before <= after <= today or (today - before).days > arr_by_day.KEPT:
            return _found(before, after, _sums(connection, before, after, scope, _from_history(scope)))
        since = _sums(connection, after, today, scope, _from_steps(scope, until_today=True))
        moved = _sums(connection, before, after, scope, _from_steps(scope, until_today=after == today))
        end = _held(_of_year(connection, scope)).before(since)
    start = end.before(moved)
    arr = {each: (start.arr[each], *moved.arr.get(each, _NONE)[1:5], end.arr.get(each, 0)) for each in start.arr}
    return _found(before, after, _Sums(arr, (start.customers, *moved.customers[1:3], end.customers)))


def arr_change_last_year(store: Store, today: date, scope: Scope = ALL) -> ArrChange:
    """Returns the movements of the last year: from totals where they are of today, else from history."""
    with store.snapshot() as connection:
        if _day_of_totals(connection) != today:
            return arr_change(store, year_before(today), today, scope)
        return _found(year_before(today), today, _of_year(connection, scope))


def movements(
    connection: sqlite3.Connection, before: date, after: date, scope: Scope = ALL
) -> Iterator[AccountMovement]:
    """Each account's ARR on two days by currency, where there is any on either."""
    for row in connection.execute(arr_by_day.paid_arr_query(2, _among(scope)), _given((before, after), scope)):
        yield AccountMovement(*row)


def arr_on(store: Store, days: Sequence[date], scope: Scope = ALL) -> tuple[ArrOnDay, ...]:
    """The ARR of a scope on each of the days, and how many accounts paid it."""
    if not days:
        return ()
    sums = ", ".join(f"sum(arr{n})" for n in range(len(days)))
    paying = ", ".join(f"sum(arr{n})" for n in range(len(days)))
    each = ", ".join(f"max(arr{n} > 0) AS arr{n}" for n in range(len(days)))
    query = f"""
WITH x AS MATERIALIZED ({arr_by_day.paid_arr_query(len(days), _among(scope))})
SELECT currency, {sums} FROM x GROUP BY currency
UNION ALL SELECT NULL, {paying} FROM (SELECT {each} FROM x GROUP BY account_id)"""
    rows = store.reading.execute(query, _given(days, scope)).fetchall()
    accounts = rows.pop()[1:]
    return tuple(
        ArrOnDay(day, largest_first(Money(row[n + 1], row[0]) for row in rows), accounts[n] or 0)
        for n, day in enumerate(days)
    )


_NONE: Final = (0, 0, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class _Sums:
    """ARR by currency in the order of `Moved`, and customers in that of `Customers`."""

    arr: Mapping[str, tuple[int, ...]]
    customers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    """ARR of a day by currency, and the customers."""

    arr: Mapping[str, int]
    customers: int

    def before(self, moved: _Sums) -> "_Held":
        """What there was before accounts moved: all others had the same."""
        currencies = {**self.arr, **moved.arr}
        arr = {each: self.arr.get(each, 0) + _gone(moved.arr.get(each, _NONE)) for each in currencies}
        return _Held(arr, self.customers + _gone(moved.customers))


def _gone(figures: tuple[int, ...]) -> int:
    """How much less there is at the end than at the start."""
    return figures[0] - figures[-1]


def _held(sums: _Sums) -> _Held:
    return _Held({currency: figures[-1] for currency, figures in sums.arr.items()}, sums.customers[-1])


def _day_of_totals(connection: sqlite3.Connection) -> date | None:
    (as_of,) = connection.execute("SELECT as_of FROM derived_state").fetchone()
    return None if as_of is None else date.fromisoformat(as_of)


def _of_year(connection: sqlite3.Connection, scope: Scope) -> _Sums:
    """The movements of the year until the day of totals, out of them."""
    where, parameters = scope.where("r")
    rows = connection.execute(
        "SELECT currency, sum(arr_before), sum(expansion), sum(contraction), sum(churn), sum(new), sum(arr),"
        " sum(customers_before), sum(customers_lost), sum(customers_new), sum(customers)"
        f" FROM {totals.table_for('revenue', scope)} r WHERE {where} GROUP BY currency",
        parameters,
    ).fetchall()
    return _Sums({row[0]: row[1:7] for row in rows}, tuple(sum(row[n] for row in rows) for n in range(7, 11)))


def _sums(connection: sqlite3.Connection, before: date, after: date, scope: Scope, query: str) -> _Sums:
    *moved, customers = connection.execute(query, _given((before, after), scope)).fetchall()
    return _Sums({row[0]: row[1:] for row in moved}, tuple(figure or 0 for figure in customers[1:5]))


_BY_CURRENCY: Final = """currency, sum(arr0),
    sum(iif(arr0 > 0 AND arr1 > 0, max(arr1 - arr0, 0), 0)), sum(iif(arr0 > 0 AND arr1 > 0, max(arr0 - arr1, 0), 0)),
    sum(iif(arr1 <= 0, arr0, 0)), sum(iif(arr0 <= 0, arr1, 0)), sum(arr1)"""
_CUSTOMERS: Final = "NULL, sum(was), sum(was > now), sum(now > was), sum(now), 0, 0"


def _from_history(scope: Scope) -> str:
    """The sums over all accounts of a scope that paid on either day."""
    return f"""
WITH x AS MATERIALIZED ({arr_by_day.paid_arr_query(2, _among(scope))})
SELECT {_BY_CURRENCY} FROM x GROUP BY currency UNION ALL SELECT {_CUSTOMERS}
FROM (SELECT max(arr0 > 0) AS was, max(arr1 > 0) AS now FROM x GROUP BY account_id)"""


def _from_steps(scope: Scope, *, until_today: bool) -> str:
    """The same over those whose ARR changed."""
    return f"""
WITH x AS MATERIALIZED ({arr_by_day.arr_changes_query(scope_condition(scope, "s"), until_today=until_today)})
SELECT {_BY_CURRENCY} FROM x WHERE currency != '{arr_by_day.PAYING}' GROUP BY currency UNION ALL SELECT {_CUSTOMERS}
FROM (SELECT arr0 AS was, arr1 AS now FROM x WHERE currency = '{arr_by_day.PAYING}')"""


def _found(before: date, after: date, sums: _Sums) -> ArrChange:
    moved = [ArrMovement(*(Money(amount, currency) for amount in amounts)) for currency, amounts in sums.arr.items()]
    kept = (one for one in moved if any((one.start.minor, one.new.minor, one.end.minor, one.churn.minor)))
    ranked = sorted(kept, key=lambda one: (-one.end.decimal, -one.start.decimal, one.end.currency))
    return ArrChange(before, after, tuple(ranked), CustomerMovement(*sums.customers))


def scope_condition(scope: Scope, alias: str) -> str:
    """The scope as a condition with the parameters `:owner` and `:segment`."""
    where, _ = scope.where(alias)
    return where.replace("owner_id = ?", "owner_id = :owner").replace("segment = ?", "segment = :segment")


def _among(scope: Scope) -> str:
    """The scope as a condition on `{account}`."""
    where = scope_condition(scope, "o")
    return where if where == "TRUE" else f"{{account}} IN (SELECT id FROM account o WHERE {where})"


def _given(days: Sequence[date], scope: Scope) -> dict[str, object]:
    given: dict[str, object] = {f"day{n}": day.isoformat() for n, day in enumerate(days)}
    return given | {"owner": scope.owner_id, "segment": scope.segment}
