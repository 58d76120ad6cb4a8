"""Usage facts of one account, and of many as columns: see `accounts.health.usage_figures`."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from accounts.health.usage_rows import GRAINS, Floats, Grain, Ints, Measure

MEASURES: Final[tuple[Measure, ...]] = ("use", "user-day", "active day")


class UsageFigures(NamedTuple):
    """The use of an account.

    `end` is the last day that its rows speak of; `silence` days since the last use, None where there was none so far.
    `faded` and `faded_days` are use and days, each counted the less the longer ago. `amount` in `days` is the use of
    the newest days, `past` in `past_days` that before. `filled` is the same again, made up to 28 days from the month
    before, and as a fifth whether that counts: for rows by the month while the newest is young. `clump` is how much
    28 days differ from the next, as variance over mean, from `clumps` of them, 0 where it isn't known. `lately` is use
    a day in the last week (or the newest month), else for how long there was none, as a negative number. `monthly` is
    the usual use of a whole month, and `season` the use of last year's same weeks and of as many days before them.
    """

    measure: Measure
    grain: Grain
    end: int
    silence: int | None
    faded: float
    faded_days: float
    amount: float
    days: float
    past: float
    past_days: float
    filled: Sequence[float]
    clump: float
    clumps: int
    lately: float
    last_week: float
    monthly: float
    users: int
    user_days: int
    features: int | None
    season: Sequence[float]


class UsageColumns(NamedTuple):
    """The use of many accounts, an array for each field of `UsageFigures`: what nobody knows is −1, `measure` and
    `grain` are places in `MEASURES` and `GRAINS`, and `filled` and `season` have a row for each account.
    """

    measure: Ints
    grain: Ints
    end: Ints
    silence: Ints
    faded: Floats
    faded_days: Floats
    amount: Floats
    days: Floats
    past: Floats
    past_days: Floats
    filled: Floats
    clump: Floats
    clumps: Ints
    lately: Floats
    last_week: Floats
    monthly: Floats
    users: Ints
    user_days: Ints
    features: Ints
    season: Floats

    def of(self, places: Sequence[int] | Ints) -> "UsageColumns":
        """The same of some of the accounts."""
        return UsageColumns._make(each[places] for each in self)

    def at(self, place: int) -> UsageFigures:
        """The use of one account."""
        return _figures([each[place].tolist() for each in self])

    def each(self) -> Iterator[UsageFigures]:
        """The use of each account in their order."""
        return map(_figures, zip(*(each.tolist() for each in self), strict=True))


def _figures(values: Sequence[Any]) -> UsageFigures:
    use = UsageFigures._make(values)
    return use._replace(
        measure=MEASURES[values[0]],
        grain=GRAINS[values[1]],
        silence=None if use.silence is not None and use.silence < 0 else use.silence,
        features=None if use.features is not None and use.features < 0 else use.features,
        filled=tuple(use.filled),
        season=tuple(use.season),
    )


def columns_of_one(use: UsageFigures) -> UsageColumns:
    """The use of one account, as of many."""
    values = use._replace(measure=MEASURES.index(use.measure), grain=GRAINS.index(use.grain))  # type: ignore[arg-type]
    return UsageColumns._make(np.array([-1 if each is None else each]) for each in values)
