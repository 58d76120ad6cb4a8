"""The sentence about numbers in a question that calculates nothing: “is an NPS of 42 good?”."""

from decimal import Decimal

from bot.parsing.metric_requests import leftover_numbers
from glossary import Aspect, Glossary, Term
from metrics import METRICS, Metric
from metrics.errors import MetricError
from metrics.inputs.numbers import parse_number


def sentence_about_numbers(text: str, term: Term, aspect: Aspect, glossary: Glossary) -> str:
    """Where the one value of a question stands among published levels, or why the numbers of the text aren't used.

    Empty where the text holds no number beside the metric's name.
    """
    numbers = leftover_numbers(text, term.metric, glossary)
    if term.metric not in METRICS:
        return _without_metric(term, numbers)
    if not numbers:
        return ""
    metric = METRICS[term.metric]
    values = [value for number in numbers if (value := _value(number)) is not None]
    if (
        aspect == "benchmark"
        and len(values) == 1
        and metric.band
        and (level := metric.band.level(values[0], metric.unit))
    ):
        return f"{metric.name} of {numbers[0]}{_over(metric)}: {level} ({metric.band.cited})."
    shown = ", ".join(numbers)
    return f"Not calculated with {shown}: {_needs(metric)} For example: {metric.example}."


def _without_metric(term: Term, numbers: list[str]) -> str:
    """Why the numbers beside a term's name aren't used where it has a formula and nothing calculates it."""
    named = " ".join((term.name, *term.acronyms, *term.aliases)).split()
    unused = [number for number in numbers if number not in named]
    if not unused or not term.formula:
        return ""
    return f"Not calculated with {', '.join(unused)}: I can’t work out {term.name}, its formula says how."


def _over(metric: Metric) -> str:
    """The period that a value must be of to be held against the levels."""
    return ", if over 12 months" if metric.band and metric.band.yearly else ""


def _needs(metric: Metric) -> str:
    """What a metric is calculated from, in a sentence."""
    names = [spec.description for spec in metric.forms[0].fields if spec.required]
    listed = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    return f"{metric.name} needs {listed}."


def _value(number: str) -> Decimal | None:
    try:
        return parse_number("".join(number.split())).value
    except MetricError:
        return None
