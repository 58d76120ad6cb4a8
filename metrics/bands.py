"""Published levels to hold a value against. Without a source, a population and a base they are no band."""

import operator
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from metrics import display

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}
_UNITS = {"%": "%", "months": " months"}


class Band(NamedTuple):
    """Levels, each a condition and its words, the first that holds being the value's; and who published them.

    `source` is the id of the page among the glossary's sources, `by` and `year` how it is cited. `population` is whose
    values were looked at, `base` what they are a share of and over which period. `yearly` levels hold for twelve
    months, so that a value of another period is compounded first.
    """

    source: str
    by: str
    year: int | None
    population: str
    base: str
    levels: tuple[tuple[str, str], ...]
    yearly: bool = False

    @property
    def cited(self) -> str:
        """Who says so, of whom, and of what: `Brad Feld, 2015: software companies at scale; growth over a year`."""
        by = f"{self.by}, {self.year}" if self.year else self.by
        return f"{by}: {self.population}; {self.base}"

    def level(self, value: Decimal, unit: str) -> str:
        """The words for the value as it is shown, and the range that they are for: `enough to last, 3 or more`."""
        seen = display.shown(value, unit)
        for (condition, words), shown in zip(self.levels, self._ranges(unit), strict=True):
            if holds(condition, seen):
                return f"{words}, {shown}"
        return ""

    def summary(self, unit: str) -> str:
        """Every level with its range, and who says so, in a sentence."""
        levels = "; ".join(
            f"{shown}: {words}" for (_, words), shown in zip(self.levels, self._ranges(unit), strict=True)
        )
        return f"{levels[0].upper()}{levels[1:]} ({self.cited})."

    def _ranges(self, unit: str) -> Iterator[str]:
        conditions = ["", *(condition for condition, _ in self.levels)]
        return (_range(before, condition, _UNITS.get(unit, "")) for before, condition in pairwise(conditions))


def holds(condition: str, value: Decimal) -> bool:
    """Whether a condition such as `>= 40` or `< 0` holds for the value; an empty one always does."""
    if not condition:
        return True
    compare, limit = _parsed(condition)
    return compare(value, limit)


@cache
def _parsed(condition: str) -> tuple[Callable[[Any, Any], bool], Decimal]:
    sign, limit = condition.split()
    return _COMPARISONS[sign], Decimal(limit)


_FIRST = {">=": "{} or more", ">": "above {}", "<": "below {}", "<=": "{} or less", "=": "{}"}
_REST = {">=": "below {}", ">": "{} or less", "<": "{} or more", "<=": "above {}", "=": "below {}"}
_UP_TO = {">=": "below {}", ">": "{}", "=": "below {}"}
_FROM = {"<": "{}", "<=": "above {}"}


def _range(before: str, condition: str, unit: str) -> str:
    """What a condition leaves of what the one before it didn't take: `84% to below 91%`."""
    if not condition:
        return _spoken(_REST, before, unit)
    sign = condition.split(maxsplit=1)[0]
    if not before or sign == "=":
        return _spoken(_FIRST, condition, unit)
    if sign in (">=", ">"):
        low = _spoken({">=": "{}", ">": "above {}"}, condition, unit)
        return f"{low} to {_spoken(_UP_TO, before, unit)}"
    return f"{_spoken(_FROM, before, unit)} to {_spoken({'<': 'below {}', '<=': '{}'}, condition, unit)}"


def _spoken(patterns: dict[str, str], condition: str, unit: str) -> str:
    sign, limit = condition.split()
    return patterns[sign].format(f"{display.number(Decimal(limit))}{unit}")
