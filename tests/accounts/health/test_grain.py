"""What a row of usage stands for doesn't change the verdict: the same use by day, by week and by month."""

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

import numpy as np
import pytest

from accounts import Store
from accounts.derived import current_state
from accounts.health import load_config, score_all
from tests.accounts.conftest import Factory

Use = Mapping[int, Sequence[int]]
"""Uses on each day, the newest last, by account."""
DAYS = 230
REGROUPED: dict[str, Callable[[date], date]] = {
    "day": lambda each: each,
    "week": lambda each: each - timedelta(days=each.weekday()),
    "month": lambda each: each.replace(day=1),
}


def used(accounts: int, seed: int) -> dict[int, list[int]]:
    """Accounts that use a product from 1 to some hundred times a day, less at weekends, each at its own rate."""
    chance = np.random.default_rng(seed)
    rates = chance.lognormal(2, 1.2, accounts)
    week = np.array([1, 1, 1, 1, 0.9, 0.3, 0.2])[np.arange(DAYS) % 7]
    return {n + 1: chance.poisson(rate * week).tolist() for n, rate in enumerate(rates)}


def thinned(use: Use, which: Sequence[int], share: float) -> dict[int, list[int]]:
    """The use with a share of that of the last 31 days of some accounts kept."""
    chance = np.random.default_rng(1)
    return {
        n: [*days[:-31], *chance.binomial(days[-31:], share).tolist()] if n in which else list(days)
        for n, days in use.items()
    }


def bands(store: Store, make: Factory, use: Use, today: date, grain: str) -> dict[int, str]:
    """The bands of accounts whose use until a day is imported by day, week or month."""
    with make.at_once():
        for n in use:
            make.account(f"Account {n}", id=n, customer_since=(today - timedelta(days=800)).isoformat())
    rows: dict[tuple[int, date], int] = defaultdict(int)
    for n, days in use.items():
        for back, events in enumerate(reversed(days)):
            rows[n, REGROUPED[grain](today - timedelta(days=back))] += events
    with store.writing() as connection:
        connection.executemany(
            "INSERT INTO usage (account_id, used_on, events, import_id) VALUES (?, ?, ?, 1)",
            [(n, day.isoformat(), events) for (n, day), events in rows.items() if events],
        )
        current_state.recompute(connection, None, today)
    score_all(store, today, load_config())
    found: dict[int, str] = dict(store.reading.execute("SELECT account_id, band FROM standing").fetchall())
    with store.writing() as connection:
        for table in ("usage", "score", "scoring", "standing", "account"):
            connection.execute(f"DELETE FROM {table}")
    return found


@pytest.mark.parametrize("today", [date(2026, 5, 31), date(2026, 6, 18), date(2026, 6, 4)], ids=str)
def test_nine_of_ten_accounts_keep_their_band_when_rows_are_regrouped(store: Store, make: Factory, today: date) -> None:
    use = used(150, 7)
    by_day, by_week, by_month = (bands(store, make, use, today, grain) for grain in REGROUPED)
    assert Counter(by_day.values())["green"] > 50
    for other in (by_week, by_month):
        assert sum(by_day[n] == other[n] for n in use) >= 0.9 * len(use)


@pytest.mark.parametrize("today", [date(2026, 5, 31), date(2026, 6, 18)], ids=str)
@pytest.mark.parametrize("share", [0.5, 0.25])
def test_of_accounts_that_fell_hardly_any_stay_green(store: Store, make: Factory, share: float, today: date) -> None:
    use, fallen = used(150, 8), range(1, 31)
    for grain in REGROUPED:
        found = bands(store, make, thinned(use, fallen, share), today, grain)
        assert sum(found[n] == "green" for n in fallen) <= 0.06 * len(fallen)
