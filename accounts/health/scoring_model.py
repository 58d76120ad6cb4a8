"""Version and day of the scoring model, so that scores of two models are never compared."""

from collections.abc import Collection
from datetime import date
from typing import Final

from accounts.health.config import HealthConfig
from store.connection import Connection, Query

VERSION: Final = 4  # raised with each change of the code that changes scores
NEVER: Final = "9999"
WITHOUT: Final = " without "
IMPORTED: Final[Query] = (
    "SELECT coalesce(max(id) FILTER (WHERE outcome = 'written' AND new + changed > 0), 0), count(undone_at)"
    " FROM import",
    (),
)
COUNTED_IMPORTS: Final[Query] = (
    "SELECT newest_import, imports_undone FROM scoring ORDER BY scored_on DESC LIMIT 1",
    (),
)
LAST_MODEL: Final[Query] = ("SELECT model FROM scoring ORDER BY scored_on DESC LIMIT 1", ())
LAST_SCORED: Final[Query] = ("SELECT max(scored_on) FROM scoring", ())
SCORED_LATELY: Final[Query] = ("SELECT scored_on FROM scoring ORDER BY scored_on DESC LIMIT 2", ())
CHANGED_ON: Final[Query] = (
    "SELECT max(scored_on) FROM ("
    "SELECT scored_on, model, lag(model) OVER (ORDER BY scored_on) AS earlier FROM scoring"
    ") AS run WHERE model <> earlier",
    (),
)


def model_of(config: HealthConfig, stopped: Collection[str] = ()) -> str:
    """A mark of the code and of all numbers that scores are made by, and of what is left out because its source
    stopped: `4-1f3a90bc`, `4-1f3a90bc without usage`.
    """
    from hashlib import sha256  # a list of a large store needs none

    without = f"{WITHOUT}{', '.join(sorted(stopped))}" if stopped else ""
    return f"{VERSION}-{sha256(repr(config).encode()).hexdigest()[:8]}{without}"


def leaves_out_as_before(connection: Connection, stopped: Collection[str]) -> bool:
    """Whether the last scoring left out what has to be left out now."""
    row = connection.execute(*LAST_MODEL).fetchone()
    return row is None or row[0].partition(WITHOUT)[2] == ", ".join(sorted(stopped))


def model_since(connection: Connection, model: str) -> str:
    """The first day of those that were last scored by a model: `NEVER` where the last day was by another, "" where
    nothing was scored before.
    """
    since = ""
    for day, each in connection.execute("SELECT scored_on, model FROM scoring ORDER BY scored_on DESC"):
        if each != model:
            return since or NEVER
        since = day
    return ""


def has_scored_before(connection: Connection, day: date) -> bool:
    """Whether all customers were scored on an earlier day."""
    row = connection.execute("SELECT 1 FROM scoring WHERE scored_on < ? LIMIT 1", (day.isoformat(),)).fetchone()
    return row is not None


def last_scored_on(connection: Connection) -> date | None:
    """The last day on which all customers were scored."""
    (day,) = connection.execute(*LAST_SCORED).fetchone()
    return date.fromisoformat(day) if day else None


def scored_before(connection: Connection, day: date) -> date | None:
    """The last day before one of the last two, or before today, on which all customers were scored."""
    days = (date.fromisoformat(each) for (each,) in connection.execute(*SCORED_LATELY))
    return next((each for each in days if each < day), None)


def counts_all_imports(connection: Connection) -> bool:
    """Whether the last scoring of all customers began after every import that changed anything, and was taken back.

    It goes by the numbers of imports, which are given in the order in which they are written: one that began before a
    scoring may be written after it.
    """
    counted = connection.execute(*COUNTED_IMPORTS).fetchone()
    return bool(counted == newest_imported(connection))


def newest_imported(connection: Connection) -> tuple[int, int]:
    """The newest import that changed anything, and how many were taken back."""
    newest, undone = connection.execute(*IMPORTED).fetchone()
    return newest, undone


def changed_on(connection: Connection) -> str | None:
    """The last day on which the model wasn't that of the scoring before; None where it never changed."""
    (day,) = connection.execute(*CHANGED_ON).fetchone()
    return str(day) if day else None
