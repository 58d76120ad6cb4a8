#!/usr/bin/env bash
# Guess: adding two calendars that both rest on Friday and Saturday, as Saudi Arabia and Kuwait do, or two years of one,
#   gives a calendar that rests on Friday and Saturday; what is a working Saturday in either stays known.
# Behaviour (holidays 0.109): the holidays are joined, the weekend isn't: of every sum it is Saturday and Sunday.
#   `is_working_day` says yes to a Friday that neither country works on, and no to a Sunday on which both do;
#   `get_nth_working_day` and `get_working_days_count` go by that. Of China's Saturdays that are worked in exchange for
#   days off, a sum knows none. Nothing is raised or warned of.
# Who meets it: whoever schedules for teams in several countries, or counts working days until a renewal.
# Date: 2026-11-29
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet holidays==0.109
"$folder/bin/python" - <<'PY'
import sys
from datetime import date

import holidays

friday, sunday, exchanged = date(2026, 11, 27), date(2026, 11, 29), date(2026, 2, 14)


def days(calendar):
    return calendar.is_working_day(friday), calendar.is_working_day(sunday)


saudi, kuwait = (holidays.country_holidays(country, years=2026) for country in ("SA", "KW"))
china, hong_kong = (holidays.country_holidays(country, years=2026) for country in ("CN", "HK"))
calendars = {
    "SA": saudi,
    "KW": kuwait,
    "SA + KW": saudi + kuwait,
    "SA 2026 + SA 2027": saudi + holidays.country_holidays("SA", years=2027),
}
print("holidays", holidays.__version__)
seen = []
for name, calendar in calendars.items():
    seen.append(days(calendar))
    print(f"{name}: Friday {friday} is a working day: {seen[-1][0]}; Sunday {sunday}: {seen[-1][1]}")
for name, calendar in {"CN": china, "CN + HK": china + hong_kong}.items():
    seen.append(calendar.is_working_day(exchanged))
    print(f"{name}: Saturday {exchanged}, worked in exchange, is a working day: {seen[-1]}")
expected = [(False, True), (False, True), (True, False), (True, False), True, False]
sys.exit(seen != expected and "the behaviour has changed")
PY
