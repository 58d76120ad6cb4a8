"""Accounts are scored many at once: what is found of each is what would be found of it alone."""

from dataclasses import replace
from fractions import Fraction
from math import floor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.health.features import load_columns
from accounts.health.interpolation import interpolate
from accounts.health.peers import rounded
from accounts.health.rules import Rules
from accounts.health.score import OTHER_PARTS, examinations, score_columns, told
from tests.accounts.conftest import TODAY
from tests.accounts.health.conftest import Clinic, day


@pytest.fixture
def accounts(clinic: Clinic) -> list[int]:
    """Accounts of which ever more is known, in three segments; an id in a thousand is one of theirs."""
    found = [
        clinic.customer(f"Account {n}", segment=("", "SMB", "Mid")[n % 3], seats=n * 30 or None) for n in range(12)
    ]
    with clinic.make.at_once():
        for n, account in enumerate(found):
            if n % 4:
                clinic.use(account, 300 if n % 2 else 20, 0, events=n, active_users=2 * n)
            for back in range(n % 3):
                clinic.make.fact("touchpoint", account, touched_on=day(10 * n + back))
            for each in range(n % 5):
                survey = ("nps", "csat")[each % 2]
                clinic.make.fact(
                    "survey", account, survey=survey, score=n % 6, scale=(10, 5)[each % 2], answered_on=day(n + each)
                )
                clinic.make.fact(
                    "ticket", account, opened_on=day(n + each), closed_on=day(0) if each else None, satisfaction=3
                )
            if n % 3:
                ends, payment = day(100 - 40 * n), ("paid", "overdue", None)[n % 3]
                clinic.make.subscription(account, day(300), 100, ends_on=ends, payment=payment, auto_renews=n % 2)
            if n % 6 == 5:
                clinic.make.insert("pulse", account_id=account, score=2, said_by="U1", said_at="", said_on=day(n))
    clinic.settle()
    return found


def test_accounts_are_scored_together_as_alone(clinic: Clinic, accounts: list[int]) -> None:
    together = load_columns(clinic.store.reading, accounts, TODAY)
    alone = [load_columns(clinic.store.reading, [account], TODAY) for account in accounts]
    assert together.accounts == [each.accounts[0] for each in alone]
    assert examinations(together, clinic.config) == [examinations(each, clinic.config)[0] for each in alone]


def test_a_card_has_the_points_that_a_night_finds(clinic: Clinic, accounts: list[int]) -> None:
    features = load_columns(clinic.store.reading, accounts, TODAY)
    found, cards = score_columns(features, clinic.config), examinations(features, clinic.config)
    assert told(found.scores) == [card.score for card in cards]
    points = zip(*map(told, found.points), strict=True)
    assert [*points] == [tuple(part.points for part in card.parts) for card in cards]
    assert all(len({*column}) > 2 for column in zip(*(card.parts for card in cards), strict=True))


def test_some_of_many_are_known_as_alone(clinic: Clinic, accounts: list[int]) -> None:
    together = load_columns(clinic.store.reading, accounts, TODAY)
    places = np.array([1, 4, 5, 11])
    assert together.of(places).accounts == [together.accounts[place] for place in places]


def test_accounts_far_apart_are_found_by_their_ids(clinic: Clinic, accounts: list[int]) -> None:
    few = [accounts[0], accounts[-1]]
    every = load_columns(clinic.store.reading, accounts, TODAY)
    some = load_columns(clinic.store.reading, [*few, 10**9], TODAY)
    assert some.accounts == [every.accounts[0], every.accounts[-1]]


@pytest.mark.parametrize("few_seats", [0, 30])
def test_seats_cost_what_the_rules_say(clinic: Clinic, accounts: list[int], few_seats: int) -> None:
    rules = clinic.config.rules_for("", None)
    contract = replace(rules.contract, few_seats=few_seats)
    found = _points_of_contracts(clinic, accounts, replace(rules, contract=contract))
    assert (found < _points_of_contracts(clinic, accounts, rules)).any() == bool(few_seats)


def _points_of_contracts(clinic: Clinic, accounts: list[int], rules: Rules) -> np.ndarray:
    features = load_columns(clinic.store.reading, accounts, TODAY)
    return OTHER_PARTS["contract"].points(features, rules)  # type: ignore[no-any-return]


def test_points_lie_on_the_line_between_none_and_all() -> None:
    for zero, full in ((95, 15), (15, 95), (0, 1000), (1000, 0)):
        amounts = [n * 7 - 500 for n in range(20_000)]
        found = interpolate(np.array(amounts), np.full(len(amounts), 97), zero, full)
        exact = (100 * (Fraction(each, 97) - zero) / (full - zero) for each in amounts)
        assert found.tolist() == [floor(min(max(each, Fraction(0)), Fraction(100)) + Fraction(1, 2)) for each in exact]


@given(st.lists(st.floats(-1e30, 1e30), min_size=1), st.integers(0, 10**7), st.integers(-12, 9))
def test_figures_have_six_digits_as_they_are_written(values: list[float], whole: int, power: int) -> None:
    near_halves = [(whole + half) * 10.0**power for half in (0.5, 0.4999999999, 0.5000000001)]
    found = rounded(np.array([*values, *near_halves]))
    assert found.tolist() == [float(f"{each:.6g}") for each in (*values, *near_halves)]
