"""Notices for the operator about a source: once when it fails or is held, once when it is well again.

A notice is claimed with a lease. One whose lease ran out may have been posted: whoever claims it next looks for it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from store.database import Store
from store.timestamps import from_text, to_text

FAILED_TWICE: Final = 2  # a failure that is over a minute later needs nobody
_OWED: Final = f"""
SELECT name, state, told, reason, as_of, failing_since, state_since, told_lease FROM source
WHERE told <> state AND state <> 'new' AND (state <> 'failed' OR failures >= {FAILED_TWICE} OR told = 'held')
AND (told_lease IS NULL OR told_lease <= :now) ORDER BY name LIMIT 1"""


@dataclass(frozen=True, slots=True)
class SourceNotice:
    """The right to tell of a source until the lease ends. `mark` is what its message is known by; `doubtful` says that
    an earlier attempt may have posted it.
    """

    source: str
    state: str
    was: str
    reason: str
    as_of: datetime | None
    since: datetime | None
    mark: str
    lease: str
    doubtful: bool


def claim_notice(store: Store, now: datetime, lease: timedelta) -> SourceNotice | None:
    """What is to be told next; None when there is nothing."""
    if store.reading.execute(_OWED, {"now": to_text(now)}).fetchone() is None:
        return None
    with store.writing() as connection:
        row = connection.execute(_OWED, {"now": to_text(now)}).fetchone()
        if row is None:
            return None
        name, state, was, reason, as_of, since, changed_at, leased = row
        until = to_text(now + lease)
        connection.execute("UPDATE source SET told_lease = ? WHERE name = ?", (until, name))
    mark = sha256(f"{name} {state} {was} {changed_at}".encode()).hexdigest()[:32]
    as_of_at, since_at = (from_text(each) if each else None for each in (as_of, since))
    return SourceNotice(name, state, was, reason, as_of_at, since_at, mark, until, doubtful=leased is not None)


def mark_told(store: Store, held: SourceNotice) -> bool:
    """Keeps that it was told, or can't be. False when the claim is lost."""
    with store.writing() as connection:
        changed = connection.execute(
            "UPDATE source SET told = ?, told_lease = NULL WHERE name = ? AND told_lease = ?",
            (held.state, held.source, held.lease),
        )
        return changed.rowcount == 1


def put_back(store: Store, held: SourceNotice, until: datetime) -> bool:
    """Lets it be told again from an instant on. False when the claim is lost."""
    with store.writing() as connection:
        changed = connection.execute(
            "UPDATE source SET told_lease = ? WHERE name = ? AND told_lease = ?",
            (to_text(until), held.source, held.lease),
        )
        return changed.rowcount == 1
