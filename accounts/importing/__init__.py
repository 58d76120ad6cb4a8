"""Importing what people really have: a table becomes checked rows, and those new, changed or unchanged ones."""

from accounts.importing.history import ImportRecord, UndoPreview, entries, preview_undo, undo
from accounts.importing.model import ImportContext, ImportResult, Options, Progress, RejectedRow, ValueChange
from accounts.importing.pipeline import run_import
from accounts.importing.planning import UnconfirmedError, forget_mapping, saved_mapping

__all__ = [
    "ImportContext",
    "ImportRecord",
    "ImportResult",
    "Options",
    "Progress",
    "RejectedRow",
    "UnconfirmedError",
    "UndoPreview",
    "ValueChange",
    "entries",
    "forget_mapping",
    "preview_undo",
    "run_import",
    "saved_mapping",
    "undo",
]
