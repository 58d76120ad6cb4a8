"""One run of a source: what is new in it goes through the import of every file, with the cursor in the same write."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from accounts.errors import AccountsError
from accounts.importing import ImportContext, ImportResult, Options, UnconfirmedError, Written, keep_alias, run_import
from accounts.importing.history import BY_SOURCE
from accounts.limits import UNLIMITED, Limits
from accounts.readers import Table
from accounts.sample import has_sample
from sources import gone, state
from sources.errors import HeldError, LostLeaseError, SourceError
from sources.known_contracts import known_contracts
from sources.known_rows import KnownRows
from sources.model import FetchContext, Fetched, Source
from sources.rejected_rows import check_some, refused, rejects_file
from sources.secrets import Secrets
from sources.setting_words import fault_of, in_settings
from sources.state import LEASE, SourceClaim
from store.database import Store
from store.errors import StoreBusyError, StoreError
from store.timestamps import to_text

logger = logging.getLogger(__name__)
FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=1)
HELD_WAIT: Final = timedelta(hours=1)
LONGEST_REASON: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncContext:
    """What runs need: the store, the secrets, the clock in the zone of whoever runs them, and the currency of amounts
    that name none.

    `follow_up` is called with the ids of the imports that changed anything, for what has to follow, such as scores.
    `rejects` is the
    folder that rejected rows are written to. `sleep` waits so many seconds, for a service or a file.
    """

    store: Store
    secrets: Secrets
    clock: Callable[[], datetime]
    currency: str = "USD"
    follow_up: Callable[[Sequence[int]], object] = lambda _: None
    rejects: Path | None = None
    sleep: Callable[[float], None] = time.sleep
    limits: Limits = UNLIMITED


@dataclass(slots=True)
class SyncReport:
    """What a run did: `outcome` is good, failed, held or lost; rows are counted over all tables."""

    source: str
    outcome: str = "good"
    reason: str = ""
    tables: int = 0
    rows: int = 0
    new: int = 0
    changed: int = 0
    rejected: int = 0
    rejects: list[dict[str, object]] = field(default_factory=list)
    rejects_file: str = ""
    notes: list[str] = field(default_factory=list)
    imports: list[int] = field(default_factory=list)

    def add(self, result: ImportResult) -> None:
        """Counts a table in."""
        self.rows += result.new + result.changed + result.unchanged + result.repeated + result.rejected
        self.new += result.new
        self.changed += result.changed
        if result.import_id is not None and result.new + result.changed:
            self.imports.append(result.import_id)
        self.rejected += result.rejected
        self.rejects += [asdict(each) for each in result.rejects][: 20 - len(self.rejects)]
        self.rejects_file = str(result.rejects_file or self.rejects_file)
        self.notes += [note for note in map(in_settings, result.notes) if note not in self.notes]


def run_source(held: SourceClaim, context: SyncContext) -> SyncReport:
    """Runs a source that was claimed. What it can't do is in the report, also where that is our own fault.

    Where it is broken off, as by Ctrl-C, it may be run again at once.
    """
    began = context.clock()
    report = SyncReport(held.source.name)
    retry_after: timedelta | None = None
    with _heartbeat(held, context):
        try:
            _read_all(held, context, report)
        except LostLeaseError as error:
            report.outcome, report.reason = "lost", str(error)
        except HeldError as error:
            report.outcome, report.reason = "held", str(error)
        except (AccountsError, StoreError) as error:
            report.outcome, report.reason = "failed", source_fault(error, held.source)
            retry_after = error.retry_after if isinstance(error, SourceError) else None
        except Exception as error:
            logger.exception("source %s: something went wrong", held.source.name)
            why = f"Something went wrong with the bot itself ({type(error).__name__}): its log says what."
            report.outcome, report.reason = "failed", why
        except BaseException:
            with suppress(StoreError):
                state.let_go(context.store, held, context.clock())
            raise
    _end(held, context, report, began, retry_after)
    if report.imports:
        context.follow_up(report.imports)
    return report


def _read_all(held: SourceClaim, context: SyncContext, report: SyncReport) -> None:
    source = held.source
    if not source.beside_sample and has_sample(context.store):
        raise SourceError(
            f"{source.name}: {context.store} holds the sample company, and nothing was read into it. Set "
            f"CS_DATABASE to another {context.store.unit} for your own accounts, or say beside_sample = true."
        )
    fetching = FetchContext(
        now=context.clock(),
        secrets=context.secrets,
        cursor=held.cursor,
        is_known=partial(state.is_known_file, context.store, source.name),
        is_latest=partial(state.is_latest_file, context.store, source.name),
        as_of=held.as_of,
        sleep=context.sleep,
        contracts=partial(known_contracts, context.store),
        known=KnownRows(context.store, source.kind).find,
    )
    with closing(source.fetch(fetching)) as found:
        for fetched in found:
            if fetched.table is None:
                _confirm(held, context, fetched)
                continue
            with fetched.table:
                report.tables += 1
                _take(held, context, fetched, fetched.table, report)


def _confirm(held: SourceClaim, context: SyncContext, fetched: Fetched) -> None:
    """Writes that a source says what it said before: what was missing then still is."""
    with context.store.writing() as connection:
        state.advance(connection, held, fetched, context.clock())
        if fetched.full:
            gone.count_missing(connection, held, context.clock(), "missing > 0")


def _take(held: SourceClaim, context: SyncContext, fetched: Fetched, table: Table, report: SyncReport) -> None:
    """Writes a table, or without rows only how far it came."""
    now = context.clock()
    if next(iter(table), None) is None:
        if fetched.full:
            gone.check_size(held, 0)
        with context.store.writing() as connection:
            state.advance(connection, held, fetched, now)
            if fetched.full:
                gone.count_missing(connection, held, now, "missing >= 0")
                connection.execute("UPDATE source SET list_rows = 0 WHERE name = ?", (held.source.name,))
        return

    def record(written: Written) -> None:
        check_some(written, held.source, table)
        if not fetched.unchanged():
            raise SourceError(f"{table.source} was changed while it was read: it is read again.")
        if fetched.full:
            result = written.result
            rows = result.new + result.changed + result.unchanged
            gone.check_size(held, rows)
            gone.note_list(written, held, now)
            written.connection.execute("UPDATE source SET list_rows = ? WHERE name = ?", (rows, held.source.name))
        for alias, key in fetched.aliases.items():
            keep_alias(written.connection, alias, key, occasion)
        state.record_rows(written, held, fetched, now)

    occasion = ImportContext(f"{BY_SOURCE}{held.source.name}", now, now.date(), record, context.limits)
    options = import_options(held.source, context)
    result = run_import(context.store, held.source.kind, table, options, occasion)
    report.add(result)
    if not result.written:
        raise SourceError(refused(table, result, others_wait=bool(fetched.items)))


def import_options(source: Source, context: SyncContext, *, dry_run: bool = False) -> Options:
    """How the rows of a source are imported."""
    return Options(
        columns=source.columns,
        words=source.values,
        dates=source.dates,
        decimals=source.decimals,
        currency=source.currency or context.currency,
        currency_said=bool(source.currency),
        survey=source.survey,
        tool=source.tool,
        accept=frozenset(source.accept),
        skip_bad=source.skip_bad,
        dry_run=dry_run,
        rejects=None if dry_run or context.rejects is None else rejects_file(source, context.rejects, context.clock()),
    )


def _end(
    held: SourceClaim, context: SyncContext, report: SyncReport, began: datetime, retry_after: timedelta | None
) -> None:
    now = context.clock()
    run = {
        "outcome": report.outcome,
        "reason": report.reason,
        "seconds": max((now - began).total_seconds(), 0.0),
        "rows": report.rows,
        "new": report.new,
        "changed": report.changed,
        "rejected": report.rejected,
        "rejects": json.dumps(report.rejects, default=str),
        "notes": json.dumps(report.notes),
    }
    if report.outcome == "lost":
        return
    try:
        kept = state.end_run(context.store, held, now, run, **_settled(held, context, report, now, retry_after))
    except StoreError as error:  # the lease runs out, and the next run finds the cursor where this one left it
        logger.warning("source %s: how its run ended couldn't be written: %s", held.source.name, error)
        return
    if not kept:
        report.outcome, report.reason = "lost", f"{held.source.name}: another process has taken over."


def _settled(
    held: SourceClaim, context: SyncContext, report: SyncReport, now: datetime, retry_after: timedelta | None
) -> dict[str, object]:
    """What a source is after a run."""
    seen = state.read_state(context.store.reading, held.source.name)
    settled: dict[str, object] = {"state": report.outcome, "reason": report.reason}
    if seen.state != report.outcome:
        settled["state_since"] = to_text(now)
    if report.outcome == "good":
        cleared = {"failures": 0, "failing_since": None, "retry_at": None, "released": 0}
        return {**settled, **cleared, "good_at": to_text(now)}
    wait = HELD_WAIT if report.outcome == "held" else max(wait_after(seen.failures), retry_after or timedelta())
    due = held.source.timing.after(now)
    at = now + wait if retry_after or due is None else min(now + wait, due)
    since = to_text(seen.failing_since or now)
    return {**settled, "failures": seen.failures + 1, "failing_since": since, "retry_at": to_text(at)}


def wait_after(failures: int) -> timedelta:
    """How long a source is left alone after so many failures before: a minute, then twice as long, up to an hour."""
    return min(FIRST_WAIT * (1 << min(failures, 10)), LONGEST_WAIT)


def source_fault(error: Exception, source: Source) -> str:
    """What went wrong, on one line, with what to write into the file of sources."""
    if isinstance(error, UnconfirmedError):
        pairs = "; ".join(f'"{each.header}" = "{each.field}"' for each in error.guesses)
        return f"Columns are only guessed. Name them in the file of sources, under [{source.name}.columns]: {pairs}"
    return fault_of(str(error), source)[:LONGEST_REASON]


@contextmanager
def _heartbeat(held: SourceClaim, context: SyncContext) -> Iterator[None]:
    """Prolongs the lease while the run goes on, in a thread that has a connection of its own."""
    done = threading.Event()

    def beat() -> None:
        while not done.wait(LEASE.total_seconds() / 4):
            try:
                state.renew(context.store, held, context.clock() + LEASE)
            except StoreBusyError:
                continue  # the run itself is writing: nobody can take it over meanwhile
            except StoreError as error:
                logger.warning("source %s: its lease couldn't be prolonged: %s", held.source.name, error)

    thread = threading.Thread(target=beat, name=f"lease of {held.source.name}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
