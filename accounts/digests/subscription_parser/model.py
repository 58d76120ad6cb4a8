"""The parsed subscription, its error, and the words still to read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time

from accounts.digests.conditions import Condition
from accounts.digests.recurrence import Recurrence

DIGESTS = {
    "health": "who got worse, who recovered, accounts by band",
    "renewals": "renewals past due and in the next 90 days",
    "portfolio": "the week's ARR, retention and movements",
    "term": "a term of the glossary",
}
NAMES = {**{name: name for name in DIGESTS}, "renewal": "renewals", "terms": "term"}  # as people call them
_BEFORE = r"(?:\b(?:and|at|for|in|on|to)\s+)*"  # what goes with the words that are left out


class SubscriptionRequestError(Exception):
    """A digest can't be had as it was asked for: why, the `wrong` words, and those that were perhaps meant for them."""

    def __init__(self, message: str, argument: str, wrong: str, meant: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.argument = argument
        self.wrong = wrong
        self.meant = meant

    def corrected(self, text: str) -> Iterator[str]:
        """The text with what was perhaps meant in place of what is wrong, once for each; with nothing, without it."""
        for each in self.meant:
            if self.wrong and not each:
                corrected = re.sub(_BEFORE + re.escape(self.wrong), "", text, count=1)
            else:
                corrected = text.replace(self.wrong, each, 1) if self.wrong else f"{text} {each}"
            yield " ".join(corrected.split()).rstrip(" ,&")


@dataclass(frozen=True, slots=True)
class SubscriptionRequest:
    """A digest as it was asked for; what wasn't said is None or empty. `scope` is in the words of `/cs health`.

    `holidays` are None where nothing is said of them, and empty where none are to be left out. One that comes `always`
    is on no condition any more, nor on changes only or silent when empty, unless that is said as well.
    """

    digest: str
    at: time | None = None
    weekdays: frozenset[int] | None = None
    zone: str = ""
    scope: str = ""
    holidays: str | None = None
    only_changes: bool = False
    skip_empty: bool = False
    recurrence: Recurrence | None = None
    horizon: int | None = None
    conditions: tuple[Condition, ...] = ()
    at_once: bool | None = None
    wait_until: time | None = None
    mentions: str | None = None
    always: bool = False


@dataclass(slots=True)
class RemainingWords:
    """The words `left` to read, those that were found to name the `scope`, and `between` words that do if more of it
    follows.
    """

    left: list[str]
    scope: list[str] = field(default_factory=list)
    between: list[str] = field(default_factory=list)

    def take(self, count: int = 1) -> str:
        """The next words, which are read with that."""
        taken, self.left = self.left[:count], self.left[count:]
        return " ".join(taken)

    def plain(self, at: int) -> str:
        """A word in small letters and without the comma behind it; nothing where there is none."""
        return self.left[at].casefold().rstrip(",") if at < len(self.left) else ""

    def phrases(self, most: int) -> Iterator[tuple[int, str]]:
        """What the next words say in small letters, the longest phrase first, and how many words that is."""
        for count in range(min(most, len(self.left)), 0, -1):
            yield count, " ".join(self.left[:count]).casefold().rstrip(",")

    def add(self, to_scope: str) -> None:
        """Adds to the scope."""
        self.scope += [*self.between, to_scope]
        self.between.clear()

    def take_scope(self) -> bool:
        """Takes what surely is of the scope, whatever it would mean elsewhere: what is in quotes, and a segment."""
        first = self.left[0]
        if first.startswith('"'):
            last = next((n for n, word in enumerate(self.left) if word.endswith('"') and (n or len(word) > 1)), None)
            if last is not None:
                self.add(self.take(last + 1).strip('"').strip())
                return True
        if first.casefold() == "segment" and len(self.left) > 1 and not self.left[1].startswith('"'):
            self.add(self.take(2))
            return True
        return False
