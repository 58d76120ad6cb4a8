"""On PostgreSQL an answer waits for the server a few times, whatever it asks: over a network each wait costs."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from itertools import count
from tempfile import TemporaryFile

import pytest

from accounts import Store, account_card, open_store
from accounts.daily_update import is_up_to_date, update
from accounts.health import list_by_health, load_config
from accounts.names.account_search import search_accounts
from accounts.owners import list_owners
from accounts.portfolio.summary import summarise
from accounts.renewals.leaving import list_leaving
from accounts.renewals.upcoming import upcoming_renewals
from accounts.sample import load_sample
from tests.engines import Engine

TODAY, NOW = date(2026, 6, 15), datetime(2026, 6, 15, 9, tzinfo=UTC)
CONFIG = load_config()
_NUMBERS = count()
ANSWERS: dict[str, tuple[Callable[[Store], object], int]] = {
    "renewals": (lambda store: upcoming_renewals(store, TODAY, 60), 2),
    "a later page": (lambda store: upcoming_renewals(store, TODAY, 90, limit=5, offset=5), 2),
    "health": (lambda store: list_by_health(store, "red", config=CONFIG), 8),
    "all bands": (lambda store: list_by_health(store, config=CONFIG), 8),
    "whether it is up to date": (lambda store: is_up_to_date(store, TODAY, CONFIG), 1),
    "who leaves": (list_leaving, 2),
    "owners": (lambda store: list_owners(store, TODAY), 1),
    "portfolio": (lambda store: summarise(store, TODAY), 2),
    "search": (lambda store: search_accounts(store, "acmee"), 3),
    "a card": (lambda store: account_card.load_card(store, 1, TODAY, CONFIG), 6),
}


@pytest.fixture(scope="module")
def company(server_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample company on a server."""
    with closing(open_store(server_engine.new(tmp_path_factory.mktemp("company")))) as store:
        load_sample(store, TODAY, NOW, CONFIG)
        update(store, NOW, CONFIG)
        yield store


def waits(store: Store, answer: Callable[[Store], object]) -> int:
    """How often the server said that it is ready, but for the end of the snapshot, which nobody waits for."""
    server = store.reading._raw.pgconn  # type: ignore[attr-defined]
    with TemporaryFile() as trace:
        server.trace(trace.fileno())
        answer(store)
        store.reading.run_script(f"SELECT {next(_NUMBERS)}")  # type: ignore[attr-defined]  # none is prepared
        server.untrace()
        trace.seek(0)
        said = trace.read().decode(errors="replace")
    return said.count("ReadyForQuery") - said.count('CommandComplete\t "ROLLBACK"') - 1


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_waits_for_the_server_a_few_times(company: Store, answer: str) -> None:
    ask, most = ANSWERS[answer]
    assert waits(company, ask) <= most


def test_what_a_snapshot_read_ahead_is_forgotten_at_its_end(company: Store) -> None:
    query = ("SELECT count(*) FROM import", ())
    with company.snapshot() as connection:
        connection.read_ahead(query, query)
        (before,) = connection.execute(*query).fetchone()
        assert connection.execute(*query).fetchall() == [(before,)]
    with company.writing() as connection:
        connection.read_ahead(query)
        connection.execute(
            "INSERT INTO import (kind, source, sha256, imported_by, imported_at) VALUES ('accounts', '', '', '', '')"
        )
        assert connection.execute(*query).fetchall() == [(before + 1,)]
    with company.snapshot() as connection:
        connection.read_ahead(query)
        assert connection.execute(*query).fetchall() == [(before + 1,)]


def test_a_query_of_a_batch_that_fails_says_why_and_the_connection_goes_on(company: Store) -> None:
    import psycopg

    with pytest.raises(psycopg.errors.UndefinedTable, match="nowhere"), company.snapshot() as connection:
        connection.read_ahead(("SELECT 1", ()), ("SELECT * FROM nowhere", ()), ("SELECT 2", ()))
    assert not company.reading.in_transaction
    with company.snapshot() as connection:
        assert [*connection.execute("SELECT :a || :b || :a", {"a": "x", "b": "y"})] == [("xyx",)]
