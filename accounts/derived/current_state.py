"""The current state of every customer, derived from all imports: source of lists, totals and cards.

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

import json
from collections.abc import Iterable
from datetime import date
from typing import Final

from accounts.derived import absences, daily_changes, totals
from accounts.derived.arr_by_day import update_arr_steps
from accounts.derived.arr_notes import update_arr_notes
from accounts.derived.state_tables import (
    KEPT_TABLES,
    LEAVERS,
    LEAVING,
    MAIN,
    NOTICE_DAYS,
    PAID,
    PAYER,
    PAYERS,
    RENEWALS,
    RENEWALS_OF_ACCOUNTS,
    RENEWALS_OF_CONTRACTS,
    ROLLING,
    TEXTS,
    UNKNOWN,
)
from accounts.renewals import outcomes
from accounts.renewals.contract_periods import NEXT_RENEWALS, stage_next_renewals, update_contract_periods
from accounts.renewals.contract_terms import year_before
from store.batches import id_ranges
from store.connection import Connection
from store.database import Store

SOURCE_TABLES: Final = frozenset({"account", "subscription", "churn", "contact"})
"""The tables that standing is worked out from; what changes in others doesn't move it."""

BATCH_SIZE: Final = 20_000
"""So many accounts are worked out at a time, which keeps what is needed for them in memory, and that small."""

# Whose standing the days alone change: contracts and accounts that begin or end to count, today or a year before,
# renewals that pass, and champions who leave.
_PASSED: Final = """
INSERT INTO touched
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
UNION ALL SELECT account_id FROM contact WHERE left_on > :day AND left_on <= :day0
ON CONFLICT DO NOTHING"""


def recompute(connection: Connection, account_ids: Iterable[int] | None, today: date) -> None:
    """Works out where accounts stand on a day, all of them or those given, inside a write transaction.

    Scores stay as they are. To be called after every change of what was imported.
    """
    if account_ids is None:
        _end_day(connection, today)
        (count,) = connection.execute("SELECT count(*) FROM account").fetchone()
        with totals.changing_rows(connection, count):
            for first, last in id_ranges(connection, "account", "id", BATCH_SIZE):
                _refresh(connection, f"{{account}} > {first} AND {{account}} <= {last}", today)
        connection.execute("UPDATE derived_state SET as_of = ?", (today.isoformat(),))
    else:
        _empty_touched(connection)
        connection.execute(
            "INSERT INTO touched SELECT CAST(value AS bigint) FROM json_each(?) WHERE TRUE ON CONFLICT DO NOTHING",
            (json.dumps([*account_ids]),),
        )
        _refresh_touched(connection, today)


def advance_to(connection: Connection, today: date) -> None:
    """Brings all accounts from the day they were last worked out to today, inside a write transaction.

    Contracts begin and end, and renewals pass, with the days alone. Only accounts that the days between touch are
    worked out again; all, where none were before or the day is an earlier one. To be called once a day, before scoring.
    """
    day = totals.computed_for(connection)
    if day is None or day > today:
        recompute(connection, None, today)
    elif day < today:
        _end_day(connection, today)
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


def _end_day(connection: Connection, today: date) -> None:
    """Notes the bands at the end of the last day scored, before who leaves and comes on a later one changes them."""
    day = totals.computed_for(connection)
    (scored,) = connection.execute("SELECT max(scored_on) FROM scoring").fetchone()
    if scored and day and day <= date.fromisoformat(scored) < today:
        daily_changes.record_day(connection, date.fromisoformat(scored))


def _empty_touched(connection: Connection) -> None:
    connection.temp_table("touched", "id INTEGER, PRIMARY KEY (id)")


def _refresh_touched(connection: Connection, today: date) -> None:
    connection.analyze("touched")
    (count,) = connection.execute("SELECT count(*) FROM touched").fetchone()
    with totals.changing_rows(connection, count):
        _refresh(connection, "{account} IN (SELECT id FROM touched)", today)


def _refresh(connection: Connection, among: str, today: date) -> None:
    update_contract_periods(connection, among, today, totals.grace_days(connection))
    days = {"day0": today.isoformat(), "day1": year_before(today).isoformat()}
    _table(connection, "paid", "account_id, currency, arr, arr_before, running, running_before, unknown_before", 2)
    connection.execute(
        f"INSERT INTO paid (account_id, currency, arr, arr_before, running, running_before) {PAID}", days
    )
    update_arr_notes(connection, among, today)
    connection.execute(f"INSERT INTO paid {UNKNOWN}", days)
    of_account, act_by = among.format(account="a.id"), connection.days_after("x.renews_on", f"-{NOTICE_DAYS}")
    connection.temp_table("rolled_renewal", NEXT_RENEWALS)
    stage_next_renewals(connection, "rolled_renewal", ROLLING.format(of_account=of_account), days)
    for table, columns, keys, queries in (
        ("payer", PAYERS, 1, (PAYER,)),
        ("main", "account_id, currency, arr, currencies, past_due", 1, (MAIN,)),
        ("fresh_renewal", RENEWALS, 3, (RENEWALS_OF_CONTRACTS, RENEWALS_OF_ACCOUNTS)),
        ("fresh_leaving", LEAVERS, 3, (LEAVING,)),
    ):
        _table(connection, table, columns, keys)
        for query in queries:
            connection.execute(f"INSERT INTO {table} {query.format(of_account=of_account, act_by=act_by)}", days)
    for kept in KEPT_TABLES:
        gone = kept.write(connection, among, days)
        if kept.name == "standing":
            absences.record_absences(connection, gone, today)
    absences.forget_earlier_changes(connection, among, today)
    update_arr_steps(connection, among, today)
    outcomes.update_outcomes(connection, among, today)
    daily_changes.refresh_changes(connection, among)


def _table(connection: Connection, name: str, columns: str, keys: int) -> None:
    """An empty table of the connection. Its columns have types, since without them its key isn't used to find a row."""
    names = columns.split(", ")
    typed = ", ".join(f"{each} {'TEXT' if each in TEXTS else 'INTEGER'}" for each in names)
    connection.temp_table(name, f"{typed}, PRIMARY KEY ({', '.join(names[:keys])})")
