"""Numbers that are written out before a unit of time: `the next two weeks`."""

import re
from typing import Final

_NUMBERS: Final = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_SPELLED: Final = re.compile(
    rf"\b({'|'.join(_NUMBERS)})(?= (?:days?|weeks?|months?|quarters?|years?)\b)", re.IGNORECASE
)


def with_digits(text: str) -> str:
    """The text with those numbers in digits: `the next 2 weeks`."""
    return _SPELLED.sub(lambda found: str(_NUMBERS.index(found[1].casefold()) + 1), text)
