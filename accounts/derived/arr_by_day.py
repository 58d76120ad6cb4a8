"""The recent days on which the ARR of accounts changed, kept so that a movement is read without the history.

A row of `step` says what ARR in a currency an account had before it changed on a day, and what it has today; that of
the currency `PAYING` says whether it paid at all. Whoever asks since a day wants the first change since then: of an
account in a currency the one row after that day whose change before (`changed_before`, empty for none) isn't.
"""

import sqlite3
from datetime import date, timedelta
from typing import Final

KEPT: Final = 100
PAYING: Final = "*"
_TABLES: Final = {
    "change": "account_id INTEGER, day TEXT, PRIMARY KEY (account_id, day)",
    "changed": "account_id INTEGER, day TEXT, currency TEXT, was INTEGER, became INTEGER,"
    " PRIMARY KEY (account_id, day, currency)",
}
_CHANGES: Final = """
INSERT OR IGNORE INTO temp.change
SELECT account_id, starts_on FROM temp.run WHERE starts_on > :since AND starts_on <= :today
UNION ALL SELECT account_id, counts_until FROM temp.run WHERE counts_until > :since AND counts_until <= :today
UNION ALL SELECT account_id, since FROM temp.fresh_tenure WHERE since > :since AND since <= :today
UNION ALL SELECT account_id, left_on FROM temp.fresh_tenure WHERE left_on > :since AND left_on <= :today"""
_COUNTS: Final = "({start} {before} c.day AND {until} {after} c.day)"
_RUNS: Final = {"start": "r.starts_on", "until": "coalesce(r.counts_until, '9999')"}
_STATED: Final = {"start": "coalesce(t.since, '')", "until": "coalesce(t.left_on, '9999')"}
_WAS, _IS = {"before": "<", "after": ">="}, {"before": "<=", "after": ">"}
_ROWS: Final = f"""
INSERT INTO temp.changed
SELECT c.account_id, c.day, r.currency, sum(r.arr * {_COUNTS.format(**_RUNS, **_WAS)}) AS was,
    sum(r.arr * {_COUNTS.format(**_RUNS, **_IS)}) AS became
FROM temp.change c CROSS JOIN temp.run r ON r.account_id = c.account_id
WHERE r.status != 'trial' GROUP BY c.account_id, c.day, r.currency
UNION ALL
SELECT a.id, c.day, coalesce(a.currency, ''), a.arr * {_COUNTS.format(**_STATED, **_WAS)},
    a.arr * {_COUNTS.format(**_STATED, **_IS)}
FROM temp.change c CROSS JOIN account a ON a.id = c.account_id JOIN temp.fresh_tenure t ON t.account_id = a.id
WHERE a.arr != 0 AND a.status != 'trial' AND NOT EXISTS (SELECT 1 FROM temp.run r WHERE r.account_id = a.id)"""
_KEEP: Final = f"""
INSERT INTO arr_step
SELECT x.account_id, x.currency, day, coalesce(lag(day) OVER (PARTITION BY x.account_id, x.currency ORDER BY day), ''),
    was, now, a.owner_id, coalesce(a.segment, '')
FROM (
    SELECT x.account_id, x.currency, day, was, coalesce(p.arr, 0) AS now
    FROM temp.changed x LEFT JOIN temp.paid p ON p.account_id = x.account_id AND p.currency = x.currency
    WHERE was != became
    UNION ALL
    SELECT x.account_id, '{PAYING}', day, max(was > 0),
        coalesce((SELECT max(arr > 0) FROM temp.paid p WHERE p.account_id = x.account_id), 0)
    FROM temp.changed x GROUP BY x.account_id, day HAVING max(was > 0) != max(became > 0)
) x JOIN account a ON a.id = x.account_id"""


def update_arr_steps(connection: sqlite3.Connection, among: str, today: date) -> None:
    """Works out the steps of the accounts that `among` tells, a condition on `{account}`, inside a write transaction.

    After contracts were settled for them and the day, and their ARR worked out into `temp.paid`.
    """
    days = {"since": (today - timedelta(days=KEPT)).isoformat(), "today": today.isoformat()}
    for table, columns in _TABLES.items():
        connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} ({columns}) WITHOUT ROWID")
        connection.execute(f"DELETE FROM temp.{table}")
    connection.execute(_CHANGES, days)
    connection.execute(_ROWS)
    connection.execute(f"DELETE FROM arr_step WHERE {among.format(account='account_id')}")
    connection.execute("DELETE FROM arr_step WHERE changed_on <= :since", days)
    connection.execute(_KEEP)


def arr_changes_query(where: str, *, until_today: bool) -> str:
    """A query of ARR on the days `:day0` and `:day1`, as `arr0` and `arr1`, by account and currency, of those whose ARR
    changed between them. `where` is a condition on `s`; the second day is the one that all was worked out for, or any.
    """
    then = """coalesce((
        SELECT arr_before FROM arr_step n WHERE n.account_id = s.account_id AND n.currency = s.currency
            AND n.changed_on > :day1 ORDER BY n.changed_on LIMIT 1
    ), s.arr)"""
    return f"""
SELECT s.account_id, s.currency, s.arr_before AS arr0, {"s.arr" if until_today else then} AS arr1 FROM arr_step s
WHERE s.changed_on > :day0 AND s.changed_on <= :day1 AND s.changed_before <= :day0 AND {where}"""


def paid_arr_query(days: int, among: str, contracts: str = "subscription") -> str:
    """A query of each account's ARR by currency on days `:day0`, `:day1` …; `among` is a condition on `{account}`.

    `contracts` is the table to read them from.
    """
    on_contracts = ", ".join(
        f"sum(arr * (starts_on <= :day{n} AND coalesce(counts_until, '9999') > :day{n})) AS arr{n}" for n in range(days)
    )
    stated = ", ".join(
        f"a.arr * (coalesce(t.since, '') <= :day{n} AND coalesce(t.left_on, '9999') > :day{n}) AS arr{n}"
        for n in range(days)
    )
    some = " OR ".join(f"arr{n} != 0" for n in range(days))
    return f"""
SELECT account_id, currency, {on_contracts} FROM {contracts}
WHERE status != 'trial' AND {among.format(account="account_id")} GROUP BY account_id, currency HAVING {some}
UNION ALL
SELECT * FROM (
    SELECT a.id AS account_id, coalesce(a.currency, ''), {stated}
    FROM account a JOIN customer_period t ON t.account_id = a.id
    WHERE a.arr != 0 AND a.status != 'trial' AND {among.format(account="a.id")}
        AND NOT EXISTS (SELECT 1 FROM subscription s WHERE s.account_id = a.id)
) WHERE {some}"""
