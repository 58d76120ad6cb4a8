#!/usr/bin/env bash
# Guess: `Card()` is quick, and each new card has an id of its own, so that reviews, which name the card by it, can be
#   told apart.
# Behaviour (fsrs 6.3.2): the id is the clock in milliseconds, and so that two differ `Card()` sleeps for one: a thousand
#   cards take a second and more, in which an event loop stands still. Cards that are made by several threads or servers
#   at once get the same ids all the same: of 900 by three threads fewer than half are different. `Card(card_id=…)` waits
#   for nothing and has the id that it is given.
# Who meets it: whoever makes the cards of a course for several people, and keeps cards or reviews by `card_id`.
# Date: 2026-11-30
set -euo pipefail

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet fsrs==6.3.2
"$folder/bin/python" - <<'PY'
import sys
import threading
import time
from importlib.metadata import version

from fsrs import Card


def ids_of(threads, cards):
    """The ids of so many cards of each thread."""
    made = []

    def make():
        made.extend(Card().card_id for _ in range(cards))

    working = [threading.Thread(target=make) for _ in range(threads)]
    for each in working:
        each.start()
    for each in working:
        each.join()
    return made


def seconds(make):
    began = time.perf_counter()
    for number in range(1000):
        make(number)
    return time.perf_counter() - began


print("fsrs", version("fsrs"))
alone, given = seconds(lambda _: Card()), seconds(lambda number: Card(card_id=number))
print(f"1,000 cards: {alone:.2f} s; with an id that is given: {given:.2f} s")
one, three = ids_of(1, 900), ids_of(3, 300)
print(f"900 cards of one thread: {len(set(one))} ids; 900 of three threads: {len(set(three))} ids")
as_seen = alone > 1 > 10 * given and len(set(one)) == 900 and len(set(three)) < 600
sys.exit(not as_seen and "the behaviour has changed")
PY
