"""Evaluates a figure: how well it separates the accounts that left from those that stayed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FEW: Final = 10  # with fewer accounts that left, or that stayed, a figure would mean nothing
DRAWS: Final = 200
_INTERVAL: Final = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Sample:
    """Accounts on days: whose they are, whether each left afterwards, and how it was ranked; more is better."""

    account: NDArray[np.int64]
    left: NDArray[np.bool_]
    value: NDArray[np.float64]

    @property
    def tells(self) -> bool:
        """Whether enough accounts left, and stayed, for a figure to mean anything."""
        return len(set(self.account[self.left])) >= FEW <= len(set(self.account[~self.left]))


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The chance that of a pair, one that left and one that stayed, the one that left had the lower value: 1/2 is
    guessing. `low` and `high` are its 95 % interval, `draws` the figures it is made of.

    `precision` is the share that left among the `top` tenth with the lowest values, `base_rate` that of all; `curve` is
    how many of those that left are found among ever more of the lowest.
    """

    auc: float
    low: float
    high: float
    draws: tuple[float, ...]
    precision: float
    top: int
    base_rate: float
    curve: tuple[tuple[float, float], ...]


def sample(account: Sequence[int], left: Sequence[bool], value: Sequence[float | None]) -> Sample:
    """The accounts of which the value is known."""
    known = [n for n, each in enumerate(value) if each is not None]
    return Sample(
        np.array([account[n] for n in known], np.int64),
        np.array([left[n] for n in known], np.bool_),
        np.array([value[n] for n in known], np.float64),
    )


def evaluate(given: Sample) -> Evaluation | None:
    """The figures; None where too few left or stayed. The interval is of accounts drawn anew with all their days."""
    if not given.tells:
        return None
    order = np.argsort(given.value, kind="stable")
    value, left = given.value[order], given.left[order].astype(np.float64)
    ties = np.flatnonzero(np.r_[True, value[1:] != value[:-1]])
    draws = tuple(_area(left, 1 - left, ties, weights) for weights in _drawn(given.account[order]))
    found = _area(left, 1 - left, ties, np.ones(len(left)))
    top = -(-len(left) // 10)
    low, high = np.percentile(draws, _INTERVAL).tolist()
    return Evaluation(
        found, low, high, draws, _precision(left, ties, top), top, float(left.mean()), tuple(_curve(left, ties))
    )


def area_under_curve(left: Sequence[float], stayed: Sequence[float]) -> float:
    """The share of pairs in which the one that left had less, ties counted half (Mann–Whitney U over all pairs)."""
    value = np.array([*left, *stayed], np.float64)
    order = np.argsort(value, kind="stable")
    value, gone = value[order], (np.arange(len(value)) < len(left)).astype(np.float64)[order]
    ties = np.flatnonzero(np.r_[True, value[1:] != value[:-1]])
    return _area(gone, 1 - gone, ties, np.ones(len(value)))


def _area(
    left: NDArray[np.float64], stayed: NDArray[np.float64], ties: NDArray[np.intp], weights: NDArray[np.float64]
) -> float:
    lost, kept = np.add.reduceat(left * weights, ties), np.add.reduceat(stayed * weights, ties)
    pairs = lost.sum() * kept.sum()
    below = np.cumsum(lost) - lost
    return float((kept * (below + lost / 2)).sum() / pairs) if pairs else 0.5


def _drawn(account: NDArray[np.int64]) -> list[NDArray[np.float64]]:
    """How often each row counts where as many accounts are drawn as there are, each with all its rows."""
    chance = np.random.default_rng(1)  # the same accounts for every figure, so that differences can be told
    names, place = np.unique(account, return_inverse=True)
    return [
        np.bincount(chance.integers(len(names), size=len(names)), minlength=len(names))[place].astype(np.float64)
        for _ in range(DRAWS)
    ]


def _precision(left: NDArray[np.float64], ties: NDArray[np.intp], top: int) -> float:
    """The share that left among the lowest; of those at the edge, as many as fit, in their proportion."""
    sizes, lost = np.diff(np.r_[ties, len(left)]), np.add.reduceat(left, ties)
    taken = np.clip(top - ties, 0, sizes)
    return float((lost * taken / sizes).sum() / top)


def _curve(left: NDArray[np.float64], ties: NDArray[np.intp]) -> list[tuple[float, float]]:
    looked_at, found = np.r_[ties[1:], len(left)] / len(left), np.cumsum(np.add.reduceat(left, ties)) / left.sum()
    return [(0.0, 0.0), *zip(looked_at.tolist(), found.tolist(), strict=True)]
