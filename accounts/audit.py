"""The audit log: who looked at account data, where and when, never at what."""

from dataclasses import dataclass
from datetime import datetime

from store import timestamps
from store.database import Store
from store.errors import StoreBusyError


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """A look at account data, or one that was refused; there is nowhere to put what was asked or answered.

    `place` is a channel's id or `terminal`.
    """

    at: datetime
    who: str
    place: str
    verb: str
    outcome: str


def record_entry(store: Store, look: AuditEntry, tries: int = 1) -> None:
    """Writes down a look. Raises `StoreBusyError` when an import holds the store each time that it is tried; on
    PostgreSQL it holds nobody up.
    """
    values = (timestamps.to_text(look.at), look.who, look.place, look.verb, look.outcome)
    for left in reversed(range(tries)):
        try:
            store.append("INSERT INTO audit (at, who, place, verb, outcome) VALUES (?, ?, ?, ?, ?)", values)
        except StoreBusyError:
            if not left:
                raise
        else:
            return


def entries(store: Store, limit: int = 100, who: str = "") -> tuple[AuditEntry, ...]:
    """The latest looks, newest first; of one person if `who` is given."""
    rows = store.reading.execute(
        "SELECT at, who, place, verb, outcome FROM audit WHERE ? IN ('', who) ORDER BY id DESC LIMIT ?", (who, limit)
    )
    return tuple(AuditEntry(timestamps.from_text(at), *rest) for at, *rest in rows)
