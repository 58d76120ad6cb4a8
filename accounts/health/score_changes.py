"""Compares the scores of accounts with the stored ones: which differ, and which days get a row."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

import numpy as np

from accounts.health.config import HealthConfig
from accounts.health.features import load_columns
from accounts.health.freshness import Freshness
from accounts.health.model import BANDS, PARTS
from accounts.health.peers import Peers
from accounts.health.score import score_columns, told
from accounts.health.scoring_model import NEVER
from accounts.health.usage_rows import Flags, Ints
from store.batches import IdRange
from store.connection import Connection
from store.integer_columns import NO_DAY

VALUES: Final = f"score, known, band, {', '.join(PARTS)}"
STAGED_COLUMNS: Final = tuple(
    f"account_id, {VALUES}, score_before, band_before, seen_score, seen_known, written".split(", ")
)
_STEP: Final = 5  # points by which a part moves before that alone is worth a row
_UNKNOWN: Final = BANDS.index("unknown")


def _number(column: str) -> str:
    """SQL of a column of a score as a number, −1 for NULL, a band as its place in `BANDS`."""
    if "band" not in column:
        return f"coalesce({column}, -1)"
    return f"CASE {column} {' '.join(f'WHEN {band!r} THEN {n}' for n, band in enumerate(BANDS))} ELSE -1 END"


_STANDS: Final = tuple(f"s.{each}" for each in ("account_id", "score", "known", "band", "score_before", "band_before"))
_COLUMNS: Final = (*_STANDS, *(f"b.{each}" for each in VALUES.split(", ")))
_NAMES: Final = (*(each.replace(".", "_") for each in _COLUMNS), "day")
_STOOD: Final = f"""
SELECT {", ".join(f"{_number(each)} AS {name}" for each, name in zip(_COLUMNS, _NAMES, strict=False))},
    coalesce(b.scored_on, '{NO_DAY}') AS day
FROM standing s LEFT JOIN score b ON b.account_id = s.account_id AND b.account_id {{ids}} AND b.scored_on = (
    SELECT max(scored_on) FROM score WHERE account_id = s.account_id AND scored_on {{until}} :today
) WHERE s.account_id {{ids}}"""
_GIVEN: Final = "IN (SELECT CAST(value AS bigint) FROM json_each(:ids))"
_BETWEEN: Final = "BETWEEN :first AND :last"

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

    @property
    def model_from(self) -> int:
        """The same as an ordinal, 0 for always and one that no day reaches for none so far."""
        if self.model_since in {"", NEVER}:
            return date.max.toordinal() + 1 if self.model_since else 0
        return date.fromisoformat(self.model_since).toordinal()


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
    return _compare(connection, _GIVEN, {"ids": json.dumps(ids)}, job)


def compare_between(connection: Connection, ids: IdRange, job: ScoringJob) -> ScoreChanges:
    """The same of the accounts of a range of ids."""
    return _compare(connection, _BETWEEN, {"first": ids[0] + 1, "last": ids[1]}, job)


def _compare(connection: Connection, among: str, given: Mapping[str, Any], job: ScoringJob) -> ScoreChanges:
    stood = _stood(connection, among, {**given, "today": job.today.isoformat()}, job.today)
    features = load_columns(connection, stood.ids.tolist(), job.today, job.fresh, job.peers)
    now = score_columns(features, job.config)
    row = np.stack([now.scores, now.known, now.bands, *now.points])
    made_by_another = (stood.before[1] >= 0) & (stood.day < job.model_from)
    was = _was(row, stood, made_by_another, job)
    other = (row != stood.same_day).any(0)
    news = made_by_another | _is_news(row, stood.before)
    written = np.where(news, other, np.where(stood.of_the_day, -1, 0))
    staged = (written != 0) | (np.concatenate([row[:3], was]) != stood.now).any(0)
    rows = _rows(stood.ids[staged], row[:, staged], was[:, staged], stood.now[:2, staged], written[staged])
    return ScoreChanges(len(stood.ids), int((row[0] != was[0]).sum()), rows)


class _Stood(NamedTuple):
    """How accounts stand: now, with the score and band before; the last row before the day, of which day that is; and
    the row of the day, and whether there is one. One that says that an account was absent is as none before it.
    """

    ids: Ints
    now: Ints
    before: Ints
    same_day: Ints
    of_the_day: Flags
    day: Ints


def _stood(connection: Connection, among: str, given: Mapping[str, Any], today: date) -> _Stood:
    """The rows before the day are looked up apart where there are any of the day: as a rule it has none yet."""
    latest = _last_rows(connection, "<=", among, given)
    of_the_day = latest[-1] == today.toordinal()
    before = _last_rows(connection, "<", among, given) if of_the_day.any() else latest
    values, own = slice(len(_STANDS), -1), slice(1, len(_STANDS))
    same_day = np.where(of_the_day, latest[values], -1)
    return _Stood(latest[0], latest[own], before[values], same_day, of_the_day, before[-1])


def _last_rows(connection: Connection, until: str, among: str, given: Mapping[str, Any]) -> Ints:
    """How accounts stand, and the last row of each until the day, "<=", or before it, "<", by account."""
    query = _STOOD.format(until=until, ids=among)
    columns = np.stack(connection.integer_columns(_NAMES, query, given, days=("day",)))
    return columns[:, np.argsort(columns[0])]


def _was(row: Ints, stood: _Stood, made_by_another: Flags, job: ScoringJob) -> Ints:
    """The score and the band to compare with."""
    own = stood.now[3:5] if job.model_since == job.today.isoformat() else row[[0, 2]]
    none = np.array([[-1], [_UNKNOWN]])
    return np.where(stood.before[1] < 0, none, np.where(made_by_another, own, stood.before[[0, 2]]))


def _is_news(row: Ints, before: Ints) -> Flags:
    """Which rows say something that the last row before doesn't."""
    moved = ((row[3:] < 0) != (before[3:] < 0)) | (np.abs(row[3:] - before[3:]) >= _STEP)
    differs = (row[:3] != before[:3]).any(0) | moved.any(0)
    return np.asarray(np.where(before[1] < 0, row[0] >= 0, differs), np.bool_)


def _rows(ids: Ints, row: Ints, was: Ints, seen: Ints, written: Ints) -> list[Row]:
    """Rows as they are staged."""
    score, known, band, *points = row
    bands = ([BANDS[place] for place in each.tolist()] for each in (band, was[1]))
    now = told(score), known.tolist(), next(bands), *map(told, points)
    before = told(was[0]), next(bands), told(seen[0]), seen[1].tolist()
    return [*zip(ids.tolist(), *now, *before, written.tolist(), strict=True)]
