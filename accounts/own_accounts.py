"""The accounts that somebody owns and what of them renews next, as an overview needs it: one query each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from accounts.money.amounts import Money
from accounts.renewals.renewal_model import BANDS
from accounts.scopes.scope import Requester, owner_of
from store.database import Store

_BANDS: Final = """
SELECT 'accounts' AS part, t.band, '' AS currency, CAST(sum(t.accounts) AS bigint) AS number,
    CAST(sum(t.unpriced) AS bigint) AS unpriced
FROM standing_total t WHERE t.owner_id = :owner GROUP BY t.band
UNION ALL
SELECT 'arr', t.band, t.currency, CAST(sum(t.arr) AS bigint), 0
FROM revenue_total t WHERE t.owner_id = :owner GROUP BY t.band, t.currency
ORDER BY 1, 2, 3"""
_RENEWALS: Final = """
SELECT a.id, a.name, r.renews_on, r.act_by, r.notice_days, r.arr, r.currency, s.band,
    count(*) OVER (), count(*) FILTER (WHERE r.renews_on < :today) OVER ()
FROM renewal r JOIN account a ON a.id = r.account_id JOIN standing s ON s.account_id = r.account_id
WHERE r.owner_id = :owner AND r.renews_on <= :end
ORDER BY CASE WHEN r.renews_on < :today THEN 0 ELSE 1 END, r.act_by, r.renews_on, r.account_id, r.currency
LIMIT :few"""


@dataclass(frozen=True, slots=True)
class OwnBand:
    """The accounts of a band and their ARR in each currency; `unpriced` of them have no known ARR."""

    band: str
    accounts: int
    arr: tuple[Money, ...]
    unpriced: int


@dataclass(frozen=True, slots=True)
class NextRenewal:
    """A renewal ahead or past due; `act_by` is the last day to act, None where the notice period isn't known."""

    account_id: int
    account: str
    renews_on: date
    act_by: date | None
    arr: Money | None
    band: str


@dataclass(frozen=True, slots=True)
class OwnAccounts:
    """The accounts of an owner by band, how many of their renewals come up or are past due, and the first of those."""

    owner: str
    bands: tuple[OwnBand, ...]
    renewals: int
    past_due: int
    next_renewals: tuple[NextRenewal, ...]

    @property
    def accounts(self) -> int:
        """How many there are."""
        return sum(each.accounts for each in self.bands)

    def accounts_of(self, band: str) -> int:
        """How many of a band there are."""
        return sum(each.accounts for each in self.bands if each.band == band)


def has_accounts(store: Store) -> bool:
    """Whether any account was imported."""
    return store.reading.execute("SELECT id FROM account LIMIT 1").fetchone() is not None


def own_accounts(store: Store, asker: Requester, today: date, days: int, few: int) -> OwnAccounts | None:
    """What somebody owns, and the first few of their renewals within so many days; None for who is no owner."""
    with store.snapshot() as connection:
        owner = owner_of(connection, asker)
        if owner is None:
            return None
        of = {"owner": owner[0]}
        until = {"today": today.isoformat(), "end": (today + timedelta(days=days)).isoformat(), "few": few}
        bands = connection.execute(_BANDS, of).fetchall()
        rows = connection.execute(_RENEWALS, of | until).fetchall()
    return OwnAccounts(
        owner[1],
        tuple(_bands(bands)),
        rows[0][8] if rows else 0,
        rows[0][9] if rows else 0,
        tuple(map(_renewal, rows)),
    )


def _bands(rows: Sequence[tuple[Any, ...]]) -> Iterator[OwnBand]:
    """The bands that have accounts, red first."""
    amounts = [(band, Money(number, currency)) for part, band, currency, number, _ in rows if part == "arr"]
    counts = {band: (number, unpriced) for part, band, _, number, unpriced in rows if part == "accounts"}
    for band in BANDS:
        number, unpriced = counts.get(band, (0, 0))
        if number:
            yield OwnBand(band, number, tuple(arr for of, arr in amounts if of == band), unpriced)


def _renewal(row: tuple[Any, ...]) -> NextRenewal:
    id_, name, renews_on, act_by, notice, arr, currency, band, *_ = row
    acting = None if notice is None else date.fromisoformat(act_by)
    worth = None if arr is None else Money(arr, currency)
    return NextRenewal(id_, name, date.fromisoformat(renews_on), acting, worth, band)
