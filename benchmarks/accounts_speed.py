"""What lists, cards and the portfolio cost at a thousand, a hundred thousand and a million accounts.

Run as `python -m benchmarks.accounts_speed [--sizes 1000 100000 1000000] [--usage 10000000] [--plot FILE.svg]`. The
stores are made up in a folder of its own and removed, or kept with `--keep FOLDER` and used again. The floor is one
SELECT of an account by its id through sqlite3; only ratios to it within one run mean anything.
"""

import argparse
import random
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from accounts import Store, account_card
from accounts.derived import current_state
from accounts.health import list_by_health, load_config
from accounts.names import account_search
from accounts.portfolio.periods import Period
from accounts.portfolio.summary import summarise
from accounts.renewals.outcomes import outcomes
from accounts.renewals.upcoming import upcoming_renewals
from accounts.scopes.scope import ALL, Scope
from benchmarks.accounts_store import SEGMENTS, TODAY, build, name, owners_of, use
from benchmarks.lookup_quality import slipped
from store.connection import Connection
from store.opening import attach

Call = Callable[[int], object]
Cost = tuple[float, float, float]
TARGETS = {"renewals 60": 20, "health red": 20, "account <misspelt>": 50, "portfolio": 100}
"""The p99 to keep to, in milliseconds, at a million accounts."""
FLOOR = "an account by its id"
ROUNDS = 200


def calls(store: Store, accounts: int) -> Iterator[tuple[str, Call]]:
    """Each question by its name, as a function of the round."""
    chance = random.Random(7)
    ids = [chance.randrange(accounts) + 1 for _ in range(ROUNDS)]
    mine = [Scope(chance.randrange(owners_of(accounts)) + 1, "them") for _ in range(ROUNDS)]
    misspelt = [slipped(name(id_).lower(), chance) for id_ in ids]
    config = load_config()
    month = Period(TODAY - timedelta(days=29), TODAY)
    plain = sqlite3.connect(store.path)

    def asked(text: str) -> object:
        found = account_search.search_accounts(store, text)
        id_ = found.exact or (found.candidates[0].id if found.candidates else None)
        return id_ and account_card.load_card(store, id_, TODAY, config)

    yield FLOOR, lambda n: plain.execute("SELECT * FROM account WHERE id = ?", (ids[n],)).fetchone()
    yield "renewals 60", lambda _: upcoming_renewals(store, TODAY, 60)
    yield "renewals 60, page 50", lambda _: upcoming_renewals(store, TODAY, 60, offset=1000)
    yield "renewals 60, an owner", lambda n: upcoming_renewals(store, TODAY, 60, mine[n])
    yield "renewals 60, a segment", lambda n: upcoming_renewals(store, TODAY, 60, Scope(segment=SEGMENTS[n % 4]))
    yield "health red", lambda _: list_by_health(store, "red", ALL, 20, 0, config)
    yield "health red, an owner", lambda n: list_by_health(store, "red", mine[n], 20, 0, config)
    yield "account <misspelt>", lambda n: asked(misspelt[n])
    yield "portfolio", lambda _: summarise(store, TODAY)
    yield "portfolio, an owner", lambda n: summarise(store, TODAY, mine[n])
    yield "portfolio, a month", lambda _: summarise(store, TODAY, period=month)
    yield "portfolio, owner's month", lambda n: summarise(store, TODAY, mine[n], month)


def timed(call: Call, rounds: int = ROUNDS) -> Cost:
    """The median and the 99th percentile in milliseconds, after three rounds to warm up; and that of processor time.

    Where other programs take the processor away, the last says what is ours.
    """
    for n in range(3):
        call(n)
    costs, worked = [], []
    for n in range(rounds):
        start, working = time.perf_counter(), time.thread_time()
        call(n)
        worked.append((time.thread_time() - working) * 1000)
        costs.append((time.perf_counter() - start) * 1000)
    costs.sort()
    worked.sort()
    return costs[rounds // 2], costs[rounds * 99 // 100], worked[rounds * 99 // 100]


def measure(path: Path, accounts: int, usage: int) -> dict[str, Cost]:
    """Builds a store if there is none and prints the table of what each question costs."""
    start = time.perf_counter()
    if not path.exists():
        build(path, accounts).close()
        if usage:
            with closing(attach(path)) as made:
                use(made, accounts, usage)
    store = attach(path)
    size = path.stat().st_size / 1e6
    print(
        f"\n{accounts:,} accounts, {usage:,} rows of usage: {size:,.0f} MB, made in {time.perf_counter() - start:.0f} s"
    )
    print(f"{'question':24} {'p50 ms':>9} {'p99 ms':>9} {'p99 CPU':>9} {'× floor p50':>12} {'× floor p99':>12}")
    found: dict[str, Cost] = {}
    for label, call in calls(store, accounts):
        found[label] = cost = timed(call)
        ratios = " ".join(f"{one / of:12.1f}" for one, of in zip(cost[:2], found[FLOOR][:2], strict=True))
        target = TARGETS.get(label)
        said = f"   {'within' if cost[1] <= target else 'over'} {target} ms" if target else ""
        print(f"{label:24} {cost[0]:9.3f} {cost[1]:9.3f} {cost[2]:9.3f} {ratios}{said}")
    daily(store)
    store.close()
    return found


def daily(store: Store) -> None:
    """Prints what a day costs: bringing all accounts to the next, one account after an import, and what was decided."""
    tomorrow = TODAY + timedelta(days=1)
    for label, work in (
        ("a day passes", lambda connection: current_state.advance_to(connection, tomorrow)),
        ("100 accounts change", lambda connection: current_state.recompute(connection, range(1, 101), tomorrow)),
        ("1,000 change their band", _bands),
        ("all worked out anew", lambda connection: current_state.recompute(connection, None, TODAY)),
    ):
        start = time.perf_counter()
        with store.writing() as connection:
            work(connection)
        print(f"{label:24} {time.perf_counter() - start:9.3f} s")
    start = time.perf_counter()
    outcomes(store, TODAY - timedelta(days=7), TODAY)
    print(f"{'outcomes of a week':24} {time.perf_counter() - start:9.3f} s")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _bands(connection: Connection) -> None:
    connection.execute(
        "UPDATE standing SET band = CASE WHEN band = 'red' THEN 'yellow' ELSE 'red' END"
        " WHERE account_id <= 1111 AND score > 0"
    )


def plot(found: dict[int, dict[str, Cost]], path: Path) -> None:
    """The p99 of the questions against the number of accounts, both logarithmic, as SVG."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(8, 4.5))
    sizes = sorted(found)
    for label in (FLOOR, *TARGETS):
        (line,) = axes.plot(sizes, [found[size][label][1] for size in sizes], marker="o", label=label)
        if label in TARGETS:
            axes.plot(sizes[-1], TARGETS[label], marker="_", markersize=16, color=line.get_color())
    axes.set(xscale="log", yscale="log", xlabel="accounts", ylabel="p99 in ms")
    axes.set_title(
        "p99 of a question against accounts in the store; a dash is what it may cost at the largest", fontsize=10
    )
    axes.grid(visible=True, color="#ddd")
    axes.legend(frameon=False)
    figure.savefig(path, bbox_inches="tight", metadata={"Date": None})


def main() -> None:
    """Reads the options, measures every size and draws the plot."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", nargs="+", type=int, default=[1_000, 100_000])
    options.add_argument("--usage", type=int, default=0, help="rows of usage at the largest size")
    options.add_argument("--keep", type=Path, metavar="FOLDER")
    options.add_argument("--plot", type=Path, metavar="FILE.svg")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        folder = given.keep or Path(passing)
        found = {
            size: measure(folder / f"accounts-{size}.db", size, given.usage if size == max(given.sizes) else 0)
            for size in sorted(given.sizes)
        }
    if given.plot:
        plot(found, given.plot)


if __name__ == "__main__":
    main()
