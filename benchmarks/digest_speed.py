"""What the content of a digest costs at a thousand, a hundred thousand and a million accounts, and drawing it.

Run as `python -m benchmarks.digest_speed [--sizes 1000 100000 1000000] [--keep FOLDER]`. The stores are those of
benchmarks.accounts_speed, with a week of nights in which one account in a hundred moves into another band. The floor is
one SELECT of an account by its id through sqlite3; only ratios to it within one run mean anything.
"""

import argparse
import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import perf_counter
from unittest import mock

from accounts import Store
from accounts.health import freshness
from accounts.health.freshness import Freshness
from accounts.scopes.scope import ALL, Scope
from accounts.upkeep import daybook, totals
from benchmarks.accounts_store import TODAY, build, owners_of
from bot.book import Book
from bot.bulletin import Bulletin
from bot.context import Context
from bot.digests import health, occasion, renewals
from bot.digests.occasion import Composed, Occasion
from bot.render.bulletin import FIRST, messages
from bot.settings import AccountSettings
from glossary import Glossary

FLOOR = "an account by its id"
NIGHTS = 7
MOVING = 100  # one account in so many moves in a night
ROUNDS = 30
TARGET = 20
"""What the content may cost, in milliseconds, at a million accounts."""
MOVE = """
UPDATE standing SET score = CASE WHEN band <> 'yellow' THEN 55 WHEN account_id % 2 THEN 25 ELSE 85 END,
    band = CASE WHEN band <> 'yellow' THEN 'yellow' WHEN account_id % 2 THEN 'red' ELSE 'green' END
WHERE account_id = ? AND band <> 'unknown'"""

Call = Callable[[int], object]


def nights(store: Store, accounts: int) -> None:
    """A week of nights, the last one to `TODAY`, unless they have passed already."""
    if store.reading.execute("SELECT count(*) FROM scoring").fetchone()[0]:
        return
    store.reading.execute("PRAGMA synchronous = OFF")
    chance = random.Random(3)
    for back in range(NIGHTS - 1, -1, -1):
        day = TODAY - timedelta(days=back)
        moving = [(chance.randrange(accounts) + 1,) for _ in range(accounts // MOVING)]
        with store.writing() as connection, totals.in_bulk(connection):
            connection.execute("UPDATE standing SET score_before = score, band_before = band WHERE band <> band_before")
            connection.executemany(MOVE, moving)
        with store.writing() as connection:
            daybook.note(connection, day)
            freshness.keep(connection, Freshness(*[day.isoformat()] * len(Freshness._fields)), anew=True)
            connection.execute(
                "INSERT INTO scoring VALUES (?, ?, ?, ?)",
                (day.isoformat(), f"{day}T03:00:00.000Z", accounts, len(moving)),
            )


def calls(store: Store, accounts: int) -> Iterator[tuple[str, Call]]:
    """Each thing that is measured by its name, as a function of the round."""
    chance = random.Random(7)
    ids = [chance.randrange(accounts) + 1 for _ in range(ROUNDS)]
    mine = [Scope(chance.randrange(owners_of(accounts)) + 1, "them") for _ in range(ROUNDS)]
    plain = sqlite3.connect(store.path)
    context = Context(
        Glossary([]),
        Book(AccountSettings(cs_database=store.path)),
        now=datetime.combine(TODAY, time(9), UTC),
    )

    def about(scope: Scope, days: int = 1) -> Occasion:
        return Occasion(context, scope, TODAY - timedelta(days=days))

    def first(compose: Callable[[Occasion], Composed], scope: Scope) -> Composed:
        with mock.patch.multiple(health, MOST=FIRST, EXPLAINED=FIRST), mock.patch.multiple(renewals, MOST=FIRST):
            return compose(about(scope))

    def drawn(compose: Callable[[Occasion], Composed]) -> Call:
        said = compose(about(ALL)).said
        assert isinstance(said, Bulletin)
        return lambda _: messages(said)

    yield FLOOR, lambda n: plain.execute("SELECT * FROM account WHERE id = ?", (ids[n],)).fetchone()
    for label, compose in (("health", health.compose), ("renewals", renewals.compose)):
        yield f"{label}, first message", lambda _, compose=compose: first(compose, ALL)  # type: ignore[misc]
        yield f"{label}, {occasion.MOST} a section", lambda _, compose=compose: compose(about(ALL))  # type: ignore[misc]
        yield f"{label}, since a week", lambda _, compose=compose: compose(about(ALL, 7))  # type: ignore[misc]
        yield f"{label}, an owner", lambda n, compose=compose: compose(about(mine[n]))  # type: ignore[misc]
        yield f"{label}, drawn", drawn(compose)


def measure(path: Path, accounts: int) -> None:
    """Builds a store if there is none and prints the table of what each thing costs."""
    if not path.exists():
        build(path, accounts).close()
    store = Store(path)
    nights(store, accounts)
    (moved,) = store.reading.execute("SELECT count(*) FROM mover WHERE moved_on = ?", (TODAY.isoformat(),)).fetchone()
    print(f"\n{accounts:,} accounts, {moved:,} of them moved in the last night")
    print(f"{'':28} {'p50 ms':>9} {'max ms':>9} {'× floor p50':>12}")
    floor = 0.0
    for label, call in calls(store, accounts):
        p50, longest = _timed(call)
        floor = floor or p50
        print(f"{label:28} {p50:9.3f} {longest:9.3f} {p50 / floor:12.0f}{_verdict(label, p50)}", flush=True)
    store.close()


def _timed(call: Call) -> tuple[float, float]:
    """The median and the longest time in milliseconds, after two rounds to warm up."""
    costs = []
    for n in (0, 1, *range(ROUNDS)):
        start = perf_counter()
        call(n)
        costs.append((perf_counter() - start) * 1000)
    ranked = sorted(costs[2:])
    return ranked[len(ranked) // 2], ranked[-1]


def _verdict(label: str, spent: float) -> str:
    if "first message" not in label:
        return ""
    return f"   {'within' if spent <= TARGET else 'over'} {TARGET} ms"


def main() -> None:
    """Reads the options and measures every size."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", nargs="+", type=int, default=[1_000, 100_000])
    options.add_argument("--keep", type=Path, metavar="FOLDER")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as passing:
        for size in sorted(given.sizes):
            measure((given.keep or Path(passing)) / f"accounts-{size}.db", size)


if __name__ == "__main__":
    main()
