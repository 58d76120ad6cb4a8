"""What a part says in words is so: no more than is known, of no more accounts than it is true of."""

import pytest

from accounts.health.peers import shares
from tests.accounts.health.conftest import Clinic, day

STEPS = [1.0, 2.0, 2.0, 2.0, 5.0]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.5, (0, 0, 1)),
        (1.0, (0, 0, 1)),
        (1.5, (0.125, 0, 0.875)),
        (2.0, (0.25, 0.5, 0.25)),
        (5.0, (1, 0, 0)),
        (9.0, (1, 0, 0)),
    ],
)
def test_who_has_as_much_has_neither_less_nor_more(value: float, expected: tuple[float, float, float]) -> None:
    assert shares(value, STEPS) == expected
    assert shares(2.0, [2.0] * 5) == (0, 1, 0)


def test_who_uses_as_much_as_all_others_uses_no_more_than_any(clinic: Clinic) -> None:
    with clinic.make.at_once():
        accounts = [clinic.customer(f"A{n}") for n in range(40)]
        for each in accounts:
            clinic.use(each, 120, 0, events=5)
    level, _, recency, *_ = clinic.examine(accounts[0])["usage"].details
    assert level == "as much use a day as 99% of accounts: 5 a day expected, typical 5"
    assert recency == "35 uses in the last 7 days, as much as 99% of accounts"


def test_an_account_whose_start_is_still_to_come_is_no_customer_for_less_than_no_days(clinic: Clinic) -> None:
    account = clinic.customer(customer_since=day(-30))
    clinic.use(account, 60, 0, events=5)
    assert clinic.examine(account)["usage"].details[-1] == "a customer from 15 Jul 2026 on"


@pytest.mark.parametrize(
    ("scales", "expected"),
    [
        ([5], "mean NPS answer 3 of 5 from 1 answer"),
        ([5, 10], "mean NPS answer 25 of 100 points from 2 answers on several scales"),
    ],
)
def test_answers_on_another_scale_are_no_nps(clinic: Clinic, scales: list[int], expected: str) -> None:
    account = clinic.customer()
    for scale in scales:
        values = {"survey": "nps", "score": 3, "scale": scale, "contact": f"{scale}@acme.example"}
        clinic.make.fact("survey", account, answered_on=day(3), **values)
    assert clinic.examine(account)["satisfaction"].reason == expected


def test_where_tickets_alone_were_rated_low_the_advice_is_about_those(clinic: Clinic) -> None:
    account = clinic.customer()
    clinic.make.fact("survey", account, survey="nps", score=10, scale=10, answered_on=day(3), contact="a@acme.example")
    clinic.make.fact("ticket", account, opened_on=day(9), closed_on=day(8), satisfaction=1)
    assert clinic.examine(account)["satisfaction"].advice == "Ask them about the ticket that they rated lowest."
    clinic.make.fact("survey", account, survey="nps", score=2, scale=10, answered_on=day(2), contact="b@acme.example")
    assert clinic.examine(account)["satisfaction"].advice.startswith("Call whoever gave the lowest answer")


def test_use_is_known_where_nobody_but_accounts_on_trial_has_any(clinic: Clinic) -> None:
    account = clinic.customer(status="trial", customer_since=day(60))
    clinic.use(account, 50, 0, events=5)
    clinic.score_all()
    found = clinic.examine(account)
    assert found.score is not None
    assert "accounts elsewhere (0 here to compare with, 30 are needed)" in found["usage"].details[0]
