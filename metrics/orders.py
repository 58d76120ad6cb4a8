"""The other orders in which people give arguments, where these give something plausible."""

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal

from metrics.answer import Choice
from metrics.arguments import Words, split
from metrics.attempt import Several, attempt
from metrics.bands import holds
from metrics.errors import MetricError
from metrics.finish import Look
from metrics.registry import Form, Metric
from metrics.result import Result


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
    for order in form.swapped:
        names = order.split()
        if len(names) != len(words.positional):
            continue
        swapped = Words((), tuple(zip(names, words.positional, strict=True)))
        try:
            result = attempt(metric, swapped)
        except (MetricError, Several):
            continue
        if isinstance(result.value, Decimal) and _plausible(form, result):
            yield result


def choice_of(result: Result) -> Choice:
    return Choice(result.reading, result.request, result.value_text)


def _plausible(form: Form, result: Result) -> bool:
    if isinstance(form.plausible, str):
        return isinstance(result.value, Decimal) and holds(form.plausible, result.value)
    return form.plausible(result.reading_of.form.inputs(**result.inputs))


def after_mistake(metric: Metric, text: str) -> tuple[Choice, ...]:
    """Requests near the mistaken one that work: the arguments in another order, or read as raw answers."""
    from metrics import readings

    try:
        words = split(readings.Candidates(metric, text).likely[0])
    except MetricError:
        return ()
    if words.named or words.target or len(words.positional) > 50:
        return ()
    found = [result for form in metric.forms for result in _orders(metric, form, words)]
    for form in metric.forms:
        if form.many and form.name:
            with suppress(MetricError, Several):
                found.append(attempt(metric, words._replace(positional=(form.name, *words.positional))))
    return tuple({result.request: choice_of(result) for result in found}.values())[:3]
