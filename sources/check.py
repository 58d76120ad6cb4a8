"""Trying a source without writing anything: whether it can be read, and what its first rows would become."""

from contextlib import closing
from dataclasses import dataclass, replace

from accounts.errors import AccountsError
from accounts.importing.row_preview import RowPreview, preview_rows
from sources.model import FetchContext, Source
from sources.run import SyncContext, import_options, source_fault
from sources.setting_words import in_settings

SHOWN = 3  # rows


@dataclass(frozen=True, slots=True)
class SourceCheck:
    """What came of trying a source: its `fault`, empty where there is none, and what rows of which table would be."""

    source: str
    kind: str
    place: str
    fault: str = ""
    table: str = ""
    preview: RowPreview | None = None


def check_source(source: Source, context: SyncContext) -> SourceCheck:
    """Reads the beginning of a source. What can't be read is in the result."""
    fetching = FetchContext(now=context.clock(), secrets=context.secrets, sleep=context.sleep, sample=True)
    try:
        with closing(source.fetch(fetching)) as found:
            fetched = next(iter(found), None)
            if fetched is None or fetched.table is None:
                return _result(source, "it has nothing to read yet")
            with fetched.table as table:
                if next(iter(table), None) is None:
                    return _result(source, f"it gave no rows, only columns: {', '.join(table.header)[:200]}")
                options = import_options(source, context, dry_run=True)
                rows = preview_rows(context.store, source.kind, table, options, SHOWN)
                preview = replace(rows, notes=tuple(map(in_settings, rows.notes)))
                return SourceCheck(source.name, source.kind, source.place, table=table.source, preview=preview)
    except AccountsError as error:
        return _result(source, source_fault(error, source))


def _result(source: Source, fault: str) -> SourceCheck:
    return SourceCheck(source.name, source.kind, source.place, fault.removeprefix(f"{source.name}: "))
