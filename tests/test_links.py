"""A term links to its calculator and a metric to its term, and neither link leads nowhere."""

import pytest

from glossary import Term, load
from metrics import METRICS, Metric

CALCULATED = [term for term in load().terms.values() if term.metric]


@pytest.mark.parametrize("term", CALCULATED, ids=lambda term: term.id)
def test_a_terms_calculator_is_a_metric_of_that_term(term: Term) -> None:
    assert METRICS[term.metric].term == term.id


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)
def test_a_metrics_term_is_in_the_glossary_and_has_a_calculator(metric: Metric) -> None:
    assert load().terms[metric.term].metric
