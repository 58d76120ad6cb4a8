"""ARR as it was on any day, and its movements between two days: what retention is worked out from.

ARR of a day is what `accounts/derived/arr_by_day.py` counts, by account and currency: all of it, or what runs, which is
without what is past due. No rates are assumed: an account that moves to another currency leaves one and is new in the
other; it stays a customer. Accounts whose state isn't known on the first of two days are in no movement
(accounts/portfolio/unknown_arr.py).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from accounts.derived import arr_by_day, totals
from accounts.derived.arr_by_day import DayArr
from accounts.money.amounts import Money, largest_first
from accounts.portfolio import unknown_arr
from accounts.portfolio.arr_model import AccountMovement, ArrChange, ArrMovement, ArrOnDay, CustomerMovement
from accounts.portfolio.arr_sums import (
    NO_CUSTOMERS,
    NONE,
    PAYING,
    Sums,
    account_scope,
    both_sums,
    parameters,
    read_sums,
    scope_condition,
)
from accounts.renewals.contract_terms import year_before
from accounts.scopes.scope import ALL, Scope
from store.connection import Connection, Query
from store.database import Store


def arr_changes(store: Store, before: date, after: date, scope: Scope = ALL) -> tuple[ArrChange, ArrChange]:
    """What became of the ARR that a scope had on one day until another: of all of it, and without what is past due.

    Accounts are in the scope whose they are now. Of a year until the day of totals those have it. Of the last
    `arr_by_day.KEPT` days only those accounts are looked at that changed: all others have what totals say. Those that
    are narrowed are few enough to look at each.
    """
    with store.snapshot() as connection:
        computed_for = totals.computed_for(connection)
        if is_totals_year(before, after, computed_for):
            rows = _year_rows(connection, scope)
            whole, running = (_year_change(before, after, rows, running=each) for each in (False, True))
            return whole, running
        both = _movements(connection, before, after, scope)
        recent = computed_for is not None and (computed_for - before).days <= arr_by_day.KEPT
        unknown = unknown_arr.at_start(connection, before, after, scope, recent=recent) or (None, None)
    whole, running = (_change(before, after, sums, each) for sums, each in zip(both, unknown, strict=True))
    return whole, running


def is_totals_year(before: date, after: date, computed_for: date | None) -> bool:
    """Whether two days are those that totals, worked out for a day, have the ARR of."""
    return computed_for == after and before == year_before(after)


def arr_changes_last_year(store: Store, today: date, scope: Scope = ALL) -> tuple[ArrChange, ArrChange]:
    """The same of a year before until today."""
    return arr_changes(store, year_before(today), today, scope)


def arr_change(store: Store, before: date, after: date, scope: Scope = ALL, *, running: bool = False) -> ArrChange:
    """One of `arr_changes`."""
    return arr_changes(store, before, after, scope)[running]


def arr_change_last_year(store: Store, today: date, scope: Scope = ALL, *, running: bool = False) -> ArrChange:
    """One of `arr_changes_last_year`."""
    return arr_changes_last_year(store, today, scope)[running]


def movements(connection: Connection, before: date, after: date, scope: Scope = ALL) -> Iterator[AccountMovement]:
    """Each account's ARR on two days by currency, where there is any on either."""
    query = arr_by_day.paid_arr_query((DayArr("arr0", "day0"), DayArr("arr1", "day1")), account_scope(scope))
    for row in connection.execute(query, parameters((before, after), scope)):
        yield AccountMovement(*row)


def arr_on(store: Store, days: Sequence[date], scope: Scope = ALL) -> tuple[ArrOnDay, ...]:
    """The ARR of a scope on each of the days."""
    if not days:
        return ()
    query = arr_by_day.arr_sums_query([DayArr(f"arr{n}", f"day{n}") for n in range(len(days))], account_scope(scope))
    with store.snapshot() as connection:
        rows = connection.execute(query, parameters(days, scope)).fetchall()
        unknown = unknown_arr.on_days(connection, days, scope)
    return tuple(
        ArrOnDay(day, largest_first(Money(amounts[n], currency) for currency, *amounts in rows), unknown[n])
        for n, day in enumerate(days)
    )


def _movements(connection: Connection, before: date, after: date, scope: Scope) -> tuple[Sums, Sums]:
    """What became of ARR, of all of it and of what runs, as if the state of all accounts were known."""
    today = totals.computed_for(connection)
    if scope.narrowed or today is None or not before <= after <= today or (today - before).days > arr_by_day.KEPT:
        return _sums(connection, before, after, scope, _from_history(scope))
    nothing = Sums({}, NO_CUSTOMERS)
    later = _sums(connection, after, today, scope, _from_steps(scope, until_today=True)) if after < today else None
    moved = _sums(connection, before, after, scope, _from_steps(scope, until_today=after == today))
    rows = _year_rows(connection, scope)
    ends = (_held(rows, running=running).before(later[running] if later else nothing) for running in (False, True))
    whole, running = (_joined(end, each) for end, each in zip(ends, moved, strict=True))
    return whole, running


def _joined(end: "_Held", moved: Sums) -> Sums:
    """What became of all ARR, out of what there is at the end and what moved."""
    start = end.before(moved)
    arr = {each: (start.arr[each], *moved.arr.get(each, NONE)[1:5], end.arr.get(each, 0)) for each in start.arr}
    return Sums(arr, (start.customers, *moved.customers[1:3], end.customers))


@dataclass(frozen=True, slots=True)
class _Held:
    """ARR of a day by currency, and the customers."""

    arr: Mapping[str, int]
    customers: int

    def before(self, moved: Sums) -> "_Held":
        """What there was before accounts moved: all others had the same."""
        currencies = {**self.arr, **moved.arr}
        arr = {each: self.arr.get(each, 0) + _gone(moved.arr.get(each, NONE)) for each in currencies}
        return _Held(arr, self.customers + _gone(moved.customers))


def _gone(figures: tuple[int, ...]) -> int:
    """How much less there is at the end than at the start."""
    return figures[0] - figures[-1]


_YEAR: Final = ("{c}_before", "{p}expansion", "{p}contraction", "{p}churn", "{p}new", "{c}", "{p}unknown",
                "{p}unknown_before")  # fmt: skip
_YEAR_OF_CUSTOMERS: Final = ("{p}customers_before", "{p}customers_lost", "{p}customers_new", "{p}customers",
                             "{p}customers_unknown", "unknown_accounts", "{p}unpriced_accounts")  # fmt: skip
_YEAR_COLUMNS: Final = len(_YEAR) + len(_YEAR_OF_CUSTOMERS)
_YEAR_SUMS: Final = ", ".join(
    f"CAST(sum({each.format(p=prefix, c=column)}) AS bigint)"
    for prefix, column in (("", "arr"), ("running_", "running"))
    for each in (*_YEAR, *_YEAR_OF_CUSTOMERS)
)
YearRow = tuple[Any, ...]


def _year_rows(connection: Connection, scope: Scope) -> list[YearRow]:
    """What became of ARR in the year until the day of totals, by currency: of all of it, then of what runs, the figures
    of ARR and those of customers.
    """
    return connection.execute(*year_query(scope)).fetchall()


def year_query(scope: Scope) -> Query:
    """What is asked for that."""
    where, given = scope.where("r")
    table = totals.table_for("revenue", scope)
    return f"SELECT currency, {_YEAR_SUMS} FROM {table} r WHERE {where} GROUP BY currency", given


def _held(rows: list[YearRow], *, running: bool) -> _Held:
    first = 1 + running * _YEAR_COLUMNS
    end, customers = first + _YEAR.index("{c}"), first + len(_YEAR) + _YEAR_OF_CUSTOMERS.index("{p}customers")
    return _Held({row[0]: row[end] for row in rows}, sum(row[customers] for row in rows))


def _year_change(before: date, after: date, rows: list[YearRow], *, running: bool) -> ArrChange:
    first = 1 + running * _YEAR_COLUMNS
    of_customers = range(first + len(_YEAR), first + _YEAR_COLUMNS)
    customers = CustomerMovement(*(sum(row[n] for row in rows) for n in of_customers))
    shown = len(_YEAR) if customers.unknown_at_start else len(_YEAR) - 2
    moved = (ArrMovement(*(Money(amount, row[0]) for amount in row[first : first + shown])) for row in rows)
    return ArrChange(before, after, _ranked(moved), customers)


def _sums(connection: Connection, before: date, after: date, scope: Scope, query: str) -> tuple[Sums, Sums]:
    return read_sums(connection.execute(query, parameters((before, after), scope)))


def _from_history(scope: Scope) -> str:
    """The sums over all accounts of a scope that paid on either day."""
    return both_sums(arr_by_day.paid_arr_query(unknown_arr.TWO_DAYS, account_scope(scope)), PAYING)


def _from_steps(scope: Scope, *, until_today: bool) -> str:
    """The same over those whose ARR changed."""
    if scope.owned:
        owned = scope.named_where("o", "id")
        changed = arr_by_day.arr_changes_query("TRUE", until_today=until_today, of_accounts=owned)
    else:
        changed = arr_by_day.arr_changes_query(scope_condition(scope, "s"), until_today=until_today)
    of_accounts = f"currency = '{arr_by_day.PAYING}'"
    return both_sums(changed, f"SELECT * FROM x WHERE {of_accounts}", f"NOT {of_accounts}")


def _change(before: date, after: date, sums: Sums, unknown: unknown_arr.Unknown | None) -> ArrChange:
    """The movements of accounts that are known, most at the end first."""
    currencies = dict.fromkeys((*sums.arr, *(unknown.weights if unknown else ())))
    moved = _ranked(_moved(each, sums.arr.get(each, NONE), unknown) for each in currencies)
    start, lost, new, end = sums.customers
    if unknown is None:
        return ArrChange(before, after, moved, CustomerMovement(start, lost, new, end))
    was, gone, came, pays = unknown.sums.customers or NO_CUSTOMERS
    customers = CustomerMovement(start - was, lost - gone, new - came, end, pays, unknown.accounts, unknown.unpriced)
    return ArrChange(before, after, moved, customers)


def _moved(currency: str, figures: tuple[int, ...], unknown: unknown_arr.Unknown | None) -> ArrMovement:
    if unknown is None:
        return ArrMovement(*(Money(amount, currency) for amount in figures))
    theirs = unknown.sums.arr.get(currency, NONE)
    known = [mine - their for mine, their in zip(figures[:5], theirs[:5], strict=True)]
    weight = unknown.weights.get(currency, 0) + theirs[0]
    return ArrMovement(*(Money(amount, currency) for amount in (*known, figures[5], theirs[5], weight)))


def _ranked(moved: Iterable[ArrMovement]) -> tuple[ArrMovement, ...]:
    """Those that there are, most at the end first."""
    return tuple(
        sorted(filter(_is_any, moved), key=lambda one: (-one.end.decimal, -one.start.decimal, one.end.currency))
    )


def _is_any(one: ArrMovement) -> bool:
    amounts = (one.start, one.new, one.end, one.churn, one.unknown_at_start)
    return any(amount is not None and amount.minor for amount in amounts)
