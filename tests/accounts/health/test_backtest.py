"""Whether the score would have told who leaves: figures worked by hand, and nothing known too early."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.health import Backtest, backtest
from accounts.health.backtest import area_under_curve, evaluate
from tests.accounts.conftest import TODAY
from tests.accounts.health.conftest import Clinic, day

SCORES = st.dictionaries(st.integers(0, 100), st.integers(1, 5), min_size=1, max_size=8)


@pytest.mark.parametrize(
    ("left", "stayed", "expected"),
    [
        ({10: 3}, {90: 4}, Fraction(1)),
        ({90: 3}, {10: 4}, Fraction(0)),
        ({50: 3}, {50: 4}, Fraction(1, 2)),
        # Of 6 pairs: 10 is below 50 and twice below 90; 50 ties with 50 and is twice below 90: 5 and a half.
        ({10: 1, 50: 1}, {50: 1, 90: 2}, Fraction(11, 12)),
    ],
)
def test_the_area_is_the_share_of_pairs_told_right(
    left: dict[int, int], stayed: dict[int, int], expected: Fraction
) -> None:
    assert area_under_curve(left, stayed) == expected


@given(SCORES, SCORES)
def test_the_area_is_what_counting_every_pair_gives(left: dict[int, int], stayed: dict[int, int]) -> None:
    pairs = [(a, b) for (a, m), (b, n) in product(left.items(), stayed.items()) for _ in range(m * n)]
    won = sum(Fraction(a < b) + Fraction(a == b, 2) for a, b in pairs)
    assert area_under_curve(left, stayed) == won / len(pairs)


def test_precision_at_the_top_tenth_base_rate_and_curve() -> None:
    # 10 of 40 left. The top tenth is 4 accounts: the 2 at score 5, and 2 of the 8 at 20, of which 6 left.
    found = evaluate({5: 1, 20: 6, 60: 3}, {5: 1, 20: 2, 80: 27})
    assert found is not None
    assert (found.top, found.base_rate) == (4, Fraction(1, 4))
    assert found.precision == (1 + 2 * Fraction(6, 8)) / 4
    assert found.curve == (
        (Fraction(0), Fraction(0)),
        (Fraction(2, 40), Fraction(1, 10)),
        (Fraction(10, 40), Fraction(7, 10)),
        (Fraction(13, 40), Fraction(1)),
        (Fraction(1), Fraction(1)),
    )


def test_the_interval_is_hanley_and_mcneil_s() -> None:
    found = evaluate({10: 20, 50: 20}, {50: 30, 90: 30})
    assert found is not None
    # AUC 0.875; q1 = .7778, q2 = .8167; variance = (.1094 + 39 × .0122 + 59 × .0510) ÷ 2400; 1.96 × its root = .0759
    assert found.auc == Fraction(7, 8)
    assert (round(found.low, 4), round(found.high, 4)) == (0.7991, 0.9509)


@pytest.mark.parametrize(("left", "stayed"), [(9, 100), (100, 9), (0, 100)])
def test_too_few_give_no_figure(left: int, stayed: int) -> None:
    assert evaluate({10: left}, {90: stayed}) is None


def company(clinic: Clinic, left: int, stayed: int, **row: object) -> list[int]:
    """Customers that left 50 days ago, last seen 85 days before the day that is 30 before; and others seen daily."""
    gone = []
    for place in range(left):
        account = clinic.customer(f"Left {place}", status="churned", churned_on=day(50), **row)
        clinic.make.fact("touchpoint", account, touched_on=day(80 + 85))
        gone.append(account)
    for place in range(stayed):
        account = clinic.customer(f"Stayed {place}")
        for back in (80, 110, 140):
            clinic.make.fact("touchpoint", account, touched_on=day(back))
    clinic.settle()
    return gone


def a_month_ahead(clinic: Clinic) -> Backtest:
    (found,) = backtest(clinic.store, TODAY, clinic.config, [30])
    return found


def test_accounts_are_scored_as_of_the_same_days(clinic: Clinic) -> None:
    company(clinic, 10, 12)
    found = a_month_ahead(clinic)
    assert (found.left, found.stayed, found.unscored) == (10, 12, 0)
    assert found.judged
    assert found.judged.auc == 1
    assert found.parts == {"interactions": 1}
    assert found.bands == {"red": 10}


def test_what_was_not_known_then_does_not_count(clinic: Clinic) -> None:
    gone = company(clinic, 10, 12, payment="overdue")
    before = a_month_ahead(clinic)
    for account in gone:
        clinic.make.fact("touchpoint", account, touched_on=day(79))  # a day after the one they are scored as of
        clinic.make.fact("ticket", account, opened_on=day(79), escalated=1)
        clinic.make.subscription(account, day(400), 100, status="cancelled", cancelled_on=day(50))
    clinic.settle()
    assert a_month_ahead(clinic) == before
    assert "contract" not in before.parts


def test_nine_that_left_are_too_few(clinic: Clinic) -> None:
    company(clinic, 9, 12)
    found = a_month_ahead(clinic)
    assert (found.left, found.judged, found.parts) == (9, None, {})


def test_accounts_of_whom_nothing_was_known_are_counted_apart(clinic: Clinic) -> None:
    company(clinic, 10, 12)
    for place in range(3):
        clinic.customer(f"Dark {place}")
    clinic.settle()
    assert a_month_ahead(clinic).unscored == 3


def test_an_account_that_left_and_came_back_is_none_that_stayed(clinic: Clinic) -> None:
    company(clinic, 10, 12)
    account = clinic.customer("Back")
    clinic.make.subscription(account, day(40), 100)
    clinic.make.fact("churn", account, churned_on=day(60))
    clinic.make.fact("touchpoint", account, touched_on=day(100))
    clinic.settle()
    found = a_month_ahead(clinic)
    assert (found.left, found.stayed) == (11, 12)


def test_newcomers_are_not_scored_as_of_days_before_they_came(clinic: Clinic) -> None:
    company(clinic, 10, 12)
    young = clinic.customer("Young", customer_since=day(20))
    clinic.make.fact("touchpoint", young, touched_on=day(10))
    clinic.settle()
    assert a_month_ahead(clinic).stayed == 12
    assert a_month_ahead(clinic).unscored == 0


def test_an_empty_store_has_no_figure(clinic: Clinic) -> None:
    assert [each.judged for each in backtest(clinic.store, TODAY, clinic.config)] == [None, None, None]
