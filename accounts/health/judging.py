"""How well a score from 0 to 100 tells two kinds of accounts apart, in exact numbers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import Final

FEW: Final = 10  # with fewer accounts that left, or that stayed, a figure would mean nothing
_Z_95: Final = 1.96


@dataclass(frozen=True, slots=True)
class Judged:
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


def judge(left: Mapping[int, int], stayed: Mapping[int, int]) -> Judged | None:
    """The judgment from how many accounts had each score; None where too few left or stayed to say anything."""
    m, n = sum(left.values()), sum(stayed.values())
    if m < FEW or n < FEW:
        return None
    auc = area(left, stayed)
    low, high = _interval(auc, m, n)
    top = -(-(m + n) // 10)
    return Judged(auc, low, high, _precision(left, stayed, top), top, Fraction(m, m + n), tuple(_curve(left, stayed)))


def area(left: Mapping[int, int], stayed: Mapping[int, int]) -> Fraction:
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
