"""How far the use of an account fell beside its own past, and how sure that is."""

from collections.abc import Iterator
from math import sqrt
from typing import Final, NamedTuple

from accounts.health.usage_figures import UsageFigures
from accounts.health.usage_rows import WEEK

SURE: Final = -1.64  # standard deviations: less by chance in one of twenty
SEASON: Final = 3  # windows that last year's season is held against
_DRAWN: Final = 2  # windows of the typical clump that are added to everybody's
_LEAST: Final = 3  # days


class Fall(NamedTuple):
    """What is left of the usual, how sure the fall is in standard deviations, and both amounts with their days."""

    left: float
    sure: float
    amount: float
    usual: float
    days: float


def falls(usage: UsageFigures, typical_clump: float) -> Iterator[Fall]:
    """The newest use beside as many days of the past, less what the same weeks of last year fell, in one way or two."""
    clump = (usage.clumps * usage.clump + _DRAWN * typical_clump) / (usage.clumps + _DRAWN) if usage.clump else 0
    clump = clump or typical_clump
    stretches = [(usage.amount, usage.days, usage.past, usage.past_days)]
    *filled, counts = usage.filled
    if counts:
        stretches.append((filled[0], filled[1], filled[2], filled[3]))
    for amount, days, past, past_days in stretches:
        if past_days >= WEEK and days >= _LEAST:
            usual = past * days / past_days
            expected = usual * _in_season(usage.season, clump)
            spread = sqrt(clump * expected * (1 + days / past_days))
            sure = (amount - expected) / spread if spread else 0.0
            yield Fall((amount + clump) / (expected + clump), sure, amount, usual, days)


def _in_season(season: tuple[float, float], clump: float) -> float:
    """The share of the usual that last year's same weeks had, where that was surely less; else 1."""
    now, before = season
    if not before or (now - before) / sqrt(clump * before * (1 + 1 / SEASON)) > SURE:
        return 1.0
    return max(0.1, (now + clump) / (before + clump))
