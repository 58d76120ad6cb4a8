#!/usr/bin/env bash
# Runs the steps of deploy/Dockerfile without Docker: the same files and the same commands in a bare folder, then the
# program as the image has it: as user 10001 without any rights, where nothing but its data and /tmp can be written.
# Needs Linux and Python 3.11; what needs root, setpriv or unshare where there is none is said not to have been tried.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d /var/tmp/cs-try.XXXXXX)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
mkdir "$work/src" "$work/data" "$work/bin"

user=() contained=() untried=()
if [ "$(id -u)" != 0 ]; then
    untried+=("user 10001 and a read-only file system, as this isn't root")
elif ! command -v setpriv >/dev/null; then
    untried+=("user 10001, as there is no setpriv")
else
    user=(setpriv --reuid=10001 --regid=10001 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all)
fi
for python in $(type -aP python3.11 python3 python); do  # one that this user may run
    "${user[@]}" "$python" -c 'import ensurepip, sys; sys.exit(sys.version_info[:2] != (3, 11))' 2>/dev/null && break
    python=
done
[ -n "$python" ] || { echo "There is no Python 3.11 that user 10001 may run: install it for all, as /usr/bin/python3.11 is."; exit 1; }
ln -s "$python" "$work/bin/python"

sed -n 's/^!//p' .dockerignore | xargs git archive HEAD | tar -x -C "$work/src"  # as a build machine has them
steps=$(sed -n '/ AS build$/,/^FROM [^ ]*$/s/^RUN //p' deploy/Dockerfile | sed "s# /uv\b# $work/uv#g; s#^/\(uv\|app\)/#$work/\1/#")
(cd "$work/src" && PATH="$work/bin:$PATH" UV_PROJECT_ENVIRONMENT="$work/app" UV_PYTHON="$python" UV_PYTHON_DOWNLOADS=never \
    bash -euo pipefail -c "$steps")
rm -rf "$work/src" "$work/uv"
echo "The program and what it needs: $(du -sm "$work/app" | cut -f1) MB"

# A file system as `docker run --read-only --tmpfs /tmp -v cs-bot:/data` gives it.
cat >"$work/contain" <<'CONTAIN'
#!/bin/bash
set -euo pipefail
data=$1; shift
mount --make-rprivate /
mount --bind "$data" "$data"
mount -t tmpfs -o mode=1777 tmpfs /tmp
while read -r _ at _; do
    case $at in /proc* | /sys* | /dev* | /tmp | "$data") ;; *) mount -o remount,bind,ro "$at" ;; esac
done </proc/mounts
exec "$@"
CONTAIN
chmod 755 "$work/contain"
if [ "$(id -u)" = 0 ]; then
    if why=$(unshare --mount "$work/contain" "$work/data" true 2>&1); then
        contained=(unshare --mount "$work/contain" "$work/data")
    else
        untried+=("a read-only file system, as none can be made here (${why##*: })")
    fi
fi
[ ${#user[@]} = 0 ] || chown 10001:10001 "$work/data"
touch "$work/before"
free=$("$python" -c 'import socket; two = [socket.create_server(("127.0.0.1", 0)) for _ in "12"]; print(*(s.getsockname()[1] for s in two))')
read -r port metrics <<<"$free"
run=("${contained[@]}" "${user[@]}" env -i PATH="$work/app/bin:$PATH" HOME="$work/data" PYTHONDONTWRITEBYTECODE=1
    MPLCONFIGDIR=/tmp CS_DATABASE="$work/data/accounts.db" CS_LOG=json CS_METRICS_PORT="$metrics" MALLOC_ARENA_MAX=1)
as_user() { "${run[@]}" "$@"; }
[ ${#user[@]} = 0 ] || echo "As user $(as_user id -u), with rights to nothing:$(as_user sed -n 's/^CapEff://p' /proc/self/status)"
if [ ${#contained[@]} -gt 0 ]; then
    for place in "$work/app" /usr /var/tmp; do
        ! "${contained[@]}" touch "$place/written" 2>/dev/null || { echo "$place can be written to."; exit 1; }
    done
    echo "Not even root can write to anything but its data and /tmp."
fi
as_user cs define nrr | sed -n 1,3p
as_user cs sample | tail -1
as_user cs renewals 60 | sed -n 1,3p
as_user cs import log | sed -n 1,2p
as_user cs backup "$work/data/copy.db"
as_user python -c "import opentelemetry.sdk, psycopg; print('with PostgreSQL and tracing')"

# The server, with no Slack to talk to, and the image's HEALTHCHECK beside it.
check=$(sed -n 's/^ *CMD \["python", "-c", "\(.*\)"\]$/\1/p' deploy/Dockerfile | sed 's/\\"/"/g')
"${run[@]}" SLACK_BOT_TOKEN=xoxb-try SLACK_SIGNING_SECRET=try PORT="$port" SLACK_API_URL=http://127.0.0.1:9/ cs serve 2>"$work/log" &
server=$!
for _ in $(seq 60); do as_user python -c "$check" 2>/dev/null && break; sleep 0.5; done
as_user python -c "$check" || { cat "$work/log"; kill "$server"; exit 1; }
kill "$server"; wait "$server" || { echo "cs serve ended with $?."; exit 1; }
echo "cs serve was found healthy, and ended when it was told to."

written=$(find "$work/app" -newer "$work/before" -type f); [ -z "$written" ] || { echo "It wrote into its own files: $written"; exit 1; }
others=$(find "$work/data" ! -perm 0600 ! -type d); [ -z "$others" ] || { echo "Others may read: $others"; exit 1; }
for each in "${untried[@]}" "the base image, and Docker itself"; do echo "Not tried: $each."; done
echo "The steps of the image work."
