"""When contracts count and who is a customer: the one place that settles what files say of it, and contradict.

How long a contract counts, `subscription.counts_until` (that day no longer; empty is open):

- Cancelled: until the day it was cancelled, else its end. Cancelled from a day on but not yet ended: until the later of
  that day and its end.
- Taken over by a later contract of the account, and of the product where both name one: until its end, or until the
  later one starts if that is after. A later one starts within 90 days of the end, and lasts longer. A trial takes
  nothing over.
- With no end, or renewing by itself: open.
- Else it is past due from its end on, and lapses after 90 days; at once where the account's churn was reported, or its
  status is churned.
- The account's leaving ends all.

When an account left, `customer_period.left_on`:

- Its status is churned: on the day given, else at its last churn event or when its last contract ended, whichever is
  later; but not before its last contract began. With none of these nobody knows when, and it counts in no period.
- It has a day of churning: on that day, unless a contract begins on it or later: then it came back, and what began
  before ended on that day.
- All of its contracts ended, whatever its status says: with the last of them, or at the churn event after that. A churn
  event while a contract runs is one it came back from. A trial that ended says so only of an account on trial.
- It has no contracts: at its last churn event, unless it is a customer since a later day.

A prospect is no customer until it has a contract.
"""

import sqlite3
from datetime import date
from typing import Final

from accounts.renewals.contract_terms import GRACE

# Contracts by account, as they are worked out: the columns of `subscription`, and what is told of them besides.
# LIMIT -1 keeps SQLite from working an inner column out again at every mention.
_RUNS: Final = """
CREATE TEMP TABLE IF NOT EXISTS run (
    account_id INTEGER, id INTEGER, status TEXT, starts_on TEXT, ends_on TEXT, arr INTEGER, currency TEXT,
    notice_days INTEGER, auto_renews INTEGER, counted_until TEXT, gone INTEGER, settled INTEGER, counts_until TEXT,
    PRIMARY KEY (account_id, id)
) WITHOUT ROWID"""
_RUN: Final = f"""
INSERT INTO temp.run
SELECT account_id, id, status, starts_on, ends_on, arr, currency, notice_days, auto_renews, counted_until, gone,
    settled, CASE WHEN NOT gone AND starts_on < churned_on THEN min(coalesce(until, '9999'), churned_on) ELSE until END
FROM (
SELECT *,
    status != 'active' OR cancelled_on IS NOT NULL OR taken_on IS NOT NULL
        OR (reported_on IS NOT NULL AND auto_renews IS NOT 1) AS settled,
    CASE
        WHEN status = 'cancelled' THEN coalesce(cancelled_on, ends_on, starts_on)
        WHEN cancelled_on IS NOT NULL THEN max(cancelled_on, coalesce(ends_on, cancelled_on))
        WHEN status = 'trial' OR ends_on IS NULL THEN ends_on
        WHEN taken_on IS NOT NULL THEN max(ends_on, taken_on)
        WHEN gone THEN ends_on
        WHEN auto_renews THEN NULL
        WHEN reported_on IS NOT NULL THEN max(ends_on, reported_on)
        ELSE date(ends_on, '+{GRACE} days')
    END AS until
FROM (
    SELECT s.id, s.account_id, s.starts_on, s.ends_on, s.status, s.cancelled_on, s.arr, s.currency,
        s.counts_until AS counted_until, a.churned_on,
        coalesce(s.notice_days, a.notice_days) AS notice_days, coalesce(s.auto_renews, a.auto_renews) AS auto_renews,
        a.status = 'churned' AS gone,
        CASE WHEN s.status = 'active' AND s.ends_on IS NOT NULL THEN (
            SELECT min(n.starts_on) FROM subscription n
            WHERE n.account_id = s.account_id AND n.id != s.id AND n.status != 'trial'
                AND n.starts_on >= max(s.starts_on, date(s.ends_on, '-{GRACE} days'))
                AND n.starts_on <= date(s.ends_on, '+{GRACE} days')
                AND (n.product IS NULL OR s.product IS NULL OR n.product = s.product)
                AND coalesce(n.ends_on, n.cancelled_on, '9999') > s.ends_on
                AND NOT coalesce(n.status = 'cancelled' AND n.cancelled_on <= n.starts_on, 0)
        ) END AS taken_on,
        CASE WHEN s.status = 'active' AND s.ends_on < :today THEN (
            SELECT min(churned_on) FROM churn c WHERE c.account_id = s.account_id AND c.churned_on <= :today
                AND c.churned_on BETWEEN s.starts_on AND date(s.ends_on, '+{GRACE} days')
        ) END AS reported_on
    FROM subscription s JOIN account a ON a.id = s.account_id
    WHERE {{of_contract}} ORDER BY s.account_id, s.id LIMIT -1
) LIMIT -1
)"""
_TENURES: Final = """
CREATE TEMP TABLE IF NOT EXISTS fresh_tenure (account_id INTEGER PRIMARY KEY, since TEXT, left_on TEXT)"""
_LIVES: Final = """
CREATE TEMP TABLE IF NOT EXISTS life (
    account_id INTEGER PRIMARY KEY, first_start TEXT, bought_on TEXT, last_start TEXT, last_end TEXT, alive INTEGER
)"""
_LIFE: Final = """
INSERT INTO temp.life
SELECT account_id, min(starts_on), max(starts_on) FILTER (WHERE status != 'trial'),
    max(starts_on) FILTER (WHERE starts_on <= :today), max(counts_until) FILTER (WHERE counts_until <= :today),
    max(coalesce(counts_until, '9999') > max(:today, starts_on))
FROM temp.run GROUP BY account_id"""
_TENURE: Final = """
INSERT INTO temp.fresh_tenure
SELECT id, coalesce(customer_since, first_start), CASE
    WHEN status = 'churned'
        THEN max(coalesce(churned_on, nullif(max(coalesce(event, ''), coalesce(last_end, '')), ''), ''),
            coalesce(last_start, ''))
    WHEN churned_on IS NOT NULL AND coalesce(bought_on < churned_on, NOT customer_since > churned_on, 1)
        THEN churned_on
    WHEN bought_on IS NOT NULL OR (first_start IS NOT NULL AND status = 'trial')
        THEN CASE WHEN NOT alive THEN max(coalesce(event, ''), last_end) END
    WHEN event IS NOT NULL AND NOT coalesce(customer_since > event, 0) THEN event
    END AS leaving
FROM (
    SELECT a.id, a.status, a.customer_since, a.churned_on,
        first_start, bought_on, last_start, last_end, alive,
        (SELECT max(c.churned_on) FROM churn c WHERE c.account_id = a.id AND c.churned_on <= :today) AS event
    FROM account a LEFT JOIN temp.life ON life.account_id = a.id
    WHERE {of_account} AND (a.status != 'prospect' OR life.bought_on IS NOT NULL) LIMIT -1
)
WHERE leaving IS NOT ''"""
_CAPPED: Final = """
UPDATE temp.run SET counts_until = t.left_on FROM temp.fresh_tenure t
WHERE t.account_id = run.account_id AND t.left_on < coalesce(counts_until, '9999')"""
_VOID: Final = """
UPDATE temp.run SET counts_until = starts_on
WHERE gone AND account_id NOT IN (SELECT account_id FROM temp.fresh_tenure)"""


def update_contract_periods(connection: sqlite3.Connection, among: str, today: date) -> None:
    """Works out `subscription.counts_until` and `tenure` as they stand on a day, for the accounts `among` tells.

    `among` is a condition on `{account}`. The contracts are left in the connection's table `run` for what is worked out
    next.
    """
    given = {"today": today.isoformat()}
    for table, create in (("run", _RUNS), ("life", _LIVES), ("fresh_tenure", _TENURES)):
        connection.execute(create)
        connection.execute(f"DELETE FROM temp.{table}")
    connection.execute(_RUN.format(of_contract=among.format(account="s.account_id")), given)
    connection.execute(_LIFE, given)
    connection.execute(_TENURE.format(of_account=among.format(account="a.id")), given)
    connection.execute(_CAPPED)
    connection.execute(_VOID)
    connection.execute(
        "UPDATE subscription SET counts_until = r.counts_until FROM temp.run r"
        " WHERE subscription.id = r.id AND r.counts_until IS NOT r.counted_until"
    )
    connection.execute(
        f"DELETE FROM customer_period WHERE {among.format(account='account_id')}"
        " AND account_id NOT IN (SELECT account_id FROM temp.fresh_tenure)"
    )
    connection.execute(
        "INSERT INTO customer_period SELECT * FROM temp.fresh_tenure WHERE TRUE ON CONFLICT (account_id) DO UPDATE"
        " SET since = excluded.since, left_on = excluded.left_on"
        " WHERE since IS NOT excluded.since OR left_on IS NOT excluded.left_on"
    )
