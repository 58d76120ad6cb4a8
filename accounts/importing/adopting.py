"""Accounts that were imported without an id, and get theirs from a later file."""

from accounts.importing.matching import list_names
from accounts.importing.staging import Stage


def adopt(stage: Stage) -> None:
    """Makes a new row that has an id the account which is known by that domain or name alone, where just one is.

    Whoever has an id already stays apart: two ids are two accounts.
    """
    run = stage.connection.execute
    run("CREATE TEMP TABLE import_adopted (line INTEGER PRIMARY KEY, account_id INTEGER, old TEXT, new TEXT)")
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
        """DELETE FROM import_adopted WHERE account_id IN
        (SELECT account_id FROM import_adopted GROUP BY account_id HAVING count(*) > 1)"""
    )
    run("UPDATE import_row SET key = old FROM temp.import_adopted d WHERE d.line = import_row.line")
    run("DELETE FROM temp.import_new WHERE line IN (SELECT line FROM import_adopted)")


def mark_changed(stage: Stage) -> None:
    """Counts adopted rows among those that change, whatever else they say."""
    changed = "SELECT line FROM temp.import_changed"
    stage.connection.execute(
        f"INSERT INTO temp.import_changed SELECT line FROM import_adopted WHERE line NOT IN ({changed})"
    )


def write(stage: Stage) -> None:
    """Gives the accounts their ids, once all else is written."""
    run = stage.connection.execute
    run("UPDATE main.account AS a SET key = d.new FROM temp.import_adopted d WHERE d.account_id = a.id")
    run("UPDATE import_row SET key = d.new FROM temp.import_adopted d WHERE d.line = import_row.line")


def notes(stage: Stage) -> tuple[str, ...]:
    """A note of the accounts that get an id."""
    count, line, new = stage.connection.execute("SELECT count(*), min(line), new FROM import_adopted").fetchone()
    if not count:
        return ()
    which = (
        "1 account of the store had no id, and gets one" if count == 1 else f"{count:,} accounts of the store get ids"
    )
    return (f"{which}: on line {line:,}, {new}.",)
