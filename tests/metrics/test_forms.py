"""A form is made from the fields of a metric, and what is typed in it is answered."""

import subprocess
import sys
from dataclasses import FrozenInstanceError

import pytest

import metrics
from metrics import Question, Result, UsageError, calculate, calculate_fields, fields


def test_a_filled_form_is_answered_as_its_arguments_would_be() -> None:
    typed = {"start": "100 000", "expansion": "$20k", "contraction": "5,000", "churn": "8k"}
    answer = calculate_fields("nrr", typed)
    assert isinstance(answer, Result)
    assert answer.value_text == "107%"
    assert answer.request == "nrr start=USD100000 expansion=USD20000 contraction=USD5000 churn=USD8000"


def test_a_field_left_empty_takes_its_default() -> None:
    answer = calculate_fields("cac-payback", {"cac": "6000", "arpa": "500", "margin": " "})
    assert isinstance(answer, Result)
    assert answer.value == 12


def test_a_mistake_in_a_form_names_the_field_to_mark() -> None:
    for typed, marked in (
        ({"lost": "5", "start": "x"}, "start"),
        ({"lost": "-5", "start": "9"}, "lost"),
        ({"lost": "5"}, "start"),
    ):
        answer = calculate_fields("logo-churn", typed)
        assert isinstance(answer, UsageError)
        assert answer.argument == marked
        assert marked in {spec.name for spec in fields("logo-churn")}


def test_a_field_that_can_be_read_in_two_ways_is_asked_about() -> None:
    assert isinstance(calculate_fields("arpa", {"mrr": "1.200", "accounts": "10"}), Question)


def test_other_forms_of_a_metric_are_filled_in_by_their_name() -> None:
    scores = calculate_fields("nps", {"scores": "10\n9\n9\n7\n3"}, form="scores")
    dates = calculate_fields("ttv", {"start": "10 Jan 2025", "value": "31.03.2025"})
    parted = calculate_fields("nps-change", {"before": "9 9 7 3", "after": "10 9 9 7"}, form="scores")
    stay = calculate_fields("clv", {"mrr": "500", "months": "24"}, form="stay")
    values = [answer.value_text for answer in (scores, dates, parted, stay) if isinstance(answer, Result)]
    assert values == ["40 points", "80 days", "50 points", "12,000"]


def test_fields_carry_what_a_form_needs() -> None:
    (mrr, accounts) = fields("arpa")
    assert (mrr.name, mrr.label, mrr.kind.name, mrr.required) == ("mrr", "MRR", "money", True)
    assert accounts.hint == "paying accounts (more than 0)"
    assert fields("cac-payback")[2].hint == "gross margin (more than 0%, at most 100%, 100% if left out)"
    assert fields("burn-multiple")[1].label == "Net new ARR"
    assert [spec.placeholder for spec in fields("nps")] == ["40", "10", "50"]


def test_an_unknown_metric_is_a_mistake_in_a_form_too() -> None:
    assert isinstance(calculate_fields("nrrr", {}), UsageError)


def test_an_answer_cannot_be_changed() -> None:
    answer = calculate("nps", "40 10 50")
    with pytest.raises(FrozenInstanceError):
        answer.value = 100  # type: ignore[attr-defined]


def test_importing_the_metrics_brings_in_no_other_package_and_nothing_heavy() -> None:
    code = "import sys, metrics; metrics.calculate('nps', '40 10 50').data; print(*sys.modules)"
    loaded = set(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    )
    assert not loaded & {"pydantic", "simpleeval", "bot", "glossary", "difflib", "slack_bolt", "slack_sdk"}


def test_everything_public_is_there() -> None:
    assert all(hasattr(metrics, name) for name in metrics.__all__)
