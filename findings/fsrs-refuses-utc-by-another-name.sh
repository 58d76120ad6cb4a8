#!/usr/bin/env bash
# Guess: `Scheduler.review_card` takes any aware datetime, and surely one in UTC; `Card.from_dict` of what `to_dict` gave
#   is the same card.
# Behaviour (fsrs 6.3.2): only `datetime.timezone.utc` itself is taken. An instant in `ZoneInfo("UTC")`, which is UTC too,
#   or in any other zone is refused with ValueError “datetime must be timezone-aware and set to UTC”. The round trip is fine.
# Who meets it: whoever keeps times with zoneinfo, as the standard library's own page on zones recommends.
# Date: 2026-11-29
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "fsrs==6.3.2"
"$folder/venv/bin/python" - <<'PY'
import sys
from datetime import datetime, timezone
from importlib.metadata import version
from zoneinfo import ZoneInfo

from fsrs import Card, Rating, Scheduler

print("fsrs", version("fsrs"))
scheduler = Scheduler(enable_fuzzing=False)
seen = {}
for name, zone in {"timezone.utc": timezone.utc, "ZoneInfo('UTC')": ZoneInfo("UTC")}.items():
    card = Card(card_id=1, due=datetime(2026, 6, 15, 9, tzinfo=timezone.utc))
    try:
        scheduler.review_card(card, Rating.Good, datetime(2026, 6, 15, 9, tzinfo=zone))
        seen[name] = "taken"
    except ValueError as error:
        seen[name] = f"refused: {error}"
    print(f"{name}: {seen[name]}")
card = Card(card_id=1, due=datetime(2026, 6, 15, 9, tzinfo=timezone.utc))
same = Card.from_dict(card.to_dict()).to_dict() == card.to_dict()
print("round trip:", "the same" if same else "another card")
expected = seen["timezone.utc"] == "taken" and seen["ZoneInfo('UTC')"].startswith("refused") and same
sys.exit(0 if expected else "the behaviour has changed")
PY
