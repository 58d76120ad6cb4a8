"""A store copied from one engine to another has every row as it was, or nothing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from accounts import Store, StoreError, open_store
from accounts.derived import current_state
from accounts.importing import ImportContext, Options, preview_undo, run_import, undo
from accounts.migrations import MIGRATIONS
from accounts.names.account_search import search_accounts
from accounts.readers import open_table
from sources.migrations import MIGRATIONS as SOURCES
from store.copying import copy_store
from tests.engines import Engine, Place, SqliteEngine, made

TODAY = date(2026, 6, 15)
BY = ImportContext("dana", datetime(2026, 6, 15, 9, tzinfo=UTC), TODAY)
PACKAGES = (MIGRATIONS, SOURCES)
ROWS = "".join(f"A-{n},Äcme {n},acme{n}.example,{1_000 + n},Owner {n % 3}\n" for n in range(40))


def bring(store: Store, folder: Path, text: str) -> None:
    path = folder / "accounts.csv"
    path.write_text(f"id,name,domain,arr,owner\n{text}", encoding="utf-8")
    with open_table(path) as table:
        assert run_import(store, "accounts", table, Options(), BY).written


def everything(store: Store) -> dict[str, list[object]]:
    return {
        name: sorted(store.reading.execute(f"SELECT * FROM {name}").fetchall(), key=repr)
        for name in store.reading.tables()
    }


@pytest.fixture(scope="module", params=["to it", "from it"])
def engines(request: pytest.FixtureRequest, engine: Engine) -> tuple[Engine, Engine]:
    """Where from and where to: a file, and whatever engine the tests are on."""
    others = SqliteEngine(), engine
    return others if request.param == "to it" else others[::-1]


@pytest.fixture(scope="module")
def filled(engines: tuple[Engine, Engine], tmp_path_factory: pytest.TempPathFactory) -> tuple[Place, Place]:
    """Forty accounts, ten of them imported twice, with the tables of sources; and an empty store. Both to be copied."""
    folder = tmp_path_factory.mktemp("filled")
    with_rows = open_store(engines[0].new(folder, "one"))
    with_rows.add_tables(SOURCES)
    bring(with_rows, folder, ROWS)
    bring(with_rows, folder, "".join(f"A-{n},Äcme {n} Ltd,acme{n}.example,7,Owner 9\n" for n in range(10)))
    with_rows.close()
    return with_rows.place, made(engines[1], tmp_path_factory.mktemp("empty"))


@pytest.fixture
def origin(engines: tuple[Engine, Engine], filled: tuple[Place, Place], tmp_path: Path) -> Iterator[Store]:
    """A copy of the one with rows."""
    with_rows = open_store(engines[0].copy(filled[0], tmp_path, "one"))
    yield with_rows
    with_rows.close()


@pytest.fixture
def target(engines: tuple[Engine, Engine], filled: tuple[Place, Place], tmp_path: Path) -> Iterator[Store]:
    empty = open_store(engines[1].copy(filled[1], tmp_path, "other"))
    yield empty
    empty.close()


def test_every_row_of_every_table_is_there_and_the_other_store_is_as_it_was(origin: Store, target: Store) -> None:
    before = everything(origin)
    told: list[tuple[int, int]] = []
    done = copy_store(origin, target, PACKAGES, lambda *counts: told.append(counts))
    assert everything(target) == everything(origin) == before
    assert (done.tables, done.rows) == (len(before), sum(map(len, before.values())))
    assert told[-1] == (done.rows, done.rows)


def test_the_copy_goes_on_as_the_store_would_have(origin: Store, target: Store, tmp_path: Path) -> None:
    copy_store(origin, target, PACKAGES)
    bring(target, tmp_path, "B-1,Zenith,zenith.example,50,Owner 1\n")
    assert search_accounts(target, "zenith").exact is not None
    for _ in range(2):
        shown = preview_undo(target)
        assert shown
        undo(target, shown.entry.id, BY)
    shown = preview_undo(origin)
    assert shown
    undo(origin, shown.entry.id, BY)
    query = "SELECT id, key, name, arr FROM account ORDER BY id"
    assert target.reading.execute(query).fetchall() == origin.reading.execute(query).fetchall()
    with target.writing() as connection:
        before = connection.execute("SELECT * FROM standing_total ORDER BY segment, owner_id, band").fetchall()
        current_state.recompute(connection, None, TODAY)
        assert connection.execute("SELECT * FROM standing_total ORDER BY segment, owner_id, band").fetchall() == before


def test_a_store_with_rows_is_not_copied_over(origin: Store, target: Store, tmp_path: Path) -> None:
    bring(target, tmp_path, "B-1,Zenith,zenith.example,50,Owner 1\n")
    before = everything(target)
    with pytest.raises(StoreError, match=r"isn't empty: .* has 1 row\."):
        copy_store(origin, target, PACKAGES)
    assert everything(target) == before | {name: [] for name in everything(target).keys() - before.keys()}


def test_tables_that_are_not_known_are_told_of(origin: Store, target: Store) -> None:
    with pytest.raises(StoreError, match="tables that this version doesn't know: source"):
        copy_store(origin, target, (MIGRATIONS,))
    assert target.reading.execute("SELECT count(*) FROM account").fetchone() == (0,)


def test_what_fails_in_the_middle_leaves_the_target_empty(origin: Store, target: Store) -> None:
    def fail(done: int, total: int) -> None:
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy_store(origin, target, PACKAGES, fail)
    assert target.reading.execute("SELECT count(*) FROM import").fetchone() == (0,)
    assert copy_store(origin, target, PACKAGES).rows


def test_a_row_that_the_other_engine_cannot_keep_is_named(engine: Engine, tmp_path: Path) -> None:
    if isinstance(engine, SqliteEngine):
        pytest.skip("SQLite keeps every text")
    origin, target = open_store(tmp_path / "one.db"), open_store(engine.new(tmp_path))
    with origin.writing() as connection:
        connection.execute("INSERT INTO owner (key, name) VALUES ('kim', 'Kim' || char(0))")
    with pytest.raises(StoreError, match="A row of owner can't be copied, so that nothing was"):
        copy_store(origin, target, (MIGRATIONS,))
    assert target.reading.execute("SELECT count(*) FROM owner").fetchone() == (0,)
    origin.close()
    target.close()


def test_a_row_that_became_another_is_found(origin: Store, target: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = type(target.reading)
    insert_many = kind.insert_many

    def change(self: object, table: str, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
        kept = [(row[0], row[1], "Changed", *row[3:]) for row in rows] if table == "account" else rows
        insert_many(self, table, columns, kept)  # type: ignore[arg-type]

    monkeypatch.setattr(kind, "insert_many", change)
    with pytest.raises(StoreError, match=r"A row of account isn't the same after copying.*name 'Äcme 0 Ltd'"):
        copy_store(origin, target, PACKAGES)
    assert target.reading.execute("SELECT count(*) FROM account").fetchone() == (0,)
