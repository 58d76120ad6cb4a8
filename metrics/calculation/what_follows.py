"""Requests that go on from one: the same with another number, or another metric from the same numbers."""

from metrics.answers.result import Result
from metrics.calculation.calculate import calculate, period_fault
from metrics.parsing.sentences import labelled_numbers
from metrics.registry import METRICS


def changed(metric: str, arguments: str, text: str) -> str:
    """The request with those arguments replaced that the text names with a number: `and with 10k churn`.

    Empty where the text names none of them.
    """
    result = calculate(metric, arguments)
    if not isinstance(result, Result):
        return ""
    if period_fault(result.metric, text):
        return f"{result.metric.id} {arguments} {text}"  # which says what is wrong
    form = result.reading_of.form
    changes = labelled_numbers(form, text)
    if not changes:
        return ""
    kept = {name: value for name, value in _typed(result).items() if name not in changes}
    request = " ".join(f"{name}={value}" for name, value in (kept | changes).items())
    return f"{result.metric.id} {request}" if isinstance(calculate(metric, request), Result) else ""


def same_inputs(metric: str, arguments: str, other: str) -> str:
    """The request of another metric that takes its arguments from those of a request by their names; else empty."""
    result, wanted = calculate(metric, arguments), METRICS.find(other)
    if not isinstance(result, Result) or wanted is None:
        return ""
    given = _typed(result)
    for form in wanted.forms:
        names = {spec.name: given[spec.name] for spec in form.fields if spec.name in given}
        if form.takes(names):
            request = " ".join(f"{name}={value}" for name, value in names.items())
            if isinstance(calculate(other, request), Result):
                return f"{wanted.id} {request}"
    return ""


def _typed(result: Result) -> dict[str, str]:
    """The arguments of a result as they are typed, by name."""
    fields = result.reading_of.form.inputs.FIELDS
    given = {name: value for name, value in result.inputs.items() if name in fields and value is not None}
    return {name: fields[name].kind.spell(value, result.currency) for name, value in given.items()}
