#!/usr/bin/env bash
# Guess: the installation stores of slack_sdk are alternatives of each other: after two people have installed an app in
#   one workspace, each of them gives the newest bot token, whoever is asked for, and nobody who was deleted.
# Behaviour (slack_sdk 3.48.0): they differ. SQLite3InstallationStore gives, for the person who installed first, the bot
#   token of that first installation, which Slack may have replaced since; FileInstallationStore gives the newest one
#   for everybody. After the latest installer is deleted, FileInstallationStore goes on giving that person as the latest
#   installation, with their tokens; SQLite3InstallationStore gives the one before.
# Who meets it: whoever changes from one store to the other, as from files in development to a database, or counts on
#   `find_installation(user_id=…)` for the bot token after a reinstall.
# Date: 2026-11-29
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check slack_sdk==3.48.0

cd "$folder"
"$folder/venv/bin/python" - <<'PY'
import logging
import sys
from slack_sdk.oauth.installation_store import FileInstallationStore, Installation
from slack_sdk.oauth.installation_store.sqlite3 import SQLite3InstallationStore
from slack_sdk.version import __version__


def installed(user, token, at):
    return Installation(
        app_id="A0", team_id="T0", user_id=user, bot_token=token, bot_id="B0", bot_user_id="U0", installed_at=at,
        user_token=f"xoxp-{user}",
    )


def seen(store):
    store.save(installed("U1", "xoxb-first", 1_700_000_000.0))
    store.save(installed("U2", "xoxb-second", 1_700_000_100.0))
    of_first = store.find_installation(enterprise_id=None, team_id="T0", user_id="U1").bot_token
    store.delete_installation(enterprise_id=None, team_id="T0", user_id="U2")
    latest = store.find_installation(enterprise_id=None, team_id="T0")
    return of_first, latest and latest.user_id


sqlite = SQLite3InstallationStore(database="installations.db", client_id="C0")
sqlite.init()
print("slack_sdk", __version__)
found = {
    "SQLite3InstallationStore": seen(sqlite),
    "FileInstallationStore": seen(FileInstallationStore(base_dir="files", client_id="C0")),
}
for name, (token, latest) in found.items():
    print(f"{name}: bot token for who installed first {token}; latest installer after U2 was deleted {latest}")
expected = {"SQLite3InstallationStore": ("xoxb-first", "U1"), "FileInstallationStore": ("xoxb-second", "U2")}
sys.exit(found != expected and "the behaviour has changed")
PY
