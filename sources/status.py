"""Status of each source: last good run, rows, rejects, age, and next run."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sources import state
from sources.model import Source
from store.database import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """A source as it is now. `state` is new, running, good, failed, held or paused; `stale` says that its facts are
    old, and `unknown` that they are too old for health to count with; `old_since` is from when on they are old.

    The counts are those of the last run that had rows, `notes` what it had to tell of them. One that is `scheduled`
    comes at times of the day, one that is `full` lists all there is each time.
    """

    name: str
    kind: str
    place: str
    state: str
    reason: str
    stale: bool
    unknown: bool
    old_since: datetime | None
    good_at: datetime | None
    as_of: datetime | None
    next_at: datetime | None
    scheduled: bool
    cursor: str
    failures: int
    failing_since: datetime | None
    rows: int = 0
    new: int = 0
    changed: int = 0
    rejected: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    gone: int = 0
    full: bool = False
    failed_runs: int = 0

    @property
    def is_well(self) -> bool:
        """Whether the last run was good, and its facts aren't old."""
        return self.state not in {"failed", "held"} and not self.stale

    def is_awaited(self, now: datetime, until: datetime) -> bool:
        """Whether it may yet bring something until an instant: it is read just now, due, tried again or planned."""
        if self.state == "paused":
            return False
        if self.state in {"running", "failed", "held"} or self.stale:
            return True
        return self.next_at is not None and self.next_at <= (until if self.scheduled else now)

    @property
    def data(self) -> dict[str, Any]:
        """The status as JSON has it."""
        told = asdict(self)
        return {key: value.isoformat() if isinstance(value, datetime) else value for key, value in told.items()}


def source_status(store: Store, sources: Iterable[Source], now: datetime) -> tuple[SourceStatus, ...]:
    """The status of each source, in their order."""
    state.prepare(store)
    with store.snapshot():
        return tuple(_status(store, source, now) for source in sources)


def _status(store: Store, source: Source, now: datetime) -> SourceStatus:
    seen = state.read_state(store.reading, source.name)
    run = store.reading.execute(
        "SELECT rows, new, changed, rejected, seconds, notes FROM source_run WHERE source = ? AND rows > 0"
        " ORDER BY fence DESC LIMIT 1",
        (source.name,),
    ).fetchone() or (0, 0, 0, 0, 0.0, "[]")
    failed = store.reading.execute("SELECT failed_runs FROM source WHERE name = ?", (source.name,)).fetchone()
    (gone,) = store.reading.execute(
        "SELECT count(*) FROM source_row WHERE source = ? AND gone_at IS NOT NULL", (source.name,)
    ).fetchone()
    return SourceStatus(
        name=source.name,
        kind=source.kind,
        place=source.place,
        state="running" if seen.is_running(now) else "paused" if source.paused else seen.state,
        reason=seen.reason,
        stale=source.is_stale(seen.as_of, now),
        old_since=source.old_from(seen.as_of) if seen.as_of else None,
        unknown=seen.as_of is not None and now > source.known_until(seen.as_of),
        good_at=seen.good_at,
        as_of=seen.as_of,
        next_at=None if source.paused else seen.due_at(source) if seen.began_at else now,
        scheduled=source.at is not None,
        cursor=seen.cursor,
        failures=seen.failures,
        failing_since=seen.failing_since,
        rows=run[0],
        new=run[1],
        changed=run[2],
        rejected=run[3],
        seconds=run[4],
        notes=tuple(json.loads(run[5])),
        gone=gone,
        full=source.is_full,
        failed_runs=failed[0] if failed else 0,
    )
