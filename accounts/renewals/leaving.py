"""ARR that is leaving: under notice, or of accounts that leave on a known day. It is in no list of renewals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.money.amounts import Money, largest_first
from accounts.scopes.scope import ALL, Scope
from store.database import Store


@dataclass(frozen=True, slots=True)
class LeavingArr:
    """ARR of an account that stops on a day; `leaves_on` is None where nobody knows the day, `notice_on` too."""

    account_id: int
    account: str
    leaves_on: date | None
    arr: Money
    notice_on: date | None
    owner_id: int | None
    owner: str
    segment: str = ""
    crm_url: str = ""


@dataclass(frozen=True, slots=True)
class LeavingList:
    """Who leaves: how many accounts and entries, their ARR by currency, and the first of them by the day."""

    accounts: int = 0
    entries: int = 0
    arr: tuple[Money, ...] = ()
    rows: tuple[LeavingArr, ...] = ()


_ROWS: Final = """
SELECT l.account_id, a.name, l.leaves_on, l.arr, l.currency, l.notice_on, l.owner_id, coalesce(o.name, ''), l.segment,
    coalesce(a.crm_url, '')
FROM leaving l JOIN account a ON a.id = l.account_id LEFT JOIN owner o ON o.id = l.owner_id
WHERE {where} ORDER BY CASE WHEN l.leaves_on = '' THEN 1 ELSE 0 END, l.leaves_on, l.account_id, l.currency
LIMIT ? OFFSET ?"""


def list_leaving(store: Store, scope: Scope = ALL, most: Callable[[int], int] = int, offset: int = 0) -> LeavingList:
    """Who of a scope leaves, the first to leave first, as many as `most` says of so many, from so many on."""
    where, given = scope.where("l")
    with store.snapshot() as connection:
        sums = connection.execute(
            "SELECT currency, CAST(sum(arr) AS bigint), count(*) FROM leaving l"
            f" WHERE {where} GROUP BY currency ORDER BY currency",
            given,
        ).fetchall()
        if not sums:
            return LeavingList()
        counting = (f"SELECT count(*) FROM (SELECT 1 FROM leaving l WHERE {where} GROUP BY account_id) AS gone", given)
        entries = sum(number for *_, number in sums)
        listing = (_ROWS.format(where=where), (*given, most(entries), offset))
        connection.read_ahead(counting, listing)
        (accounts,) = connection.execute(*counting).fetchone()
        rows = connection.execute(*listing).fetchall()
    arr = largest_first(Money(minor, currency) for currency, minor, _ in sums)
    return LeavingList(accounts, entries, arr, tuple(_leaving(*row) for row in rows))


def _leaving(  # noqa: PLR0913, PLR0917  the columns of a row
    id_: int, name: str, day: str, arr: int, currency: str, notice: str | None, owner_id: int | None, *texts: str
) -> LeavingArr:
    leaves_on = date.fromisoformat(day) if day else None
    notice_on = date.fromisoformat(notice) if notice else None
    return LeavingArr(id_, name, leaves_on, Money(arr, currency), notice_on, owner_id, *texts)
