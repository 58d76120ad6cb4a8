"""Back-test of the score: who left, how well the score told them apart."""

import sqlite3
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import sqrt
from typing import Final

from accounts.health.config import HealthConfig
from accounts.health.features import load_features
from accounts.health.freshness import Freshness, newest_days
from accounts.health.model import PARTS, Band, PartName
from accounts.health.score import Points, score_row
from store.database import Store

FEW: Final = 10  # with fewer accounts that left, or that stayed, a figure would mean nothing
_Z_95: Final = 1.96


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well a score tells those that left from those that stayed.

    `auc` is the chance that one that left had the lower score of a pair, ties counted half: 1/2 is guessing; `low` and
    `high` are its 95 % interval. `precision` is the share that left among the `top` accounts with the lowest scores.
    """

    auc: Fraction
    low: float
    high: float
    precision: Fraction
    top: int
    base_rate: Fraction
    curve: tuple[tuple[Fraction, Fraction], ...]


def evaluate(left: Mapping[int, int], stayed: Mapping[int, int]) -> Evaluation | None:
    """The judgment from how many accounts had each score; None where too few left or stayed to say anything."""
    m, n = sum(left.values()), sum(stayed.values())
    if m < FEW or n < FEW:
        return None
    auc = area_under_curve(left, stayed)
    low, high = _interval(auc, m, n)
    top = -(-(m + n) // 10)
    return Evaluation(
        auc, low, high, _precision(left, stayed, top), top, Fraction(m, m + n), tuple(_curve(left, stayed))
    )


def area_under_curve(left: Mapping[int, int], stayed: Mapping[int, int]) -> Fraction:
    """The share of pairs in which the one that left had less, ties counted half (Mann–Whitney U over all pairs)."""
    pairs, below = sum(left.values()) * sum(stayed.values()), 0
    won = 0  # twice, to stay whole
    for score in sorted({*left, *stayed}):
        won += stayed.get(score, 0) * (2 * below + left.get(score, 0))
        below += left.get(score, 0)
    return Fraction(won, 2 * pairs)


def _interval(auc: Fraction, left: int, stayed: int) -> tuple[float, float]:
    """The 95 % interval of the area, after Hanley and McNeil (Radiology 143:1, 1982)."""
    a = float(auc)
    q1, q2 = a / (2 - a), 2 * a * a / (1 + a)
    variance = (a * (1 - a) + (left - 1) * (q1 - a * a) + (stayed - 1) * (q2 - a * a)) / (left * stayed)
    margin = _Z_95 * sqrt(max(variance, 0))
    return max(a - margin, 0.0), min(a + margin, 1.0)


def _precision(left: Mapping[int, int], stayed: Mapping[int, int], top: int) -> Fraction:
    """The share that left among the lowest scores; of the score at the edge, as many as fit, in their proportion."""
    room, caught = top, Fraction(0)
    for score in sorted({*left, *stayed}):
        here = left.get(score, 0) + stayed.get(score, 0)
        taken = min(room, here)
        caught += Fraction(taken * left.get(score, 0), here)
        room -= taken
    return caught / top


def _curve(left: Mapping[int, int], stayed: Mapping[int, int]) -> Iterator[tuple[Fraction, Fraction]]:
    """For ever higher scores looked at: the share of all accounts, and of those that left, with that score or less."""
    m, everybody = sum(left.values()), sum(left.values()) + sum(stayed.values())
    looked_at = found = 0
    yield Fraction(0), Fraction(0)
    for score in sorted({*left, *stayed}):
        looked_at, found = looked_at + left.get(score, 0) + stayed.get(score, 0), found + left.get(score, 0)
        yield Fraction(looked_at, everybody), Fraction(found, m)


LEAD_DAYS: Final = (30, 60, 90)  # days before an account left
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
    judged: Evaluation | None
    parts: Mapping[PartName, Fraction]
    bands: Mapping[Band, int]


def backtest(store: Store, today: date, config: HealthConfig, ahead: Sequence[int] = LEAD_DAYS) -> tuple[Backtest, ...]:
    """A result for each number of days ahead."""
    with store.snapshot() as connection:
        fresh = newest_days(connection, today)
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
        judged=evaluate(low, high),
        parts=dict(_by_part(left, stayed)),
        bands=Counter(band for score, band, _ in left if score is not None),
    )


def _left(connection: sqlite3.Connection, days: int, today: date) -> list[Case]:
    """Accounts that left, at last or to come back later, with the day to score them as of."""
    rows = connection.execute(
        f"""SELECT account_id, date(left_on, ?) FROM (
            SELECT t.account_id, t.since, coalesce(t.left_on, (
                SELECT max(churned_on) FROM churn c WHERE c.account_id = t.account_id AND churned_on <= ?
            )) AS left_on FROM customer_period t
        ) WHERE left_on <= ? AND coalesce(since, '') <= date(left_on, ?) ORDER BY {_SHUFFLED} LIMIT ?""",
        (f"-{days} days", today.isoformat(), today.isoformat(), f"-{days} days", MOST),
    )
    return [(id_, date.fromisoformat(day)) for id_, day in rows]


def _stayed(connection: sqlite3.Connection, days_of_cases: Sequence[date]) -> Iterator[Case]:
    """Customers that never left, each with one of the days that those that left are scored as of."""
    rows = connection.execute(
        f"""SELECT account_id, since FROM standing JOIN customer_period USING (account_id)
        WHERE NOT EXISTS (SELECT 1 FROM churn c WHERE c.account_id = customer_period.account_id)
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
        for facts in load_features(connection, ids, day, known, contract_known=False):
            score, _, band, *points = score_row(facts, config)
            yield score, band, tuple(points)


def _by_part(left: Sequence[Outcome], stayed: Sequence[Outcome]) -> Iterator[tuple[PartName, Fraction]]:
    for place, name in enumerate(PARTS):
        low, high = (Counter(p for _, _, points in each if (p := points[place]) is not None) for each in (left, stayed))
        if low.total() >= FEW and high.total() >= FEW:
            yield name, area_under_curve(low, high)
