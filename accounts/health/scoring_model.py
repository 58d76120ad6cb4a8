"""What scores are made by, so that those of two ways of making them are never compared."""

import sqlite3
from hashlib import sha256
from typing import Final

from accounts.health.config import HealthConfig

VERSION: Final = 2  # raised with each change of the code that changes scores
NEVER: Final = "9999"


def model_of(config: HealthConfig) -> str:
    """A mark of the code and of all numbers that scores are made by: `2-1f3a90bc`."""
    return f"{VERSION}-{sha256(repr(config).encode()).hexdigest()[:8]}"


def model_since(connection: sqlite3.Connection, model: str) -> str:
    """The first day of those that were last scored by a model: `NEVER` where the last day was by another, "" where
    nothing was scored before.
    """
    since = ""
    for day, each in connection.execute("SELECT scored_on, model FROM scoring ORDER BY scored_on DESC"):
        if each != model:
            return since or NEVER
        since = day
    return ""


def changed_on(connection: sqlite3.Connection) -> str | None:
    """The last day on which the model wasn't that of the scoring before; None where it never changed."""
    (day,) = connection.execute(
        "SELECT max(scored_on) FROM ("
        "SELECT scored_on, model, lag(model) OVER (ORDER BY scored_on) AS earlier FROM scoring"
        ") AS run WHERE model <> earlier"
    ).fetchone()
    return str(day) if day else None
