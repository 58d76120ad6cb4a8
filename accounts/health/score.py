"""Scores an account, and compares the score with the stored one."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from typing import Any, Final, NamedTuple

from accounts.health.config import HealthConfig
from accounts.health.feature_model import AccountFeatures
from accounts.health.features import load_features
from accounts.health.freshness import Freshness
from accounts.health.known_facts import stopped_reason
from accounts.health.model import PARTS, Band, HealthExamination, Part
from accounts.health.parts import contract, interactions, pulse, satisfaction, usage
from accounts.health.peers import Peers
from accounts.health.rules import Rules, divide_half_up
from store.connection import Connection

Points = tuple[int | None, ...]
ScoreRow = tuple[int | None, int, Band, *tuple[int | None, ...]]
_OF: dict[str, ModuleType] = dict(zip(PARTS, (usage, interactions, satisfaction, pulse, contract), strict=True))


def part_points(facts: AccountFeatures, rules: Rules) -> tuple[Points, int]:
    """The points of each part, in the order of `PARTS`, and the most that the score may be."""
    used, most = usage.judge(facts, rules)
    return (
        used,
        interactions.points(facts, rules),
        satisfaction.points(facts, rules),
        pulse.points(facts, rules),
        contract.points(facts, rules),
    ), most


def weighted_score(points: Points, rules: Rules, most: int = 100) -> tuple[int | None, int]:
    """The score, and the share of the weights that is known, in %. What isn't known leaves its weight to the rest.

    There is no score where less is known than the rules ask for, and none above `most`.
    """
    amount = known = 0
    for each, weight in zip(points, rules.weights, strict=True):
        if each is not None:
            amount += each * weight
            known += weight
    if not known or known < rules.known_from:
        return None, known
    return min(divide_half_up(amount, known), most), known


def score_row(facts: AccountFeatures, config: HealthConfig) -> ScoreRow:
    """The score, the share known, the band and the points of each part."""
    rules = config.rules_for(facts.segment, facts.age)
    points, most = part_points(facts, rules)
    score, known = weighted_score(points, rules, most)
    return (score, known, rules.band(score), *points)


def examination(facts: AccountFeatures, config: HealthConfig) -> HealthExamination:
    """The score with its parts, each with its reason in words."""
    rules = config.rules_for(facts.segment, facts.age)
    points, most = part_points(facts, rules)
    score, known = weighted_score(points, rules, most)
    parts = tuple(
        Part(name, each, weight, _reason(name, each, facts, rules), _advice(name, each, facts, rules),
             _well(each, rules), usage.details(facts, rules) if name == "usage" else ())
        for name, each, weight in zip(PARTS, points, rules.weights, strict=True)
    )  # fmt: skip
    return HealthExamination(facts.account_id, date.fromordinal(facts.on), score, known, rules.band(score), parts)


def _reason(name: str, points: int | None, facts: AccountFeatures, rules: Rules) -> str:
    """Why a part has its points, or none: of what stopped it isn't said what there is of it."""
    if points is None and (stopped := stopped_reason(name, facts.stopped)):
        return stopped
    reason: str = _OF[name].reason(facts, rules)
    return reason


def _advice(name: str, points: int | None, facts: AccountFeatures, rules: Rules) -> str:
    """One thing to do, where something could be better."""
    if points is None or points == 100:
        return ""
    advice: str = _OF[name].advice(facts, rules)
    return advice


def _well(points: int | None, rules: Rules) -> bool:
    return points is not None and rules.band(points) == "green"


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
    "9999" for none so far.
    """

    today: date
    config: HealthConfig
    fresh: Freshness
    peers: Peers
    model: str
    model_since: str


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
    features = load_features(connection, [each[0] for each in stood], today, job.fresh, job.peers)
    for facts, stands in zip(features, stood, strict=True):
        row, before, same_day = score_row(facts, job.config), _kept(stands, 6), _kept(stands, 6 + len(_COLUMNS))
        made_by_another = before is not None and stands[-1] < job.model_since
        was = _was(row, before, stands, job, made_by_another)
        written = int(row != same_day) if made_by_another else _written(row, before, same_day)
        moved += row[0] != was[0]
        if written or (*row[:3], *was) != stands[1:6]:
            rows.append((facts.account_id, *row, *was, stands[1], stands[2], written))
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
