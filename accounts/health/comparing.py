"""Scores worked out anew, beside those that are stored: what is to be written."""

import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from accounts.health.assessing import ScoreRow, scored
from accounts.health.config import HealthConfig
from accounts.health.freshness import Freshness
from accounts.health.gathering import gather
from accounts.health.model import PARTS

VALUES: Final = f"score, known, band, {', '.join(PARTS)}"
STAGED: Final = f"account_id, {VALUES}, score_before, band_before, seen_score, seen_known, written"
_STEP: Final = 5  # points by which a part moves before that alone is worth a row
_COLUMNS: Final = VALUES.split(", ")
_STOOD: Final = f"""
SELECT s.account_id, s.score, s.known, s.band, s.score_before, s.band_before,
    {", ".join(f"b.{each}" for each in _COLUMNS)}, {", ".join(f"d.{each}" for each in _COLUMNS)}
FROM standing s LEFT JOIN score b ON b.account_id = s.account_id AND b.scored_on = (
    SELECT max(scored_on) FROM score WHERE account_id = s.account_id AND scored_on < :today
) LEFT JOIN score d ON d.account_id = s.account_id AND d.scored_on = :today
WHERE s.account_id IN (SELECT value FROM json_each(:ids)) ORDER BY s.account_id"""

Row = tuple[Any, ...]


class Compared(NamedTuple):
    """Of some accounts: how many are customers, of how many the score differs from that of the day before, and the rows
    to stage.

    A row has the columns of `STAGED`: the scores, those of the day before, and those that stood when they were worked
    out; `written` is 1 where the day gets a row of its own, −1 where it loses the one it has.
    """

    customers: int
    moved: int
    rows: list[Row]


def compare(
    connection: sqlite3.Connection, ids: Sequence[int], today: date, config: HealthConfig, fresh: Freshness
) -> Compared:
    """Works out the scores of accounts; those that are no customers are left out, as is what changes nothing."""
    given = {"ids": json.dumps(ids), "today": today.isoformat()}
    stood = connection.execute(_STOOD, given).fetchall()
    rows: list[Row] = []
    moved = 0
    for facts, stands in zip(gather(connection, [each[0] for each in stood], today, fresh), stood, strict=True):
        row, before, same_day = scored(facts, config), _kept(stands, 6), _kept(stands, 6 + len(_COLUMNS))
        was = (before[0], before[2]) if before else (None, "unknown")
        written = _written(row, before, same_day)
        moved += row[0] != was[0]
        if written or (*row[:3], *was) != stands[1:6]:
            rows.append((facts.account_id, *row, *was, stands[1], stands[2], written))
    return Compared(len(stood), moved, rows)


def _kept(row: Row, first: int) -> Row | None:
    """The columns of a row of `score` that were joined to another's from a place on; None where there is none."""
    return row[first : first + len(_COLUMNS)] if row[first + 1] is not None else None


def _written(row: ScoreRow, before: Row | None, same_day: Row | None) -> int:
    """1 where a row is to be written for the day, −1 where the one that is there says nothing new, else 0."""
    if _is_news(row, before):
        return int(row != same_day)
    return 0 if same_day is None else -1


def _is_news(row: ScoreRow, before: Row | None) -> bool:
    if row == before:
        return False
    if before is None:
        return row[0] is not None
    return row[:3] != before[:3] or any(
        (now is None) != (then is None) or (now is not None and abs(now - then) >= _STEP)
        for now, then in zip(row[3:], before[3:], strict=True)
    )
