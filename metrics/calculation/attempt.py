"""The first form that the words fit, finished as value, solution or table."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace

from metrics.answers.answer import Choice
from metrics.answers.result import Result
from metrics.errors import AmbiguousError, MetricError
from metrics.evaluation.evaluate import Interpretation, interpret, value_of
from metrics.parsing.binding import RANGE, SPLIT, Bound, Words, bind, may_fit
from metrics.registry import Form, Metric

Look = Callable[[Result], tuple[Choice, ...]]


def finish(metric: Metric, reading: Interpretation, words: Words, look: Look | None) -> Result:
    if reading.unknown and reading.span:
        raise MetricError(
            "Either an argument is solved for, with “?”, or one is tried over a range.", reading.span[0].name
        )
    if reading.unknown or words.target:
        return _solved(metric, reading, words.target)
    if reading.span:
        return _table(metric, reading, words)
    return Result(metric, reading, value_of(reading), look=look)


def _solved(metric: Metric, reading: Interpretation, target: str) -> Result:
    from metrics.evaluation.solve import solve_for  # a plain calculation needs none of it

    unknown = reading.unknown
    if not target:
        raise MetricError("Say what to reach, after an equal sign.", unknown.name if unknown else "")
    found = solve_for(metric, reading, target)
    return Result(metric, found, value_of(found), solved=unknown.name if unknown else "")


def _table(metric: Metric, reading: Interpretation, words: Words) -> Result:
    """The table of a range; where the words give a value without it as well, that value is the result's."""
    from metrics.calculation.what_if import table

    rows = table(reading)
    try:
        base = _without_range(reading, words)
        value = value_of(base) if base else None
    except MetricError:
        base = None
    if base is None:
        return Result(metric, reading, None, rows=rows)
    base.span = reading.span
    return Result(metric, base, value, rows=rows)


def _without_range(reading: Interpretation, words: Words) -> Interpretation | None:
    """What is asked beside the range: its argument as it is given a second time, or left out where it may be."""
    form, span = reading.form, reading.span
    if not form.many and len(words.positional) + len(words.named) > len(reading.words):
        rest = words._replace(named=tuple(pair for pair in words.named if RANGE not in pair[1]))
        return interpret(form, bind(form, rest))
    if span is None or span[0].required:
        return None
    left = {name: word for name, word in reading.words.items() if name != span[0].name}
    return interpret(form, Bound(left, reading.named - {span[0].name}))


class SeveralReadings(Exception):  # noqa: N818  an outcome, not an error
    """More than one reading is left, each with what it gives."""

    def __init__(self, question: str, choices: Sequence[Result]) -> None:
        super().__init__(question)
        self.question = question
        self.results = choices


def attempt(metric: Metric, words: Words, others: Callable[[Words], Look] | None = None) -> Result:
    """The first form of the metric that the words fit and that gives a value; `others` makes what finds other orders.

    Raises the `MetricError` of the first form that they fit, or else of the first form.
    """
    forms, words = forms_to_try(metric, words)
    wrong: MetricError | None = None
    open_: list[Result] = []
    for form in forms if len(forms) == 1 else [form for form in forms if may_fit(form, words)]:
        try:
            reading = interpret(form, bind(form, words))
            result = finish(metric, reading, words, others(words) if others and form.swapped else None)
        except AmbiguousError as unclear:
            open_ += _spelled_out(metric, form, words, unclear)
            wrong = wrong or unclear
        except MetricError as error:
            wrong = wrong or error
        else:
            if not open_:
                return result
            open_.append(result)
    if len(open_) > 1:
        raise SeveralReadings("Which of these is meant?", open_)
    if wrong is None:
        bind(forms[0], words)
    raise wrong or MetricError(f"{metric.id} can't be read from that. For example: {metric.example}.")


def forms_to_try(metric: Metric, words: Words) -> tuple[list[Form], Words]:
    """The forms to try: the one that the first word names, or all that need no naming."""
    forms = metric.forms
    if len(forms) > 1:
        forms, words = _named_form(metric, words)
    if SPLIT in words.positional and not any(form.many for form in forms):
        words = words._replace(positional=tuple(word for word in words.positional if word != SPLIT))
    return forms, words


def _named_form(metric: Metric, words: Words) -> tuple[list[Form], Words]:
    first = words.positional[0].lower() if words.positional else ""
    named = metric.form(first) if first[:1].isalpha() else None
    if named:
        return [named], words._replace(positional=words.positional[1:])
    for name, value in words.named:
        if (form := metric.form(name.lower())) and form.many:
            left = tuple(pair for pair in words.named if pair != (name, value))
            return [form], words._replace(positional=(value, *words.positional), named=left)
    return [form for form in metric.forms if not form.many or form is metric.forms[0]], words


def _spelled_out(metric: Metric, form: Form, words: Words, unclear: AmbiguousError) -> list[Result]:
    """What each spelling of the unclear word gives in this form."""
    alone = replace(metric, forms=[form])
    found = []
    for spelling in unclear.spellings:
        with suppress(MetricError, SeveralReadings):
            found.append(attempt(alone, _respelled(form, words, unclear, spelling)))
    return [replace(result, metric=metric) for result in found]


def _respelled(form: Form, words: Words, unclear: AmbiguousError, spelling: str) -> Words:
    """The words with one of them spelled out: the range that it is, or the value of the argument by its name."""
    if RANGE in unclear.part:
        named = tuple((name, spelling if value == unclear.part else value) for name, value in words.named)
        positional = tuple(spelling if word == unclear.part else word for word in words.positional)
        return words._replace(named=named, positional=positional)
    bound = bind(form, words).words | {unclear.argument: spelling}
    return words._replace(positional=(), named=tuple((name, str(word)) for name, word in bound.items()))
