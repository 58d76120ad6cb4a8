"""Names and addresses as they are compared, in TEMP tables: those of the store's accounts, and those that rows say."""

from itertools import groupby
from operator import itemgetter
from typing import Final

from accounts.importing.staging import AT_ONCE, Stage

_ALL_NAMES: Final = """
INSERT INTO import_name (kind, name, account_id, key, domain, accounts)
SELECT e.kind, e.name, min(e.id), min(e.key), min(e.domain), count(*)
FROM (SELECT n.kind, n.name, a.id, a.key, a.domain FROM import_named n JOIN account a ON a.id = n.account_id) AS e
GROUP BY e.kind, e.name"""
_SHARED: Final = """
SELECT kind, name, key FROM (
    SELECT n.kind, n.name, a.key, row_number() OVER (PARTITION BY n.kind, n.name ORDER BY a.key) AS nth
    FROM import_name n JOIN import_named e ON e.kind = n.kind AND e.name = n.name JOIN account a ON a.id = e.account_id
    WHERE n.accounts > 1
) AS listed WHERE nth <= ? ORDER BY kind, name, nth"""

_SAME: Final = "s.name = import_name.name AND s.kind = import_name.kind"
LISTED: Final = 34  # ids of accounts that share a name, which fill the room that a message has for them


def fold(name: str | None) -> str | None:
    """A name or address as it is compared: `https://www.Acme.example/` is `acme.example`, `ACME  Inc` is `acme inc`."""
    if name is None:
        return None
    text = " ".join(str(name).casefold().split())
    if "." not in text or " " in text:
        return text
    return text.removeprefix("https://").removeprefix("http://").removeprefix("www.").partition("/")[0]


def fold_texts(stage: Stage, texts: str) -> None:
    """Adds the texts of a query, which calls them `text`, to the TEMP table `import_folded`, each as it is compared."""
    run = stage.connection.execute
    run("CREATE TEMP TABLE IF NOT EXISTS import_folded (text TEXT PRIMARY KEY, folded TEXT) WITHOUT ROWID")
    found = run(
        f"""SELECT DISTINCT x.text FROM ({texts}) AS x
        WHERE x.text IS NOT NULL AND NOT EXISTS (SELECT 1 FROM import_folded f WHERE f.text = x.text)"""
    )
    while some := found.fetchmany(AT_ONCE):
        stage.connection.insert_many("import_folded", ("text", "folded"), [(text, fold(text)) for (text,) in some])
    stage.connection.analyze("import_folded")


def list_names(stage: Stage) -> None:
    """Makes the TEMP table `import_name`, once: the domains and names of accounts as they are compared, each with its
    account, or those that share it.
    """
    run = stage.connection.execute
    if stage.connection.columns("import_name"):
        return
    run("CREATE TEMP TABLE import_named (kind TEXT, name TEXT, account_id INTEGER)")
    run("INSERT INTO import_named SELECT 'domain', domain, id FROM account WHERE domain IS NOT NULL")
    run("INSERT INTO import_named SELECT 'alias', name, account_id FROM account_alias")
    accounts = run("SELECT id, name FROM account ORDER BY id")
    while some := accounts.fetchmany(AT_ONCE):
        rows = [("name", fold(name), id_) for id_, name in some]
        stage.connection.insert_many("import_named", ("kind", "name", "account_id"), rows)
    run(
        "CREATE TEMP TABLE import_name"
        " (kind TEXT, name TEXT, account_id INTEGER, key TEXT, domain TEXT, accounts INTEGER, keys TEXT)"
    )
    stage.connection.analyze("import_named")
    run(_ALL_NAMES)
    run("CREATE INDEX import_by_name ON import_name (name)")
    stage.connection.analyze("import_name")
    _list_shared(stage)


def _list_shared(stage: Stage) -> None:
    """Gives names that several accounts share their ids, as far as a message has room for them."""
    run = stage.connection.execute
    if not run("SELECT 1 FROM import_name WHERE accounts > 1 LIMIT 1").fetchone():
        return
    listed = groupby(run(_SHARED, (LISTED,)).fetchall(), key=itemgetter(0, 1))
    rows = [(kind, name, ", ".join(key for *_, key in shared)) for (kind, name), shared in listed]
    run("CREATE TEMP TABLE import_shared (kind TEXT, name TEXT, keys TEXT)")
    stage.connection.insert_many("import_shared", ("kind", "name", "keys"), rows)
    run(f"UPDATE import_name SET keys = s.keys FROM import_shared s WHERE {_SAME}")
