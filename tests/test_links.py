"""A term links to its calculator and a metric to its term, and neither link leads nowhere."""

from glossary import Term, load
from metrics import METRICS, Metric
from tests.cases import cases

CALCULATED = [term for term in load().terms.values() if term.metric]


@cases("term", CALCULATED)
def test_a_terms_calculator_is_a_metric_of_that_term(term: Term) -> None:
    assert METRICS[term.metric].term == term.id


@cases("metric", METRICS)
def test_a_metrics_term_is_in_the_glossary_and_has_a_calculator(metric: Metric) -> None:
    assert load().terms[metric.term].metric


BANDS = [metric for metric in METRICS if metric.band]


@cases("metric", BANDS)
def test_levels_are_from_a_page_that_was_looked_up_and_that_the_metrics_term_cites(metric: Metric) -> None:
    assert metric.band
    cited = {source.id: source for source in load().terms[metric.term].references}
    assert cited[metric.band.source].verified


@cases("metric", BANDS)
def test_a_card_says_the_levels_of_its_metric(metric: Metric) -> None:
    assert metric.band
    assert load().terms[metric.term].benchmark == metric.band.summary(metric.unit)
