"""Ids of a file against those of the store: given to what had none, and kept apart where two tools have the same."""

from collections import Counter
from collections.abc import Collection
from typing import Final

from accounts.importing.model import RejectedRow
from accounts.importing.names import fold, fold_texts, list_names
from accounts.importing.staging import Stage

FEWEST_RENAMED: Final = 3  # accounts: one or two may well have got another name


def backfill_ids(stage: Stage) -> None:
    """Makes a new row that has an id the account which is known by that domain or name alone, where just one is.

    Whoever has an id already stays apart: two ids are two accounts.
    """
    run = stage.connection.execute
    if stage.target.has_account or not run("SELECT 1 FROM account, import_new LIMIT 1").fetchone():
        return
    _meet(stage)
    found = run(
        """SELECT m.line, a.id, a.key, s.key, a.key = a.domain, a.name FROM import_met m
        JOIN import_row s ON s.line = m.line JOIN account a ON a.id = m.account_id
        WHERE m.accounts = 1 AND NOT EXISTS (SELECT 1 FROM import_row o WHERE o.key = a.key) ORDER BY m.line"""
    ).fetchall()
    by_line: dict[int, dict[int, tuple[str, str]]] = {}
    for line, id_, old, new, is_domain, name in found:
        if is_domain or old == fold(name):
            by_line.setdefault(line, {})[id_] = old, new
    lines = Counter(id_ for meant in by_line.values() if len(meant) == 1 for id_ in meant)
    rows = [
        (line, id_, old, new)
        for line, meant in by_line.items()
        if len(meant) == 1
        for id_, (old, new) in meant.items()
        if lines[id_] == 1
    ]
    stage.connection.insert_many("import_adopted", ("line", "row_id", "old", "new"), rows)
    _take_keys_of_the_store(stage)


def _meet(stage: Stage) -> None:
    """Makes the TEMP table `import_met`: the accounts in the store that have the domain or the name of a new row."""
    list_names(stage)
    fold_texts(stage, "SELECT s.name AS text FROM import_new x JOIN import_row s ON s.line = x.line")
    run = stage.connection.execute
    run("CREATE TEMP TABLE import_met (line INTEGER, account_id INTEGER, key TEXT, accounts INTEGER)")
    met = "INSERT INTO import_met SELECT x.line, n.account_id, n.key, n.accounts FROM import_new x"
    if stage.has("domain"):
        run(
            f"""{met} CROSS JOIN import_row s CROSS JOIN import_name n
            WHERE s.line = x.line AND n.name = s.domain AND n.kind = 'domain' ORDER BY x.line"""
        )
    domain = "s.domain" if stage.has("domain") else "NULL"
    run(
        f"""{met} CROSS JOIN import_row s CROSS JOIN import_folded f CROSS JOIN import_name n
        WHERE s.line = x.line AND f.text = s.name AND n.name = f.folded AND n.kind = 'name'
            AND coalesce(n.domain = {domain}, TRUE) ORDER BY x.line"""
    )
    stage.connection.analyze("import_met")


def _take_keys_of_the_store(stage: Stage) -> None:
    """Lets adopted rows be known by the keys that the store has until all is written."""
    run = stage.connection.execute
    stage.connection.analyze("import_adopted")
    run("UPDATE import_row SET key = d.old FROM import_adopted d WHERE d.line = import_row.line")
    run("DELETE FROM import_new WHERE line IN (SELECT line FROM import_adopted)")


def count_as_changed(stage: Stage) -> None:
    """Counts adopted rows among those that change, whatever else they say."""
    changed = "SELECT line FROM import_changed"
    stage.connection.execute(
        f"INSERT INTO import_changed SELECT line FROM import_adopted WHERE line NOT IN ({changed})"
    )


def write_ids(stage: Stage) -> None:
    """Gives adopted rows their ids, once all else is written."""
    run = stage.connection.execute
    run(f"UPDATE {stage.target.table} AS t SET key = d.new FROM import_adopted d WHERE d.row_id = t.id")
    run("UPDATE import_row SET key = d.new FROM import_adopted d WHERE d.line = import_row.line")


def backfill_notes(stage: Stage) -> tuple[str, ...]:
    """A note of the accounts that get an id, or of the rows that get a source."""
    count = stage.count("import_adopted")
    if not count:
        return ()
    if stage.target.has_account:
        return (
            f"{count:,} of the rows were in the store without a source, and are known to be from {stage.tool} now.",
        )
    line, new = stage.connection.execute("SELECT line, new FROM import_adopted ORDER BY line LIMIT 1").fetchone()
    which = (
        "1 account of the store had no id, and gets one" if count == 1 else f"{count:,} accounts of the store get ids"
    )
    return (f"{which}: on {stage.unit} {line:,}, {new}.",)


def reject_others_ids(stage: Stage, others: Collection[int]) -> None:
    """Rejects rows whose id something else has in the store: another tool counts its rows from 1 as well.

    `others` are accounts that the file has too, just as they are.
    """
    if not stage.target.has_account:
        _reject_renamings(stage, others)
    if not (differ := _differ(stage)):
        return
    header = stage.headers.get(stage.target.day, stage.target.day)
    found = stage.connection.execute(
        f"""SELECT s.line, s.key, t.{stage.target.day} FROM import_row s CROSS JOIN {stage.target.table} t
        WHERE t.key = s.key AND ({differ}) ORDER BY s.line"""
    ).fetchall()
    kept_apart = "if it is of another source, --source NAME keeps the two apart"
    stage.reject(
        RejectedRow(
            line,
            stage.headers.get("key", "key"),
            stage.shown_id(key),
            f"is in the store with another {header}, {day or 'nothing'}: {kept_apart}",
            "same",
        )
        for line, key, day in found
    )
    stage.drop_rejected()


def _reject_renamings(stage: Stage, others: Collection[int]) -> None:
    """Rejects what would give most of the accounts in a file other names: it has the ids of something else."""
    if not stage.has("name"):
        return
    known = "FROM import_row s CROSS JOIN account t WHERE t.key = s.key AND t.name <> t.key"
    domain = "AND (s.domain IS NULL OR s.domain IS DISTINCT FROM t.domain)" if stage.has("domain") else ""
    found = stage.connection.execute(
        f"SELECT s.line, s.name, t.name {known} AND s.name <> t.name {domain} ORDER BY s.line"
    )
    renamed = [(line, name, stored) for line, name, stored in found if fold(name) != fold(stored)]
    if len(renamed) < FEWEST_RENAMED:
        return
    (total,) = stage.connection.execute(f"SELECT count(*) {known}").fetchone()
    if others:
        unnamed = stage.connection.execute("SELECT id FROM account WHERE name = key").fetchall()
        total += len(others) - len({id_ for (id_,) in unnamed}.intersection(others))
    if 2 * len(renamed) <= total:
        return
    asked = "and most accounts of the file have other names there: are these their ids?"
    stage.reject(
        RejectedRow(line, stage.headers.get("name", "name"), name, f"is called {stored} in the store, {asked}", "same")
        for line, name, stored in renamed
    )
    stage.drop_rejected()


def _differ(stage: Stage) -> str:
    """That a staged row `s` and the stored row `t` of its id are two things; empty where the file doesn't say."""
    groups = [group for group in stage.target.apart if all(map(stage.has, group))]
    return " OR ".join(f"({' AND '.join(f't.{name} <> s.{name}' for name in group)})" for group in groups)


def name_tool(stage: Stage) -> None:
    """Makes a new row that names its tool the one which was imported under the same id before any tool was named."""
    if not stage.tool or "key" not in stage.target.identity or not stage.target.has_account:
        return
    own, differ = f"{stage.tool}:", _differ(stage) or "FALSE"
    stage.connection.execute(
        f"""INSERT INTO import_adopted SELECT x.line, t.id, t.key, s.key FROM import_new x
        CROSS JOIN import_row s CROSS JOIN {stage.target.table} t WHERE s.line = x.line
            AND substr(s.key, 1, {len(own)}) = ? AND t.key = substr(s.key, {len(own) + 1})
            AND NOT coalesce({differ}, FALSE) ORDER BY x.line""",
        (own,),
    )
    _take_keys_of_the_store(stage)
