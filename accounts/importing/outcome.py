"""What came of an import."""

from dataclasses import dataclass
from pathlib import Path

SHOWN = 20  # rejected rows, and changed ones, that an outcome holds; the file of rejects has all


@dataclass(frozen=True, slots=True, order=True)
class Reject:
    """A row that can't be imported: the line it begins on, the column at fault, the cell and the reason."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Change:
    """A value that an import changes, in the store's own form: `what` is the row's key or name."""

    what: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The rows of a file by what became of them. Unless `written`, the store is as it was.

    `repeated` rows say what an earlier row of the file said. The first rejects and changes are shown; `notes` say what
    was assumed.
    """

    kind: str
    source: str
    unit: str
    dry_run: bool
    written: bool = False
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    repeated: int = 0
    rejected: int = 0
    rejects: tuple[Reject, ...] = ()
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    rejects_file: Path | None = None
    import_id: int | None = None
