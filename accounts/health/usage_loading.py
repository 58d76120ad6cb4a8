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
    UsageFigures,
    UsageSource,
    figures_of,
    months_until,
    windows_until,
)
from accounts.health.usage_rows import IN_USE, WEEK, Measure, UsageRows, read_rows, to_ordinal
from store.connection import Connection

YEAR: Final = 364  # days back to the same weekdays of last year
_FELL: Final = 0.75  # last year is looked up where use is less than so much of the usual
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


def load_usage(connection: Connection, rows: UsageRows, accounts: Accounts, moment: Moment) -> dict[int, UsageFigures]:
    """The use of the accounts that `rows` are of, by id."""
    if not rows.ids:
        return {}
    began = Began(
        np.array([accounts[id_][1] for id_ in rows.ids], np.int64),
        _last_used(connection, rows, moment.until),
        np.array([accounts[id_][0] for id_ in rows.ids], np.float64),
    )
    by_id = dict(zip(rows.ids, figures_of(rows, began, moment), strict=True))
    if moment.source.with_features:
        counts = _features(connection, by_id, moment)
        by_id = {id_: each._replace(features=counts.get(id_, 0)) for id_, each in by_id.items()}
    for id_, season in _seasons(connection, by_id, accounts, moment):
        by_id[id_] = by_id[id_]._replace(season=season)
    return by_id


def _last_used(connection: Connection, rows: UsageRows, until: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """The day of the newest use of each account, also of one long ago; 0 for none."""
    last = rows.last()
    places = np.flatnonzero(last == 0).tolist()
    if places:
        given = {"ids": json.dumps([rows.ids[place] for place in places]), "last": date.fromordinal(until).isoformat()}
        days = dict(connection.execute(_LAST_USED, given).fetchall())
        last[places] = [to_ordinal(days[rows.ids[place]]) or 0 for place in places]
    return last


def _features(connection: Connection, usage: Mapping[int, UsageFigures], moment: Moment) -> dict[int, int]:
    """How many features were used in 28 days; in rows by the month, in the newest, or two while that is young."""
    monthly = [id_ for id_, each in usage.items() if each.grain == "month"]
    found: dict[int, int] = {}
    if len(monthly) < len(usage):
        found = _counted(connection, usage, moment.until - WINDOW + 1, moment.until)
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
    connection: Connection, usage: Mapping[int, UsageFigures], accounts: Accounts, moment: Moment
) -> Iterable[tuple[int, tuple[float, float]]]:
    """The use in last year's same weeks or month, and in as many days before, of accounts whose use fell since."""
    last, month = moment.until - YEAR, date.fromordinal(moment.month_until)
    months = months_until(date(month.year - 1, month.month, 1).toordinal(), SEASON + 1)
    of_days = ((last - WINDOW + 1, last), (last - WINDOW * (SEASON + 1) + 1, last - WINDOW))
    of_months = (months[0], (months[SEASON][0], months[1][1]))
    for monthly, (now, before) in ((False, of_days), (True, of_months)):
        ids = sorted(
            id_
            for id_, each in usage.items()
            if (each.grain == "month") == monthly
            and _fell(each)
            and (accounts[id_][1] or moment.until) <= before[1] - WINDOW
        )
        if ids:
            then, earlier = (_sums(read_rows(connection, ids, *days), usage) for days in (now, before))
            yield from ((id_, (then.get(id_, 0.0), earlier.get(id_, 0.0) / SEASON)) for id_ in ids)


def _fell(each: UsageFigures) -> bool:
    amount, days, past, past_days, counts = each.filled
    return each.amount * each.past_days < _FELL * each.past * each.days or bool(
        counts and amount * past_days < _FELL * past * days
    )


def _sums(rows: UsageRows, usage: Mapping[int, UsageFigures]) -> dict[int, float]:
    """What each account used, by the measure that it is measured by."""
    size = len(rows.ids)
    columns: dict[Measure, Sequence[float]] = {
        "use": np.bincount(rows.account, np.maximum(rows.events, 0), size).tolist(),
        "user-day": np.bincount(rows.account, np.maximum(rows.users, 0), size).tolist(),
        "active day": np.bincount(rows.account, None, size).tolist(),
    }
    return {id_: columns[usage[id_].measure][place] for place, id_ in enumerate(rows.ids)}
