"""Open points of an account's ARR, kept for the sentences that name them.

A row of `arr_note` is of an account, a kind and a currency:

- `unknown`: the state of the account isn't known from `starts_on` (empty: ever) until `until`, that day no longer;
  `arr` is what it may have been worth. All rows of an account have the same days. `counted` is 1 if any of its ARR
  counts on the days that `arr_step` keeps, 0 if none does.
- `left`: it left, and nobody knows when; `arr` is what went with it.
- `stated`: what it states holds `until` a contract begins, in whose place `counted` comes.
- `replaced`: it states `arr`, and its contracts say `counted` today.
"""

from datetime import date, timedelta
from typing import Final

from accounts.derived.arr_by_day import KEPT
from accounts.renewals.contract_periods import imported_on
from store.connection import Connection

_COLUMNS: Final = "account_id, kind, currency, arr, counted, starts_on, until"
_FRESH: Final = """
    account_id INTEGER, kind TEXT, currency TEXT, arr INTEGER, counted INTEGER, starts_on TEXT, until TEXT,
    PRIMARY KEY (account_id, kind, currency)"""
_ENDED: Final = "r.undated = 1 AND r.status <> 'trial' AND r.starts_on <= :today"
_HAS_ENDED: Final = f"EXISTS (SELECT 1 FROM run r WHERE r.account_id = t.account_id AND {_ENDED})"
_SAID_ON, _IMPORTED_ON = imported_on("a"), imported_on("s")
# Contracts that ended on no known day; and what accounts may have been worth that weren't known: what they state, else
# what their first contracts are worth.
_WINDOWS: Final = f"""
    SELECT r.account_id, r.currency, r.arr, r.starts_on,
        CASE WHEN t.left_on = '' AND {_SAID_ON} > {_IMPORTED_ON} THEN {_SAID_ON} ELSE {_IMPORTED_ON} END AS until
    FROM run r JOIN subscription s ON s.id = r.id JOIN account a ON a.id = r.account_id
        JOIN fresh_tenure t ON t.account_id = r.account_id
    WHERE {_ENDED}
    UNION ALL
    SELECT a.id, CASE WHEN coalesce(a.arr, 0) <> 0 THEN coalesce(a.currency, '') ELSE '' END, coalesce(a.arr, 0),
        t.unknown_from, t.unknown_until
    FROM fresh_tenure t JOIN account a ON a.id = t.account_id
    WHERE t.unknown_from IS NOT NULL AND (coalesce(a.arr, 0) <> 0 OR t.first_paid IS NULL)
        AND NOT (coalesce(t.left_on, '9999') = '' AND {_HAS_ENDED})
    UNION ALL
    SELECT r.account_id, r.currency, r.arr, t.unknown_from, t.unknown_until
    FROM fresh_tenure t JOIN account a ON a.id = t.account_id
        JOIN run r ON r.account_id = t.account_id AND r.status <> 'trial' AND r.starts_on = t.first_paid
    WHERE t.unknown_from IS NOT NULL AND coalesce(a.arr, 0) = 0 AND t.first_paid IS NOT NULL"""
_UNKNOWN: Final = f"""
SELECT account_id, 'unknown', currency, CAST(sum(arr) AS bigint), CASE WHEN EXISTS (
    SELECT 1 FROM run r WHERE r.account_id = merged.account_id AND r.status <> 'trial'
        AND coalesce(r.counts_until, '9999') > :recent AND coalesce(r.counts_until, '9999') > r.starts_on
) THEN 1 ELSE 0 END, min(first_day), max(last_day) FROM (
    SELECT x.account_id, x.currency, x.arr, min(x.starts_on) OVER account AS first_day,
        max(x.until) OVER account AS last_day
    FROM ({_WINDOWS}) AS x WHERE x.starts_on < x.until WINDOW account AS (PARTITION BY x.account_id)
) AS merged GROUP BY account_id, currency"""
_LEFT: Final = f"""
SELECT r.account_id, 'left', r.currency, CAST(sum(r.arr) AS bigint), 0, '', ''
FROM run r JOIN fresh_tenure t ON t.account_id = r.account_id AND t.left_on = ''
WHERE {_ENDED} GROUP BY r.account_id, r.currency
UNION ALL
SELECT a.id, 'left', coalesce(a.currency, ''), coalesce(a.arr, 0), 0, '', ''
FROM fresh_tenure t JOIN account a ON a.id = t.account_id WHERE t.left_on = '' AND NOT {_HAS_ENDED}"""
_HERE: Final = "coalesce(t.left_on, '9999') > :today"
_STATED: Final = f"""
SELECT s.account_id, 'stated', s.currency, s.arr, coalesce((
    SELECT CAST(sum(r.arr) AS bigint) FROM run r WHERE r.account_id = s.account_id AND r.status <> 'trial'
        AND r.id <> 0 AND r.starts_on = l.first_paid AND r.currency = s.currency
), 0), s.starts_on, s.counts_until
FROM run s JOIN life l ON l.account_id = s.account_id JOIN fresh_tenure t ON t.account_id = s.account_id
WHERE s.id = 0 AND s.starts_on <= :today AND s.counts_until > :today AND s.counts_until = l.first_paid AND {_HERE}"""
_REPLACED: Final = f"""
SELECT t.account_id, 'replaced', coalesce(a.currency, ''), t.stated, coalesce(p.arr, 0), t.first_paid, ''
FROM fresh_tenure t JOIN account a ON a.id = t.account_id
    LEFT JOIN paid p ON p.account_id = a.id AND p.currency = coalesce(a.currency, '')
WHERE t.stated IS NOT NULL AND t.first_paid <= :today AND t.left_on IS DISTINCT FROM '' AND {_HERE}
    AND t.stated <> coalesce(p.arr, 0)"""
_DELETE: Final = """
DELETE FROM arr_note WHERE {among} AND NOT EXISTS (
    SELECT 1 FROM fresh_arr_note f
    WHERE f.account_id = arr_note.account_id AND f.kind = arr_note.kind AND f.currency = arr_note.currency
)"""
_WRITE: Final = f"""
INSERT INTO arr_note ({_COLUMNS}, owner_id, segment)
SELECT f.account_id, f.kind, f.currency, f.arr, f.counted, f.starts_on, f.until, a.owner_id, coalesce(a.segment, '')
FROM fresh_arr_note f JOIN account a ON a.id = f.account_id WHERE TRUE
ON CONFLICT (account_id, kind, currency) DO UPDATE SET arr = excluded.arr, counted = excluded.counted,
    starts_on = excluded.starts_on, until = excluded.until, owner_id = excluded.owner_id, segment = excluded.segment
WHERE (arr_note.arr, arr_note.counted, arr_note.starts_on, arr_note.until, arr_note.segment)
    <> (excluded.arr, excluded.counted, excluded.starts_on, excluded.until, excluded.segment)
    OR arr_note.owner_id IS DISTINCT FROM excluded.owner_id"""


def update_arr_notes(connection: Connection, among: str, today: date) -> None:
    """Works out the notes of the accounts that `among` tells, a condition on `{account}`, inside a write transaction.

    After contract periods were updated for them and the day, and their ARR worked out into the table `paid`.
    """
    connection.temp_table("fresh_arr_note", _FRESH)
    days = {"today": today.isoformat(), "recent": (today - timedelta(days=KEPT)).isoformat()}
    for query in (_UNKNOWN, _LEFT, _STATED, _REPLACED):
        connection.execute(f"INSERT INTO fresh_arr_note ({_COLUMNS}) {query}", days)
    connection.execute(_DELETE.format(among=among.format(account="account_id")))
    connection.execute(_WRITE)
