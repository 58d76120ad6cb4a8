"""An import, its undoing or a scoring whose server crashes, or whose connection is cut, is there whole or not at all.

`CS_CRASHES=200` breaks each work off that many times.
"""

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import pytest

from accounts import StoreError, open_store
from store.errors import StoreUnreachableError
from tests import postgresql
from tests.accounts.works import bring, score, take_back

pytestmark = pytest.mark.processes
TIMES = int(os.environ.get("CS_CRASHES", "4"))
Work = Callable[[str], None]
Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture(scope="module")
def server() -> Iterator[postgresql.Server]:
    programs = postgresql.binaries()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed here (Debian: apt-get install postgresql)")
    with postgresql.running(programs) as running:
        yield running


@pytest.fixture(scope="module")
def base(server: postgresql.Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database of a store with 300 accounts and their use of the product."""
    folder, place = tmp_path_factory.mktemp("base"), server.make("base")
    rows = "".join(f"A-{n},Company {n},company{n}.example,{1000 + n},Owner {n % 7}\n" for n in range(300))
    bring(place, "accounts", _file(folder, "accounts", f"id,name,domain,arr,owner\n{rows}"))
    used = "".join(f"A-{n % 300},2026-06-{n % 14 + 1:02},{n}\n" for n in range(900))
    bring(place, "usage", _file(folder, "usage", f"account,date,count\n{used}"))
    return "base"


def _file(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.csv"
    path.write_text(text, encoding="utf-8")
    return path


def _contents(place: str) -> Rows:
    with closing(open_store(place)) as store, store.snapshot() as connection:
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
            for name in connection.tables()
        }


def _copied(server: postgresql.Server, name: str, base: str) -> str:
    """A copy of the database whose next ids are those that come next: after a crash a server leaves some out."""
    place = server.make(name, base)
    with closing(open_store(place)) as store, store.writing() as connection:
        for table in connection.tables():
            connection.continue_ids(table)
    return place


def _hold(server: postgresql.Server, base: str, work: Work) -> None:
    """After each time that the work was broken off the store is as before or as after."""
    chance, name = random.Random(1), work.func.__name__ if isinstance(work, partial) else work.__name__
    name += str(len(work.keywords["kind"]) if isinstance(work, partial) else "")
    finished = _copied(server, f"{name}_done", base)
    before, started = _contents(server.url(base)), time.perf_counter()
    work(finished)
    took, after = time.perf_counter() - started, _contents(finished)
    assert before != after
    for number in range(TIMES):
        place = _copied(server, f"{name}_{number}", base)
        working = threading.Thread(target=_unless_broken_off, args=(work, place))
        working.start()
        time.sleep(chance.uniform(0, 1.05 * took))
        if number % 2:
            server.cut(f"{name}_{number}")
        else:
            server.crash()
            server.start()
        working.join()
        found = _contents(place)
        differ = [sorted(name for name in found if found[name] != then[name]) for then in (before, after)]
        assert [] in differ, f"half done: {differ[0]} aren't as before, {differ[1]} not as after"


def _unless_broken_off(work: Work, place: str) -> None:
    with suppress(StoreError):
        work(place)


def test_an_import_is_there_whole_or_not_at_all(server: postgresql.Server, base: str, tmp_path: Path) -> None:
    rows = "".join(f"A-{n},Company {n} Ltd,company{n}.example,{2000 + n},Owner {n % 11}\n" for n in range(150, 900))
    file = _file(tmp_path, "later", f"id,name,domain,arr,owner\n{rows}")
    _hold(server, base, partial(bring, kind="accounts", file=file))


def test_use_of_the_product_is_there_whole_or_not_at_all(server: postgresql.Server, base: str, tmp_path: Path) -> None:
    used = "".join(f"A-{n % 300},2026-05-{n % 19 + 1:02},{n + 1}\n" for n in range(1500))
    _hold(server, base, partial(bring, kind="usage", file=_file(tmp_path, "later", f"account,date,count\n{used}")))


def test_an_undoing_took_all_back_or_nothing(server: postgresql.Server, base: str) -> None:
    _hold(server, base, take_back)


def test_scoring_has_scored_all_or_none(server: postgresql.Server, base: str) -> None:
    _hold(server, base, score)


def test_a_temp_table_that_went_with_its_connection_is_said_to_be_lost(server: postgresql.Server, base: str) -> None:
    with closing(open_store(server.make("passing", base))) as store:
        store.reading.temp_table("passing", "id INTEGER, PRIMARY KEY (id)")
        server.cut("passing")
        with pytest.raises(StoreUnreachableError, match="the connection was lost"):
            store.reading.insert_many("passing", ("id",), [(1,)])
        assert store.reading.execute("SELECT count(*) FROM account").fetchone() == (300,)
