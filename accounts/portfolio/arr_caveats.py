"""Caveats of a scope's ARR: past due, under notice, stated, replaced, and churn without a date."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from accounts.derived import totals
from accounts.money.amounts import Money
from accounts.money.rates import Rates, Total, total
from accounts.scopes.scope import Scope
from store.connection import Connection


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


def load_caveats(connection: Connection, scope: Scope, rates: Rates | None) -> Caveats:
    """Returns what is to be said of the ARR of a scope."""
    notes = {kind: _noted(connection, kind, scope, rates) for kind in ("stated", "replaced", "left")}
    return Caveats(
        _past_due(connection, scope, rates),
        _leaving(connection, scope, rates),
        notes["stated"],
        notes["replaced"],
        notes["left"],
    )


def _past_due(connection: Connection, scope: Scope, rates: Rates | None) -> Noted:
    where, given = scope.where("t")
    rows = connection.execute(
        "SELECT currency, CAST(sum(arr - running) AS bigint), CAST(sum(past_due_accounts) AS bigint)"
        f" FROM {totals.table_for('revenue', scope)} t WHERE {where} GROUP BY currency",
        given,
    ).fetchall()
    return Noted(
        sum(accounts for *_, accounts in rows),
        total((Money(minor, currency) for currency, minor, _ in rows), rates),
        Total(),
    )


def _leaving(connection: Connection, scope: Scope, rates: Rates | None) -> Noted:
    where, given = scope.where("t")
    amounts = f"SELECT currency, CAST(sum(arr) AS bigint), 0 FROM leaving t WHERE {where} GROUP BY currency"
    accounts = f"SELECT count(*) FROM (SELECT 1 FROM leaving t WHERE {where} GROUP BY account_id) AS gone"
    return _read(connection, amounts, accounts, given, rates)


def _noted(connection: Connection, kind: str, scope: Scope, rates: Rates | None) -> Noted:
    where, given = scope.where("t")
    rows = f"FROM arr_note t WHERE kind = ? AND {where}"
    amounts = f"SELECT currency, CAST(sum(arr) AS bigint), CAST(sum(counted) AS bigint) {rows} GROUP BY currency"
    accounts = f"SELECT count(*) FROM (SELECT 1 {rows} GROUP BY account_id) AS noted"
    return _read(connection, amounts, accounts, (kind, *given), rates)


def _read(connection: Connection, amounts: str, accounts: str, given: tuple[object, ...], rates: Rates | None) -> Noted:
    rows = connection.execute(amounts, given).fetchall()
    if not rows:
        return Noted(0, Total(), Total())
    (count,) = connection.execute(accounts, given).fetchone()
    arr = total((Money(minor, currency) for currency, minor, _ in rows), rates)
    return Noted(count, arr, total((Money(minor, currency) for currency, _, minor in rows), rates))


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
    where, given = scope.where("a", "id")
    query = f"""SELECT 1 FROM customer_period t JOIN account a ON a.id = t.account_id
        WHERE t.stated_from IS NOT NULL AND t.stated_from <= ? AND coalesce(t.stated_until, '9999') > ? AND {where}
        LIMIT 1"""
    day = before.isoformat()
    return connection.execute(query, (day, day, *given)).fetchone() is not None


def _count(noted: Noted) -> str:
    return f"{noted.accounts:,} {'account' if noted.accounts == 1 else 'accounts'}"
