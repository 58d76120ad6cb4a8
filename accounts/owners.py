"""The people who own accounts, and what each has."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from accounts.money.amounts import Money
from accounts.money.rates import Rates, Total, total
from accounts.renewals.renewal_model import BANDS
from store.connection import Connection, Query
from store.database import Store

DAYS: Final = 90

Counts = dict[int | None, dict[str, int]]


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """What an owner has. `owner_id` is None for the accounts without an owner, and for the sum of all.

    Renewals are those within 90 days, past due ones not among them. `past_due_arr` is part of `arr`; of
    `unpriced` accounts none is known.
    """

    owner_id: int | None
    name: str
    email: str
    accounts: int
    arr: Total
    bands: Mapping[str, int]
    renewals: int
    past_due: int
    past_due_arr: Total
    past_due_accounts: int
    unpriced: int = 0


@dataclass(frozen=True, slots=True)
class Owners:
    """Every owner who has a customer, by name, and what has no owner last; `whole` is the sum of the rows."""

    rows: tuple[OwnerRow, ...]
    whole: OwnerRow


def list_owners(store: Store, today: date, rates: Rates | None = None) -> Owners:
    """What each owner has today."""
    day, end = today.isoformat(), (today + timedelta(days=min(DAYS, (date.max - today).days))).isoformat()
    queries: tuple[Query, ...] = (_BANDS, _ARR, (_RENEWALS, (day, end)), _LATE, _DUE, _UNPRICED)
    with store.snapshot() as connection:
        connection.read_ahead(*queries, _PEOPLE)
        tallies = tuple(_tally(connection, query) for query in queries)
        people = connection.execute(*_PEOPLE).fetchall()
    bands, arr, renewals, *_ = tallies
    listed = [
        (id_, name, email) for id_, name, email in sorted(people, key=_by_name) if _has(id_, bands, arr, renewals)
    ]
    if _has(None, bands, arr, renewals):
        listed.append((None, "", ""))
    rows = tuple(_row(each, tallies, rates) for each in listed)
    return Owners(rows, _row((None, "", ""), tuple(map(_summed, tallies)), rates))


_BANDS: Final[Query] = ("SELECT owner_id, band, CAST(sum(accounts) AS bigint) FROM standing_total GROUP BY 1, 2", ())
_ARR: Final[Query] = ("SELECT owner_id, currency, CAST(sum(arr) AS bigint) FROM revenue_total GROUP BY 1, 2", ())
_RENEWALS: Final = """SELECT owner_id, CASE WHEN renews_on < ? THEN 'past due' ELSE 'ahead' END, count(*) FROM renewal
WHERE renews_on <= ? GROUP BY 1, 2"""
_PAST_DUE: Final = "SELECT owner_id, currency, CAST(sum({figure}) AS bigint) FROM revenue_total GROUP BY 1, 2"
_LATE: Final[Query] = (_PAST_DUE.format(figure="arr - running"), ())
_DUE: Final[Query] = (_PAST_DUE.format(figure="past_due_accounts"), ())
_UNPRICED: Final[Query] = ("SELECT owner_id, '', CAST(sum(unpriced) AS bigint) FROM standing_total GROUP BY 1", ())
_PEOPLE: Final[Query] = ("SELECT id, name, coalesce(email, '') FROM owner", ())


def _by_name(person: tuple[int, str, str]) -> tuple[str, int]:
    return person[1].casefold(), person[0]


def _tally(connection: Connection, query: Query) -> Counts:
    """A figure by owner and by what it is of."""
    tally: Counts = {}
    for owner_id, of, figure in connection.execute(*query):
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


def _row(who: tuple[int | None, str, str], tallies: Sequence[Counts], rates: Rates | None) -> OwnerRow:
    owner_id, name, email = who
    counts, arr, renewals, late, due, unpriced = (each.get(owner_id, {}) for each in tallies)
    return OwnerRow(
        owner_id,
        name,
        email,
        sum(counts.values()),
        _total(arr, rates),
        {band: counts.get(band, 0) for band in BANDS},
        renewals.get("ahead", 0),
        renewals.get("past due", 0),
        _total(late, rates),
        sum(due.values()),
        sum(unpriced.values()),
    )


def _total(arr: Mapping[str, int], rates: Rates | None) -> Total:
    return total((Money(minor, currency) for currency, minor in arr.items()), rates)
