"""Accounts on trial: they are so called, or all of their contracts are trials, and they pay nothing."""

from typing import Final

from accounts.scopes.scope import Scope
from store.connection import Connection, Query

FEW: Final = 20_000
"""With more accounts than this those on trial aren't counted: each would be looked at."""
ON_TRIAL: Final = """((s.arr IS NULL OR s.arr = 0) AND (a.status = 'trial' OR (
    EXISTS (SELECT 1 FROM subscription t WHERE t.account_id = a.id AND t.status = 'trial')
    AND NOT EXISTS (SELECT 1 FROM subscription p WHERE p.account_id = a.id AND p.status <> 'trial'))))"""
"""Whether a customer `s` of `standing`, which is the account `a`, is on trial."""


def trial_query(scope: Scope, band: str = "") -> Query:
    """What is asked to count those on trial, to be read ahead."""
    where, given = scope.where("s")
    of_band = "AND s.band = ?" if band else ""
    query = f"""SELECT count(*) FROM standing s JOIN account a ON a.id = s.account_id
        WHERE {where} {of_band} AND {ON_TRIAL}"""
    return query, (*given, band) if band else given


def count_on_trial(connection: Connection, scope: Scope, band: str = "") -> int:
    """How many of the accounts of a scope, or of a band of it, are on trial."""
    (accounts,) = connection.execute(*trial_query(scope, band)).fetchone()
    return int(accounts)
