"""Published levels to hold a value against. A band without a source is not a band."""

import operator
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "=": operator.eq,
}


class Band(NamedTuple):
    """Levels, each a condition and its words, the first that holds being the value's; and who published them, when."""

    source: str
    year: int | None
    levels: tuple[tuple[str, str], ...]

    @property
    def cited(self) -> str:
        """The source with its year, where it has one."""
        return f"{self.source}, {self.year}" if self.year else self.source

    def level(self, value: Decimal) -> str:
        """The words for the value."""
        return next((words for condition, words in self.levels if holds(condition, value)), "")


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
