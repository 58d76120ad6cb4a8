"""The file of rows that couldn't be imported: as they were, with the reasons, to be mended and imported again.

Its owner alone can read it, and a spreadsheet runs nothing in it.
"""

import csv
import filecmp
import os
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from accounts.errors import ImportFileError
from accounts.importing.model import SHOWN, OddWord, Question, RejectedRow
from accounts.importing.planning import REASON_COLUMN
from accounts.importing.staging import Stage
from accounts.kinds import Kind
from accounts.readers import Row, Table
from accounts.values.cell_readers import NO_CHOICE
from accounts.values.spreadsheet_cells import escape_cell, unescape_cell
from accounts.values.texts import to_text
from store.private_files import open_private


class MendedRejects(Table):
    """A file of rejects that is imported again: what was escaped for spreadsheets in it is read as it was."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.header = [unescape_cell(name) for name in table.header]
        self.source, self.unit, self.notes, self.size = table.source, table.unit, table.notes, table.size

    @property
    def position(self) -> int:
        return self._table.position

    @property
    def sha256(self) -> str:
        return self._table.sha256

    def close(self) -> None:
        self._table.close()

    def __iter__(self) -> Iterator[Row]:
        for place, cells in self._table:
            yield place, [unescape_cell(cell) if isinstance(cell, str) else cell for cell in cells]


def rejected_rows(stage: Stage) -> Iterator[RejectedRow]:
    """What is wrong with rows, by line."""
    rows = stage.connection.execute("SELECT line, header, value, reason, asks FROM import_reject ORDER BY line, id")
    return (
        RejectedRow(line, column, "" if value is None else str(value), reason, asks)
        for line, column, value, reason, asks in rows
    )


def open_questions(stage: Stage) -> tuple[Question, ...]:
    """What a person may accept of the rejected rows."""
    rows = stage.connection.execute(
        "SELECT asks, count(DISTINCT line), min(line) FROM import_reject WHERE asks <> '' GROUP BY asks ORDER BY asks"
    )
    return tuple(Question(*row) for row in rows)


def odd_words(stage: Stage, kind: Kind) -> tuple[OddWord, ...]:
    """The words of rejected rows that a column of few words doesn't know, those of most rows first."""
    fields = {header: field for field, header in stage.headers.items()}
    rows = stage.connection.execute(
        f"""SELECT header, value, count(*) AS rows FROM import_reject WHERE substr(reason, 1, {len(NO_CHOICE)}) = ?
        GROUP BY header, value ORDER BY count(*) DESC, value LIMIT ?""",
        (NO_CHOICE, SHOWN),
    )
    return tuple(
        OddWord(fields[header], header, word, count, tuple(value for value, _ in kind[fields[header]].choices))
        for header, word, count in rows
        if header in fields
    )


def write_rejects(stage: Stage, table: Table, path: Path) -> Path:
    """Writes all rejected rows, and returns the path of the file: no other one is written over.

    Raises `ImportFileError` when that can't be done.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with open_private(part, newline="") as file:
            file.write("\ufeff")  # without this mark Excel takes UTF-8 for something else
            csv.writer(file).writerows(map(escape_cell, row) for row in _rows(stage, table))
        free = _free(path, part)
        os.replace(part, free)  # noqa: PTH105 - a rename that replaces on every system
    except OSError as error:
        raise ImportFileError(
            f"The rejected rows can't be written to {path}: {error.strerror}. Name another file with --rejects."
        ) from error
    return free


def _free(path: Path, part: Path) -> Path:
    """The path, or the next one that isn't taken by other rows: the file of an earlier import may be half mended."""
    numbers = iter(range(2, 10_000))
    free = path
    while free.exists() and not filecmp.cmp(free, part, shallow=False):
        free = path.with_name(f"{path.stem}-{next(numbers)}{path.suffix}")
    return free


def _rows(stage: Stage, table: Table) -> Iterator[list[str]]:
    header = table.header
    at = header.index(REASON_COLUMN) if REASON_COLUMN in header else len(header)
    yield [*header[:at], REASON_COLUMN, *header[at + 1 :]]
    faults = groupby(rejected_rows(stage), key=lambda reject: reject.line)
    line, why = next(faults, (0, iter(())))
    for place, cells in table:
        if place == line:
            reasons = "; ".join(f"{each.column}: {each.reason}".removeprefix(": ") for each in why)
            row = [to_text(cell) for cell in cells]
            yield [*row[:at], reasons, *row[at + (REASON_COLUMN in header) :]]
            line, why = next(faults, (0, iter(())))
