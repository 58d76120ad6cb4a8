"""What became of the renewals that came up: which contracts were renewed, and which were lost, and how."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from accounts.money.amounts import Money
from accounts.portfolio.arr import most_first, named
from accounts.renewals.terms import DAY_OF_TERM, GRACE, days_of_terms, next_renewal
from accounts.scopes.scope import ALL, Scope
from accounts.store import Store

How = Literal["renewed", "cancelled", "lapsed", "left"]

FOLLOWED: Final = f"""EXISTS (
    SELECT 1 FROM subscription n
    WHERE n.account_id = s.account_id AND n.id != s.id AND n.status != 'trial'
        AND n.starts_on >= max(s.starts_on, date({{end}}, '-{GRACE} days'))
        AND n.starts_on <= date({{end}}, '+{GRACE} days') AND n.starts_on <= :today
        AND (n.product IS NULL OR s.product IS NULL OR n.product = s.product)
        AND coalesce(n.counts_until, n.ends_on, '9999') > {{end}}
)"""
"""Whether another contract of the account goes on where `s` ends."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a contract: renewed, cancelled, lapsed with nobody acting, or lost because the account left.

    `arr` is what it was worth until then; None for an account without contracts that stated none.
    """

    account_id: int
    account: str
    on: date
    how: How
    arr: Money | None
    owner_id: int | None
    owner: str


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What was renewed and what was lost from the day after `since` to `today`, the latest first, with sums of ARR."""

    since: date
    today: date
    renewed: tuple[Outcome, ...]
    lost: tuple[Outcome, ...]

    @property
    def renewed_arr(self) -> tuple[Money, ...]:
        """ARR of what was renewed, per currency."""
        return _sum(self.renewed)

    @property
    def lost_arr(self) -> tuple[Money, ...]:
        """ARR of what was lost, per currency."""
        return _sum(self.lost)


def outcomes(store: Store, since: date, today: date, scope: Scope = ALL) -> Outcomes:
    """What became of the renewals of a scope after one day until another; asked day by day, each is told once.

    A contract that another one goes on from is renewed, whatever it is worth. One that renews by itself is renewed the
    day after its term. Trials are left out.
    """
    with store.snapshot() as connection:
        found = [*_ended(connection, since, today, scope), *_rolled(connection, since, today, scope)]
    found.sort(key=lambda one: (-one.on.toordinal(), one.account, one.account_id))
    renewed = tuple(one for one in found if one.how == "renewed")
    return Outcomes(since, today, renewed, tuple(one for one in found if one.how != "renewed"))


_ENDED: Final = f"""
SELECT a.id, a.name, s.counts_until, CASE
    WHEN t.account_id IS NULL OR t.left_on <= :today THEN 'left'
    WHEN {FOLLOWED.format(end="s.counts_until")} THEN 'renewed'
    WHEN s.status = 'cancelled' OR s.cancelled_on IS NOT NULL THEN 'cancelled' ELSE 'lapsed' END,
    s.arr, s.currency, a.owner_id, coalesce(o.name, '')
FROM subscription s JOIN account a ON a.id = s.account_id LEFT JOIN tenure t ON t.account_id = a.id
    LEFT JOIN owner o ON o.id = a.owner_id
WHERE s.counts_until > :since AND s.counts_until <= :today AND s.counts_until > s.starts_on AND s.status != 'trial'
    AND {{where}}
UNION ALL
SELECT a.id, a.name, t.left_on, 'left', a.arr, coalesce(a.currency, ''), a.owner_id, coalesce(o.name, '')
FROM tenure t JOIN account a ON a.id = t.account_id LEFT JOIN owner o ON o.id = a.owner_id
WHERE t.left_on > :since AND t.left_on <= :today AND {{where}}
    AND NOT EXISTS (SELECT 1 FROM subscription s WHERE s.account_id = a.id)"""
_ROLLED: Final = f"""
SELECT a.id, a.name, s.starts_on, s.ends_on, s.counts_until, s.arr, s.currency, a.owner_id, coalesce(o.name, '')
FROM subscription s JOIN account a ON a.id = s.account_id LEFT JOIN owner o ON o.id = a.owner_id
WHERE {DAY_OF_TERM.format(row="s.")} IN ({{days}}) AND s.ends_on < :today
    AND s.status = 'active' AND s.cancelled_on IS NULL AND s.auto_renews IS NOT 0
    AND coalesce(s.auto_renews, a.auto_renews) AND coalesce(s.counts_until, '9999') > :since AND {{where}}"""


def _given(since: date, today: date, scope: Scope) -> dict[str, object]:
    days = {"since": since.isoformat(), "today": today.isoformat()}
    return {**days, "owner": scope.owner_id, "segment": scope.segment}


def _ended(connection: sqlite3.Connection, since: date, today: date, scope: Scope) -> Iterator[Outcome]:
    query = _ENDED.format(where=named(scope, "a"))
    for id_, name, on, how, arr, currency, owner_id, owner in connection.execute(query, _given(since, today, scope)):
        money = None if arr is None else Money(arr, currency)
        yield Outcome(id_, name, date.fromisoformat(on), how, money, owner_id, owner)


def _rolled(connection: sqlite3.Connection, since: date, today: date, scope: Scope) -> Iterator[Outcome]:
    """The contracts that renewed by themselves: the last day of a term was `since` or later, and has passed."""
    days = ", ".join(f"'{each}'" for each in days_of_terms(since, today))
    query = _ROLLED.format(where=named(scope, "a"), days=days)
    for row in connection.execute(query, _given(since, today, scope)):
        id_, name, starts_on, ends_on, until, arr, currency, *owner = row
        day = next_renewal(date.fromisoformat(starts_on), date.fromisoformat(ends_on), since)
        if day < today and (until is None or date.fromisoformat(until) > day):
            yield Outcome(id_, name, day + timedelta(days=1), "renewed", Money(arr, currency), *owner)


def _sum(found: tuple[Outcome, ...]) -> tuple[Money, ...]:
    sums: dict[str, int] = {}
    for one in found:
        if one.arr is not None:
            sums[one.arr.currency] = sums.get(one.arr.currency, 0) + one.arr.minor
    return most_first(Money(minor, currency) for currency, minor in sums.items())
