"""Staged rows against stored ones: new, changed, written."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from accounts.actions.ownership import STANDS, keep_stated
from accounts.importing.id_conflicts import (
    backfill_ids,
    count_as_changed,
    name_tool,
    reject_others_ids,
    write_ids,
)
from accounts.importing.model import SHOWN, ValueChange
from accounts.importing.staging import REJECT, Stage
from accounts.money.amounts import Money

Row = dict[str, Any]
_FINGERPRINT: Final = "fingerprint"  # the last column where a table has it: it is of no use to a row that is put back
MANY = 20_000  # accounts beyond which all of them are brought up to date instead


@dataclass(frozen=True, slots=True)
class Counts:
    """Staged rows by what they are to the store."""

    new: int
    changed: int
    unchanged: int


_CHANGED: Final = "import_changed x CROSS JOIN import_row s"
_NEW: Final = "import_new x CROSS JOIN import_row s"
# Changed rows before the table's, which are then found by their key.
_CHANGED_ROWS: Final = f"WITH s AS MATERIALIZED (SELECT s.* FROM {_CHANGED} WHERE s.line = x.line)"

# Who is said to be a customer, in a file without days of churning, didn't leave on the day that is known.
_RETURNED = "CASE WHEN t.status = 'churned' AND {status} <> 'churned' THEN '{today}' ELSE t.returned_on END"
_CAME_BACK = "CASE WHEN {status} <> 'churned' AND t.churned_on <= '{today}' THEN NULL ELSE t.churned_on END"


def classify(stage: Stage, others: Collection[int] = (), *, keep_apart: bool = True) -> Counts:
    """Tells new rows from changed and unchanged ones, and rejects new ones that lack what a row can't be without.

    Rows whose id another thing has in the store are rejected too, where they are to be kept apart. `others` are
    accounts that the file has as well, just as the store has them.
    """
    run = stage.connection.execute
    same = same_row(stage)
    table = stage.target.table
    run("CREATE TEMP TABLE import_new (line INTEGER PRIMARY KEY)")
    run(
        f"""INSERT INTO import_new SELECT s.line FROM import_row s
        WHERE NOT EXISTS (SELECT 1 FROM {table} t WHERE {same}) ORDER BY s.line"""
    )
    stage.connection.analyze("import_new")
    run("CREATE TEMP TABLE import_changed (line INTEGER PRIMARY KEY)")
    run("CREATE TEMP TABLE import_adopted (line INTEGER PRIMARY KEY, row_id INTEGER, old TEXT, new TEXT)")
    if keep_apart:
        reject_others_ids(stage, others)
    _reject_incomplete(stage)
    backfill_ids(stage)
    name_tool(stage)
    differs = " OR ".join(_differs(stage, name) for name in _compared(stage)) or "FALSE"
    run(
        f"""INSERT INTO import_changed SELECT s.line FROM import_row s CROSS JOIN {table} t
        WHERE {same} AND ({differs}) ORDER BY s.line"""
    )
    count_as_changed(stage)
    stage.connection.analyze("import_changed")
    total, new, changed = (stage.count(name) for name in ("import_row", "import_new", "import_changed"))
    return Counts(new, changed, total - new - changed)


def changes(stage: Stage) -> tuple[ValueChange, ...]:
    """The first values that change, in the order of the file."""
    compared = _compared(stage)
    pairs = ", ".join(f"t.{name}, {_kept(stage, name)}" for name in compared)
    what = "t.name" if stage.target.table in ("account", "contact") else "a.name"
    join = "JOIN account a ON a.id = t.account_id" if stage.target.has_account else ""
    rows = stage.connection.execute(
        f"""SELECT {what}, {pairs} FROM {_CHANGED} CROSS JOIN {stage.target.table} t {join}
        WHERE s.line = x.line AND {same_row(stage)} ORDER BY x.line LIMIT {SHOWN}"""
    ).fetchall()
    found: list[ValueChange] = []
    for what, *values in rows:
        old, new = dict(zip(compared, values[::2], strict=True)), dict(zip(compared, values[1::2], strict=True))
        different = [name for name in compared if old[name] != new[name]]
        found += [ValueChange(what, *_shown(stage, name, old, new)) for name in different]
    return tuple(found[:SHOWN])


def _shown(stage: Stage, name: str, old: Row, new: Row) -> tuple[str, str, str]:
    """A field with its old and new value as people know them."""
    if name in ("owner_id", "account_id"):
        table = name.removesuffix("_id")
        names = dict(
            stage.connection.execute(f"SELECT id, name FROM {table} WHERE id IN (?, ?)", (old[name], new[name]))
        )
        return table, names.get(old[name], ""), names.get(new[name], "")
    return name, _words(name, old), _words(name, new)


def _words(name: str, row: Row) -> str:
    if row[name] is None:
        return ""
    return str(Money(row["arr"], row["currency"])) if name == "arr" and row.get("currency") else str(row[name])


def affected_accounts(stage: Stage) -> list[int] | None:
    """The accounts that a written file changed anything of, as they are now; None when they are many."""
    if stage.count("import_new") + stage.count("import_changed") == 0:
        return []
    account = "s.account_id" if stage.target.has_account else "(SELECT id FROM account a WHERE a.key = s.key)"
    rows = stage.connection.execute(
        f"""SELECT {account} FROM {_NEW} WHERE s.line = x.line
        UNION SELECT {account} FROM {_CHANGED} WHERE s.line = x.line LIMIT {MANY + 1}"""
    ).fetchall()
    return None if len(rows) > MANY else [row[0] for row in rows]


def staged_ids(stage: Stage, others: Collection[int] = ()) -> str:
    """The SQL of the ids that staged rows have in the store, once they are written, and of `others` in the file."""
    ids = f"SELECT t.id FROM import_row s CROSS JOIN {stage.target.table} t WHERE {same_row(stage)}"
    if not others:
        return ids
    stage.connection.execute("CREATE TEMP TABLE import_known (id INTEGER PRIMARY KEY)")
    stage.connection.insert_many("import_known", ("id",), ((id_,) for id_ in others))
    stage.connection.analyze("import_known")
    return f"{ids} UNION ALL SELECT id FROM import_known"


def previous_accounts(stage: Stage) -> list[int]:
    """Accounts that rows are moved away from, before it is written."""
    if "key" not in stage.target.identity or not stage.target.has_account:
        return []
    rows = stage.connection.execute(
        f"""SELECT DISTINCT t.account_id FROM {_CHANGED} CROSS JOIN {stage.target.table} t
        WHERE s.line = x.line AND {same_row(stage)} AND t.account_id <> s.account_id"""
    )
    return [row[0] for row in rows]


def write_rows(stage: Stage, import_id: int, today: date) -> None:
    """Writes new and changed rows, and keeps what the changed ones were."""
    run = stage.connection.execute
    table, same = stage.target.table, same_row(stage)
    kept = (name for name in stage.connection.columns(table) if name != _FINGERPRINT)
    whole = stage.connection.json_list(f"t.{name}" for name in kept)
    run(
        f"""INSERT INTO replaced_row (import_id, number, was_in, was)
        SELECT :import, row_number() OVER (ORDER BY x.line) + (
            SELECT coalesce(max(number), 0) FROM replaced_row WHERE import_id = :import), '{table}', {whole}
        FROM {_CHANGED} CROSS JOIN {table} t WHERE s.line = x.line AND {same}""",
        {"import": import_id},
    )
    settings = [f"{name} = {_kept(stage, name)}" for name in _compared(stage)]
    if table == "account" and stage.has("status"):
        settings.append(f"returned_on = {_RETURNED.format(status=_kept(stage, 'status'), today=today)}")
        if not stage.has("churned_on"):
            settings.append(f"churned_on = {_CAME_BACK.format(status=_kept(stage, 'status'), today=today)}")
    run(
        f"{_CHANGED_ROWS} UPDATE {table} AS t SET {', '.join([*settings, 'import_id = ?'])} FROM s WHERE {same}",
        (import_id,),
    )
    given = {name: _given(stage, name) for name in stage.columns}
    if highest := _highest_id(stage, import_id):
        given["id"] = f"{highest} + row_number() OVER (ORDER BY x.line)"
    run(
        f"""INSERT INTO {table} ({", ".join(given)}, import_id) SELECT {", ".join(given.values())}, ?
        FROM {_NEW} WHERE s.line = x.line ORDER BY x.line""",
        (import_id,),
    )
    if "key" in stage.target.identity:
        write_ids(stage)
    if table == "account" and stage.has("owner_id"):
        keep_stated(stage.connection, "import_row", stage.value("owner_id"), import_id)


def _highest_id(stage: Stage, import_id: int) -> int:
    """The highest id that an account has had, where the engine would give it again after an undo; else 0.

    Messages in Slack name accounts by their ids for as long as they stand there. Each import has given as many ids as
    it had new rows.
    """
    if stage.target.table != "account" or not stage.connection.gives_ids_again:
        return 0
    ever, now = stage.connection.execute(
        "SELECT (SELECT coalesce(sum(new), 0) FROM import WHERE kind = 'accounts' AND id <> ?),"
        " (SELECT coalesce(max(id), 0) FROM account)",
        (import_id,),
    ).fetchone()
    return int(ever) if ever > now else 0


def same_row(stage: Stage) -> str:
    """That a staged row `s` and a row `t` of the store are one."""
    blank = {name: value for name, value in stage.target.kept.items() if value == ""}
    sides = {name: f"s.{name}" if stage.has(name) else f"'{blank[name]}'" for name in stage.target.identity}
    return " AND ".join(f"t.{name} = {side}" for name, side in sides.items())


def _compared(stage: Stage) -> list[str]:
    return [name for name in stage.columns if name not in stage.target.identity]


def _kept(stage: Stage, name: str) -> str:
    """What a changed row gets: an empty cell leaves what a column that is never empty has, and an owner that somebody
    set stays.
    """
    if stage.target.table == "account" and name == "owner_id":
        return f"coalesce(({STANDS.format(id='t.id')}), {stage.value(name)})"
    return f"coalesce(s.{name}, t.{name})" if name in stage.target.kept else stage.value(name)


def _given(stage: Stage, name: str) -> str:
    """What a new row gets."""
    default = stage.target.kept.get(name)
    return stage.value(name) if default is None else f"coalesce(s.{name}, '{default}')"


def _differs(stage: Stage, name: str) -> str:
    return f"t.{name} IS DISTINCT FROM {_kept(stage, name)}"


def _reject_incomplete(stage: Stage) -> None:
    """New rows without what they can't be without; a file that only changes rows need not have it."""
    for name, default in stage.target.kept.items():
        if default is None:
            missing = f"s.{name} IS NULL" if stage.has(name) else "TRUE"
            stage.connection.execute(
                f"""{REJECT} SELECT x.line, ?, '', 'is missing, and the row is new'
                FROM import_new x JOIN import_row s ON s.line = x.line WHERE {missing}
                ORDER BY x.line""",
                (stage.headers.get(name, name),),
            )
    stage.drop_rejected()
    stage.connection.execute("DELETE FROM import_new WHERE line IN (SELECT line FROM import_reject)")
