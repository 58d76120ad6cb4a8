#!/usr/bin/env bash
# Guess: `utils.default_process` makes capitals small and takes punctuation away; words stay whole, and names that differ
#   in a vowel aren't the same afterwards.
# Behaviour (rapidfuzz 3.14.6): the vowel signs of Hindi, Tamil, Thai and others go away as punctuation does. सीमा (Seema)
#   and सोमा (Soma), मीना (Meena) and मोना (Mona) are each "स म" and "म न", two words of a letter, and score 100 by ratio,
#   WRatio and those of tokens; without a processor the ratio is 75. In Thai สี (colour) becomes ส.
# Who meets it: whoever merges accounts or people by name and says `processor=utils.default_process`, which brings back
#   what rapidfuzz did by itself before version 3: different customers are one.
#   `unicodedata.normalize("NFC", name).casefold()` leaves the letters.
# Date: 2026-11-30
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet rapidfuzz==3.14.6
"$folder/bin/python" - <<'PY'
import sys

import rapidfuzz
from rapidfuzz import fuzz, utils

PAIRS = (("सीमा", "सोमा"), ("मीना", "मोना"), ("மீனா", "மோனா"), ("สี", "ส"), ("Mina", "Mona"))
SCORERS = (fuzz.ratio, fuzz.WRatio, fuzz.token_sort_ratio, fuzz.token_set_ratio)


def scores(one, other):
    """What is compared, the lowest score of any scorer, and the ratio without a processor."""
    processed = tuple(map(utils.default_process, (one, other)))
    lowest = min(scorer(one, other, processor=utils.default_process) for scorer in SCORERS)
    return processed, round(lowest), round(fuzz.ratio(one, other))


print("rapidfuzz", rapidfuzz.__version__)
seen = [scores(*pair) for pair in PAIRS]
for pair, (processed, lowest, plain) in zip(PAIRS, seen):
    print(f"{' and '.join(pair)}: processed {processed}, at least {lowest}; without a processor {plain}")
expected = [
    (("स म", "स म"), 100, 75),
    (("म न", "म न"), 100, 75),
    (("ம ன", "ம ன"), 100, 75),
    (("ส", "ส"), 100, 67),
    (("mina", "mona"), 75, 75),
]
sys.exit(seen != expected and "the behaviour has changed")
PY
