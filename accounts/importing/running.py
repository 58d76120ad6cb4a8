"""An import from beginning to end."""

import gc
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice

from accounts.files import Table
from accounts.importing import adopting, first, log, merging, owners, segments
from accounts.importing.hints import with_hints
from accounts.importing.matching import match, namesakes, unnamed
from accounts.importing.options import Occasion, Options
from accounts.importing.outcome import SHOWN, Outcome
from accounts.importing.planning import BECAUSE, Plan, plan, remember
from accounts.importing.reading import Numbered, People, Reading
from accounts.importing.rejects import rejected, write_rejects
from accounts.importing.repeats import settle
from accounts.importing.staging import Stage, staging
from accounts.importing.surveys import scale
from accounts.importing.targets import TARGETS
from accounts.names import index as name_index
from accounts.upkeep import standing
from store.database import Store
from store.errors import StoreError


class _TakenBackError(Exception):
    """Ends a transaction of which nothing but what would have come of it is kept."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__()
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class _Job:
    """What is at hand while a table is imported."""

    table: Table
    plan: Plan
    options: Options
    occasion: Occasion

    def reading(self, connection: sqlite3.Connection, people: People) -> Reading:
        return Reading(self.plan, len(self.table.header), self.occasion.today, segments.known(connection), people)

    def begin(self, connection: sqlite3.Connection) -> int:
        return log.begin(connection, self.plan.kind.name, self.table.source, self.table.sha256, self.occasion)


def run(store: Store, kind: str, table: Table, options: Options, occasion: Occasion) -> Outcome:
    """Imports a table, all of it or nothing; with `skip_bad` all of it but the rejected rows.

    Raises `ImportFileError` when the columns can't be told or the file can't be read, `UnconfirmedError` when they are
    only guessed, and `StoreError` when the disk is full or another import holds the store; nothing is written then.
    """
    if BECAUSE in table.header:
        options = replace(options, columns={**options.columns, BECAUSE: "-"})
    try:
        with _undisturbed():
            job = _Job(table, plan(store.reading, kind, table, options), options, occasion)
            return with_hints(store, _first(store, job) or _staged(store, job))
    except sqlite3.OperationalError as error:
        raise StoreError(f"The import can't be written, and nothing was: {error}.") from error


def _first(store: Store, job: _Job) -> Outcome | None:
    """The first accounts of a store, written as they are read; None where a file has to be staged."""
    if job.plan.kind.table != "account" or job.options.dry_run or not first.none_yet(store.reading):
        return None
    try:
        with store.writing() as connection:
            import_id = job.begin(connection)
            reading = job.reading(connection, People(owners.Owners(connection, import_id).id_of))
            new = first.fill(connection, job.table, reading, import_id, job.options.progress)
            outcome = replace(_outcome(job, reading), written=True, new=new, import_id=import_id)
            _keep(connection, job, outcome, first.entered(connection))
            return outcome
    except first.SecondLookError:
        return None


def _staged(store: Store, job: _Job) -> Outcome:
    """Any table: staged while others may write, and then compared with what the store has."""
    target = TARGETS[job.plan.kind.table]
    people = Numbered()
    reading = job.reading(store.reading, People(people.__getitem__))
    derived = ["account_id"] * target.has_account + ["scale"] * (target.table == "survey")
    derived += ["name"] * (target.table == "account" and "name" not in reading.columns)
    with staging(store.reading, target, reading.columns, job.plan.headers, derived) as stage:
        store.reading.execute("BEGIN")  # for the TEMP table alone
        for checked in reading.checked(job.table, job.options.progress):
            stage.reject(checked.rejects)
            stage.add(zip(checked.lines, checked.said, *checked.columns.values(), strict=True))
        store.reading.execute("COMMIT")
        try:
            with store.writing():
                return _write(job, reading, stage, people)
        except _TakenBackError as taken_back:
            if not taken_back.outcome.dry_run:
                _log_refusal(store, job, taken_back.outcome)
            return taken_back.outcome


def _write(job: _Job, reading: Reading, stage: Stage, people: Numbered) -> Outcome:
    """Compares and writes; raises `_TakenBackError` where nothing is to be written."""
    connection = stage.connection
    import_id = job.begin(connection)
    notes = match(stage, job.plan.kind)
    notes += scale(stage) if stage.target.table == "survey" else unnamed(stage)
    repeated = settle(stage)
    owners.enter(connection, people, import_id)
    counts = merging.classify(stage)
    notes += (*adopting.notes(stage), *namesakes(stage))
    bad = connection.execute("SELECT count(DISTINCT line) FROM import_reject").fetchone()[0]
    outcome = _outcome(job, reading)
    outcome = replace(
        outcome,
        written=not job.options.dry_run and (not bad or job.options.skip_bad),
        new=counts.new,
        changed=counts.changed,
        unchanged=counts.unchanged,
        repeated=repeated,
        rejected=bad,
        rejects=tuple(islice(rejected(stage), SHOWN)),
        changes=merging.changes(stage),
        notes=(*outcome.notes, *notes),
    )
    if bad and job.options.rejects and not job.options.dry_run:
        outcome = replace(outcome, rejects_file=write_rejects(stage, job.table, job.options.rejects))
    if not outcome.written:
        raise _TakenBackError(outcome)
    moved_from = merging.left(stage)
    merging.write(stage, import_id, job.occasion.today)
    outcome = replace(outcome, import_id=import_id)
    affected = merging.affected(stage)
    _keep(connection, job, outcome, None if affected is None else sorted({*affected, *moved_from}))
    return outcome


def _outcome(job: _Job, reading: Reading) -> Outcome:
    """That of a table that was read, and of which nothing was written yet."""
    return Outcome(
        kind=job.plan.kind.name,
        source=job.table.source,
        unit=job.table.unit,
        dry_run=job.options.dry_run,
        notes=(*job.table.notes, *job.plan.notes, *reading.notes.texts),
        ignored=job.plan.ignored,
    )


def _keep(connection: sqlite3.Connection, job: _Job, outcome: Outcome, affected: list[int] | None) -> None:
    """Brings to date whatever follows from the rows that were written."""
    remember(connection, job.plan)
    log.finish(connection, outcome.import_id or 0, "written", _counts(outcome))
    table = job.plan.kind.table
    if table == "account":
        name_index.bring_up_to_date(connection)
    if table in standing.SOURCES and affected != []:
        standing.refresh(connection, affected, job.occasion.today)


def _log_refusal(store: Store, job: _Job, outcome: Outcome) -> None:
    with store.writing() as connection:
        log.finish(connection, job.begin(connection), "refused", _counts(outcome))


def _counts(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.new, outcome.changed, outcome.unchanged, outcome.rejected


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Without the collector of cycles: there are none, and it would go through every batch's rows again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
