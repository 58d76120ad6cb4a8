"""Where every customer stands today: what lists, totals and cards are read from, worked out from all that was imported.

Customers are the accounts that have not left (accounts/renewals/contract_periods.py says when one has); trials are
among them, their ARR is 0. Accounts that left keep their scores and history, and are in `revenue` for as long as they
paid a year ago.

- `standing`: a row per customer: owner, segment, ARR in its main currency (the account's own, else that of most ARR;
  `currencies` says in how many it pays), the next renewal and its last day to act, and the champion.
- `revenue`: ARR today and a year ago of an account in each currency, as accounts/portfolio/arr_history.py counts it.
- `renewal`: ARR that comes up on a day, of an account in a currency: of contracts that run or are signed and are not
  cancelled or taken over. An account's own renewal date stands for its contracts without an end, and for an account
  without contracts.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from accounts.derived import arr_by_day, daily_changes, totals
from accounts.renewals import contract_periods, outcomes
from accounts.renewals.contract_terms import next_renewal, year_before
from store.batches import id_ranges
from store.database import Store

SOURCE_TABLES: Final = frozenset({"account", "subscription", "churn", "contact"})
"""The tables that standing is worked out from; what changes in others doesn't move it."""

BATCH_SIZE: Final = 20_000
"""So many accounts are worked out at a time, which keeps what is needed for them in memory, and that small."""

_RENEWALS: Final = "account_id, renews_on, currency, arr, act_by, notice_days, auto_renews, owner_id, segment, band"
_TEXTS: Final = {"segment", "currency", "renews_on", "act_by", "band"}
_CUSTOMER: Final = "t.account_id IS NOT NULL AND coalesce(t.left_on, '9999') > :day0"
_WHOSE: Final = """
    JOIN account a ON a.id = x.account_id LEFT JOIN customer_period t ON t.account_id = a.id
    LEFT JOIN standing s ON s.account_id = a.id"""
_PAYS: Final = """
    CASE WHEN EXISTS (SELECT 1 FROM temp.paid p WHERE p.account_id = x.account_id AND p.currency < x.currency) THEN 0
    ELSE EXISTS (SELECT 1 FROM temp.paid p WHERE p.account_id = x.account_id AND p.{arr} > 0) END"""
_REVENUE: Final = f"""
SELECT x.account_id, x.currency, x.arr, x.arr_before, {_PAYS.format(arr="arr")}, {_PAYS.format(arr="arr_before")},
    a.owner_id, coalesce(a.segment, ''), CASE WHEN {_CUSTOMER} THEN coalesce(s.band, 'unknown') ELSE '' END
FROM temp.paid x {_WHOSE} WHERE TRUE"""
_RENEWAL: Final = f"""
SELECT x.account_id, x.renews_on, x.currency, sum(x.arr),
    min(date(x.renews_on, '-' || min(max(coalesce(x.notice_days, 0), 0), 3650) || ' days')), max(x.notice_days),
    nullif(min(coalesce(x.auto_renews, -1)), -1),
    a.owner_id, coalesce(a.segment, ''), coalesce(s.band, 'unknown')
FROM (
    SELECT r.account_id, r.currency, r.arr, r.counts_until, r.notice_days, r.auto_renews,
        CASE WHEN r.auto_renews AND coalesce(r.ends_on, a.renews_on) < :day0
            THEN next_renewal(iif(r.ends_on IS NULL, NULL, r.starts_on), coalesce(r.ends_on, a.renews_on), :day0)
            ELSE coalesce(r.ends_on, a.renews_on) END AS renews_on
    FROM temp.run r JOIN account a ON a.id = r.account_id
    WHERE NOT r.settled AND coalesce(r.counts_until, '9999') > :day0
    UNION ALL
    SELECT a.id, coalesce(a.currency, ''), a.arr, NULL, a.notice_days, a.auto_renews,
        CASE WHEN a.auto_renews AND a.renews_on < :day0 THEN next_renewal(NULL, a.renews_on, :day0)
            ELSE a.renews_on END
    FROM account a WHERE {{of_account}} AND a.status != 'trial' AND a.renews_on IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM temp.run r WHERE r.account_id = a.id)
) x {_WHOSE}
WHERE x.renews_on IS NOT NULL AND {_CUSTOMER} AND min(coalesce(x.counts_until, '9999'), coalesce(t.left_on, '9999'))
    > x.renews_on
GROUP BY x.account_id, x.renews_on, x.currency"""
_MAIN: Final = """
SELECT account_id, currency, arr, currencies FROM (
    SELECT p.account_id, p.currency, p.arr, count(*) AS currencies, max((p.currency IS a.currency) << 60 | p.arr)
    FROM temp.paid p JOIN account a ON a.id = p.account_id WHERE p.arr != 0 GROUP BY p.account_id
)"""
_STANDING: Final = f"""
SELECT a.id, a.owner_id, coalesce(a.segment, ''),
    coalesce(m.arr, iif(a.arr IS NOT NULL OR a.status = 'trial'
        OR EXISTS (SELECT 1 FROM temp.run r WHERE r.account_id = a.id), 0, NULL)),
    coalesce(m.currency, a.currency, (SELECT r.currency FROM temp.run r WHERE r.account_id = a.id LIMIT 1), ''),
    coalesce(m.currencies, 1), n.renews_on,
    (SELECT min(act_by) FROM temp.fresh_renewal r WHERE r.account_id = a.id AND r.renews_on = n.renews_on),
    n.auto_renews,
    (SELECT k.name FROM contact k WHERE k.account_id = a.id AND k.role = 'champion'
        AND coalesce(k.left_on, '9999') > :day0 ORDER BY k.id LIMIT 1), :day0
FROM account a JOIN customer_period t ON t.account_id = a.id
    LEFT JOIN temp.main m ON m.account_id = a.id
    LEFT JOIN temp.fresh_renewal n ON n.account_id = a.id AND (n.renews_on, n.currency) = (
        SELECT renews_on, currency FROM temp.fresh_renewal r WHERE r.account_id = a.id ORDER BY 1, 2 LIMIT 1)
WHERE {_CUSTOMER} AND {{of_account}}"""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A table that is worked out: its columns, of which the first are its key, and those that tell when a row changed.

    `rows` is a query of what it should hold; `stays` of whether a row of it is among that.
    """

    name: str
    keys: str
    values: str
    rows: str
    stays: str
    dated: str = ""

    def write(self, connection: sqlite3.Connection, among: str, days: Mapping[str, str]) -> None:
        """Makes the rows of the accounts what they should be; those that are so already aren't written."""
        connection.execute(
            f"DELETE FROM {self.name} AS k WHERE {among.format(account='k.account_id')} AND NOT EXISTS ({self.stays})",
            days,
        )
        values = self.values.split(", ")
        sets = ", ".join(f"{each} = excluded.{each}" for each in (*values, *filter(None, (self.dated,))))
        columns = ", ".join(filter(None, (self.keys, self.values, self.dated)))
        connection.execute(
            f"INSERT INTO {self.name} ({columns}) {self.rows.format(of_account=among.format(account='a.id'))}"
            f" ON CONFLICT ({self.keys}) DO UPDATE SET {sets}"
            f" WHERE ({self.values}) IS NOT ({', '.join(f'excluded.{each}' for each in values)})",
            days,
        )


_KEPT: Final = (
    _Kept(
        "revenue",
        "account_id, currency",
        "arr, arr_before, customer, customer_before, owner_id, segment, band",
        _REVENUE,
        "SELECT 1 FROM temp.paid p WHERE p.account_id = k.account_id AND p.currency = k.currency",
    ),
    _Kept(
        "renewal",
        "account_id, renews_on, currency",
        "arr, act_by, notice_days, auto_renews, owner_id, segment, band",
        f"SELECT {_RENEWALS} FROM temp.fresh_renewal WHERE TRUE",
        "SELECT 1 FROM temp.fresh_renewal f"
        " WHERE (f.account_id, f.renews_on, f.currency) = (k.account_id, k.renews_on, k.currency)",
    ),
    _Kept(
        "standing",
        "account_id",
        "owner_id, segment, arr, currency, currencies, renews_on, act_by, auto_renews, champion",
        _STANDING,
        f"SELECT 1 FROM customer_period t WHERE t.account_id = k.account_id AND {_CUSTOMER}",
        dated="as_of",
    ),
)

# Whose standing the days alone change: contracts and accounts that begin or end to count, today or a year before,
# renewals that pass, and champions who leave.
_PASSED: Final = """
INSERT OR IGNORE INTO temp.touched
SELECT account_id FROM subscription WHERE (starts_on > :day AND starts_on <= :day0)
    OR (starts_on > :year AND starts_on <= :day1)
UNION ALL SELECT account_id FROM subscription WHERE counts_until > :day AND counts_until <= :day0
UNION ALL SELECT account_id FROM subscription WHERE counts_until > :year AND counts_until <= :day1
UNION ALL SELECT account_id FROM subscription WHERE ends_on >= :day AND ends_on <= :day0
UNION ALL SELECT account_id FROM subscription WHERE cancelled_on > :day AND cancelled_on <= :day0
UNION ALL SELECT account_id FROM customer_period WHERE left_on > :day AND left_on <= :day0
UNION ALL SELECT account_id FROM customer_period WHERE left_on > :year AND left_on <= :day1
UNION ALL SELECT account_id FROM customer_period
    WHERE (since > :day AND since <= :day0) OR (since > :year AND since <= :day1)
UNION ALL SELECT account_id FROM renewal WHERE renews_on < :day0 AND renews_on >= :day
UNION ALL SELECT account_id FROM churn WHERE churned_on > :day AND churned_on <= :day0
UNION ALL SELECT account_id FROM contact WHERE left_on > :day AND left_on <= :day0"""


def recompute(connection: sqlite3.Connection, account_ids: Iterable[int] | None, today: date) -> None:
    """Works out where accounts stand on a day, all of them or those given, inside a write transaction.

    Scores stay as they are. To be called after every change of what was imported.
    """
    if account_ids is None:
        (count,) = connection.execute("SELECT count(*) FROM account").fetchone()
        with totals.changing_rows(connection, count):
            for first, last in id_ranges(connection, "account", "id", BATCH_SIZE):
                _refresh(connection, f"{{account}} > {first} AND {{account}} <= {last}", today)
        connection.execute("UPDATE derived_state SET as_of = ?", (today.isoformat(),))
    else:
        _empty_touched(connection)
        connection.executemany("INSERT OR IGNORE INTO temp.touched VALUES (?)", ((each,) for each in account_ids))
        _refresh_touched(connection, today)


def advance_to(connection: sqlite3.Connection, today: date) -> None:
    """Brings all accounts from the day they were last worked out to today, inside a write transaction.

    Contracts begin and end, and renewals pass, with the days alone. Only accounts that the days between touch are
    worked out again; all, where none were before or the day is an earlier one. To be called once a day, before scoring.
    """
    day = totals.computed_for(connection)
    if day is None or day > today:
        recompute(connection, None, today)
    elif day < today:
        _empty_touched(connection)
        days = {"day0": today, "day1": year_before(today), "day": day, "year": year_before(day)}
        connection.execute(_PASSED, {name: each.isoformat() for name, each in days.items()})
        _refresh_touched(connection, today)
        connection.execute("UPDATE derived_state SET as_of = ?", (today.isoformat(),))


def advance_if_needed(store: Store, today: date) -> bool:
    """Brings all accounts to today if they were last worked out for an earlier day; says whether it did.

    Somebody whose day is not over yet, further west, finds them as of the later day.
    """
    day = totals.computed_for(store.reading)
    if day is not None and day >= today:
        return False
    with store.writing() as connection:
        advance_to(connection, today)
    return True


def _empty_touched(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.touched")


def _refresh_touched(connection: sqlite3.Connection, today: date) -> None:
    (count,) = connection.execute("SELECT count(*) FROM temp.touched").fetchone()
    with totals.changing_rows(connection, count):
        _refresh(connection, "{account} IN (SELECT id FROM temp.touched)", today)


def _refresh(connection: sqlite3.Connection, among: str, today: date) -> None:
    contract_periods.update_contract_periods(connection, among, today)
    days = {"day0": today.isoformat(), "day1": year_before(today).isoformat()}
    connection.create_function("next_renewal", 3, _next_renewal, deterministic=True)
    for table, columns, keys, query in (
        ("paid", "account_id, currency, arr, arr_before", 2, arr_by_day.paid_arr_query(2, among, "temp.run")),
        ("main", "account_id, currency, arr, currencies", 1, _MAIN),
        ("fresh_renewal", _RENEWALS, 3, _RENEWAL.format(of_account=among.format(account="a.id"))),
    ):
        _table(connection, table, columns, keys)
        connection.execute(f"INSERT INTO temp.{table} {query}", days)
    for kept in _KEPT:
        kept.write(connection, among, days)
    arr_by_day.update_arr_steps(connection, among, today)
    outcomes.update_outcomes(connection, among, today)
    daily_changes.refresh_changes(connection, among)


@lru_cache(maxsize=20_000)
def _next_renewal(starts_on: str | None, ends_on: str, today: str) -> str:
    start = date.fromisoformat(starts_on) if starts_on else None
    return next_renewal(start, date.fromisoformat(ends_on), date.fromisoformat(today)).isoformat()


def _table(connection: sqlite3.Connection, name: str, columns: str, keys: int) -> None:
    """An empty table of the connection. Its columns have types, since without them its key isn't used to find a row."""
    names = columns.split(", ")
    typed = ", ".join(f"{each} {'TEXT' if each in _TEXTS else 'INTEGER'}" for each in names)
    connection.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS {name} ({typed}, PRIMARY KEY ({', '.join(names[:keys])})) WITHOUT ROWID"
    )
    connection.execute(f"DELETE FROM temp.{name}")
