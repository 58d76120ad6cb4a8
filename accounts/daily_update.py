"""What has to be done once a day, and after each import: working out where accounts stand, and scoring them."""

from datetime import date, datetime
from typing import Final

from accounts.derived import current_state, totals
from accounts.health.config import HealthConfig
from accounts.health.scoring import score_all
from store import timestamps
from store.database import Store
from store.errors import StoreBusyError

SMALL_STORE: Final = 20_000
"""So many accounts are brought up to date while somebody waits for an answer; more are left to the night."""


def is_up_to_date(store: Store, today: date, config: HealthConfig) -> bool:
    """Whether all accounts were worked out and scored for the day, and nothing was imported since."""
    with store.snapshot() as connection:
        if totals.grace_days(connection) != config.grace_days:
            return False
        stood = totals.computed_for(connection)
        scored_on, scored_at = connection.execute("SELECT max(scored_on), max(scored_at) FROM scoring").fetchone()
        (imported_at,) = connection.execute(
            "SELECT max(max(imported_at), coalesce(max(undone_at), '')) FROM import"
            " WHERE outcome = 'written' AND new + changed > 0"
        ).fetchone()
    if stood is None or scored_on is None or stood < today or scored_on < today.isoformat():
        return False
    return imported_at is None or timestamps.from_text(imported_at) <= timestamps.from_text(scored_at)


def update(store: Store, now: datetime, config: HealthConfig) -> bool:
    """Works out and scores all accounts for the day of `now` in its zone; says whether there was anything to do."""
    if is_up_to_date(store, now.date(), config):
        return False
    current_state.advance_if_needed(store, now.date(), config.grace_days)
    score_all(store, now.date(), config, now)
    return True


def update_if_small(store: Store, now: datetime, config: HealthConfig) -> bool:
    """Brings a store of few accounts up to date; says whether it is. One that an import holds is left as it was.

    Raises `StoreUnwritableError` when the disk is full or read-only.
    """
    if is_up_to_date(store, now.date(), config):
        return True
    (accounts,) = store.reading.execute(
        "SELECT count(*) FROM (SELECT 1 FROM account LIMIT ?)", (SMALL_STORE + 1,)
    ).fetchone()
    if accounts > SMALL_STORE:
        return False
    try:
        return update(store, now, config)
    except StoreBusyError:
        return False
