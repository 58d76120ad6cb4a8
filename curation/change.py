"""A change: who makes it, when, where, and the request that it answers; each request is carried out once."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from curation.snapshot import remove_snapshot
from store import Store, timestamps
from store.connection import Connection

REMEMBERED: Final = timedelta(days=30)  # how long a request that comes again is known


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes something, when and where: `place` is a channel's id, `home` or `terminal`.

    `request` is the same each time that the same request comes: Slack's trigger or view id. Without one it counts as
    new each time.
    """

    who: str
    at: datetime
    request: str = ""
    place: str = "terminal"
    team: str = ""

    @property
    def when(self) -> str:
        """The instant as the store keeps it."""
        return timestamps.to_text(self.at)


Step = Callable[[Connection], Any]


def carry_out(store: Store, change: Change, step: Step) -> Any:  # noqa: ANN401  what the step returns, as JSON has it
    """Runs the step in one transaction unless the request was seen; returns what it returned the first time."""
    with store.writing() as connection:
        if change.request and (seen := _seen(connection, change.request)) is not None:
            return json.loads(seen)
        before = _version(connection)
        result = step(connection)
        if change.request:
            _remember(connection, change, json.dumps(result))
        changed = _version(connection) != before
        if changed:
            remove_snapshot(store.place)
    if changed:
        remove_snapshot(store.place)
    return result


def _version(connection: Connection) -> int:
    found: int = connection.execute("SELECT version FROM glossary_version WHERE id = 1").fetchone()[0]
    return found


def _seen(connection: Connection, request: str) -> str | None:
    row = connection.execute("SELECT result FROM curation_request WHERE request = ?", (request,)).fetchone()
    return row[0] if row else None


def _remember(connection: Connection, change: Change, result: str) -> None:
    oldest = timestamps.to_text(change.at - REMEMBERED)
    connection.execute("DELETE FROM curation_request WHERE at < ?", (oldest,))
    connection.execute(
        "INSERT INTO curation_request (request, at, result) VALUES (?, ?, ?)", (change.request, change.when, result)
    )


def log(connection: Connection, change: Change, what: str, subject: str, detail: str = "") -> None:
    """Writes a change into the log, within the transaction that makes it."""
    connection.execute(
        "INSERT INTO curation_log (at, who, place, what, subject, detail) VALUES (?, ?, ?, ?, ?, ?)",
        (change.when, change.who, change.place, what, subject, detail),
    )


def count_up(connection: Connection) -> int:
    """Says that what is answered changes: every server reads it within a second. Returns the number of this change."""
    connection.execute("UPDATE glossary_version SET version = version + 1 WHERE id = 1")
    return _version(connection)
