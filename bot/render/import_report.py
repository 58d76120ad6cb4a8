"""Results of imports, as text for a terminal and as JSON."""

from dataclasses import asdict
from typing import Any

from accounts.doubts import ACCEPTED
from accounts.importing import ImportRecord, ImportResult, UndoPreview, ValueChange

WORDS = 3  # odd words whose option is shown: the others go by the same one


def import_data(outcome: ImportResult) -> dict[str, Any]:
    """The outcome as the JSON contract has it."""
    data = {"kind": "import", "of": outcome.kind} | {k: v for k, v in asdict(outcome).items() if k != "kind"}
    return data | {"rejects_file": outcome.rejects_file and str(outcome.rejects_file)}


def import_text(outcome: ImportResult) -> str:
    """The outcome in lines: counts first, then what changes, what can't be imported and how to go on."""
    parts = (_changes, _rejects, _notes, _ways_out, _quality, _end)
    return "\n".join([_counts(outcome), *(line for part in parts for line in part(outcome))])


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


def _ways_out(outcome: ImportResult) -> list[str]:
    """What a person may say of the rejected rows, each with the option that says it."""
    lines = [
        f"{ACCEPTED[each.asks].capitalize()}: {each.rows:,} row{'s' * (each.rows > 1)}, "
        f"first on {outcome.unit} {each.line:,}. If that is right: --accept {each.asks}"
        for each in outcome.questions
    ]
    lines += [
        f'If you know what “{odd.word}” means: --map-value {odd.field} "{odd.word}=…" with {", ".join(odd.values)}'
        for odd in outcome.odd_words[:WORDS]
    ]
    return [
        *lines,
        *(f'If “{each.said}” is {each.name}: cs import alias "{each.said}" = "{each.key}"' for each in outcome.meant),
    ]


def _quality(outcome: ImportResult) -> list[str]:
    """A line of how much is known of the customers now, in the order of what health and renewals need."""
    found = outcome.quality
    if found is None or not found.customers:
        return []
    rows = outcome.new + outcome.changed + outcome.unchanged
    names = {name: "ARR" if name == "arr" else name for name in found.known}
    parts = [f"{share}% with {names[name]}" for name, share in found.known.items() if share]
    if lacking := ", ".join(names[name] for name, share in found.known.items() if not share):
        parts.append(f"none with {lacking}")
    customers = f"{found.customers:,} customer{'s' * (found.customers != 1)}"
    line = f"Quality: {rows:,} row{'s' * (rows != 1)}. Of {customers}: {', '.join(parts)}."
    old = ", ".join(f"{name} (newest {day})" for name, day in found.old.items())
    return [line + (f" Older than it should be: {old}." if old else "")]


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


def idle_text(idle: ImportRecord, before: ImportRecord) -> str:
    """Says that the last import changed nothing that could be taken back, and which one before it did."""
    return (
        f"The last import, {_called(idle)}, changed nothing: there is nothing of it to take back.\n"
        f"The last one that changed anything is {_called(before)}, {_moment(before.imported_at)}:"
        f" {before.new:,} new, {before.changed:,} changed. cs import undo {before.id} takes that one back."
    )


def _called(entry: ImportRecord) -> str:
    return f"{entry.id} ({entry.kind} from {entry.source})"


def undo_text(undoing: UndoPreview) -> str:
    """What taking an import back would do."""
    entry = undoing.entry
    lines = [
        f"Import {entry.id}: {entry.kind} from {entry.source}, by {entry.imported_by}, {_moment(entry.imported_at)}.",
        f"Undoing it removes {_rows(undoing.removed)} and restores {undoing.restored:,} to what they were before.",
    ]
    if undoing.pulses:
        said = "thing that somebody" if undoing.pulses == 1 else "things that people"
        lines.append(f"{undoing.pulses:,} {said} said or did of those accounts (pulses, snoozes, calls) would be lost.")
    return "\n".join(lines)


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"


def _moment(instant: str) -> str:
    return f"{instant[:10]} {instant[11:16]} UTC"
