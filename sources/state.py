"""State of each source: its lease, its cursor, and the results of its runs."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from accounts.health import known_facts
from accounts.importing import Written
from sources.errors import LostLeaseError
from sources.migrations import MIGRATIONS
from sources.model import Fetched, Source
from store.connection import Connection
from store.database import Store
from store.timestamps import from_text, to_text

KEPT_RUNS: Final = 1_000  # of each source
LEASE: Final = timedelta(minutes=3)  # until a run that was killed is begun anew


@dataclass(frozen=True, slots=True)
class SourceState:
    """What is kept of a source. `list_rows` is how many rows its last full list had, `state` that of the last run."""

    name: str
    fence: int = 0
    lease_until: datetime | None = None
    began_at: datetime | None = None
    retry_at: datetime | None = None
    state: str = "new"
    reason: str = ""
    failures: int = 0
    failing_since: datetime | None = None
    good_at: datetime | None = None
    as_of: datetime | None = None
    cursor: str = ""
    list_rows: int | None = None
    released: bool = False

    def due_at(self, source: Source) -> datetime | None:
        """The instant of the next run; None where it was never run, which is at once, or has nothing planned.

        A run that was broken off is done again as soon as its lease has ended.
        """
        if self.lease_until is not None:
            return self.lease_until
        if self.retry_at is not None:
            return self.retry_at
        return source.timing.after(self.began_at) if self.began_at else None

    def is_due(self, source: Source, now: datetime) -> bool:
        """Whether the next run may begin, if nobody is at it; also where a clock was ahead when the last one did."""
        if self.began_at is None or self.began_at > now + LEASE:
            return True
        due = self.due_at(source)
        return due is not None and due <= now

    def is_running(self, now: datetime) -> bool:
        """Whether a process is at it; a lease that is too long is of a clock that was ahead."""
        return self.lease_until is not None and now < self.lease_until <= now + 2 * LEASE


@dataclass(frozen=True, slots=True)
class SourceClaim:
    """The right to run a source until the lease ends, which is prolonged meanwhile. `cursor` is where it goes on, and
    `as_of` the age of what is known.
    """

    source: Source
    fence: int
    cursor: str
    list_rows: int | None
    released: bool
    as_of: datetime | None = None


def prepare(store: Store) -> None:
    """Makes the tables of sources where there are none. Raises `StoreError`."""
    store.add_tables(MIGRATIONS)


def read_state(connection: Connection, name: str) -> SourceState:
    """What is kept of a source; that of a new one where nothing is."""
    row = connection.execute(
        f"SELECT {', '.join(SourceState.__slots__)} FROM source WHERE name = ?", (name,)
    ).fetchone()
    if row is None:
        return SourceState(name)
    found = dict(zip(SourceState.__slots__, row, strict=True))
    for instant in ("lease_until", "began_at", "retry_at", "failing_since", "good_at", "as_of"):
        found[instant] = from_text(found[instant]) if found[instant] else None
    return SourceState(**{**found, "released": bool(found["released"])})


def claim_source(store: Store, source: Source, now: datetime, *, at_once: bool = False) -> SourceClaim | None:
    """The claim to a source that is due, or `at_once`; None when it isn't, or somebody is at it.

    A source whose settings changed what it reads begins anew, and one of which an import was undone goes on from there.
    """
    settings = _fingerprint(source)
    with store.writing() as connection:
        seen = read_state(connection, source.name)
        if seen.is_running(now) or not (at_once or seen.is_due(source, now)):
            return None
        connection.execute(
            "INSERT INTO source (name, kind, settings) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING",
            (source.name, source.kind, settings),
        )
        _begin_anew(connection, source, settings)
        _go_back(connection, source.name)
        fence = _begin_run(connection, source.name, now)
        seen = read_state(connection, source.name)
    return SourceClaim(source, fence, seen.cursor, seen.list_rows, seen.released, seen.as_of)


def _begin_run(connection: Connection, name: str, now: datetime) -> int:
    connection.execute(
        "UPDATE source_run SET outcome = 'broken off', ended_at = ? WHERE source = ? AND outcome = 'running'",
        (to_text(now), name),
    )
    (fence,) = connection.execute(
        "UPDATE source SET fence = fence + 1, lease_until = ?, began_at = ?, retry_at = NULL WHERE name = ?"
        " RETURNING fence",
        (to_text(now + LEASE), to_text(now), name),
    ).fetchone()
    connection.execute("INSERT INTO source_run (source, fence, began_at) VALUES (?, ?, ?)", (name, fence, to_text(now)))
    return int(fence)


def renew(store: Store, held: SourceClaim, until: datetime) -> bool:
    """Prolongs the lease. False when the claim is lost."""
    with store.writing() as connection:
        return _write_as_holder(connection, held, "lease_until = ?", to_text(until))


def let_go(store: Store, held: SourceClaim, now: datetime) -> None:
    """Gives up a run that is broken off, so that the next may begin at once."""
    with store.writing() as connection:
        if _write_as_holder(connection, held, "lease_until = NULL, retry_at = ?", to_text(now)):
            connection.execute(
                "UPDATE source_run SET outcome = 'broken off', ended_at = ? WHERE source = ? AND fence = ?",
                (to_text(now), held.source.name, held.fence),
            )


def record_rows(written: Written, held: SourceClaim, fetched: Fetched, now: datetime) -> None:
    """Keeps the cursor and the file with the rows that were written, in their transaction. Raises `LostLeaseError`."""
    connection, result = written.connection, written.result
    (before,) = connection.execute("SELECT cursor FROM source WHERE name = ?", (held.source.name,)).fetchone()
    advance(connection, held, fetched, now)
    if result.new + result.changed:
        connection.execute(
            "INSERT INTO source_import (import_id, source, cursor_before, items) VALUES (?, ?, ?, ?)",
            (result.import_id, held.source.name, before, " ".join(fetched.items)),
        )


def advance(connection: Connection, held: SourceClaim, fetched: Fetched, now: datetime) -> None:
    """Moves the cursor on, and notes the file and the age, inside a write transaction. Raises `LostLeaseError`."""
    as_of = to_text(min(fetched.as_of, now))
    settings = "cursor = ?, as_of = CASE WHEN as_of > ? THEN as_of ELSE ? END"
    if not _write_as_holder(connection, held, settings, fetched.cursor or held.cursor, as_of, as_of):
        raise LostLeaseError(f"{held.source.name}: another process has taken over.")
    _keep_known(connection, held.source, now)
    connection.executemany(
        "INSERT INTO source_file (source, sha256, read_at) VALUES (?, ?, ?)"
        " ON CONFLICT (source, sha256) DO UPDATE SET read_at = excluded.read_at",
        [(held.source.name, item, to_text(now)) for item in fetched.items],
    )


def _keep_known(connection: Connection, source: Source, now: datetime) -> None:
    """Keeps for health until when the facts count, by the days of the clock's zone."""
    (as_of,) = connection.execute("SELECT as_of FROM source WHERE name = ?", (source.name,)).fetchone()
    told = from_text(as_of)
    days = (instant.astimezone(now.tzinfo).date() for instant in (told, source.known_until(told)))
    known_facts.keep_known(connection, source.kind, source.name, *days)


def end_run(store: Store, held: SourceClaim, now: datetime, run: dict[str, Any], **settings: object) -> bool:
    """Ends a run: what is kept of it, and of the source. False when the claim was lost, and nothing is kept."""
    names = ", ".join(f"{name} = ?" for name in settings)
    with store.writing() as connection:
        if not _write_as_holder(connection, held, f"lease_until = NULL, {names}", *settings.values()):
            return False
        if run["outcome"] == "failed":
            connection.execute("UPDATE source SET failed_runs = failed_runs + 1 WHERE name = ?", (held.source.name,))
        connection.execute(
            "DELETE FROM source_run WHERE source = ? AND fence <= ?", (held.source.name, held.fence - KEPT_RUNS)
        )
        connection.execute(
            """DELETE FROM source_import WHERE source = ? AND import_id <= (SELECT import_id FROM source_import
            WHERE source = ? ORDER BY import_id DESC LIMIT 1 OFFSET ?)""",
            (held.source.name, held.source.name, KEPT_RUNS),
        )
        columns = ", ".join(f"{name} = ?" for name in run)
        connection.execute(
            f"UPDATE source_run SET ended_at = ?, {columns} WHERE source = ? AND fence = ?",
            (to_text(now), *run.values(), held.source.name, held.fence),
        )
        return True


def has_imported(connection: Connection, name: str) -> bool:
    """Whether anything of a source, as it is read now, was ever imported."""
    return connection.execute("SELECT 1 FROM source_import WHERE source = ? LIMIT 1", (name,)).fetchone() is not None


def is_known_file(store: Store, name: str, sha256: str) -> bool:
    """Whether a file with this content was imported from the source."""
    query = "SELECT 1 FROM source_file WHERE source = ? AND sha256 = ?"
    return store.reading.execute(query, (name, sha256)).fetchone() is not None


def is_latest_file(store: Store, name: str, sha256: str) -> bool:
    """Whether a file with this content is what was imported last from the source."""
    query = (
        "SELECT 1 FROM source_file WHERE source = :name AND sha256 = :sha256"
        " AND read_at = (SELECT max(read_at) FROM source_file WHERE source = :name)"
    )
    return store.reading.execute(query, {"name": name, "sha256": sha256}).fetchone() is not None


def release(store: Store, name: str, now: datetime) -> bool:
    """Lets the next answer of a held source through, however much it shrank. False when it isn't held."""
    with store.writing() as connection:
        changed = connection.execute(
            "UPDATE source SET released = 1, retry_at = ? WHERE name = ? AND state = 'held'", (to_text(now), name)
        )
        return changed.rowcount == 1


def _write_as_holder(connection: Connection, held: SourceClaim, settings: str, *values: object) -> bool:
    changed = connection.execute(
        f"UPDATE source SET {settings} WHERE name = ? AND fence = ? AND lease_until IS NOT NULL",
        (*values, held.source.name, held.fence),
    )
    return changed.rowcount == 1


def _begin_anew(connection: Connection, source: Source, settings: str) -> None:
    """Forgets how far a source came that reads other things now, so that its rows are read as those are."""
    changed = connection.execute(
        "UPDATE source SET settings = ?, kind = ?, cursor = '', list_rows = NULL WHERE name = ? AND settings <> ?",
        (settings, source.kind, source.name, settings),
    )
    if changed.rowcount:
        for table in ("source_file", "source_row", "source_import"):
            connection.execute(f"DELETE FROM {table} WHERE source = ?", (source.name,))


def _go_back(connection: Connection, name: str) -> None:
    """Goes back to where a source was before the first of its imports that was undone."""
    undone = connection.execute(
        """SELECT import_id, cursor_before, items FROM source_import WHERE source = ? AND import_id IN (
            SELECT id FROM import WHERE undone_at IS NOT NULL) ORDER BY import_id""",
        (name,),
    ).fetchall()
    if not undone:
        return
    connection.execute("UPDATE source SET cursor = ? WHERE name = ?", (undone[0][1], name))
    connection.executemany(
        "DELETE FROM source_file WHERE source = ? AND sha256 = ?",
        [(name, item) for _, _, items in undone for item in items.split()],
    )
    connection.executemany("DELETE FROM source_import WHERE import_id = ?", [(each,) for each, _, _ in undone])


def _fingerprint(source: Source) -> str:
    """What stands for all settings by which the rows are what they are."""
    apart = {
        "folder",
        "every",
        "at",
        "stale_after",
        "needs",
        "unknown_after",
        "gone_after",
        "skip_bad",
        "beside_sample",
        "paused",
    }
    settings = source.model_dump(mode="json", exclude=apart)
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:16]


def forget_others(store: Store, sources: Iterable[Source]) -> None:
    """Forgets until when facts count of what is no source any more, and which rows it listed: it lists none."""
    known = {source.name for source in sources}
    if known_facts.kept_sources(store.reading) - known:
        with store.writing() as connection:
            known_facts.forget_sources(connection, known)
    listed = "SELECT name FROM source s WHERE EXISTS (SELECT 1 FROM source_row r WHERE r.source = s.name)"
    if gone := [name for (name,) in store.reading.execute(listed) if name not in known]:
        with store.writing() as connection:
            connection.executemany("DELETE FROM source_row WHERE source = ?", [(name,) for name in gone])
            connection.executemany("UPDATE source SET list_rows = NULL WHERE name = ?", [(name,) for name in gone])
