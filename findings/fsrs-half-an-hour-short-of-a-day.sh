#!/usr/bin/env bash
# Guess: to FSRS an answer after 23½ hours is worth nearly what one after 24 is; the time between two reviews is a
#   number of days with a fraction.
# Behaviour (fsrs 6.3.2): the time is cut to whole days of 24 hours. A word that was known at 9:30 and is known again at
#   9:00 the next morning counts as asked twice on one day, which moves nothing: it comes back after 2 days, and half an
#   hour later it would have been 7. In the same way 47½ hours are one day: 7 days in place of 11. What is forgotten is
#   the same after 24 hours and after 47½.
# Who meets it: whoever asks once a day, as in a daily lesson: people answer a little earlier or later each day. Taken at
#   noon of the local day of the lesson, answers of two mornings are a day apart.
# Date: 2026-11-30
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet fsrs==6.3.2
"$folder/bin/python" - <<'PY'
import sys
from datetime import datetime, timedelta, timezone
from importlib.metadata import version

from fsrs import Card, Rating, Scheduler

FIRST = datetime(2026, 11, 30, 9, 30, tzinfo=timezone.utc)
scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def after(hours):
    """The days until a card comes back that was known first, and again so many hours later; what was recalled then."""
    card, _ = scheduler.review_card(Card(card_id=1, due=FIRST), Rating.Good, FIRST)
    again = FIRST + timedelta(hours=hours)
    recalled = round(scheduler.get_card_retrievability(card, again), 3)
    card, _ = scheduler.review_card(card, Rating.Good, again)
    return (card.due - again).days, recalled


print("fsrs", version("fsrs"))
seen = {hours: after(hours) for hours in (23.5, 24, 47.5, 48)}
for hours, (days, recalled) in seen.items():
    print(f"known again after {hours} hours: back after {days} days; recalled by then with {recalled}")
(a, r0), (b, r1), (c, r2), (d, r3) = seen.values()
print("half an hour more:", f"{a} to {b} days,", f"{c} to {d} days")
sys.exit(((a, b, c, d) != (2, 7, 7, 11) or r0 != 1 or r1 != r2 or r2 == r3) and "the behaviour has changed")
PY
