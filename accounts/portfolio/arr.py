"""ARR as it was on any day, and what became of it between two: the ground that retention stands on.

ARR of a day is that of the contracts that count on it (accounts/renewals/contracts.py says which do), by account and
currency. Trials have none. An account without contracts counts the ARR it states, from the day it became a customer (or
ever since, where nobody knows) until it left. No rates are assumed: an account that moves to another currency leaves
one and is new in the other; it stays a customer.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from accounts.money.amounts import Money
from accounts.renewals.terms import year_before
from accounts.scopes.scope import ALL, Scope
from accounts.store import Store
from accounts.upkeep import totals


@dataclass(frozen=True, slots=True)
class Movement:
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
class Moved:
    """The movements of a currency in sum: start + expansion − contraction − churn + new = end."""

    start: Money
    expansion: Money
    contraction: Money
    churn: Money
    new: Money
    end: Money


@dataclass(frozen=True, slots=True)
class Customers:
    """Paying accounts, whatever their currencies: at the start, lost of those, joined or come back, and at the end."""

    start: int
    lost: int
    new: int
    end: int


@dataclass(frozen=True, slots=True)
class Between:
    """What became of ARR from one day to another: by currency, most at the end first, and in customers."""

    before: date
    after: date
    moved: tuple[Moved, ...]
    customers: Customers


@dataclass(frozen=True, slots=True)
class OnDay:
    """ARR of a day, an amount for each currency, most first, and how many accounts pay it."""

    day: date
    arr: tuple[Money, ...]
    accounts: int


def between(store: Store, before: date, after: date, scope: Scope = ALL) -> Between:
    """What became of the ARR that a scope had on one day until another, out of the whole history.

    Accounts are in the scope whose they are now.
    """
    query = f"""
WITH x AS MATERIALIZED ({paid(2, _among(scope))})
SELECT currency, {_MOVED}, 0 FROM x GROUP BY currency
UNION ALL
SELECT NULL, sum(b), sum(b > a), sum(a > b), sum(a), 0, 0, 0
FROM (SELECT max(arr0 > 0) AS b, max(arr1 > 0) AS a FROM x GROUP BY account_id)"""
    rows = store.reading.execute(query, _given((before, after), scope)).fetchall()
    customers = Customers(*(figure or 0 for figure in rows.pop()[1:5]))
    return Between(before, after, _moved([row[:7] for row in rows]), customers)


def last_year(store: Store, today: date, scope: Scope = ALL) -> Between:
    """What became of the ARR of a year before until today: from totals where they are of today, else from history."""
    with store.snapshot() as connection:
        (as_of,) = connection.execute("SELECT as_of FROM totalling").fetchone()
        if as_of != today.isoformat():
            return between(store, year_before(today), today, scope)
        where, parameters = scope.where("r")
        rows = connection.execute(
            "SELECT currency, sum(arr_before), sum(expansion), sum(contraction), sum(churn), sum(new), sum(arr),"
            " sum(customers_before), sum(customers_lost), sum(customers_new), sum(customers)"
            f" FROM {totals.of('revenue', scope)} r WHERE {where} GROUP BY currency",
            parameters,
        ).fetchall()
    customers = Customers(*(sum(row[n] for row in rows) for n in range(7, 11)))
    return Between(year_before(today), today, _moved([row[:7] for row in rows]), customers)


def movements(connection: sqlite3.Connection, before: date, after: date, scope: Scope = ALL) -> Iterator[Movement]:
    """Each account's ARR on two days by currency, where there is any on either."""
    for row in connection.execute(paid(2, _among(scope)), _given((before, after), scope)):
        yield Movement(*row)


def arr_on(store: Store, days: Sequence[date], scope: Scope = ALL) -> tuple[OnDay, ...]:
    """The ARR of a scope on each of the days, and how many accounts paid it."""
    if not days:
        return ()
    sums = ", ".join(f"sum(arr{n})" for n in range(len(days)))
    paying = ", ".join(f"sum(arr{n})" for n in range(len(days)))
    each = ", ".join(f"max(arr{n} > 0) AS arr{n}" for n in range(len(days)))
    query = f"""
WITH x AS MATERIALIZED ({paid(len(days), _among(scope))})
SELECT currency, {sums} FROM x GROUP BY currency
UNION ALL SELECT NULL, {paying} FROM (SELECT {each} FROM x GROUP BY account_id)"""
    rows = store.reading.execute(query, _given(days, scope)).fetchall()
    accounts = rows.pop()[1:]
    return tuple(
        OnDay(day, most_first(Money(row[n + 1], row[0]) for row in rows), accounts[n] or 0)
        for n, day in enumerate(days)
    )


def most_first(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """The amounts that aren't zero, the largest number of whole units first."""
    return tuple(sorted((one for one in amounts if one.minor), key=lambda one: (-one.decimal, one.currency)))


_MOVED: Final = """sum(arr0),
    sum(iif(arr0 > 0 AND arr1 > 0, max(arr1 - arr0, 0), 0)), sum(iif(arr0 > 0 AND arr1 > 0, max(arr0 - arr1, 0), 0)),
    sum(iif(arr1 <= 0, arr0, 0)), sum(iif(arr0 <= 0, arr1, 0)), sum(arr1)"""


def _moved(rows: Iterable[tuple[Any, ...]]) -> tuple[Moved, ...]:
    moved = [Moved(*(Money(amount, currency) for amount in amounts)) for currency, *amounts in rows]
    kept = (one for one in moved if any((one.start.minor, one.new.minor, one.end.minor, one.churn.minor)))
    return tuple(sorted(kept, key=lambda one: (-one.end.decimal, -one.start.decimal, one.end.currency)))


def named(scope: Scope, alias: str) -> str:
    """The scope as a condition with the parameters `:owner` and `:segment`."""
    where, _ = scope.where(alias)
    return where.replace("owner_id = ?", "owner_id = :owner").replace("segment = ?", "segment = :segment")


def _among(scope: Scope) -> str:
    """The scope as a condition on `{account}`."""
    where = named(scope, "o")
    return where if where == "TRUE" else f"{{account}} IN (SELECT id FROM account o WHERE {where})"


def _given(days: Sequence[date], scope: Scope) -> dict[str, object]:
    given: dict[str, object] = {f"day{n}": day.isoformat() for n, day in enumerate(days)}
    return given | {"owner": scope.owner_id, "segment": scope.segment}


def paid(days: int, among: str, contracts: str = "subscription") -> str:
    """A query of each account's ARR by currency on days `:day0`, `:day1` …; `among` is a condition on `{account}`.

    `contracts` is the table to read them from.
    """
    on_contracts = ", ".join(
        f"sum(arr * (starts_on <= :day{n} AND coalesce(counts_until, '9999') > :day{n})) AS arr{n}" for n in range(days)
    )
    stated = ", ".join(
        f"a.arr * (coalesce(t.since, '') <= :day{n} AND coalesce(t.left_on, '9999') > :day{n}) AS arr{n}"
        for n in range(days)
    )
    some = " OR ".join(f"arr{n} != 0" for n in range(days))
    return f"""
SELECT account_id, currency, {on_contracts} FROM {contracts}
WHERE status != 'trial' AND {among.format(account="account_id")} GROUP BY account_id, currency HAVING {some}
UNION ALL
SELECT * FROM (
    SELECT a.id AS account_id, coalesce(a.currency, ''), {stated} FROM account a JOIN tenure t ON t.account_id = a.id
    WHERE a.arr != 0 AND a.status != 'trial' AND {among.format(account="a.id")}
        AND NOT EXISTS (SELECT 1 FROM subscription s WHERE s.account_id = a.id)
) WHERE {some}"""
