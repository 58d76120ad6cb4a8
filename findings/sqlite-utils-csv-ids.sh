#!/usr/bin/env bash
# Guess: `sqlite-utils insert store.db account accounts.csv --csv` keeps the ids of accounts as the file has them: 00601
#   and 601 are two, and so are two of twenty digits that differ in the last one.
# Behaviour (sqlite-utils 4.2.1, which detects types unless told not to): 00601 and 601 both become the number 601, and
#   the two of twenty digits the same REAL, 1.2345678901234567e+19, without a word: later joins and upserts take two
#   customers for one. With `--pk id` the command ends with an IntegrityError, once all rows are in the table, as text.
#   `--no-detect-types` keeps them.
# Who meets it: whoever loads an export of a CRM or a billing system whose ids are figures.
# Date: 2026-11-29
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet sqlite-utils==4.2.1
cd "$folder"
printf 'id,name\n00601,North\n601,South\n' >short.csv
printf 'id,name\n12345678901234567890,North\n12345678901234567891,South\n' >long.csv
bin/sqlite-utils --version
seen=""
for file in short long; do
    bin/sqlite-utils insert plain.db "$file" "$file.csv" --csv >/dev/null 2>&1
    ids=$(bin/sqlite-utils query plain.db "SELECT count(DISTINCT id) AS ids, typeof(min(id)) AS type FROM $file" --csv --no-headers | tr -d '\r')
    ended=0
    bin/sqlite-utils insert keyed.db "$file" "$file.csv" --csv --pk id >/dev/null 2>error.txt || ended=$?
    rows=$(bin/sqlite-utils query keyed.db "SELECT count(*) AS n, typeof(min(id)) AS type FROM $file" --csv --no-headers | tr -d '\r')
    kept=$(bin/sqlite-utils insert kept.db "$file" "$file.csv" --csv --no-detect-types >/dev/null 2>&1 &&
        bin/sqlite-utils query kept.db "SELECT count(DISTINCT id) AS ids, typeof(min(id)) AS type FROM $file" --csv --no-headers | tr -d '\r')
    echo "$file.csv, 2 rows: ids kept apart, and their type: $ids; with --pk: exit $ended, $(tail -n 1 error.txt), rows $rows; with --no-detect-types: $kept"
    seen="$seen$ids $ended $rows $kept;"
done
[ "$seen" = "1,integer 1 2,text 2,text;1,real 1 2,text 2,text;" ] || { echo "the behaviour has changed: $seen"; exit 1; }
