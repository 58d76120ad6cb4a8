"""Two years of ticks over subscriptions in every zone: every local date once, at the right instant; and their cost.

    python -m benchmarks.digest_schedule [subscriptions] [days]

Each delivery is held against the calendar of its zone as it is read backwards, from the instant to the clocks on the
wall; the planner reads it forwards.
"""

import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import available_timezones

from accounts import Store, open_store
from accounts.digests import planning
from accounts.digests.planning import plan_deliveries
from accounts.digests.schedule import EVERY_DAY, Schedule
from accounts.digests.subscriptions import Subscription, subscribe
from store.time_zones import zone as time_zone
from store.timestamps import from_text

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
TICK = timedelta(minutes=15)
TIMES = (clock_time(9), clock_time(0), clock_time(2, 30), clock_time(0, 30), clock_time(17, 45), clock_time(23, 59))
AT_ONCE = 50_000  # subscriptions due at one minute, for the worst tick there can be


def main(subscriptions: int, days: int) -> None:
    """Simulates and prints what came of it."""
    zones = sorted(available_timezones() - {"Factory", "localtime"})
    with TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "simulated.db")
        schedules = [
            Schedule(TIMES[n // len(zones) % len(TIMES)], EVERY_DAY, zones[n % len(zones)])
            for n in range(subscriptions)
        ]
        _subscribe(store, schedules)
        print(f"{subscriptions:,} subscriptions in {len(zones)} zones, {days} days, a tick every 15 minutes")
        seen, worst, total, wrong = _simulate(store, schedules, days)
        print(f"{seen:,} deliveries; {wrong} dates missing, doubled or at the wrong instant")
        print(f"ticks: worst {worst:.3f} s, mean {total / (days * 96) * 1000:.1f} ms; peak memory {_memory():.0f} MB")
        store.close()
    _rush()


def _subscribe(store: Store, schedules: list[Schedule]) -> None:
    for number, schedule in enumerate(schedules):
        wanted = Subscription(
            team="T1", channel=f"C{number}", digest="health", scope="", created_by="U1", schedule=schedule
        )
        subscribe(store, wanted, BEGIN)


def _simulate(store: Store, schedules: list[Schedule], days: int) -> tuple[int, float, float, int]:
    last: dict[int, date] = {}
    seen = wrong = 0
    worst = total = 0.0
    now = BEGIN
    for day in range(days):
        if day == days // 10:
            print(f"peak memory after a tenth of the days: {_memory():.0f} MB", flush=True)
        for _ in range(96):
            now += TICK
            started = time.perf_counter()
            while plan_deliveries(store, now).more:
                pass
            spent = time.perf_counter() - started
            worst, total = max(worst, spent), total + spent
        for id_, on, due in _taken(store):
            seen += 1
            wrong += not _right(schedules[id_ - 1], last.get(id_), on, due)
            last[id_] = on
    return seen, worst, total, wrong


def _taken(store: Store) -> Iterator[tuple[int, date, datetime]]:
    """The day's deliveries, taken out of the store so that it doesn't grow with the simulation."""
    with store.writing() as connection:
        rows = connection.execute("SELECT digest_id, occasion, due_at FROM delivery ORDER BY due_at").fetchall()
        connection.execute("DELETE FROM delivery")
    for id_, occasion, due in rows:
        yield id_, date.fromisoformat(occasion), from_text(due)


def _right(schedule: Schedule, before: date | None, day: date, due: datetime) -> bool:
    """Whether it is the date after the one before, and the clocks there show the time, or have just skipped it."""
    if before is not None and day - before != timedelta(1):
        return False
    zone = time_zone(schedule.zone)
    shown, wanted = due.astimezone(zone).replace(tzinfo=None, fold=0), datetime.combine(day, schedule.at)
    if shown == wanted:
        earlier = ((due - timedelta(minutes=m)).astimezone(zone).replace(tzinfo=None, fold=0) for m in (30, 60))
        return wanted not in earlier
    offsets = [(due + timedelta(hours=h)).astimezone(zone).utcoffset() for h in (-3, 0)]
    return shown - wanted == (offsets[1] or timedelta(0)) - (offsets[0] or timedelta(0))


def _rush() -> None:
    """All subscriptions due at one minute."""
    with TemporaryDirectory() as folder:
        store = open_store(Path(folder) / "rush.db")
        schedule = Schedule(clock_time(9), EVERY_DAY, "Europe/Berlin")
        with store.writing() as connection:
            connection.executemany(
                "INSERT INTO digest (team, channel, digest, scope, created_by, created_at, at, weekdays, zone,"
                " holidays, only_changes, skip_empty, state, why, next_on, next_due)"
                " VALUES ('T1', ?, 'health', '', 'U1', '', '09:00', '0123456', 'Europe/Berlin', '', 0, 0, 'active', '',"
                " '2026-06-15', '2026-06-15T07:00:00.000Z')",
                [(f"C{number}",) for number in range(AT_ONCE)],
            )
        idle, due = schedule.instant(date(2026, 6, 15)) - timedelta(1), schedule.instant(date(2026, 6, 15))
        quiet = min(_timed(store, idle) for _ in range(5))
        ticks = [_timed(store, due) for _ in range(AT_ONCE // planning.BATCH_SIZE)]
        print(f"{AT_ONCE:,} subscriptions, none due: a tick takes {quiet * 1000:.2f} ms")
        print(f"{AT_ONCE:,} due at one minute: {len(ticks)} ticks, worst {max(ticks):.3f} s, all {sum(ticks):.2f} s")
        store.close()


def _timed(store: Store, now: datetime) -> float:
    started = time.perf_counter()
    plan_deliveries(store, now)
    return time.perf_counter() - started


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    given = [int(each) for each in sys.argv[1:]]
    main(*(given + [600, 60][len(given) :]))
