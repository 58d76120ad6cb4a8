#!/usr/bin/env bash
# Runs the steps of deploy/Dockerfile without Docker: the same files and the same commands in a bare folder, then the
# program as a user who can write to its data folder alone. Needs Linux, root and Python 3.11.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir "$work/src" "$work/data"
sed -n 's/^!//p' .dockerignore | xargs git archive HEAD | tar -x -C "$work/src"  # as a build machine has them
steps=$(sed -n '/ AS build$/,/^FROM [^ ]*$/s/^RUN //p' deploy/Dockerfile | sed "s# /uv\b# $work/uv#g; s#^/\(uv\|app\)/#$work/\1/#")
(cd "$work/src" && UV_PROJECT_ENVIRONMENT="$work/app" UV_PYTHON_DOWNLOADS=never bash -euo pipefail -c "$steps")
rm -rf "$work/src" "$work/uv"
echo "The program and what it needs: $(du -sm "$work/app" | cut -f1) MB"

chown nobody "$work/data"
cd "$work/data"
other=(setpriv --reuid=nobody --regid="$(id -g nobody)" --clear-groups)
"${other[@]}" env "$work/app/bin/cs" --help >/dev/null 2>&1 || { echo "Nobody else may run this Python: tried as $(id -un)."; other=(); }
touch "$work/before"
as_user() {
    "${other[@]}" env -i PATH="$work/app/bin:$PATH" HOME="$work/data" \
        PYTHONDONTWRITEBYTECODE=1 MPLCONFIGDIR=/tmp CS_DATABASE="$work/data/accounts.db" CS_LOG=json "$@"
}
as_user cs define nrr | head -3
as_user cs sample | tail -1
as_user cs renewals 60 | head -3
as_user cs backup "$work/data/copy.db"
as_user python -c "import opentelemetry.sdk, psycopg; print('with PostgreSQL and tracing')"
written=$(find "$work/app" -newer "$work/before" -type f); [ -z "$written" ] || { echo "It wrote into its own files: $written"; exit 1; }
echo "The steps of the image work."
