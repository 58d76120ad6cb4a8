"""Work of who used much gives way to requests of who used little, and goes on for a tenth of the time all the same."""

import time
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from threading import Event, Thread

import pytest

from accounts import open_store
from store.giving_way import GIVING_WAY, LATELY, LITTLE, LOOK, PAUSE, SLICE, WAITED_FOR, GivingWay, Share


@dataclass
class Machine:
    """A clock, and the processor time of the one thread that works; both go on as they are told."""

    now: float = 1_000.0
    worked: float = 0.0
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        """Lets time pass."""
        self.slept.append(seconds)
        self.now += seconds

    def work(self, seconds: float) -> None:
        """Lets the thread work."""
        self.worked += seconds
        self.now += seconds


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def giving_way(machine: Machine) -> GivingWay:
    return GivingWay(on=True, clock=lambda: machine.now, processor_time=lambda: machine.worked, sleep=machine.sleep)


def test_work_pauses_while_a_request_of_who_used_less_is_waited_for(machine: Machine, giving_way: GivingWay) -> None:
    """And goes on in time, for a slice at least."""
    large, small = Share(), Share()

    def work() -> None:
        machine.work(LITTLE)
        for _ in range(4):
            machine.work(1.1 * SLICE)
            giving_way.pause()

    giving_way.work_for(large, work)
    assert machine.slept == [], "nobody has asked anything"
    with giving_way.answering(small):
        giving_way.work_for(large, work)
        assert sum(machine.slept) == pytest.approx(4 * PAUSE, abs=5 * LOOK)
        machine.slept.clear()
        giving_way.work_for(small, work)
        assert machine.slept == []
    giving_way.work_for(large, work)
    assert machine.slept == []


def test_all_threads_that_pause_have_one_slice_at_a_time() -> None:
    """The more of them there are, the less each goes on: a request waits no longer for many than for one."""
    worked = count(1)
    giving_way = GivingWay(on=True, processor_time=lambda: next(worked) * 10 * LITTLE)
    went_on = [0, 0, 0, 0]
    over = Event()

    def work(number: int) -> None:
        while not over.is_set():
            giving_way.pause()
            went_on[number] += 1

    threads = [Thread(target=work, args=(number,)) for number in range(len(went_on))]
    with giving_way.answering(Share()):
        began = time.monotonic()
        for thread in threads:
            thread.start()
        time.sleep(0.7 * WAITED_FOR)
        over.set()
        slices = (time.monotonic() - began) / PAUSE
    for thread in threads:
        thread.join()
    assert 1 <= sum(went_on) <= slices + len(threads) + 1, "the last of each began when the request was answered"


def test_between_two_pauses_work_has_a_slice(machine: Machine, giving_way: GivingWay) -> None:
    """Which isn't ended by looking more often."""

    def work() -> None:
        for _ in range(20):
            machine.work(SLICE / 10)
            giving_way.pause()

    with giving_way.answering(Share()):
        giving_way.work_for(Share(1.0, machine.now), work)
    assert sum(machine.slept) == pytest.approx(2 * PAUSE, abs=PAUSE / 2)


def test_a_pause_ends_with_the_answer(machine: Machine, giving_way: GivingWay) -> None:
    """No slice is owed then: the next request is waited for at once."""
    large = Share(1.0, machine.now)
    for _ in range(2):
        with ExitStack() as under_way:
            under_way.enter_context(giving_way.answering(Share()))

            def answered(seconds: float, under_way: ExitStack = under_way) -> None:
                machine.sleep(seconds)
                under_way.close()

            giving_way.sleep = answered
            giving_way.work_for(large, giving_way.pause)
    assert machine.slept == [LOOK] * 2


def test_work_that_nobody_waits_for_gives_way_too_once_it_is_long(machine: Machine, giving_way: GivingWay) -> None:
    """Such as a night's scores; not what is done in passing, nor by the answering thread itself."""
    with giving_way.answering(Share()):
        machine.work(LITTLE / 2)
        giving_way.pause()
        assert machine.slept == []
        machine.work(LITTLE)
        giving_way.pause()
        assert machine.slept
        machine.slept.clear()
        giving_way.begin()
        machine.work(LITTLE)
        giving_way.pause()
        assert machine.slept == []


def test_who_waits_for_long_is_not_waited_for(machine: Machine, giving_way: GivingWay) -> None:
    """It waits for Slack then."""
    with giving_way.answering(Share()):
        machine.work(WAITED_FOR)
        giving_way.pause()
        assert machine.slept == []


def test_what_was_used_counts_less_and_less() -> None:
    share = Share()
    share.used(1_000.0, 4.0)
    assert share.used(1_000.0 + 2 * LATELY) == pytest.approx(1.0)


@pytest.fixture
def of_process(monkeypatch: pytest.MonkeyPatch, machine: Machine) -> GivingWay:
    """That of this process, whose one thread has used more each time that it is asked."""
    worked = count(1)
    own = GivingWay(
        on=True, clock=lambda: machine.now, processor_time=lambda: next(worked) * 10 * LITTLE, sleep=machine.sleep
    )
    for name, value in vars(own).items():
        monkeypatch.setattr(GIVING_WAY, name, value)
    return GIVING_WAY


def test_a_store_looks_before_and_within_its_statements(
    tmp_path: Path, of_process: GivingWay, machine: Machine
) -> None:
    """With the same outcome, and only in a process that serves many."""
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT sum(i) FROM n"
    for on in (False, True):
        of_process.on = on
        with closing(open_store(tmp_path / "accounts.db")) as store:
            reading = store.reading
            with of_process.answering(Share()):
                reading.execute("SELECT 1").fetchone()
                assert bool(machine.slept) is on
                machine.slept.clear()
                assert reading.execute(numbers).fetchone() == (1_250_025_000,)
                assert (sum(machine.slept) > 1.5 * PAUSE) is on


def test_a_store_looks_between_many_rows(tmp_path: Path, of_process: GivingWay, machine: Machine) -> None:
    """Each is entered once."""
    rows = [(number,) for number in range(1_001)]
    with closing(open_store(tmp_path / "accounts.db")) as store, store.writing() as connection:
        connection.temp_table("entered", "number INTEGER PRIMARY KEY")
        with of_process.answering(Share()):
            connection.insert_many("entered", ["number"], iter(rows))
        assert sum(machine.slept) > 3 * PAUSE
        assert connection.execute("SELECT number FROM entered ORDER BY number").fetchall() == rows
