"""Compares the scores of accounts with the stored ones: which differ, and which days get a row."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from accounts.health.config import HealthConfig
from accounts.health.features import load_columns
from accounts.health.freshness import Freshness
from accounts.health.model import PARTS
from accounts.health.peers import Peers
from accounts.health.score import PointsKnown, ScoreRow, score_rows
from store.connection import Connection

VALUES: Final = f"score, known, band, {', '.join(PARTS)}"
STAGED_COLUMNS: Final = tuple(
    f"account_id, {VALUES}, score_before, band_before, seen_score, seen_known, written".split(", ")
)
_STEP: Final = 5  # points by which a part moves before that alone is worth a row
_COLUMNS: Final = VALUES.split(", ")
_STOOD: Final = f"""
SELECT s.account_id, s.score, s.known, s.band, s.score_before, s.band_before,
    {", ".join(f"b.{each}" for each in _COLUMNS)}, {", ".join(f"d.{each}" for each in _COLUMNS)}, b.scored_on
FROM standing s LEFT JOIN score b ON b.account_id = s.account_id AND b.scored_on = (
    SELECT max(scored_on) FROM score WHERE account_id = s.account_id AND scored_on < :today
) LEFT JOIN score d ON d.account_id = s.account_id AND d.scored_on = :today
WHERE s.account_id IN (SELECT CAST(value AS bigint) FROM json_each(:ids)) ORDER BY s.account_id"""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ScoringJob:
    """What all accounts of a scoring have in common.

    `model` marks what the scores are made by, and `model_since` is the first day scored by it, "" for always and
    "9999" for none so far. `known` has the points of parts that were worked out already.
    """

    today: date
    config: HealthConfig
    fresh: Freshness
    peers: Peers
    model: str
    model_since: str
    known: PointsKnown = field(default_factory=dict)


class ScoreChanges(NamedTuple):
    """Of some accounts: how many are customers, of how many the score differs from that of the day before, and the rows
    to stage.

    A row has `STAGED_COLUMNS`: the scores, those of the day before, and those that stood when they were worked out;
    `written` is 1 where the day gets a row of its own, −1 where it loses the one it has.
    """

    customers: int
    moved: int
    rows: list[Row]


def compare_scores(connection: Connection, ids: Sequence[int], job: ScoringJob) -> ScoreChanges:
    """Works out the scores of accounts; those that are no customers are left out, as is what changes nothing.

    A score that another model made isn't compared with: nothing moved on the day on which the model changed.
    """
    today = job.today
    given = {"ids": json.dumps(ids), "today": today.isoformat()}
    stood = connection.execute(_STOOD, given).fetchall()
    rows: list[Row] = []
    moved = 0
    features = load_columns(connection, [each[0] for each in stood], today, job.fresh, job.peers)
    for row, stands in zip(score_rows(features, job.config, job.known), stood, strict=True):
        before, same_day = _kept(stands, 6), _kept(stands, 6 + len(_COLUMNS))
        made_by_another = before is not None and stands[-1] < job.model_since
        was = _was(row, before, stands, job, made_by_another)
        written = int(row != same_day) if made_by_another else _written(row, before, same_day)
        moved += row[0] != was[0]
        if written or (*row[:3], *was) != stands[1:6]:
            rows.append((stands[0], *row, *was, stands[1], stands[2], written))
    return ScoreChanges(len(stood), moved, rows)


def _was(row: ScoreRow, before: Row | None, stands: Row, job: ScoringJob, made_by_another: bool) -> Row:  # noqa: FBT001
    """The score and the band to compare with."""
    if before is None:
        return None, "unknown"
    if not made_by_another:
        return before[0], before[2]
    return stands[4:6] if job.model_since == job.today.isoformat() else (row[0], row[2])


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
