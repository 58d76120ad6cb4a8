"""Weights learned from the accounts that left: never worse than what holds, and none from too few."""

import tomllib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import HealthConfigError
from accounts.health import default_text, load_config
from accounts.health.fit import fit, write_tables
from accounts.health.logistic import fit_weights
from tests.accounts.conftest import TODAY
from tests.accounts.health.conftest import Clinic, day

CENTRE = np.array([1.0, 0.5])


def test_weights_are_those_that_made_the_data_where_there_is_much_of_it() -> None:
    chance = np.random.default_rng(3)
    values = chance.random((40_000, 2))
    left = (chance.random(40_000) < 1 / (1 + np.exp(3 - values @ np.array([2.0, 0.3])))).astype(float)
    assert fit_weights(values, left, CENTRE, 3) == pytest.approx([2.0, 0.3], abs=0.15)


@given(st.integers(0, 2**32 - 1), st.integers(5, 60))
def test_no_weight_is_negative_and_few_accounts_move_none_far(seed: int, size: int) -> None:
    chance = np.random.default_rng(seed)
    values, left = chance.random((size, 2)), (chance.random(size) < 0.2).astype(float)
    found = fit_weights(values, left, CENTRE, 3)
    assert (found >= 0).all()
    assert np.abs(found - CENTRE).max() <= size / 24  # at most half of a row's pull each, against twice the penalty


def test_what_says_the_contrary_gets_no_weight() -> None:
    values = np.linspace(0, 1, 400)[:, None]
    assert fit_weights(values, 1 - np.round(values[:, 0]), np.array([1.0]), 3) == [0]


def company(clinic: Clinic, size: int) -> None:
    """Customers of three years of whom those that are hardly talked to leave, one after the other."""
    with clinic.make.at_once():
        for place in range(size):
            left = 40 + 9 * place if place % 2 else None
            gone = {"status": "churned", "churned_on": day(left)} if left else {}
            account = clinic.customer(f"Account {place}", customer_since=day(1100), **gone)
            clinic.use(account, 800, left or 0, every=7, events=10 if place % 3 else 30)
            for back in range(left or 0, 800, 200 if place % 2 else 20):
                clinic.make.fact("touchpoint", account, touched_on=day(back))
    clinic.settle()


def test_too_few_leave_the_weights_as_they_are(clinic: Clinic) -> None:
    company(clinic, 12)
    assert fit(clinic.store, TODAY, clinic.config).tables is None


def test_what_tells_who_leaves_gets_more_weight_and_does_better_on_later_days(clinic: Clinic) -> None:
    company(clinic, 80)
    found = fit(clinic.store, TODAY, load_config())
    assert found.tables
    assert found.tables["weights"]["interactions"] > 15
    assert sum(found.tables["weights"].values()) == 100
    assert not found.is_worse
    assert found.learned
    assert found.learned.low <= found.learned.auc <= found.learned.high


def test_a_file_keeps_its_comments_and_all_else(tmp_path: Path) -> None:
    tables = {"weights": {"usage": 55, "interactions": 10}, "usage": {"level": 120, "seats": 3}}
    text = write_tables(default_text(), tables)
    assert tomllib.loads(text)["usage"]["level"] == 120
    assert "level = 120  # use to be expected a day" in text
    path = tmp_path / "mine.toml"
    path.write_text(text)
    assert load_config(path).base.weights == (55, 10, 15, 10, 10)


def test_a_file_that_says_little_gets_what_was_learned(tmp_path: Path) -> None:
    tables = {"weights": {"usage": 55, "interactions": 10}, "usage": {"level": 120}}
    path = tmp_path / "mine.toml"
    path.write_text(
        write_tables("[pulse]\nfades_after = 30\n\n[usage]\nfall = 70\n\n[bands]\nknown_from = 40\n", tables)
    )
    rules = load_config(path).base
    assert (rules.weights[0], rules.usage.level, rules.usage.fall, rules.known_from) == (55, 120, 70, 40)


LEARNED = {"weights": {"usage": 60, "pulse": 5}, "usage": {"level": 90}}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("[ weights ]\nusage = 50\n", "[ weights ]\nusage = 60\npulse = 5\n\n[usage]\nlevel = 90\n"),
        ('["weights"] # ours\n"usage" = 50\n', '["weights"] # ours\nusage = 60\npulse = 5\n\n[usage]\nlevel = 90\n'),
        (
            "  [weights]\n  usage = 50\n  [usage]\n  level = 3\n",
            "  [weights]\nusage = 60\npulse = 5\n  [usage]\nlevel = 90\n",
        ),
        (
            "[weights]\nusage = 50\n[[override]]\nweights = { usage = 1 }\n",
            "[weights]\nusage = 60\npulse = 5\n[[override]]\nweights = { usage = 1 }\n\n[usage]\nlevel = 90\n",
        ),
    ],
)
def test_however_a_table_is_headed_what_was_learned_goes_into_it(text: str, written: str) -> None:
    assert write_tables(text, LEARNED) == written


@pytest.mark.parametrize("text", ["weights = { usage = 50 }\n", "weights.usage = 50\n"])
def test_a_table_without_a_line_of_its_own_is_left_as_it_is_and_said(text: str) -> None:
    with pytest.raises(HealthConfigError, match=r"\[weights\] and below it usage = 50"):
        write_tables(text, LEARNED)
