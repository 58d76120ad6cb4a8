"""The order that a list of accounts or of renewals is asked for in: `worst 5`, `biggest`, `top 10`.

A list that ends after so many is one that others are asked for among: `health red among renewals 90 worst 5`.
"""

import re
from dataclasses import dataclass

_LOWEST = r"\b(?:worst|least healthy|lowest(?: scores?)?|unhealthiest)(?: first)?"
_MOST = r"\b(?:biggest|largest|top)(?: first)?"
_WORST = re.compile(rf"{_LOWEST}(?: (\d{{1,3}}))?\b", re.IGNORECASE)
_FIRST = re.compile(rf"{_MOST}(?: (\d{{1,3}}))?\b", re.IGNORECASE)
_ENDED = re.compile(rf"(?:{_LOWEST}|{_MOST}) \d{{1,3}}\b", re.IGNORECASE)
_AMONG = re.compile(rf"(?:^|\s)among (?=(?:accounts|renewals)\b.*?{_ENDED.pattern})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Order:
    """The order that a text asks for, if it does, how many at the most, and what else it says."""

    worst_first: bool
    most: int | None
    scope: str
    said: bool = False

    @property
    def request(self) -> str:
        """The order as it is typed; empty where none is asked for."""
        return f"{'worst' if self.worst_first else 'biggest'} {self.most or ''}".strip() if self.said else ""


def parse_order(text: str) -> Order:
    """The order that a text asks for, and what it says of the accounts."""
    worst, text = _take(_WORST, text)
    first, text = _take(_FIRST, text)
    most = next((int(found[1]) for found in (worst, first) if found and found[1]), None)
    return Order(worst is not None, most, " ".join(text.split()), worst is not None or first is not None)


def ends_early(text: str) -> bool:
    """Whether a list is asked for that ends after so many: `worst 5`."""
    return _ENDED.search(text) is not None


def split_among(text: str) -> tuple[str, str]:
    """What is asked, and the list among whose accounts it is asked, as a request; empty where it is asked of all."""
    found = _AMONG.search(text)
    return (text[: found.start()].strip(), text[found.end() :].strip()) if found else (text, "")


def _take(pattern: re.Pattern[str], text: str) -> tuple[re.Match[str] | None, str]:
    found = pattern.search(text)
    return found, f"{text[: found.start()]} {text[found.end() :]}" if found else text
