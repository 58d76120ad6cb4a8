#!/usr/bin/env bash
# Guess: in a Bolt app a listener that calls `ack()` first is acknowledged at once, whatever others do, as the work after
#   `ack()` may take as long as it likes; at worst it waits for a thread of the web server.
# Behaviour (slack-bolt 1.30.0, App): listeners run on five threads, `ack()` included. While five work on after their
#   `ack()`, a sixth request waits, and after three seconds Slack gets a 404 and tells the person that it failed. The log
#   says that the listener "didn't call ack()" and suggests to write the one that there is. It runs all the same, when a
#   thread is free. `App(listener_executor=ThreadPoolExecutor(50))` gives more; fifty at work in an AsyncApp are in nobody's way.
# Who meets it: a team whose reports take half a minute: five of them, and `/cs nrr` fails for everybody.
# Date: 2026-11-30
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet slack-bolt==1.30.0 slack_sdk==3.48.0
"$folder/bin/python" - <<'PY'
import logging
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request import BoltRequest
from slack_bolt.version import __version__

said = []


class Keeps(logging.Handler):
    def emit(self, record):
        said.append(record.getMessage().splitlines()[0])


logging.getLogger().addHandler(Keeps(logging.WARNING))


def authorize(**_):
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id="U0BOT", bot_id="B1")


def asked(reports, **settings):
    """The status of a command that is acknowledged first thing, while so many others work on; whether it ran."""
    app = App(signing_secret="made-up", authorize=authorize, request_verification_enabled=False, **settings)
    done, ran, acknowledged = threading.Event(), threading.Event(), threading.Semaphore(0)

    @app.command("/report")
    def report(ack):
        ack()
        acknowledged.release()
        done.wait()

    @app.command("/nrr")
    def nrr(ack):
        ack("107%")
        ran.set()

    def send(command):
        body = f"command={command}&team_id=T1&user_id=U1&channel_id=C1&text=&trigger_id=1"
        return app.dispatch(BoltRequest(body=body, headers={"content-type": ["application/x-www-form-urlencoded"]}))

    for _ in range(reports):
        threading.Thread(target=send, args=("/report",), daemon=True).start()
        acknowledged.acquire()
    began = time.monotonic()
    status = send("/nrr").status
    waited = round(time.monotonic() - began)
    done.set()
    return status, waited, ran.wait(10)


print("slack-bolt", __version__)
seen = [asked(4), asked(5), asked(5, listener_executor=ThreadPoolExecutor(50))]
for name, (status, waited, ran) in zip(("4 at work", "5 at work", "5 at work, 50 threads"), seen):
    print(f"{name}: /nrr gets {status} after {waited} s; its listener ran: {ran}")
print("logged:", *said, sep="\n  ")
expected = [(200, 0, True), (404, 3, True), (200, 0, True)]
sys.exit((seen != expected or "nrr didn't call ack()" not in said) and "the behaviour has changed")
PY
