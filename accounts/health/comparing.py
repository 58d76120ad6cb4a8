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
_LAST: Final = f"""
SELECT account_id, {VALUES} FROM json_each(:ids) JOIN score ON account_id = value AND scored_on = (
    SELECT max(scored_on) FROM score WHERE account_id = value AND scored_on < :today
)"""
_TODAY: Final = f"""
SELECT account_id, {VALUES} FROM score
WHERE account_id IN (SELECT value FROM json_each(:ids)) AND scored_on = :today"""
_STANDING: Final = """
SELECT account_id, score, known, band, score_before, band_before FROM standing
WHERE account_id IN (SELECT value FROM json_each(:ids))"""

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
    last, same_day, stands = (
        {row[0]: row[1:] for row in connection.execute(query, given)} for query in (_LAST, _TODAY, _STANDING)
    )
    rows: list[Row] = []
    moved = 0
    for facts in gather(connection, list(stands), today, fresh):
        id_ = facts.account_id
        row, before, stood = scored(facts, config), last.get(id_), stands[id_]
        score_before, band_before = (before[0], before[2]) if before else (None, "unknown")
        written = _written(row, before, same_day.get(id_))
        moved += row[0] != score_before
        if written or (*row[:3], score_before, band_before) != stood:
            rows.append((id_, *row, score_before, band_before, stood[0], stood[1], written))
    return Compared(len(stands), moved, rows)


def _written(row: ScoreRow, before: Row | None, same_day: Row | None) -> int:
    """1 where a row is to be written for the day, −1 where the one that is there says nothing new, else 0."""
    if _is_news(row, before):
        return int(row != same_day)
    return 0 if same_day is None else -1


def _is_news(row: ScoreRow, before: Row | None) -> bool:
    if before is None:
        return row[0] is not None
    return row[:3] != before[:3] or any(
        (now is None) != (then is None) or (now is not None and abs(now - then) >= _STEP)
        for now, then in zip(row[3:], before[3:], strict=True)
    )
