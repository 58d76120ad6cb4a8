#!/usr/bin/env bash
# Guess: asking a calendar of one year whether a day is in it changes nothing: `len` stays, and one can go through its
#   days and ask for the day before each, to find long weekends.
# Behaviour (holidays 0.109): a look at a day of another year puts that year's holidays in. So `len` of a calendar of 2026
#   doubles with `calendar.get("2030-01-02")`, and going through it raises "dictionary changed size during iteration" as
#   soon as the day before New Year's Day is asked for: with `in`, `get` or `is_working_day`. `expand=False` keeps it.
# Who meets it: whoever looks for bridge days, counts the holidays of a year, or shares a calendar between threads.
# Date: 2026-11-30
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet holidays==0.109
"$folder/bin/python" - <<'PY'
import sys
from datetime import timedelta

import holidays

DAY = timedelta(days=1)


def of_2026(**settings):
    return holidays.country_holidays("DE", years=2026, **settings)


def grown(**settings):
    """How many days a calendar has, and has after it was asked for one of another year."""
    calendar = of_2026(**settings)
    before = len(calendar)
    calendar.get("2030-01-02")
    return before, len(calendar)


def gone_through(look, **settings):
    """What comes of looking at the day before each holiday."""
    calendar = of_2026(**settings)
    try:
        for day in calendar:
            look(calendar, day - DAY)
    except RuntimeError as error:
        return str(error)
    return "all well"


LOOKS = {
    "day in calendar": lambda calendar, day: day in calendar,
    "calendar.get(day)": lambda calendar, day: calendar.get(day),
    "calendar.is_working_day(day)": lambda calendar, day: calendar.is_working_day(day),
}
print("holidays", holidays.__version__)
sizes = grown(), grown(expand=False)
print(f"days of 2026, and after one of 2030 was asked for: {sizes[0]}; with expand=False {sizes[1]}")
seen = {name: gone_through(look) for name, look in LOOKS.items()}
for name, came in seen.items():
    print(f"for each holiday {name}, of the day before: {came}")
kept = gone_through(LOOKS["day in calendar"], expand=False)
print("with expand=False:", kept)
changed = (
    sizes != ((9, 18), (9, 9))
    or set(seen.values()) != {"dictionary changed size during iteration"}
    or kept != "all well"
)
sys.exit(changed and "the behaviour has changed")
PY
