"""Some accounts by owner: who owns how many of them, and which."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from accounts.money.amounts import Money
from accounts.money.rates import Rates, Total, total
from accounts.scopes.scope import Scope
from store.database import Store

_SUMS: Final = """
SELECT s.owner_id, coalesce(o.name, ''), coalesce(o.email, ''), s.currency, count(*),
    count(*) FILTER (WHERE s.arr IS NULL)
FROM standing s LEFT JOIN owner o ON o.id = s.owner_id WHERE {where} GROUP BY 1, 2, 3, 4"""
_ARR: Final = """
SELECT s.owner_id, v.currency, CAST(sum(v.arr) AS bigint)
FROM standing s JOIN revenue v ON v.account_id = s.account_id WHERE {where} GROUP BY 1, 2"""
_NAMES: Final = """
SELECT x.owner_id, x.name FROM (
    SELECT s.owner_id, a.name, row_number() OVER (PARTITION BY s.owner_id ORDER BY s.arr DESC NULLS LAST, a.id) AS place
    FROM standing s JOIN account a ON a.id = s.account_id WHERE {where}) AS x
WHERE x.place <= ? ORDER BY x.place"""
_RENEWING: Final = (
    "EXISTS (SELECT 1 FROM renewal r WHERE r.account_id = s.account_id AND r.renews_on >= ? AND r.renews_on <= ?)"
)


@dataclass(frozen=True, slots=True)
class OwnerGroup:
    """What an owner has of some accounts, with the `names` of those that bring the most; `owner_id` is None for
    accounts without an owner. Of `unpriced` accounts no ARR is known.
    """

    owner_id: int | None
    owner: str
    email: str
    accounts: int
    arr: Total
    unpriced: int
    names: tuple[str, ...]


def group_by_owner(
    store: Store, scope: Scope, named: int, rates: Rates | None = None, renewing: tuple[date | None, date] | None = None
) -> tuple[OwnerGroup, ...]:
    """The customers of a scope by owner, by name, and those without one last; `named` says how many are named each.

    With `renewing` only those with a renewal between two days, or until the second.
    """
    where, given = scope.where("s")
    if renewing:
        first, last = renewing
        where, given = f"{where} AND {_RENEWING}", (*given, first.isoformat() if first else "", last.isoformat())
    with store.snapshot() as connection:
        sums = connection.execute(_SUMS.format(where=where), given).fetchall()
        paid = connection.execute(_ARR.format(where=where), given).fetchall()
        names = connection.execute(_NAMES.format(where=where), (*given, named)).fetchall()
    owners = sorted({row[:3] for row in sums}, key=lambda each: (each[0] is None, each[1].casefold(), each[0]))
    return tuple(
        OwnerGroup(
            owner_id,
            name,
            email,
            sum(row[4] for row in sums if row[0] == owner_id),
            total(_arr(owner_id, sums, paid), rates),
            sum(row[5] for row in sums if row[0] == owner_id),
            tuple(account for owned_by, account in names if owned_by == owner_id),
        )
        for owner_id, name, email in owners
    )


def _arr(owner_id: int | None, sums: Iterable[tuple[Any, ...]], paid: Iterable[tuple[Any, ...]]) -> Iterator[Money]:
    """All ARR of an owner's accounts; nought of a currency that accounts without any are in."""
    found = dict.fromkeys((row[3] for row in sums if row[0] == owner_id and row[3]), 0)
    found |= {currency: arr for owner, currency, arr in paid if owner == owner_id and arr}
    return (Money(arr, currency) for currency, arr in found.items())
