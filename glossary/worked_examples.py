"""Does a worked example compute?"""

import re
from collections.abc import Iterator
from decimal import Decimal

from simpleeval import InvalidExpression, simple_eval

_RELATION = re.compile(r"[=≈]")
_WORDS = re.compile(r"[^\W\d_][^\W\d_']*\.?")
_SYMBOLS = str.maketrans({"−": "-", "–": "-", "×": "*", "÷": "/", "$": " ", "€": " ", "£": " ", "^": "\x00"})
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def example_errors(example: str) -> Iterator[str]:
    """What does not add up in a worked example, in words.

    The example is split at `;`; of each part what follows the last `:` is read as a chain of expressions joined by `=`,
    exact, or `≈`, right to the digits shown. Words, currency signs and thousands commas are passed over; `N%` is N/100.
    """
    equations = [part.rpartition(":")[2] for part in example.split(";") if _RELATION.search(part.rpartition(":")[2])]
    if not equations:
        yield "nothing in it can be computed: write `expression = result`"
    for equation in equations:
        yield from _wrong_steps(equation)


def _wrong_steps(equation: str) -> Iterator[str]:
    sides = _RELATION.split(equation)
    for left, right, relation in zip(sides, sides[1:], _RELATION.findall(equation), strict=False):
        try:
            difference = abs(_value(left) - _value(right))
        except (InvalidExpression, SyntaxError, ArithmeticError, ValueError, TypeError):
            yield f"can't compute “{left.strip()} {relation} {right.strip()}”"
            continue
        if difference > (_half_a_digit(right) if relation == "≈" else 1e-9):
            yield f"“{left.strip()}” is {_value(left):g}, not “{right.strip()}”"


def _value(expression: str) -> float:
    bare = re.sub(r"(?<=\d),(?=\d{3})", "", expression).translate(_SYMBOLS).replace("\x00", "**")
    bare = re.sub(r"(\d)\s*%", r"\1/100", _WORDS.sub(" ", bare))
    bare = re.sub(r"(?<![\d.)])(\d+(?:\.\d+)?)/100", r"(\1/100)", bare)
    return float(simple_eval(bare.strip(" .,")))


def _half_a_digit(shown: str) -> float:
    number = _NUMBER.search(shown.replace(",", ""))
    step = Decimal(1).scaleb(int(Decimal(number.group()).as_tuple().exponent)) if number else Decimal(0)
    return float(step / 2) * (0.01 if "%" in shown else 1) * 1.000001
