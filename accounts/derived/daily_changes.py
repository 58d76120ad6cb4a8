"""Changes of a day's scoring, kept for digests: accounts that moved, and accounts in each band.

A row of `mover` says how an account stood before it moved on a day, and which way it has gone from there until now:
worse, recovered, or neither. Whoever asks since a day wants the first move since then: of an account the one row whose
day is that or later, and the day of whose move before (`moved_before`, empty for none) is earlier.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from accounts.derived import totals
from accounts.scopes.scope import ALL, Scope
from store.connection import Connection

LEAP: Final = 10  # points by which a score moves to be news though its band stays
# As the partial index `standing_moved` has it.
MOVED: Final = (
    "band <> 'unknown' AND band_before <> 'unknown' AND (band <> band_before OR abs(score - score_before) >= 10)"
)
_RANK: Final = "CASE {band} WHEN 'red' THEN 1 WHEN 'yellow' THEN 2 WHEN 'green' THEN 3 ELSE 0 END"
_KEPT: Final = ("arr", "currency", "owner_id", "segment")


def direction_sql(score_before: str, band_before: str) -> str:
    """Which way an account has gone, as SQL: from a score and a band, which are expressions, to those of a row `s`."""
    then, now = (_RANK.format(band=band) for band in (band_before, "s.band"))
    return f"""CASE WHEN 0 IN ({then}, {now}) THEN '' WHEN {now} > {then} THEN 'recovered'
        WHEN {now} < {then} OR s.score <= {score_before} - {LEAP} THEN 'worse' ELSE '' END"""


def record_day(connection: Connection, day: date) -> None:
    """Notes who moved on a day that all were scored on, and the bands at its end; noting it again adds what is new.

    Inside the caller's write transaction.
    """
    record_changes(connection, day)
    connection.execute("DELETE FROM band_count WHERE counted_on = ?", (day.isoformat(),))
    connection.execute(
        "INSERT INTO band_count SELECT ?, owner_id, segment, band, sum(accounts) FROM standing_total"
        " GROUP BY owner_id, segment, band HAVING sum(accounts) > 0",
        (day.isoformat(),),
    )
    connection.execute("DELETE FROM band_sum WHERE counted_on = ?", (day.isoformat(),))
    connection.execute(
        "INSERT INTO band_sum SELECT counted_on, segment, band, sum(accounts) FROM band_count"
        " WHERE counted_on = ? GROUP BY counted_on, segment, band",
        (day.isoformat(),),
    )


def record_changes(connection: Connection, day: date, among: str = "TRUE") -> None:
    """Notes who moved on a day, of the accounts that `among` tells, a condition on `{account}`."""
    connection.execute(
        f"""INSERT INTO health_change SELECT account_id, :day,
            coalesce((SELECT max(moved_on) FROM health_change m
                WHERE m.account_id = s.account_id AND m.moved_on < :day), ''),
            score_before, band_before, {direction_sql("score_before", "band_before")}, {", ".join(_KEPT)}
        FROM standing s WHERE {MOVED} AND {among.format(account="s.account_id")} ON CONFLICT DO NOTHING""",
        {"day": day.isoformat()},
    )


def refresh_changes(connection: Connection, among: str) -> None:
    """Brings what is kept of movers in step with where accounts stand now: which way they went, ARR and whose they are.

    To be called after every change of `standing`, with a condition on `{account}`. Who is no customer any more has gone
    neither way.
    """
    gone = direction_sql("health_change.score_before", "health_change.band_before")
    sets = ", ".join(f"{each} = s.{each}" for each in _KEPT)
    kept, now = (", ".join(f"{row}.{each}" for each in _KEPT) for row in ("health_change", "s"))
    connection.execute(
        f"""UPDATE health_change SET way = {gone}, {sets} FROM standing s
        WHERE s.account_id = health_change.account_id AND (way, {kept}) IS DISTINCT FROM ({gone}, {now})
            AND {among.format(account="health_change.account_id")}"""
    )
    connection.execute(
        f"""UPDATE health_change SET way = '' WHERE way <> '' AND {among.format(account="account_id")}
            AND NOT EXISTS (SELECT 1 FROM standing s WHERE s.account_id = health_change.account_id)"""
    )


def forget_changes(connection: Connection) -> None:
    """Forgets how accounts stood before they moved: scores made in another way can't be compared with those of now."""
    connection.execute("DELETE FROM health_change")


def band_table(scope: Scope) -> str:
    """The table of bands by day to read for a scope, which its condition holds on."""
    return "band_count" if scope.owned else "band_sum"


def unowned_count(connection: Connection, scope: Scope) -> int:
    """How many customers of a scope have no owner."""
    where, given = scope.where("t")
    query = f"SELECT coalesce(sum(unowned), 0) FROM {totals.table_for('standing', scope)} t WHERE {where}"
    (accounts,) = connection.execute(query, given).fetchone()
    return int(accounts)


def bands_on(connection: Connection, day: date, scope: Scope = ALL) -> Mapping[str, int] | None:
    """How many accounts were in each band at the end of a day, or of the last one noted before it; None before all."""
    (last,) = connection.execute(
        "SELECT max(counted_on) FROM band_sum WHERE counted_on <= ?", (day.isoformat(),)
    ).fetchone()
    if last is None:
        return None
    return told_bands(connection, day.isoformat(), scope) if scope.narrowed else _bands(connection, last, scope)


def told_bands(connection: Connection, day: str, scope: Scope) -> dict[str, int]:
    """How many of today's customers were in each band at the end of a day, as their scores tell it."""
    where, given = scope.where("s")
    rows = connection.execute(
        f"""SELECT x.band, count(*) FROM standing s
        CROSS JOIN score x WHERE x.account_id = s.account_id AND x.scored_on = (
            SELECT max(scored_on) FROM score y WHERE y.account_id = s.account_id AND y.scored_on <= ?
        ) AND x.known >= 0 AND {where} GROUP BY x.band""",
        (day, *given),
    )
    return dict(rows.fetchall())


def _bands(connection: Connection, day: str, scope: Scope) -> dict[str, int]:
    where, given = scope.where("b")
    rows = connection.execute(
        f"SELECT band, sum(accounts) FROM {band_table(scope)} b WHERE counted_on = ? AND {where} GROUP BY band",
        (day, *given),
    )
    return dict(rows.fetchall())
