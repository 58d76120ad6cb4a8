"""Sums of ARR on two days: their columns as SQL over rows `x` of `arr0` and `arr1`, and the scope they are of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from accounts.scopes.scope import Scope

NONE: Final = (0, 0, 0, 0, 0, 0)
NO_CUSTOMERS: Final = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Sums:
    """ARR by currency: start, expansion, contraction, churn, new, end; and customers: start, lost, new, end."""

    arr: Mapping[str, tuple[int, ...]]
    customers: tuple[int, ...]


def _sum(amount: str, condition: str) -> str:
    return f"CAST(coalesce(sum({amount}) FILTER (WHERE {condition}), 0) AS bigint)"


def by_currency(before: str, after: str) -> str:
    """The columns of sums by currency, over ARR on two days."""
    more = _sum(f"{after} - {before}", f"{before} > 0 AND {after} > {before}")
    less = _sum(f"{before} - {after}", f"{after} > 0 AND {before} > {after}")
    return f"""currency, CAST(sum({before}) AS bigint), {more}, {less},
    {_sum(before, f"{after} <= 0")}, {_sum(after, f"{before} <= 0")}, CAST(sum({after}) AS bigint)"""


def customers(before: str, after: str) -> str:
    """As many columns over rows that say of each account whether it paid on two days, 1 or 0."""
    return f"""NULL, CAST(sum({before}) AS bigint), count(*) FILTER (WHERE {before} > {after}),
    count(*) FILTER (WHERE {after} > {before}), CAST(sum({after}) AS bigint), 0, 0"""


def both_sums(rows: str, paying: str, apart: str = "TRUE") -> str:
    """A query of the sums of all ARR (`arr0`, `arr1`), then of what runs (`run0`, `run1`), marked 0 and 1.

    `rows` is a query of them by account and currency, of which those that are `apart` are not of a currency; `paying`
    one of whether accounts paid, over `x`.
    """
    return f"""
WITH x AS MATERIALIZED ({rows}), paying AS MATERIALIZED ({paying})
SELECT 0, {by_currency("arr0", "arr1")} FROM x WHERE {apart} GROUP BY currency
UNION ALL SELECT 0, {customers("arr0", "arr1")} FROM paying
UNION ALL SELECT 1, {by_currency("run0", "run1")} FROM x WHERE {apart} GROUP BY currency
UNION ALL SELECT 1, {customers("run0", "run1")} FROM paying"""


PAYING: Final = "SELECT {} FROM x GROUP BY account_id".format(
    ", ".join(f"max(CASE WHEN {each} > 0 THEN 1 ELSE 0 END) AS {each}" for each in ("arr0", "arr1", "run0", "run1"))
)
"""Whether accounts paid, out of their ARR."""


def read_sums(rows: Iterable[tuple[Any, ...]]) -> tuple[Sums, Sums]:
    """The rows of `both_sums`: of all ARR, and of what runs."""
    listed = list(rows)
    return _read([row[1:] for row in listed if row[0] == 0]), _read([row[1:] for row in listed if row[0] == 1])


def _read(rows: list[tuple[Any, ...]]) -> Sums:
    paid = next(row for row in rows if row[0] is None)
    moved = {row[0]: row[1:] for row in rows if row[0] is not None and any(row[1:])}
    return Sums(moved, tuple(figure or 0 for figure in paid[1:5]))


def scope_condition(scope: Scope, alias: str) -> str:
    """The scope as a condition with the parameters of `parameters`."""
    return scope.named_where(alias)


def account_scope(scope: Scope) -> str:
    """The scope as a condition on `{account}`."""
    where = scope.named_where("o", "id")
    return where if where == "TRUE" else f"{{account}} IN (SELECT id FROM account o WHERE {where})"


def parameters(days: Sequence[date], scope: Scope) -> dict[str, object]:
    """The parameters of a query: `:day0`, `:day1` …, and those of the scope."""
    given: dict[str, object] = {f"day{n}": day.isoformat() for n, day in enumerate(days)}
    return given | scope.named_parameters()
