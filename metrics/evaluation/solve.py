"""Solving a metric for one of its arguments: the value with which it reaches a target."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from typing import Any

from metrics import display
from metrics.errors import MetricError
from metrics.evaluation.evaluate import Interpretation, compute
from metrics.inputs.field import FieldSpec
from metrics.inputs.kinds import CountKind
from metrics.inputs.numbers import PRECISION, parse_number
from metrics.registry import METRICS, Metric

_TRIES = ((1, 2, 3), (5, 11, 23), (101, 1009, 10007), (Fraction(1, 3), Fraction(2, 5), Fraction(3, 7)))
_MONTHS = {"": 1, "months": 1, "quarters": 3, "years": 12}
_PASSING = {"%": ("%",), "points": ("points",), "ratio": ("times",), "months": tuple(_MONTHS), "days": ("days",)}


def solve_for(metric: Metric, reading: Interpretation, target: str) -> Interpretation:
    """The reading with its unknown argument found, so that the metric comes to the target exactly.

    Raises `MetricError` when there is no such value, when it would lie outside what the argument allows, or when the
    metric doesn't depend on it.
    """
    spec = reading.unknown
    if spec is None:
        raise MetricError(
            "Put “?” in the place of the argument to find: the rest is given, and the target follows “=”."
        )
    if reading.form.many:
        raise MetricError(f"{metric.id} can't be solved when its arguments are a list.")
    goal = _goal(metric, reading, target)
    found = _exactly(reading, spec, goal)
    if found is None:
        found = _between(reading, spec, goal)
    _allow(metric, spec, found, goal, reading)
    values = reading.values | {spec.name: found}
    try:
        compute(reading.form, values, percentages=reading.percentages)
    except MetricError as error:
        shown = spec.kind.show(found, reading.currency)
        raise MetricError(
            f"{spec.name} would have to be {shown}, which is impossible. {error.message}", spec.name
        ) from None
    return replace(reading, values=values, unknown=None)


def whole_number_note(metric: Metric, reading: Interpretation, name: str) -> str:
    """What the whole numbers on either side give, where the argument found counts things and isn't whole."""
    spec, found = reading.form.inputs.FIELDS[name], reading.values[name]
    if not isinstance(spec.kind, CountKind) or found == found.to_integral_value():
        return ""
    said = []
    for whole in (found // 1, found // 1 + 1):
        try:
            value = compute(reading.form, reading.values | {spec.name: whole})
        except MetricError:
            continue
        said.append(
            f"{display.number(whole)} gives {display.result(value, metric.unit, reading.currency, metric.each)}"
        )
    return f"{spec.label} is a whole number: {', '.join(said)}." if said else ""


def _goal(metric: Metric, reading: Interpretation, target: str) -> Decimal:
    try:
        number = parse_number(target)
    except MetricError as error:
        raise MetricError(f"The target after “=” can't be read. {error.message}") from None
    if metric.unit == "class":
        raise MetricError(f"{metric.id} has no number to reach.")
    if (number.unit and number.unit not in _PASSING.get(metric.unit, ())) or (
        number.currency and metric.unit != "currency"
    ):
        raise MetricError(f"The target “{target}” isn't in the unit of {metric.name}.")
    if number.currency and reading.currency not in ("", number.currency):
        raise MetricError(f"The amounts are in {reading.currency} and the target is in {number.currency}.")
    reading.currency = reading.currency or number.currency
    value = number.value
    if metric.unit == "months":
        return value * _MONTHS[number.unit]
    return value * 100 if metric.unit == "%" and not number.unit and 0 < value < 1 else value


def _exactly(reading: Interpretation, spec: FieldSpec, goal: Decimal) -> Decimal | None:
    """The argument by exact algebra: nearly every metric is (a·x + b) ÷ (c·x + d) in each of its arguments.

    Such a function keeps the cross-ratio of four points, so three values of it determine where a fourth is taken. What
    comes out is put back in; none when the metric isn't of that form.
    """
    function = _in_fractions(reading, spec)
    aim = Fraction(goal)
    for tried in _TRIES:
        points = [Fraction(x) for x in tried]
        try:
            values = [function(x) for x in points]
        except ZeroDivisionError:
            continue
        except TypeError:
            return None
        if len(set(values)) == 1:
            raise MetricError(f"{METRICS[reading.form.metric].name} doesn't depend on {spec.name}.", spec.name)
        found = next((x for x, y in zip(points, values, strict=True) if y == aim), None)
        try:
            found = _fourth_point(points, values, aim) if found is None else found
            if function(found) != aim:
                return None
        except ZeroDivisionError:
            continue
        with localcontext(PRECISION):
            return Decimal(found.numerator) / Decimal(found.denominator)
    return None


def _in_fractions(reading: Interpretation, spec: FieldSpec) -> Callable[[Fraction], Any]:
    exact = {name: Fraction(value) if isinstance(value, Decimal) else value for name, value in reading.values.items()}

    def function(x: Fraction) -> Any:  # noqa: ANN401  a Fraction, by whatever the formula returns
        return reading.form.function(reading.form.inputs(**exact | {spec.name: x}))

    return function


def _fourth_point(x: list[Fraction], y: list[Fraction], goal: Fraction) -> Fraction:
    """The x at which the function of these three points takes the value of the goal."""
    ratio = (goal - y[0]) * (y[1] - y[2]) / ((goal - y[2]) * (y[1] - y[0]))
    scale = (x[1] - x[2]) / (x[1] - x[0])
    return (x[0] * scale - ratio * x[2]) / (scale - ratio)


def _between(reading: Interpretation, spec: FieldSpec, goal: Decimal) -> Decimal:
    """The argument by halving an interval at whose ends the metric lies on either side of the goal."""
    form = reading.form

    def above(x: Decimal) -> Decimal | None:
        try:
            value = form.function(form.inputs(**reading.values | {spec.name: x}))
        except (ArithmeticError, ValueError):
            return None
        return value - goal if isinstance(value, Decimal) else None

    with localcontext(PRECISION):
        known = [(x, at) for x in _grid(spec) if (at := above(x)) is not None]
        for (low, at_low), (high, at_high) in pairwise(known):
            if at_low == 0:
                return low
            if (at_low < 0) != (at_high < 0) or at_high == 0:
                return _halve(above, low, high, at_low)
    raise MetricError(f"No value of {spec.name} gives that.", spec.name)


def _grid(spec: FieldSpec) -> Iterator[Decimal]:
    low, high = spec.gt if spec.gt is not None else spec.ge, spec.le
    if low is not None and high is not None:
        yield from (low + (high - low) * step / 64 for step in range(65))
        return
    negative = [-(Decimal(10) ** power) for power in range(15, -7, -1)] if low is None else []
    yield from (*negative, Decimal(0), *(Decimal(10) ** power for power in range(-6, 16)))


def _halve(above: Callable[[Decimal], Decimal | None], low: Decimal, high: Decimal, at_low: Decimal) -> Decimal:
    for _ in range(140):
        middle = (low + high) / 2
        at_middle = above(middle)
        if at_middle is None or middle in (low, high):
            break
        if (at_middle < 0) == (at_low < 0):
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _allow(metric: Metric, spec: FieldSpec, found: Decimal, goal: Decimal, reading: Interpretation) -> None:
    low = (spec.gt is not None and found <= spec.gt) or (spec.ge is not None and found < spec.ge)
    if low or (spec.le is not None and found > spec.le):
        shown = spec.kind.show(found, reading.currency)
        wanted = display.result(goal, metric.unit, reading.currency, metric.each)
        raise MetricError(
            f"{metric.name} of {wanted} is out of reach: {spec.name} would have to be {shown}.", spec.name
        )
