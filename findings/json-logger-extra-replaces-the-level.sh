#!/usr/bin/env bash
# Guess: in a JSON log whose `levelname` is renamed to `level`, that stays the record's level whatever a caller adds:
#   `logging` refuses `extra={"levelname": …}` with an error, so an `extra` of the new name is refused or kept apart.
# Behaviour (python-json-logger 4.2.0): `extra={"level": "gold"}` takes the place of the level without a word, as do
#   `time`, `logger` and whatever else `rename_fields` or `static_fields` name. An error is logged with the level "gold",
#   and what watches for `"level": "ERROR"` doesn't see it. So does a dict that is logged as the message, there even with
#   the names that `logging` itself keeps: `logger.error({"levelname": "INFO"})`.
# Who meets it: whoever logs a customer's plan or level beside an error, or an event as a dict that came from elsewhere.
# Date: 2026-11-30
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet python-json-logger==4.2.0
"$folder/bin/python" - <<'PY'
import io
import json
import logging
import sys
from importlib.metadata import version

from pythonjsonlogger.json import JsonFormatter

RENAMED = {"levelname": "level", "name": "logger"}


def logged(message, extra=None, **settings):
    """The JSON of an error that is logged."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonFormatter(["levelname", "name", "message"], **settings))
    logger = logging.Logger("bot")
    logger.addHandler(handler)
    try:
        logger.error(message, extra=extra)
    except KeyError as error:
        return str(error.args[0])
    return json.loads(out.getvalue())


print("python-json-logger", version("python-json-logger"))
CASES = {
    "an extra levelname": (
        logged("no digest", {"levelname": "gold"}, rename_fields=RENAMED),
        "Attempt to overwrite 'levelname' in LogRecord",
    ),
    "an extra level and logger, renamed": (
        logged("no digest", {"level": "gold", "logger": "acme"}, rename_fields=RENAMED),
        {"level": "gold", "logger": "acme", "message": "no digest"},
    ),
    "an extra service, which is a static field": (
        logged("no digest", {"service": "acme"}, static_fields={"service": "cs-bot"}),
        {"levelname": "ERROR", "name": "bot", "message": "no digest", "service": "acme"},
    ),
    "a dict as the message": (
        logged({"message": "no digest", "levelname": "INFO"}),
        {"levelname": "INFO", "name": "bot", "message": "no digest"},
    ),
}
for name, (found, _) in CASES.items():
    print(f"logger.error with {name}: {found}")
sys.exit(any(found != expected for found, expected in CASES.values()) and "the behaviour has changed")
PY
