"""History of imports, and undo."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from typing import Any, Final

import accounts.derived.current_state
from accounts.actions.ownership import owners_now, restore_stated
from accounts.importing import remembered
from accounts.importing.model import ImportContext
from accounts.importing.staging import AT_ONCE, TARGETS
from accounts.importing.upsert import MANY
from accounts.kinds import KINDS
from store.connection import Connection
from store.database import Store
from store.timestamps import to_text


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecord:
    """An import. `sha256` is that of the file; a `refused` one wrote nothing, for the rows it `rejected`."""

    id: int
    kind: str
    source: str
    sha256: str
    imported_by: str
    imported_at: str
    new: int
    changed: int
    unchanged: int
    rejected: int
    outcome: str
    undone_at: str | None

    @property
    def data(self) -> dict[str, Any]:
        """The entry as JSON has it."""
        return asdict(self)


_COLUMNS = ", ".join(ImportRecord.__slots__)
BY_SOURCE: Final = "source "  # before the name of a source that imports by itself
_IDLE: Final = f"substr(imported_by, 1, {len(BY_SOURCE)}) = '{BY_SOURCE}' AND new + changed + rejected = 0"


def entries(connection: Connection, limit: int = 20) -> tuple[ImportRecord, ...]:
    """The last imports, the latest first, but for those of sources in which nothing was new."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM import WHERE NOT ({_IDLE}) ORDER BY id DESC LIMIT ?", (limit,))
    return tuple(ImportRecord(**dict(zip(ImportRecord.__slots__, row, strict=True))) for row in rows)


def last_undoable(connection: Connection) -> ImportRecord | None:
    """The last import that changed anything and was not taken back."""
    return _last(connection, "outcome = 'written' AND undone_at IS NULL AND new + changed > 0")


def _last(connection: Connection, condition: str) -> ImportRecord | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM import WHERE {condition} ORDER BY id DESC LIMIT 1").fetchone()
    return ImportRecord(**dict(zip(ImportRecord.__slots__, row, strict=True))) if row else None


def begin(connection: Connection, kind: str, source: str, sha256: str, occasion: ImportContext) -> int:
    """Enters an import and returns its id."""
    values = (kind, source, sha256, occasion.by, to_text(occasion.now))
    insert = "INSERT INTO import (kind, source, sha256, imported_by, imported_at) VALUES (?, ?, ?, ?, ?) RETURNING id"
    id_: int = connection.execute(insert, values).fetchone()[0]
    return id_


def finish(connection: Connection, import_id: int, outcome: str, counts: Sequence[int]) -> None:
    """Records the result: how many rows were new, changed, unchanged and rejected."""
    connection.execute(
        "UPDATE import SET outcome = ?, new = ?, changed = ?, unchanged = ?, rejected = ? WHERE id = ?",
        (outcome, *counts, import_id),
    )


@dataclass(frozen=True, slots=True)
class UndoPreview:
    """What taking an import back does: rows it brought are `removed`, rows it changed are `restored`.

    `pulses` are what people said and did of accounts that would go. `idle` is the last import that somebody made where
    that is a later one, which changed nothing.
    """

    entry: ImportRecord
    removed: int
    restored: int
    pulses: int
    idle: ImportRecord | None = None


def preview_undo(store: Store) -> UndoPreview | None:
    """What `undo` would take back; None when there is nothing."""
    with store.snapshot() as connection:
        entry = last_undoable(connection)
        if entry is None:
            return None
        last = _last(connection, f"outcome = 'written' AND undone_at IS NULL AND NOT ({_IDLE})")
        return replace(_undoing(connection, entry), idle=last if last and last.id > entry.id else None)


def undo(store: Store, entry_id: int, occasion: ImportContext, *, force: bool = False) -> UndoPreview | None:
    """Takes back the import that `preview` showed, in one transaction.

    Returns None, and does nothing, when another one has become the last, or when pulses would be lost without `force`.
    """
    from accounts.names import trigram_index as name_index

    with store.writing() as connection:
        entry = last_undoable(connection)
        if entry is None or entry.id != entry_id:
            return None
        undoing = _undoing(connection, entry)
        if undoing.pulses and not force:
            return None
        touched = _touched(connection, entry.id, KINDS[entry.kind].table)
        _restore(connection, entry)
        connection.execute("UPDATE import SET undone_at = ? WHERE id = ?", (to_text(occasion.now), entry.id))
        if entry.kind == "accounts":
            name_index.update_index(connection)
        accounts.derived.current_state.recompute(connection, touched, occasion.today)
        return undoing


def _undoing(connection: Connection, entry: ImportRecord) -> UndoPreview:
    table = KINDS[entry.kind].table
    restored = _count(connection, "replaced_row WHERE import_id = ? AND was_in = ?", entry.id, table)
    pulses = 0
    if table == "account":
        pulses = sum(_of_brought(connection, entry.id, said) for said in ("pulse", "account_action"))
    return UndoPreview(entry, entry.new, restored, pulses)


def _of_brought(connection: Connection, import_id: int, table: str) -> int:
    """How many rows of a table hang on accounts that an import brought, and not only changed."""
    counts = dict(
        connection.execute(
            f"""SELECT t.account_id, count(*) FROM {table} t JOIN account a ON a.id = t.account_id
            WHERE a.import_id = ? GROUP BY t.account_id""",
            (import_id,),
        ).fetchall()
    )
    if counts:
        for id_, *_ in _replaced(connection, import_id, "account"):
            counts.pop(id_, None)
    return sum(counts.values())


def _replaced(connection: Connection, import_id: int, table: str) -> Iterator[list[Any]]:
    """The rows of a table as they were before an import, by column."""
    last, query = 0, "SELECT number, was FROM replaced_row WHERE import_id = ? AND number > ? AND was_in = ?"
    while some := connection.execute(f"{query} ORDER BY number LIMIT ?", (import_id, last, table, AT_ONCE)).fetchall():
        yield from (json.loads(was) for _, was in some)
        last = some[-1][0]


def _count(connection: Connection, rows: str, *values: object) -> int:
    found: int = connection.execute(f"SELECT count(*) FROM {rows}", values).fetchone()[0]
    return found


def _restore(connection: Connection, entry: ImportRecord) -> None:
    table = KINDS[entry.kind].table
    owners = owners_now(connection, entry.id)
    for each in (table, "owner"):
        _put_back(connection, entry.id, each)
    restore_stated(connection, entry.id, owners)
    remembered.restore(connection, entry.id)
    connection.execute(f"DELETE FROM {table} WHERE import_id = ?", (entry.id,))
    connection.execute(
        """DELETE FROM owner WHERE import_id = ?
        AND NOT EXISTS (SELECT 1 FROM account WHERE owner_id = owner.id)
        AND NOT EXISTS (SELECT 1 FROM account_ownership w WHERE owner.id IN (w.owner_id, w.stated_owner_id))
        AND id NOT IN (SELECT owner_id FROM account_action WHERE owner_id IS NOT NULL)
        AND id NOT IN (SELECT owner_before FROM account_action WHERE owner_before IS NOT NULL)""",
        (entry.id,),
    )
    connection.execute("DELETE FROM replaced_row WHERE import_id = ?", (entry.id,))
    connection.execute("DELETE FROM import_tool WHERE import_id = ?", (entry.id,))


def _put_back(connection: Connection, import_id: int, table: str) -> None:
    """Gives changed rows their values from before; of a row that an import changed twice, those before the first."""
    types = connection.types(table)
    columns = list(types)
    known_by = TARGETS[table].identity if table == "usage" else ("id",)
    places = [columns.index(name) for name in known_by]
    seen: set[tuple[object, ...]] = set()
    connection.execute("DROP TABLE IF EXISTS import_was")
    connection.execute(
        f"CREATE TEMP TABLE import_was ({', '.join(f'{name} {type_}' for name, type_ in types.items())})"
    )
    rows = (row for row in _replaced(connection, import_id, table) if _is_first(tuple(row[at] for at in places), seen))
    while some := [row + [None] * (len(columns) - len(row)) for row in islice(rows, AT_ONCE)]:
        connection.insert_many("import_was", columns, some)
    connection.analyze("import_was")
    settings = ", ".join(f"{name} = w.{name}" for name in columns if name not in known_by)
    same = " AND ".join(f"t.{name} = w.{name}" for name in known_by)
    connection.execute(f"UPDATE {table} AS t SET {settings} FROM import_was w WHERE {same}")
    connection.execute("DROP TABLE import_was")


def _is_first(key: tuple[object, ...], seen: set[tuple[object, ...]]) -> bool:
    """Whether a key wasn't seen before; it is from now on."""
    first = key not in seen
    seen.add(key)
    return first


def changed_accounts(connection: Connection, import_ids: Iterable[int]) -> list[int] | None:
    """The accounts that imports have changed anything of; None when they are many."""
    found = set[int]()
    for import_id in import_ids:
        (kind,) = connection.execute("SELECT kind FROM import WHERE id = ?", (import_id,)).fetchone()
        accounts = _touched(connection, import_id, KINDS[kind].table)
        if accounts is None or len(found := found.union(accounts)) > MANY:
            return None
    return sorted(found)


def _touched(connection: Connection, import_id: int, table: str) -> list[int] | None:
    name = "id" if table == "account" else "account_id"
    rows = connection.execute(
        f"SELECT DISTINCT {name} FROM {table} WHERE import_id = ? ORDER BY {name} LIMIT ?", (import_id, MANY + 1)
    )
    found = {id_ for (id_,) in rows}
    place = connection.columns(table).index(name)
    for row in _replaced(connection, import_id, table):
        if len(found) > MANY:
            return None
        found.add(row[place])
    return None if len(found) > MANY else sorted(found)
