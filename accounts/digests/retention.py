"""Retention of the record of deliveries.

What decides whether something is sent again, or what the next digest compares with, is kept for as long as its digest.
"""

from datetime import date, datetime, timedelta

from store.database import Store
from store.timestamps import to_text

DELIVERIES_KEPT = timedelta(days=400)  # a year, and a look back at the same weeks of the one before
POSTS_KEPT = timedelta(days=30)  # what was posted: for as long people act on it, and ask of it
ATTEMPTS_KEPT = timedelta(days=90)  # what was tried; what came of it is with the delivery
BATCH_SIZE = 500  # rows removed in one transaction: others wait no longer than that takes

# Open ones, the last that was sent, and the last of the schedule stay whatever their age.
_DELIVERIES = """
SELECT d.digest_id, d.occasion FROM digest JOIN delivery d ON d.digest_id = digest.id AND d.occasion < :before
WHERE d.open_from IS NULL
    AND d.occasion IS DISTINCT FROM (SELECT max(occasion) FROM delivery WHERE digest_id = digest.id AND state = 'sent')
    AND d.occasion IS DISTINCT FROM (
        SELECT max(occasion) FROM delivery WHERE digest_id = digest.id AND length(occasion) = 10)
LIMIT :most"""
_POSTS = """
SELECT digest_id, occasion FROM delivery
WHERE occasion < :before AND messages IS NOT NULL AND open_from IS NULL LIMIT :most"""
_ATTEMPTS = """
SELECT attempt.id FROM attempt JOIN delivery USING (digest_id, occasion)
WHERE at < :before AND open_from IS NULL ORDER BY attempt.id LIMIT :most"""
_NOTICES = "SELECT id FROM notice WHERE owed_at < :before AND open_from IS NULL LIMIT :most"
_CHANGES = "SELECT id FROM watch_change WHERE seen_at < :before AND outcome <> 'waiting' LIMIT :most"
_MOVERS = "SELECT account_id, moved_on FROM health_change WHERE moved_on < :before LIMIT :most"


def prune(store: Store, now: datetime) -> int:
    """Removes some of what is older than it is kept, in one small transaction a table; returns how many rows.

    Deliveries, notices, changes of watched accounts and which accounts moved are kept for 400 days, attempts for 90,
    what was posted for 30. Whoever wants all that is older removed asks again until there is none.
    """
    day = (now - DELIVERIES_KEPT).date()
    return (
        _prune_attempts(store, now)
        + _prune_deliveries(store, day)
        + _prune_posts(store, (now - POSTS_KEPT).date())
        + _prune_rows(store, "notice", "id", _NOTICES, to_text(now - DELIVERIES_KEPT))
        + _prune_rows(store, "watch_change", "id", _CHANGES, to_text(now - DELIVERIES_KEPT))
        + _prune_rows(store, "health_change", "account_id, moved_on", _MOVERS, day.isoformat())
    )


def _prune_attempts(store: Store, now: datetime) -> int:
    return _prune_rows(store, "attempt", "id", _ATTEMPTS, to_text(now - ATTEMPTS_KEPT))


def _prune_deliveries(store: Store, day: date) -> int:
    """With what was tried of them, which is gone by now unless attempts are kept longer."""
    given = {"before": day.isoformat(), "most": BATCH_SIZE}
    if not (rows := store.reading.execute(_DELIVERIES, given).fetchall()):
        return 0
    with store.writing() as connection:
        connection.executemany("DELETE FROM attempt WHERE digest_id = ? AND occasion = ?", rows)
        connection.executemany("DELETE FROM delivery WHERE digest_id = ? AND occasion = ? AND open_from IS NULL", rows)
    return len(rows)


def _prune_posts(store: Store, day: date) -> int:
    """Forgets what deliveries said; that they were made stays on record."""
    if not (rows := store.reading.execute(_POSTS, {"before": day.isoformat(), "most": BATCH_SIZE}).fetchall()):
        return 0
    with store.writing() as connection:
        connection.executemany(
            "UPDATE delivery SET messages = NULL WHERE digest_id = ? AND occasion = ? AND open_from IS NULL", rows
        )
    return len(rows)


def _prune_rows(store: Store, table: str, key: str, old: str, before: str) -> int:
    """Looks for what is old without holding others up, and removes it."""
    if not (rows := store.reading.execute(old, {"before": before, "most": BATCH_SIZE}).fetchall()):
        return 0
    same = " AND ".join(f"{column} = ?" for column in key.split(", "))
    with store.writing() as connection:
        connection.executemany(f"DELETE FROM {table} WHERE {same}", rows)
    return len(rows)
