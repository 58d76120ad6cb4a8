"""Contracts that are in the store: what a source needs that is told of each only how it is now."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.money.amounts import Money
from store.database import Store

MARK = "@"  # between the id of a contract and the day from which on it had another ARR


@dataclass(frozen=True, slots=True)
class KnownContract:
    """A contract as it is in the store; `account` is the id of its account, days are ISO text."""

    key: str
    account: str
    product: str | None
    status: str
    starts_on: str
    cancelled_on: str | None
    arr: Money


def known_contracts(store: Store, key: str) -> Sequence[KnownContract]:
    """The contracts that one subscription is kept as, from the first to the one that it is now."""
    rows = store.reading.execute(
        """SELECT s.key, a.key, s.product, s.status, s.starts_on, s.cancelled_on, s.arr, s.currency
        FROM subscription s JOIN account a ON a.id = s.account_id
        WHERE s.key = :key OR (s.key > :begin AND s.key < :end) ORDER BY s.starts_on, s.key""",
        {"key": key, "begin": f"{key}{MARK}", "end": f"{key}{chr(ord(MARK) + 1)}"},
    )
    return [
        KnownContract(own, account, product, status, starts, cancelled, Money(arr, currency))
        for own, account, product, status, starts, cancelled, arr, currency in rows
    ]
