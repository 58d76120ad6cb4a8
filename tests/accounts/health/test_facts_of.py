"""Points of a part are worked out once for all of whom the same facts are known: it names all that it reads."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from accounts.health import PARTS, PartName
from accounts.health.feature_model import AccountFeatures
from accounts.health.features import load_features
from accounts.health.rules import Rules, interpolate, interpolate_all
from accounts.health.score import PARTS_BY_NAME
from tests.accounts.conftest import TODAY
from tests.accounts.health.conftest import Clinic, day


class Watched:
    """The facts of an account, and which of them were read."""

    def __init__(self, facts: AccountFeatures) -> None:
        self.facts = facts
        self.read: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.read.add(name)
        return getattr(self.facts, name)


def known_account(clinic: Clinic) -> AccountFeatures:
    """An account of which everything is known."""
    account = clinic.customer(payment="paid", renews_on=day(-20), seats=10)
    clinic.use(account, 300, 0, events=3, active_users=2)
    clinic.make.fact("touchpoint", account, touched_on=day(40))
    clinic.make.fact("survey", account, survey="csat", score=3, scale=5, answered_on=day(5))
    clinic.make.fact("ticket", account, opened_on=day(9), priority="urgent")
    clinic.make.insert("pulse", account_id=account, score=2, said_by="U1", said_at="", said_on=day(1))
    clinic.make.subscription(account, day(300), 100, ends_on=day(-65), payment="overdue")
    clinic.settle()
    (facts,) = load_features(clinic.store.reading, [account], TODAY)
    return facts


@pytest.mark.parametrize("few_seats", [0, 30])
@pytest.mark.parametrize("name", PARTS[1:])
def test_a_part_names_the_facts_that_it_reads(clinic: Clinic, name: PartName, few_seats: int) -> None:
    rules = _with_few_seats(clinic.config.rules_for("", None), few_seats)
    part, facts = PARTS_BY_NAME[name], known_account(clinic)
    named = part.facts_of(rules)
    assert {*named} <= {each.name for each in fields(AccountFeatures)}
    for known in (facts, replace(facts, contract=None), replace(facts, contract=None, payment=None)):
        watched = Watched(known)
        assert part.points(watched, rules) is not None
        assert watched.read <= {*named}


def _with_few_seats(rules: Rules, few_seats: int) -> Rules:
    return replace(rules, contract=rules.contract.model_copy(update={"few_seats": few_seats}))


def test_many_are_interpolated_as_one_is() -> None:
    for zero, full in ((95, 15), (15, 95), (0, 1000), (1000, 0)):
        amounts = [n * 7 - 500 for n in range(20_000)]
        found = interpolate_all(np.array(amounts), np.full(len(amounts), 97), zero, full)
        assert found.tolist() == [interpolate(each, 97, zero, full) for each in amounts]
