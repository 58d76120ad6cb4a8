"""The raw rows that figures are counted from, as files say them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it was imported. `arr` is what it states, in minor units."""

    id: int
    imported_on: date
    status: str = "active"
    notice: bool = False
    customer_since: date | None = None
    churned_on: date | None = None
    arr: int | None = None
    currency: str | None = None
    renews_on: date | None = None
    notice_days: int | None = None
    auto_renews: bool | None = None
    renewal_term: int | None = None
    segment: str | None = None
    owner_id: int | None = None
    returned_on: date | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract as it was imported, in minor units a year."""

    id: int
    account_id: int
    imported_on: date
    starts_on: date
    arr: int
    currency: str
    status: str = "active"
    ends_on: date | None = None
    cancelled_on: date | None = None
    notice: bool = False
    notice_on: date | None = None
    product: str | None = None
    notice_days: int | None = None
    auto_renews: bool | None = None
    renewal_term: int | None = None


@dataclass(frozen=True, slots=True)
class ChurnEvent:
    """An event that says that an account left."""

    account_id: int
    churned_on: date


@dataclass(frozen=True, slots=True)
class History:
    """All rows of a store, the day on which it is looked at, and the days of grace."""

    today: date
    accounts: tuple[Account, ...]
    contracts: tuple[Contract, ...] = ()
    events: tuple[ChurnEvent, ...] = ()
    grace_days: int = 90
