"""Where every customer stands today: what lists, totals and cards are read from, worked out from all that was imported.

Customers are the accounts that have not left (accounts/renewals/contract_periods.py says when one has); trials are
among them, their ARR is 0. Accounts that left keep their scores and history, and are in `revenue` for as long as they
paid a year ago.

- `standing`: a row per customer: owner, segment, ARR in its main currency (the account's own, else that of most ARR;
  `currencies` says in how many it pays) and what is past due of it, the next renewal and its last day to act, the day
  it leaves if notice was given, and the champion.
- `revenue`: ARR today and a year ago of an account in each currency, all of it and what runs.
- `leaving`: ARR that is under notice or of an account that leaves, by the day it stops, empty where nobody knows.
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

from accounts.derived import daily_changes, totals
from accounts.derived.arr_by_day import DayArr, paid_arr_query, update_arr_steps
from accounts.derived.arr_notes import update_arr_notes
from accounts.renewals import outcomes
from accounts.renewals.contract_periods import update_contract_periods
from accounts.renewals.contract_terms import next_renewal, year_before
from store.batches import id_ranges
from store.database import Store

SOURCE_TABLES: Final = frozenset({"account", "subscription", "churn", "contact"})
"""The tables that standing is worked out from; what changes in others doesn't move it."""

BATCH_SIZE: Final = 20_000
"""So many accounts are worked out at a time, which keeps what is needed for them in memory, and that small."""

_RENEWALS: Final = "account_id, renews_on, currency, arr, act_by, notice_days, auto_renews, owner_id, segment, band"
_LEAVERS: Final = "account_id, leaves_on, currency, arr, notice_on, owner_id, segment"
_TEXTS: Final = {"segment", "currency", "first_currency", "renews_on", "act_by", "band", "leaves_on", "notice_on"}
_CUSTOMER: Final = "t.account_id IS NOT NULL AND coalesce(t.left_on, '9999') > :day0"
_WHOSE: Final = """
    JOIN account a ON a.id = x.account_id LEFT JOIN customer_period t ON t.account_id = a.id
    LEFT JOIN standing s ON s.account_id = a.id"""
_PAID: Final = paid_arr_query(
    (
        DayArr("arr", "day0"),
        DayArr("arr_before", "day1"),
        DayArr("running", "day0", running=True),
        DayArr("running_before", "day1", running=True),
    ),
    "TRUE",
    "run",
)
# What wasn't known a year ago: the rows of `paid` beside those of ARR.
_UNKNOWN: Final = """
SELECT account_id, currency, 0, 0, 0, 0, arr FROM fresh_arr_note
WHERE kind = 'unknown' AND starts_on <= :day1 AND until > :day1
ON CONFLICT (account_id, currency) DO UPDATE SET unknown_before = excluded.unknown_before"""
_FLAG: Final = "max(CASE WHEN {condition} THEN 1 ELSE 0 END)"
_PAYERS: Final = (
    "account_id, first_currency, currencies, customer, customer_before, running_customer, running_customer_before,"
    " past_due, unknown, priced, running_priced"
)
_PAYER: Final = f"""
SELECT account_id, min(currency), count(*) FILTER (WHERE arr <> 0), {
    ", ".join(
        _FLAG.format(condition=condition)
        for condition in (
            "arr > 0",
            "arr_before > 0",
            "running > 0",
            "running_before > 0",
            "arr <> running",
            "unknown_before IS NOT NULL",
            "coalesce(unknown_before, 0) + arr_before > 0",
            "coalesce(unknown_before, 0) + running_before > 0",
        )
    )
} FROM paid GROUP BY account_id"""
# What is of an account and not of a currency is said once, in the row of its first currency.
_REVENUE: Final = f"""
SELECT x.account_id, x.currency, x.arr, x.arr_before, x.running, x.running_before, coalesce(x.unknown_before, 0),
    1 - p.unknown, {
    ", ".join(
        f"CASE WHEN x.currency = p.first_currency THEN {value} ELSE 0 END"
        for value in (
            "p.customer",
            "p.customer_before",
            "p.running_customer",
            "p.running_customer_before",
            "p.past_due",
            "p.unknown",
            "p.unknown * (1 - p.priced)",
            "p.unknown * (1 - p.running_priced)",
        )
    )
}, a.owner_id, coalesce(a.segment, ''), CASE WHEN {_CUSTOMER} THEN coalesce(s.band, 'unknown') ELSE '' END
FROM paid x JOIN payer p ON p.account_id = x.account_id {_WHOSE} WHERE TRUE"""
_RENEWAL: Final = f"""
SELECT x.account_id, x.renews_on, x.currency, sum(x.arr),
    min(date(x.renews_on, '-' || min(max(coalesce(x.notice_days, 0), 0), 3650) || ' days')), max(x.notice_days),
    nullif(min(coalesce(x.auto_renews, -1)), -1),
    a.owner_id, coalesce(a.segment, ''), coalesce(s.band, 'unknown')
FROM (
    SELECT r.account_id, r.currency, r.arr, r.counts_until, r.notice_days, r.auto_renews,
        CASE WHEN r.auto_renews = 1 AND coalesce(r.ends_on, a.renews_on) < :day0
            THEN next_renewal(CASE WHEN r.ends_on IS NOT NULL THEN r.starts_on END, coalesce(r.ends_on, a.renews_on),
                :day0, r.renewal_term)
            ELSE coalesce(r.ends_on, a.renews_on) END AS renews_on
    FROM run r JOIN account a ON a.id = r.account_id
    WHERE r.settled = 0 AND coalesce(r.counts_until, '9999') > :day0
    UNION ALL
    SELECT a.id, coalesce(a.currency, ''), a.arr, NULL, a.notice_days, a.auto_renews,
        CASE WHEN a.auto_renews = 1 AND a.renews_on < :day0
            THEN next_renewal(NULL, a.renews_on, :day0, a.renewal_term) ELSE a.renews_on END
    FROM account a LEFT JOIN life l ON l.account_id = a.id
    WHERE {{of_account}} AND a.status <> 'trial' AND a.renews_on IS NOT NULL AND coalesce(a.notice_given, 0) <> 1
        AND l.bought_on IS NULL
) AS x {_WHOSE}
WHERE x.renews_on IS NOT NULL AND {_CUSTOMER} AND coalesce(x.counts_until, '9999') > x.renews_on
    AND coalesce(t.left_on, '9999') > x.renews_on
GROUP BY x.account_id, x.renews_on, x.currency"""
_LEAVING: Final = f"""
SELECT x.account_id, x.leaves_on, x.currency, CAST(sum(x.arr) AS bigint), min(x.notice_on),
    a.owner_id, coalesce(a.segment, '')
FROM (
    SELECT r.account_id, coalesce(r.counts_until, '') AS leaves_on, r.currency, r.arr, r.notice_on, r.ending, r.status
    FROM run r
    WHERE r.status <> 'trial' AND r.taken_on IS NULL AND r.undated = 0
        AND coalesce(r.counts_until, '9999') > :day0 AND coalesce(r.counts_until, '9999') > r.starts_on
        AND (r.status <> 'stated' OR r.starts_on <= :day0)
) AS x {_WHOSE}
WHERE {_CUSTOMER} AND (x.ending = 1 OR t.left_on IS NOT NULL)
    AND (x.status <> 'stated' OR x.leaves_on = coalesce(t.left_on, ''))
GROUP BY x.account_id, x.leaves_on, x.currency"""
_MAIN: Final = """
SELECT p.account_id, p.currency, p.arr, 1, p.arr - p.running
FROM payer y JOIN paid p ON p.account_id = y.account_id AND p.arr <> 0 WHERE y.currencies = 1
UNION ALL
SELECT account_id, currency, arr, currencies, past_due FROM (
    SELECT p.account_id, p.currency, p.arr, p.arr - p.running AS past_due, y.currencies,
        row_number() OVER (PARTITION BY p.account_id ORDER BY CASE WHEN p.currency = a.currency THEN 0 ELSE 1 END,
            p.arr DESC, p.currency) AS place
    FROM payer y JOIN paid p ON p.account_id = y.account_id AND p.arr <> 0 JOIN account a ON a.id = p.account_id
    WHERE y.currencies > 1
) AS ranked WHERE place = 1"""
_STANDING: Final = f"""
SELECT a.id, a.owner_id, coalesce(a.segment, ''),
    coalesce(m.arr, CASE WHEN a.arr IS NOT NULL OR a.status = 'trial'
        OR EXISTS (SELECT 1 FROM run r WHERE r.account_id = a.id) THEN 0 END),
    coalesce(m.currency, a.currency, (SELECT r.currency FROM run r WHERE r.account_id = a.id ORDER BY r.id LIMIT 1),
        ''),
    coalesce(m.currencies, 1), n.renews_on,
    (SELECT min(act_by) FROM fresh_renewal r WHERE r.account_id = a.id AND r.renews_on = n.renews_on),
    n.auto_renews,
    (SELECT k.name FROM contact k WHERE k.account_id = a.id AND k.role = 'champion'
        AND coalesce(k.left_on, '9999') > :day0 ORDER BY k.id LIMIT 1),
    (SELECT CASE WHEN count(*) > 0 THEN coalesce(min(nullif(l.leaves_on, '')), '') END FROM fresh_leaving l
        WHERE l.account_id = a.id), coalesce(m.past_due, 0), :day0
FROM account a JOIN customer_period t ON t.account_id = a.id
    LEFT JOIN main m ON m.account_id = a.id
    LEFT JOIN fresh_renewal n ON n.account_id = a.id AND (n.renews_on, n.currency) = (
        SELECT renews_on, currency FROM fresh_renewal r WHERE r.account_id = a.id ORDER BY 1, 2 LIMIT 1)
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
        "arr, arr_before, running, running_before, unknown_before, known, customer, customer_before, running_customer,"
        " running_customer_before, past_due_account, unknown_account, unpriced_account, running_unpriced_account,"
        " owner_id, segment, band",
        _REVENUE,
        "SELECT 1 FROM paid p WHERE p.account_id = k.account_id AND p.currency = k.currency",
    ),
    _Kept(
        "renewal",
        "account_id, renews_on, currency",
        "arr, act_by, notice_days, auto_renews, owner_id, segment, band",
        f"SELECT {_RENEWALS} FROM fresh_renewal WHERE TRUE",
        "SELECT 1 FROM fresh_renewal f"
        " WHERE (f.account_id, f.renews_on, f.currency) = (k.account_id, k.renews_on, k.currency)",
    ),
    _Kept(
        "leaving",
        "account_id, leaves_on, currency",
        "arr, notice_on, owner_id, segment",
        f"SELECT {_LEAVERS} FROM fresh_leaving WHERE TRUE",
        "SELECT 1 FROM fresh_leaving f"
        " WHERE (f.account_id, f.leaves_on, f.currency) = (k.account_id, k.leaves_on, k.currency)",
    ),
    _Kept(
        "standing",
        "account_id",
        "owner_id, segment, arr, currency, currencies, renews_on, act_by, auto_renews, champion, leaves_on, past_due",
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
UNION ALL SELECT account_id FROM subscription WHERE ends_on >= :year AND ends_on <= :day1
UNION ALL SELECT id FROM account WHERE (renews_on >= :day AND renews_on <= :day0)
    OR (renews_on >= :year AND renews_on <= :day1)
UNION ALL SELECT account_id FROM customer_period WHERE (stated_from > :day AND stated_from <= :day0)
    OR (stated_from > :year AND stated_from <= :day1)
UNION ALL SELECT account_id FROM subscription WHERE cancelled_on > :day AND cancelled_on <= :day0
UNION ALL SELECT account_id FROM customer_period WHERE left_on > :day AND left_on <= :day0
UNION ALL SELECT account_id FROM customer_period WHERE left_on > :year AND left_on <= :day1
UNION ALL SELECT account_id FROM customer_period
    WHERE (since > :day AND since <= :day0) OR (since > :year AND since <= :day1)
UNION ALL SELECT account_id FROM arr_note WHERE kind = 'unknown' AND starts_on <= :day1
    AND ((until > :year AND until <= :day1) OR (starts_on > :year AND until > :day1))
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


def advance_if_needed(store: Store, today: date, grace_days: int | None = None) -> bool:
    """Brings all accounts to today if they were last worked out for an earlier day; says whether it did.

    Somebody whose day is not over yet, further west, finds them as of the later day. With other days of grace than
    before, all are worked out again.
    """
    day = totals.computed_for(store.reading)
    regraced = grace_days is not None and grace_days != totals.grace_days(store.reading)
    if day is not None and day >= today and not regraced:
        return False
    with store.writing() as connection:
        if regraced:
            connection.execute("UPDATE derived_state SET grace_days = ?, as_of = NULL", (grace_days,))
        advance_to(connection, today if day is None else max(day, today))
    return True


def _empty_touched(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS touched (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.touched")


def _refresh_touched(connection: sqlite3.Connection, today: date) -> None:
    (count,) = connection.execute("SELECT count(*) FROM temp.touched").fetchone()
    with totals.changing_rows(connection, count):
        _refresh(connection, "{account} IN (SELECT id FROM temp.touched)", today)


def _refresh(connection: sqlite3.Connection, among: str, today: date) -> None:
    update_contract_periods(connection, among, today, totals.grace_days(connection))
    days = {"day0": today.isoformat(), "day1": year_before(today).isoformat()}
    connection.create_function("next_renewal", 4, _next_renewal, deterministic=True)
    _table(connection, "paid", "account_id, currency, arr, arr_before, running, running_before, unknown_before", 2)
    connection.execute(
        f"INSERT INTO paid (account_id, currency, arr, arr_before, running, running_before) {_PAID}", days
    )
    update_arr_notes(connection, among, today)
    connection.execute(f"INSERT INTO paid {_UNKNOWN}", days)
    for table, columns, keys, query in (
        ("payer", _PAYERS, 1, _PAYER),
        ("main", "account_id, currency, arr, currencies, past_due", 1, _MAIN),
        ("fresh_renewal", _RENEWALS, 3, _RENEWAL.format(of_account=among.format(account="a.id"))),
        ("fresh_leaving", _LEAVERS, 3, _LEAVING),
    ):
        _table(connection, table, columns, keys)
        connection.execute(f"INSERT INTO {table} {query}", days)
    for kept in _KEPT:
        kept.write(connection, among, days)
    update_arr_steps(connection, among, today)
    outcomes.update_outcomes(connection, among, today)
    daily_changes.refresh_changes(connection, among)


@lru_cache(maxsize=20_000)
def _next_renewal(starts_on: str | None, ends_on: str, today: str, term: int | None) -> str:
    start = date.fromisoformat(starts_on) if starts_on else None
    return next_renewal(start, date.fromisoformat(ends_on), date.fromisoformat(today), term).isoformat()


def _table(connection: sqlite3.Connection, name: str, columns: str, keys: int) -> None:
    """An empty table of the connection. Its columns have types, since without them its key isn't used to find a row."""
    names = columns.split(", ")
    typed = ", ".join(f"{each} {'TEXT' if each in _TEXTS else 'INTEGER'}" for each in names)
    connection.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS {name} ({typed}, PRIMARY KEY ({', '.join(names[:keys])})) WITHOUT ROWID"
    )
    connection.execute(f"DELETE FROM {name}")
