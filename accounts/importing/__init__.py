"""Importing what people really have: a table becomes checked rows, and those new, changed or unchanged ones."""

from accounts.importing.log import Entry, entries
from accounts.importing.options import Occasion, Options, Progress
from accounts.importing.outcome import Change, Outcome, Reject
from accounts.importing.planning import UnconfirmedError, forget, remembered
from accounts.importing.running import run
from accounts.importing.undoing import Undoing, preview, undo

__all__ = [
    "Change",
    "Entry",
    "Occasion",
    "Options",
    "Outcome",
    "Progress",
    "Reject",
    "UnconfirmedError",
    "Undoing",
    "entries",
    "forget",
    "preview",
    "remembered",
    "run",
    "undo",
]
