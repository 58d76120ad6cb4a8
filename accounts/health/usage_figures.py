"""Usage figures of accounts: use a day, recent use, and the fall against their own past.

They mean the same whether a row stands for a day, a week or a month: its use is taken as spread over its days.
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, Final, NamedTuple

import numpy as np

from accounts.health.usage_columns import UsageColumns
from accounts.health.usage_rows import GRAINS, UNTOLD, WEEK, Flags, Floats, Grain, Ints, UsageRows

WINDOW: Final = 28  # days that use is compared over: whole weeks
EARLIER: Final = 6  # windows before the newest that say what is usual
PERIODS: Final = EARLIER + 2  # the newest week, what makes 28 days of it, and the windows before; or as many months
REACH: Final = 31 * PERIODS + 1  # days that all of them lie within
FADING: Final = 56  # days after which use counts for 1/e in what is expected a day
LEAST_PAST: Final = 14  # days of its own past that an account needs for its last 28 days to be held against them
_FULL: Final = 20  # days from which a period counts as a whole one
_PARTIAL_MONTH: Final = 10  # days from which the newest month stands for itself
_MONTH: Final = GRAINS.index("month")


class UsageSource(NamedTuple):
    """What the rows of a store have in common.

    The newest day in them, and the newest in rows by the month; the grain of most accounts; when the first were used;
    the day of the last import, after which nothing can be known; whether any names a feature. Days are ordinals.
    """

    until: int
    month_until: int | None
    grain: Grain
    began: int
    imported_on: int | None
    with_features: bool


def windows_until(until: int) -> list[tuple[int, int]]:
    """The newest week, what makes 28 days of it, and the windows before, as first and last days."""
    edges = [until, until - WEEK, *(until - WINDOW * n for n in range(1, EARLIER + 2))]
    return [(before + 1, last) for last, before in pairwise(edges)]


def months_until(until: int, count: int = PERIODS) -> list[tuple[int, int]]:
    """The month of a day and those before, as first and last days."""
    day, months = date.fromordinal(until), []
    for _ in range(count):
        first = day.replace(day=1).toordinal()
        months.append((first, first + monthrange(day.year, day.month)[1] - 1))
        day = date.fromordinal(first - 1)
    return months


class Moment(NamedTuple):
    """The day that use is looked at as of, and the newest day of use of any account, as ordinals."""

    source: UsageSource
    until: int
    on: int

    @property
    def month_until(self) -> int:
        """The day of the newest row by the month."""
        own = None if self.source.grain == "month" else self.source.month_until
        return self.until if own is None else min(own, self.until)

    def end(self, grain: Grain) -> int:
        """The last day that the newest rows of a grain speak of: none after the day on which they were imported."""
        if grain == "day":
            return self.until
        imported_on = self.source.imported_on or 0
        known = min(self.on, imported_on) if imported_on >= self.until else self.on
        newest = self.until if grain == "week" else self.month_until
        last = newest + WEEK - 1 if grain == "week" else months_until(newest, 1)[0][1]
        return max(newest, min(last, known))


class Began(NamedTuple):
    """The days of the first row and of the newest use of accounts (0 for none), and since when they are customers (not
    a number where nobody knows).
    """

    first: Ints
    last: Ints
    since: Floats


def figures_of(rows: UsageRows, began: Began, moment: Moment) -> UsageColumns:
    """The figures of the accounts that rows are of, but for features and seasons."""
    told = rows.grains()
    grain = np.where(told == UNTOLD, GRAINS.index(moment.source.grain), told)
    spans = np.array([windows_until(moment.until), months_until(moment.month_until)], np.int64)
    end = np.array([moment.end(each) for each in GRAINS])[grain]
    sums = _Sums(rows, spans, grain == _MONTH)
    newest = np.where(began.last > 0, began.last, began.first)
    start = _start(began, moment.source.began, grain, sums.later)
    lacking = _lacking(grain, newest, moment.until, end)
    covered = _Covered(sums, spans[(grain == _MONTH).astype(int)], start, end, lacking)
    silence = _silence(grain, newest, end, sums.newest)
    quiet = np.where(began.last > 0, silence.astype(np.int64), -1)
    unknown, no_season = np.full(len(end), -1), np.zeros((len(end), 2))
    figures: Iterator[Any] = _columns(sums, covered, grain == _MONTH, silence)
    return UsageColumns._make((sums.measure, grain, end, quiet, *figures, unknown, no_season))


class _Sums:
    """The use of each account in each period, by the measure that all of its rows have."""

    def __init__(self, rows: UsageRows, spans: Ints, monthly: Flags) -> None:
        size = len(rows.ids)
        of_month = monthly[rows.account]
        by = [PERIODS - np.searchsorted(table[::-1, 0], rows.day, side="right") for table in spans]
        period = np.where(of_month, by[1], by[0])
        fits = (period < PERIODS) & (rows.day <= np.where(of_month, spans[1, 0, 1], spans[0, 0, 1]))
        self._place = (rows.account * PERIODS + period)[fits]
        self._shape = size, PERIODS
        events, users = rows.events[fits], rows.users[fits]
        days = self._sum(np.ones(len(events)))
        event_days, self.user_days = self._sum(events >= 0), self._sum(users >= 0)
        amounts = self._sum(np.maximum(events, 0)), self._sum(np.maximum(users, 0)), days
        self.users = amounts[1]
        by_use = ((event_days > 0) | (days == 0)).all(1)
        by_user = ((self.user_days > 0) | (days == 0)).all(1)
        self.measure = np.where(by_use, 0, np.where(by_user, 1, 2))
        self.amounts: Floats = np.choose(self.measure[:, None], amounts)
        self.later = (days > 0).sum(1) > 1
        at = (np.arange(size), (days > 0).argmax(1))
        self.newest = self.amounts[at] / np.maximum(days[at], 1)

    def _sum(self, values: Floats | Ints | Flags) -> Floats:
        flat = np.bincount(self._place, weights=values, minlength=self._shape[0] * self._shape[1])
        return np.asarray(flat, np.float64).reshape(self._shape)


def _start(began: Began, all_began: int, grain: Ints, later: Flags) -> Ints:
    """The first day that counts: of the use, or since when the account is a customer and could have used it.

    What the first row of a week or a month covers isn't known unless the account came within it; it is left out.
    """
    first, known = began.first, ~np.isnan(began.since)
    span = np.array([1, WEEK, 31])[grain]
    came = np.where(known, began.since, first).astype(np.int64)
    before = known & (came < first)
    within = known & (came >= first) & (came < first + span) & (span > 1)
    cut = (span > 1) & ~within & ~before & later
    return np.where(before, np.maximum(came, np.minimum(all_began, first)), np.where(within, came, first + cut * span))


def _lacking(grain: Ints, newest: Ints, until: int, end: Ints) -> Ints:
    """Days of the newest week that rows by the week don't speak of yet: they begin within the periods."""
    lacking = np.maximum(0, until - (until - newest) % WEEK + WEEK - 1 - end)
    return np.where(grain == GRAINS.index("week"), lacking, 0).astype(np.int64)


class _Covered:
    """The use of the periods in the days that count, and how many of those each has, around a day so long ago."""

    def __init__(self, sums: _Sums, spans: Ints, start: Ints, end: Ints, lacking: Ints) -> None:
        begun = np.maximum(spans[..., 0], np.minimum(start[:, None], spans[..., 1] + 1))
        over = np.minimum(spans[..., 1], end[:, None])
        days = over - begun + 1
        days[:, 0] -= lacking
        self.days = np.maximum(days, 0).astype(np.float64)
        counts = self.days > 0
        counts[:, 0] = True
        self.amounts = np.where(counts, sums.amounts, 0)
        fading = np.exp(-(end[:, None] - (np.minimum(begun, over) + over) / 2) / FADING)
        self.faded, self.faded_days = (self.amounts * fading).sum(1), (self.days * fading).sum(1)


def _silence(grain: Ints, newest: Ints, end: Ints, uses: Floats) -> Floats:
    """Days since the last use; of a row by the week or month, as if its uses were spread over it."""
    span = np.array([1, WEEK, 30])[grain]
    until = np.minimum(newest + span - 1, end)
    within = np.where(span > 1, (until - newest + 1) / (uses + 1), 0)
    return np.asarray(end - until + within, np.float64)


def _columns(sums: _Sums, covered: _Covered, monthly: Flags, silence: Floats) -> Iterator[Floats | Ints | Flags]:
    """The columns of `UsageFigures` from `faded` to `user_days`."""
    amounts, days = covered.amounts, covered.days
    yield covered.faded
    yield covered.faded_days
    newest, filled, has_filled = _newest(amounts, days, monthly)
    yield from newest
    yield np.stack([*filled, has_filled], 1)
    yield from _clump(amounts, days, monthly)
    young = monthly & (days[:, 0] < WEEK)
    rate = np.where(young, newest[0], amounts[:, 0]) / np.maximum(np.where(young, newest[1], days[:, 0]), 1)
    yield np.where(rate > 0, rate, -silence)
    yield amounts[:, 0]
    whole = (days >= WINDOW) & (np.arange(PERIODS) > 0)
    yield (amounts * whole).sum(1) / np.maximum(whole.sum(1), 1)
    recent = np.arange(PERIODS) < np.where(monthly, 1, 2)[:, None]
    yield (sums.users * recent).sum(1).astype(np.int64)
    yield (sums.user_days * recent).sum(1).astype(np.int64)


def _newest(amounts: Floats, days: Floats, monthly: Flags) -> tuple[Sequence[Floats], Sequence[Floats], Flags]:
    """The newest days beside those before; and of rows by the month, the newest made up to 28 days, if that is short.

    By day and week they are four weeks; where there is too little before them, the last week beside the others.
    """
    past, past_days = amounts[:, 2:].sum(1), days[:, 2:].sum(1)
    young = (past_days < LEAST_PAST) & (days[:, 1] + past_days >= WEEK) & (days[:, 0] * 2 >= WEEK)
    alone = young | monthly
    own = (
        amounts[:, 0] + np.where(alone, 0, amounts[:, 1]), days[:, 0] + np.where(alone, 0, days[:, 1]),
        past + np.where(alone, amounts[:, 1], 0), past_days + np.where(alone, days[:, 1], 0),
    )  # fmt: skip
    share = np.clip((WINDOW - days[:, 0]) / np.maximum(days[:, 1], 1), 0, 1)
    made = (
        amounts[:, 0] + share * amounts[:, 1], days[:, 0] + share * days[:, 1],
        past + (1 - share) * amounts[:, 1], past_days + (1 - share) * days[:, 1],
    )  # fmt: skip
    short = monthly & (days[:, 0] < WINDOW) & (days[:, 1] > 0)
    instead = short & (days[:, 0] < _PARTIAL_MONTH)
    first = [np.where(instead, other, one) for one, other in zip(own, made, strict=True)]
    return first, made, short & ~instead


def _clump(amounts: Floats, days: Floats, monthly: Flags) -> tuple[Floats, Ints]:
    """How much use comes at once: half of the squared differences of 28 days and the next, over their mean."""
    whole = (days >= _FULL) & (np.arange(PERIODS) >= np.where(monthly, 1, 2)[:, None])
    totals = np.where(whole, amounts * WINDOW / np.maximum(days, 1), 0)
    pairs = whole[:, 1:] & whole[:, :-1]
    spread = (np.where(pairs, np.diff(totals, axis=1), 0) ** 2).sum(1) / np.maximum(2 * pairs.sum(1), 1)
    count, mean = whole.sum(1), totals.sum(1) / np.maximum(whole.sum(1), 1)
    known = pairs.any(1) & (mean > 0)
    found = np.where(known, np.maximum(1, spread / np.where(known, mean, 1)), 0)
    return np.asarray(found, np.float64), np.asarray(count, np.int64)
