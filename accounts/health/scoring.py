"""Scoring: every customer once a day, or some of them at once.

A row of `score` says how an account stood from its day on, until the next row: there is one where the score, the share
known or the band differs from the row before, or a part by a few points. `scoring` has the days on which all customers
were scored. Scores are worked out beside the store and put into it in one transaction, so that whoever reads sees those
of yesterday or those of today, whatever happens in between.

A scoring keeps what its scores were made by (`model`) and the use that each account was held against (`peers`). On the
first day of another model every customer gets a row and nobody has moved: old scores stay as they are, and nothing is
compared across that day.
"""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import islice
from typing import Final

from accounts.derived import daily_changes, totals
from accounts.health import freshness
from accounts.health.config import HealthConfig
from accounts.health.freshness import Freshness
from accounts.health.known_facts import stopped_kinds
from accounts.health.model import ScoringRun
from accounts.health.parallel import BATCH_SIZE, compare_in_parallel
from accounts.health.peer_sample import peers_today, stored_peers
from accounts.health.peers import Peers
from accounts.health.score_changes import STAGED_COLUMNS, VALUES, ScoreChanges, ScoringJob, compare_scores
from accounts.health.scoring_model import NEVER, last_scored_on, model_of, model_since, newest_imported
from store import timestamps
from store.connection import Connection
from store.database import Store

_AS_SEEN: Final = """s.account_id = staged.account_id
    AND s.score IS NOT DISTINCT FROM staged.seen_score AND s.known = staged.seen_known"""
_UNSAY: Final = f"""
DELETE FROM score WHERE scored_on = :today AND account_id IN (
    SELECT staged.account_id FROM staged_score staged JOIN standing s ON {_AS_SEEN} WHERE written = -1
)"""
_SAY: Final = f"""
INSERT INTO score (account_id, scored_on, {VALUES})
SELECT staged.account_id, :today, {", ".join(f"staged.{name}" for name in VALUES.split(", "))}
FROM staged_score staged JOIN standing s ON {_AS_SEEN} WHERE written = 1 ORDER BY staged.account_id
ON CONFLICT (account_id, scored_on) DO UPDATE SET {
    ", ".join(f"{name} = excluded.{name}" for name in VALUES.split(", "))
}"""
_STAND: Final = f"""
UPDATE standing AS s SET score = staged.score, known = staged.known,
    score_before = staged.score_before, band_before = staged.band_before
FROM staged_score staged WHERE {_AS_SEEN} AND staged.band = s.band"""
_MOVE: Final = f"""
UPDATE standing AS s SET score = staged.score, known = staged.known, band = staged.band,
    score_before = staged.score_before, band_before = staged.band_before
FROM staged_score staged WHERE {_AS_SEEN} AND staged.band <> s.band"""
_KEEP: Final = """
INSERT INTO scoring (scored_on, scored_at, accounts, changed, model, peers, newest_import, imports_undone)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (scored_on) DO UPDATE SET scored_at = excluded.scored_at, accounts = excluded.accounts,
    changed = excluded.changed, model = excluded.model, peers = excluded.peers,
    newest_import = excluded.newest_import, imports_undone = excluded.imports_undone"""
_TEXTS: Final = {"band", "band_before"}
_STAGED: Final = (
    f"{', '.join(f'{each} TEXT' if each in _TEXTS else f'{each} INTEGER' for each in STAGED_COLUMNS)},"
    " PRIMARY KEY (account_id)"
)
_MOVING: Final = f"""
INSERT INTO moving_account
SELECT s.account_id FROM staged_score staged JOIN standing s ON {_AS_SEEN} WHERE staged.band <> s.band"""
_THESE: Final = "{account} IN (SELECT account_id FROM staged_score)"


def score_all(store: Store, today: date, config: HealthConfig, now: datetime | None = None) -> ScoringRun:
    """Scores every customer for the day; run again on the same day it replaces what it wrote.

    Others may read and write meanwhile; an account that somebody scores in between keeps that score. Later scores stand
    on earlier ones: before the last day that was scored, it is that day that is scored again.
    """
    connection = store.reading
    last, imported = last_scored_on(connection), newest_imported(connection)
    today = max(today, last or today)
    fresh = freshness.newest_days(connection, today)
    customers = moved = 0
    job = _job(connection, today, config, fresh, peers_today(connection, today, fresh))
    connection.temp_table("staged_score", _STAGED)
    for batch in compare_in_parallel(store, job):
        customers, moved = customers + batch.customers, moved + batch.moved
        _stage(connection, batch)
    run = ScoringRun(today, customers, moved)
    with store.writing():
        newest = last_scored_on(connection)  # others may have scored since this began
        if newest and newest >= (totals.computed_for(connection) or newest):
            daily_changes.record_day(connection, newest)  # with what was said since it was scored
        _publish(connection, today)
        daily_changes.record_day(connection, today)
        daily_changes.refresh_changes(connection, _THESE)
        if job.model_since == NEVER:
            daily_changes.forget_changes(connection)
        freshness.store_freshness(connection, fresh, anew=True)
        scored_at = timestamps.to_text(now or datetime.now(UTC))
        connection.execute(
            _KEEP,
            (today.isoformat(), scored_at, run.accounts, run.changed, job.model, job.peers.to_json(), *imported),
        )
    connection.temp_table("staged_score", _STAGED)
    return run


def score_accounts(connection: Connection, ids: Iterable[int], today: date, config: HealthConfig) -> None:
    """Scores some accounts at once, inside the caller's write transaction; those that aren't customers are left out."""
    day = max(today, last_scored_on(connection) or today)  # elsewhere it may be tomorrow already
    connection.temp_table("staged_score", _STAGED)
    remaining = iter(sorted(set(ids)))
    while batch := list(islice(remaining, BATCH_SIZE)):
        listed = json.dumps(batch)
        fresh = freshness.stored_freshness(connection, listed, day)
        freshness.store_freshness(connection, fresh, anew=False)
        job = _job(connection, day, config, fresh, stored_peers(connection, day, fresh))
        _stage(connection, compare_scores(connection, batch, job))
    _publish(connection, day)
    daily_changes.record_changes(connection, day, _THESE)
    daily_changes.refresh_changes(connection, _THESE)


def _job(connection: Connection, today: date, config: HealthConfig, fresh: Freshness, peers: Peers) -> ScoringJob:
    model = model_of(config, stopped_kinds(connection, today))
    return ScoringJob(today, config, fresh, peers, model, model_since(connection, model))


def _stage(connection: Connection, compared: ScoreChanges) -> None:
    """Keeps what was compared beside the store; in one write for them all, also where no transaction is open."""
    began = not connection.in_transaction
    if began:
        connection.execute("BEGIN")
    try:
        connection.insert_many("staged_score", STAGED_COLUMNS, compared.rows)
    except BaseException:
        if began:
            connection.rollback()
        raise
    if began:
        connection.execute("COMMIT")


def _publish(connection: Connection, today: date) -> None:
    """Puts what is staged into the store, but for accounts that somebody else scored since they were looked at."""
    connection.temp_table("moving_account", "account_id INTEGER, PRIMARY KEY (account_id)")
    moving = connection.execute(_MOVING).rowcount
    among = "{account} IN (SELECT account_id FROM moving_account)"
    with connection.roomy(), totals.moving_bands(connection, moving, among):
        for statement in (_UNSAY, _SAY, _STAND, _MOVE):
            connection.execute(statement, {"today": today.isoformat()} if ":today" in statement else {})
