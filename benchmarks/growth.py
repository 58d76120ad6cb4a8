"""How costs grow with size: time of the processor from a thousand on, and the exponent of each.

`.venv/bin/python -m benchmarks.growth [--sizes 1000 10000 100000 1000000]`. The exponent is the slope of the logarithm
of the cost over that of the size, by least squares: 0 is the same at every size, 1 is proportional, 2 is the square.
*The last step* is the same between the two largest alone. Stores and questions are those of the measurements of each; a
glossary has no more than 100,000 terms. What takes milliseconds is a median of many, what takes seconds was done once.
"""

import argparse
import math
import os
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path

from accounts.scopes.scope import ALL
from benchmarks import accounts_speed, digest_speed, lookup_speed, scoring_speed, sizing, startup
from benchmarks.accounts_store import TODAY, build
from bot.context import Context
from bot.digests.content.composer import DIGESTS
from bot.digests.content.model import DigestContext
from bot.settings import AccountSettings
from bot.workspace import Workspace
from glossary import load
from glossary.search.finder import Finder
from store.opening import attach

TERMS = 100_000
LISTS = ("renewals 60", "health red", "account <misspelt>", "portfolio")
ROUNDS = 50
QUESTIONS = 3000
STARTS = 10
Costs = Iterator[tuple[str, float]]


def median_of(call: Callable[[int], object], rounds: int = ROUNDS) -> float:
    """Milliseconds of the processor that a call takes at the median, after three to warm up."""
    taken = []
    for number in range(-3, rounds):
        began = time.thread_time()
        call(max(number, 0))
        taken.append(time.thread_time() - began)
    return statistics.median(taken[3:]) * 1000


def look_ups(terms: int) -> Costs:
    """A term, in a glossary of so many."""
    finder = Finder(lookup_speed.made_terms(terms))
    asked = lookup_speed.questions(lookup_speed.made_terms(terms), QUESTIONS)
    yield "look-up of a term", median_of(lambda n: finder.find(asked[n]), QUESTIONS)


def questions(folder: Path, accounts: int) -> Costs:
    """Lists, a card, the portfolio and digests of a store of so many accounts; and a card in a new process."""
    path = folder / "asked.db"
    build(path, accounts).close()
    with closing(attach(path)) as store:
        for label, call in accounts_speed.calls(store, accounts):
            if label in LISTS:
                yield label, median_of(call)
        digest_speed.nights(store, accounts)
    with closing(Workspace(AccountSettings(cs_database=path))) as workspace:
        context = Context(load(), workspace, now=datetime.combine(TODAY, clock_time(9), UTC))
        yesterday = TODAY - timedelta(days=1)
        for kind in ("health", "renewals"):
            compose = DIGESTS[kind]
            yield f"{kind} digest", median_of(lambda _: compose(DigestContext(context, ALL, yesterday)))  # noqa: B023
    os.environ["CS_DATABASE"] = str(path)
    command = startup.OF_ACCOUNTS["cs account NAME"]
    startup.cost(command)  # it may have to work out today first
    yield "cs account NAME, cold", statistics.median(startup.cost(command).cpu for _ in range(STARTS))


def work(folder: Path, accounts: int) -> Costs:
    """What is done of a night: an import, one in which little changed, and scoring."""
    first, changed, _ = sizing.imported(folder, accounts)
    yield "import", first * 1000
    yield "import, 1 % changed", changed * 1000
    scoring_speed.fill(folder / "accounts.db", accounts)
    yield "scoring of an ordinary night", sizing.scored(folder, accounts)[0] * 1000


def exponent(costs: dict[int, float]) -> float:
    """The slope of the logarithms; NaN of a single size."""
    if len(costs) < 2:
        return math.nan
    sizes, taken = zip(*((math.log(size), math.log(cost)) for size, cost in costs.items()), strict=True)
    return statistics.linear_regression(sizes, taken).slope


def main() -> None:
    """Measures every size, and prints the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", nargs="+", type=int, default=[1_000, 10_000, 100_000])
    sizes = sorted(options.parse_args().sizes)
    found: dict[str, dict[int, float]] = defaultdict(dict)
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            for costs in (look_ups(size) if size <= TERMS else (), questions(folder, size), work(folder, size)):
                for label, milliseconds in costs:
                    found[label][size] = milliseconds
                    print(f"{size:>10,} {label:30} {milliseconds:12.3f} ms", flush=True)
    print(f"\n| ms of the processor | {' | '.join(f'{size:,}' for size in sizes)} | exponent | the last step |")
    print("|" + " --- |" * (len(sizes) + 3))
    for label, by_size in found.items():
        cells = " | ".join(f"{by_size[size]:,.2f}" if size in by_size else "" for size in sizes)
        last = dict(list(by_size.items())[-2:])
        print(f"| {label.replace('<', '&lt;')} | {cells} | {exponent(by_size):.2f} | {exponent(last):.2f} |")


if __name__ == "__main__":
    main()
