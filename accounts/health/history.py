"""How an account was scored, day by day."""

from bisect import bisect_right
from datetime import date
from typing import Any

from accounts.health.model import Scored
from store.database import Store


def history(store: Store, account_id: int, start: date, end: date) -> tuple[Scored, ...]:
    """The score of every day from start to end, both included, on which all were scored or the account was."""
    with store.snapshot() as connection:
        rows = connection.execute(
            "SELECT scored_on, score, known, band FROM score"
            " WHERE account_id = ? AND scored_on <= ? ORDER BY scored_on",
            (account_id, end.isoformat()),
        ).fetchall()
        all_scored = connection.execute(
            "SELECT scored_on FROM scoring WHERE scored_on BETWEEN ? AND ?", (start.isoformat(), end.isoformat())
        ).fetchall()
        (left_on,) = connection.execute(
            "SELECT max(left_on) FROM tenure WHERE account_id = ?", (account_id,)
        ).fetchone()
    days = {day for (day,) in all_scored} | {day for day, *_ in rows if day >= start.isoformat()}
    known = sorted(day for day in days if rows and day >= rows[0][0] and (left_on is None or day < left_on))
    return tuple(_standing_on(day, rows) for day in known)


def _standing_on(day: str, rows: list[tuple[Any, ...]]) -> Scored:
    """The last of the rows, which are in the order of days, that isn't after a day."""
    _, score, known, band = rows[bisect_right(rows, day, key=lambda row: row[0]) - 1]
    return Scored(date.fromisoformat(day), score, known, band)
