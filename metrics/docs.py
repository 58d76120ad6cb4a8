"""The documentation of the metrics, written from their declarations."""

from collections.abc import Iterator
from decimal import Decimal

from metrics import display
from metrics.answers import wording
from metrics.answers.result import Result
from metrics.calculation.calculate import calculate
from metrics.catalogue import topics
from metrics.inputs.field import FieldSpec
from metrics.registry import Form, Metric

_NUMBERS = """
## How numbers are read

| Written | Read as |
| --- | --- |
| `100000` `100,000` `100 000` `1_000` `1'000` | thousands separators are left out |
| `100k` `1.2M` `1.5bn` `1.2 million` | thousands, millions, billions |
| `$1.2M` `€500k` `500 USD` `CHF 500` | the currency is kept and shown; two different ones are refused |
| `2%` `2` `0.02` | a rate: without a sign, below 1 it is a fraction, and from 1 on a percentage |
| `6 months` `6mo` `2 years` `2y` | a length of time; without a unit it is asked about |
| `$100/mo` `$1,200 a year` `5% monthly` | the period is checked where another would give another result |
| `(500)` `-500` `−500` | a negative number; losses are entered as positive ones |
| `1.200` `1,5` `03/04/2025` | asked about, since people mean different things by it |
| `1e6` `nan` | refused |

A space can part two arguments or be a thousands separator. Whichever gives a number of arguments that the metric takes
is meant; where both do, it is asked. A group that begins with 0 (`100 000`) is always part of the number before it. In
lists, spaces part the values unless there is such a group.

Arguments are given in order, by name (`start=100k`), by the beginning of a name (`ch=8k`), or as `100k start`. A `?` in
the place of one and a target after `=` solve for it: `nrr 100k ? 5k 8k = 110%`. A range tries it: `churn=4k..12k`.
A formula with its numbers in is read as well: `crr (202 - 5) / 200`, `expansion-rate $1,000 of $5,000`.
""".strip()


def markdown() -> str:
    """The page that lists every metric by topic: usage, arguments, formula, example, limits, band and source."""
    parts = ["# Metrics", _NUMBERS]
    for topic, metrics in topics().items():
        parts.append(f"## {topic.capitalize()}")
        parts += ["\n\n".join(_metric(metric)) for metric in metrics]
    return "\n\n".join(parts) + "\n"


def _metric(metric: Metric) -> Iterator[str]:
    yield f"### {metric.name} (`{metric.id}`)"
    yield metric.definition
    for form in metric.forms:
        yield "\n".join(_form(form))
    if limits := list(dict.fromkeys(_limits(metric))):
        yield "\n".join(f"- {limit}" for limit in limits)
    if metric.band:
        yield f"Levels: {metric.band.summary(metric.unit)}"
    yield f"Term: `{metric.term}`. Source: {metric.source}."


def _form(form: Form) -> Iterator[str]:
    answer = calculate(form.metric, form.request.partition(" ")[2])
    yield f"`{form.usage}`"
    yield ""
    yield "| Argument | Kind | Meaning |"
    yield "| --- | --- | --- |"
    yield from (f"| `{spec.name}` | {spec.kind.name} | {spec.hint} |" for spec in form.fields)
    yield ""
    if form.formula:
        yield f"Formula: {wording.formula(form)}"
        yield ""
    if isinstance(answer, Result):
        yield f"Example: `{form.request}` is {answer.value_text}" + (f": {answer.working}" if answer.working else "")


def _limits(metric: Metric) -> Iterator[str]:
    for form in metric.forms:
        if not callable(form.notes):
            yield from [form.notes] if isinstance(form.notes, str) else [sentence for _, sentence in form.notes]
        yield from (_reason(spec) for spec in form.fields if spec.reason)
    if metric.beyond:
        yield f"Refused {_outside(metric)}: {metric.beyond[0].lower()}{metric.beyond[1:]}"


def _reason(spec: FieldSpec) -> str:
    return f"`{spec.name}`: {spec.reason}"


def _outside(metric: Metric) -> str:
    ends = [
        f"{side} {display.result(Decimal(limit), metric.unit)}"
        for side, limit in (("below", metric.low), ("above", metric.high))
        if limit is not None
    ]
    return " or ".join(ends)
