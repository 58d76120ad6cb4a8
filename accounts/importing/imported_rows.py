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
from datetime import date
from functools import cache
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Final

from accounts.importing.imported_usage import UsageMemory
from accounts.importing.planning import ImportPlan
from accounts.importing.row_memory import NONE, CompareAllError, RowMemory, StoredRows, hashed
from accounts.importing.segments import known_segments
from accounts.importing.staging import AT_ONCE, Stage
from accounts.readers import Table
from store.connection import Connection

FEWEST: Final = 2_000  # rows of a file that is worth it
_READ_BY: Final = ("columns", "importing", "kinds", "money", "readers", "values")  # folders with what rows are read by
_OWNERS: Final = "SELECT id, key, name, email, slack_user, manager FROM owner ORDER BY id"
_SETTLED: Final = """(t.churned_on IS NULL OR t.churned_on <= :today)
AND (t.segment IS NULL OR t.segment IN (SELECT CAST(value AS text) FROM json_each(:segments)))
AND NOT EXISTS (SELECT 1 FROM account_ownership w WHERE w.account_id = t.id)"""


class AccountMemory(RowMemory):
    """The memory of rows of accounts: of each header the store has a fingerprint of every account."""

    def context(self, connection: Connection) -> str:
        segments = sorted(known_segments(connection).spellings.items())
        return hashed((self.rules, segments, connection.execute(_OWNERS).fetchall()))

    def load(self, connection: Connection, layout: int, since: int) -> StoredRows | None:  # noqa: ARG002
        rows = "SELECT account_id, fingerprint FROM imported_row WHERE layout_id = ?"
        columns = connection.integer_columns(("account_id", "fingerprint"), rows, (layout,))
        return StoredRows(*columns) if len(columns[0]) else None

    def check_apart(self, stage: Stage) -> None:
        rows = "SELECT t.id FROM import_row s CROSS JOIN account t WHERE t.key = s.key"
        if self.known and not {id_ for (id_,) in stage.connection.execute(rows)}.isdisjoint(self.known):
            raise CompareAllError

    def write_first(self, connection: Connection) -> None:
        first, last = connection.execute("SELECT min(id), max(id) FROM account").fetchone()
        if last - first + 1 != len(self._marks):
            return
        layout, _ = self.write_layout(connection)
        kept = ((id_, layout, mark) for id_, mark in enumerate(self._marks, first) if mark != NONE)
        while some := list(islice(kept, AT_ONCE)):
            connection.insert_many("imported_row", ("account_id", "layout_id", "fingerprint"), some)
        connection.execute(
            f"""DELETE FROM imported_row WHERE layout_id = :layout
            AND account_id IN (SELECT t.id FROM account t WHERE NOT ({_SETTLED}))""",
            {"layout": layout, **self._settled(connection)},
        )

    def write_staged(self, stage: Stage) -> None:
        connection = stage.connection
        layout, _ = self.write_layout(connection)
        if not self.stage_marks(stage):
            return
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


MEMORIES: Final[dict[str, tuple[type[RowMemory], str]]] = {
    "account": (AccountMemory, "key"),
    "usage": (UsageMemory, "account"),
}
"""By table, how its rows are remembered, and the field that files of them need for it."""


def silent_columns(connection: Connection, kind: str, table: Table) -> frozenset[int]:
    """The columns of a file in which no row of the store says how it is written, as far as its header was kept."""
    query = "SELECT silent FROM imported_layout WHERE header = ?"
    found = connection.execute(query, (_header(kind, table),)).fetchone()
    return frozenset(json.loads(found[0])) if found else frozenset()


def memory_of(plan: ImportPlan, table: Table, today: date) -> RowMemory | None:
    """The memory of the rows of a file; None of one that is short, of another kind or without ids."""
    memory, needed = MEMORIES.get(plan.kind.table, (None, ""))
    if memory is None or needed not in plan.positions or plan.sampled < FEWEST:
        return None
    read_by = (plan.positions, plan.conventions, plan.kind, plan.currency, sorted(plan.accept))
    fields = {at: plan.kind[name] for name, at in plan.positions.items() if at in plan.silent}
    return memory(_header(plan.kind.name, table), hashed((_program(), read_by)), today, fields, plan.assumed)


def _header(kind: str, table: Table) -> str:
    return hashed((kind, table.form, table.header))


@cache
def _program() -> str:
    """What the program reads rows by."""
    found = blake2b(sys.version.encode(), digest_size=16)
    package = Path(__file__).parent.parent
    for folder in _READ_BY:
        for path in sorted((package / folder).rglob("*.py")):
            found.update(path.read_bytes())
    return found.hexdigest()
