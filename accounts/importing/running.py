"""An import from beginning to end."""

import sqlite3
from dataclasses import dataclass, replace
from itertools import islice

from accounts.errors import StoreError
from accounts.files import Table
from accounts.importing import log, merging, owners
from accounts.importing.hints import with_hints
from accounts.importing.matching import match, namesakes
from accounts.importing.options import Occasion, Options
from accounts.importing.outcome import SHOWN, Outcome
from accounts.importing.planning import BECAUSE, Plan, plan, remember
from accounts.importing.reading import Reading
from accounts.importing.rejects import rejected, write_rejects
from accounts.importing.repeats import settle
from accounts.importing.staging import Stage, staging
from accounts.importing.surveys import scale
from accounts.importing.targets import TARGETS
from accounts.names import index as name_index
from accounts.store import Store
from accounts.upkeep import standing


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
    reading: Reading
    stage: Stage
    options: Options
    occasion: Occasion


def run(store: Store, kind: str, table: Table, options: Options, occasion: Occasion) -> Outcome:
    """Imports a table, all of it or nothing; with `skip_bad` all of it but the rejected rows.

    Raises `ImportFileError` when the columns can't be told or the file can't be read, `UnconfirmedError` when they are
    only guessed, and `StoreError` when the disk is full or another import holds the store; nothing is written then.
    """
    try:
        return with_hints(store, _run(store, kind, table, options, occasion))
    except sqlite3.OperationalError as error:
        raise StoreError(f"The import can't be written, and nothing was: {error}.") from error


def _run(store: Store, kind: str, table: Table, options: Options, occasion: Occasion) -> Outcome:
    if BECAUSE in table.header:
        options = replace(options, columns={**options.columns, BECAUSE: "-"})
    planned = plan(store.reading, kind, table, options)
    reading = Reading(planned, len(table.header), occasion.today)
    target = TARGETS[planned.kind.table]
    derived = ["account_id"] * target.has_account + ["scale"] * (target.table == "survey")
    with staging(store.reading, target, reading.columns, planned.headers, derived) as stage:
        job = _Job(table, planned, reading, stage, options, occasion)
        store.reading.execute("BEGIN")  # for the TEMP table alone: others may write meanwhile
        reading.stage(table, stage, options.progress)
        store.reading.execute("COMMIT")
        return _import(store, job)


def _import(store: Store, job: _Job) -> Outcome:
    try:
        with store.writing():
            outcome = _write(job)
    except _TakenBackError as taken_back:
        outcome = taken_back.outcome
        if not outcome.dry_run:
            _log_refusal(store, job, outcome)
    return outcome


def _write(job: _Job) -> Outcome:
    """Compares and writes; raises `_TakenBackError` where nothing is to be written."""
    stage, connection = job.stage, job.stage.connection
    import_id = log.begin(connection, job.plan.kind.name, job.table.source, job.table.sha256, job.occasion)
    match(stage, job.plan.kind)
    notes = scale(stage) if stage.target.table == "survey" else ()
    repeated = settle(stage)
    owners.enter(connection, job.reading.people.numbered, import_id)
    counts = merging.classify(stage)
    notes += namesakes(stage)
    bad = connection.execute("SELECT count(DISTINCT line) FROM import_reject").fetchone()[0]
    written = not job.options.dry_run and (not bad or job.options.skip_bad)
    outcome = Outcome(
        kind=job.plan.kind.name,
        source=job.table.source,
        unit=job.table.unit,
        written=written,
        dry_run=job.options.dry_run,
        new=counts.new,
        changed=counts.changed,
        unchanged=counts.unchanged,
        repeated=repeated,
        rejected=bad,
        rejects=tuple(islice(rejected(stage), SHOWN)),
        changes=merging.changes(stage),
        notes=(*job.table.notes, *job.plan.notes, *job.reading.notes.texts, *notes),
        ignored=job.plan.ignored,
        import_id=import_id if written else None,
    )
    if bad and job.options.rejects and not job.options.dry_run:
        outcome = replace(outcome, rejects_file=write_rejects(stage, job.table, job.options.rejects))
    if not written:
        raise _TakenBackError(outcome)
    _keep(job, import_id, outcome)
    return outcome


def _keep(job: _Job, import_id: int, outcome: Outcome) -> None:
    connection = job.stage.connection
    moved_from = merging.left(job.stage)
    merging.write(job.stage, import_id, job.occasion.today)
    remember(connection, job.plan)
    if job.stage.target.table == "account":
        name_index.bring_up_to_date(connection)
    log.finish(connection, import_id, "written", _counts(outcome))
    affected = merging.affected(job.stage)
    if job.stage.target.table in standing.SOURCES and (affected != [] or moved_from):
        everybody = None if affected is None else sorted({*affected, *moved_from})
        standing.refresh(connection, everybody, job.occasion.today)


def _log_refusal(store: Store, job: _Job, outcome: Outcome) -> None:
    with store.writing() as connection:
        import_id = log.begin(connection, outcome.kind, job.table.source, job.table.sha256, job.occasion)
        log.finish(connection, import_id, "refused", _counts(outcome))


def _counts(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.new, outcome.changed, outcome.unchanged, outcome.rejected
