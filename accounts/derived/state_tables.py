"""The derived tables of an account's state, and the SQL that fills them.

`accounts/derived/current_state.py` fills the tables in their order: `paid` with ARR today and a year before, `payer`
and `main` out of it, `fresh_renewal` and `fresh_leaving`; each kept table is then made what they say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from accounts.derived.arr_by_day import DayArr, paid_arr_query
from store.connection import Connection

RENEWALS: Final = "account_id, renews_on, currency, arr, act_by, notice_days, auto_renews, owner_id, segment, band"
LEAVERS: Final = "account_id, leaves_on, currency, arr, notice_on, owner_id, segment"
TEXTS: Final = frozenset(
    ["segment", "currency", "first_currency", "renews_on", "act_by", "band", "leaves_on", "notice_on"]
)
_CUSTOMER: Final = "t.account_id IS NOT NULL AND coalesce(t.left_on, '9999') > :day0"
_WHOSE: Final = """
    JOIN account a ON a.id = x.account_id LEFT JOIN customer_period t ON t.account_id = a.id
    LEFT JOIN standing s ON s.account_id = a.id"""
PAID: Final = paid_arr_query(
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
UNKNOWN: Final = """
SELECT account_id, currency, 0, 0, 0, 0, arr FROM fresh_arr_note
WHERE kind = 'unknown' AND starts_on <= :day1 AND until > :day1
ON CONFLICT (account_id, currency) DO UPDATE SET unknown_before = excluded.unknown_before"""
_FLAG: Final = "max(CASE WHEN {condition} THEN 1 ELSE 0 END)"
PAYERS: Final = (
    "account_id, first_currency, currencies, customer, customer_before, running_customer, running_customer_before,"
    " past_due, unknown, priced, running_priced"
)
PAYER: Final = f"""
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
# What renews by itself and whose term has ended: it comes up at the end of a later one.
ROLLING: Final = """
SELECT 'contract', r.id, CASE WHEN r.ends_on IS NOT NULL THEN r.starts_on END, coalesce(r.ends_on, a.renews_on), :day0,
    r.renewal_term
FROM run r JOIN account a ON a.id = r.account_id
WHERE r.settled = 0 AND coalesce(r.counts_until, '9999') > :day0 AND r.auto_renews = 1
    AND coalesce(r.ends_on, a.renews_on) < :day0
UNION ALL
SELECT 'account', a.id, NULL, a.renews_on, :day0, a.renewal_term
FROM account a LEFT JOIN life l ON l.account_id = a.id
WHERE {of_account} AND a.status <> 'trial' AND a.auto_renews = 1 AND a.renews_on < :day0
    AND coalesce(a.notice_given, 0) <> 1 AND l.bought_on IS NULL"""
NOTICE_DAYS: Final = "CASE WHEN x.notice_days > 3650 THEN 3650 WHEN x.notice_days > 0 THEN x.notice_days ELSE 0 END"
_COMES: Final = f"""{_WHOSE}
WHERE x.renews_on IS NOT NULL AND {_CUSTOMER} AND coalesce(x.counts_until, '9999') > x.renews_on
    AND coalesce(t.left_on, '9999') > x.renews_on"""
_RENEWS: Final = "a.owner_id, coalesce(a.segment, ''), coalesce(s.band, 'unknown')"
# Of contracts, which may come up together; and of accounts that have none, which are a row each.
RENEWALS_OF_CONTRACTS: Final = f"""
SELECT x.account_id, x.renews_on, x.currency, CAST(sum(x.arr) AS bigint), min({{act_by}}), max(x.notice_days),
    nullif(min(coalesce(x.auto_renews, -1)), -1), {_RENEWS}
FROM (
    SELECT r.account_id, r.currency, r.arr, r.counts_until, r.notice_days, r.auto_renews,
        coalesce(n.comes_on, r.ends_on, CASE WHEN a.renews_on >= r.starts_on THEN a.renews_on END) AS renews_on
    FROM run r JOIN account a ON a.id = r.account_id
        LEFT JOIN rolled_renewal n ON n.kind = 'contract' AND n.id = r.id
    WHERE r.settled = 0 AND coalesce(r.counts_until, '9999') > :day0
) AS x {_COMES}
GROUP BY x.account_id, x.renews_on, x.currency, a.id, s.account_id"""
RENEWALS_OF_ACCOUNTS: Final = f"""
SELECT x.account_id, x.renews_on, x.currency, x.arr, {{act_by}}, x.notice_days, x.auto_renews, {_RENEWS}
FROM (
    SELECT a.id AS account_id, coalesce(a.currency, '') AS currency, a.arr, NULL AS counts_until, a.notice_days,
        a.auto_renews, coalesce(n.comes_on, a.renews_on) AS renews_on
    FROM account a LEFT JOIN life l ON l.account_id = a.id
        LEFT JOIN rolled_renewal n ON n.kind = 'account' AND n.id = a.id
    WHERE {{of_account}} AND a.status <> 'trial' AND a.renews_on IS NOT NULL AND coalesce(a.notice_given, 0) <> 1
        AND l.bought_on IS NULL
) AS x {_COMES}"""
LEAVING: Final = f"""
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
GROUP BY x.account_id, x.leaves_on, x.currency, a.id"""
MAIN: Final = """
SELECT p.account_id, p.currency, p.arr, 1, p.arr - p.running
FROM payer y CROSS JOIN paid p WHERE p.account_id = y.account_id AND p.arr <> 0 AND y.currencies = 1
UNION ALL
SELECT account_id, currency, arr, currencies, past_due FROM (
    SELECT p.account_id, p.currency, p.arr, p.arr - p.running AS past_due, y.currencies,
        row_number() OVER (PARTITION BY p.account_id ORDER BY CASE WHEN p.currency = a.currency THEN 0 ELSE 1 END,
            p.arr DESC, p.currency) AS place
    FROM payer y CROSS JOIN paid p CROSS JOIN account a
    WHERE y.currencies > 1 AND p.account_id = y.account_id AND p.arr <> 0 AND a.id = p.account_id
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
class KeptTable:
    """A table that is worked out: its columns, of which the first are its key, and those that tell when a row changed.

    `rows` is a query of what it should hold; `stays` of whether a row of it is among that.
    """

    name: str
    keys: str
    values: str
    rows: str
    stays: str
    dated: str = ""

    def write(self, connection: Connection, among: str, days: Mapping[str, str]) -> list[int]:
        """Makes the rows of the accounts what they should be; those that are so already aren't written.

        Returns the accounts of the rows that went.
        """
        gone = connection.execute(
            f"DELETE FROM {self.name} AS k WHERE {among.format(account='k.account_id')} AND NOT EXISTS ({self.stays})"
            " RETURNING account_id",
            days,
        ).fetchall()
        values = self.values.split(", ")
        sets = ", ".join(f"{each} = excluded.{each}" for each in (*values, *filter(None, (self.dated,))))
        columns = ", ".join(filter(None, (self.keys, self.values, self.dated)))
        connection.execute(
            f"INSERT INTO {self.name} ({columns}) {self.rows.format(of_account=among.format(account='a.id'))}"
            f" ON CONFLICT ({self.keys}) DO UPDATE SET {sets}"
            f" WHERE ({', '.join(f'{self.name}.{each}' for each in values)})"
            f" IS DISTINCT FROM ({', '.join(f'excluded.{each}' for each in values)})",
            days,
        )
        return [account_id for (account_id,) in gone]


KEPT_TABLES: Final = (
    KeptTable(
        "revenue",
        "account_id, currency",
        "arr, arr_before, running, running_before, unknown_before, known, customer, customer_before, running_customer,"
        " running_customer_before, past_due_account, unknown_account, unpriced_account, running_unpriced_account,"
        " owner_id, segment, band",
        _REVENUE,
        "SELECT 1 FROM paid p WHERE p.account_id = k.account_id AND p.currency = k.currency",
    ),
    KeptTable(
        "renewal",
        "account_id, renews_on, currency",
        "arr, act_by, notice_days, auto_renews, owner_id, segment, band",
        f"SELECT {RENEWALS} FROM fresh_renewal WHERE TRUE",
        "SELECT 1 FROM fresh_renewal f"
        " WHERE (f.account_id, f.renews_on, f.currency) = (k.account_id, k.renews_on, k.currency)",
    ),
    KeptTable(
        "leaving",
        "account_id, leaves_on, currency",
        "arr, notice_on, owner_id, segment",
        f"SELECT {LEAVERS} FROM fresh_leaving WHERE TRUE",
        "SELECT 1 FROM fresh_leaving f"
        " WHERE (f.account_id, f.leaves_on, f.currency) = (k.account_id, k.leaves_on, k.currency)",
    ),
    KeptTable(
        "standing",
        "account_id",
        "owner_id, segment, arr, currency, currencies, renews_on, act_by, auto_renews, champion, leaves_on, past_due",
        _STANDING,
        f"SELECT 1 FROM customer_period t WHERE t.account_id = k.account_id AND {_CUSTOMER}",
        dated="as_of",
    ),
)
