"""One fall, one band: to half or a quarter, by day, week, users of a week and month; and who was judged."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from accounts.derived import current_state
from accounts.health import examine, load_config
from accounts.health.backtest import backtest
from tests.accounts.health.conftest import Clinic

ON = date(2026, 11, 28)  # a Saturday


def by_day(now: int) -> Iterator[tuple[str, int]]:
    """60 weeks of 80 a day, then four of fewer."""
    for back in range(420):
        yield (date(2026, 11, 27) - timedelta(days=back)).isoformat(), now if back <= 27 else 80


def by_week(now: int) -> Iterator[tuple[str, int]]:
    """60 weeks of 80 a week, then four of fewer; the last isn't over."""
    for back in range(60):
        yield (date(2026, 11, 23) - timedelta(weeks=back)).isoformat(), now if back < 4 else 80


def by_month(now: int) -> Iterator[tuple[str, int]]:
    """14 months of 1,000, then one of fewer, which isn't over."""
    for place in range(14):
        yield date(2025 + (8 + place) // 12, (8 + place) % 12 + 1, 1).isoformat(), 1000
    yield "2026-11-01", now


@pytest.mark.parametrize(
    ("rows", "column", "band", "said"),
    [
        ([*by_day(20)], "events", "red", "560 uses in 28 days, usually 2,240"),
        ([*by_day(40)], "events", "yellow", "1,120 uses in 28 days, usually 2,240"),
        ([*by_week(20)], "events", "red", "80 uses in 27 days, usually 309"),
        ([*by_week(40)], "events", "yellow", "160 uses in 27 days, usually 309"),
        ([*by_week(40)], "active_users", "yellow", "160 user-weeks in 27 days, usually 309"),
        ([*by_month(100)], "events", "red", "100 uses in November so far, usually 1,000 a month"),
        ([*by_month(250)], "events", "red", "250 uses in November so far, usually 1,000 a month"),
    ],
    ids=[
        "day to a quarter",
        "day to half",
        "week to a quarter",
        "week to half",
        "users to half",
        "month",
        "month to 250",
    ],
)
def test_a_fall_has_one_band(clinic: Clinic, rows: list[tuple[str, int]], column: str, band: str, said: str) -> None:
    with clinic.make.at_once():
        account = clinic.make.account("Weekly", arr=100, currency="USD")
        for used_on, amount in rows:
            clinic.make.usage(account, used_on, **{column: amount})
    with clinic.store.writing() as connection:
        current_state.recompute(connection, None, ON)
    found = examine(clinic.store, account, ON, load_config())
    assert found.band == band
    assert found["usage"].reason.startswith(said)


def test_nobody_is_held_against_accounts_that_were_no_customers_then(clinic: Clinic) -> None:
    """15 that used less and left in June; 15 that left the year before, kept using it, and came back in September."""
    with clinic.make.at_once():
        for place in range(30):
            account = clinic.make.account(f"Account {place}", customer_since="2024-01-01")
            last = date(2026, 11, 27) if place % 2 else date(2026, 6, 1)
            if place % 2:
                clinic.make.subscription(account, "2024-01-01", 100, ends_on="2025-01-01", status="cancelled")
                clinic.make.subscription(account, "2026-09-01", 100)
            else:
                clinic.make.subscription(account, "2024-01-01", 100, ends_on="2026-06-01", status="cancelled")
            for back in range(200):
                day = last - timedelta(days=back)
                clinic.make.usage(account, day.isoformat(), events=6 if not place % 2 and back < 59 else 10)
    with clinic.store.writing() as connection:
        current_state.recompute(connection, None, ON)
    (found,) = backtest(clinic.store, ON, load_config(), [30])
    assert found.judged
    assert found.judged.auc == 1
    assert found.left == 15
