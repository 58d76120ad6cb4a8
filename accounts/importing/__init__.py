"""Importing what people really have: a table becomes checked rows, and those new, changed or unchanged ones."""

from accounts.importing.aliases import Alias, add_alias, forget_alias, keep_alias, list_aliases
from accounts.importing.column_memory import forget_mapping, saved_mapping
from accounts.importing.history import ImportRecord, UndoPreview, entries, preview_undo, undo
from accounts.importing.model import (
    ImportContext,
    ImportResult,
    Meant,
    OddWord,
    Options,
    Progress,
    Question,
    Record,
    RejectedRow,
    ValueChange,
    Written,
)
from accounts.importing.pipeline import run_import
from accounts.importing.planning import UnconfirmedError
from accounts.importing.tools import UnknownToolError, forget_tools, tools_of
from accounts.importing.value_words import forget_words, saved_words

__all__ = [
    "Alias",
    "ImportContext",
    "ImportRecord",
    "ImportResult",
    "Meant",
    "OddWord",
    "Options",
    "Progress",
    "Question",
    "Record",
    "RejectedRow",
    "UnconfirmedError",
    "UndoPreview",
    "UnknownToolError",
    "ValueChange",
    "Written",
    "add_alias",
    "entries",
    "forget_alias",
    "forget_mapping",
    "forget_tools",
    "forget_words",
    "keep_alias",
    "list_aliases",
    "preview_undo",
    "run_import",
    "saved_mapping",
    "saved_words",
    "tools_of",
    "undo",
]
