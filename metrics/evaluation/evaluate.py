"""From bound words to a value: every argument read and checked, the function called, its range kept."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation, Overflow, localcontext
from typing import Any

from metrics import display
from metrics.errors import MetricError
from metrics.inputs.field import FieldSpec, Inputs
from metrics.inputs.list_kinds import ListKind, NamesKind, Part, PartsKind
from metrics.inputs.numbers import PRECISION, RESULT, parse_number
from metrics.inputs.time_kinds import DateKind
from metrics.parsing.binding import RANGE, UNKNOWN, Bound
from metrics.registry import METRICS, Form, Metric, Value

MOST = 10_000


@dataclass(eq=False)
class Interpretation:
    """What the words of a request were read as: values by field, their currency, and which words they were.

    `given` is what the functions of the declaration take, once there is a value. `texts` keeps what values were shown
    as, which is asked for again and again once they are all read.
    """

    form: Form
    words: Mapping[str, str | tuple[str, ...]]
    named: frozenset[str]
    values: dict[str, Any] = field(default_factory=dict)
    currency: str = ""
    units: dict[str, str] = field(default_factory=dict)
    unknown: FieldSpec | None = None
    span: tuple[FieldSpec, str] | None = None
    given: Inputs = field(init=False)
    texts: dict[str, str] = field(default_factory=dict, init=False)

    @property
    def percentages(self) -> bool:
        """Whether tallies or amounts were given as percentages."""
        return bool(self.units) and any(self.sign(spec) for spec in self.form.alike)

    def sign(self, spec: FieldSpec) -> str:
        """The percent sign that a tally or an amount was given with, empty when it has none."""
        return "%" if spec.kind.alike and self.units.get(spec.name) == "%" else ""


def interpret(form: Form, bound: Bound) -> Interpretation:
    """The bound words as values of the form's fields. Raises `MetricError` naming the argument that is wrong."""
    reading = Interpretation(form, bound.words, bound.named)
    fields = form.inputs.FIELDS
    for name, word in bound.words.items():
        _read_field(reading, fields[name], word)
    if len(bound.words) < len(fields):
        for name, spec in fields.items():
            if name not in bound.words:
                reading.values[name] = spec.default
    if reading.units and form.alike:
        _agree(reading)
    return reading


def _read_field(reading: Interpretation, spec: FieldSpec, word: str | tuple[str, ...]) -> None:
    if isinstance(word, tuple):
        reading.values[spec.name] = _read_many(reading, spec, word)
    elif word == UNKNOWN:
        if reading.unknown or not spec.kind.numeric:
            raise MetricError("Only one number can be left to find, with one “?”.", spec.name)
        reading.unknown = spec
    elif RANGE in word and spec.kind.numeric:
        if reading.span:
            raise MetricError("Only one argument can have a range.", spec.name)
        reading.span = (spec, word)
    elif isinstance(spec.kind, DateKind):
        reading.values[spec.name] = _named_error(spec, spec.kind.word, word)
    else:
        reading.values[spec.name] = read_value(reading, spec, word)


def read_value(reading: Interpretation, spec: FieldSpec, word: str) -> Decimal:
    """The value of a word for a field; its currency is kept on the reading, and must be the only one."""
    try:
        number = parse_number(word)
    except MetricError as error:
        error.argument = error.argument or spec.name
        raise
    if number.currency and number.currency != reading.currency:
        if reading.currency:
            raise MetricError(
                f"The amounts are in {reading.currency} and in {number.currency}: convert one of them first.", spec.name
            )
        reading.currency = number.currency
    if number.unit:
        reading.units[spec.name] = number.unit
    return spec.accept(number, named=spec.name in reading.named)


def _named_error(spec: FieldSpec, accept: Any, word: str) -> Any:  # noqa: ANN401
    try:
        return accept(word)
    except MetricError as error:
        error.message, error.argument = f"{spec.spoken} {error.message}", spec.name
        raise


def _read_many(reading: Interpretation, spec: FieldSpec, words: Sequence[str]) -> tuple[Any, ...]:
    if len(words) > MOST:
        raise MetricError(f"{spec.name} takes {MOST:,} values at most, and there are {len(words):,}.", spec.name)
    if isinstance(spec.kind, PartsKind):
        return _whole([_part(spec, word, number) for number, word in enumerate(words, 1)])
    if isinstance(spec.kind, NamesKind) or not isinstance(spec.kind, ListKind):
        return tuple(words)
    if UNKNOWN in words:
        raise MetricError("One value of a list can't be solved for.", spec.name)
    values = {word: read_value(reading, spec, word) for word in dict.fromkeys(words)}  # answers come again and again
    return tuple([values[word] for word in words])


def _part(spec: FieldSpec, word: str, number: int) -> Part:
    label, equals, rest = word.rpartition("=")
    score, _, weight = re.sub("[@x*]", ":", rest).partition(":")
    missing = score.lower() in ("missing", "none", "n/a", "na", "-", "")
    value = None if missing else spec.accept(parse_number(score), named=True)
    heavy = parse_number(weight).value if weight else None
    if heavy is not None and heavy <= 0:
        raise MetricError(f"The weight of {label or f'part {number}'} must be greater than 0.", spec.name)
    return Part(label if equals else f"part {number}", value, heavy)


def _whole(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts with their weights as percentages, also where they were given as fractions of 1."""
    if sum(part.weight or 0 for part in parts) == 1:
        return tuple(part._replace(weight=part.weight * 100) if part.weight else part for part in parts)
    return tuple(parts)


def _agree(reading: Interpretation) -> None:
    """Raises `MetricError` when fields that must be of one unit are not."""
    if UNKNOWN in reading.words.values():
        return
    given = [spec for spec in reading.form.alike if spec.name in reading.words]
    if len({reading.units.get(spec.name, "") for spec in given}) > 1:
        names = " and ".join(spec.name for spec in given)
        raise MetricError(f"{names} must all be given {given[0].kind.alike}.", given[0].name)


def value_of(reading: Interpretation) -> Value:
    """The metric of what was read, which is checked and kept. Raises `MetricError` when it isn't defined for that."""
    reading.given = reading.form.inputs(**reading.values)
    reading.given.percentages = reading.percentages
    return _evaluated(reading.form, reading.given)


def compute(form: Form, values: Mapping[str, Any], *, percentages: bool = False) -> Value:
    """The metric of the values, checked against its range. Raises `MetricError` when it isn't defined for them."""
    inputs = form.inputs(**values)
    inputs.percentages = percentages
    return _evaluated(form, inputs)


def _evaluated(form: Form, inputs: Inputs) -> Value:
    metric = METRICS[form.metric]
    with localcontext(PRECISION):
        try:
            inputs.check()
            value = form.function(inputs)
        except (ZeroDivisionError, InvalidOperation):
            raise MetricError(f"{metric.name} is undefined here: it would divide by zero.") from None
        except Overflow:
            raise MetricError("The result is too large to be a number of anything.") from None
    if isinstance(value, Decimal):
        value = RESULT.plus(value)
        _keep_range(metric, value)
    return value


def _keep_range(metric: Metric, value: Decimal) -> None:
    low, high = metric.low, metric.high
    if (low is not None and value < low) or (high is not None and value > high):
        limit, side = (low, "below") if low is not None and value < low else (high, "above")
        bound = display.result(Decimal(limit or 0), metric.unit)
        shown = display.result(value, metric.unit)
        raise MetricError(
            f"This would make {metric.name} {shown}, and it can't be {side} {bound}. {metric.beyond}".strip()
        )
