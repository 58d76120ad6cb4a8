"""The states of OAuth: each is handed out once, counts for ten minutes, and is taken once."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from store import Store
from store.timestamps import to_text

LIFETIME: Final = timedelta(minutes=10)
MOST: Final = 10_000  # that wait at once: anybody may ask for one
_OLDEST: Final = """
DELETE FROM oauth_state WHERE hash IN (
    SELECT hash FROM (SELECT hash, row_number() OVER (ORDER BY expires_at DESC, hash) AS n FROM oauth_state) AS x
    WHERE n >= :most)
"""


def issue_state(registry: Store, now: datetime) -> str:
    """Returns a new state. Those that are over are cleared away, and the oldest of too many."""
    state = secrets.token_urlsafe(32)
    with registry.writing() as connection:
        connection.execute("DELETE FROM oauth_state WHERE expires_at <= :now", {"now": to_text(now)})
        connection.execute(_OLDEST, {"most": MOST})
        connection.execute(
            "INSERT INTO oauth_state (hash, expires_at) VALUES (:hash, :expires)",
            {"hash": _hash(state), "expires": to_text(now + LIFETIME)},
        )
    return state


def consume_state(registry: Store, state: str, now: datetime) -> bool:
    """Returns whether the state was handed out, is still good and was never used. From now on it is used."""
    with registry.writing() as connection:
        taken = connection.execute(
            "DELETE FROM oauth_state WHERE hash = :hash RETURNING expires_at", {"hash": _hash(state)}
        ).fetchone()
    return taken is not None and taken[0] > to_text(now)


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()
