"""Fall of an account's usage against its own past, with its certainty."""

from typing import Final, NamedTuple

import numpy as np

from accounts.health.usage_columns import UsageColumns
from accounts.health.usage_rows import WEEK, Flags, Floats

SURE: Final = -1.64  # standard deviations: less by chance in one of twenty
SEASON: Final = 3  # windows that last year's season is held against
_DRAWN: Final = 2  # windows of the typical clump that are added to everybody's
_LEAST: Final = 3  # days


class Falls(NamedTuple):
    """What is left of the usual, how sure the fall is in standard deviations, and both amounts with their days.

    Each has two rows, a column for each account: the newest use, and that made up to 28 days; `known` says which count.
    """

    known: Flags
    left: Floats
    sure: Floats
    amount: Floats
    usual: Floats
    days: Floats

    def least(self, *, sure: bool = False) -> Floats:
        """What is left in the way in which that is least, of sure falls only; infinite where there is none."""
        counted = self.known & (self.sure < SURE) if sure else self.known
        return np.asarray(np.where(counted, self.left, np.inf).min(0), np.float64)

    def deepest(self) -> tuple[list[float], list[float], list[float]]:
        """Both amounts and their days in the way in which least is left of the usual."""
        ways = np.where(self.known, self.left, np.inf).argmin(0)
        amount, usual, days = (
            each[ways, np.arange(len(ways))].tolist() for each in (self.amount, self.usual, self.days)
        )
        return amount, usual, days


def falls_of(use: UsageColumns, typical_clump: float) -> Falls:
    """The newest use beside as many days of the past, less what the same weeks of last year fell, in two ways."""
    drawn = (use.clumps * use.clump + _DRAWN * typical_clump) / (use.clumps + _DRAWN)
    clump = np.where(use.clump > 0, drawn, typical_clump)
    made = use.filled.T
    amount, days = np.stack([use.amount, made[0]]), np.stack([use.days, made[1]])
    past, past_days = np.stack([use.past, made[2]]), np.stack([use.past_days, made[3]])
    known = (past_days >= WEEK) & (days >= _LEAST)
    known[1] &= made[4] > 0
    past_days = np.where(known, past_days, 1)
    usual = past * days / past_days
    expected = usual * _in_season(use.season, clump)
    spread = np.sqrt(clump * expected * (1 + days / past_days))
    sure = np.where(spread > 0, (amount - expected) / np.where(spread > 0, spread, 1), 0)
    return Falls(known, (amount + clump) / (expected + clump), sure, amount, usual, days)


def _in_season(season: Floats, clump: Floats) -> Floats:
    """The share of the usual that last year's same weeks had, where that was surely less; else 1."""
    now, before = season.T
    some = np.where(before > 0, before, 1)
    fell = (before > 0) & ((now - some) / np.sqrt(clump * some * (1 + 1 / SEASON)) <= SURE)
    return np.asarray(np.where(fell, np.maximum(0.1, (now + clump) / (some + clump)), 1), np.float64)
