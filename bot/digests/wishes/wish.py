"""A digest as somebody asks for it, and why it can't be had."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

DIGESTS = {
    "health": "who got worse, who recovered, accounts by band",
    "renewals": "renewals past due and in the next 90 days",
    "portfolio": "the week's ARR, retention and movements",
    "term": "a term of the glossary",
}
NAMES = {**{name: name for name in DIGESTS}, "renewal": "renewals", "terms": "term"}  # as people call them
_BEFORE = r"(?:\b(?:and|at|for|in|on|to)\s+)*"  # what goes with the words that are left out


class WishError(Exception):
    """A digest can't be had as it was asked for: why, the `wrong` words, and those that were perhaps meant for them."""

    def __init__(self, message: str, argument: str, wrong: str, meant: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.argument = argument
        self.wrong = wrong
        self.meant = meant

    def mended(self, text: str) -> Iterator[str]:
        """The text with what was perhaps meant in place of what is wrong, once for each; with nothing, without it."""
        for each in self.meant:
            if self.wrong and not each:
                mended = re.sub(_BEFORE + re.escape(self.wrong), "", text, count=1)
            else:
                mended = text.replace(self.wrong, each, 1) if self.wrong else f"{text} {each}"
            yield " ".join(mended.split()).rstrip(" ,&")


@dataclass(frozen=True, slots=True)
class Wish:
    """A digest as it was asked for; what wasn't said is None or empty. `scope` is in the words of `/cs health`."""

    digest: str
    at: time | None = None
    weekdays: frozenset[int] | None = None
    zone: str = ""
    scope: str = ""
    holidays: str = ""
    only_changes: bool = False
    skip_empty: bool = False
