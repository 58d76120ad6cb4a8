"""The customers that meet conditions: a band, no champion, ARR above or below an amount; the worst first if asked."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from accounts.health.config import HealthConfig, load_config
from accounts.health.health_list import rows_of
from accounts.health.model import Band, HealthRow
from accounts.money.amounts import Money
from accounts.money.rates import Rates, Total, total
from accounts.scopes.scope import ALL, Scope
from store.database import Store


@dataclass(frozen=True, slots=True)
class AccountFilter:
    """Conditions on customers, all of which must hold.

    `above` and `below` are ARR in whole units of `currency`, or of each account's own currency where that is empty.
    With `worst_first` accounts are in the order of their scores, the lowest first, and without a score last.
    """

    scope: Scope = ALL
    band: Band | None = None
    without_champion: bool = False
    above: Decimal | None = None
    below: Decimal | None = None
    currency: str = ""
    worst_first: bool = False

    @property
    def by_arr(self) -> bool:
        """Whether there is a condition on ARR."""
        return self.above is not None or self.below is not None


@dataclass(frozen=True, slots=True)
class FilteredAccounts:
    """A page of the customers that meet the conditions, how many there are, their ARR, and what could not be judged.

    `unpriced` have no known ARR, and `not_compared` one in a currency that there is no rate for; where ARR is a
    condition neither is listed.
    """

    rows: tuple[HealthRow, ...]
    total: int
    arr: Total
    unpriced: int = 0
    not_compared: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Customer:
    id: int
    arr: Money | None
    score: int | None


def list_filtered(  # noqa: PLR0913, PLR0917  what to list, which page of it, and how it is judged
    store: Store,
    wanted: AccountFilter,
    limit: int = 20,
    offset: int = 0,
    config: HealthConfig | None = None,
    rates: Rates | None = None,
) -> FilteredAccounts:
    """A page of the customers that meet the conditions, by revenue or the worst first."""
    with store.snapshot() as connection:
        customers = list(_customers(connection, wanted))
        compared = {each.id: _comparable(each.arr, wanted.currency, rates) for each in customers if each.arr}
        met = [each for each in customers if not wanted.by_arr or _meets(compared.get(each.id), wanted, rates)]
        met.sort(key=lambda each: _place(each, compared.get(each.id), worst_first=wanted.worst_first))
        page = [each.id for each in met[offset : offset + limit]]
        return FilteredAccounts(
            tuple(rows_of(connection, page, config or load_config())),
            len(met),
            total((each.arr for each in met if each.arr), rates),
            sum(each.arr is None for each in customers),
            tuple(sorted({each.arr.currency for each in customers if each.arr and compared[each.id] is None})),
        )


def _customers(connection: sqlite3.Connection, wanted: AccountFilter) -> Iterator[_Customer]:
    where, given = wanted.scope.where("s")
    band = " AND s.band = ?" if wanted.band else ""
    champion = " AND s.champion IS NULL" if wanted.without_champion else ""
    rows = connection.execute(
        f"SELECT s.account_id, s.arr, s.currency, s.score FROM standing s WHERE {where}{band}{champion}",
        (*given, *filter(None, (wanted.band,))),
    )
    for id_, arr, currency, score in rows:
        yield _Customer(id_, None if arr is None else Money(arr, currency), score)


def _comparable(arr: Money, currency: str, rates: Rates | None) -> Decimal | None:
    """The amount as it is compared: converted where there are rates, bare where no currency is named; else None."""
    if currency in {"", arr.currency} and not (rates and rates.has(arr.currency)):
        return arr.decimal
    if rates and rates.has(arr.currency):
        return rates.convert(arr).decimal
    return None


def _meets(arr: Decimal | None, wanted: AccountFilter, rates: Rates | None) -> bool:
    above, below = (_limit(each, wanted.currency, rates) for each in (wanted.above, wanted.below))
    return arr is not None and (above is None or arr > above) and (below is None or arr < below)


def _limit(amount: Decimal | None, currency: str, rates: Rates | None) -> Decimal | None:
    """The amount of a condition in the currency that amounts are compared in."""
    if amount is None or not (currency and rates and rates.has(currency)) or currency == rates.currency:
        return amount
    return amount * rates.rates[currency]


def _place(each: _Customer, arr: Decimal | None, *, worst_first: bool) -> tuple[bool, int, bool, Decimal, int]:
    worth = (arr is None, -(arr or Decimal(0)), each.id)
    return (each.score is None, each.score or 0, *worth) if worst_first else (False, 0, *worth)
