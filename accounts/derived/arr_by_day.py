"""ARR by day: the query that counts it, and the recent days on which it changed.

ARR is counted twice: all of it, and what runs, which is without what is past due. A row of `arr_step` says what both
were in a currency before an account's ARR changed on a day, and what they are today; that of the currency `PAYING` says
whether it paid at all. Whoever asks since a day wants the first change since then: of an account in a currency the one
row after that day whose change before (`changed_before`, empty for none) isn't.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final, NamedTuple

from store.connection import Connection

KEPT: Final = 100
PAYING: Final = "*"


class DayArr(NamedTuple):
    """A column of ARR on a day: its name, the parameter that is the day, and whether what is past due is left out."""

    name: str
    day: str
    running: bool = False

    @property
    def condition(self) -> str:
        """When a row of contracts counts on the day."""
        counts = f"starts_on <= :{self.day} AND coalesce(counts_until, '9999') > :{self.day}"
        return f"{counts} AND coalesce(past_due_from, '9999') > :{self.day}" if self.running else counts


def paid_arr_query(columns: Iterable[DayArr], among: str, contracts: str = "") -> str:
    """A query of each account's ARR by currency, a column for each of `columns`, where there is any in one of them.

    `among` is a condition on `{account}`. `contracts` is the table to count it from, with stated ARR in it; without
    one, what the store has of both.
    """
    columns = tuple(columns)
    return f"""
SELECT * FROM (
    SELECT account_id, currency, {_amounts(columns)} FROM {contracts or _stored(among)} AS counted
    WHERE status <> 'trial' GROUP BY account_id, currency
) AS paid_by_day WHERE {" OR ".join(f"{each.name} <> 0" for each in columns)}"""


def arr_sums_query(columns: Iterable[DayArr], among: str) -> str:
    """A query of the same ARR of all those accounts together, by currency."""
    return f"""
SELECT currency, {_amounts(columns)} FROM {_stored(among)} AS counted WHERE status <> 'trial' GROUP BY currency"""


def _amounts(columns: Iterable[DayArr]) -> str:
    return ", ".join(
        f"CAST(coalesce(sum(arr) FILTER (WHERE {each.condition}), 0) AS bigint) AS {each.name}" for each in columns
    )


def _stored(among: str) -> str:
    return _STORED.format(contract=among.format(account="account_id"), stated=among.format(account="a.id"))


_STORED: Final = """(
    SELECT account_id, status, starts_on, counts_until, past_due_from, currency, arr FROM subscription WHERE {contract}
    UNION ALL
    SELECT a.id, 'stated', t.stated_from, t.stated_until, t.stated_past_due_from, coalesce(a.currency, ''), a.arr
    FROM customer_period t JOIN account a ON a.id = t.account_id WHERE t.stated_from IS NOT NULL AND {stated}
)"""
_TABLES: Final = {
    "arr_change": "account_id INTEGER, day TEXT, PRIMARY KEY (account_id, day)",
    "changed_arr": "account_id INTEGER, day TEXT, currency TEXT, was INTEGER, became INTEGER, running_was INTEGER,"
    " running_became INTEGER, PRIMARY KEY (account_id, day, currency)",
}
_CHANGES: Final = " UNION ALL ".join(
    f"SELECT account_id, {column} FROM run WHERE {column} > :since AND {column} <= :today"
    for column in ("starts_on", "counts_until", "past_due_from")
)
_BEFORE: Final = "r.starts_on < c.day AND coalesce(r.counts_until, '9999') >= c.day"
_AFTER: Final = "r.starts_on <= c.day AND coalesce(r.counts_until, '9999') > c.day"
_SUMS: Final = ", ".join(
    f"CAST(coalesce(sum(r.arr) FILTER (WHERE {condition}), 0) AS bigint)"
    for condition in (
        _BEFORE,
        _AFTER,
        f"{_BEFORE} AND coalesce(r.past_due_from, '9999') >= c.day",
        f"{_AFTER} AND coalesce(r.past_due_from, '9999') > c.day",
    )
)
_ROWS: Final = f"""
SELECT c.account_id, c.day, r.currency, {_SUMS}
FROM arr_change c CROSS JOIN run r WHERE r.account_id = c.account_id AND r.status <> 'trial'
GROUP BY c.account_id, c.day, r.currency"""
_PAID: Final = "max(CASE WHEN {column} > 0 THEN 1 ELSE 0 END) AS {column}"
_KEEP: Final = f"""
INSERT INTO arr_step (account_id, currency, changed_on, changed_before, arr_before, arr, running_before, running,
    owner_id, segment)
SELECT x.account_id, x.currency, x.day,
    coalesce(lag(x.day) OVER (PARTITION BY x.account_id, x.currency ORDER BY x.day), ''),
    x.was, x.now, x.running_was, x.running_now, a.owner_id, coalesce(a.segment, '')
FROM (
    SELECT y.account_id, y.currency, y.day, y.was, coalesce(p.arr, 0) AS now, y.running_was,
        coalesce(p.running, 0) AS running_now
    FROM changed_arr y LEFT JOIN paid p ON p.account_id = y.account_id AND p.currency = y.currency
    WHERE y.was <> y.became OR y.running_was <> y.running_became
    UNION ALL
    SELECT z.account_id, '{PAYING}', z.day, z.was, coalesce(p.customer, 0), z.running_was,
        coalesce(p.running_customer, 0)
    FROM (
        SELECT account_id, day, {_PAID.format(column="was")}, {_PAID.format(column="became")},
            {_PAID.format(column="running_was")}, {_PAID.format(column="running_became")}
        FROM changed_arr GROUP BY account_id, day
    ) AS z LEFT JOIN payer p ON p.account_id = z.account_id
    WHERE z.was <> z.became OR z.running_was <> z.running_became
) AS x JOIN account a ON a.id = x.account_id"""


def update_arr_steps(connection: Connection, among: str, today: date) -> None:
    """Works out the steps of the accounts that `among` tells, a condition on `{account}`, inside a write transaction.

    After contract periods were updated for them and the day, and their ARR worked out into the tables `paid` and
    `payer`.
    """
    days = {"since": (today - timedelta(days=KEPT)).isoformat(), "today": today.isoformat()}
    for table, columns in _TABLES.items():
        connection.temp_table(table, columns)
    connection.execute(f"INSERT INTO arr_change {_CHANGES} ON CONFLICT DO NOTHING", days)
    connection.execute(f"INSERT INTO changed_arr {_ROWS}")
    connection.execute(f"DELETE FROM arr_step WHERE {among.format(account='account_id')}")
    connection.execute("DELETE FROM arr_step WHERE changed_on <= :since", days)
    connection.execute(_KEEP)


def arr_changes_query(where: str, *, until_today: bool, of_accounts: str = "") -> str:
    """Returns a query of ARR on the days `:day0` and `:day1`, by account and currency, of those whose ARR changed.

    All of it is `arr0` and `arr1`, what runs `run0` and `run1`. `where` is a condition on `s`; `of_accounts` is one on
    `o`, of few accounts, each of which is then looked up. The second day is the one that all was worked out for, or
    any.
    """
    looked_up = f"account o CROSS JOIN arr_step s WHERE s.account_id = o.id AND {of_accounts} AND"
    arr, running = (f"s.{each}" if until_today else _THEN.format(column=each) for each in ("arr", "running"))
    return f"""
SELECT s.account_id, s.currency, s.arr_before AS arr0, {arr} AS arr1, s.running_before AS run0, {running} AS run1
FROM {looked_up if of_accounts else "arr_step s WHERE"}
s.changed_on > :day0 AND s.changed_on <= :day1 AND s.changed_before <= :day0 AND {where}"""


_THEN: Final = """coalesce((
    SELECT {column}_before FROM arr_step n WHERE n.account_id = s.account_id AND n.currency = s.currency
        AND n.changed_on > :day1 ORDER BY n.changed_on LIMIT 1
), s.{column})"""
