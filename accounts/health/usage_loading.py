"""Reads the use of accounts up to a day: its figures, the features used, and last year's season where use fell."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

import numpy as np

from accounts.health.usage_fall import SEASON
from accounts.health.usage_figures import (
    REACH,
    WINDOW,
    Began,
    Moment,
    UsageColumns,
    UsageSource,
    figures_of,
    months_until,
    windows_until,
)
from accounts.health.usage_rows import GRAINS, IN_USE, WEEK, Flags, Floats, Ints, UsageRows, read_rows, to_ordinal
from store.connection import Connection

YEAR: Final = 364  # days back to the same weekdays of last year
_FELL: Final = 0.75  # last year is looked up where use is less than so much of the usual
_MONTH: Final = GRAINS.index("month")
_GIVEN: Final = "account_id IN (SELECT CAST(value AS bigint) FROM json_each(:ids))"
_LAST_USED: Final = f"""
SELECT CAST(value AS bigint), (
    SELECT used_on FROM usage WHERE account_id = CAST(value AS bigint) AND used_on <= :last AND {IN_USE}
    ORDER BY used_on DESC LIMIT 1
) FROM json_each(:ids)"""
_FEATURES: Final = f"""
SELECT account_id, count(DISTINCT feature) FROM usage
WHERE {_GIVEN} AND used_on BETWEEN :first AND :last AND feature <> '' AND {IN_USE} GROUP BY account_id"""

Accounts = Mapping[int, tuple[int | None, int | None]]
"""Since when accounts are customers, and the day of their first row of usage, by id."""


def read_recent(connection: Connection, accounts: Accounts, until: int, source: UsageSource | None = None) -> UsageRows:
    """The rows of the last eight months of the accounts that had begun to use the product; without rows by the month,
    as `source` knows, of 28 weeks.
    """
    began = sorted(id_ for id_, (_, first) in accounts.items() if first is not None and first <= until)
    by_month = source is None or source.grain == "month" or source.month_until is not None
    first = until - REACH if by_month else windows_until(until)[-1][0]
    return read_rows(connection, began, first, until, with_features=source is None or source.with_features)


def load_usage(connection: Connection, rows: UsageRows, accounts: Accounts, moment: Moment) -> UsageColumns:
    """The use of the accounts that `rows` are of, in their order."""
    began = Began(
        np.array([accounts[id_][1] for id_ in rows.ids], np.int64),
        _last_used(connection, rows, moment.until),
        np.array([accounts[id_][0] for id_ in rows.ids], np.float64),
    )
    found = figures_of(rows, began, moment)
    if moment.source.with_features:
        counts = _features(connection, rows.ids, found, moment)
        found = found._replace(features=np.array([counts.get(id_, 0) for id_ in rows.ids], np.int64))
    season = np.zeros((len(rows.ids), 2))
    for places, sums in _seasons(connection, rows.ids, found, began.first, moment):
        season[places] = sums
    return found._replace(season=season)


def _last_used(connection: Connection, rows: UsageRows, until: int) -> Ints:
    """The day of the newest use of each account, also of one long ago; 0 for none."""
    last = rows.last()
    places = np.flatnonzero(last == 0).tolist()
    if places:
        given = {"ids": json.dumps([rows.ids[place] for place in places]), "last": date.fromordinal(until).isoformat()}
        days = dict(connection.execute(_LAST_USED, given).fetchall())
        last[places] = [to_ordinal(days[rows.ids[place]]) or 0 for place in places]
    return last


def _features(connection: Connection, ids: Sequence[int], use: UsageColumns, moment: Moment) -> dict[int, int]:
    """How many features were used in 28 days; in rows by the month, in the newest, or two while that is young."""
    monthly = [id_ for id_, grain in zip(ids, use.grain.tolist(), strict=True) if grain == _MONTH]
    found: dict[int, int] = {}
    if len(monthly) < len(ids):
        found = _counted(connection, ids, moment.until - WINDOW + 1, moment.until)
    if monthly:
        (newest, _), (before, _) = months_until(moment.month_until, 2)
        end = moment.end("month")
        first = newest if end - newest + 1 >= WINDOW - WEEK else before
        found |= dict.fromkeys(monthly, 0) | _counted(connection, monthly, first, end)
    return found


def _counted(connection: Connection, ids: Iterable[int], first: int, last: int) -> dict[int, int]:
    days = {"first": date.fromordinal(first).isoformat(), "last": date.fromordinal(last).isoformat()}
    return dict(connection.execute(_FEATURES, {"ids": json.dumps([*ids]), **days}).fetchall())


def _seasons(
    connection: Connection, ids: Sequence[int], use: UsageColumns, first_used: Ints, moment: Moment
) -> Iterable[tuple[Ints, Floats]]:
    """The places of accounts whose use fell since last year's same weeks or month, with the use in those, and in as
    many days before.
    """
    last, month = moment.until - YEAR, date.fromordinal(moment.month_until)
    months = months_until(date(month.year - 1, month.month, 1).toordinal(), SEASON + 1)
    of_days = ((last - WINDOW + 1, last), (last - WINDOW * (SEASON + 1) + 1, last - WINDOW))
    of_months = (months[0], (months[SEASON][0], months[1][1]))
    fell = _fell(use)
    for monthly, (now, before) in ((False, of_days), (True, of_months)):
        places = np.flatnonzero(((use.grain == _MONTH) == monthly) & fell & (first_used <= before[1] - WINDOW))
        if places.size:
            some = [ids[place] for place in places.tolist()]
            then, earlier = (_sums(read_rows(connection, some, *days), use.measure[places]) for days in (now, before))
            yield places, np.stack([then, earlier / SEASON], 1)


def _fell(use: UsageColumns) -> Flags:
    amount, days, past, past_days, counts = use.filled.T
    fell = use.amount * use.past_days < _FELL * use.past * use.days
    return np.asarray(fell | ((counts > 0) & (amount * past_days < _FELL * past * days)), np.bool_)


def _sums(rows: UsageRows, measure: Ints) -> Floats:
    """What each account used, by the measure that it is measured by."""
    size = len(rows.ids)
    amounts = (
        np.bincount(rows.account, np.maximum(rows.events, 0), size),
        np.bincount(rows.account, np.maximum(rows.users, 0), size),
        np.bincount(rows.account, None, size).astype(np.float64),
    )
    return np.asarray(np.choose(measure, amounts), np.float64)
