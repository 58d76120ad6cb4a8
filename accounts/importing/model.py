"""Options, context and result of an import."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from accounts.doubts import Accepted
from accounts.limits import UNLIMITED, Limits
from accounts.values import Dates, Decimals
from store.connection import Connection

Progress = Callable[[int], None]  # called now and then with how far a table has been read


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the person who imports decides. `columns` maps headers to fields; empty values mean “find out”.

    `currency` is that of amounts which name none, `currency_said` whether somebody said it of this file. `tool` is
    where the file's ids are from: None is the one that files with these columns came from before. `words` say by field
    what a word means, an empty one nothing. `accept` is what would be asked about. `rejects` is the file that rejected
    rows go to.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    dates: Dates = ""
    decimals: Decimals = ""
    currency: str = "USD"
    currency_said: bool = False
    survey: str = ""
    tool: str | None = None
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    accept: frozenset[Accepted] = frozenset()
    accept_guesses: bool = False
    skip_bad: bool = False
    dry_run: bool = False
    rejects: Path | None = None
    progress: Progress | None = None


@dataclass(frozen=True, slots=True)
class ImportContext:
    """Who imports, and when: `now` is an instant in UTC, `today` the local date that statuses are judged by.

    `record` is called in the transaction that writes the rows, as its last step, for what is kept or lost with them.
    """

    by: str
    now: datetime
    today: date
    record: "Record | None" = None
    limits: Limits = UNLIMITED


SHOWN = 20  # rejected rows, and changed ones, that an outcome holds; the file of rejects has all


@dataclass(frozen=True, slots=True, order=True)
class RejectedRow:
    """A row that can't be imported: the line it begins on, the column at fault, the cell and the reason.

    `asks` is what a person may accept, empty where the row is at fault whatever anybody says.
    """

    line: int
    column: str
    value: str
    reason: str
    asks: Accepted | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What a person may accept of how many rows, the first of them at a line."""

    asks: Accepted
    rows: int
    line: int


@dataclass(frozen=True, slots=True)
class OddWord:
    """A word that a column of few words doesn't know, of how many rows, and the values that a person may give it."""

    field: str
    header: str
    word: str
    rows: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    """The account that may be meant by what a file says: a person may confirm that, as an alias."""

    said: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class ValueChange:
    """A value that an import changes, in the store's own form: `what` is the row's key or name."""

    what: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Quality:
    """Of how many customers in the store what is known, in percent, and the newest day of what is old."""

    customers: int
    known: Mapping[str, int]
    old: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """The result of an import: the rows of the file by outcome. Unless `written`, the store is as it was.

    `repeated` rows say what an earlier row of the file said. The first rejects and changes are shown; `questions` are
    those of rejects that a person may accept, and `notes` say what was assumed.
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
    rejects: tuple[RejectedRow, ...] = ()
    questions: tuple[Question, ...] = ()
    odd_words: tuple[OddWord, ...] = ()
    meant: tuple[Meant, ...] = ()
    changes: tuple[ValueChange, ...] = ()
    notes: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    rejects_file: Path | None = None
    import_id: int | None = None
    quality: Quality | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """Rows that an import has just written, in its transaction that is still open.

    `rows` is the SQL of the ids that the rows of the file have in the table of their kind, changed or not; `result` is
    what will be reported.
    """

    connection: Connection
    rows: str
    result: ImportResult


Record = Callable[[Written], None]  # what is kept or lost with the rows of an import; what it raises takes them back
