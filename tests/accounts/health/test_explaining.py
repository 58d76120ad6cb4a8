"""Why a score is what it is, and why it moved."""

from dataclasses import replace
from datetime import date

import pytest

from accounts.health import PARTS, HealthExamination, Part, why
from accounts.health.explanations import PreviousScore, advice, explain
from tests.accounts.conftest import TODAY
from tests.accounts.health.conftest import Clinic, day, past

WEIGHTS = (35, 20, 20, 15, 10)


def examined(score: int | None, *points: int | None) -> HealthExamination:
    parts = tuple(
        Part(name, each, weight, f"reason of {name}", f"mend {name}" if (each or 100) < 100 else "", (each or 0) >= 70)
        for name, each, weight in zip(PARTS, points, WEIGHTS, strict=True)
    )
    known = sum(weight for each, weight in zip(points, WEIGHTS, strict=True) if each is not None)
    return HealthExamination(1, date(2026, 6, 15), score, known, "yellow", parts)


def test_the_parts_that_moved_it_most_come_first() -> None:
    now = examined(50, 41, 50, 60, 50, 100)
    before = PreviousScore(71, 100, (82, 100, 60, 50, 90))
    assert explain(now, before) == (
        "Usage fell from 82 to 41: reason of usage.",  # 41 × 35 %
        "Interactions fell from 100 to 50: reason of interactions.",  # 50 × 20 %
        "Contract rose from 90 to 100: reason of contract.",  # 10 × 10 %
    )


def test_three_parts_are_named_at_most_and_small_moves_not_at_all() -> None:
    now = examined(50, 40, 40, 40, 40, 40)
    assert len(explain(now, PreviousScore(60, 100, (50, 50, 50, 50, 50)))) == 3
    assert explain(now, PreviousScore(44, 100, (50, 41, 42, 40, 40))) == ("Usage fell from 50 to 40: reason of usage.",)


def test_a_part_that_comes_or_goes_is_said() -> None:
    now = examined(50, 50, 50, None, 25, None)
    assert explain(now, PreviousScore(60, 75, (50, 50, 80, None, None))) == (
        "Satisfaction no longer counts, it was 80: reason of satisfaction.",
        "Pulse now counts, with 25: reason of pulse.",
        "Usage 50: reason of usage.",  # 50 × 35 %, more than both
    )


def test_a_low_score_that_hardly_moved_is_explained_by_what_costs_it_most_too() -> None:
    now = examined(32, 20, 0, 80, 50, 100)
    fell = "Interactions fell from 3 to 0: reason of interactions."
    assert explain(now, PreviousScore(33, 100, (20, 3, 80, 50, 100))) == (fell, "Usage 20: reason of usage.")
    collapsed = "Interactions fell from 100 to 0: reason of interactions."
    assert explain(replace(now, band="green"), PreviousScore(33, 100, (20, 3, 80, 50, 100))) == (fell,)
    assert explain(examined(48, 50, 0, 80, 50, 100), PreviousScore(68, 100, (50, 100, 80, 50, 100))) == (collapsed,)


def test_a_score_that_did_not_move_is_explained_by_what_costs_it_most() -> None:
    now = examined(62, 40, 90, 80, 50, 100)
    assert explain(now, PreviousScore(62, 100, (40, 90, 80, 50, 100))) == (
        "Usage 40: reason of usage.",  # 60 × 35 %
        "Pulse 50: reason of pulse.",  # 50 × 15 %
        "Satisfaction 80: reason of satisfaction.",  # 20 × 20 %
    )


def test_a_perfect_score_is_explained_too() -> None:
    assert len(explain(examined(100, 100, None, None, None, 100), None)) == 1


def test_no_score_is_explained_by_what_is_missing() -> None:
    assert explain(examined(None, None, None, None, None, None), None)[0].startswith("Nothing is known of it")


def test_the_thing_to_do_is_about_what_costs_most() -> None:
    assert advice(examined(62, 40, 90, 80, 50, 100)) == "mend usage"
    assert advice(examined(90, 90, 90, 80, 60, 100)) == "mend pulse"
    assert not advice(examined(100, 100, 100, None, None, None))


def test_after_a_fall_the_thing_to_do_is_about_what_fell_most() -> None:
    now = examined(55, 40, 60, 80, 50, 100)
    assert advice(now, PreviousScore(62, 100, (40, 95, 80, 50, 100))) == "mend interactions"
    assert advice(now, PreviousScore(57, 100, (40, 60, 90, 50, 100))) == "mend satisfaction"  # though it is well still
    assert advice(now, PreviousScore(55, 100, (40, 60, 80, 50, 100))) == "mend usage"


def test_a_real_change_reads_as_a_sentence(clinic: Clinic) -> None:
    account = clinic.customer(seats=20)
    clinic.use(account, 120, 28, active_users=14)
    clinic.use(account, 27, 0, active_users=4)
    clinic.make.fact("touchpoint", account, touched_on=day(47))
    clinic.make.fact("touchpoint", clinic.customer("Other"), touched_on=day(0))
    clinic.settle()
    assert why(clinic.store, account, past(28), TODAY, clinic.config) == (
        "Usage fell from 100 to 39: 112 user-days in 28 days, usually 392; "
        "28 user-days in the last 7 days, less than 52% of accounts elsewhere.",
        "Interactions fell from 100 to 72: no touchpoint for 47 days.",
    )


def test_the_score_of_then_is_the_one_that_was_stored(clinic: Clinic) -> None:
    account = clinic.customer()
    clinic.make.fact("touchpoint", account, touched_on=day(3))
    clinic.score_all(1)
    clinic.make.fact("touchpoint", account, touched_on=day(2))  # imported late
    clinic.make.fact("survey", account, survey="csat", score=1, scale=5, answered_on=day(2))
    assert why(clinic.store, account, past(1), TODAY, clinic.config) == (
        "Satisfaction now counts, with 0: CSAT 1 of 5 from 1 answer.",
    )


def test_an_account_that_is_not_there_is_no_account(clinic: Clinic) -> None:
    with pytest.raises(LookupError):
        why(clinic.store, 999, past(1), TODAY, clinic.config)
    with pytest.raises(LookupError):
        clinic.examine(999)
