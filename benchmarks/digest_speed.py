"""What the content of each digest costs at a thousand, a hundred thousand and a million accounts, and drawing it.

Run as `python -m benchmarks.digest_speed [--sizes 1000 100000 1000000] [--keep FOLDER]`. The stores are those of
benchmarks.accounts_speed, with a week of use, of which each scoring kept what is usual, and a week of nights in which
one account in a hundred moves into another band. The floor of a digest is one SELECT of the accounts that it shows, by
their ids; only ratios to it within one run mean anything.
"""

import argparse
import json
import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from time import perf_counter

from accounts import Store
from accounts.derived import daily_changes
from accounts.digests.subscriptions import Digest
from accounts.health import freshness, peer_sample
from accounts.health.freshness import Freshness
from accounts.scopes.scope import ALL, Scope
from benchmarks.accounts_speed import Cost, timed
from benchmarks.accounts_store import SEGMENTS, TODAY, build, hurry, owners_of, use
from bot.context import Context
from bot.digest_message import DigestMessage
from bot.digests.content.composer import DIGESTS
from bot.digests.content.model import ComposedDigest, DigestContext
from bot.operating.garbage_collection import startup_frozen
from bot.render.digest import digest_messages
from bot.settings import AccountSettings
from bot.workspace import Workspace
from glossary import load
from store.opening import attach

NIGHTS = 7
WEEKS = 8  # before them, in which nobody moved
MOVING = 100  # one account in so many moves in a night
ROUNDS, SECONDS = 100, 3.0
TARGET = 10
"""What the content may cost, in milliseconds, at a million accounts."""
MOVE = """
UPDATE standing SET score = CASE WHEN band <> 'yellow' THEN 55 WHEN account_id % 2 = 1 THEN 25 ELSE 85 END,
    band = CASE WHEN band <> 'yellow' THEN 'yellow' WHEN account_id % 2 = 1 THEN 'red' ELSE 'green' END
WHERE account_id = ? AND band <> 'unknown'"""
SHOWN = """
SELECT a.name, o.name, s.arr, s.currency, s.score, s.band FROM json_each(?) JOIN account a ON a.id = value
    LEFT JOIN standing s ON s.account_id = a.id LEFT JOIN owner o ON o.id = a.owner_id"""

Whose = Callable[[int], Scope]


def nights(store: Store, accounts: int) -> None:
    """Weeks in which bands were only counted, and a week of nights until `TODAY`, unless they have passed already."""
    if store.reading.execute("SELECT 1 FROM band_sum WHERE counted_on = ?", (TODAY.isoformat(),)).fetchone():
        return
    hurry(store)
    chance = random.Random(3)
    used = store.reading.execute("SELECT 1 FROM usage LIMIT 1").fetchone()
    with store.writing() as connection:
        for back in range(WEEKS, 0, -1):
            daily_changes.record_day(connection, TODAY - timedelta(weeks=back))
    for back in range(NIGHTS - 1, -1, -1):
        day = TODAY - timedelta(days=back)
        moving = [(chance.randrange(accounts) + 1,) for _ in range(accounts // MOVING)]
        with store.writing() as connection:
            connection.execute("UPDATE standing SET score_before = score, band_before = band WHERE band <> band_before")
            connection.executemany(MOVE, moving)
            daily_changes.record_day(connection, day)
            daily_changes.refresh_changes(connection, "TRUE")
            fresh = Freshness(*[day.isoformat()] * len(Freshness._fields))
            if not used:  # with a day of usage, peers that aren't there would be looked for in each answer
                fresh = fresh._replace(usage=None)
            freshness.store_freshness(connection, fresh, anew=True)
            peers = peer_sample.peers_today(connection, day, fresh).to_json()
            connection.execute(
                "INSERT INTO scoring (scored_on, scored_at, accounts, changed, peers) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (scored_on) DO UPDATE SET scored_at = excluded.scored_at, changed = excluded.changed,"
                " peers = excluded.peers",
                (day.isoformat(), f"{day}T03:00:00.000Z", accounts, len(moving), peers),
            )


def scopes(accounts: int) -> Iterator[tuple[str, Whose, int]]:
    """Whose digest it is, by the round, and how many days after the one before."""
    chance = random.Random(7)
    owners = [Scope(chance.randrange(owners_of(accounts)) + 1, "them") for _ in range(ROUNDS)]
    yield "all", lambda _: ALL, 1
    yield "all, of a week", lambda _: ALL, 7
    yield "a segment", lambda n: Scope(segment=SEGMENTS[n % len(SEGMENTS)]), 1
    yield "an owner", lambda n: owners[n], 1


def measure(path: Path, accounts: int) -> None:
    """Builds a store if there is none and prints the table of what each digest costs."""
    if not path.exists():
        with closing(build(path, accounts)) as made:
            use(made, accounts, accounts * NIGHTS)
    store = attach(path)
    nights(store, accounts)
    workspace = Workspace(AccountSettings(cs_database=path))
    context = Context(load(), workspace, now=datetime.combine(TODAY, time(9), UTC))
    (moved,) = store.reading.execute(
        "SELECT count(*) FROM health_change WHERE moved_on = ?", (TODAY.isoformat(),)
    ).fetchone()
    store.close()
    print(f"\n{accounts:,} accounts, {moved:,} of them moved in the last night")
    print(f"{'':26} {'shown':>5} {'p50 ms':>9} {'p99 ms':>9} {'p99 CPU':>9} {'floor p50':>10} {'× floor':>8}")
    with startup_frozen():  # as in a server
        for kind in DIGESTS:
            for label, whose, days in islice(scopes(accounts), 1 if kind == "term" else None):
                report(f"{kind}, {label}", partial(content, context, kind, whose, days), path)
    workspace.store.close()


def content(context: Context, kind: Digest, whose: Whose, days: int, n: int) -> ComposedDigest:
    """A digest of a round."""
    return DIGESTS[kind](DigestContext(context, whose(n), TODAY - timedelta(days=days)))


def report(label: str, composed: Callable[[int], ComposedDigest], path: Path) -> None:
    """Prints what the content of a digest costs, beside a SELECT of what it shows, and what drawing it does."""
    start = perf_counter()
    said = composed(0).said
    rounds = min(ROUNDS, max(10, int(SECONDS / (perf_counter() - start))))
    ids = shown(said) if isinstance(said, DigestMessage) else []
    plain = sqlite3.connect(path)
    given = (json.dumps(ids),)
    floor, _, _ = timed(lambda _: plain.execute(SHOWN, given).fetchall(), ROUNDS)
    plain.close()
    _line(label, len(ids), timed(composed, rounds), floor, TARGET)
    if isinstance(said, DigestMessage):
        _line("  drawn", len(ids), timed(lambda _: digest_messages(said), 10), floor)


def shown(digest_message: DigestMessage) -> list[int]:
    """The ids of the accounts that a digest shows."""
    requests = (entry.request for section in digest_message.sections for entry in section.entries)
    return [int(request.split()[-1]) for request in requests if request]


def _line(label: str, accounts: int, cost: Cost, floor: float, target: float = 0) -> None:
    p50, p99, worked = cost
    said = f"   {'within' if p99 <= target else 'over'} {target} ms" if target else ""
    print(
        f"{label:26} {accounts:5,} {p50:9.3f} {p99:9.3f} {worked:9.3f} {floor:10.3f} {p50 / floor:8.1f}{said}",
        flush=True,
    )


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
