"""The other orders in which people give arguments, where these give something plausible."""

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from functools import cache

import metrics.parsing.candidates
from metrics.answers.answer import Choice
from metrics.answers.result import Result
from metrics.bands import holds
from metrics.calculation.attempt import Look, SeveralReadings, attempt, finish
from metrics.errors import MetricError
from metrics.evaluation.evaluate import interpret
from metrics.parsing.binding import Bound, Words, split
from metrics.registry import Form, Metric


def other_orders(words: Words) -> Look:
    """Finds what the words give in the other orders that the form declares; nothing when an argument is named."""

    def look(result: Result) -> tuple[Choice, ...]:
        form = result.reading_of.form
        if words.named or words.target or result.rows or form.many:
            return ()
        others = _orders(result.metric, form, words)
        return tuple(choice_of(other) for other in others if not _same(other, result))

    return look


def _same(other: Result, result: Result) -> bool:
    return other.value == result.value and other.reading_of.form is result.reading_of.form


def _orders(metric: Metric, form: Form, words: Words) -> Iterator[Result]:
    for fitting, names in _declared(metric, form):
        if len(names) != len(words.positional):
            continue
        named = tuple(zip(names, words.positional, strict=True))
        with suppress(MetricError):
            reading = interpret(fitting, Bound(dict(named), frozenset(names)))
            result = finish(metric, reading, Words((), named), None)
            if isinstance(result.value, Decimal) and _plausible(form, result):
                yield result


@cache
def _declared(metric: Metric, form: Form) -> tuple[tuple[Form, tuple[str, ...]], ...]:
    """The orders that a form declares, each with the form of the metric whose arguments it has."""
    orders = [tuple(order.split()) for order in form.swapped]
    return tuple((next(each for each in metric.forms if each.takes(names)), names) for names in orders)


def choice_of(result: Result) -> Choice:
    return Choice(result.reading, result.request, result.value_text)


def _plausible(form: Form, result: Result) -> bool:
    if isinstance(form.plausible, str):
        return isinstance(result.value, Decimal) and holds(form.plausible, result.value)
    return form.plausible(result.reading_of.form.inputs(**result.inputs))


def after_mistake(metric: Metric, text: str) -> tuple[Choice, ...]:
    """Requests near the mistaken one that work: the arguments in another order, or read as raw answers."""

    try:
        words = split(metrics.parsing.candidates.Candidates(metric, text).likely[0])
    except MetricError:
        return ()
    if words.named or words.target or len(words.positional) > 50:
        return ()
    found = [result for form in metric.forms for result in _orders(metric, form, words)]
    for form in metric.forms:
        if form.many and form.name:
            with suppress(MetricError, SeveralReadings):
                found.append(attempt(metric, words._replace(positional=(form.name, *words.positional))))
    return tuple({result.request: choice_of(result) for result in found}.values())[:3]
