"""Every metric is declared in full, and what follows from the declaration holds."""

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from inspect import getsourcefile, unwrap
from pathlib import Path

import pytest
from simpleeval import SimpleEval

import glossary
from metrics import METRICS, Form, Help, Metric, Result, calculate, calculate_fields, fields, topics
from metrics.display import number
from tests.cases import cases
from tests.metrics.asking import mistake, result, value

FORMS = [form for metric in METRICS for form in metric.forms]
LISTED = (
    "nps nps-change csat ces nrr grr gross-churn net-churn logo-churn crr renewal-rate arr mrr net-new-mrr "
    "expansion-rate expansion-mrr arpa arpa-growth clv lifetime gross-margin cac ltv-cac cac-payback quick-ratio "
    "magic-number rule-of-40 burn-multiple stickiness adoption activation licence-utilisation ttv onboarding health "
    "arr-per-csm accounts-per-csm cost-to-retain arr-at-risk concentration mom percent-change"
)
IDS = {metric.id for metric in METRICS}
DIFFERENCES_OF_DATES = {"ttv", "onboarding-duration"}

each_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.metric}-{form.name}")
each_metric = pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.id)


def place(form: Form) -> str:
    """Where a form is declared: `metrics/catalogue/usage.py:41: stickiness`."""
    function = unwrap(form.function)
    file = Path(getsourcefile(function) or "").relative_to(Path(__file__).parents[2])
    return (
        f"{file.as_posix()}:{function.__code__.co_firstlineno}: {form.metric}{f' ({form.name})' if form.name else ''}"
    )


def missing(metric: Metric) -> Iterator[str]:
    """What a metric's declaration lacks."""
    if not metric.definition.endswith("."):
        yield f"the docstring begins with a definition that ends with a full stop, not {metric.definition!r}"
    if not metric.source:
        yield "the docstring says after its definition where the formula is from: Source: Author, “Title”, year."
    if not metric.meaning:
        yield 'meaning= says in a sentence what the value means: meaning="{value} of the customers stay."'
    if metric.term not in glossary.load().terms:
        yield f"term={metric.term!r} is no id of a term in glossary/terms"
    yield from (f"neighbours= names {id_!r}, which is no metric" for id_ in metric.neighbours if id_ not in IDS)


@cases("id_", LISTED.split(" "))
def test_every_metric_that_a_complete_calculator_has_is_there(id_: str) -> None:
    assert METRICS[id_].id == id_


@each_form
def test_the_example_comes_out_as_worked_by_hand(form: Form) -> None:
    answer = result(form.request)
    shown = (
        number(answer.value).replace("−", "-").replace(",", "") if isinstance(answer.value, Decimal) else answer.value
    )
    request, expected = form.example
    assert shown == expected, f"{place(form)}: its example {request} comes to {shown}, and says {expected}"
    assert answer.reading_of.form is form


@cases(
    "form",
    [form for form in FORMS if form.formula and form.metric not in DIFFERENCES_OF_DATES],
)
def test_the_formula_shown_computes_what_the_function_does(form: Form) -> None:
    answer = result(form.request)
    given = form.inputs(**answer.inputs)
    given.check()
    names = {name: getattr(given, name) for name in dir(given) if name.islower() and not name.startswith("_")}
    names |= {f"n{digits}": Decimal(digits) for digits in re.findall(r"\b[0-9]+\b", form.formula)}
    formula = re.sub(r"\b([0-9]+)\b", r"n\1", form.formula)
    computed = SimpleEval(names=names, functions={"sum": lambda values: sum(values, Decimal(0))}).eval(formula)
    assert abs(computed - answer.value) < Decimal("1e-18"), (
        f"{place(form)}: of its example the formula makes {computed}, and the function {answer.value}"
    )


@each_form
def test_the_request_of_an_answer_gives_the_same_answer(form: Form) -> None:
    answer = result(form.request)
    again = result(answer.request)
    assert (again.value, again.inputs) == (answer.value, answer.inputs)


@each_form
def test_an_answer_says_how_every_argument_was_read(form: Form) -> None:
    answer = result(form.request)
    for spec in form.fields:
        if spec.required:
            assert spec.description.rstrip("s") in answer.reading


@each_form
def test_a_form_can_be_filled_in_from_its_placeholders(form: Form) -> None:
    filled = calculate_fields(form.metric, {spec.name: spec.placeholder for spec in form.fields}, form.name)
    assert isinstance(filled, Result)
    assert (filled.value, filled.inputs) == (result(form.request).value, result(form.request).inputs)
    for spec in form.fields:
        assert spec.label[0].isupper()
        assert spec.description in spec.hint
        assert spec.data["required"] == spec.required
    assert fields(form.metric, form.name) == form.fields


@each_metric
def test_a_metric_says_what_it_is_where_its_formula_is_from_and_which_term_explains_it(metric: Metric) -> None:
    lacks = [*missing(metric)]
    assert not lacks, f"{place(metric.forms[0])}: {'; '.join(lacks)}"
    assert metric.usage.startswith(metric.id)


@each_metric
def test_a_metric_without_arguments_is_answered_with_help(metric: Metric) -> None:
    answer = calculate(metric.id, "  ")
    assert isinstance(answer, Help)
    assert answer.data["usage"] == metric.usage
    assert answer.data["fields"]
    assert json.dumps(answer.data)


@each_form
def test_the_data_of_an_answer_is_json_with_numbers_as_strings(form: Form) -> None:
    data = result(form.request).data
    assert json.loads(json.dumps(data)) == data
    assert data["kind"] == "metric"
    assert data["metric"] == form.metric
    assert isinstance(data["value"], str)
    assert data["unit"] == METRICS[form.metric].unit


@each_metric
def test_a_band_names_who_says_so_of_whom_and_of_what(metric: Metric) -> None:
    if metric.band:
        assert metric.band.cited in result(metric.example).band
        assert metric.band.cited in metric.band.summary(metric.unit)
        assert all((metric.band.by, metric.band.population, metric.band.base))


@each_metric
def test_a_share_kept_of_recurring_revenue_has_levels_of_a_year(metric: Metric) -> None:
    if metric.band and metric.band.yearly:
        assert all("months" in form.inputs.FIELDS for form in metric.forms)
        assert "12 months" in metric.band.base


def test_every_metric_belongs_to_one_topic() -> None:
    assert [metric for group in topics().values() for metric in group] == list(METRICS)


def test_a_metric_is_found_by_its_other_names() -> None:
    assert METRICS["ndr"].id == "nrr"
    assert METRICS["license-utilization"].id == "licence-utilisation"
    assert value("ltv 200 2%") == 10_000


def test_a_name_can_be_taken_once() -> None:
    with pytest.raises(ValueError, match="nps is taken by nps"):
        METRICS.add(METRICS["nps"])


@each_form
def test_a_word_among_the_values_is_named_with_its_argument_and_an_example_that_works(form: Form) -> None:
    words = form.example[0].split()
    value = len(words) - 1
    name, equals, _ = words[value].rpartition("=")
    if not form.by_name and form.fields[-1].kind.name in {"names", "parts"}:
        return  # a word is a value there
    words[value] = f"{name}{equals}forty"
    wrong = mistake(" ".join([form.metric, *([form.name] if form.name and form.many else []), *words]))
    assert "“forty”" in wrong.message
    assert wrong.argument in {spec.name for each in METRICS[form.metric].forms for spec in each.fields}
    assert result(wrong.data["example"]).value is not None
