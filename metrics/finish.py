"""From a reading to its result: a value, the value that was solved for, or a table."""

from collections.abc import Callable

from metrics.answer import Choice
from metrics.arguments import RANGE, Bound, Words, bind
from metrics.errors import MetricError
from metrics.evaluate import Reading, interpret, value_of
from metrics.registry import Metric
from metrics.result import Result

Look = Callable[[Result], tuple[Choice, ...]]


def finish(metric: Metric, reading: Reading, words: Words, look: Look | None) -> Result:
    if reading.unknown and reading.span:
        raise MetricError(
            "Either an argument is solved for, with “?”, or one is tried over a range.", reading.span[0].name
        )
    if reading.unknown or words.target:
        return _solved(metric, reading, words.target)
    if reading.span:
        return _table(metric, reading, words)
    return Result(metric, reading, value_of(reading), look=look)


def _solved(metric: Metric, reading: Reading, target: str) -> Result:
    from metrics.solve import reach  # a plain calculation needs none of it

    unknown = reading.unknown
    if not target:
        raise MetricError("Say what to reach, after an equal sign.", unknown.name if unknown else "")
    found = reach(metric, reading, target)
    return Result(metric, found, value_of(found), solved=unknown.name if unknown else "")


def _table(metric: Metric, reading: Reading, words: Words) -> Result:
    """The table of a range; where the words give a value without it as well, that value is the result's."""
    from metrics.whatif import table

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


def _without_range(reading: Reading, words: Words) -> Reading | None:
    """What is asked beside the range: its argument as it is given a second time, or left out where it may be."""
    form, span = reading.form, reading.span
    if not form.many and len(words.positional) + len(words.named) > len(reading.words):
        rest = words._replace(named=tuple(pair for pair in words.named if RANGE not in pair[1]))
        return interpret(form, bind(form, rest))
    if span is None or span[0].required:
        return None
    left = {name: word for name, word in reading.words.items() if name != span[0].name}
    return interpret(form, Bound(left, reading.named - {span[0].name}))
