"""Files with words in them, as records: tables of other tools, Markdown pages with tables, and our own TOML."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from accounts.readers.open_table import open_table
from accounts.values.spreadsheet_cells import UNCALCULATED, UncalculatedFormula, unescape_cell
from curation import CurationError
from curation.importing.columns import cell_text, fields_of
from curation.importing.plan import Record
from glossary.entries import read_entries

_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_CELL = re.compile(r"(?<!\\)\|")
MARKDOWN = frozenset({".md", ".markdown"})


def read_records(path: Path, sheet: str = "") -> tuple[list[Record], list[str]]:
    """The words of a file or a folder, and the columns that say nothing of a word.

    Raises `CurationError` where there are none, and `ImportFileError` for a file that can't be read.
    """
    if path.is_dir() or path.suffix == ".toml":
        return _from_toml(path), []
    if path.suffix.casefold() in MARKDOWN:
        return _from_markdown(path)
    return _from_own_json(path) or _from_table(path, sheet)


def _from_toml(path: Path) -> list[Record]:
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files:
        raise CurationError(f"There are no .toml files in {path}: name a file of another form by itself.")
    entries, problems = read_entries(files, "word")
    if problems:
        raise CurationError(str(problems[0]))
    return [
        Record(
            f"{entry.path.name}:{entry.line()}",
            {**({} if entry.is_overlay else {"category": _category(entry.path)}), **entry.table, "id": entry.id},
            {},
        )
        for entry in entries
    ]


def _category(path: Path) -> str:
    from curation.exporting import UNSORTED

    return "" if path.stem == UNSORTED else path.stem


def _from_own_json(path: Path) -> tuple[list[Record], list[str]] | None:
    """The words of a file that we wrote, whose lists are lists; None for any other."""
    if path.suffix.casefold() != ".json":
        return None
    try:
        rows = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError:
        return None
    if not isinstance(rows, list) or not all(isinstance(row, dict) and {"id", "kind"} <= row.keys() for row in rows):
        return None
    return [Record(f"record {number}", row, {}) for number, row in enumerate(rows, 1)], []


def _from_table(path: Path, sheet: str) -> tuple[list[Record], list[str]]:
    with open_table(path, sheet=sheet) as table:
        fields = _known(table.header)
        unit, rows = table.unit, [(place, list(cells)) for place, cells in table]
    headers = {field: table.header[at] for at, field in fields.items()}
    records = [
        Record(f"{unit} {place}", _texts([_as_meant(cell) for cell in cells], fields), headers) for place, cells in rows
    ]
    return records, [name for at, name in enumerate(table.header) if at not in fields and name]


def _as_meant(cell: object) -> object:
    """A cell without the apostrophe that keeps a spreadsheet from running it."""
    if isinstance(cell, UncalculatedFormula):
        raise CurationError(f"“{cell}” {UNCALCULATED}.")
    return unescape_cell(cell) if isinstance(cell, str) else cell


def _texts(cells: Sequence[object], fields: Mapping[int, str]) -> dict[str, str]:
    return {field: cell_text(cells[at]) for at, field in fields.items() if at < len(cells)}


def _known(header: list[str]) -> dict[int, str]:
    fields = fields_of(header)
    if not {"name", "id"} & set(fields.values()):
        raise CurationError(f"No column is known for a term: {', '.join(header[:8])[:200]}. Call it Term, and Meaning.")
    return fields


def _from_markdown(path: Path) -> tuple[list[Record], list[str]]:
    """The rows of every table of a page that has a column for a term."""
    records: list[Record] = []
    ignored: list[str] = []
    for header, rows in _tables(_text_of(path)):
        fields = fields_of(header)
        if "name" not in fields.values():
            continue
        ignored += [name for at, name in enumerate(header) if at not in fields and name]
        headers = {field: header[at] for at, field in fields.items()}
        records += [Record(f"line {line}", _texts(cells, fields), headers) for line, cells in rows]
    if not records:
        raise CurationError(f"{path.name} has no table with a column for a term, such as | Term | Meaning |.")
    return records, ignored


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise CurationError(f"{path.name} isn’t in UTF-8: save it in that encoding, and import it again.") from error


def _tables(text: str) -> Iterator[tuple[list[str], list[tuple[int, list[str]]]]]:
    """The header and the rows of each table, with the line of each row."""
    lines = text.splitlines()
    at = 0
    while at < len(lines) - 1:
        if "|" in lines[at] and "|" in lines[at + 1] and _RULE.match(lines[at + 1]):
            header, rows, at = _cells(lines[at]), [], at + 2
            while at < len(lines) and "|" in lines[at]:
                rows.append((at + 1, _cells(lines[at])))
                at += 1
            yield header, rows
        at += 1


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in _CELL.split(line.strip().removeprefix("|").removesuffix("|"))]
