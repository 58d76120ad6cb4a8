"""Which texts begin with the name of a metric, and so may ask for a calculation."""

import pytest

from bot.parsing.metric_requests import begins_with_metric, calculation
from glossary import load
from metrics import METRICS
from tests.cases import cases

GLOSSARY = load()


def test_no_metric_is_called_by_a_word_and_a_number() -> None:
    terms = [term for term in GLOSSARY.terms.values() if term.metric or term.measured_by]
    names = {*METRICS.names, *(metric.name for metric in METRICS)}
    names |= {name for term in terms for name in (term.name, *term.acronyms, *term.aliases)}
    words = [name.replace("-", " ").split() for name in names]
    assert [each for each in words if len(each) == 2 and each[1].isdigit()] == []


@cases(
    ("text", "begins"),
    [
        ("renewals 30", False),
        ("health 80", False),
        ("health score usage=80", True),
        ("nps 40 10 50", True),
        ("nps 40", False),
        ("renewal rate 90", True),
    ],
)
def test_a_verb_with_a_number_behind_it_is_no_metric(text: str, begins: bool) -> None:  # noqa: FBT001 - a parameter
    assert begins_with_metric(text, GLOSSARY) == begins


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("annual churn 20%", "monthly-churn 20%"),
        ("our annual churn rate is 20%", "monthly-churn our is 20%"),
        ("annual churn 20%, what's that monthly?", "monthly-churn 20%, what's that monthly?"),
        ("monthly churn 3%", "annual-churn 3%"),
        ("annual churn of 3% a month", "annual-churn of 3% a month"),
        ("annual churn 5 of 120", "logo-churn 5 of 120"),
    ],
)
def test_a_rate_is_of_the_period_that_stands_before_it_and_told_by_the_other(text: str, request_: str) -> None:
    assert calculation(text, GLOSSARY) == request_
