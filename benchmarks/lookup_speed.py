"""What a look-up costs beside the usual ways to do it, as ratios within one run, and how cost grows with the glossary.

Run as `python -m benchmarks.lookup_speed [--plot FILE.svg] [--sizes shipped 10000 100000]`. A third of the questions
are names as they are written, a third names with slips, a third English that is in no glossary. Ways that are not
installed are skipped with a line. Only ratios within one run mean anything: absolute times move with the machine.
"""

import argparse
import difflib
import gc
import random
import sqlite3
import time
import tracemalloc
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from benchmarks.lookup_quality import sample, slipped
from glossary.model import Term
from glossary.search.english import everyday_english
from glossary.search.finder import Finder
from glossary.search.normalisation import match_key
from glossary.term_files import read_terms

Look = Callable[[str], object]
LIMITS = {"shipped": 0.1, "100000": 0.6}
"""The p99 to keep to, in milliseconds."""


def made_terms(size: int) -> list[Term]:
    """So many terms with names of two to four English words, some words much commoner than others, and an acronym."""
    chance = random.Random(3)
    words = sample((word for word in sorted(everyday_english()) if 3 < len(word) < 12), 30000)
    weights = [1 / (rank + 10) ** 0.8 for rank in range(len(words))]
    names: dict[str, None] = {}
    while len(names) < size:
        for count in (2, 3, 4):
            picked = chance.choices(words, weights, k=count * (size // 2 + 1))
            names.update(
                dict.fromkeys(" ".join(picked[at : at + count]).title() for at in range(0, len(picked), count))
            )
    listed = list(names)
    chance.shuffle(listed)
    return [Term(id=match_key(name), name=name, definition="") for name in listed[:size]]


def questions(terms: list[Term], count: int) -> list[str]:
    """Names, names with one or two slips, and English words and phrases, in turn."""
    chance = random.Random(5)
    names = [name for term in terms for name in (term.name, *term.acronyms, *term.aliases)]
    english_words = sample(sorted(everyday_english()), 5000)
    mixed: list[str] = []
    while len(mixed) < count:
        wrong = slipped(chance.choice(names), chance)
        mixed += [
            chance.choice(names).lower(),
            slipped(wrong, chance) if chance.random() < 0.3 else wrong,
            " ".join(chance.choices(english_words, k=chance.choice((1, 1, 2)))),
        ]
    return mixed


def ways(names: list[str]) -> Iterator[tuple[str, Look, int]]:
    """The usual ways to look a name up, each with how many questions are enough to time it."""
    from rapidfuzz import fuzz, process, utils

    def wratio(text: str) -> object:
        return process.extractOne(text, names, scorer=fuzz.WRatio, processor=utils.default_process)

    yield "rapidfuzz WRatio", wratio, 200
    yield "rapidfuzz ratio", lambda text: process.extractOne(text, names, scorer=fuzz.ratio), 200
    try:
        thefuzz = import_module("thefuzz.process")
        yield "thefuzz", lambda text: thefuzz.extractOne(text, names), 20
    except ModuleNotFoundError:
        print("skipped: thefuzz is not installed")
    yield "difflib", lambda text: difflib.get_close_matches(text, names, n=1), 10
    base = sqlite3.connect(":memory:")
    base.execute("create virtual table names using fts5(name, tokenize='trigram')")
    base.executemany("insert into names values (?)", [(name,) for name in names])

    def trigram(text: str) -> object:
        grams = " OR ".join(f'"{text[at : at + 3]}"' for at in range(len(text) - 2) if text[at : at + 3].isalnum())
        asked = "select name from names where names match ? order by bm25(names) limit 1"
        return base.execute(asked, [grams]).fetchone() if grams else None

    yield "SQLite FTS5 trigram", trigram, 60


def timed(look: Look, asked: list[str]) -> tuple[float, float]:
    """The median and the 99th percentile in milliseconds."""
    spent = []
    for text in asked:
        start = time.perf_counter()
        look(text)
        spent.append((time.perf_counter() - start) * 1000)
    spent.sort()
    return spent[len(spent) // 2], spent[min(len(spent) - 1, len(spent) * 99 // 100)]


def built(terms: list[Term]) -> tuple[Finder, float, float]:
    """A finder with every index made, the seconds that took and the MB it holds."""
    everyday_english()
    gc.collect()
    start = time.perf_counter()
    finder = Finder(terms)
    finder.find("nothing lkie this")
    seconds = time.perf_counter() - start
    tracemalloc.start()
    weighed = Finder(terms)
    weighed.find("nothing lkie this")
    held = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    return finder, seconds, held


def measure(label: str, terms: list[Term]) -> dict[str, tuple[float, float]]:
    """Times every way on one glossary and prints the table."""
    finder, seconds, held = built(terms)
    names = [name for term in terms for name in (term.name, *term.acronyms, *term.aliases)]
    asked = questions(terms, 6000)
    for text in asked[:50]:
        finder.find(text)
    ours = timed(finder.find, asked)
    print(f"\n{label}: {len(terms)} terms, {len(names)} names; index {seconds:.2f} s, {held:.0f} MB")
    print(f"{'way':22} {'p50 ms':>9} {'p99 ms':>9} {'× p50':>8} {'× p99':>8}")
    found = {"this finder": ours}
    for name, look, count in ways(names):
        found[name] = timed(look, asked[: max(10, count * 1000 // (len(names) + 1000))])
    for name, (median, tail) in found.items():
        print(f"{name:22} {median:9.4f} {tail:9.4f} {median / ours[0]:8.1f} {tail / ours[1]:8.1f}")
    if label in LIMITS:
        print(f"p99 {'within' if ours[1] <= LIMITS[label] else 'over'} {LIMITS[label]} ms")
    return found


def main() -> None:
    """Reads the options, measures every size and draws the plot."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", nargs="+", default=["shipped", "1000", "10000", "100000"])
    options.add_argument("--plot", type=Path, metavar="FILE.svg")
    given = options.parse_args()
    found: dict[int, dict[str, tuple[float, float]]] = {}
    for label in given.sizes:
        terms = list(read_terms()) if label == "shipped" else made_terms(int(label))
        found[len(terms)] = measure(label, terms)
    if given.plot:
        given.plot.write_text(drawn(found), encoding="utf-8")


def drawn(found: dict[int, dict[str, tuple[float, float]]]) -> str:
    """The p99 of every way against the number of terms, both logarithmic, as SVG."""
    from math import log10

    def x(size: int) -> float:
        return 70 + 150 * (log10(size) - 2)

    def y(cost: float) -> float:
        return 330 - 50 * (log10(cost) + 2.5)

    colours = ("#0a7", "#c33", "#e80", "#85c", "#36c", "#777")
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 400" font-family="sans-serif" font-size="12">',
        '<rect width="720" height="400" fill="white"/>',
        '<text x="70" y="20" font-size="14">p99 of a look-up in ms against terms in the glossary</text>',
    ]
    parts += [
        f'<path d="M70 {y(10.0**power):.0f}H520" stroke="#ddd"/>'
        f'<text x="62" y="{y(10.0**power) + 4:.0f}" text-anchor="end">{10.0**power:g}</text>'
        for power in range(-2, 4)
    ]
    parts += [
        f'<path d="M{x(10**power):.0f} 30V355" stroke="#ddd"/>'
        f'<text x="{x(10**power):.0f}" y="372" text-anchor="middle">{10**power:,}</text>'
        for power in range(2, 6)
    ]
    labels: list[float] = []
    last = max(found)
    ways_found = sorted(found[last], key=lambda way: found[last][way][1])
    for way in ways_found:
        colour = colours[list(found[last]).index(way) % len(colours)]
        points = " ".join(f"{x(size):.1f},{y(costs[way][1]):.1f}" for size, costs in sorted(found.items()))
        width = 3 if way == "this finder" else 1.5
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}"/>')
        labels.append(min(y(found[last][way][1]) + 4, (labels[-1] if labels else 999) - 14))
        parts.append(f'<text x="{x(last) + 8:.0f}" y="{labels[-1]:.0f}" fill="{colour}">{way}</text>')
    return "\n".join([*parts, "</svg>\n"])


if __name__ == "__main__":
    main()
