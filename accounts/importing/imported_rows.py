"""Rows of accounts that say what they said when they were imported last: they are neither checked nor compared again.

Of each row of a long file with ids the store keeps a fingerprint, with its account: of the text that it is in the file,
or of its cells where the file is no text. It counts as long as the row would say the same, and the account is what the
row made of it:

- The header and whatever else rows are read by is the context of all of them: the rules of this program, the options,
  how dates and numbers are written in their columns, and the owners and segments of the store. In another context none
  counts. Columns in which no row says how, as of dates that begin with a year, are kept as `silent`: they aren't gone
  through before the rows are read, and each row that is read is held against it.
- A trigger of the store forgets the rows of an account that changes or goes, whoever changes it.
- A row of which anything was noted is never kept, nor one that the day, a person or an alias has a say in (`_SETTLED`).

What other rows of a file have to do with them is looked at once the others are compared: `CompareAllError` is raised
where that can't be told without comparing all of them.
"""

import json
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from accounts.importing.planning import ImportPlan
from accounts.importing.segments import known_segments
from accounts.importing.staging import AT_ONCE, Stage
from accounts.kinds import Field
from accounts.readers import MarkedRows, Table
from accounts.values import says_how
from store.connection import Connection

if TYPE_CHECKING:
    from store.connection import IntegerColumn

FEWEST: Final = 2_000  # rows of a file that is worth it
_LAYOUTS: Final = 4  # headers whose rows are kept, those used last
_NONE: Final = 0  # in place of the fingerprint of a row that isn't kept
_READ_BY: Final = ("columns", "importing", "kinds", "money", "readers", "values")  # folders with what rows are read by
_OWNERS: Final = "SELECT id, key, name, email, slack_user, manager FROM owner ORDER BY id"
_SETTLED: Final = """(t.churned_on IS NULL OR t.churned_on <= :today)
AND (t.segment IS NULL OR t.segment IN (SELECT CAST(value AS text) FROM json_each(:segments)))
AND NOT EXISTS (SELECT 1 FROM account_ownership w WHERE w.account_id = t.id)"""


class CompareAllError(Exception):
    """What rows in the store already have to do with others of the file can't be told: all have to be compared."""


class StoredRows:
    """The fingerprints of rows that the store has, with their accounts, and which of them a file has as well."""

    def __init__(self, accounts: "IntegerColumn", fingerprints: "IntegerColumn") -> None:
        import numpy as np  # what an answer costs, and long files alone have use for it

        in_order = accounts.argsort(kind="stable")
        self.accounts, self.fingerprints = accounts[in_order], fingerprints[in_order]
        self._by_fingerprint = self.fingerprints.argsort()
        self._sorted = self.fingerprints[self._by_fingerprint]
        self._next = 0  # the row that is expected: accounts mostly come in the order in which they came first
        self.found = np.zeros(len(accounts), np.bool_)
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
class RowMemory:
    """What is known of the rows of a file, and what is to be kept of them.

    `header` and `rules` stand for how it is read, `silent` are columns that don't say how they are written, which was
    `assumed` of some before any row was read. `stored` are rows in the store, `_state` what they were read at. The
    accounts of those that the file has are `known`, and more rows of it `repeated` one of them.
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
    _state: tuple[int, int] = (0, 0)
    _places: "array[int]" = field(default_factory=lambda: array("q"))
    _marks: "array[int]" = field(default_factory=lambda: array("q"))

    def recall(self, connection: Connection) -> None:
        """Looks up which rows are in the store already, if they still count."""
        self._context = _context(connection, self.rules)
        query = "SELECT id FROM imported_layout WHERE header = ? AND context = ? AND day <= ?"
        layout = connection.execute(query, (self.header, self._context, self.today.isoformat())).fetchone()
        if layout is not None:
            self._state = _state(connection)
            rows = "SELECT account_id, fingerprint FROM imported_row WHERE layout_id = ?"
            columns = connection.integer_columns(("account_id", "fingerprint"), rows, layout)
            self.stored = StoredRows(*columns) if len(columns[0]) else None

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
        """Settles which accounts are `known`, and how many more rows are `repeated`, at the start of what is written.

        Raises `CompareAllError` where others have written since the rows were looked up.
        """
        if self.stored is None or not self.stored.rows:
            return
        if _state(connection) != self._state:
            raise CompareAllError
        self.known = self.stored.accounts[self.stored.found].tolist()
        self.repeated = self.stored.rows - len(self.known)

    def check_context(self, connection: Connection) -> None:
        """Raises `CompareAllError` where the owners or segments aren't those that the known rows were kept with."""
        if self.known and _context(connection, self.rules) != self._context:
            raise CompareAllError

    def check_apart(self, stage: Stage) -> None:
        """Raises `CompareAllError` where a staged row is one of the accounts that other rows are known to be."""
        rows = "SELECT t.id FROM import_row s CROSS JOIN account t WHERE t.key = s.key"
        if self.known and not {id_ for (id_,) in stage.connection.execute(rows)}.isdisjoint(self.known):
            raise CompareAllError

    def keep(self, marks: Sequence[int | None], places: Sequence[int] = ()) -> None:
        """Takes down the fingerprints of rows that were checked, to be written once their accounts are."""
        self._marks.extend(mark or _NONE for mark in marks)
        self._places.extend(places)

    def write_first(self, connection: Connection) -> None:
        """Writes the fingerprints of the first accounts: their ids go up in the order of the rows."""
        first, last = connection.execute("SELECT min(id), max(id) FROM account").fetchone()
        if last - first + 1 != len(self._marks):
            return
        layout = self._write_layout(connection)
        kept = ((id_, layout, mark) for id_, mark in enumerate(self._marks, first) if mark != _NONE)
        while some := list(islice(kept, AT_ONCE)):
            connection.insert_many("imported_row", ("account_id", "layout_id", "fingerprint"), some)
        connection.execute(
            f"""DELETE FROM imported_row WHERE layout_id = :layout
            AND account_id IN (SELECT t.id FROM account t WHERE NOT ({_SETTLED}))""",
            {"layout": layout, **self._settled(connection)},
        )

    def write_staged(self, stage: Stage) -> None:
        """Writes the fingerprints of rows that were staged, beside those that the store has."""
        connection = stage.connection
        layout = self._write_layout(connection)
        rows = [(place, mark) for place, mark in zip(self._places, self._marks, strict=True) if mark != _NONE]
        if not rows:
            return
        connection.execute("CREATE TEMP TABLE import_mark (line INTEGER PRIMARY KEY, mark INTEGER)")
        connection.insert_many("import_mark", ("line", "mark"), rows)
        connection.analyze("import_mark")
        named = "AND s.line NOT IN (SELECT line FROM import_alias)" if connection.columns("import_alias") else ""
        connection.execute(
            f"""INSERT INTO imported_row (account_id, layout_id, fingerprint)
            SELECT t.id, :layout, m.mark FROM import_mark m CROSS JOIN import_row s CROSS JOIN account t
            WHERE s.line = m.line AND t.key = s.key AND {_SETTLED} {named} ORDER BY m.line
            ON CONFLICT (account_id, layout_id) DO UPDATE SET fingerprint = excluded.fingerprint""",
            {"layout": layout, **self._settled(connection)},
        )

    def _settled(self, connection: Connection) -> dict[str, str]:
        """What tells the rows that may be kept."""
        spelled = sorted(known_segments(connection).spellings.values())
        return {"today": self.today.isoformat(), "segments": json.dumps(spelled)}

    def _write_layout(self, connection: Connection) -> int:
        """The id of the header; rows that were kept of it in another context are forgotten."""
        run, day, context = connection.execute, self.today.isoformat(), _context(connection, self.rules)
        found = run("SELECT id, context, day, silent FROM imported_layout WHERE header = ?", (self.header,)).fetchone()
        if found is None:
            insert = "INSERT INTO imported_layout (header, context, day, silent) VALUES (?, ?, ?, ?) RETURNING id"
            layout: int = run(insert, (self.header, context, day, json.dumps([*self.silent]))).fetchone()[0]
            _forget_oldest(connection, layout)
            return layout
        layout, before, last, silent = found
        if before == context:
            silent = json.dumps([at for at in json.loads(silent) if at in self.silent])
        else:
            run("DELETE FROM imported_row WHERE layout_id = ?", (layout,))
            silent = json.dumps([*self.silent])
        update = "UPDATE imported_layout SET context = ?, day = ?, silent = ? WHERE id = ?"
        run(update, (context, max(day, last), silent, layout))
        return layout


def _forget_oldest(connection: Connection, layout: int) -> None:
    """Forgets the headers used longest ago, but for a new one."""
    others = "SELECT id FROM imported_layout WHERE id <> ? ORDER BY day DESC, id DESC"
    for old in connection.execute(others, (layout,)).fetchall()[_LAYOUTS - 1 :]:
        connection.execute("DELETE FROM imported_row WHERE layout_id = ?", old)
        connection.execute("DELETE FROM imported_layout WHERE id = ?", old)


def silent_columns(connection: Connection, table: Table) -> frozenset[int]:
    """The columns of a file in which no row of the store says how it is written, as far as its header was kept."""
    query = "SELECT silent FROM imported_layout WHERE header = ?"
    found = connection.execute(query, (_header(table),)).fetchone()
    return frozenset(json.loads(found[0])) if found else frozenset()


def memory_of(plan: ImportPlan, table: Table, today: date) -> RowMemory | None:
    """The memory of the rows of a file; None of one that is short, of another kind or without ids."""
    if plan.kind.table != "account" or "key" not in plan.positions or plan.sampled < FEWEST:
        return None
    read_by = (plan.positions, plan.conventions, plan.kind, plan.currency, sorted(plan.accept))
    fields = {at: plan.kind[name] for name, at in plan.positions.items() if at in plan.silent}
    return RowMemory(_header(table), _hash((_program(), read_by)), today, fields, plan.assumed)


def _header(table: Table) -> str:
    return _hash((table.form, table.header))


def _context(connection: Connection, rules: str) -> str:
    """What rows are read by."""
    segments = sorted(known_segments(connection).spellings.items())
    return _hash((rules, segments, connection.execute(_OWNERS).fetchall()))


def _state(connection: Connection) -> tuple[int, int]:
    """What changes whenever rows are forgotten, or written by another import."""
    query = "SELECT (SELECT count(*) FROM imported_row), (SELECT coalesce(max(id), 0) FROM import)"
    rows, imports = connection.execute(query).fetchone()
    return rows, imports


def _hash(value: object) -> str:
    return blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@cache
def _program() -> str:
    """What the program reads rows by."""
    found = blake2b(sys.version.encode(), digest_size=16)
    package = Path(__file__).parent.parent
    for folder in _READ_BY:
        for path in sorted((package / folder).rglob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()
