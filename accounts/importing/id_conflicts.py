"""Ids of a file against those of the store: given to what had none, and kept apart where two tools have the same."""

from typing import Final

from accounts.importing.matching import list_names, provide_fold
from accounts.importing.staging import Stage

FEWEST_RENAMED: Final = 3  # accounts: one or two may well have got another name


def backfill_ids(stage: Stage) -> None:
    """Makes a new row that has an id the account which is known by that domain or name alone, where just one is.

    Whoever has an id already stays apart: two ids are two accounts.
    """
    run = stage.connection.execute
    if stage.target.has_account or not run("SELECT 1 FROM account, temp.import_new LIMIT 1").fetchone():
        return
    list_names(stage)
    domain = "s.domain" if stage.has("domain") else "NULL"
    run(
        f"""INSERT INTO import_adopted SELECT x.line, a.id, a.key, s.key FROM temp.import_new x
        JOIN import_row s ON s.line = x.line
        JOIN temp.import_name n ON n.of = 'domain' AND n.name = {domain}
            OR n.of = 'name' AND n.name = fold(s.name) AND coalesce(n.domain = {domain}, 1)
        JOIN account a ON a.id = n.account_id
        WHERE n.accounts = 1 AND a.key IN (a.domain, fold(a.name))
            AND NOT EXISTS (SELECT 1 FROM import_row o WHERE o.key = a.key)
        GROUP BY x.line HAVING count(DISTINCT a.id) = 1"""
    )
    run(
        """DELETE FROM import_adopted WHERE row_id IN
        (SELECT row_id FROM import_adopted GROUP BY row_id HAVING count(*) > 1)"""
    )
    _take_keys_of_the_store(stage)


def _take_keys_of_the_store(stage: Stage) -> None:
    """Lets adopted rows be known by the keys that the store has until all is written."""
    run = stage.connection.execute
    run("UPDATE import_row SET key = old FROM temp.import_adopted d WHERE d.line = import_row.line")
    run("DELETE FROM temp.import_new WHERE line IN (SELECT line FROM import_adopted)")


def count_as_changed(stage: Stage) -> None:
    """Counts adopted rows among those that change, whatever else they say."""
    changed = "SELECT line FROM temp.import_changed"
    stage.connection.execute(
        f"INSERT INTO temp.import_changed SELECT line FROM import_adopted WHERE line NOT IN ({changed})"
    )


def write_ids(stage: Stage) -> None:
    """Gives adopted rows their ids, once all else is written."""
    run = stage.connection.execute
    run(f"UPDATE main.{stage.target.table} AS t SET key = d.new FROM temp.import_adopted d WHERE d.row_id = t.id")
    run("UPDATE import_row SET key = d.new FROM temp.import_adopted d WHERE d.line = import_row.line")


def backfill_notes(stage: Stage) -> tuple[str, ...]:
    """A note of the accounts that get an id, or of the rows that get a source."""
    count, line, new = stage.connection.execute("SELECT count(*), min(line), new FROM import_adopted").fetchone()
    if not count:
        return ()
    if stage.target.has_account:
        return (
            f"{count:,} of the rows were in the store without a source, and are known to be from {stage.tool} now.",
        )
    which = (
        "1 account of the store had no id, and gets one" if count == 1 else f"{count:,} accounts of the store get ids"
    )
    return (f"{which}: on line {line:,}, {new}.",)


def reject_others_ids(stage: Stage) -> None:
    """Rejects rows whose id something else has in the store: another tool counts its rows from 1 as well."""
    if not stage.target.has_account:
        _reject_renamings(stage)
    if not (differ := _differ(stage)):
        return
    stage.connection.create_function("shown_id", 1, stage.shown_id, deterministic=True)
    header = stage.headers.get(stage.target.day, stage.target.day)
    day = f"coalesce(t.{stage.target.day}, 'nothing')"
    stage.connection.execute(
        f"""INSERT INTO import_reject SELECT s.line, ?, shown_id(s.key),
            'is in the store with another ' || ? || ', ' || {day}
            || ': if it is of another source, --source NAME keeps the two apart', 'same'
        FROM import_row s CROSS JOIN main.{stage.target.table} t WHERE t.key = s.key AND ({differ})""",
        (stage.headers.get("key", "key"), header),
    )
    stage.drop_rejected()


def _reject_renamings(stage: Stage) -> None:
    """Rejects what would give most of the accounts in a file other names: it has the ids of something else."""
    if not stage.has("name"):
        return
    provide_fold(stage.connection)
    known = "FROM import_row s CROSS JOIN main.account t WHERE t.key = s.key AND t.name <> t.key"
    domain = "AND (s.domain IS NULL OR s.domain IS DISTINCT FROM t.domain)" if stage.has("domain") else ""
    other = f"s.name <> t.name AND fold(s.name) <> fold(t.name) {domain}"
    total, renamed = stage.connection.execute(f"SELECT count(*), count(*) FILTER (WHERE {other}) {known}").fetchone()
    if renamed < FEWEST_RENAMED or 2 * renamed <= total:
        return
    stage.connection.execute(
        f"""INSERT INTO import_reject SELECT s.line, ?, s.name, 'is called ' || t.name ||
            ' in the store, and most accounts of the file have other names there: are these their ids?', 'same'
        {known} AND {other}""",
        (stage.headers.get("name", "name"),),
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
        f"""INSERT INTO import_adopted SELECT x.line, t.id, t.key, s.key FROM temp.import_new x
        CROSS JOIN import_row s CROSS JOIN main.{stage.target.table} t WHERE s.line = x.line
            AND substr(s.key, 1, ?) = ? AND t.key = substr(s.key, ?) AND NOT coalesce({differ}, FALSE)""",
        (len(own), own, len(own) + 1),
    )
    _take_keys_of_the_store(stage)
