"""Outcomes of renewals: which contracts were renewed, and which were lost, and how.

It is worked out with where accounts stand, and kept for the last `KEPT` days (`outcome`). Each row has the turn in
which it was noted first, that for its owner, and that in its segment: whoever remembers a turn sees what was imported
since, however late.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from accounts.derived import totals
from accounts.money.amounts import Money
from accounts.renewals.contract_terms import EARLY_DAYS, next_renewal
from accounts.scopes.scope import ALL, Scope
from store.connection import Connection
from store.database import Store

How = Literal["renewed", "cancelled", "lapsed", "left"]
KEPT: Final = 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of a contract: renewed, cancelled, lapsed with nobody acting, or lost because the account left.

    `arr` is what it was worth until then; None for an account without contracts that stated none.
    """

    account_id: int
    account: str
    on: date
    how: How
    arr: Money | None
    owner_id: int | None
    owner: str


class ReportedUntil(NamedTuple):
    """The outcomes that a digest reported: until which turn of the store, and on which day."""

    turn: int
    day: date


@dataclass(frozen=True, slots=True)
class SettledContracts:
    """How many contracts were renewed or lost, and the latest of them, of those of one day by name."""

    contracts: int = 0
    first: tuple[Outcome, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What was renewed and what was lost from the day after `since` to `today`, and what is `known` with it."""

    since: date
    today: date
    renewed: SettledContracts
    lost: SettledContracts
    known: ReportedUntil


def outcomes(  # noqa: PLR0913, PLR0917  of whom, of which days, and what of it is no news
    store: Store,
    since: date,
    today: date,
    scope: Scope = ALL,
    known: ReportedUntil | None = None,
    most: Callable[[int], int] = int,
) -> Outcomes:
    """Returns the outcomes of a scope after one day until another, without what was `known` before; of each sort
    the first, as many as `most` says of so many, or all.

    A contract that another one goes on from is renewed, whatever it is worth. One that renews by itself is renewed the
    day after its term. Trials are left out. The days are of the last `KEPT`.
    """
    with store.snapshot() as connection:
        asked, given = _asked(since, today, scope, known)
        counts = f"SELECT count(*), count(*) FILTER (WHERE how = 'renewed') FROM outcome z WHERE {asked}"
        contracts, renewed = connection.execute(counts, given).fetchone()
        first, others = (
            tuple(
                _outcome(*row) for row in connection.execute(_FIRST.format(asked=asked, sort=sort), (*given, most(of)))
            )
            for sort, of in (("=", renewed), ("<>", contracts - renewed))
        )
        (turn,) = connection.execute("SELECT turn FROM outcome_turn").fetchone()
    return Outcomes(
        since,
        today,
        SettledContracts(renewed, first),
        SettledContracts(contracts - renewed, others),
        ReportedUntil(turn, today),
    )


_FIRST: Final = """
SELECT x.account_id, a.name, x.settled_on, x.how, x.arr, x.currency, x.owner_id, coalesce(o.name, '')
FROM (
    SELECT account_id, contract, settled_on, how FROM outcome z WHERE {asked} AND how {sort} 'renewed'
    ORDER BY settled_on DESC, arr DESC NULLS LAST, account_id, contract LIMIT ?
) AS y
    JOIN outcome x ON (x.account_id, x.contract, x.settled_on, x.how) = (y.account_id, y.contract, y.settled_on, y.how)
    JOIN account a ON a.id = x.account_id LEFT JOIN owner o ON o.id = x.owner_id
ORDER BY x.settled_on DESC, a.name, a.id, x.contract, x.how"""


def _asked(since: date, today: date, scope: Scope, known: ReportedUntil | None) -> tuple[str, tuple[object, ...]]:
    """The outcomes that are asked for, as a condition on `z` with its parameters."""
    where, given = scope.where("z")
    condition = f"z.settled_on > ? AND z.settled_on <= ? AND {where}"
    parameters: tuple[object, ...] = (since.isoformat(), today.isoformat(), *given)
    if known is None:
        return condition, parameters
    return f"{condition} AND (z.settled_on > ? OR {_noted(scope)} > ?)", (
        *parameters,
        known.day.isoformat(),
        known.turn,
    )


def _noted(scope: Scope) -> str:
    """The turn in which an outcome came into a scope, as SQL."""
    owned = scope.owned
    if owned and scope.segment:
        return "CASE WHEN z.noted_of_owner > z.noted_in_segment THEN z.noted_of_owner ELSE z.noted_in_segment END"
    return "z.noted_of_owner" if owned else "z.noted_in_segment" if scope.segment else "z.noted"


def _outcome(  # noqa: PLR0913, PLR0917  the columns of a row
    id_: int, name: str, on: str, how: How, arr: int | None, currency: str, owner_id: int | None, owner: str
) -> Outcome:
    money = None if arr is None else Money(arr, currency)
    return Outcome(id_, name, date.fromisoformat(on), how, money, owner_id, owner)


_FRESH: Final = """
    account_id INTEGER, contract INTEGER, settled_on TEXT, how TEXT, arr INTEGER, currency TEXT,
    PRIMARY KEY (account_id, contract, settled_on, how)"""
# Whether another contract of the account goes on where `s` ends.
_FOLLOWED: Final = """EXISTS (
    SELECT 1 FROM subscription n
    WHERE n.account_id = s.account_id AND n.id <> s.id AND n.status <> 'trial'
        AND n.starts_on >= s.starts_on AND n.starts_on >= {taken_from}
        AND n.starts_on <= {late_from} AND n.starts_on <= :today
        AND (n.product IS NULL OR s.product IS NULL OR n.product = s.product)
        AND coalesce(n.counts_until, n.ends_on, '9999') > s.counts_until
)"""
# By account, however many days there are: a plus keeps the planner from seeking by the day.
_ENDED: Final = f"""
INSERT INTO fresh_outcome
SELECT s.account_id, s.id, s.counts_until, CASE
    WHEN t.account_id IS NULL OR t.left_on <= :today THEN 'left'
    WHEN {_FOLLOWED} THEN 'renewed'
    WHEN s.status = 'cancelled' OR s.cancelled_on IS NOT NULL OR s.notice_given = 1 OR s.notice_on IS NOT NULL
        OR a.notice_given = 1 THEN 'cancelled' ELSE 'lapsed' END,
    s.arr, s.currency
FROM subscription s JOIN account a ON a.id = s.account_id LEFT JOIN customer_period t ON t.account_id = s.account_id
WHERE s.counts_until || '' > :since AND s.counts_until || '' <= :today AND s.counts_until > s.starts_on
    AND s.status <> 'trial' AND {{of_contract}}
UNION ALL
SELECT a.id, 0, t.left_on, 'left', a.arr, coalesce(a.currency, '')
FROM customer_period t JOIN account a ON a.id = t.account_id
WHERE t.left_on || '' > :since AND t.left_on || '' <= :today AND {{of_account}}
    AND NOT EXISTS (SELECT 1 FROM subscription s WHERE s.account_id = a.id)"""
_ROLLING: Final = """
SELECT account_id, id, starts_on, ends_on, counts_until, arr, currency, renewal_term FROM run
WHERE auto_renews = 1 AND settled = 0 AND ends_on < :today AND coalesce(counts_until, '9999') > :since"""
_KEEP: Final = """
INSERT INTO outcome
SELECT f.*, a.owner_id, coalesce(a.segment, ''), turn, turn, turn
FROM fresh_outcome f JOIN account a ON a.id = f.account_id CROSS JOIN outcome_turn WHERE TRUE
ON CONFLICT (account_id, contract, settled_on, how) DO UPDATE SET arr = excluded.arr, currency = excluded.currency,
    owner_id = excluded.owner_id, segment = excluded.segment,
    noted_of_owner = CASE WHEN outcome.owner_id IS NOT DISTINCT FROM excluded.owner_id THEN outcome.noted_of_owner
        ELSE excluded.noted END,
    noted_in_segment = CASE WHEN outcome.segment = excluded.segment THEN outcome.noted_in_segment
        ELSE excluded.noted END
WHERE (outcome.arr, outcome.currency, outcome.owner_id, outcome.segment)
    IS DISTINCT FROM (excluded.arr, excluded.currency, excluded.owner_id, excluded.segment)"""


def update_outcomes(connection: Connection, among: str, today: date) -> None:
    """Works out the outcomes of the contracts of the accounts that `among` tells, a condition on `{account}`.

    To be called inside a write transaction, after `update_contract_periods` for them and the day.
    """
    days = {"since": (today - timedelta(days=KEPT)).isoformat(), "today": today.isoformat()}
    of_contract, of_account = (among.format(account=column) for column in ("s.account_id", "a.id"))
    connection.temp_table("fresh_outcome", _FRESH)
    ended = _ENDED.format(
        of_contract=of_contract,
        of_account=of_account,
        taken_from=connection.days_after("s.counts_until", -EARLY_DAYS),
        late_from=connection.days_after("s.counts_until", totals.grace_days(connection)),
    )
    connection.execute(ended, days)
    rolling = connection.execute(_ROLLING, days)
    connection.executemany(
        "INSERT INTO fresh_outcome VALUES (?, ?, ?, 'renewed', ?, ?) ON CONFLICT DO NOTHING",
        [
            (id_, contract, on, arr, currency)
            for id_, contract, starts_on, ends_on, until, arr, currency, term in rolling
            for on in _rolled(starts_on, ends_on, until, today, term)
        ],
    )
    connection.execute("UPDATE outcome_turn SET turn = turn + 1")
    connection.execute("DELETE FROM outcome WHERE settled_on <= :since", days)
    connection.execute(
        f"""DELETE FROM outcome AS x WHERE {among.format(account="x.account_id")} AND NOT EXISTS (
            SELECT 1 FROM fresh_outcome f WHERE (f.account_id, f.contract, f.settled_on, f.how)
                = (x.account_id, x.contract, x.settled_on, x.how)
        )"""
    )
    connection.execute(_KEEP)


def _rolled(starts_on: str, ends_on: str, until: str | None, today: date, term: int | None) -> Iterator[str]:
    """The days after the last ones of the terms of a contract that renews by itself, of the last days."""
    start, end = date.fromisoformat(starts_on), date.fromisoformat(ends_on)
    day = next_renewal(start, end, today - timedelta(days=KEPT), term)
    while day < today and (until is None or day.isoformat() < until):
        day += timedelta(days=1)
        yield day.isoformat()
        day = next_renewal(start, end, day, term)
