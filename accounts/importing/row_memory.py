"""What is remembered of the rows of a long file, whatever they are of: accounts/importing/imported_rows.py says why."""

import json
from abc import ABC, abstractmethod
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from accounts.importing.staging import Stage
from accounts.kinds import Field
from accounts.readers import MarkedRows
from accounts.values import says_how
from store.connection import Connection

if TYPE_CHECKING:
    from store.connection import IntegerColumn

_LAYOUTS: Final = 4  # headers whose rows are kept, those used last
NONE: Final = 0  # in place of the fingerprint of a row that isn't kept
_STATE: Final = """SELECT (SELECT count(*) FROM imported_row), (SELECT coalesce(max(id), 0) FROM import),
(SELECT count(*) FROM import WHERE undone_at IS NOT NULL)"""


class CompareAllError(Exception):
    """What rows in the store already have to do with others of the file can't be told: all have to be compared."""


class StoredRows:
    """The fingerprints of rows that the store has, with what they are by, and which of them a file has as well."""

    def __init__(self, ids: "IntegerColumn", fingerprints: "IntegerColumn") -> None:
        import numpy as np  # what an answer costs, and long files alone have use for it

        in_order = ids.argsort(kind="stable")
        self.ids, self.fingerprints = ids[in_order], fingerprints[in_order]
        self._by_fingerprint = self.fingerprints.argsort()
        self._sorted = self.fingerprints[self._by_fingerprint]
        self._next = 0  # the row that is expected: they mostly come in the order in which they came first
        self.found = np.zeros(len(ids), np.bool_)
        self.rows = 0

    def find(self, marks: "IntegerColumn") -> "IntegerColumn":
        """Where each of the fingerprints is, −1 for one that isn't there."""
        import numpy as np

        at = np.arange(self._next, self._next + len(marks))
        expected = self.fingerprints[self._next : self._next + len(marks)]
        others = np.flatnonzero(marks[: len(expected)] != expected)
        others = np.append(others, np.arange(len(expected), len(marks)))
        if len(others):
            nearest = np.minimum(self._sorted.searchsorted(marks[others]), len(self._sorted) - 1)
            found = self._sorted[nearest] == marks[others]
            at[others] = np.where(found, self._by_fingerprint[nearest], -1)
        return at

    def pass_over(self, rows: "IntegerColumn") -> None:
        """Counts rows that a file has."""
        if len(rows):
            self.found[rows] = True
            self._next = int(rows[-1]) + 1
            self.rows += len(rows)


@dataclass(slots=True)
class RowMemory(ABC):
    """What is known of the rows of a file, and what is to be kept of them.

    `header` and `rules` stand for how it is read, `silent` are columns that don't say how they are written, which was
    `assumed` of some before any row was read. `stored` are rows in the store, `_state` what they were read at. Those of
    them that the file has are `known`, by their ids, and more rows of it `repeated` one of them.
    """

    header: str
    rules: str
    today: date
    silent: dict[int, Field]
    assumed: frozenset[int]
    stored: StoredRows | None = None
    known: Sequence[int] = ()
    repeated: int = 0
    _context: str = ""
    _state: object = None
    _places: "array[int]" = field(default_factory=lambda: array("q"))
    _marks: "array[int]" = field(default_factory=lambda: array("q"))

    def recall(self, connection: Connection) -> None:
        """Looks up which rows are in the store already, if they still count."""
        self._context = self.context(connection)
        query = "SELECT id, since FROM imported_layout WHERE header = ? AND context = ? AND day <= ?"
        layout = connection.execute(query, (self.header, self._context, self.today.isoformat())).fetchone()
        if layout is not None:
            self._state = connection.execute(_STATE).fetchone()
            self.stored = self.load(connection, *layout)

    @abstractmethod
    def context(self, connection: Connection) -> str:
        """What rows are read by."""

    @abstractmethod
    def load(self, connection: Connection, layout: int, since: int) -> StoredRows | None:
        """The rows in the store that were read so, whose context began with an import; None where there are none."""

    def find(self, marks: "IntegerColumn") -> "IntegerColumn":
        """Which row of the store each of the fingerprints is of, −1 for one that isn't known to be there."""
        import numpy as np

        return self.stored.find(marks) if self.stored else np.full(len(marks), -1)

    def pass_over(self, rows: "IntegerColumn") -> None:
        """Counts rows that the store has already."""
        if self.stored:
            self.stored.pass_over(rows)

    def check_silence(self, rows: MarkedRows) -> None:
        """Finds columns of rows that weren't known which say how they are written after all.

        Raises `CompareAllError` where the rows were read as if the column didn't.
        """
        for at, field_ in list(self.silent.items()):
            if says_how(field_, [cells[at] for cells in rows.cells]):
                if at in self.assumed:
                    raise CompareAllError
                del self.silent[at]

    def count_known(self, connection: Connection) -> None:
        """Settles which rows are `known`, and how many more rows are `repeated`, at the start of what is written.

        Raises `CompareAllError` where others have written since the rows were looked up.
        """
        if self.stored is None or not self.stored.rows:
            return
        if connection.execute(_STATE).fetchone() != self._state:
            raise CompareAllError
        self.known = self.stored.ids[self.stored.found].tolist()
        self.repeated = self.stored.rows - len(self.known)

    def check_context(self, connection: Connection) -> None:
        """Raises `CompareAllError` where rows aren't read by what the known ones were kept with."""
        if self.known and self.context(connection) != self._context:
            raise CompareAllError

    @abstractmethod
    def check_apart(self, stage: Stage) -> None:
        """Raises `CompareAllError` where a staged row is the same thing as one that is known."""

    def begin(self, connection: Connection, import_id: int) -> None:  # noqa: B027 - those of accounts need nothing
        """Settles what first rows are kept with."""

    def keep_first(self, marks: Sequence[int | None]) -> dict[str, list[int | None]]:
        """Takes down the fingerprints of first rows, and returns columns that go into the rows themselves."""
        self.keep(marks)
        return {}

    def keep(self, marks: Sequence[int | None], places: Sequence[int] = ()) -> None:
        """Takes down the fingerprints of rows that were checked, to be written once they are."""
        self._marks.extend(mark or NONE for mark in marks)
        self._places.extend(places)

    @abstractmethod
    def write_first(self, connection: Connection) -> None:
        """Writes the fingerprints of the first rows of a table, whose ids go up in the order of the file."""

    @abstractmethod
    def write_staged(self, stage: Stage) -> None:
        """Writes the fingerprints of rows that were staged, beside those that the store has."""

    def stage_marks(self, stage: Stage, salt: int = 0) -> bool:
        """Makes the TEMP table `import_mark` of the fingerprints of staged rows; says whether there are any."""
        rows = [(line, mark ^ salt) for line, mark in zip(self._places, self._marks, strict=True) if mark != NONE]
        if rows:
            stage.connection.execute("CREATE TEMP TABLE import_mark (line INTEGER PRIMARY KEY, mark INTEGER)")
            stage.connection.insert_many("import_mark", ("line", "mark"), rows)
            stage.connection.analyze("import_mark")
        return bool(rows)

    def write_layout(self, connection: Connection) -> tuple[int, int]:
        """The id of the header, and the import that its context began with; rows of another context are forgotten."""
        run, day, context = connection.execute, self.today.isoformat(), self.context(connection)
        query = "SELECT id, context, since, day, silent FROM imported_layout WHERE header = ?"
        found = run(query, (self.header,)).fetchone()
        if found is None:
            since, silent = last_import(connection), json.dumps([*self.silent])
            insert = "INSERT INTO imported_layout (header, context, day, silent, since) VALUES (?, ?, ?, ?, ?)"
            layout: int = run(f"{insert} RETURNING id", (self.header, context, day, silent, since)).fetchone()[0]
            _forget_oldest(connection, layout)
            return layout, since
        layout, before, since, last, silent = found
        if before == context:
            silent = json.dumps([at for at in json.loads(silent) if at in self.silent])
        else:
            run("DELETE FROM imported_row WHERE layout_id = ?", (layout,))
            silent, since = json.dumps([*self.silent]), last_import(connection)
        update = "UPDATE imported_layout SET context = ?, day = ?, silent = ?, since = ? WHERE id = ?"
        run(update, (context, max(day, last), silent, since, layout))
        return layout, since


def last_import(connection: Connection) -> int:
    """The id of the last import: within its transaction, of the one under way."""
    found: int = connection.execute("SELECT coalesce(max(id), 0) FROM import").fetchone()[0]
    return found


def hashed(value: object) -> str:
    """What stands for a value, as far as its `repr` tells."""
    return blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _forget_oldest(connection: Connection, layout: int) -> None:
    """Forgets the headers used longest ago, but for a new one."""
    others = "SELECT id FROM imported_layout WHERE id <> ? ORDER BY day DESC, id DESC"
    for old in connection.execute(others, (layout,)).fetchall()[_LAYOUTS - 1 :]:
        connection.execute("DELETE FROM imported_row WHERE layout_id = ?", old)
        connection.execute("DELETE FROM imported_layout WHERE id = ?", old)
