"""Runs and states of sources in words."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.accounts.formatting import count, short_date
from sources import SyncReport
from sources.check import SourceCheck
from sources.status import SourceStatus

if TYPE_CHECKING:
    from bot.context import Context


def report_text(report: SyncReport) -> str:
    """What a run did: `crm: 3 new, 2 changed of 40 rows`."""
    match report.outcome:
        case "good" if not report.tables:
            return f"{report.source}: nothing new"
        case "good":
            left = f", {report.rejected:,} rejected" if report.rejected else ""
            counts = f"{report.new:,} new, {report.changed:,} changed of {count(report.rows, 'row')}{left}"
            told = (*_rejected(report), *report.notes)
            return "\n".join((f"{report.source}: {counts}", *(f"  {note}" for note in told)))
        case "running" | "lost" | "paused":
            return report.reason
        case _:
            return f"{report.source}: {report.outcome}. {_without_name(report.reason, report.source)}"


def _rejected(report: SyncReport) -> Iterator[str]:
    """The first row that was left out, and where all of them are."""
    if report.rejects:
        first = report.rejects[0]
        where = f" All of them, with reasons: {report.rejects_file}" if report.rejects_file else ""
        yield f"row {first['line']} was left out: {first['column']} “{first['value']}” {first['reason']}.{where}"


def check_lines(found: SourceCheck) -> Iterator[str]:
    """What came of trying a source, and what its first rows would become."""
    yield f"{found.source}: {found.kind} from {found.place}"
    if found.fault:
        yield f"  {found.fault}"
    if found.preview is None:
        return
    yield "  columns: " + ", ".join(f"{header} → {name}" for header, name in found.preview.columns.items())
    if found.preview.ignored:
        yield f"  not imported: {', '.join(found.preview.ignored)}"
    for row in found.preview.rows:
        yield "  " + ", ".join(f"{name} {value}" for name, value in row.items() if value)
    yield from (f"  {note}" for note in found.preview.notes)


def status_lines(status: SourceStatus, now: datetime) -> Iterator[str]:
    """A source in some lines: its state, age, rows and next run."""
    yield f"{status.name}: {status.kind} from {status.place}"
    yield f"  {state_text(status, now)}"
    if status.reason and status.state in {"failed", "held"}:
        yield f"  {_without_name(status.reason, status.name)}"
    if status.good_at:
        counts = f"{count(status.rows, 'row')}, {status.new:,} new, {status.changed:,} changed"
        yield f"  last rows: {counts}, {status.rejected:,} rejected, in {status.seconds:.1f} s"
        yield from (f"  {note}" for note in status.notes)
    if status.gone:
        yield f"  {count(status.gone, 'row')} no longer in its list"
    if not status.full and (since := changed_since(status.cursor)):
        yield f"  changed since: {since}"


def changed_since(cursor: str) -> str:
    """From where on a source is read next, as its column or service says it; empty for a mark that nobody can read."""
    kind, _, value = cursor.partition(" ")
    if value:
        return value if kind in {"time", "day", "int", "number", "text"} else ""
    try:
        return moment(datetime.fromisoformat(cursor).astimezone(UTC))
    except ValueError:
        return ""


def state_text(status: SourceStatus, now: datetime) -> str:
    """`good, as of 2026-06-15 06:40 UTC (20 minutes ago), next 07:10`."""
    parts = [status.state if not (status.stale and status.state == "good") else "old"]
    if status.as_of:
        parts.append(f"as of {moment(status.as_of)} ({ago(now - status.as_of)})")
    if status.failing_since and status.state in {"failed", "held"}:
        parts.append(f"since {moment(status.failing_since)}, {count(status.failures, 'time')}")
    if status.next_at and status.state not in {"running", "paused"}:
        parts.append(f"next {moment(status.next_at)}" if status.next_at > now else "due now")
    return ", ".join(parts)


def moment(instant: datetime) -> str:
    """An instant to the minute."""
    return f"{instant:%Y-%m-%d %H:%M} UTC"


def asker_time(context: "Context") -> tuple[datetime, str]:
    """Now in the asker's zone, and what that is called."""
    if context.requester.zone:
        from store import time_zones

        return context.now.astimezone(time_zones.zone(context.requester.zone)), context.requester.zone
    return context.now, context.now.tzname() or "UTC"


def local_moment(instant: datetime, local: datetime) -> str:
    """`06:40` of the same day, `28 Nov 06:40` of one beside it, `20 Nov` of others, in the zone of `local`."""
    there = instant.astimezone(local.tzinfo)
    if there.date() == local.date():
        return f"{there:%H:%M}"
    days = abs((local.date() - there.date()).days)
    return f"{short_date(there.date(), local.date())}{f' {there:%H:%M}' if days == 1 else ''}"


def ago(age: timedelta) -> str:
    """`20 minutes ago`, in the largest unit that there are two of."""
    seconds = max(int(age.total_seconds()), 0)
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= 2 * size:
            return f"{count(seconds // size, unit)} ago"
    return f"{count(seconds // 60, 'minute')} ago" if seconds >= 60 else "just now"


def _without_name(reason: str, name: str) -> str:
    return reason.removeprefix(f"{name}: ")
