"""Rows of a source that can't be imported: why, what to write into its file if they are right, and where they go."""

import json
from datetime import UTC, datetime
from pathlib import Path
from textwrap import shorten
from typing import Final

from accounts.importing import ImportResult, RejectedRow, Written
from accounts.readers import Table
from sources import state
from sources.errors import SourceError
from sources.model import Source

LONGEST_VALUE: Final = 60  # characters of a value that is repeated
MOST_WORDS: Final = 5
KEPT_FILES: Final = 100  # of rows that a source left out


def check_some(written: Written, source: Source, table: Table) -> None:
    """Raises `SourceError` where not one row could be imported, and none ever was: that is no good run."""
    result = written.result
    taken = result.new + result.changed + result.unchanged + result.repeated
    if result.rejected and not taken and not state.has_imported(written.connection, source.name):
        first = result.rejects[0]
        raise SourceError(
            f"{table.source}: none of its {result.rejected:,} rows can be imported, and nothing of it ever was. The "
            f"first, {table.unit} {first.line}: {_said(first)}.{_words(result)}"
        )


def refused(table: Table, result: ImportResult, *, others_wait: bool) -> str:
    """Why nothing of a table was written, and what to write into the file of sources if that is right."""
    first = result.rejects[0]
    asked = "".join(f' If that is right: accept = ["{each.asks}"].' for each in result.questions)
    kept = f" They are in {result.rejects_file}, with reasons." if result.rejects_file else ""
    waits = " Files after it wait, so that none is overtaken." if others_wait else ""
    return (
        f"{table.source}: {result.rejected:,} of its rows can't be imported, so that none was. The first, "
        f"{table.unit} {first.line}: {_said(first)}.{asked}{_words(result)}{kept} Mend them, or import the others with "
        f"skip_bad = true.{waits}"
    )


def _said(reject: RejectedRow) -> str:
    """What is wrong with a row: `status “Pending” is none of …`."""
    value = f" “{shorten(reject.value, LONGEST_VALUE, placeholder='…')}”" if reject.value.strip() else ""
    return f"{reject.column}{value} {reject.reason}"


def _words(result: ImportResult) -> str:
    """How it is said what words mean that a column doesn't know, the most frequent first."""
    if not result.odd_words:
        return ""
    first = max(result.odd_words, key=lambda each: each.rows)
    words = [each.word for each in result.odd_words if each.field == first.field][:MOST_WORDS]
    pairs = ", ".join(f"{json.dumps(word, ensure_ascii=False)} = {json.dumps(first.values[0])}" for word in words)
    return (
        f" What they mean is said so, each with the value that is right: values = {{ {first.field} = {{ {pairs} }} }}."
    )


def rejects_file(source: Source, folder: Path, now: datetime) -> Path:
    """Where rejected rows go: into a file of the source alone, which the next run writes anew; those that are left out
    for good, as the next run reads only what changed, into one of that moment.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if source.skip_bad and not source.is_full:
        for old in sorted(folder.glob(f"{source.name}.*.csv"))[: -KEPT_FILES + 1]:
            old.unlink(missing_ok=True)
        return folder / f"{source.name}.{now.astimezone(UTC):%Y-%m-%d.%H%M%S}.csv"
    path = folder / f"{source.name}.csv"
    path.unlink(missing_ok=True)
    return path
