"""What PostgreSQL costs beside SQLite: an import, scoring, lists, a card and digests of the same company, in one run.

`.venv/bin/python -m benchmarks.two_engines [--accounts 100000] [--keep FOLDER]`. It starts a PostgreSQL server of its
own, which waits for the disk at each commit as SQLite does. Both engines take turns, each question several times; the
median is told, of an import and of scoring the one time. *CPU* is the ratio of what the processors did for it, the
server's process among it, which a busy machine changes little. At the end a card is asked for through a proxy that
makes each round trip take 2 ms longer, as a network does.
"""

import argparse
import random
import socket
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from accounts import Store, account_card, open_store
from accounts.derived import current_state
from accounts.digests.subscriptions import Digest
from accounts.health import list_by_health, load_config, parallel, score_all
from accounts.importing import ImportContext, Options, run_import
from accounts.owners import list_owners
from accounts.portfolio.summary import summarise
from accounts.readers import open_table
from accounts.renewals.upcoming import upcoming_renewals
from accounts.scopes.scope import ALL, Scope
from benchmarks import import_speed
from benchmarks.accounts_store import SEGMENTS, TODAY, build, hurry, owners_of
from benchmarks.digest_speed import nights
from bot.context import Context
from bot.digests.content.composer import DIGESTS
from bot.digests.content.model import DigestContext
from bot.settings import AccountSettings
from bot.workspace import Workspace
from glossary import load
from store.opening import attach
from store.postgresql.postgresql_store import PostgresqlStore
from tests import postgresql

ROUNDS, WARM = 30, 6  # PostgreSQL plans a statement for good at its sixth time
AWAY: Final = 0.002  # seconds that a round trip takes longer over the network
LISTS, IMPORT, CARD = 3.0, 3.0, 150.0
"""What lists and an import may cost of SQLite's, and milliseconds that a card may take over the network."""
Question = Callable[[int], object]


class Cost(NamedTuple):
    """Seconds by the clock, and of the processors."""

    seconds: float
    worked: float


class Meter:
    """Measures what this process does for a store, and the server's process that answers it, where the system tells."""

    def __init__(self, store: Store) -> None:
        self._server = None
        if isinstance(store, PostgresqlStore):
            (process,) = store.reading.execute("SELECT pg_backend_pid()").fetchone()
            self._server = Path(f"/proc/{process}/schedstat")

    def cost(self, work: Callable[[], object]) -> Cost:
        """What it costs to do something once."""
        worked, began = self._worked(), time.perf_counter()
        work()
        seconds = time.perf_counter() - began
        return Cost(seconds, self._worked() - worked)

    def _worked(self) -> float:
        if self._server is None or not self._server.exists():
            return time.process_time()
        return time.process_time() + int(self._server.read_text().split()[0]) / 1e9


def questions(store: Store, accounts: int, day: date) -> Iterator[tuple[str, Question, float]]:
    """What is asked of a store, as a function of the round, and how many times SQLite's it may cost; 0 for no limit."""
    chance, config = random.Random(7), load_config()
    ids = [chance.randrange(accounts) + 1 for _ in range(ROUNDS)]
    mine = [Scope(chance.randrange(owners_of(accounts)) + 1, "them") for _ in range(ROUNDS)]
    yield "renewals 60", lambda _: upcoming_renewals(store, day, 60), LISTS
    yield "renewals 60, page 50", lambda _: upcoming_renewals(store, day, 60, offset=1000), LISTS
    yield "renewals 60, page 150", lambda _: upcoming_renewals(store, day, 60, offset=2980), LISTS  # none is past due
    yield "renewals 60, an owner", lambda n: upcoming_renewals(store, day, 60, mine[n]), LISTS
    yield "renewals 60, a segment", lambda n: upcoming_renewals(store, day, 60, Scope(segment=SEGMENTS[n % 4])), LISTS
    yield "health red", lambda _: list_by_health(store, "red", ALL, 20, 0, config), LISTS
    yield "health, all", lambda _: list_by_health(store, None, ALL, 20, 0, config), LISTS
    yield "health red, an owner", lambda n: list_by_health(store, "red", mine[n], 20, 0, config), LISTS
    yield "owners", lambda _: list_owners(store, day), LISTS
    yield "portfolio", lambda _: summarise(store, day), LISTS
    yield "portfolio, an owner", lambda n: summarise(store, day, mine[n]), LISTS
    yield "a card", lambda n: account_card.load_card(store, ids[n], day, config), 0
    context = _context(store, day)
    kinds: tuple[Digest, ...] = ("health", "renewals", "portfolio")
    for kind in kinds:
        yield f"{kind} digest", partial(_composed, context, kind, day), 0


def _context(store: Store, day: date) -> Context:
    workspace = Workspace(AccountSettings(cs_database=store.path))
    workspace._store = store  # noqa: SLF001  one that is open already
    return Context(load(), workspace, now=datetime.combine(day, clock_time(9), UTC))


def _composed(context: Context, kind: Digest, day: date, _: int) -> object:
    return DIGESTS[kind](DigestContext(context, ALL, day - timedelta(days=1)))


def fill(place: Path | str, accounts: int) -> None:
    """The company with a few days of use and touchpoints for each account, a week of nights and its scores."""
    store = build(place, accounts)
    hurry(store)
    chance = random.Random(accounts)
    days = [(TODAY - timedelta(days=back)).isoformat() for back in range(60)]
    with store.writing() as connection:
        connection.insert_many(
            "usage",
            ("account_id", "used_on", "events", "active_users", "import_id"),
            (
                (n, day, chance.randrange(1, 500), chance.randrange(1, 60), 1)
                for n in range(1, accounts + 1)
                for day in days[n % 10 :: 10]
            ),
        )
        connection.insert_many(
            "touchpoint",
            ("key", "account_id", "touched_on", "import_id"),
            ((str(n), n, days[n % 60], 1) for n in range(1, accounts + 1)),
        )
    nights(store, accounts)
    store.close()


def bring(store: Store, source: Path) -> None:
    """Imports a file of accounts; what lists are read from is worked out as well."""
    now = datetime.combine(import_speed.TODAY, clock_time(9), UTC)
    with open_table(source) as table:
        run_import(store, "accounts", table, Options(), ImportContext("benchmark", now, import_speed.TODAY))


@contextmanager
def network(port: int, away: float) -> Iterator[int]:
    """A port that leads to another one of this machine, as far away as a round trip of so many seconds."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_accept, args=(listening, port, away / 2), daemon=True).start()
        yield listening.getsockname()[1]


def _accept(listening: socket.socket, port: int, delay: float) -> None:
    with suppress(OSError):
        while True:
            near, _ = listening.accept()
            far = socket.create_connection(("127.0.0.1", port))
            for one, other in ((near, far), (far, near)):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                threading.Thread(target=_pass_on, args=(one, other, delay), daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket, delay: float) -> None:
    with suppress(OSError):
        while data := one.recv(65_536):
            time.sleep(delay)
            other.sendall(data)
        other.shutdown(socket.SHUT_WR)


def _line(label: str, ours: Cost, theirs: Cost, most: float = 0) -> None:
    ratio, worked = theirs.seconds / ours.seconds, theirs.worked / (ours.worked or 1e-9)
    said = f"   {'within' if ratio <= most else 'over'} {most:g} ×" if most else ""
    print(
        f"{label:24} {ours.seconds * 1000:10.2f} {theirs.seconds * 1000:10.2f} {ratio:7.2f} {worked:7.2f}{said}",
        flush=True,
    )


def _median(costs: list[Cost]) -> Cost:
    return Cost(statistics.median(each.seconds for each in costs), sum(each.worked for each in costs) / len(costs))


def measure(folder: Path, accounts: int, server: postgresql.Server) -> None:
    """Prints the table: milliseconds of both, and what PostgreSQL costs of SQLite's."""
    print(f"{accounts:,} accounts\n{'':24} {'SQLite ms':>10} {'PostgreSQL':>10} {'ratio':>7} {'CPU':>7}")
    _import(folder, accounts, server)
    places: tuple[Path | str, ...] = (folder / f"engines-{accounts}.db", server.make("company"))
    for place in places:
        if not (isinstance(place, Path) and place.exists()):
            fill(place, accounts)
    stores = [attach(place) for place in places]
    stores[1].reading.execute("ANALYZE")  # as the server does by itself within minutes
    config, tomorrow = load_config(), TODAY + timedelta(days=1)
    _once("scoring, first", stores, lambda store: score_all(store, TODAY, config))
    _once("a day passes", stores, lambda store: _pass(store, tomorrow))
    _once("scoring, a day later", stores, lambda store: score_all(store, tomorrow, config))
    _ask(stores, accounts, tomorrow)
    for store in stores:
        store.close()
    _over_network(server, accounts, tomorrow)


def _once(label: str, stores: Sequence[Store], work: Callable[[Store], object], most: float = 0) -> None:
    ours, theirs = (Meter(store).cost(partial(work, store)) for store in stores)
    _line(label, ours, theirs, most)


def _ask(stores: Sequence[Store], accounts: int, day: date) -> None:
    """Asks both in turns, after a few times that aren't counted."""
    meters = [Meter(store) for store in stores]
    for each in zip(*(questions(store, accounts, day) for store in stores), strict=True):
        costs: tuple[list[Cost], list[Cost]] = ([], [])
        for n in range(-WARM, ROUNDS):
            for (_, ask, _), meter, kept in zip(each, meters, costs, strict=True):
                kept.append(meter.cost(partial(ask, max(n, 0))))
        label, _, most = each[0]
        _line(label, _median(costs[0][WARM:]), _median(costs[1][WARM:]), most)


def _pass(store: Store, day: date) -> None:
    with store.writing() as connection:
        current_state.advance_to(connection, day)


def _import(folder: Path, accounts: int, server: postgresql.Server) -> None:
    source, new = folder / "accounts.csv", folder / "imported.db"
    import_speed.write(source, import_speed.rows(accounts))
    stores = [open_store(new), open_store(server.make("imported"))]
    for label in ("import", "import, once more"):
        _once(label, stores, lambda store: bring(store, source), IMPORT)
    for store in stores:
        store.close()
    new.unlink()


def _over_network(server: postgresql.Server, accounts: int, day: date) -> None:
    chance, config = random.Random(5), load_config()
    with network(server.port, AWAY) as port:
        store = attach(server.url("company", port))
        ids = [chance.randrange(accounts) + 1 for _ in range(ROUNDS)]
        costs = []
        for id_ in ids[:3] + ids:
            began = time.perf_counter()
            account_card.load_card(store, id_, day, config)
            costs.append((time.perf_counter() - began) * 1000)
        store.close()
    middle = statistics.median(costs[3:])
    print(f"a card, 2 ms a round trip farther: {middle:.0f} ms, {'within' if middle <= CARD else 'over'} {CARD:g} ms")


def main() -> None:
    """Reads the options, starts the server and measures."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--accounts", type=int, default=20_000)
    options.add_argument("--keep", type=Path, metavar="FOLDER", help="where SQLite's store is kept and used again")
    given = options.parse_args()
    programs = postgresql.binaries()
    if programs is None:
        print("no PostgreSQL server is installed here (Debian: apt-get install postgresql)")
        return
    parallel.PARALLEL_FROM = 10**9  # type: ignore[misc]  # one process, whose work is measured
    with postgresql.running(programs, durable=True) as server, tempfile.TemporaryDirectory() as passing:
        folder = given.keep or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        measure(folder, given.accounts, server)


if __name__ == "__main__":
    main()
