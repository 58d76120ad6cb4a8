"""Rows of usage that say what they said when they were imported last, as accounts/importing/imported_rows.py has it.

The fingerprint stands in the row that came of it, mixed with what it was read by, so that in another context it is that
of no row. Only a row that is all of a day's use of a feature has one, of an account that it says by its id:

- A trigger takes it where the figures of a row change but not it, and where an account gets another id.
- The same row twice in a file, or another of the same day and feature, has to be added to it: all are compared then.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from accounts.importing.row_memory import CompareAllError, RowMemory, StoredRows, hashed
from accounts.importing.staging import Stage
from accounts.importing.upsert import same_row
from store.connection import Connection

MOST: Final = 2_000_000  # rows of usage in a store that are remembered: their fingerprints are in memory together


@dataclass(slots=True)
class UsageMemory(RowMemory):
    """The memory of rows of usage."""

    _salt: int = 0

    def context(self, connection: Connection) -> str:  # noqa: ARG002 - whose use it is, is said by an id
        return self.rules

    def load(self, connection: Connection, layout: int, since: int) -> StoredRows | None:  # noqa: ARG002
        import numpy as np

        kept = f"SELECT fingerprint FROM usage WHERE fingerprint IS NOT NULL LIMIT {MOST + 1}"
        (found,) = connection.integer_columns(("fingerprint",), kept)
        self._salt = self._salted(since)
        return StoredRows(np.arange(len(found)), found ^ self._salt) if 0 < len(found) <= MOST else None

    def count_known(self, connection: Connection) -> None:
        RowMemory.count_known(self, connection)
        if self.repeated:
            raise CompareAllError

    def check_apart(self, stage: Stage) -> None:
        if not self.known or not self.stored:
            return
        rows = f"SELECT t.fingerprint FROM import_row s CROSS JOIN usage t WHERE {same_row(stage)}"
        staged = {mark ^ self._salt for (mark,) in stage.connection.execute(rows) if mark is not None}
        if not staged.isdisjoint(self.stored.fingerprints[self.stored.found].tolist()):
            raise CompareAllError

    def begin(self, connection: Connection, import_id: int) -> None:
        query = "SELECT since FROM imported_layout WHERE header = ? AND context = ?"
        found = connection.execute(query, (self.header, self.context(connection))).fetchone()
        self._salt = self._salted(found[0] if found else import_id)

    def keep_first(self, marks: Sequence[int | None]) -> dict[str, list[int | None]]:
        return {"fingerprint": [mark ^ self._salt if mark else None for mark in marks]}

    def write_first(self, connection: Connection) -> None:
        if not _are_too_many(connection):
            self.write_layout(connection)

    def write_staged(self, stage: Stage) -> None:
        if _are_too_many(stage.connection):
            stage.connection.execute("DELETE FROM imported_layout WHERE header = ?", (self.header,))
            return
        _, since = self.write_layout(stage.connection)
        if self.stage_marks(stage, self._salted(since)):
            stage.connection.execute(
                f"""WITH s AS MATERIALIZED (
                    SELECT s.*, m.mark FROM import_mark m CROSS JOIN import_row s CROSS JOIN account a
                    WHERE s.line = m.line AND a.id = s.account_id AND a.key = s.said)
                UPDATE usage AS t SET fingerprint = s.mark FROM s WHERE {same_row(stage)}"""
            )

    def _salted(self, since: int) -> int:
        mixed = hashed((self.header, self.rules, since)).encode()
        return int.from_bytes(blake2b(mixed, digest_size=8).digest(), "little", signed=True)


def _are_too_many(connection: Connection) -> bool:
    rows = connection.execute(f"SELECT count(*) FROM (SELECT 1 FROM usage LIMIT {MOST + 1}) AS x").fetchone()[0]
    return int(rows) > MOST
