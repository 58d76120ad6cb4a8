"""Rows that a source listed once and doesn't any more: missing for some full lists, then gone; never deleted."""

from dataclasses import dataclass
from datetime import datetime

from accounts.importing import Written
from accounts.kinds import KINDS
from sources.errors import HeldError
from sources.model import Source
from sources.state import SourceClaim
from store.connection import Connection
from store.database import Store
from store.timestamps import from_text, to_text

KEPT_SHARE = (2, 3)  # of its rows an answer may keep without being asked about


def check_size(held: SourceClaim, rows: int) -> None:
    """Raises `HeldError` for a full list that lost more than a third of its rows, unless that was released."""
    before = held.list_rows
    kept, of = KEPT_SHARE
    if before and rows * of < before * kept and not held.released:
        raise HeldError(
            f"{held.source.name} lists {rows:,} rows, and {before:,} before: more than a third is missing. Nothing of "
            f"it was written. If that is right: cs sources release {held.source.name}"
        )


def note_list(written: Written, held: SourceClaim, now: datetime) -> None:
    """Notes which rows a full list has, and counts those missing; in the transaction that wrote them.

    Mostly a list has the rows that it had before: that is told by counting, without writing anything.
    """
    connection, name = written.connection, held.source.name
    listed, known = connection.execute(
        f"""SELECT count(*), count(r.row_id) FROM ({written.rows}) AS l
        LEFT JOIN source_row r ON r.source = ? AND r.row_id = l.id""",
        (name,),
    ).fetchone()
    before, missing = connection.execute(
        "SELECT count(*), coalesce(sum(missing), 0) FROM source_row WHERE source = ?", (name,)
    ).fetchone()
    if known < before or missing:
        _note_missing(written, held, now)
    if known < listed:
        connection.execute(
            f"""INSERT INTO source_row (source, row_id) SELECT ?, l.id FROM ({written.rows}) AS l
            WHERE NOT EXISTS (SELECT 1 FROM source_row r WHERE r.source = ? AND r.row_id = l.id)""",
            (name, name),
        )


def _note_missing(written: Written, held: SourceClaim, now: datetime) -> None:
    connection, name = written.connection, held.source.name
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS source_listed (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM source_listed")
    connection.execute(f"INSERT INTO source_listed SELECT id FROM ({written.rows}) AS l ORDER BY id")
    connection.execute(
        """UPDATE source_row SET missing = 0, gone_at = NULL WHERE source = ? AND missing > 0
        AND row_id IN (SELECT id FROM source_listed)""",
        (name,),
    )
    count_missing(connection, held, now, "row_id NOT IN (SELECT id FROM source_listed)")
    connection.execute("DELETE FROM source_listed")


def count_missing(connection: Connection, held: SourceClaim, now: datetime, which: str) -> None:
    """Counts one more list in which rows of a source are missing. Those no longer in the store are forgotten."""
    name, table = held.source.name, KINDS[held.source.kind].table
    connection.execute(f"UPDATE source_row SET missing = missing + 1 WHERE source = ? AND {which}", (name,))
    connection.execute(
        f"DELETE FROM source_row WHERE source = ? AND missing > 0 AND row_id NOT IN (SELECT id FROM {table})", (name,)
    )
    connection.execute(
        "UPDATE source_row SET gone_at = ? WHERE source = ? AND missing >= ? AND gone_at IS NULL",
        (to_text(now), name, held.source.gone_after),
    )


@dataclass(frozen=True, slots=True)
class GoneRow:
    """A row that a source lists no more: its id, the account that it is or is of, and since when it counts as gone."""

    key: str
    account: str
    since: datetime


def gone_rows(store: Store, source: Source) -> tuple[GoneRow, ...]:
    """What counts as gone of a source, the latest first."""
    table = KINDS[source.kind].table
    account = "t.id" if table == "account" else "t.account_id"
    rows = store.reading.execute(
        f"""SELECT t.key, a.name, r.gone_at FROM source_row r JOIN {table} t ON t.id = r.row_id
        JOIN account a ON a.id = {account} WHERE r.source = ? AND r.gone_at IS NOT NULL
        ORDER BY r.gone_at DESC, a.name, t.key""",
        (source.name,),
    )
    return tuple(GoneRow(key, name, from_text(at)) for key, name, at in rows)


def gone_of_account(store: Store, account_id: int) -> tuple[tuple[str, str, datetime], ...]:
    """The sources that list an account, or a contract of it, no more: source, kind, and since when."""
    rows = store.reading.execute(
        """SELECT s.name, s.kind, min(r.gone_at) FROM source s JOIN source_row r ON r.source = s.name
        WHERE r.gone_at IS NOT NULL AND ((s.kind = 'accounts' AND r.row_id = :account) OR (s.kind = 'subscriptions'
            AND r.row_id IN (SELECT id FROM subscription WHERE account_id = :account)))
        GROUP BY s.name, s.kind ORDER BY s.name""",
        {"account": account_id},
    )
    return tuple((name, kind, from_text(at)) for name, kind, at in rows)
