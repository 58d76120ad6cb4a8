"""What a team's own terms cost a look-up: the curated glossary alone beside the same with 10,000 own ones, in one run.

Run as `python -m benchmarks.own_terms [--terms 10000] [--rounds 5]`. Both are asked the same questions in turns: names
as they are written, names with slips, English that is in no glossary, and the sentences of `benchmarks/data`. It prints
p50 and p99 of each with their ratio, what a change costs, and how long the first look-up after it takes.
"""

import argparse
import csv
import time
from collections.abc import Callable
from dataclasses import replace

from benchmarks.lookup_speed import made_terms, questions
from benchmarks.questions import DATA
from glossary import Glossary, Term
from glossary.team_glossary import TeamGlossary
from glossary.term_files import read_terms

LIMIT = 1.2
"""The ratio of p99 to keep to."""


def spent(ask: Callable[[str], object], asked: list[str]) -> list[float]:
    """Milliseconds of this thread's processor for each question: what else runs on the machine doesn't count."""
    found = []
    for text in asked:
        start = time.thread_time()
        ask(text)
        found.append((time.thread_time() - start) * 1000)
    return found


def quantile(values: list[float], share: float) -> float:
    """The value below which the share of them lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def sentences() -> list[str]:
    """Questions and comparisons as people write them."""
    with (DATA / "independent.tsv").open(encoding="utf-8") as file:
        return [row["query"] for row in csv.DictReader(file, delimiter="\t")]


def compare(label: str, alone: Glossary, together: Glossary, asked: list[str], rounds: int) -> float:
    """Asks both in turns, prints a line, and returns the ratio of p99."""
    first, second = [], []
    for text in asked[:200]:
        alone.answer(text)
        together.answer(text)
    for number in range(rounds):
        part = asked[number::rounds]
        first += spent(alone.answer, part)
        second += spent(together.answer, part)
    (a50, a99), (b50, b99) = [(quantile(v, 0.5), quantile(v, 0.99)) for v in (first, second)]
    print(f"{label:34} {a50:9.3f} {a99:9.3f} {b50:9.3f} {b99:9.3f} {b50 / a50:8.2f} {b99 / a99:8.2f}")
    return b99 / a99


def changes(glossary: TeamGlossary) -> None:
    """Prints what it costs to take in one term, and to find it."""
    start = time.perf_counter()
    glossary.change_layer("team", {"sky-score": Term(id="sky-score", name="Sky Score", definition="What it is.")})
    taken = time.perf_counter()
    assert glossary.answer("sky scroe").kind == "term"
    found = time.perf_counter()
    late = (found - taken) * 1000
    print(f"a new term is taken in within {(taken - start) * 1000:.1f} ms, and found {late:.1f} ms later")


def main() -> None:
    """Reads the options and prints the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--terms", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    curated = list(read_terms())
    own = [replace(term, id=f"own-{term.id}") for term in made_terms(given.terms)]
    alone, together = TeamGlossary(curated), TeamGlossary(curated)
    start = time.perf_counter()
    together.replace_layer("team", {term.id: term for term in own})
    together.answer("nothing lkie this")
    print(f"{len(curated)} curated, {len(own)} own terms, taken in within {time.perf_counter() - start:.2f} s")
    print(f"{'':34} {'alone p50':>9} {'p99':>9} {'own p50':>9} {'p99':>9} {'× p50':>8} {'× p99':>8}")
    ratios = [
        compare("names, slips and strangers", alone, together, questions(curated, 6000), given.rounds),
        compare("sentences", alone, together, sentences(), given.rounds),
    ]
    compare("own names, slips and strangers", alone, together, questions(own, 6000), given.rounds)
    print(f"p99 {'within' if max(ratios) <= LIMIT else 'over'} {LIMIT} × that of the curated terms alone")
    changes(together)


if __name__ == "__main__":
    main()
