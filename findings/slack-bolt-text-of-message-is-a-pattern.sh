#!/usr/bin/env bash
# Guess: `@app.message("churn (net)")` is called for messages with that text in them, as Bolt for JavaScript does with a
#   string; only `re.compile(…)` is a pattern.
# Behaviour (slack-bolt 1.30.0): a string is a pattern as well. "churn (net)" isn't found in "churn (net)" but in "churn
#   net", "[urgent]" in any message with one of its letters, "it costs $5" in none, and "what's our NRR?" in "what's our
#   NR". Nothing is said when the app starts. `re.escape(text)` is called for the text itself.
# Who meets it: whoever answers to words of people: prices, brackets, questions.
# Date: 2026-11-30
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet slack-bolt==1.30.0 slack_sdk==3.48.0
"$folder/bin/python" - <<'PY'
import json
import logging
import re
import sys

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request import BoltRequest
from slack_bolt.version import __version__

logging.disable(logging.CRITICAL)


def authorize(**_):
    return AuthorizeResult(enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_user_id="U0BOT", bot_id="B1")


def called(keyword, text):
    """Whether a listener for a keyword is called when somebody writes a text."""
    app = App(
        signing_secret="made-up",
        authorize=authorize,
        request_verification_enabled=False,
        process_before_response=True,
    )
    heard = []
    app.message(keyword)(lambda message: heard.append(message["text"]))
    event = {"type": "message", "text": text, "user": "U1", "channel": "C1", "ts": "1.0"}
    body = json.dumps({"type": "event_callback", "team_id": "T1", "event": event})
    app.dispatch(BoltRequest(body=body, headers={"content-type": ["application/json"]}))
    return bool(heard)


print("slack-bolt", __version__)
CASES = {
    ("renewal", "the renewal of Acme"): True,
    ("churn (net)", "our churn (net) is 2%"): False,
    ("churn (net)", "our churn net of gains"): True,
    ("[urgent]", "thanks"): True,
    ("it costs $5", "it costs $5"): False,
    ("what's our NRR?", "what's our NR"): True,
    (re.escape("churn (net)"), "our churn (net) is 2%"): True,
}
seen = {case: called(*case) for case in CASES}
for (keyword, text), heard in seen.items():
    print(f"@app.message({keyword!r}), somebody writes {text!r}: called {heard}")
sys.exit(seen != CASES and "the behaviour has changed")
PY
