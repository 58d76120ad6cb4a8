"""The order that a list of accounts or of renewals is asked for in: `worst 5`, `biggest`, `top 10`."""

import re
from dataclasses import dataclass

_WORST = re.compile(
    r"\b(?:worst|least healthy|lowest(?: scores?)?|unhealthiest)(?: first)?(?: (\d{1,3}))?\b", re.IGNORECASE
)
_FIRST = re.compile(r"\b(?:biggest|largest|top)(?: first)?(?: (\d{1,3}))?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Order:
    """The order that a text asks for, if it does, how many at the most, and what else it says."""

    worst_first: bool
    most: int | None
    scope: str
    said: bool = False


def parse_order(text: str) -> Order:
    """The order that a text asks for, and what it says of the accounts."""
    worst, text = _take(_WORST, text)
    first, text = _take(_FIRST, text)
    most = next((int(found[1]) for found in (worst, first) if found and found[1]), None)
    return Order(worst is not None, most, " ".join(text.split()), worst is not None or first is not None)


def _take(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    found = pattern.search(text)
    return found, f"{text[: found.start()]} {text[found.end() :]}" if found else text
