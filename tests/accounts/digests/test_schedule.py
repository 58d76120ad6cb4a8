"""When a digest is due, in every zone and at every change of the clocks."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import available_timezones

import pytest

from accounts.digests.recurrence import Recurrence
from accounts.digests.schedule import EVERY_DAY, WEEKDAYS, Schedule
from store.time_zones import zone as zone_of
from tests.cases import cases

ZONES = sorted(available_timezones() - {"Factory", "localtime"})
WHOLE_YEARS = [date(2026, 1, 1) + timedelta(each) for each in range(730)]


def changes(zone: str) -> list[date]:
    """The dates in two years on which a zone's clocks change, with their neighbours."""
    offsets = [datetime.combine(day, time(12), zone_of(zone)).utcoffset() for day in WHOLE_YEARS]
    turns = [n for n in range(1, 729) if offsets[n] != offsets[n - 1]]
    return [WHOLE_YEARS[near] for n in turns for near in (n - 1, n, n + 1)]


@pytest.mark.parametrize("region", sorted({zone.partition("/")[0] for zone in ZONES}))
def test_each_local_date_has_one_instant_the_first_at_which_its_clocks_show_the_time(region: str) -> None:
    for zone in ZONES:
        if zone.partition("/")[0] == region:
            for day in {*changes(zone), WHOLE_YEARS[0], WHOLE_YEARS[200]}:
                for at in (time(0, 0), time(0, 30), time(1, 30), time(2, 30), time(9, 0), time(23, 59)):
                    check_instant(zone, day, at)


def check_instant(zone: str, day: date, at: time) -> None:
    instant, wanted = Schedule(at, EVERY_DAY, zone).instant(day), datetime.combine(day, at)
    shown = instant.astimezone(zone_of(zone)).replace(tzinfo=None, fold=0)
    before = [(instant - timedelta(minutes=m)).astimezone(zone_of(zone)) for m in (30, 60, 120)]
    assert wanted not in {each.replace(tzinfo=None, fold=0) for each in before}, f"{zone}: it was there already"
    if shown != wanted:  # the clocks skip it
        skipped = instant.astimezone(zone_of(zone)).utcoffset() - before[2].utcoffset()  # type: ignore[operator]
        assert shown - wanted == skipped > timedelta(0), (zone, wanted)


@cases(
    ("zone", "day", "at", "instant"),
    [
        ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:30"),  # the gap: 03:30
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30"),  # twice: the first
        ("America/Santiago", "2026-09-06", "00:00", "2026-09-06T04:00"),  # midnight is skipped: 01:00
        ("Asia/Beirut", "2026-03-29", "00:30", "2026-03-28T22:30"),
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:45"),  # a gap of half an hour
        ("Asia/Kathmandu", "2026-06-15", "09:00", "2026-06-15T03:15"),
    ],
)
def test_a_skipped_time_moves_on_and_a_repeated_one_comes_first(zone: str, day: str, at: str, instant: str) -> None:
    schedule = Schedule(time.fromisoformat(at), EVERY_DAY, zone)
    assert schedule.instant(date.fromisoformat(day)) == datetime.fromisoformat(instant).replace(tzinfo=UTC)


def test_a_date_that_a_zone_left_out_is_passed_over() -> None:
    schedule = Schedule(time(9), EVERY_DAY, "Pacific/Apia")
    days = schedule.days_after(date(2011, 12, 28))
    assert [next(days) for _ in range(3)] == [date(2011, 12, 29), date(2011, 12, 31), date(2012, 1, 1)]


@cases("weekday", range(7))
def test_a_digest_for_one_weekday_comes_on_it_every_week(weekday: int) -> None:
    days = Schedule(time(9), frozenset({weekday}), "Europe/Paris").days_after(date(2026, 1, 1))
    listed = [next(days) for _ in range(52)]
    assert {day.weekday() for day in listed} == {weekday}
    assert {(b - a).days for a, b in itertools.pairwise(listed)} == {7}


def test_public_holidays_of_a_country_or_a_part_of_it_are_left_out() -> None:
    germany = Schedule(time(9), WEEKDAYS, "Europe/Berlin", holidays="DE")
    bavaria = Schedule(time(9), WEEKDAYS, "Europe/Berlin", holidays="DE-BY")
    assert not germany.takes_place_on(date(2026, 12, 25))
    assert germany.takes_place_on(date(2026, 1, 6))
    assert not bavaria.takes_place_on(date(2026, 1, 6))


def test_the_first_digest_is_todays_while_its_time_is_to_come_and_tomorrows_after_that() -> None:
    schedule = Schedule(time(9), EVERY_DAY, "America/New_York")
    before = datetime(2026, 6, 15, 12, 59, tzinfo=UTC)
    assert schedule.first_after(before) == date(2026, 6, 15)
    assert schedule.first_after(before + timedelta(minutes=1)) == date(2026, 6, 16)


def test_a_schedule_without_days_has_no_first() -> None:
    assert Schedule(time(9), frozenset(), "UTC").first_after(datetime(2026, 1, 1, tzinfo=UTC)) is None


def first_days(schedule: Schedule, after: date, count: int) -> list[str]:
    """The first dates after a day on which it takes place."""
    return [day.isoformat() for day in itertools.islice(schedule.days_after(after), count)]


NEW_YEAR = date(2025, 12, 31)


@cases(
    ("recurrence", "weekdays", "holidays", "days"),
    [
        (Recurrence("month", 1, "weekday"), {0}, "", ["2026-01-05", "2026-02-02", "2026-03-02"]),
        (Recurrence("month", -1, "weekday"), {4}, "", ["2026-01-30", "2026-02-27", "2026-03-27"]),
        (Recurrence("month", 1, "day"), EVERY_DAY, "", ["2026-01-01", "2026-02-01", "2026-03-01"]),
        (Recurrence("month", 31, "day"), EVERY_DAY, "", ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        (Recurrence("month", -1, "workday"), EVERY_DAY, "", ["2026-01-30", "2026-02-27", "2026-03-31"]),
        (Recurrence("month", 1, "workday"), EVERY_DAY, "DE", ["2026-01-02", "2026-02-02", "2026-03-02"]),
        (Recurrence("month", 1, "workday"), EVERY_DAY, "IL", ["2026-01-01", "2026-02-01", "2026-03-01"]),  # Sundays
        (Recurrence("month", 1, "workday"), EVERY_DAY, "CN", ["2026-01-04", "2026-02-02"]),  # a Sunday that is worked
        (Recurrence("quarter", 1, "day"), EVERY_DAY, "", ["2026-01-01", "2026-04-01", "2026-07-01", "2026-10-01"]),
        (Recurrence("quarter", -1, "workday"), EVERY_DAY, "", ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]),
        (Recurrence("month", 1, "day"), EVERY_DAY, "DE", ["2026-01-02", "2026-02-01", "2026-03-01"]),  # 1 January
        (Recurrence("week", 2, start=date(2026, 1, 5)), {0, 3}, "", ["2026-01-05", "2026-01-08", "2026-01-19"]),
        (Recurrence("week", 2, start=date(2026, 1, 12)), {0}, "", ["2026-01-12", "2026-01-26", "2026-02-09"]),
    ],
)
def test_a_digest_comes_on_the_day_that_its_month_quarter_or_every_other_week_has(
    recurrence: Recurrence, weekdays: set[int], holidays: str, days: list[str]
) -> None:
    schedule = Schedule(time(9), frozenset(weekdays), "UTC", holidays, recurrence)
    assert first_days(schedule, NEW_YEAR, len(days)) == days
    assert Recurrence.from_text(str(recurrence)) == recurrence


def test_a_first_monday_that_is_a_public_holiday_moves_to_the_next_day_that_is_none() -> None:
    schedule = Schedule(time(9), frozenset({0}), "UTC", "US", Recurrence("month", 1, "weekday"))
    assert first_days(schedule, date(2026, 8, 31), 2) == ["2026-09-08", "2026-10-05"]  # Labor Day is the 7th
