"""When a contract that renews by itself comes up next."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from accounts.renewals.contract_terms import add_months, next_renewal, year_before
from tests.cases import cases


@cases(
    ("starts_on", "ends_on", "today", "comes_up"),
    [
        ("2025-01-01", "2025-12-31", "2025-12-31", "2025-12-31"),  # not yet past
        ("2025-01-01", "2025-12-31", "2026-01-01", "2026-12-31"),  # the end is the last day of the term
        ("2025-01-01", "2026-01-01", "2026-01-02", "2027-01-01"),  # the end is the first day of the next
        ("2023-01-01", "2023-12-31", "2026-06-15", "2026-12-31"),  # over several terms
        ("2024-01-31", "2024-02-29", "2024-03-01", "2024-03-31"),  # months shorter than the day they began on
        ("2024-01-31", "2024-02-29", "2024-04-01", "2024-04-30"),
        ("2026-02-01", "2026-02-28", "2026-03-01", "2026-03-31"),  # from the first to the last of a month
        ("2023-02-28", "2024-02-28", "2024-02-29", "2025-02-28"),
        ("2024-02-29", "2025-02-28", "2026-06-15", "2027-02-28"),  # leap days
        ("2024-02-29", "2025-02-28", "2027-06-15", "2028-02-29"),
        ("2025-11-15", "2026-02-15", "2026-02-16", "2026-05-15"),  # a quarter, over the year's end
        ("2025-01-01", "2025-03-11", "2025-12-31", "2026-02-19"),  # 69 days are no whole months: 5 × 69 days
        ("2025-01-01", "2027-12-31", "2028-01-01", "2030-12-31"),  # three years
        (None, "2024-02-29", "2025-06-15", "2026-02-28"),  # nobody knows when it began: a year
        ("2026-01-01", "2025-12-31", "2026-06-15", "2026-12-31"),  # ends before it begins: a year
    ],
)
def test_a_contract_that_renews_by_itself_runs_on_by_its_own_length(
    starts_on: str | None, ends_on: str, today: str, comes_up: str
) -> None:
    start = date.fromisoformat(starts_on) if starts_on else None
    found = next_renewal(start, date.fromisoformat(ends_on), date.fromisoformat(today))
    assert found == date.fromisoformat(comes_up)


@cases(
    ("starts_on", "ends_on", "term", "today", "comes_up"),
    [
        ("2023-02-01", "2026-01-31", 12, "2026-02-01", "2027-01-31"),  # three years, then by the year
        ("2023-02-01", "2026-02-01", 12, "2027-06-15", "2028-02-01"),
        ("2025-01-31", "2026-01-31", 1, "2026-02-01", "2026-02-28"),  # a year, then by the month
        ("2025-01-31", "2026-01-31", 1, "2026-03-01", "2026-03-31"),
        ("2025-01-01", "2025-03-11", 3, "2025-12-31", "2026-03-11"),  # a first term of no whole months
        (None, "2025-06-30", 6, "2026-01-01", "2026-06-30"),
        ("2023-02-01", "2026-01-31", 12, "2026-01-31", "2026-01-31"),  # not yet past
    ],
)
def test_after_its_first_term_a_contract_renews_by_its_renewal_term(
    starts_on: str | None, ends_on: str, term: int, today: str, comes_up: str
) -> None:
    start = date.fromisoformat(starts_on) if starts_on else None
    found = next_renewal(start, date.fromisoformat(ends_on), date.fromisoformat(today), term)
    assert found == date.fromisoformat(comes_up)


DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@given(DAYS, st.integers(1, 2000), st.integers(0, 5000))
def test_the_next_renewal_is_the_first_from_today_on(starts_on: date, length: int, passed: int) -> None:
    ends_on = starts_on + timedelta(days=length)
    today = ends_on + timedelta(days=passed)
    found = next_renewal(starts_on, ends_on, today)
    assert today <= found <= today + timedelta(days=length + 3)  # months differ by three days
    assert next_renewal(starts_on, ends_on, found) == found
    assert next_renewal(starts_on, ends_on, today + (found - today) // 2) == found


@given(DAYS, st.integers(-600, 600))
def test_months_are_counted_by_the_calendar(day: date, months: int) -> None:
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
    assert moved.day == day.day or (moved + timedelta(days=1)).day == 1


def test_a_year_before_a_leap_day_is_the_day_before_march() -> None:
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)
