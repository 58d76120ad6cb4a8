"""Caveats of a scope's ARR: past due, under notice, stated, replaced, and churn without a date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from accounts.derived import totals
from accounts.money.amounts import Money
from accounts.money.rates import Rates, Total, total
from accounts.scopes.scope import Scope
from store.connection import Connection, Query


@dataclass(frozen=True, slots=True)
class Noted:
    """Accounts of which something is to be said, with their ARR, and what counts in its place or will."""

    accounts: int
    arr: Total
    counted: Total


@dataclass(frozen=True, slots=True)
class Caveats:
    """What is to be said of the ARR of a scope.

    `past_due` and `leaving` are part of it, and so is `stated`, which holds until a contract begins. `replaced` is
    stated ARR in whose place contracts count; `left_unknown` went, and nobody knows when.
    """

    past_due: Noted
    leaving: Noted
    stated: Noted
    replaced: Noted
    left_unknown: Noted


_KINDS: Final = ("stated", "replaced", "left")


def load_caveats(connection: Connection, scope: Scope, rates: Rates | None) -> Caveats:
    """Returns what is to be said of the ARR of a scope."""
    past_due, leaving, *noted = (connection.execute(*query).fetchall() for query in caveat_queries(scope))
    late = total((Money(minor, currency) for currency, minor, _ in past_due), rates)
    return Caveats(
        Noted(sum(accounts for *_, accounts in past_due), late, Total()),
        _noted(leaving, rates),
        *(_noted(rows, rates) for rows in noted),
    )


def caveat_queries(scope: Scope) -> tuple[Query, ...]:
    """What is asked for them: what is past due, what leaves, and each kind of notes."""
    where, given = scope.where("t")
    past_due = (
        "SELECT currency, CAST(sum(arr - running) AS bigint), CAST(sum(past_due_accounts) AS bigint)"
        f" FROM {totals.table_for('revenue', scope)} t WHERE {where} GROUP BY currency"
    )
    leaving = _amounts("0", f"FROM leaving t WHERE {where}")
    notes = _amounts("sum(counted)", f"FROM arr_note t WHERE kind = ? AND {where}")
    return (past_due, given), (leaving, (*given, *given)), *((notes, (kind, *given, kind, *given)) for kind in _KINDS)


def _amounts(counted: str, rows: str) -> str:
    """A query of amounts by currency, each with the number of accounts in any."""
    accounts = f"(SELECT count(*) FROM (SELECT 1 {rows} GROUP BY account_id) AS noted)"
    sums = f"CAST(sum(arr) AS bigint), CAST({counted} AS bigint)"
    return f"SELECT {accounts}, currency, {sums} {rows} GROUP BY currency"


def _noted(rows: list[tuple[Any, ...]], rates: Rates | None) -> Noted:
    arr = total((Money(minor, currency) for _, currency, minor, _ in rows), rates)
    return Noted(
        rows[0][0] if rows else 0, arr, total((Money(minor, currency) for _, currency, _, minor in rows), rates)
    )


def sentences(caveats: Caveats) -> Iterator[str]:
    """What is missing of ARR and what it rests on, in sentences."""
    if (left := caveats.left_unknown).accounts:
        worth = f" ({left.arr} ARR)" if left.arr.each else ""
        yield f"{_count(left)} left, nobody knows when{worth}: a churn date or the end of the contract would tell."
    if (stated := caveats.stated).accounts:
        comes = f", in whose place {stated.counted} comes" if stated.counted.each else ""
        yield f"{stated.arr} of {_count(stated)} is stated and holds until the contract begins{comes}."
    if (replaced := caveats.replaced).accounts:
        verb = "states" if replaced.accounts == 1 else "state"
        yield f"{_count(replaced)} {verb} {replaced.arr}, the contracts say {replaced.counted}: the contracts count."


def stated_at_start(connection: Connection, before: date, scope: Scope) -> bool:
    """Whether any ARR of a day is only stated: it is taken to have been the same then."""
    return connection.execute(*stated_query(before, scope)).fetchone() is not None


def stated_query(before: date, scope: Scope) -> Query:
    """What is asked for that."""
    where, given = scope.where("a", "id")
    query = f"""SELECT 1 FROM customer_period t JOIN account a ON a.id = t.account_id
        WHERE t.stated_from IS NOT NULL AND t.stated_from <= ? AND coalesce(t.stated_until, '9999') > ? AND {where}
        LIMIT 1"""
    return query, (before.isoformat(), before.isoformat(), *given)


def _count(noted: Noted) -> str:
    return f"{noted.accounts:,} {'account' if noted.accounts == 1 else 'accounts'}"
