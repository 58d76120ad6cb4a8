"""The customers of a scope, however it is narrowed, by revenue or the worst first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from accounts.derived import totals
from accounts.health.config import HealthConfig, load_config
from accounts.health.health_list import rows_of
from accounts.health.model import HealthRow
from accounts.money.amounts import Money
from accounts.money.rates import Rates, Total, total
from accounts.scopes.scope import ALL, Scope
from accounts.trials import FEW, count_on_trial
from store.connection import Connection
from store.database import Store


@dataclass(frozen=True, slots=True)
class FilteredAccounts:
    """A page of the customers of a scope, how many there are, and their ARR.

    `on_trial` of all of them are on trial, None where there are too many to look at each.
    """

    rows: tuple[HealthRow, ...]
    total: int
    arr: Total
    on_trial: int | None = None


@dataclass(frozen=True, slots=True)
class Uncompared:
    """What a limit of ARR can't be compared with: accounts without a known ARR, and currencies without a rate."""

    unpriced: int = 0
    currencies: tuple[str, ...] = ()
    several: bool = False  # currencies, each account compared in its own
    mixed: int = 0  # accounts that pay in several currencies, compared by the one they pay most in


@dataclass(frozen=True, slots=True)
class _Sum:
    """Customers that pay most in a currency, and how many of them have a known ARR."""

    accounts: int
    priced: int


@dataclass(frozen=True, slots=True)
class _Customer:
    id: int
    arr: Money | None
    score: int | None


def list_filtered(  # noqa: PLR0913, PLR0917  what to list, which page of it, and how it is judged
    store: Store,
    scope: Scope = ALL,
    limit: int = 20,
    offset: int = 0,
    config: HealthConfig | None = None,
    rates: Rates | None = None,
    *,
    worst_first: bool = False,
) -> FilteredAccounts:
    """A page of the customers of a scope, by revenue; or in the order of their scores, the lowest first, and without a
    score last.
    """
    with store.snapshot() as connection:
        sums = _sums(connection, scope)
        first = [
            each
            for currency in sums
            for each in _first(connection, scope, currency, offset + limit, worst_first=worst_first)
        ]
        first.sort(key=lambda each: _place(each, rates, worst_first=worst_first))
        page = [each.id for each in first[offset : offset + limit]]
        accounts = sum(each.accounts for each in sums.values())
        return FilteredAccounts(
            tuple(rows_of(connection, page, config or load_config())),
            accounts,
            total(_arr(connection, scope, sums), rates),
            count_on_trial(connection, scope) if accounts <= FEW else None,
        )


def uncompared(store: Store, scope: Scope) -> Uncompared:
    """What a scope's limit of ARR leaves out of it, and nothing where it has none."""
    if not scope.narrowing.by_arr:
        return Uncompared()
    with store.snapshot() as connection:
        sums = _sums(connection, scope.unlimited())
        where, given = scope.unlimited().where("s")
        mixed = f"SELECT count(*) FROM standing s WHERE s.currencies > 1 AND {where}"
        (several,) = connection.execute(mixed, given).fetchone()
    currencies = {currency for currency, each in sums.items() if each.priced}
    limits = (scope.narrowing.above, scope.narrowing.below)
    own = not any(limit.currency for limit in limits if limit)
    return Uncompared(
        sum(each.accounts - each.priced for each in sums.values()),
        tuple(sorted(currencies & {*scope.narrowing.not_compared})),
        own and len(currencies) > 1,
        several,
    )


def _sums(connection: Connection, scope: Scope) -> dict[str, _Sum]:
    """The customers of a scope in each currency that they pay most in."""
    where, given = scope.where("s")
    rows = connection.execute(
        "SELECT s.currency, count(*), count(s.arr)"
        f" FROM standing s WHERE {where} GROUP BY s.currency ORDER BY s.currency",
        given,
    )
    return {currency: _Sum(*found) for currency, *found in rows}


def _arr(connection: Connection, scope: Scope, sums: Mapping[str, _Sum]) -> Iterator[Money]:
    """All ARR of the customers of a scope, in the currencies that they pay least in as well."""
    where, given = scope.where("r")
    rows = connection.execute(
        f"SELECT r.currency, CAST(sum(r.arr) AS bigint) FROM {totals.table_for('revenue', scope)} r"
        f" WHERE {where} AND r.band <> '' GROUP BY r.currency",
        given,
    )
    found = {currency: 0 for currency, each in sums.items() if each.priced} | {code: arr for code, arr in rows if arr}
    return (Money(arr, currency) for currency, arr in found.items())


def _first(
    connection: Connection, scope: Scope, currency: str, count: int, *, worst_first: bool
) -> Iterator[_Customer]:
    """The first customers of a scope that pay in a currency: the first of all are among the first of each."""
    where, given = scope.where("s")
    order = "s.score NULLS LAST, s.arr DESC NULLS LAST" if worst_first else "s.arr DESC NULLS LAST"
    rows = connection.execute(
        f"SELECT s.account_id, s.arr, s.score FROM standing s WHERE s.currency = ? AND {where}"
        f" ORDER BY {order}, s.account_id LIMIT ?",
        (currency, *given, count),
    )
    for id_, arr, score in rows:
        yield _Customer(id_, None if arr is None else Money(arr, currency), score)


def _place(each: _Customer, rates: Rates | None, *, worst_first: bool) -> tuple[bool, int, bool, Decimal, int]:
    arr = each.arr
    worth = (rates.convert(arr) if rates and rates.has(arr.currency) else arr).decimal if arr else Decimal(0)
    place = (arr is None, -worth, each.id)
    return (each.score is None, each.score or 0, *place) if worst_first else (False, 0, *place)
