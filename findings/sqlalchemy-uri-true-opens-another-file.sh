#!/usr/bin/env bash
# Guess: `create_engine("sqlite:///crm.db?mode=ro")` reads crm.db and can't write to it; where SQLAlchemy warns that
#   `mode` needs `uri=true` as well, `?mode=ro&uri=true` does.
# Behaviour (SQLAlchemy 2.1.9): with `?mode=ro` alone there is a warning, and the file is written to. With `uri=true`, as
#   the warning says, an empty file is made that is called `crm.db?mode=ro`, and is written to: crm.db has no tables
#   suddenly. Only `sqlite:///file:crm.db?mode=ro&uri=true` reads crm.db and refuses to write.
# Who meets it: whoever gives an export, a dashboard or a source a URL that is to be read-only.
# Date: 2026-11-30
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet sqlalchemy==2.1.9
mkdir "$folder/data"
cd "$folder/data"
"$folder/venv/bin/python" - <<'PY'
import os
import sys
import warnings

import sqlalchemy
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError


def tried(url):
    """What of a URL comes out: the tables that are there, whether it can be written to, warnings, and new files."""
    before = set(os.listdir())
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        engine = create_engine(url)
        with engine.connect() as connection:
            tables = sorted(connection.scalars(text("SELECT name FROM sqlite_master")))
            try:
                connection.execute(text(f"CREATE TABLE made_{len(os.listdir())} (id)"))
                connection.commit()
                written = True
            except OperationalError:
                written = False
        engine.dispose()
    new = sorted(set(os.listdir()) - before)
    return {"tables": tables, "written": written, "warned": bool(warned), "new files": new}


with create_engine("sqlite:///crm.db").begin() as connection:
    connection.execute(text("CREATE TABLE account (id)"))
print("SQLAlchemy", sqlalchemy.__version__)
URLS = (
    "sqlite:///crm.db?mode=ro",
    "sqlite:///crm.db?mode=ro&uri=true",
    "sqlite:///file:crm.db?mode=ro&uri=true",
)
seen = [tried(url) for url in URLS]
for url, found in zip(URLS, seen):
    print(f"{url}: {found}")
expected = [
    {"tables": ["account"], "written": True, "warned": True, "new files": []},
    {"tables": [], "written": True, "warned": False, "new files": ["crm.db?mode=ro"]},
    {"tables": ["account", "made_1"], "written": False, "warned": False, "new files": []},
]
sys.exit(seen != expected and "the behaviour has changed")
PY
