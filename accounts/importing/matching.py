"""Which account a row belongs to, and which accounts may be meant by an unknown one."""

import json
import re
from dataclasses import replace

from accounts.importing.model import ImportResult, Meant
from accounts.importing.staging import REJECT, Stage
from accounts.importing.tools import tools_of
from accounts.kinds import Kind
from store.connection import Connection
from store.database import Store

DERIVED = "~"  # begins a key that was made of a row's other fields
UNKNOWN_ACCOUNT = "is no account of the store, by id, domain or name"
_LIST = re.compile("[;,|]")
KEY = "coalesce({domain}, fold({name}))"  # of a new account without an id
_SHARED = "'is the ' || n.of || ' of ' || n.accounts || ' accounts; give the id: ' || substr(n.keys, 1, 100)"


def match_accounts(stage: Stage, kind: Kind) -> tuple[str, ...]:
    """Gives every staged row its account and its key; rejects those whose account isn't known for sure.

    Returns notes of what was assumed.
    """
    if not stage.target.has_account:
        _key_accounts(stage)
        return ()
    notes = _find_accounts(stage)
    if "key" in stage.target.identity:
        _key_others(stage, kind)
    return notes


def fold(name: str | None) -> str | None:
    """A name or address as it is compared: `https://www.Acme.example/` is `acme.example`, `ACME  Inc` is `acme inc`."""
    if name is None:
        return None
    text = " ".join(str(name).casefold().split())
    if "." not in text or " " in text:
        return text
    return text.removeprefix("https://").removeprefix("http://").removeprefix("www.").partition("/")[0]


def provide_fold(connection: Connection) -> None:
    """Lets the connection's SQL fold names."""
    connection.create_function("fold", 1, fold, deterministic=True)


def _find_accounts(stage: Stage) -> tuple[str, ...]:
    """By id, else domain, else name; use of the product also by its subscription."""
    run = stage.connection.execute
    run("CREATE TEMP TABLE import_said (text PRIMARY KEY, account_id INTEGER, reason TEXT) WITHOUT ROWID")
    run("INSERT INTO temp.import_said (text) SELECT DISTINCT said FROM import_row WHERE said IS NOT NULL")
    run("UPDATE temp.import_said SET account_id = (SELECT id FROM account WHERE key = text)")
    if run("SELECT 1 FROM temp.import_said WHERE account_id IS NULL LIMIT 1").fetchone():
        list_names(stage)
        for of in ("alias", "domain", "name"):
            run(
                f"""UPDATE temp.import_said AS s SET account_id = CASE n.accounts WHEN 1 THEN n.account_id END,
                reason = CASE WHEN n.accounts > 1 THEN {_SHARED} END
                FROM temp.import_name n WHERE s.account_id IS NULL AND n.name = fold(s.text) AND n.of = ?""",
                (of,),
            )
    notes = _take_first_ids(stage)
    run("UPDATE import_row SET account_id = (SELECT account_id FROM temp.import_said WHERE text = import_row.said)")
    if stage.target.table == "usage" and stage.has("subscription"):
        _find_by_subscription(stage)
    _reject_strangers(stage)
    return notes


def _find_by_subscription(stage: Stage) -> None:
    """Use without an account is that of its subscription's: one that has the id, whichever tool's it is."""
    tools = tools_of(stage.connection, "subscriptions")
    ids = ", ".join(["subscription", *(["? || ':' || subscription"] * len(tools))])
    one = "CASE WHEN min(s.account_id) = max(s.account_id) THEN min(s.account_id) END"
    stage.connection.execute(
        f"""UPDATE import_row SET account_id =
        (SELECT {one} FROM main.subscription s WHERE s.key IN ({ids})) WHERE said IS NULL""",
        tools,
    )


def _take_first_ids(stage: Stage) -> tuple[str, ...]:
    """Of several ids in a cell, as tools list them where a row is of more than one account, takes the first known."""
    run = stage.connection.execute
    said = run("SELECT text FROM temp.import_said WHERE account_id IS NULL AND text GLOB '*[;,|]*'").fetchall()
    taken = []
    for (text,) in said:
        ids = ((run("SELECT id FROM account WHERE key = ?", (part.strip(),)).fetchone()) for part in _LIST.split(text))
        if first := next(filter(None, ids), None):
            run("UPDATE temp.import_said SET account_id = ?, reason = NULL WHERE text = ?", (*first, text))
            taken.append(text)
    if not taken:
        return ()
    return (f"Where a cell has several ids of accounts, the first one known was taken: “{taken[0]}” …",)


def list_names(stage: Stage) -> None:
    """Makes the TEMP table `import_name`, once: the domains and names of accounts as they are compared, each with its
    account, or those that share it.
    """
    if stage.connection.execute("SELECT 1 FROM sqlite_temp_schema WHERE name = 'import_name'").fetchone():
        return
    provide_fold(stage.connection)
    stage.connection.execute(
        """CREATE TEMP TABLE import_name AS
        WITH each AS (SELECT 'domain' AS of, domain AS name, id, key, domain FROM account WHERE domain IS NOT NULL
                      UNION ALL SELECT 'name', fold(name), id, key, domain FROM account
                      UNION ALL SELECT 'alias', l.name, a.id, a.key, a.domain
                      FROM account_alias l JOIN account a ON a.id = l.account_id)
        SELECT name, of, min(id) AS account_id, min(key) AS key, min(domain) AS domain, count(*) AS accounts,
            CASE WHEN count(*) > 1 THEN group_concat(key, ', ') END AS keys FROM each GROUP BY of, name"""
    )
    stage.connection.execute("CREATE INDEX temp.import_by_name ON import_name (name)")


def _reject_strangers(stage: Stage) -> None:
    stage.connection.execute(
        f"""{REJECT} SELECT line, ?, said, coalesce(s.reason, '{UNKNOWN_ACCOUNT}')
        FROM import_row r LEFT JOIN temp.import_said s ON s.text = r.said
        WHERE r.account_id IS NULL AND said IS NOT NULL""",
        (stage.headers.get("account", "account"),),
    )
    if stage.target.table == "usage" and stage.has("subscription"):
        stage.connection.execute(
            f"""{REJECT} SELECT line, ?, coalesce(subscription, ''), CASE WHEN subscription IS NULL
            THEN 'is empty, and no account is given' ELSE 'is no subscription of the store' END
            FROM import_row WHERE account_id IS NULL AND said IS NULL""",
            (stage.headers.get("subscription", "subscription"),),
        )
    stage.drop_rejected()


def _key_accounts(stage: Stage) -> None:
    """A row without an id is the account of its domain, else of its name; else a new one that is known by them."""
    run = stage.connection.execute
    if run("SELECT 1 FROM account_alias LIMIT 1").fetchone():
        _key_by_aliases(stage)
    if not run("SELECT 1 FROM import_row WHERE key IS NULL LIMIT 1").fetchone():
        return
    list_names(stage)
    domain = "import_row.domain" if stage.has("domain") else "NULL"
    run(
        f"""UPDATE import_row SET key = n.key FROM temp.import_name n
        WHERE import_row.key IS NULL AND n.of = 'domain' AND n.name = {domain} AND n.accounts = 1"""
    )
    same = f"n.of = 'name' AND n.name = fold(import_row.name) AND coalesce(n.domain = {domain}, 1)"
    run(
        f"""UPDATE import_row SET key = n.key FROM temp.import_name n
        WHERE import_row.key IS NULL AND n.accounts = 1 AND {same}"""
    )
    run(
        f"""{REJECT} SELECT line, ?, import_row.name, {_SHARED}
        FROM import_row JOIN temp.import_name n ON {same} WHERE import_row.key IS NULL AND n.accounts > 1""",
        (stage.headers.get("name", "name"),),
    )
    stage.drop_rejected()
    run(f"UPDATE import_row SET key = {KEY.format(domain=domain, name='name')} WHERE key IS NULL")


def _key_by_aliases(stage: Stage) -> None:
    """Rows of an id, a domain or a name that somebody said is an account's are that account, which keeps its name."""
    list_names(stage)
    said = ", ".join(f"fold(import_row.{name})" for name in ("key", "domain", "name") if stage.has(name))
    kept = ", name = (SELECT a.name FROM account a WHERE a.id = n.account_id)" if stage.has("name") else ""
    stage.connection.execute(
        f"""UPDATE import_row SET key = n.key{kept} FROM temp.import_name n WHERE n.of = 'alias' AND n.name IN ({said})
            AND NOT EXISTS (SELECT 1 FROM account a WHERE a.key = import_row.key)"""
    )


def default_names(stage: Stage) -> tuple[str, ...]:
    """Gives accounts without a name the one they have in the store, else their id, and says so of the latter."""
    if stage.target.has_account:
        return ()
    run = stage.connection.execute
    run(
        """UPDATE import_row SET name = a.name FROM main.account a
        WHERE import_row.name IS NULL AND a.key = import_row.key"""
    )
    count, first = run("SELECT count(*), min(line) FROM import_row WHERE name IS NULL").fetchone()
    if not count:
        return ()
    run("UPDATE import_row SET name = key WHERE name IS NULL")
    return (f"Accounts without a name are called by their ids ({count:,}, first on line {first:,}).",)


def duplicate_notes(stage: Stage) -> tuple[str, ...]:
    """A note of new accounts that have the domain or name of one in the store, which they may be a second time."""
    run = stage.connection.execute
    if stage.target.has_account or not run("SELECT 1 FROM account, temp.import_new LIMIT 1").fetchone():
        return ()
    list_names(stage)
    domain = "s.domain" if stage.has("domain") else "NULL"
    count, first, name, key = run(
        f"""SELECT count(DISTINCT x.line), min(x.line), s.name, n.key FROM temp.import_new x
        JOIN import_row s ON s.line = x.line
        JOIN temp.import_name n ON n.of = 'domain' AND n.name = {domain}
            OR n.of = 'name' AND n.name = fold(s.name) AND coalesce(n.domain = {domain}, 1)"""
    ).fetchone()
    if not count:
        return ()
    which = f"line {first}, {name}, is {key} there"
    return (f"{count} new accounts have the domain or name of one in the store under another id: {which}.",)


def _key_others(stage: Stage, kind: Kind) -> None:
    """A row without an id is known by its account and the fields that its kind names."""
    known_by = [name for name in kind.known_by if name != "account" and stage.has(name)]
    if stage.target.table == "contact" and "email" in known_by:
        known_by = ["coalesce(email, name)"]
    parts = ", ".join(["account_id", *known_by])
    stage.connection.create_function("made_of", -1, _made_of, deterministic=True)
    stage.connection.execute(f"UPDATE import_row SET key = made_of({parts}) WHERE key IS NULL")


def _made_of(*values: object) -> str:
    return DERIVED + json.dumps(values, ensure_ascii=False, separators=(",", ":"))


MOST = 5  # different names that are looked up
OFFERED = 2


def suggest_accounts(store: Store, outcome: ImportResult) -> ImportResult:
    """The outcome, its rejects for accounts that aren't known with the names and ids of those that are alike, and with
    how to say that one of those is meant.
    """
    strangers = dict.fromkeys(each.value for each in outcome.rejects if each.reason == UNKNOWN_ACCOUNT and each.value)
    if not strangers:
        return outcome
    from accounts.names.account_search import search_accounts  # compares names, which few imports need

    alike = {said: search_accounts(store, said).candidates[:OFFERED] for said in list(strangers)[:MOST]}
    meant = tuple(Meant(said, each.key, each.name) for said, found in alike.items() for each in found[:1])
    hints = {
        said: f"{UNKNOWN_ACCOUNT}; perhaps {' or '.join(f'{each.name} ({each.key})' for each in found)}"
        for said, found in alike.items()
        if found
    }
    rejects = (
        replace(each, reason=hints.get(each.value, each.reason)) if each.reason == UNKNOWN_ACCOUNT else each
        for each in outcome.rejects
    )
    return replace(outcome, rejects=tuple(rejects), meant=meant)
