"""Absences: from when on an account was no customer, kept among its scores, so that nothing is compared across one.

A row of `score` whose share known is `ABSENT` says that the account left the lists on that day; the next row is from
after it came back. One that comes back on the same day, as by an import that is taken back, was never absent.
"""

import json
from collections.abc import Iterable
from datetime import date
from typing import Final

from accounts.scopes.scope import Scope
from store.connection import Connection

ABSENT: Final = -1
_LEAVE: Final = f"""
INSERT INTO score (account_id, scored_on, known, band)
SELECT x.account_id, CASE WHEN x.last > :day THEN x.last ELSE :day END, {ABSENT}, 'unknown' FROM (
    SELECT account_id, max(scored_on) AS last FROM score
    WHERE account_id IN (SELECT CAST(value AS bigint) FROM json_each(:ids)) GROUP BY account_id
) AS x WHERE TRUE
ON CONFLICT (account_id, scored_on) DO UPDATE SET score = NULL, known = {ABSENT}, band = 'unknown', usage = NULL,
    interactions = NULL, satisfaction = NULL, pulse = NULL, contract = NULL"""
_FORGET: Final = """
DELETE FROM health_change WHERE {among} AND EXISTS (
    SELECT 1 FROM score g WHERE g.account_id = health_change.account_id AND g.known < 0
        AND g.scored_on >= health_change.moved_on AND g.scored_on < :day
) AND EXISTS (SELECT 1 FROM standing s WHERE s.account_id = health_change.account_id)"""


def record_absences(connection: Connection, ids: Iterable[int], day: date) -> None:
    """Notes that accounts which were scored are no customers from a day on, inside a write transaction."""
    if listed := [*ids]:
        connection.execute(_LEAVE, {"ids": json.dumps(listed), "day": day.isoformat()})


def forget_earlier_changes(connection: Connection, among: str, day: date) -> None:
    """Forgets how accounts that came back moved before they left; `among` is a condition on `{account}`."""
    query = _FORGET.format(among=among.format(account="health_change.account_id"))
    connection.execute(query, {"day": day.isoformat()})


def returned_count(connection: Connection, scope: Scope, since: date) -> int:
    """How many customers of a scope were absent on that day or after it."""
    where, given = scope.where("s")
    (accounts,) = connection.execute(
        f"""SELECT count(DISTINCT s.account_id) FROM score g JOIN standing s ON s.account_id = g.account_id
        WHERE g.known < 0 AND g.scored_on >= ? AND {where}""",
        (since.isoformat(), *given),
    ).fetchone()
    return int(accounts)
