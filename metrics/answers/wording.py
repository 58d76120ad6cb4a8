"""The words of an answer: how it was read, the working, the meaning, the notes."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any, TypeVar

from metrics import display
from metrics.bands import holds
from metrics.evaluation.evaluate import Interpretation
from metrics.inputs.field import FieldSpec
from metrics.inputs.kinds import RateKind
from metrics.inputs.numbers import PRECISION
from metrics.registry import Form, Metric, Saying, Value

_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_SUM = re.compile(r"sum\(([a-z_]+)\)")
_NAMES = re.compile(rf"{_SUM.pattern}|({_NAME.pattern})")
_OUTER = re.compile(r"\A\(([^()]*(?:\([^()]*\)[^()]*)*)\)\Z")
_ALONE = re.compile(r"(?<![a-z])\(([a-z_]+)\)")
_FIGURES: Mapping[str, Callable[[Decimal], Decimal]] = {
    "value": lambda value: value,
    "beyond": lambda value: value - 100,
    "short": display.rest_of_hundred,
    "left": display.rest_of_hundred,
    "size": abs,
}
T = TypeVar("T")

_SIGNS = {" * ": " × ", " / ": " ÷ ", " - ": " − ", "**": "^"}


def reading(read: Interpretation) -> str:
    """How every argument was read: `40 promoters, 10 passives, 50 detractors`."""
    return ", ".join([sentences for spec in read.form.fields if (sentences := _spoken(read, spec))])


def _spoken(read: Interpretation, spec: FieldSpec) -> str:
    name, values = spec.name, read.values
    if name not in values or not (values[name] or name in read.words):
        return ""
    said = spec.kind.spoken(spec.description, values[name], shown(read, name))
    return f"{said}{_how(read, spec)}" if isinstance(spec.kind, RateKind) else said


def _how(read: Interpretation, spec: FieldSpec) -> str:
    """How a rate without a percent sign was taken."""
    word = read.words.get(spec.name)
    if not isinstance(word, str) or spec.name in read.units or ".." in word:
        return ""
    if word == "?" or not read.values[spec.name]:
        return ""
    return f" (“{word}” taken as a {'fraction' if abs(read.values[spec.name]) * 100 != _bare(word) else 'percentage'})"


def _bare(word: str) -> Decimal:
    digits = word.strip("()+-")
    return Decimal(digits) if digits.replace(".", "", 1).isdecimal() else Decimal(-1)


def shown(read: Interpretation, name: str) -> str:
    """The value of a field as a person reads it, with the percent sign it was given with."""
    if (known := read.texts.get(name)) is not None:
        return known
    spec = read.form.inputs.FIELDS[name]
    text = read.texts[name] = spec.kind.show(read.values[name], read.currency) + read.sign(spec)
    return text


def inputs(read: Interpretation) -> dict[str, Any]:
    """The arguments in JSON: numbers as decimal strings, lists of them, dates in ISO form."""
    given = {name: read.values[name] for name in read.form.inputs.FIELDS if name in read.values}
    return {
        name: None if value is None else read.form.inputs.FIELDS[name].kind.data(value) for name, value in given.items()
    }


def span(read: Interpretation) -> str:
    """The range that a table covers: `churn 4k..12k`."""
    return f"{read.span[0].name.replace('_', ' ')} {read.span[1]}" if read.span else ""


def fixed(read: Interpretation) -> str:
    """The arguments that stay as they are over the range of another: `start 100,000, expansion 20,000`."""
    ranged = read.span[0].name if read.span else ""
    given = [spec for spec in read.form.fields if spec.name in read.words and spec.name != ranged]
    return ", ".join(f"{spec.name.replace('_', ' ')} {shown(read, spec.name)}" for spec in given)


@lru_cache(maxsize=256)
def formula(form: Form) -> str:
    """The formula in words: `(start + expansion − contraction − churn) ÷ start × 100`."""
    text = _SUM.sub(r"sum of \1", _as_shown(form))
    return _signs(_NAME.sub(lambda match: match.group().replace("_", " "), text))


def working(read: Interpretation, value_text: str) -> str:
    """The formula with the numbers put in, and what it gives; empty for what isn't arithmetic."""
    left_out = frozenset(name for name in read.values if name not in read.words and not read.values[name])
    pieces = _pieces(read.form, left_out)
    if not pieces:
        return ""
    left = "".join([text or _put_in(read, name, summed=summed) for text, name, summed in pieces])
    return f"{left} = {value_text}"


def _put_in(read: Interpretation, name: str, *, summed: bool) -> str:
    """What stands in the working for a name of the formula."""
    if summed:
        return _added(read, name)
    if name in read.form.inputs.FIELDS:
        return _bracketed(shown(read, name))
    with localcontext(PRECISION):
        return _bracketed(display.number(getattr(read.given, name)))


@lru_cache(maxsize=512)
def _pieces(form: Form, left_out: frozenset[str]) -> tuple[tuple[str, str, bool], ...]:
    """The formula in pieces, each a text or else a name and whether its values are summed."""
    text, pieces, end = _without(_as_shown(form), left_out), list[tuple[str, str, bool]](), 0
    for match in _NAMES.finditer(text):
        pieces += [(_signs(text[end : match.start()]), "", False), ("", match[1] or match[2], match[1] is not None)]
        end = match.end()
    pieces.append((_signs(text[end:]), "", False))
    return tuple(piece for piece in pieces if piece[0] or piece[1])


@lru_cache(maxsize=256)
def _as_shown(form: Form) -> str:
    """The formula without what a percent sign says already: rates are fractions in it, and percentages when shown."""
    if not any(isinstance(spec.kind, RateKind) for spec in form.fields) or " * 100" not in form.formula:
        return form.formula
    text = form.formula.replace(" * 100", "")
    return _OUTER.sub(r"\1", text)


def _without(text: str, left_out: frozenset[str]) -> str:
    """The formula without terms for optional arguments that were left out."""
    for name in left_out:
        text = re.sub(rf" [+-] {name}(?: / [0-9]+)?(?![a-z_])", "", text)
    return _ALONE.sub(r"\1", text)


def _added(read: Interpretation, name: str) -> str:
    """The values of a list with plus signs between them, a long one cut short."""
    values = read.values[name]
    kind = read.form.inputs.FIELDS[name].kind.one
    terms = " + ".join(kind.show(each, read.currency) for each in values[:12])
    whole = f"{terms} + …" if len(values) > 12 else terms
    return f"({whole})" if len(values) > 1 and read.form.formula != f"sum({name})" else whole


def _bracketed(text: str) -> str:
    return f"({text})" if text.startswith("−") else text.removeprefix("+")


def _signs(text: str) -> str:
    for sign, written in _SIGNS.items():
        text = text.replace(sign, written)
    return text


def applied(function: Callable[[Any], T], read: Interpretation) -> T:
    """What a function of the declaration says of the arguments."""
    with localcontext(PRECISION):
        return function(read.given)


def interval(ends: tuple[Decimal, Decimal], metric: Metric) -> str:
    """`−27.8 to 8.4 points`"""
    low, high = (display.number(each, 1) for each in ends)
    unit = {"%": "%", "points": " points"}.get(metric.unit, "")
    return f"{low} to {high}{unit}"


def further_figures(read: Interpretation) -> tuple[tuple[str, str], ...]:
    """Further figures of the declaration, each with its label."""
    if not read.form.also:
        return ()
    figures = ((label, unit, applied(function, read)) for label, unit, function in read.form.also)
    return tuple((label, display.result(v, unit, read.currency)) for label, unit, v in figures if v is not None)


def sentences(saying: Saying, read: Interpretation, metric: Metric, value: Value) -> Iterator[str]:
    """The sentences of a saying whose condition the value meets."""
    if value is None and read.span:
        return
    if callable(saying):
        with localcontext(PRECISION):
            sentences = saying(read.given, value)
        yield from filter(None, sentences.split("\n"))
        return
    for condition, sentence in (("", saying),) if isinstance(saying, str) else saying:
        if not condition or (isinstance(value, Decimal) and holds(condition, value)):
            yield _filled(sentence, read, metric, value)


def _filled(sentence: str, read: Interpretation, metric: Metric, value: Value) -> str:
    if "{" not in sentence:
        return sentence
    return "" if value is None else sentence.format_map(_Words(read, metric, value))


class _Words(dict[str, str]):
    """What a sentence may name: the value, the number without its unit, what is left of it, and every argument."""

    def __init__(self, read: Interpretation, metric: Metric, value: Decimal | str) -> None:
        self._read, self._metric, self._value = read, metric, value

    def __missing__(self, name: str) -> str:
        value, figure = self._value, _FIGURES.get(name)
        if name == "number":
            return display.number(value) if isinstance(value, Decimal) else value
        if figure is None:
            return shown(self._read, name)
        return display.result(
            figure(value) if isinstance(value, Decimal) else value, self._metric.unit, self._read.currency
        )
