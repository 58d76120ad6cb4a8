#!/usr/bin/env bash
# Guess: fsrs wants moments in UTC, and takes one in `ZoneInfo("UTC")`, the same moment, as it takes `timezone.utc`.
# Behaviour (fsrs 6.3.2): `Scheduler.review_card` refuses it with "datetime must be timezone-aware and set to UTC": it
#   compares the objects, and `ZoneInfo("UTC")` isn't equal to `timezone.utc`. A card that is due at such a moment is
#   taken. psycopg, too, gives moments of a session in Etc/UTC, as initdb sets it on Debian, by `zoneinfo`.
# Who meets it: whoever keeps reviews in PostgreSQL and plays them back, or takes now from `zoneinfo`.
# Date: 2026-11-29
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet fsrs==6.3.2
"$folder/bin/python" - <<'PY'
import sys
from datetime import datetime, timezone
from importlib.metadata import version
from zoneinfo import ZoneInfo

from fsrs import Card, Rating, Scheduler

print("fsrs", version("fsrs"))
seen = []
for zone in (timezone.utc, ZoneInfo("UTC")):
    moment = datetime(2026, 11, 29, 9, tzinfo=zone)
    card = Card(due=moment)
    try:
        reviewed, _ = Scheduler(enable_fuzzing=False).review_card(card, Rating.Good, moment)
        seen.append(f"due {reviewed.due:%H:%M}")
    except ValueError as error:
        seen.append(str(error))
    print(f"{moment.isoformat()} in {zone!r}: a card that is due then is taken; reviewed then: {seen[-1]}")
same = datetime(2026, 11, 29, 9, tzinfo=ZoneInfo("UTC")) == datetime(2026, 11, 29, 9, tzinfo=timezone.utc)
print("the same moment:", same)
expected = ["due 09:10", "datetime must be timezone-aware and set to UTC"]
sys.exit((seen != expected or not same) and "the behaviour has changed")
PY
