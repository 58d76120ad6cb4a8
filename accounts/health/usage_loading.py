"""Reads the use of accounts up to a day: its figures, the features used, and last year's season where use fell."""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, NamedTuple

import numpy as np

from accounts.health.account_rows import AccountRows, capped
from accounts.health.usage_columns import UsageColumns
from accounts.health.usage_fall import SEASON
from accounts.health.usage_figures import (
    REACH,
    WINDOW,
    Began,
    Moment,
    UsageSource,
    figures_of,
    months_until,
    windows_until,
)
from accounts.health.usage_rows import GRAINS, WEEK, Flags, Floats, Ints, UsageRows, by_day, to_ordinal
from store.connection import Connection

YEAR: Final = 364  # days back to the same weekdays of last year
_FELL: Final = 0.75  # last year is looked up where use is less than so much of the usual
_MONTH: Final = GRAINS.index("month")
_GIVEN: Final = "account_id IN (SELECT CAST(value AS bigint) FROM json_each(:ids))"
_AT_ONCE: Final = 2_000  # accounts, which keeps what their rows take small
IN_USE: Final = "(events > 0 OR active_users > 0 OR coalesce(events, active_users) IS NULL)"  # not a row of noughts
_FROM: Final = f"FROM usage WHERE account_id {{ids}} AND used_on BETWEEN :first AND :last AND {IN_USE}"
_NAMES: Final = ("account_id", "day", "events", "users")
_ROWS: Final = f"""
SELECT account_id, used_on AS day, coalesce({capped("events")}, -1) AS events,
    coalesce({capped("active_users")}, -1) AS users
{_FROM}"""
_DAYS: Final = f"""
SELECT account_id, used_on AS day, coalesce(CAST(sum({capped("events")}) AS bigint), -1) AS events,
    coalesce({capped("max(active_users)")}, -1) AS users
{_FROM} GROUP BY account_id, used_on"""
_LAST_USED: Final = f"""
SELECT CAST(value AS bigint), (
    SELECT used_on FROM usage WHERE account_id = CAST(value AS bigint) AND used_on <= :last AND {IN_USE}
    ORDER BY used_on DESC LIMIT 1
) FROM json_each(:ids)"""
_FEATURES: Final = f"""
SELECT account_id, count(DISTINCT feature) FROM usage
WHERE {_GIVEN} AND used_on BETWEEN :first AND :last AND feature <> '' AND {IN_USE} GROUP BY account_id"""


class Users(NamedTuple):
    """Accounts by id: since when each is a customer, and the day of its first row of usage, 0 where there is none."""

    ids: Ints
    since: Ints
    first_used: Ints

    def begun(self, until: int) -> "Users":
        """Those that had begun to use the product."""
        begun = np.flatnonzero((self.first_used > 0) & (self.first_used <= until))
        return Users._make(each[begun] for each in self)


def read_recent(connection: Connection, users: Users, until: int, source: UsageSource | None = None) -> UsageRows:
    """The rows of the last eight months of accounts that had begun to use the product; without rows by the month, as
    `source` knows, of 28 weeks.
    """
    by_month = source is None or source.grain == "month" or source.month_until is not None
    first = until - REACH if by_month else windows_until(until)[-1][0]
    return read_rows(connection, users.ids, first, until, with_features=source is None or source.with_features)


def load_usage(connection: Connection, rows: UsageRows, users: Users, moment: Moment) -> UsageColumns:
    """The use of `users`, of whom `rows` are, in their order."""
    since = np.where(users.since > 0, users.since, np.nan)
    began = Began(users.first_used, _last_used(connection, rows, moment.until), since)
    found = figures_of(rows, began, moment)
    ids = rows.ids.tolist()
    if moment.source.with_features:
        counts = _features(connection, ids, found, moment)
        found = found._replace(features=np.array([counts.get(id_, 0) for id_ in ids], np.int64))
    season = np.zeros((len(rows.ids), 2))
    for places, sums in _seasons(connection, rows.ids, found, began.first, moment):
        season[places] = sums
    return found._replace(season=season)


def read_rows(connection: Connection, ids: Ints, first: int, last: int, *, with_features: bool = True) -> UsageRows:
    """The use between two days, both included, of accounts given by their ids in order.

    Where a day has a row for each feature, they are added up before they are read; else reading them is quicker.
    """
    query = _DAYS if with_features else _ROWS
    days = {"first": date.fromordinal(first).isoformat(), "last": date.fromordinal(last).isoformat()}
    parts = [np.zeros((len(_NAMES), 0), np.int64)]
    for at in range(0, len(ids), _AT_ONCE):
        place, *others = AccountRows(connection, ids[at : at + _AT_ONCE], days).columns(_NAMES, query, ("day",))
        parts.append(np.stack([place + at, *others]))
    return by_day(UsageRows(ids, *np.concatenate(parts, axis=1)))


def _last_used(connection: Connection, rows: UsageRows, until: int) -> Ints:
    """The day of the newest use of each account, also of one long ago; 0 for none."""
    last = rows.last()
    places = np.flatnonzero(last == 0).tolist()
    if places:
        given = {"ids": json.dumps(rows.ids[places].tolist()), "last": date.fromordinal(until).isoformat()}
        days = dict(connection.execute(_LAST_USED, given).fetchall())
        last[places] = [to_ordinal(days[id_]) or 0 for id_ in rows.ids[places].tolist()]
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
    connection: Connection, ids: Ints, use: UsageColumns, first_used: Ints, moment: Moment
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
            then, earlier = (
                _sums(read_rows(connection, ids[places], *days), use.measure[places]) for days in (now, before)
            )
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
