"""The people who own accounts, and what each has."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from accounts.money.amounts import Money
from accounts.money.rates import Rates, Total, total
from accounts.renewals.upcoming import BANDS
from store.database import Store

DAYS: Final = 90

Counts = dict[int | None, dict[str, int]]


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """What an owner has. `owner_id` is None for the accounts without an owner, and for the sum of all.

    Renewals are those within 90 days, past due ones not among them.
    """

    owner_id: int | None
    name: str
    email: str
    accounts: int
    arr: Total
    bands: Mapping[str, int]
    renewals: int
    past_due: int


@dataclass(frozen=True, slots=True)
class Owners:
    """Every owner who has a customer, by name, and what has no owner last; `whole` is the sum of the rows."""

    rows: tuple[OwnerRow, ...]
    whole: OwnerRow


def list_owners(store: Store, today: date, rates: Rates | None = None) -> Owners:
    """What each owner has today."""
    day, end = today.isoformat(), (today + timedelta(days=min(DAYS, (date.max - today).days))).isoformat()
    with store.snapshot() as connection:
        bands = _tally(connection, "SELECT owner_id, band, sum(accounts) FROM standing_total GROUP BY 1, 2")
        arr = _tally(connection, "SELECT owner_id, currency, sum(arr) FROM revenue_total GROUP BY 1, 2")
        renewals = _tally(
            connection,
            "SELECT owner_id, iif(renews_on < ?, 'past due', 'ahead'), count(*) FROM renewal WHERE renews_on <= ?"
            " GROUP BY 1, 2",
            day,
            end,
        )
        people = connection.execute("SELECT id, name, coalesce(email, '') FROM owner").fetchall()
    listed = [
        (id_, name, email) for id_, name, email in sorted(people, key=_by_name) if _has(id_, bands, arr, renewals)
    ]
    if _has(None, bands, arr, renewals):
        listed.append((None, "", ""))
    rows = tuple(_row(each, bands, arr, renewals, rates) for each in listed)
    return Owners(rows, _row((None, "", ""), _summed(bands), _summed(arr), _summed(renewals), rates))


def _by_name(person: tuple[int, str, str]) -> tuple[str, int]:
    return person[1].casefold(), person[0]


def _tally(connection: sqlite3.Connection, query: str, *values: str) -> Counts:
    """A figure by owner and by what it is of."""
    tally: Counts = {}
    for owner_id, of, figure in connection.execute(query, values):
        tally.setdefault(owner_id, {})[of] = figure
    return tally


def _has(owner_id: int | None, *tallies: Counts) -> bool:
    return any(any(tally.get(owner_id, {}).values()) for tally in tallies)


def _summed(tally: Counts) -> Counts:
    sums: dict[str, int] = {}
    for each in tally.values():
        for of, figure in each.items():
            sums[of] = sums.get(of, 0) + figure
    return {None: sums}


def _row(
    who: tuple[int | None, str, str], bands: Counts, arr: Counts, renewals: Counts, rates: Rates | None
) -> OwnerRow:
    owner_id, name, email = who
    counts, due = bands.get(owner_id, {}), renewals.get(owner_id, {})
    return OwnerRow(
        owner_id,
        name,
        email,
        sum(counts.values()),
        total((Money(minor, currency) for currency, minor in arr.get(owner_id, {}).items()), rates),
        {band: counts.get(band, 0) for band in BANDS},
        due.get("ahead", 0),
        due.get("past due", 0),
    )
