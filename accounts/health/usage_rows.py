"""The rows of usage of many accounts at once, as arrays, and whether each account's stand for days, weeks or months."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Grain = Literal["day", "week", "month"]
Measure = Literal["use", "user-day", "active day"]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

GRAINS: Final[tuple[Grain, ...]] = ("day", "week", "month")
UNTOLD: Final = -1  # the grain of an account with too few rows
WEEK: Final = 7
_DAYS: Final = 2**22  # more than there are days


@lru_cache(maxsize=20_000)
def to_ordinal(day: str | None) -> int | None:
    """A day of the store as `date.toordinal` counts it."""
    return None if day is None else date.fromisoformat(day).toordinal()


def distinct(values: Ints) -> list[int]:
    """The values in their order, each once; np.unique imports masked arrays for it, which takes as long as an answer
    may.
    """
    return sorted({*values.tolist()})


@dataclass(frozen=True, slots=True)
class UsageRows:
    """The days with use of some accounts, by account and day: `account` is the place of each among `ids`.

    Features share users, so that the users of a day are the largest count of it. Unknown counts are −1.
    """

    ids: Ints
    account: Ints
    day: Ints
    events: Ints
    users: Ints

    def grains(self) -> Ints:
        """What a row of each account stands for, as a place in `GRAINS`; `UNTOLD` where the rows are too few."""
        size = len(self.ids)
        rows = np.bincount(self.account, minlength=size)
        firsts, ends = _of_months(self.day)
        monthly = (rows == np.bincount(self.account[firsts], minlength=size)) | (
            rows == np.bincount(self.account[ends], minlength=size)
        )
        weekday = self.day % WEEK
        low, high = np.full(size, WEEK), np.full(size, -1)
        np.minimum.at(low, self.account, weekday)
        np.maximum.at(high, self.account, weekday)
        found = np.where(low == high, np.where(rows > 2, 1, UNTOLD), 0)
        return np.where(rows < 2, UNTOLD, np.where(monthly, 2, found))

    def last(self) -> Ints:
        """The day of the newest row of each account; 0 where there is none."""
        found = np.zeros(len(self.ids), np.int64)
        np.maximum.at(found, self.account, self.day)
        return found


def by_day(rows: UsageRows) -> UsageRows:
    """Rows by account and day, those of one account and day, as of several subscriptions, put together."""
    when = rows.account * _DAYS + rows.day
    if (when[1:] < when[:-1]).any():
        order = np.argsort(when, kind="stable")
        rows = UsageRows(rows.ids, *(each[order] for each in (rows.account, rows.day, rows.events, rows.users)))
    again = (rows.account[1:] == rows.account[:-1]) & (rows.day[1:] == rows.day[:-1])
    if not again.any():
        return rows
    starts = np.flatnonzero(np.r_[True, ~again])
    known = np.add.reduceat(np.maximum(rows.events, 0), starts)
    events = np.where(np.maximum.reduceat(rows.events, starts) < 0, -1, known)
    return UsageRows(rows.ids, rows.account[starts], rows.day[starts], events, np.maximum.reduceat(rows.users, starts))


def _of_months(days: Ints) -> tuple[Flags, Flags]:
    """Which days are the first of a month, and which the last."""
    if not days.size:
        return np.zeros(0, np.bool_), np.zeros(0, np.bool_)
    low = int(days.min())
    is_first = np.array([date.fromordinal(day).day == 1 for day in range(low, int(days.max()) + 2)])
    return is_first[days - low], is_first[days - low + 1]
