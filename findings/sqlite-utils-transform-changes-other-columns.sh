#!/usr/bin/env bash
# Guess: `sqlite-utils transform store.db account --rename arr mrr` renames that column, and leaves the others, their
#   values and what is said of them as they are; version 4.2 says that it keeps check and unique constraints.
# Behaviour (sqlite-utils 4.2.1): columns whose declared type has numeric affinity, as BOOLEAN, DATE, DECIMAL(12,2) and
#   NUMERIC, become REAL: true is 1.0 afterwards, and of an invoice's number 9007199254740993 the last digit is another.
#   A column loses COLLATE NOCASE: names that were found in whatever case aren't. A generated column is gone with
#   its values. Nothing is said. `table.transform()` in Python is the same, also without an argument.
# Who meets it: whoever changes a column of a database that Django, SQLAlchemy or a person made.
# Date: 2026-11-30
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet sqlite-utils==4.2.1
cd "$folder"
bin/python - <<'PY'
import sqlite3
import subprocess
from contextlib import closing
from importlib.metadata import version
import sys

TABLE = """
CREATE TABLE account (
    id INTEGER PRIMARY KEY,
    name TEXT COLLATE NOCASE,
    arr INTEGER,
    is_customer BOOLEAN,
    invoice NUMERIC,
    mark TEXT GENERATED ALWAYS AS (substr(name, 1, 1))
)
"""


def seen():
    """The row, by the name in other case, and the columns."""
    with closing(sqlite3.connect("store.db")) as store:
        columns = [row[1] for row in store.execute("PRAGMA table_xinfo(account)")]
        row = store.execute("SELECT is_customer, invoice FROM account").fetchone()
        return row, store.execute("SELECT count(*) FROM account WHERE name = 'ACME'").fetchone()[0], columns


with closing(sqlite3.connect("store.db")) as store, store:
    store.execute(TABLE)
    store.execute("INSERT INTO account (name, arr, is_customer, invoice) VALUES ('Acme', 1200, true, 9007199254740993)")
print("sqlite-utils", version("sqlite-utils"))
found = [seen()]
command = ["bin/sqlite-utils", "transform", "store.db", "account", "--rename", "arr", "mrr"]
said = subprocess.run(command, check=True, capture_output=True, text=True)
found.append(seen())
for when, (row, by_name, columns) in zip(("before", "after"), found):
    print(f"{when}: is_customer and invoice {row}, found as ACME {by_name}, columns {columns}")
print("said:", repr(said.stdout + said.stderr))
expected = [
    ((1, 9007199254740993), 1, ["id", "name", "arr", "is_customer", "invoice", "mark"]),
    ((1.0, 9007199254740992.0), 0, ["id", "name", "mrr", "is_customer", "invoice"]),
]
sys.exit((found != expected or repr(found) != repr(expected)) and "the behaviour has changed")
PY
