"""What has come due is planned once, whoever plans, and whatever the clock does."""

import itertools
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from accounts import Store
from accounts.digests.planning import overlong_waits, plan_deliveries, plan_now, replan, shorten_waits
from accounts.digests.recurrence import Recurrence
from accounts.digests.schedule import EVERY_DAY, WEEKDAYS, Schedule
from accounts.digests.subscriptions import (
    Subscription,
    SubscriptionError,
    pause,
    resume,
    subscribe,
    subscription,
    subscriptions,
    unsubscribe,
)

MONDAY = datetime(2026, 6, 15, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def wanted(
    at: time = time(9), zone: str = "UTC", channel: str = "C1", days: frozenset[int] = EVERY_DAY
) -> Subscription:
    schedule = Schedule(at, days, zone)
    return Subscription(team="T1", channel=channel, digest="health", scope="", created_by="U1", schedule=schedule)


def planned(store: Store) -> list[tuple[str, str, str]]:
    return store.reading.execute("SELECT occasion, state, reason FROM delivery ORDER BY 1, 2").fetchall()


def test_nothing_is_due_before_its_time_and_one_digest_at_it(store: Store) -> None:
    subscribe(store, wanted(), MONDAY)
    assert plan_deliveries(store, MONDAY + 3 * HOUR - timedelta(seconds=1)).due == 0
    assert plan_deliveries(store, MONDAY + 3 * HOUR).due == 1
    assert plan_deliveries(store, MONDAY + 3 * HOUR).due == 0
    assert planned(store) == [("2026-06-15", "pending", "")]


def test_a_machine_asleep_for_days_delivers_the_latest_and_says_which_it_skipped(store: Store) -> None:
    subscribe(store, wanted(), MONDAY)
    plan_deliveries(store, MONDAY + timedelta(days=2) + 4 * HOUR)
    assert planned(store) == [
        ("2026-06-15", "skipped", "missed"),
        ("2026-06-16", "skipped", "missed"),
        ("2026-06-17", "pending", ""),
    ]


def test_what_is_later_than_six_hours_is_skipped(store: Store) -> None:
    subscribe(store, wanted(), MONDAY)
    assert plan_deliveries(store, MONDAY + 9 * HOUR + timedelta(seconds=1)).due == 0
    assert planned(store) == [("2026-06-15", "skipped", "missed")]


def test_a_clock_set_back_brings_no_date_again(store: Store) -> None:
    subscribe(store, wanted(), MONDAY)
    plan_deliveries(store, MONDAY + 3 * HOUR)
    assert plan_deliveries(store, MONDAY).due == plan_deliveries(store, MONDAY + 3 * HOUR).due == 0


def test_eight_planners_at_once_plan_each_date_once(store: Store) -> None:
    for each in range(40):
        subscribe(store, wanted(channel=f"C{each}"), MONDAY)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: plan_deliveries(store, MONDAY + 3 * HOUR).due, range(8)))
    assert sum(found) == 40
    assert len(planned(store)) == 40


def test_moving_the_time_within_a_day_sends_no_second_digest_that_day(store: Store) -> None:
    subscribe(store, wanted(), MONDAY)
    plan_deliveries(store, MONDAY + 3 * HOUR)
    assert subscribe(store, wanted(at=time(15)), MONDAY + 4 * HOUR).next_on == date(2026, 6, 16)
    assert len(subscriptions(store)) == 1


def test_unsubscribing_and_subscribing_again_sends_no_second_digest_that_day(store: Store) -> None:
    first = subscribe(store, wanted(), MONDAY)
    plan_deliveries(store, MONDAY + 3 * HOUR)
    unsubscribe(store, first.id)
    assert subscriptions(store) == []
    assert planned(store) == [("2026-06-15", "skipped", "unsubscribed")]
    assert subscribe(store, wanted(at=time(15)), MONDAY + 4 * HOUR).next_on == date(2026, 6, 16)


def test_a_paused_digest_stays_silent_and_goes_on_with_the_next(store: Store) -> None:
    made = subscribe(store, wanted(), MONDAY)
    assert pause(store, made.id)
    assert not pause(store, made.id)
    assert plan_deliveries(store, MONDAY + timedelta(days=3)).due == 0
    assert resume(store, made.id, MONDAY + timedelta(days=3)).next_on == date(2026, 6, 18)
    assert planned(store) == []


def test_a_digest_comes_at_nine_local_time_before_and_after_the_clocks_change(store: Store) -> None:
    now = datetime(2026, 3, 27, 12, tzinfo=UTC)
    subscribe(store, wanted(zone="Europe/Berlin"), now)
    due = []
    for _ in range(24 * 5):
        now += HOUR
        if plan_deliveries(store, now).due:
            due.append(now.hour)
    assert due == [8, 7, 7, 7, 7]


def test_a_zone_whose_rules_change_moves_what_was_planned_by_the_old_ones(store: Store) -> None:
    made = subscribe(store, wanted(zone="Europe/Berlin"), MONDAY)
    with store.writing() as connection:
        connection.execute("UPDATE digest SET next_due = '2026-06-15T08:00:00.000Z'")
    assert replan(store) == 1
    assert store.reading.execute("SELECT next_due FROM digest").fetchone() == ("2026-06-15T07:00:00.000Z",)
    assert replan(store) == 0
    assert subscription(store, made.id) == made


def test_days_that_never_come_are_refused(store: Store) -> None:
    with pytest.raises(SubscriptionError, match="no day"):
        subscribe(store, wanted(days=frozenset()), MONDAY)
    assert subscriptions(store) == []


@pytest.mark.parametrize("step", [timedelta(minutes=7), HOUR, timedelta(hours=5)])
def test_two_months_of_ticks_send_every_date_once(store: Store, step: timedelta) -> None:
    zones = ["Pacific/Kiritimati", "Asia/Kolkata", "Europe/Berlin", "America/Santiago", "Pacific/Niue"]
    for zone in zones:
        for days in (EVERY_DAY, WEEKDAYS):
            subscribe(store, wanted(zone=zone, channel=f"{zone}{len(days)}", days=days), MONDAY)
    now = MONDAY
    while now < MONDAY + timedelta(days=60):
        now += step
        plan_deliveries(store, now)
    dates = store.reading.execute(
        "SELECT channel, occasion, delivery.state FROM delivery JOIN digest ON digest_id = id"
    ).fetchall()
    assert max(Counter(each[:2] for each in dates).values()) == 1
    assert {state for *_, state in dates} == {"pending"}
    for zone in zones:
        listed = sorted(date.fromisoformat(day) for channel, day, _ in dates if channel == f"{zone}7")
        assert {(b - a).days for a, b in itertools.pairwise(listed)} == {1}


def test_one_asked_for_at_once_comes_beside_those_of_the_schedule(store: Store) -> None:
    made = subscribe(store, wanted(), MONDAY)
    assert plan_now(store, made.id, MONDAY)
    for later in (timedelta(milliseconds=300), timedelta(seconds=3)):
        assert not plan_now(store, made.id, MONDAY + later), "one is to come"
    assert plan_deliveries(store, MONDAY + 3 * HOUR).due == 1
    assert [each[0] for each in planned(store)] == ["2026-06-15", "2026-06-15 06:00:00"]
    assert subscribe(store, wanted(at=time(15)), MONDAY + 4 * HOUR).next_on == date(2026, 6, 16)


YEAR = timedelta(days=365)


def test_a_clock_that_was_a_year_ahead_silences_no_digest_once_it_is_right(store: Store) -> None:
    made = subscribe(store, wanted(), MONDAY)
    plan_deliveries(store, MONDAY + YEAR + 4 * HOUR)
    assert plan_deliveries(store, MONDAY + 3 * HOUR).due == 0, "it waits for next year"
    assert [each.id for each in overlong_waits(store, MONDAY + HOUR)] == [made.id]
    assert shorten_waits(store, MONDAY + HOUR) == 1
    assert overlong_waits(store, MONDAY + HOUR) == []
    assert planned(store) == []
    assert plan_deliveries(store, MONDAY + 3 * HOUR).due == 1
    assert subscription(store, made.id).next_on == date(2026, 6, 16)
    assert shorten_waits(store, MONDAY + 4 * HOUR) == 0


def test_a_digest_that_was_begun_while_the_clock_was_ahead_comes_at_its_next_date(store: Store) -> None:
    made = subscribe(store, wanted(), MONDAY + YEAR)
    assert shorten_waits(store, MONDAY) == 1
    assert subscription(store, made.id).next_on == date(2026, 6, 15)


def test_what_was_sent_while_the_clock_was_ahead_is_not_sent_again(store: Store) -> None:
    made = subscribe(store, wanted(), MONDAY)
    plan_deliveries(store, MONDAY + timedelta(days=2) + 4 * HOUR)
    with store.writing() as connection:
        connection.execute("UPDATE delivery SET state = 'sent', fence = 1, open_from = NULL WHERE state = 'pending'")
    assert shorten_waits(store, MONDAY) == 1
    for hours in range(24 * 4):
        plan_deliveries(store, MONDAY + hours * HOUR)
    days = [(day, state) for day, state, _ in planned(store)]
    assert days == [
        ("2026-06-15", "pending"),
        ("2026-06-16", "pending"),
        ("2026-06-17", "sent"),
        ("2026-06-18", "pending"),
    ]
    assert subscription(store, made.id).next_on == date(2026, 6, 19)


@pytest.mark.parametrize(
    "recurrence", [Recurrence("month", 1, "weekday"), Recurrence("quarter", -1, "workday"), Recurrence("week", 2)]
)
def test_a_digest_that_comes_seldom_waits_for_its_own_date(store: Store, recurrence: Recurrence) -> None:
    schedule = Schedule(time(9), frozenset({0}), "UTC", recurrence=recurrence)
    made = subscribe(store, replace(wanted(), schedule=schedule), MONDAY + 4 * HOUR)
    assert overlong_waits(store, MONDAY + 4 * HOUR) == []
    assert made.next_on is not None
    assert made.next_on > date(2026, 6, 21)


def test_every_two_weeks_counts_from_the_first_and_a_change_of_its_time_moves_no_week(store: Store) -> None:
    schedule = Schedule(time(9), frozenset({0}), "UTC", recurrence=Recurrence("week", 2))
    first = subscribe(store, replace(wanted(), schedule=schedule), MONDAY)
    assert first.next_on == date(2026, 6, 15)
    plan_deliveries(store, MONDAY + 3 * HOUR)
    moved = subscribe(store, replace(wanted(), schedule=replace(schedule, at=time(10))), MONDAY + 30 * HOUR)
    assert moved.next_on == date(2026, 6, 29)
