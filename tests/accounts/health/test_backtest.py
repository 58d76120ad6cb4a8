"""Whether the score would have told who leaves: figures worked by hand, and nothing known too early."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.health import Backtest, Evaluation
from accounts.health.backtest import backtest
from accounts.health.cohorts import load_spans
from accounts.health.evaluation import area_under_curve, evaluate, sample
from tests.accounts.conftest import TODAY
from tests.accounts.health.conftest import Clinic, day
from tests.cases import cases

SCORES = st.lists(st.integers(0, 100), min_size=1, max_size=12)


@cases(
    ("left", "stayed", "expected"),
    [
        ([10] * 3, [90] * 4, 1),
        ([90] * 3, [10] * 4, 0),
        ([50] * 3, [50] * 4, 1 / 2),
        # Of 6 pairs: 10 is below 50 and twice below 90; 50 ties with 50 and is twice below 90: 5 and a half.
        ([10, 50], [50, 90, 90], 11 / 12),
    ],
)
def test_the_area_is_the_share_of_pairs_told_right(left: list[float], stayed: list[float], expected: float) -> None:
    assert area_under_curve(left, stayed) == pytest.approx(expected)


@given(SCORES, SCORES)
def test_the_area_is_what_counting_every_pair_gives(left: list[int], stayed: list[int]) -> None:
    won = sum((a < b) + (a == b) / 2 for a, b in product(left, stayed))
    assert area_under_curve(left, stayed) == pytest.approx(won / len(left) / len(stayed))


def of(left: list[int], stayed: list[int]) -> Evaluation | None:
    """What is made of accounts with these scores, each on one day."""
    scores = [*left, *stayed]
    return evaluate(sample(range(len(scores)), [n < len(left) for n in range(len(scores))], scores))


def test_precision_at_the_top_tenth_base_rate_and_curve() -> None:
    # 10 of 40 left. The top tenth is 4 accounts: the 2 at score 5, and 2 of the 8 at 20, of which 6 left.
    found = of([5, *[20] * 6, *[60] * 3], [5, *[20] * 2, *[80] * 27])
    assert found is not None
    assert (found.top, found.base_rate) == (4, 1 / 4)
    assert found.precision == pytest.approx((1 + 2 * 6 / 8) / 4)
    assert found.curve == ((0, 0), (2 / 40, 1 / 10), (10 / 40, 7 / 10), (13 / 40, 1), (1, 1))


def test_the_interval_is_about_as_wide_as_hanley_and_mcneil_s() -> None:
    found = of([10] * 20 + [50] * 20, [50] * 30 + [90] * 30)
    assert found is not None
    # AUC 0.875; q1 = .7778, q2 = .8167; variance = (.1094 + 39 × .0122 + 59 × .0510) ÷ 2400; 1.96 × its root = .0759
    assert found.auc == pytest.approx(7 / 8)
    assert [found.low, found.high] == pytest.approx([0.7991, 0.9509], abs=0.04)


def test_an_account_on_many_days_is_one_account() -> None:
    once = of([10] * 20 + [50] * 20, [50] * 30 + [90] * 30)
    account = [n for n in range(100) for _ in range(9)]
    scores = [10] * 20 + [50] * 50 + [90] * 30
    often = evaluate(sample(account, [n < 40 for n in account], [scores[n] for n in account]))
    assert once is not None
    assert often is not None
    assert (often.auc, often.low, often.high) == pytest.approx((once.auc, once.low, once.high))


@pytest.mark.parametrize(("left", "stayed"), [(9, 100), (100, 9), (0, 100)])
def test_too_few_give_no_figure(left: int, stayed: int) -> None:
    assert of([10] * left, [90] * stayed) is None


def company(clinic: Clinic, left: int, stayed: int, **row: object) -> list[int]:
    """Customers that left 50 days ago, last seen 85 days before the day that is 60 ago; and others seen lately."""
    gone = []
    with clinic.make.at_once():
        for place in range(left):
            account = clinic.customer(
                f"Left {place}", status="churned", churned_on=day(50), customer_since=day(70), **row
            )
            clinic.make.fact("touchpoint", account, touched_on=day(60 + 85))
            gone.append(account)
        for place in range(stayed):
            account = clinic.customer(f"Stayed {place}", customer_since=day(80))
            for back in (30, 60):
                clinic.make.fact("touchpoint", account, touched_on=day(back))
    clinic.settle()
    return gone


def a_month_ahead(clinic: Clinic) -> Backtest:
    (found,) = backtest(clinic.store, TODAY, clinic.config, [30])
    return found


def test_accounts_are_scored_every_30_days_on_which_they_were_customers(clinic: Clinic) -> None:
    company(clinic, 10, 12)
    found = a_month_ahead(clinic)
    # 60 days ago all 22, of which 10 left within 30 days; 30 days ago the 12 that were left.
    assert (found.left, found.stayed, found.unscored, found.days_looked_at) == (10, 24, 0, 2)
    assert found.judged
    assert found.judged.auc == 1
    assert [*found.parts] == ["interactions"]
    assert found.bands == {"red": 10}


def test_what_was_not_known_then_does_not_count(clinic: Clinic) -> None:
    gone = company(clinic, 10, 12, payment="overdue")
    before = a_month_ahead(clinic)
    for account in gone:
        clinic.make.fact("touchpoint", account, touched_on=day(59))  # a day after the one they are scored as of
        clinic.make.fact("ticket", account, opened_on=day(59), escalated=1)
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
        clinic.customer(f"Dark {place}", customer_since=day(80))
    clinic.settle()
    assert a_month_ahead(clinic).unscored == 3 * 2


def test_days_without_a_contract_count_for_nobody(clinic: Clinic) -> None:
    account = clinic.customer("Back", customer_since=day(700))
    clinic.make.subscription(account, day(600), 100, ends_on=day(400), status="cancelled", cancelled_on=day(450))
    clinic.make.subscription(account, day(40), 100)
    clinic.make.subscription(clinic.customer("Trial"), day(600), 100, status="trial")
    clinic.settle()
    spans = load_spans(clinic.store.reading, TODAY)
    found = [[TODAY.toordinal() - each for each in span[:2]] for span in spans[account]]
    assert found[0] == [600, 450]  # cancelled 450 days ago
    assert found[1][0] == 40
    assert [*spans] == [account]


def test_trials_are_left_out(clinic: Clinic) -> None:
    company(clinic, 10, 12)
    before = a_month_ahead(clinic)
    clinic.make.fact("touchpoint", clinic.customer("Trial", status="trial"), touched_on=day(61))
    clinic.settle()
    assert a_month_ahead(clinic) == before


def test_the_best_simpler_figure_is_named_where_the_score_is_not_surely_better(clinic: Clinic) -> None:
    company(clinic, 15, 15)
    assert a_month_ahead(clinic).better == ""  # nothing but touchpoints is known: no figure to compare with
    for place, account in enumerate(range(1, 31)):
        used = 200 if place < 15 else 61
        clinic.use(account, used, used, events=1)
        clinic.use(account, 260, 250, events=3)
    clinic.settle()
    assert a_month_ahead(clinic).better == "days since last use"


def test_an_empty_store_has_no_figure(clinic: Clinic) -> None:
    assert [each.judged for each in backtest(clinic.store, TODAY, clinic.config)] == [None, None, None]
