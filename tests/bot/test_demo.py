"""The demo lives in the time zone of the machine: its digests, its people, and what is today in answers."""

import time
from collections.abc import Iterator
from datetime import time as clock
from pathlib import Path

import pytest

from accounts import open_store
from accounts.digests.subscriptions import subscriptions
from bot.clock import local_now, starting_at, utc_now
from bot.terminal.demo import begin_at, start_workspace, subscribe_digests
from store.time_zones import machine_zone, zone


@pytest.fixture(params=["Asia/Tokyo", "America/Los_Angeles"])
def zone_name(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The zone that the machine is in meanwhile."""
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


def test_people_digests_and_answers_go_by_the_zone_of_the_machine(zone_name: str, tmp_path: Path) -> None:
    assert {user["tz"] for user in start_workspace()["users"]} == {zone_name}
    start = begin_at(clock(8, 59))
    with starting_at(start):
        assert local_now().astimezone(zone(zone_name)).strftime("%H:%M") == "08:59"
        assert local_now().date() == start.date()
        store = open_store(tmp_path / "demo.db")
        subscribe_digests(store, utc_now())
        assert {(each.schedule.zone, each.schedule.at.hour) for each in subscriptions(store)} == {(zone_name, 9)}
        store.close()


@pytest.mark.parametrize(("said", "known"), [(":Europe/Berlin", "Europe/Berlin"), ("no/such/zone", ""), ("", "")])
def test_a_zone_that_the_environment_does_not_name_is_that_of_the_system(
    said: str, known: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "")
    system = machine_zone()
    monkeypatch.setenv("TZ", said)
    assert machine_zone() == (known or system)
    assert zone(system).key == system
