"""The known ARR of an account and its next renewal."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.account_facts import to_day, to_flag
from accounts.money.amounts import Money, largest_first
from store.connection import Connection, Query

_CURRENT: Final = "SELECT currency, arr, arr_before FROM revenue WHERE account_id = ?"
_NOTES: Final = """
SELECT kind, arr, counted, currency, until FROM arr_note
WHERE account_id = ? AND kind <> 'unknown' ORDER BY kind, currency"""
_LEAVING: Final = """
SELECT leaves_on, arr, currency, notice_on FROM leaving WHERE account_id = ?
ORDER BY CASE WHEN leaves_on = '' THEN 1 ELSE 0 END, leaves_on, currency"""
_PAST_DUE: Final = "SELECT currency, arr - running FROM revenue WHERE account_id = ? AND arr <> running"
_RENEWAL: Final = """
SELECT renews_on, min(act_by), max(notice_days), min(auto_renews) FROM renewal
WHERE account_id = ? GROUP BY renews_on ORDER BY renews_on LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Renewal:
    """The next renewal, and the last day to act on it; None where the notice period isn't known."""

    renews_on: date | None = None
    act_by: date | None = None
    notice_days: int | None = None
    auto_renews: bool | None = None


def arr_queries(account_id: int) -> tuple[Query, ...]:
    """All that is asked here of an account, to be read ahead."""
    return tuple((query, (account_id,)) for query in (_CURRENT, _NOTES, _LEAVING, _PAST_DUE, _RENEWAL))


def current_arr(connection: Connection, account_id: int) -> tuple[tuple[Money, ...], tuple[Money, ...]]:
    """ARR today and a year ago, in each currency, most first."""
    rows = connection.execute(_CURRENT, (account_id,)).fetchall()
    return (
        largest_first(Money(now, currency) for currency, now, _ in rows),
        largest_first(Money(before, currency) for currency, _, before in rows),
    )


def other_arr(connection: Connection, account_id: int, currency: str) -> tuple[Money, ...]:
    """ARR today in the currencies beside one, most first."""
    return tuple(each for each in current_arr(connection, account_id)[0] if each.currency != currency)


@dataclass(frozen=True, slots=True)
class ArrNote:
    """What is to be said of the account's ARR: `arr` that it states holds `until` its contract begins (`stated`), or is
    `replaced`; `counted` counts in its place, or will. Of a `left` account `arr` is what went with it.
    """

    kind: str
    arr: Money
    counted: Money
    until: date | None


@dataclass(frozen=True, slots=True)
class Leaving:
    """ARR of the account that is under notice, the day that it leaves (None: not known) and the day of the notice."""

    leaves_on: date | None
    arr: Money
    notice_on: date | None


def arr_notes(connection: Connection, account_id: int) -> tuple[ArrNote, ...]:
    """What is to be said of the ARR of an account."""
    rows = connection.execute(_NOTES, (account_id,))
    return tuple(
        ArrNote(kind, Money(arr, currency), Money(counted, currency), to_day(until))
        for kind, arr, counted, currency, until in rows
    )


def leaving(connection: Connection, account_id: int) -> tuple[Leaving, ...]:
    """What of an account is under notice, the first to leave first, what leaves on no known day last."""
    rows = connection.execute(_LEAVING, (account_id,))
    return tuple(Leaving(to_day(day), Money(arr, currency), to_day(notice)) for day, arr, currency, notice in rows)


def past_due_arr(connection: Connection, account_id: int) -> tuple[Money, ...]:
    """ARR of an account today that is past due, in each currency, most first."""
    rows = connection.execute(_PAST_DUE, (account_id,))
    return largest_first(Money(minor, currency) for currency, minor in rows)


def renewal(connection: Connection, account_id: int) -> Renewal:
    """The next renewal of an account, or the one that is past due."""
    row = connection.execute(_RENEWAL, (account_id,)).fetchone()
    if not row:
        return Renewal()
    renews_on, act_by, notice_days, auto_renews = row
    return Renewal(
        to_day(renews_on), None if notice_days is None else to_day(act_by), notice_days, to_flag(auto_renews)
    )
