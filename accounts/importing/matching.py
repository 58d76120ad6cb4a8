"""Matches rows to accounts, and suggests accounts for an unknown name."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from accounts.importing.model import ImportResult, Meant
from accounts.importing.names import fold, fold_texts, list_names
from accounts.importing.salesforce_ids import first_other_form, list_other_forms, other_form
from accounts.importing.staging import AT_ONCE, REJECT, Stage
from accounts.importing.tools import tools_of
from accounts.kinds import Kind
from store.database import Store

DERIVED = "~"  # begins a key that was made of a row's other fields
UNKNOWN_ACCOUNT = "is no account of the store, by id, domain or name"
_NAMED_ONCE = 'Another tool\'s id of an account is said once: cs import alias "{}" = "acme.example", and then kept.'
_ENCODED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_LIST = re.compile("[;,|]")
_SHARED = "'is the ' || n.kind || ' of ' || n.accounts || ' accounts; give the id: ' || substr(n.keys, 1, 100)"


def match_accounts(stage: Stage, kind: Kind) -> tuple[str, ...]:
    """Gives every staged row its account and its key; rejects those whose account isn't known for sure.

    Returns notes of what was assumed.
    """
    if not stage.target.has_account:
        notes = _key_by_other_form(stage)
        _key_accounts(stage)
        return notes
    notes = _find_accounts(stage)
    if "key" in stage.target.identity:
        notes += _key_by_other_form(stage)
        _key_others(stage, kind)
    return tuple(dict.fromkeys(notes))


def _find_accounts(stage: Stage) -> tuple[str, ...]:
    """By id, else domain, else name; use of the product also by its subscription."""
    run = stage.connection.execute
    run("CREATE TEMP TABLE import_said (text TEXT PRIMARY KEY, account_id INTEGER, reason TEXT) WITHOUT ROWID")
    run(
        """INSERT INTO import_said (text, account_id) SELECT r.said, a.id
        FROM (SELECT DISTINCT said FROM import_row WHERE said IS NOT NULL) AS r LEFT JOIN account a ON a.key = r.said"""
    )
    stage.connection.analyze("import_said")
    notes: tuple[str, ...] = ()
    if run("SELECT 1 FROM import_said WHERE account_id IS NULL LIMIT 1").fetchone():
        notes = _find_by_other_form(stage)
        _find_by_name(stage)
    notes += _take_first_ids(stage)
    run("UPDATE import_row SET account_id = (SELECT s.account_id FROM import_said s WHERE s.text = import_row.said)")
    if stage.target.table == "usage" and stage.has("subscription"):
        notes += _name_subscriptions_alike(stage)
        _find_by_subscription(stage)
    _reject_strangers(stage)
    return notes


def _find_by_other_form(stage: Stage) -> tuple[str, ...]:
    first = list_other_forms(stage, "SELECT text FROM import_said WHERE account_id IS NULL")
    if not first:
        return ()
    stage.connection.execute(
        "UPDATE import_said SET account_id = o.row_id FROM import_other_form o WHERE o.text = import_said.text"
    )
    return (_two_forms(first),)


def _two_forms(text: str) -> str:
    id_ = text.rpartition(":")[2]
    return f"An id of Salesforce has two forms: {id_} is {other_form(id_)} here."


def _find_by_name(stage: Stage) -> None:
    list_names(stage)
    fold_texts(stage, "SELECT text FROM import_said WHERE account_id IS NULL")
    for kind in ("alias", "domain", "name"):
        stage.connection.execute(
            f"""UPDATE import_said SET account_id = CASE n.accounts WHEN 1 THEN n.account_id END,
            reason = CASE WHEN n.accounts > 1 THEN {_SHARED} END
            FROM import_folded f JOIN import_name n ON n.name = f.folded
            WHERE import_said.account_id IS NULL AND f.text = import_said.text AND n.kind = ?""",
            (kind,),
        )


def _name_subscriptions_alike(stage: Stage) -> tuple[str, ...]:
    """Use of a subscription that is named by the other form of its id is named by that of the store: it is the same."""
    run, subscription = stage.connection.execute, "x.subscription"
    before = ["", *(f"{tool}:" for tool in tools_of(stage.connection, "subscriptions"))]
    known = ", ".join(f"'{each}' || {subscription}" for each in before)
    named = "(SELECT DISTINCT subscription FROM import_row WHERE length(subscription) IN (15, 18)) AS x"
    strange = f"{named} WHERE NOT EXISTS (SELECT 1 FROM subscription s WHERE s.key IN ({known}))"
    texts = " UNION ALL ".join(f"SELECT '{each}' || {subscription} AS text FROM {strange}" for each in before)
    if not (first := list_other_forms(stage, texts, "subscription")):
        return ()
    for each in before:
        run(
            f"""UPDATE import_row SET subscription = substr(o.key, {len(each) + 1}) FROM import_other_form o
            WHERE o.text = '{each}' || import_row.subscription"""
        )
    return (_two_forms(first),)


def _find_by_subscription(stage: Stage) -> None:
    """Use without an account is that of its subscription's: one that has the id, whichever tool's it is."""
    tools = tools_of(stage.connection, "subscriptions")
    ids = ", ".join(["import_row.subscription", *(["? || ':' || import_row.subscription"] * len(tools))])
    one = "CASE WHEN min(s.account_id) = max(s.account_id) THEN min(s.account_id) END"
    stage.connection.execute(
        f"""UPDATE import_row SET account_id =
        (SELECT {one} FROM subscription s WHERE s.key IN ({ids})) WHERE said IS NULL""",
        tools,
    )


def _take_first_ids(stage: Stage) -> tuple[str, ...]:
    """Of several ids in a cell, as tools list them where a row is of more than one account, takes the first known."""
    run = stage.connection.execute
    said = run(
        """SELECT text FROM import_said WHERE account_id IS NULL
        AND (text LIKE '%;%' OR text LIKE '%,%' OR text LIKE '%|%') ORDER BY text"""
    ).fetchall()
    taken = []
    for (text,) in said:
        ids = ((run("SELECT id FROM account WHERE key = ?", (part.strip(),)).fetchone()) for part in _LIST.split(text))
        if first := next(filter(None, ids), None):
            run("UPDATE import_said SET account_id = ?, reason = NULL WHERE text = ?", (*first, text))
            taken.append(text)
    if not taken:
        return ()
    return (f"Where a cell has several ids of accounts, the first one known was taken: “{taken[0]}” …",)


def _reject_strangers(stage: Stage) -> None:
    stage.connection.execute(
        f"""{REJECT} SELECT line, ?, said, coalesce(s.reason, '{UNKNOWN_ACCOUNT}')
        FROM import_row r LEFT JOIN import_said s ON s.text = r.said
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


def _key_by_other_form(stage: Stage) -> tuple[str, ...]:
    """Rows whose id is the other form of one in the store are that one, unless the file has both forms."""
    table, run = stage.target.table, stage.connection.execute
    strange = f"SELECT key AS text FROM import_row r WHERE NOT EXISTS (SELECT 1 FROM {table} t WHERE t.key = r.key)"
    if not list_other_forms(stage, strange, table):
        return ()
    run("DELETE FROM import_other_form WHERE key IN (SELECT key FROM import_row)")
    if not (first := first_other_form(stage)):
        return ()
    run("UPDATE import_row SET key = o.key FROM import_other_form o WHERE o.text = import_row.key")
    return (_two_forms(first),)


def _key_accounts(stage: Stage) -> None:
    """A row without an id is the account of its domain, else of its name; else a new one that is known by them."""
    run = stage.connection.execute
    if run("SELECT 1 FROM account_alias LIMIT 1").fetchone():
        _key_by_aliases(stage)
    if not run("SELECT 1 FROM import_row WHERE key IS NULL LIMIT 1").fetchone():
        return
    list_names(stage)
    if stage.has("domain"):
        run(
            """UPDATE import_row SET key = n.key FROM import_name n WHERE import_row.key IS NULL
            AND n.kind = 'domain' AND n.name = import_row.domain AND n.accounts = 1"""
        )
    fold_texts(stage, "SELECT name AS text FROM import_row WHERE key IS NULL")
    domain = "import_row.domain" if stage.has("domain") else "NULL"
    named = "import_folded f JOIN import_name n ON n.name = f.folded"
    same = f"f.text = import_row.name AND n.kind = 'name' AND coalesce(n.domain = {domain}, TRUE)"
    run(
        f"""UPDATE import_row SET key = n.key FROM {named}
        WHERE import_row.key IS NULL AND n.accounts = 1 AND {same}"""
    )
    run(
        f"""{REJECT} SELECT line, ?, import_row.name, {_SHARED}
        FROM import_row CROSS JOIN {named} WHERE import_row.key IS NULL AND n.accounts > 1 AND {same} ORDER BY line""",
        (stage.headers.get("name", "name"),),
    )
    stage.drop_rejected()
    folded = "(SELECT f.folded FROM import_folded f WHERE f.text = import_row.name)"
    run(f"UPDATE import_row SET key = coalesce({domain}, {folded}) WHERE key IS NULL")


def _key_by_aliases(stage: Stage) -> None:
    """Rows of an id, a domain or a name that somebody said is an account's are that account, which keeps its name."""
    run = stage.connection.execute
    known = dict(run("SELECT name, account_id FROM account_alias").fetchall())
    said = ", ".join(name for name in ("key", "domain", "name") if stage.has(name))
    found = run(f"SELECT line, {said} FROM import_row ORDER BY line")
    meant = ((line, next(filter(None, (known.get(fold(name)) for name in names)), None)) for line, *names in found)
    rows = [(line, account_id) for line, account_id in meant if account_id is not None]
    run("CREATE TEMP TABLE import_alias (line INTEGER PRIMARY KEY, account_id INTEGER)")
    stage.connection.insert_many("import_alias", ("line", "account_id"), rows)
    stage.connection.analyze("import_alias")
    kept = ", name = a.name" if stage.has("name") else ""
    run(
        f"""UPDATE import_row SET key = a.key{kept} FROM import_alias l JOIN account a ON a.id = l.account_id
        WHERE l.line = import_row.line AND NOT EXISTS (SELECT 1 FROM account o WHERE o.key = import_row.key)"""
    )


def default_names(stage: Stage) -> tuple[str, ...]:
    """Gives accounts without a name the one they have in the store, else their id, and says so of the latter."""
    if stage.target.has_account:
        return ()
    run = stage.connection.execute
    run(
        """UPDATE import_row SET name = a.name FROM account a
        WHERE import_row.name IS NULL AND a.key = import_row.key"""
    )
    count, first = run("SELECT count(*), min(line) FROM import_row WHERE name IS NULL").fetchone()
    if not count:
        return ()
    run("UPDATE import_row SET name = key WHERE name IS NULL")
    return (f"Accounts without a name are called by their ids ({count:,}, first on {stage.unit} {first:,}).",)


def duplicate_notes(stage: Stage) -> tuple[str, ...]:
    """A note of new accounts that have the domain or name of one in the store, which they may be a second time."""
    run = stage.connection.execute
    if not stage.connection.columns("import_met"):
        return ()
    count, first = run(
        "SELECT count(DISTINCT m.line), min(m.line) FROM import_met m JOIN import_new x ON x.line = m.line"
    ).fetchone()
    if not count:
        return ()
    name, key = run(
        """SELECT s.name, m.key FROM import_met m JOIN import_row s ON s.line = m.line
        WHERE m.line = ? ORDER BY m.key LIMIT 1""",
        (first,),
    ).fetchone()
    which = f"{stage.unit} {first}, {name}, is {key} there"
    return (f"{count} new accounts have the domain or name of one in the store under another id: {which}.",)


def _key_others(stage: Stage, kind: Kind) -> None:
    """A row without an id is known by its account and the fields that its kind names."""
    known_by = [name for name in kind.known_by if name != "account" and stage.has(name)]
    if stage.target.table == "contact" and "email" in known_by:
        known_by = ["coalesce(email, name)"]
    parts = ", ".join(["account_id", *known_by])
    run = stage.connection.execute
    without = run(f"SELECT line, {parts} FROM import_row WHERE key IS NULL ORDER BY line")
    run("CREATE TEMP TABLE import_made (line INTEGER PRIMARY KEY, key TEXT)")
    while some := without.fetchmany(AT_ONCE):
        stage.connection.insert_many(
            "import_made", ("line", "key"), [(line, _made_of(values)) for line, *values in some]
        )
    stage.connection.analyze("import_made")
    run("UPDATE import_row SET key = m.key FROM import_made m WHERE m.line = import_row.line")


def _made_of(values: Sequence[object]) -> str:
    return DERIVED + _ENCODED(values)


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
    unlike = next((said for said, found in alike.items() if not found), "")
    notes = (*outcome.notes, _NAMED_ONCE.format(unlike)) if unlike else outcome.notes
    return replace(outcome, rejects=tuple(rejects), meant=meant, notes=notes)
