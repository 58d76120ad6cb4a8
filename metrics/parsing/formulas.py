"""A formula written out with its numbers: `(202 − 5) ÷ 200 × 100`, `$1,000 of $5,000`, `($10k + $15k) / 100`."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import chain, combinations

from metrics.errors import MetricError
from metrics.inputs.numbers import Number, parse_number
from metrics.parsing.binding import Words
from metrics.registry import Form, Metric

_WRITTEN = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "\u00a0": " "})
_OPERATOR = re.compile(r"\*\*|[-+*/]")
_OF = re.compile(r"(?<=[0-9A-Za-z%]) (?:out )?of (?=[$€£0-9])")
_TIMES = re.compile(r"(?<=[0-9%)A-Za-z]) ?x (?=[$€£0-9(])|(?<=[0-9%)]) ?x ?(?=[$€£0-9(])")
_NUMBER = re.compile(r"[-+]?[^\s\d()*/+-]{0,4}(?:[0-9]{1,3}(?: [0-9]{3})+(?![0-9])|[0-9][0-9.,'_]*)[^\s\d()*/+-]{0,8}")
_SUM = re.compile(r"\(([^()*/-]*\+[^()*/-]*)\)")


def parse_formula(metric: Metric, text: str) -> Words | None:
    """The arguments, by name, of a text that is a formula of the metric with its numbers in; none of any other text.

    What is given in brackets as a sum, for a single argument of the formula, is added up.
    """
    left, equals, right = text.rpartition("=")
    if equals and not any(char.isdigit() for char in left):
        text = right
    text = _TIMES.sub("*", _OF.sub("/", text.translate(_WRITTEN).replace("^", "**")))
    for numbers, signs in filter(None, map(_parts, (text, _SUM.sub(_added, text)))):
        for pattern in (each for form in metric.forms for each in _patterns(form)):
            if named := _matched(pattern, numbers, signs):
                return Words((), tuple(named.items()))
    return None


def _added(found: re.Match[str]) -> str:
    """The sum that stands in brackets, in the currency of its first number."""
    try:
        numbers = [parse_number(_plain(part)) for part in found[1].split("+")]
    except MetricError:
        return found.group()
    if len({number.unit for number in numbers}) > 1:
        return found.group()
    total = Number(sum((number.value for number in numbers), Decimal(0)))
    return f"{numbers[0].currency}{total.value:f}{'%' if numbers[0].unit == '%' else ''}"


def _plain(operand: str) -> str:
    """A number without separators of its thousands."""
    operand = operand.strip()
    return re.sub(r"(?<=[0-9])[,' ](?=[0-9]{3}(?![0-9]))", "", operand)


def _parts(text: str) -> tuple[list[str], list[str]] | None:
    """The numbers of an expression and the signs between them, brackets left out; none where there is anything else."""
    numbers, signs = list[str](), list[str]()
    rest = text.replace("(", " ").replace(")", " ").strip()
    while found := _NUMBER.match(rest):
        numbers.append(_plain(found.group()))
        rest = rest[found.end() :].lstrip()
        sign = _OPERATOR.match(rest)
        if sign is None:
            return (numbers, signs) if signs and not rest else None
        signs.append(sign.group())
        rest = rest[sign.end() :].lstrip()
    return None


def _matched(pattern: tuple[Sequence[str], Sequence[str]], numbers: list[str], signs: list[str]) -> dict[str, str]:
    """The numbers by the names of the pattern in whose places they stand, none when it is another formula."""
    names, between = pattern
    if signs != list(between):
        return {}
    found: dict[str, str] = {}
    for name, number in zip(names, numbers, strict=True):
        if number != (name if name.isdigit() else found.setdefault(name, number)):
            return {}
    return {name: number for name, number in found.items() if not name.isdigit()}


@cache
def _patterns(form: Form) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The names and signs of a form's formula, with and without what may be left out and the hundred of percentages."""
    return tuple((tuple(re.findall(r"\w+", formula)), tuple(_OPERATOR.findall(formula))) for formula in _formulas(form))


def _formulas(form: Form) -> Iterator[str]:
    if not form.formula or not set(re.findall(r"[a-z_]+", form.formula)) <= set(form.inputs.FIELDS):
        return
    optional = [spec.name for spec in form.fields if not spec.required]
    for left_out in chain.from_iterable(combinations(optional, n) for n in range(len(optional) + 1)):
        formula = form.formula
        for name in left_out:
            formula = re.sub(rf" [-+*] {name}(?: / [0-9]+)?(?![a-z_])", "", formula)
        yield formula
        if formula.endswith(" * 100"):
            yield formula.removesuffix(" * 100")
