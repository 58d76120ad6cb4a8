"""The metric over a range of one argument, as a small table."""

from decimal import Decimal, localcontext

from metrics.answers.result import Row
from metrics.errors import AmbiguousError, MetricError
from metrics.evaluation.evaluate import Interpretation, compute, read_value
from metrics.inputs.field import FieldSpec
from metrics.inputs.kinds import CountKind
from metrics.inputs.numbers import PRECISION, parse_number
from metrics.parsing.binding import RANGE

_MOST_STEPS = 8
_NICE = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


def table(reading: Interpretation) -> tuple[Row, ...]:
    """At most nine rows, in steps of a round number, both ends included.

    Raises `MetricError` when the range isn't two numbers, and when the metric is defined nowhere in it.
    """
    if reading.span is None:
        return ()
    spec, word = reading.span
    low, high = _ends(reading, spec, word)
    rows = tuple(Row(at, _value(reading, spec, at)) for at in _steps(low, high, whole=isinstance(spec.kind, CountKind)))
    if all(row.value is None for row in rows):
        compute(reading.form, reading.values | {spec.name: low})
    return rows


def _ends(reading: Interpretation, spec: FieldSpec, word: str) -> tuple[Decimal, Decimal]:
    first, _, last = word.partition(RANGE)
    last = last.strip(".")
    if not first or not last:
        raise MetricError(f"A range of {spec.name} has two ends, such as 4k..12k.", spec.name)
    ends = parse_number(first), parse_number(last)
    if ends[1].unit == "%" and not ends[0].unit:
        first += "%"
    elif ends[1].scale and not ends[0].scale and ends[0].value:
        scaled = f"{first}{ends[1].scale}{RANGE}{last}"
        raise AmbiguousError(
            f"“{word}” could begin at {first} or at {first}{ends[1].scale}.", word, (scaled, _plain(word))
        )
    values = sorted(read_value(reading, spec, end) for end in (first, last))
    if values[0] == values[1]:
        raise MetricError(f"Both ends of the range of {spec.name} are {first}.", spec.name)
    return values[0], values[1]


def _plain(word: str) -> str:
    """The range with both of its ends written out."""
    first, _, last = word.partition(RANGE)
    return f"{first}{RANGE}{parse_number(last).value:f}"


def _steps(low: Decimal, high: Decimal, *, whole: bool) -> list[Decimal]:
    with localcontext(PRECISION):
        least = (high - low) / _MOST_STEPS
        power = Decimal(1).scaleb(least.adjusted())
        step = next(nice * power for nice in _NICE if nice * power >= least)
        if whole:
            step = max(Decimal(1), step if step == step.to_integral_value() else step.to_integral_value() + 1)
        steps = [low + step * number for number in range(_MOST_STEPS + 1) if low + step * number < high]
        return [*steps, high]


def _value(reading: Interpretation, spec: FieldSpec, at: Decimal) -> Decimal | None:
    try:
        value = compute(reading.form, reading.values | {spec.name: at}, percentages=reading.percentages)
    except MetricError:
        return None
    return value if isinstance(value, Decimal) else None
