"""What a day's scoring brought, kept for the digests: which accounts moved, and how many were in each band."""

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Final

from accounts.scopes.scope import ALL, Scope
from accounts.upkeep import totals

LEAP: Final = 10  # points by which a score moves to be news though its band stays
# As the partial index `standing_moved` has it.
MOVED: Final = (
    "band <> 'unknown' AND band_before <> 'unknown' AND (band <> band_before OR abs(score - score_before) >= 10)"
)


def note(connection: sqlite3.Connection, day: date) -> None:
    """Notes who moved on a day that all were scored on, and the bands at its end; noting it again adds what is new.

    Inside the caller's write transaction.
    """
    connection.execute(
        "INSERT INTO mover SELECT ?, account_id, score_before, band_before FROM standing"
        f" WHERE {MOVED} ON CONFLICT DO NOTHING",
        (day.isoformat(),),
    )
    connection.execute("DELETE FROM band_count WHERE counted_on = ?", (day.isoformat(),))
    connection.execute(
        "INSERT INTO band_count SELECT ?, owner_id, segment, band, sum(accounts) FROM standing_total"
        " GROUP BY owner_id, segment, band HAVING sum(accounts) > 0",
        (day.isoformat(),),
    )
    connection.execute("DELETE FROM band_sum WHERE counted_on = ?", (day.isoformat(),))
    connection.execute(
        "INSERT INTO band_sum SELECT counted_on, segment, band, sum(accounts) FROM band_count"
        " WHERE counted_on = ? GROUP BY segment, band",
        (day.isoformat(),),
    )


def counted(scope: Scope) -> str:
    """The table of bands by day to read for a scope, which its condition holds on."""
    return "band_count" if scope.owner_id is not None or scope.unowned else "band_sum"


def unowned(connection: sqlite3.Connection, scope: Scope) -> int:
    """How many customers of a scope have no owner."""
    where, given = scope.where("t")
    query = f"SELECT ifnull(sum(unowned), 0) FROM {totals.of('standing', scope)} t WHERE {where}"
    (accounts,) = connection.execute(query, given).fetchone()
    return int(accounts)


def bands_on(connection: sqlite3.Connection, day: date, scope: Scope = ALL) -> Mapping[str, int] | None:
    """How many accounts were in each band at the end of a day, or of the last one noted before it; None before all."""
    (last,) = connection.execute(
        "SELECT max(counted_on) FROM band_sum WHERE counted_on <= ?", (day.isoformat(),)
    ).fetchone()
    return None if last is None else _bands(connection, last, scope)


def _bands(connection: sqlite3.Connection, day: str, scope: Scope) -> dict[str, int]:
    where, given = scope.where("b")
    rows = connection.execute(
        f"SELECT band, sum(accounts) FROM {counted(scope)} b WHERE counted_on = ? AND {where} GROUP BY band",
        (day, *given),
    )
    return dict(rows.fetchall())
