"""Results of imports, as text for a terminal and as JSON."""

from dataclasses import asdict
from typing import Any

from accounts.importing import ImportRecord, ImportResult, UndoPreview, ValueChange


def import_data(outcome: ImportResult) -> dict[str, Any]:
    """The outcome as the JSON contract has it."""
    data = {"kind": "import", "of": outcome.kind} | {k: v for k, v in asdict(outcome).items() if k != "kind"}
    return data | {"rejects_file": outcome.rejects_file and str(outcome.rejects_file)}


def import_text(outcome: ImportResult) -> str:
    """The outcome in lines: counts first, then what changes, what can't be imported and how to go on."""
    return "\n".join([_counts(outcome), *_changes(outcome), *_rejects(outcome), *_notes(outcome), *_end(outcome)])


def _counts(outcome: ImportResult) -> str:
    parts = [f"{outcome.new:,} new", f"{outcome.changed:,} changed", f"{outcome.unchanged:,} unchanged"]
    if outcome.rejected:
        parts.append(f"{outcome.rejected:,} rejected")
    if outcome.repeated:
        how = "added up into others" if outcome.kind == "usage" else "said again"
        parts.append(f"{outcome.repeated:,} {how}")
    return f"{outcome.source}: {outcome.kind}: {', '.join(parts)}."


def _changes(outcome: ImportResult) -> list[str]:
    return [_change(each) for each in outcome.changes]


def _change(change: ValueChange) -> str:
    return f"  {change.what}: {change.field} {change.old or 'empty'} → {change.new or 'empty'}"


def _rejects(outcome: ImportResult) -> list[str]:
    lines = []
    for each in outcome.rejects:
        value = f" “{each.value}”" if each.value else ""
        column = f", {each.column}" if each.column else ""
        lines.append(f"  {outcome.unit} {each.line:,}{column}:{value} {each.reason}")
    more = outcome.rejected - len({each.line for each in outcome.rejects})
    return [*lines, f"  … and {more:,} more rows"] if more > 0 else lines


def _notes(outcome: ImportResult) -> list[str]:
    ignored = [f"Not imported: {', '.join(outcome.ignored)}."] if outcome.ignored else []
    return [*outcome.notes, *ignored]


def _end(outcome: ImportResult) -> list[str]:
    if outcome.dry_run:
        return ["Nothing was written: this was a dry run."]
    file = f" They are in {outcome.rejects_file}, with reasons." if outcome.rejects_file else ""
    if outcome.written:
        again = " Mend them there and import that file." if file else ""
        return [f"The rejected rows were left out.{file}{again}"] if outcome.rejected else []
    return [f"Nothing was written. Mend the rejected rows, or import the others with --skip-bad.{file}"]


def entry_text(entry: ImportRecord) -> str:
    """An import on a line."""
    counts = f"{entry.new:,} new, {entry.changed:,} changed, {entry.unchanged:,} unchanged"
    rejected = f", {entry.rejected:,} rejected" if entry.rejected else ""
    outcome = "refused" if entry.outcome == "refused" else counts
    undone = f"; taken back {_moment(entry.undone_at)}" if entry.undone_at else ""
    at, who = _moment(entry.imported_at), entry.imported_by
    return (
        f"{entry.id}  {at}  {who}  {entry.kind} from {entry.source} ({entry.sha256[:12]}): {outcome}{rejected}{undone}"
    )


def undo_text(undoing: UndoPreview) -> str:
    """What taking an import back would do."""
    entry = undoing.entry
    lines = [
        f"Import {entry.id}: {entry.kind} from {entry.source}, by {entry.imported_by}, {_moment(entry.imported_at)}.",
        f"Taken back, {undoing.removed:,} rows that it brought go, and {undoing.restored:,} are as they were before.",
    ]
    if undoing.pulses:
        lines.append(f"{undoing.pulses:,} pulses that people gave to those accounts would be lost.")
    return "\n".join(lines)


def _moment(instant: str) -> str:
    return f"{instant[:10]} {instant[11:16]} UTC"
