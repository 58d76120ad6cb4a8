"""What machines on one server of PostgreSQL share beside its stores: keys that were seen, requests that are kept."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from store.kept_requests import GIVEN_UP, LEASE, RequestKeeper
from store.opening import server_keys, server_requests, shared_tables
from tests.engines import Engine

Machine = Callable[[str], RequestKeeper]


@pytest.fixture
def place(server_engine: Engine, tmp_path: Path) -> str:
    """An empty database."""
    return str(server_engine.new(tmp_path))


@pytest.fixture
def machine(place: str) -> Iterator[Machine]:
    """Gives what keeps the requests of an app on another machine each time."""
    opened = []

    def another(scope: str = "app") -> RequestKeeper:
        opened.append(shared_tables(place))
        return server_requests(opened[-1], scope)

    yield another
    for each in opened:
        each.close()


@pytest.fixture
def pass_time(place: str) -> Iterator[Callable[[float], None]]:
    """Lets so many seconds pass for all that is kept."""
    with closing(shared_tables(place)) as tables:

        def passes(seconds: float) -> None:
            tables.execute(
                "UPDATE kept_request SET kept_at = kept_at - ?, lease_until = lease_until - ?", (seconds,) * 2
            )

        yield passes


def test_a_key_is_new_to_one_machine(place: str) -> None:
    with closing(shared_tables(place)) as one, closing(shared_tables(place)) as other:
        assert server_keys(one).add("a", 1000.0, 60)
        assert not server_keys(other).add("a", 1001.0, 60)
        server_keys(other).forget("a")
        assert server_keys(one).add("a", 1002.0, 60)
        assert server_keys(other).add("a", 1063.0, 60)


def test_what_a_machine_left_one_other_finds(machine: Machine, pass_time: Callable[[float], None]) -> None:
    killed, one, other = machine("app"), machine("app"), machine("app")
    killed.keep("first", "a body")
    killed.keep("second", "")
    assert one.claim() is None, "somebody is at it"
    pass_time(LEASE + 1)
    assert [one.claim(), other.claim(), one.claim()] == [("first", "a body"), ("second", ""), None]


def test_what_is_renewed_or_done_is_nobody_else_s(machine: Machine, pass_time: Callable[[float], None]) -> None:
    at_work, other = machine("app"), machine("app")
    at_work.keep("renewed", "")
    at_work.keep("done", "")
    pass_time(LEASE + 1)
    at_work.renew(["renewed"])
    assert at_work.forget(["done"])
    assert other.claim() is None


def test_apps_on_one_store_have_their_own(machine: Machine, pass_time: Callable[[float], None]) -> None:
    machine("one").keep("key", "")
    pass_time(LEASE + 1)
    assert machine("other").claim() is None
    assert machine("one").claim() == ("key", "")


def test_what_nobody_waits_for_is_given_up(
    machine: Machine, pass_time: Callable[[float], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from store.postgresql import kept_requests

    requests = machine("app")
    requests.keep("old", "")
    pass_time(GIVEN_UP + 1)
    assert requests.claim() is None
    monkeypatch.setattr(kept_requests, "_GIVE_UP", kept_requests._GIVE_UP.replace(str(kept_requests.MOST), "2"))
    for key in ("first", "second", "third"):
        requests.keep(key, "")
    pass_time(LEASE + 1)
    assert [requests.claim(), requests.claim(), requests.claim()] == [("second", ""), ("third", ""), None]


def test_a_store_that_is_made_afterwards_is_as_any_other(place: str, machine: Machine) -> None:
    """And what is shared isn't a part of it."""
    from accounts import open_store

    machine("app").keep("key", "")
    with closing(open_store(place)) as store:
        assert "account" in store.reading.tables()
        assert not {"kept_request", "seen_key"} & set(store.reading.tables())
