"""Contract periods and customers: the one place that settles what files say and contradict.

`accounts/definitions.toml` has the rules in words (`arr`, `past-due`, `notice`, `accounts`, `left-unknown`). Here they
become columns:

- `subscription.counts_until`: the day from which a contract counts no more; empty is open. `past_due_from`: the day
  from which it is past due, if it counts then.
- `customer_period`: a row for each account that is or was a customer: since when, when it left (which may lie ahead),
  and on which days the ARR that it states counts. An account that left on no known day has none, nor has a prospect.

A contract that ended on no known day counts on none.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from accounts.renewals.contract_terms import EARLY_DAYS, next_renewal
from store.connection import Connection

NEXT_RENEWALS: Final = "kind TEXT, id INTEGER, comes_on TEXT, PRIMARY KEY (kind, id)"
_TABLES: Final = {
    "run": """account_id INTEGER, id INTEGER, status TEXT, starts_on TEXT, ends_on TEXT, arr INTEGER, currency TEXT,
        notice_days INTEGER, auto_renews INTEGER, renewal_term INTEGER, kept_until TEXT, kept_past_due TEXT,
        ending INTEGER, notice_on TEXT, taken_on TEXT, settled INTEGER, undated INTEGER, past_due_from TEXT,
        counts_until TEXT, PRIMARY KEY (account_id, currency, id)""",
    "rolled_notice": NEXT_RENEWALS,
    "life": """account_id INTEGER PRIMARY KEY, first_paid TEXT, bought_on TEXT, last_start TEXT, last_end TEXT,
        open INTEGER, undated INTEGER, alive INTEGER, first_start TEXT""",
    "fresh_tenure": """account_id INTEGER PRIMARY KEY, since TEXT, left_on TEXT, stated_from TEXT, stated_until TEXT,
        stated_past_due_from TEXT, stated INTEGER, unknown_from TEXT, unknown_until TEXT, first_paid TEXT""",
}


def imported_on(row: str) -> str:
    """The day on which a row came to be what it is, as SQL; the day that is looked at where it is later."""
    day = f"(SELECT substr(i.imported_at, 1, 10) FROM import i WHERE i.id = {row}.import_id)"
    return f"CASE WHEN {day} < :today THEN {day} ELSE :today END"


NOTICE: Final = """
    CASE WHEN s.status = 'active' AND (s.notice_given = 1 OR s.notice_on IS NOT NULL OR a.notice_given = 1)
        THEN 1 ELSE 0 END"""
# Contracts and accounts that renew by themselves and are under notice, whose term ended before the notice was given:
# they leave at the end of a later term.
_ROLLING: Final = f"""
SELECT 'contract', s.id, CASE WHEN s.ends_on IS NOT NULL THEN s.starts_on END, coalesce(s.ends_on, a.renews_on),
    coalesce(s.notice_on, {imported_on("s")}), coalesce(s.renewal_term, a.renewal_term)
FROM subscription s JOIN account a ON a.id = s.account_id
WHERE {{of_contract}} AND {NOTICE} = 1 AND s.cancelled_on IS NULL AND coalesce(s.auto_renews, a.auto_renews) = 1
    AND coalesce(s.ends_on, a.renews_on) > s.starts_on
UNION ALL
SELECT 'account', a.id, NULL, a.renews_on, {imported_on("a")}, a.renewal_term
FROM account a WHERE {{of_account}} AND a.notice_given = 1 AND a.auto_renews = 1 AND a.renews_on IS NOT NULL"""
_TAKEN: Final = """
    CASE WHEN s.status = 'active' AND s.ends_on IS NOT NULL THEN (
        SELECT min(n.starts_on) FROM subscription n
        WHERE n.account_id = s.account_id AND n.id <> s.id AND n.status <> 'trial'
            AND n.starts_on >= s.starts_on AND n.starts_on >= {taken_from}
            AND n.starts_on <= {late_from}
            AND (n.product IS NULL OR s.product IS NULL OR n.product = s.product)
            AND coalesce(n.ends_on, n.cancelled_on, '9999') > s.ends_on
            AND NOT coalesce(n.status = 'cancelled' AND n.cancelled_on <= n.starts_on, FALSE)
    ) END"""
_REPORTED: Final = """
    CASE WHEN s.status = 'active' AND s.ends_on < :today THEN (
        SELECT min(c.churned_on) FROM churn c WHERE c.account_id = s.account_id AND c.churned_on <= :today
            AND c.churned_on >= s.starts_on AND c.churned_on <= {late_from}
    ) END"""
_UNTIL: Final = """
    CASE
        WHEN status = 'cancelled' THEN coalesce(cancelled_on, ends_on)
        WHEN cancelled_on IS NOT NULL THEN CASE WHEN ends_on > cancelled_on THEN ends_on ELSE cancelled_on END
        WHEN status = 'trial' THEN ends_on
        WHEN taken_on IS NOT NULL THEN CASE WHEN taken_on > ends_on THEN taken_on ELSE ends_on END
        WHEN notice = 1 THEN CASE WHEN renews_on > starts_on THEN coalesce(rolled_on,
            CASE WHEN notice_on > renews_on THEN notice_on ELSE renews_on END) END
        WHEN ends_on IS NULL THEN NULL
        WHEN gone = 1 THEN ends_on
        WHEN auto_renews = 1 THEN NULL
        WHEN reported_on IS NOT NULL THEN CASE WHEN reported_on > ends_on THEN reported_on ELSE ends_on END
        ELSE {lapses_on}
    END"""
_RUN: Final = f"""
INSERT INTO run
WITH given AS MATERIALIZED (
    SELECT s.id, s.account_id, s.status, s.starts_on, s.ends_on, s.cancelled_on, s.notice_on, s.arr, s.currency,
        s.counts_until AS kept_until, s.past_due_from AS kept_past_due,
        coalesce(s.notice_days, a.notice_days) AS notice_days, coalesce(s.auto_renews, a.auto_renews) AS auto_renews,
        coalesce(s.renewal_term, a.renewal_term) AS renewal_term,
        coalesce(s.ends_on, CASE WHEN a.renews_on >= s.starts_on THEN a.renews_on END) AS renews_on,
        CASE WHEN a.status = 'churned' THEN 1 ELSE 0 END AS gone,
        CASE WHEN a.status <> 'churned' AND s.starts_on < a.churned_on THEN a.churned_on END AS churned_on,
        {NOTICE} AS notice, n.comes_on AS rolled_on, {_TAKEN} AS taken_on, {_REPORTED} AS reported_on
    FROM subscription s JOIN account a ON a.id = s.account_id
        LEFT JOIN rolled_notice n ON n.kind = 'contract' AND n.id = s.id
    WHERE {{of_contract}}
), ended AS MATERIALIZED (
    SELECT given.*, {_UNTIL} AS until,
        CASE WHEN status <> 'active' OR cancelled_on IS NOT NULL OR taken_on IS NOT NULL OR notice = 1
            OR (reported_on IS NOT NULL AND coalesce(auto_renews, 0) <> 1) THEN 1 ELSE 0 END AS settled
    FROM given
)
SELECT account_id, id, status, starts_on, ends_on, arr, currency, notice_days, auto_renews, renewal_term,
    kept_until, kept_past_due, CASE WHEN notice = 1 OR cancelled_on IS NOT NULL OR status = 'cancelled' THEN 1 ELSE 0
    END, notice_on, taken_on, settled,
    CASE WHEN status = 'cancelled' AND until IS NULL AND churned_on IS NULL THEN 1 ELSE 0 END,
    CASE WHEN settled = 0 AND coalesce(auto_renews, 0) <> 1 THEN {{due_from}} END,
    CASE WHEN churned_on < coalesce(until, '9999') THEN churned_on ELSE until END
FROM ended ORDER BY account_id, currency, id"""
# Of the paid contracts of an account; of its trials where it has no others.
_LIFE: Final = """
INSERT INTO life
SELECT account_id, CASE WHEN {paid} THEN min(starts_on) END, CASE WHEN {paid} THEN max(starts_on) END,
    max(starts_on) FILTER (WHERE starts_on <= :today), max(counts_until) FILTER (WHERE starts_on <= :today),
    count(*) FILTER (WHERE starts_on <= :today AND (undated = 1 OR coalesce(counts_until, '9999') > :today)),
    count(*) FILTER (WHERE starts_on <= :today AND undated = 1),
    count(*) FILTER (WHERE undated = 0 AND coalesce(counts_until, '9999') > :today
        AND coalesce(counts_until, '9999') > starts_on), min(starts_on)
FROM run WHERE {which} GROUP BY account_id"""
_PAID_LIFE: Final = _LIFE.format(paid="TRUE", which="status <> 'trial'")
_TRIAL_LIFE: Final = _LIFE.format(
    paid="FALSE", which="status = 'trial' AND account_id NOT IN (SELECT account_id FROM life)"
)
_EARLIER_TRIAL: Final = """
UPDATE life SET first_start = x.first_start
FROM (SELECT account_id, min(starts_on) AS first_start FROM run WHERE status = 'trial' GROUP BY account_id) AS x
WHERE x.account_id = life.account_id AND x.first_start < life.first_start"""
# '' stands for: left, and nobody knows when.
_LEFT: Final = """
    CASE
        WHEN status = 'churned' THEN CASE
            WHEN churned_on >= last_start THEN churned_on
            WHEN known_on >= last_start THEN known_on ELSE '' END
        WHEN churned_on IS NOT NULL AND CASE WHEN bought_on IS NOT NULL THEN bought_on < churned_on
            ELSE coalesce(customer_since <= churned_on, TRUE) END THEN churned_on
        WHEN bought_on IS NOT NULL OR (alive IS NOT NULL AND status = 'trial') THEN CASE
            WHEN alive > 0 THEN NULL
            WHEN undated > 0 THEN CASE WHEN event >= last_start THEN event ELSE '' END
            WHEN last_end IS NOT NULL THEN known_on END
        WHEN event > coalesce(returned_on, '') AND coalesce(customer_since <= event, TRUE) THEN event
        WHEN notice_given = 1 THEN coalesce(rolled_on, renews_on)
    END"""
# When nobody knows how an account stood, apart from contracts that ended on no known day: it left on none; it states
# its ARR and not since when; it was a customer for long before its first contract; or it left, and no amount is known.
_UNKNOWN: Final = {
    "unknown_from": """
    CASE WHEN left_on = '' AND (arr <> 0 OR first_start IS NULL) THEN coalesce(customer_since, '')
        WHEN left_on = '' AND first_paid IS NULL THEN NULL
        WHEN arr <> 0 THEN CASE WHEN customer_since IS NULL AND status <> 'trial' AND left_on IS DISTINCT FROM ''
            AND imported_on < coalesce(first_paid, '9999') THEN '' END
        WHEN customer_since < {long_before} AND first_paid IS NOT NULL THEN customer_since
        WHEN left_on <> '' AND left_on <= :today AND status <> 'trial' AND first_start IS NULL
            THEN coalesce(customer_since, '')
    END""",
    "unknown_until": """
    CASE WHEN left_on = '' AND (arr <> 0 OR first_start IS NULL) THEN imported_on
        WHEN arr <> 0 THEN CASE WHEN left_on < imported_on THEN left_on ELSE imported_on END
        WHEN first_start IS NOT NULL THEN first_start ELSE left_on
    END""",
}
# Ends a sub-query whose columns are worked out once, however often they are named, and put down nowhere: SQLite hands
# its rows on one by one where what is around it has a WHERE.
_ONCE: Final = "LIMIT 9223372036854775807"
_TENURE: Final = f"""
INSERT INTO fresh_tenure
WITH given AS (
    SELECT a.id, a.status, a.customer_since, a.churned_on, a.returned_on, a.notice_given, a.renews_on, a.auto_renews,
        coalesce(a.arr, 0) AS arr, l.first_start, l.first_paid, l.bought_on, coalesce(l.last_start, '') AS last_start,
        CASE WHEN i.imported_at < :today THEN substr(i.imported_at, 1, 10) ELSE :today END AS imported_on,
        l.undated, l.alive, CASE WHEN l.open = 0 THEN l.last_end END AS last_end, n.comes_on AS rolled_on,
        (SELECT max(c.churned_on) FROM churn c WHERE c.account_id = a.id AND c.churned_on <= :today) AS event
    FROM account a JOIN import i ON i.id = a.import_id LEFT JOIN life l ON l.account_id = a.id
        LEFT JOIN rolled_notice n ON n.kind = 'account' AND n.id = a.id
    WHERE {{of_account}} AND (a.status <> 'prospect' OR l.bought_on IS NOT NULL) {_ONCE}
), dated AS (
    SELECT given.*, CASE WHEN event >= coalesce(last_end, '') THEN event ELSE last_end END AS known_on
    FROM given WHERE TRUE {_ONCE}
), ended AS MATERIALIZED (
    SELECT dated.*, {_LEFT} AS left_on FROM dated
), stating AS (
    SELECT ended.*,
        CASE WHEN arr <> 0 AND status <> 'trial' AND left_on IS DISTINCT FROM ''
            THEN coalesce(customer_since, imported_on) END AS stated_from,
        CASE WHEN first_paid < coalesce(left_on, '9999') THEN first_paid ELSE left_on END AS stated_until,
        CASE WHEN coalesce(auto_renews, 0) <> 1 AND coalesce(notice_given, 0) <> 1 THEN {{due_from}} END
        AS due_from, {_UNKNOWN["unknown_from"]} AS unknown_from, {_UNKNOWN["unknown_until"]} AS unknown_until
    FROM ended
)
SELECT id, coalesce(customer_since, CASE WHEN stated_from < coalesce(stated_until, '9999') AND stated_from < first_start
        THEN NULL ELSE first_start END), left_on,
    CASE WHEN stated_from < coalesce(stated_until, '9999') THEN stated_from END,
    CASE WHEN stated_from < coalesce(stated_until, '9999') THEN stated_until END,
    CASE WHEN stated_from < coalesce(stated_until, '9999') THEN due_from END,
    CASE WHEN arr <> 0 AND status <> 'trial' THEN arr END,
    CASE WHEN unknown_from < unknown_until THEN unknown_from END,
    CASE WHEN unknown_from < unknown_until THEN unknown_until END, first_paid
FROM stating"""
_CAPPED: Final = """
UPDATE run SET counts_until = t.left_on, undated = CASE WHEN t.left_on >= starts_on THEN 0 ELSE undated END
FROM fresh_tenure t
WHERE t.account_id = run.account_id AND t.left_on <> '' AND t.left_on < coalesce(counts_until, '9999')"""
_VOID: Final = """
UPDATE run SET counts_until = starts_on, undated = 1
WHERE undated = 1 OR (coalesce(counts_until, '9999') > :today
    AND account_id IN (SELECT account_id FROM fresh_tenure WHERE left_on = ''))"""
_KEEP_RUN: Final = """
UPDATE subscription SET counts_until = r.counts_until, past_due_from = r.past_due_from FROM run r
WHERE subscription.id = r.id AND (r.counts_until IS DISTINCT FROM r.kept_until
    OR r.past_due_from IS DISTINCT FROM r.kept_past_due)"""
_KEEP_PERIODS: Final = """
INSERT INTO customer_period (account_id, since, left_on, stated_from, stated_until, stated_past_due_from)
SELECT account_id, since, left_on, stated_from, stated_until, stated_past_due_from FROM fresh_tenure
WHERE left_on IS DISTINCT FROM ''
ON CONFLICT (account_id) DO UPDATE SET since = excluded.since, left_on = excluded.left_on,
    stated_from = excluded.stated_from, stated_until = excluded.stated_until,
    stated_past_due_from = excluded.stated_past_due_from
WHERE customer_period.since IS DISTINCT FROM excluded.since OR customer_period.left_on IS DISTINCT FROM excluded.left_on
    OR customer_period.stated_from IS DISTINCT FROM excluded.stated_from
    OR customer_period.stated_until IS DISTINCT FROM excluded.stated_until
    OR customer_period.stated_past_due_from IS DISTINCT FROM excluded.stated_past_due_from"""
# Number 0 of an account: what it states, as long as that counts.
_STATED: Final = """
INSERT INTO run (account_id, id, status, starts_on, counts_until, past_due_from, arr, currency, ending, settled,
    undated)
SELECT t.account_id, 0, 'stated', t.stated_from, t.stated_until, t.stated_past_due_from, a.arr,
    coalesce(a.currency, ''), coalesce(a.notice_given, 0), 1, 0
FROM fresh_tenure t JOIN account a ON a.id = t.account_id WHERE t.stated_from IS NOT NULL"""


def update_contract_periods(connection: Connection, among: str, today: date, grace_days: int) -> None:
    """Works out how long contracts count and who left as of a day, for the accounts that `among` tells.

    `among` is a condition on `{account}`. The contracts are left in the connection's table `run`, with the stated ARR
    as number 0; what became of the accounts in `fresh_tenure`, with '' in `left_on` where nobody knows when.
    """
    given, days = {"today": today.isoformat()}, _days(connection, grace_days)
    of_contract, of_account = (among.format(account=column) for column in ("s.account_id", "a.id"))
    for table, columns in _TABLES.items():
        connection.temp_table(table, columns)
    rolling = _ROLLING.format(of_contract=of_contract, of_account=of_account)
    stage_next_renewals(connection, "rolled_notice", rolling, given)
    connection.execute(_RUN.format(of_contract=of_contract, **days), given)
    connection.execute(_PAID_LIFE, given)
    connection.execute(_TRIAL_LIFE, given)
    connection.execute(_EARLIER_TRIAL)
    connection.execute(_TENURE.format(of_account=of_account, **days), given)
    connection.execute(_CAPPED)
    connection.execute(_VOID, given)
    connection.execute(_KEEP_RUN)
    connection.execute(
        f"DELETE FROM customer_period WHERE {among.format(account='account_id')}"
        " AND account_id NOT IN (SELECT account_id FROM fresh_tenure WHERE left_on IS DISTINCT FROM '')"
    )
    connection.execute(_KEEP_PERIODS)
    connection.execute(_STATED)


def _days(connection: Connection, grace_days: int) -> dict[str, str]:
    """The days that are so many after or before another, as the connection's SQL."""
    return {
        "taken_from": connection.days_after("s.ends_on", -EARLY_DAYS),
        "late_from": connection.days_after("s.ends_on", grace_days),
        "lapses_on": connection.days_after("ends_on", grace_days),
        "due_from": connection.days_after("renews_on", 1),
        "long_before": connection.days_after("first_start", -EARLY_DAYS),
    }


def stage_next_renewals(connection: Connection, table: str, query: str, given: Mapping[str, str]) -> None:
    """Puts into a table of `NEXT_RENEWALS` when what renews by itself comes up next, of what had renewed before a day.

    A row of the query is a kind and id, the term's first and last day, the day that is looked from, and the months of
    later terms.
    """
    found = [
        (kind, id_, _next_renewal(starts_on, ends_on, on, term))
        for kind, id_, starts_on, ends_on, on, term in connection.execute(query, given).fetchall()
        if ends_on < on
    ]
    connection.insert_many(table, ("kind", "id", "comes_on"), found)


@lru_cache(maxsize=20_000)
def _next_renewal(starts_on: str | None, ends_on: str, on: str, term: int | None) -> str:
    start = date.fromisoformat(starts_on) if starts_on else None
    return next_renewal(start, date.fromisoformat(ends_on), date.fromisoformat(on), term).isoformat()
