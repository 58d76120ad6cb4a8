"""Contracts that are in the store: what a source needs that is told of each only how it is now."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.money.amounts import Money
from store.database import Store

MARK = "@"  # between the id of a contract and the day from which on it had another ARR


@dataclass(frozen=True, slots=True)
class KnownContract:
    """A contract as it is in the store; days as ISO text."""

    key: str
    product: str | None
    status: str
    starts_on: str
    cancelled_on: str | None
    arr: Money


def known_contracts(store: Store, key: str) -> Sequence[KnownContract]:
    """The contracts that one subscription is kept as, from the first to the one that it is now."""
    rows = store.reading.execute(
        "SELECT key, product, status, starts_on, cancelled_on, arr, currency FROM subscription"
        " WHERE key = :key OR (key > :begin AND key < :end) ORDER BY starts_on, key",
        {"key": key, "begin": f"{key}{MARK}", "end": f"{key}{chr(ord(MARK) + 1)}"},
    )
    return [
        KnownContract(key, product, status, starts_on, cancelled_on, Money(arr, currency))
        for key, product, status, starts_on, cancelled_on, arr, currency in rows
    ]
