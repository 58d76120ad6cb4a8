"""An import from file to commit: bulk insert into an empty table, else staging."""

import gc
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice

from accounts.derived import current_state
from accounts.importing import direct_inserts, history, owners, upsert
from accounts.importing.batches import Notes
from accounts.importing.column_memory import save_mapping
from accounts.importing.currency_conflicts import reject_changed_currencies
from accounts.importing.deduplication import deduplicate, set_survey_scale
from accounts.importing.group_cells import with_group_cells
from accounts.importing.id_conflicts import backfill_notes
from accounts.importing.imported_rows import memory_of, silent_columns
from accounts.importing.matching import default_names, duplicate_notes, match_accounts, suggest_accounts
from accounts.importing.model import (
    SHOWN,
    ImportContext,
    ImportResult,
    Options,
    RejectedRow,
    Written,
)
from accounts.importing.planning import REASON_COLUMN, ImportPlan, make_plan
from accounts.importing.quality import measure_quality
from accounts.importing.rejects_file import MendedRejects, odd_words, open_questions, rejected_rows, write_rejects
from accounts.importing.row_memory import CompareAllError, RowMemory
from accounts.importing.row_reader import CheckedRows, NumberedOwners, OwnerNumbers, RowReader
from accounts.importing.segments import known_segments
from accounts.importing.staging import AT_ONCE, TARGETS, Stage, check_staged, staged
from accounts.importing.tools import remember_tool
from accounts.importing.value_words import save_words
from accounts.names import trigram_index as name_index
from accounts.readers import Table
from store.connection import Connection
from store.database import Store
from store.failures import describe_error


class _RollbackError(Exception):
    """Ends a transaction of which nothing but what would have come of it is kept."""

    def __init__(self, outcome: ImportResult) -> None:
        super().__init__()
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class _Job:
    """What is at hand while a table is imported."""

    table: Table
    plan: ImportPlan
    options: Options
    occasion: ImportContext
    recalls: bool = True

    def reading(self, connection: Connection, people: OwnerNumbers, memory: RowMemory | None) -> RowReader:
        segments = known_segments(connection)
        notes = Notes(self.table.unit)
        return RowReader(self.plan, len(self.table.header), self.occasion.today, segments, people, memory, notes)

    def memory(self) -> RowMemory | None:
        return memory_of(self.plan, self.table, self.occasion.today)

    def begin(self, connection: Connection) -> int:
        return history.begin(connection, self.plan.kind.name, self.table.source, self.table.sha256, self.occasion)


def run_import(store: Store, kind: str, table: Table, options: Options, occasion: ImportContext) -> ImportResult:
    """Imports a table, all of it or nothing; with `skip_bad` all of it but the rejected rows.

    Raises `ImportFileError` when the columns can't be told or the file can't be read, `UnconfirmedError` when they are
    only guessed, `LimitError` for more than there may be, and `StoreError` when the disk is full or another import
    holds the store; nothing is written then.
    """
    if REASON_COLUMN in table.header:
        table, options = MendedRejects(table), replace(options, columns={**options.columns, REASON_COLUMN: "-"})
    table = with_group_cells(table)
    if not options.dry_run:
        occasion.limits.check_imports(store.reading, occasion.now)
    try:
        with _without_gc():
            result = suggest_accounts(store, _imported(store, kind, table, options, occasion))
    except sqlite3.DatabaseError as error:
        raise describe_error(error, store.path) from error
    return replace(result, quality=measure_quality(store.reading, occasion.today)) if result.written else result


def _imported(store: Store, kind: str, table: Table, options: Options, occasion: ImportContext) -> ImportResult:
    """Rows that the store has already, as it says by their fingerprints, are left out as long as that comes to the
    same.
    """
    silent = silent_columns(store.reading, kind, table)
    job = _Job(table, make_plan(store.reading, kind, table, options, silent), options, occasion)
    if not job.plan.assumed or job.memory():  # which sees that what is assumed is so
        with suppress(CompareAllError):
            return _first(store, job) or _compared(store, job)
    job = _Job(table, make_plan(store.reading, kind, table, options), options, occasion, recalls=False)
    return _first(store, job) or _compared(store, job)


def _first(store: Store, job: _Job) -> ImportResult | None:
    """The first rows of a table, written as they are read; None where a file has to be staged."""
    table = job.plan.kind.table
    if job.options.dry_run or not direct_inserts.is_first(store.reading, table):
        return None
    try:
        with store.writing() as connection, connection.roomy():
            import_id = job.begin(connection)
            people, memory = OwnerNumbers(owners.Owners(connection, import_id).id_of), job.memory()
            if memory:
                memory.begin(connection, import_id)
            reading = job.reading(connection, people, memory)
            found = reading.checked(job.table, job.options.progress)
            new = direct_inserts.insert_rows(connection, table, found, import_id, memory)
            outcome = replace(_outcome(job, reading), written=True, new=new, import_id=import_id)
            affected = direct_inserts.inserted_accounts(connection) if table == "account" else []
            _keep(connection, job, outcome, affected)
            if memory and owners.stand(connection, people.owners()):
                memory.write_first(connection)
            return _recorded(connection, job, outcome, f"SELECT t.id FROM {table} t")
    except direct_inserts.NeedsStagingError:
        return None


def _compared(store: Store, job: _Job) -> ImportResult:
    """Any table: staged while others may write, and then compared with what the store has."""
    memory, target = job.memory(), TARGETS[job.plan.kind.table]
    if memory and job.recalls:
        memory.recall(store.reading)
    people = NumberedOwners()
    reading = job.reading(store.reading, OwnerNumbers(people.__getitem__), memory)
    derived = ["account_id"] * target.has_account + ["scale"] * (target.table == "survey")
    derived += ["name"] * (target.table == "account" and "name" not in reading.columns)
    said = job.plan.headers, job.plan.tool, job.table.unit
    with staged(Stage(store.reading, target, reading.columns, tuple(derived), *said)) as stage:
        store.reading.execute("BEGIN")  # for the TEMP table alone
        _fill(stage, reading.checked(job.table, job.options.progress), memory)
        store.reading.execute("COMMIT")
        try:
            with store.writing() as connection, connection.roomy():
                check_staged(stage)
                return _write(job, reading, stage, people)
        except _RollbackError as taken_back:
            if not taken_back.outcome.dry_run:
                _log_refusal(store, job, taken_back.outcome)
            return taken_back.outcome


def _fill(stage: Stage, found: Iterable[CheckedRows], memory: RowMemory | None) -> None:
    """Stages what was read."""
    rows: list[tuple[object, ...]] = []
    rejects: list[RejectedRow] = []
    for checked in found:
        rejects += checked.rejects
        rows.extend(zip(checked.lines, checked.said, *checked.columns.values(), strict=True))
        if memory:
            memory.keep(checked.marks, checked.lines)
        if len(rows) + len(rejects) >= AT_ONCE:
            stage.add(rows)
            stage.reject(rejects)
            rows.clear()
            rejects.clear()
    stage.add(rows)
    stage.reject(rejects)
    stage.connection.analyze("import_row", "import_reject")


def _write(job: _Job, reading: RowReader, stage: Stage, people: NumberedOwners) -> ImportResult:
    """Compares and writes; raises `_RollbackError` where nothing is to be written."""
    connection, memory = stage.connection, reading.memory
    if memory:
        memory.count_known(connection)
    import_id = job.begin(connection)
    outcome = _classified(job, reading, stage, people, import_id)
    if outcome.rejected and job.options.rejects and not job.options.dry_run:
        outcome = replace(outcome, rejects_file=write_rejects(stage, job.table, job.options.rejects))
    if not outcome.written:
        raise _RollbackError(outcome)
    moved_from = upsert.previous_accounts(stage)
    upsert.write_rows(stage, import_id, job.occasion.today)
    outcome = replace(outcome, import_id=import_id)
    if outcome.new + outcome.changed >= AT_ONCE:
        connection.analyze(stage.target.table)
    affected = upsert.affected_accounts(stage) if stage.target.table in current_state.SOURCE_TABLES else []
    _keep(connection, job, outcome, None if affected is None else sorted({*affected, *moved_from}))
    if memory and owners.stand(connection, owners.numbered(connection, people)):
        memory.write_staged(stage)
    known = memory.known if memory and job.occasion.record and not stage.target.has_account else ()
    return _recorded(connection, job, outcome, upsert.staged_ids(stage, known))


def _classified(job: _Job, reading: RowReader, stage: Stage, people: NumberedOwners, import_id: int) -> ImportResult:
    """What staged rows are to the store, and those that are known to be accounts just as it has them."""
    connection, memory = stage.connection, reading.memory
    known, again = (memory.known, memory.repeated) if memory else ((), 0)
    notes = match_accounts(stage, job.plan.kind)
    notes += set_survey_scale(stage) if stage.target.table == "survey" else default_names(stage)
    repeated = deduplicate(stage)
    notes += owners.insert_owners(connection, people, import_id)
    if memory:
        memory.check_context(connection)
        memory.check_apart(stage)
    if not (job.plan.names_currency or job.options.currency_said or "currency" in job.options.accept):
        reject_changed_currencies(stage, job.plan.currency)
    counts = upsert.classify(stage, known, keep_apart="same" not in job.options.accept)
    if memory:
        memory.check_apart(stage)  # rows that get the id of an account are that one now
    notes += (*backfill_notes(stage), *duplicate_notes(stage))
    bad = connection.execute("SELECT count(DISTINCT line) FROM import_reject").fetchone()[0]
    outcome = _outcome(job, reading)
    return replace(
        outcome,
        written=not job.options.dry_run and (not bad or job.options.skip_bad),
        new=counts.new,
        changed=counts.changed,
        unchanged=counts.unchanged + len(known),
        repeated=repeated + again,
        rejected=bad,
        rejects=tuple(islice(rejected_rows(stage), SHOWN)),
        questions=open_questions(stage),
        odd_words=odd_words(stage, job.plan.kind),
        changes=upsert.changes(stage),
        notes=(*outcome.notes, *notes),
    )


def _outcome(job: _Job, reading: RowReader) -> ImportResult:
    """That of a table that was read, and of which nothing was written yet."""
    return ImportResult(
        kind=job.plan.kind.name,
        source=job.table.source,
        unit=job.table.unit,
        dry_run=job.options.dry_run,
        notes=(*job.table.notes, *job.plan.notes, *reading.notes.texts),
        ignored=job.plan.ignored,
    )


def _keep(connection: Connection, job: _Job, outcome: ImportResult, affected: list[int] | None) -> None:
    """Brings to date whatever follows from the rows that were written. Raises `LimitError` for too many."""
    job.occasion.limits.check_accounts(connection)
    save_mapping(connection, job.plan.kind.name, job.plan.recognised, outcome.import_id or 0)
    save_words(connection, job.plan.kind, outcome.import_id or 0)
    remember_tool(connection, job.plan.kind.name, job.plan.shape, job.plan.tool, outcome.import_id or 0)
    history.finish(connection, outcome.import_id or 0, "written", _counts(outcome))
    table = job.plan.kind.table
    if table == "account":
        name_index.update_index(connection)
    if table in current_state.SOURCE_TABLES and affected != []:
        current_state.recompute(connection, affected, job.occasion.today)


def _recorded(connection: Connection, job: _Job, outcome: ImportResult, rows: str) -> ImportResult:
    """The result, once whoever imports has kept what belongs to the rows."""
    if job.occasion.record is not None:
        job.occasion.record(Written(connection, rows, outcome))
    return outcome


def _log_refusal(store: Store, job: _Job, outcome: ImportResult) -> None:
    with store.writing() as connection:
        history.finish(connection, job.begin(connection), "refused", _counts(outcome))


def _counts(outcome: ImportResult) -> tuple[int, int, int, int]:
    return outcome.new, outcome.changed, outcome.unchanged, outcome.rejected


@contextmanager
def _without_gc() -> Iterator[None]:
    """Without the collector of cycles: there are none, and it would go through every batch's rows again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
