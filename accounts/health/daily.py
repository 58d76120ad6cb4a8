"""What is done once a day: contracts begin and end with the days alone, and so does what the scores stand on."""

from datetime import date, datetime

from accounts import standing
from accounts.health.config import HealthConfig
from accounts.health.model import ScoringRun
from accounts.health.scoring import last_scored, score_all
from accounts.store import Store


def is_due(store: Store, today: date) -> bool:
    """Whether there are accounts that weren't all scored today yet. Costs next to nothing to ask."""
    last = last_scored(store.reading)
    return (last is None or last < today) and store.reading.execute(
        "SELECT 1 FROM account LIMIT 1"
    ).fetchone() is not None


def bring_up_to_date(store: Store, today: date, config: HealthConfig, now: datetime) -> ScoringRun:
    """Works out where all accounts stand today, and scores them. Several processes may do so at once: it is the same.

    Raises `ScoringError` where a later day was scored already.
    """
    if standing.as_of(store.reading) != today:
        with store.writing() as connection:
            standing.refresh(connection, None, today)
    return score_all(store, today, config, now)
