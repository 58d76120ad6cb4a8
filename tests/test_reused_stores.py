"""A database that tests have one after another: each finds an empty store, as if it were the first."""

from pathlib import Path

import pytest

from accounts import Store
from tests.accounts.conftest import Factory
from tests.engines import Engine, Place, made


@pytest.fixture
def empty(server_engine: Engine, tmp_path: Path) -> Place:
    """An empty store on the server, to be copied."""
    return made(server_engine, tmp_path)


def _contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    tables = [*store.reading.tables(), "store_version"]
    return {each: store.reading.execute(f"SELECT * FROM {each}").fetchall() for each in tables}


def _backend(store: Store) -> object:
    return store.reading.execute("SELECT pg_backend_pid()").fetchone()


def test_the_next_test_finds_what_the_first_found_on_the_same_connection(
    server_engine: Engine, empty: Place, tmp_path: Path
) -> None:
    with server_engine.opened(empty, tmp_path) as store:
        before, backend = _contents(store), _backend(store)
        Factory(store).insert("import", kind="accounts", source="test", sha256="", imported_by="", imported_at="")
        Factory(store).account("Acme")
        with store.writing() as connection:
            connection.execute("DELETE FROM derived_state")
    with server_engine.opened(empty, tmp_path) as store:
        assert (_contents(store), _backend(store)) == (before, backend)
        assert Factory(store).owner("Dana") == 1, "ids begin anew"


def test_what_a_table_held_changes_no_plan_of_the_next_test(
    server_engine: Engine, empty: Place, tmp_path: Path
) -> None:
    known = "SELECT relpages, reltuples, pg_relation_size(oid) < 2^15 FROM pg_class WHERE relname = 'owner'"
    with server_engine.opened(empty, tmp_path) as store:
        with store.writing() as connection:
            connection.insert_many("owner", ("key", "name"), ((str(n), "Dana Sample") for n in range(2_000)))
        store.reading.analyze("owner")
    with server_engine.opened(empty, tmp_path) as store:
        assert store.reading.execute(known).fetchone() == (0, -1, 1)
        assert store.reading.execute("SELECT count(*) FROM pg_stats WHERE tablename = 'owner'").fetchone() == (0,)


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE another (id BIGINT)",
        "ALTER TABLE owner ADD COLUMN another BIGINT",
        "DROP INDEX subscription_by_end",
        "ALTER TABLE standing DISABLE TRIGGER USER",
        "SET statement_timeout TO 1000",
        "SET search_path TO public",
        "BEGIN",
    ],
)
def test_a_database_in_which_more_than_rows_was_changed_is_no_other_tests(
    server_engine: Engine, empty: Place, tmp_path: Path, change: str
) -> None:
    with server_engine.opened(empty, tmp_path) as store:
        first = store.place
        store.reading.execute(change)
    with server_engine.opened(empty, tmp_path) as store:
        assert store.place != first
        assert not store.reading.execute("SELECT * FROM owner").fetchall()


def test_a_store_that_a_test_has_closed_is_no_other_tests(server_engine: Engine, empty: Place, tmp_path: Path) -> None:
    with server_engine.opened(empty, tmp_path) as store:
        first = store.place
        store.close()
    with server_engine.opened(empty, tmp_path) as store:
        assert store.place != first
