"""The work of each day and after each import: current state of all accounts, then their scores."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Final
from weakref import WeakKeyDictionary

from accounts.derived import totals
from accounts.health import scoring_model
from accounts.health.config import HealthConfig
from accounts.health.known_facts import stopped_kinds, stopped_query
from accounts.health.scoring_model import counts_all_imports, last_scored_on, leaves_out_as_before
from store.database import Store
from store.errors import StoreBusyError

SMALL_STORE: Final = 20_000
"""So many accounts are brought up to date while somebody waits for an answer; more are left to the night."""
AHEAD: Final = timedelta(days=1)
"""So far ahead of the day may be what was worked out: it is tomorrow already further east."""
_UPDATING: Final[WeakKeyDictionary[Store, Lock]] = WeakKeyDictionary()
_BY_DAY: Final = (
    ("score", "scored_on"),
    ("scoring", "scored_on"),
    ("band_count", "counted_on"),
    ("band_sum", "counted_on"),
    ("health_change", "moved_on"),
)

_STATE: Final = (
    totals.GRACE_DAYS,
    totals.COMPUTED_FOR,
    scoring_model.LAST_SCORED,
    scoring_model.COUNTED_IMPORTS,
    scoring_model.IMPORTED,
    scoring_model.LAST_MODEL,
)
"""What is asked at every question, to be read ahead."""


def is_up_to_date(store: Store, today: date, config: HealthConfig) -> bool:
    """Whether all accounts were worked out and scored for the day, and nothing was imported since.

    What was worked out for tomorrow will do: somewhere it is tomorrow already.
    """
    with store.snapshot() as connection:
        connection.read_ahead(*_STATE, stopped_query(today))
        if totals.grace_days(connection) != config.grace_days:
            return False
        stood, scored_on = totals.computed_for(connection), last_scored_on(connection)
        if any(day is None or not today <= day <= today + AHEAD for day in (stood, scored_on)):
            return False
        return counts_all_imports(connection) and leaves_out_as_before(connection, stopped_kinds(connection, today))


def update(store: Store, now: datetime, config: HealthConfig) -> bool:
    """Works out and scores all accounts for the day of `now` in its zone; says whether there was anything to do.

    One thread at a time does that: others wait, and find it done.
    """
    if is_up_to_date(store, now.date(), config):
        return False
    from accounts.derived import current_state  # what is up to date is answered from without this and the next
    from accounts.health.scoring import score_all

    with _UPDATING.setdefault(store, Lock()):
        if is_up_to_date(store, now.date(), config):
            return False
        _forget_days_to_come(store, now.date())
        current_state.advance_if_needed(store, now.date(), config.grace_days)
        score_all(store, now.date(), config, now)
        return True


def _forget_days_to_come(store: Store, today: date) -> None:
    """Forgets what a clock that was ahead for a while has left: nothing else would be worked out until those days."""
    with store.snapshot() as connection:
        days = (totals.computed_for(connection), last_scored_on(connection))
    if not any(day is not None and day > today + AHEAD for day in days):
        return
    with store.writing() as connection:
        for table, column in _BY_DAY:
            connection.execute(f"DELETE FROM {table} WHERE {column} > ?", ((today + AHEAD).isoformat(),))
        connection.execute("UPDATE derived_state SET as_of = NULL")


def update_changed(store: Store, changed: Collection[int] | None, now: datetime, config: HealthConfig) -> None:
    """Scores accounts at once after something of them was imported; all of them where None says that they are many, on
    a day on which they aren't scored yet, and where a kind of facts stopped or came back.

    It doesn't ask what is up to date: others may have scored since the import began, and before it was written.
    """
    from accounts.derived import current_state  # as above
    from accounts.health.scoring import score_accounts, score_all

    today = now.date()
    with store.snapshot() as connection:
        same = leaves_out_as_before(connection, stopped_kinds(connection, today))
        scored = last_scored_on(connection)
    if changed is None or not same or scored is None or scored < today:
        current_state.advance_if_needed(store, today, config.grace_days)
        score_all(store, today, config, now)
    elif changed:
        with store.writing() as connection:
            score_accounts(connection, changed, today, config)


def _is_small(store: Store) -> bool:
    (accounts,) = store.reading.execute(
        "SELECT count(*) FROM (SELECT 1 FROM account LIMIT ?) AS few", (SMALL_STORE + 1,)
    ).fetchone()
    return bool(accounts <= SMALL_STORE)


def update_if_small(store: Store, now: datetime, config: HealthConfig) -> bool:
    """Brings a store of few accounts up to date; says whether it is. One that an import holds is left as it was.

    Raises `StoreUnwritableError` when the disk is full or read-only.
    """
    if is_up_to_date(store, now.date(), config):
        return True
    if not _is_small(store):
        return False
    try:
        return update(store, now, config)
    except StoreBusyError:
        return False
