"""How well the score told the accounts that left from those that stayed, some days before they left.

An account that left is scored as of so many days before that, from the facts dated up to then; each that stayed once,
as of the same days, which are dealt out among them. Facts without a date, such as payment or that a subscription was
cancelled, are left out: a file says how they are now, which tells who left.
"""

import sqlite3
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from accounts.health.assessing import Points, scored
from accounts.health.config import HealthConfig
from accounts.health.freshness import Freshness, find
from accounts.health.gathering import gather
from accounts.health.judging import FEW, Judged, area, judge
from accounts.health.model import PARTS, Band, PartName
from store.database import Store

AHEAD: Final = (30, 60, 90)  # days before an account left
MOST: Final = 20_000  # accounts of each kind that are scored at most
_SPREAD: Final = 2_654_435_761  # a prime: products with it, modulo a power of two, deal ids out as chance would
_DEALT: Final = 2**32
_SHUFFLED: Final = f"account_id * {_SPREAD} % {_DEALT}"

Case = tuple[int, date]
Outcome = tuple[int | None, Band, Points]


@dataclass(frozen=True, slots=True)
class Backtest:
    """The result some days ahead. `left` and `stayed` had a score then, `unscored` had none; too few is no result.

    `parts` has the AUC of each part alone, where enough accounts have it; `bands` is how many of those that left were
    in each band.
    """

    days: int
    left: int
    stayed: int
    unscored: int
    judged: Judged | None
    parts: Mapping[PartName, Fraction]
    bands: Mapping[Band, int]


def backtest(store: Store, today: date, config: HealthConfig, ahead: Sequence[int] = AHEAD) -> tuple[Backtest, ...]:
    """A result for each number of days ahead."""
    with store.snapshot() as connection:
        fresh = find(connection, today)
        return tuple(_result(connection, days, today, config, fresh) for days in ahead)


def _result(connection: sqlite3.Connection, days: int, today: date, config: HealthConfig, fresh: Freshness) -> Backtest:
    cases = _left(connection, days, today)
    controls = _stayed(connection, sorted(day for _, day in cases))
    left, stayed = (list(_scored(connection, each, config, fresh)) for each in (cases, controls))
    low, high = (Counter(score for score, _, _ in each if score is not None) for each in (left, stayed))
    return Backtest(
        days=days,
        left=low.total(),
        stayed=high.total(),
        unscored=len(left) + len(stayed) - low.total() - high.total(),
        judged=judge(low, high),
        parts=dict(_by_part(left, stayed)),
        bands=Counter(band for score, band, _ in left if score is not None),
    )


def _left(connection: sqlite3.Connection, days: int, today: date) -> list[Case]:
    """Accounts that left, at last or to come back later, with the day to score them as of."""
    rows = connection.execute(
        f"""SELECT account_id, date(left_on, ?) FROM (
            SELECT t.account_id, t.since, coalesce(t.left_on, (
                SELECT max(churned_on) FROM churn c WHERE c.account_id = t.account_id AND churned_on <= ?
            )) AS left_on FROM tenure t
        ) WHERE left_on <= ? AND coalesce(since, '') <= date(left_on, ?) ORDER BY {_SHUFFLED} LIMIT ?""",
        (f"-{days} days", today.isoformat(), today.isoformat(), f"-{days} days", MOST),
    )
    return [(id_, date.fromisoformat(day)) for id_, day in rows]


def _stayed(connection: sqlite3.Connection, days_of_cases: Sequence[date]) -> Iterator[Case]:
    """Customers that never left, each with one of the days that those that left are scored as of."""
    rows = connection.execute(
        f"""SELECT account_id, since FROM standing JOIN tenure USING (account_id)
        WHERE NOT EXISTS (SELECT 1 FROM churn c WHERE c.account_id = tenure.account_id)
        ORDER BY {_SHUFFLED} LIMIT ?""",
        (MOST,),
    )
    for id_, since in rows:
        earliest = bisect_left(days_of_cases, date.fromisoformat(since)) if since else 0
        if possible := len(days_of_cases) - earliest:
            yield id_, days_of_cases[earliest + id_ * _SPREAD % _DEALT % possible]


def _scored(
    connection: sqlite3.Connection, cases: Iterable[Case], config: HealthConfig, fresh: Freshness
) -> Iterator[Outcome]:
    by_day: dict[date, list[int]] = defaultdict(list)
    for id_, day in cases:
        by_day[day].append(id_)
    for day, ids in by_day.items():
        known = Freshness(*(until and min(until, day.isoformat()) for until in fresh))
        for facts in gather(connection, ids, day, known, contract_known=False):
            score, _, band, *points = scored(facts, config)
            yield score, band, tuple(points)


def _by_part(left: Sequence[Outcome], stayed: Sequence[Outcome]) -> Iterator[tuple[PartName, Fraction]]:
    for place, name in enumerate(PARTS):
        low, high = (Counter(p for _, _, points in each if (p := points[place]) is not None) for each in (left, stayed))
        if low.total() >= FEW and high.total() >= FEW:
            yield name, area(low, high)
