"""Misspelt words of a subscription request, and what they were meant for: `mondey`, `monthy`, `Londn`, `mon,thrs`."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import cache
from typing import Final

from accounts.digests.subscription_parser.times import zone_names
from accounts.digests.subscription_parser.weekdays import DAY_WORDS

SHORTEST: Final = 4  # letters of a word that is put right; shorter ones are near too much else
NEAR, NEAR_ZONE = 0.75, 0.85  # of 1: many zones are near people's names
_WORDS: Final = frozenset(
    (
        *("monthly", "quarterly", "biweekly", "fortnightly", "fortnight", "weekly", "every", "each", "other"),
        *("first", "second", "third", "fourth", "last", "working", "business", "month", "quarter", "week", "weeks"),
        *("day", "days", "next", "ahead", "noon", "midday", "midnight", "morning", "wait", "until", "country"),
        *("only-changes", "only", "changed", "skip-empty", "silent", "at-once", "once", "immediately", "mention"),
        *("owners", "holidays", "holiday", "public", "without", "when", "something", "anything", "turns", "turned"),
        *("below", "above", "over", "under", "score", "at-risk", "segment", "mine"),
    )
)
_LEFT_OUT: Final = re.compile(r"[@#<\"]|.*\d")  # begins what is somebody's name, a channel or a number
_BETWEEN: Final = re.compile(r"([,/&+;–—-]+)")


@dataclass(frozen=True, slots=True)
class Respelt:
    """A text whose misspelt words are put right, and each `wrong` word with what it was put right to."""

    text: str
    words: tuple[tuple[str, str], ...]


def respell(text: str, is_known: Callable[[str], bool]) -> Respelt | None:
    """The text with those words put right that are near one of a request; None where there are none.

    What `is_known` as something else, such as an owner, stays, as does what stands in quotes.
    """
    left, said, pairs = text.split(), list[str](), list[tuple[str, str]]()
    quoted = False
    while left:
        quoted = quoted or left[0].startswith('"')
        count, meant = (1, "") if quoted else _next(left, is_known)
        wrong, left = " ".join(left[:count]), left[count:]
        quoted = quoted and not wrong.endswith('"')
        said.append(meant or wrong)
        pairs += [(wrong.rstrip(","), meant.rstrip(","))] if meant else []
    return Respelt(" ".join(said), tuple(pairs)) if pairs else None


def _next(left: list[str], is_known: Callable[[str], bool]) -> tuple[int, str]:
    """How many of the next words are put right together, and to what; nothing where they stay."""
    first = left[0].rstrip(",")
    if _LEFT_OUT.match(first):
        return 1, ""
    comma = left[0][len(first) :]
    if len(left) > 1 and not comma and (zone := _near_zone(f"{first}_{left[1].rstrip(',')}".casefold())):
        return 2, zone
    if len(first) < SHORTEST or _is_right(first.casefold()) or is_known(first):
        return 1, ""
    meant = _parts(first.casefold()) or _near(first.casefold())
    return 1, meant and f"{meant}{comma}"


def _is_right(word: str) -> bool:
    return word in _WORDS or word in DAY_WORDS or word in zone_names()


def _near(word: str) -> str:
    """What a word was perhaps meant for; of the words of a request and the zones the one that is nearer."""
    if len(word) < SHORTEST:
        return ""
    said = next(iter(get_close_matches(word, _vocabulary(), n=1, cutoff=NEAR)), "")
    zones = [each for each in zone_names() if len(each) >= SHORTEST]
    zone = next(iter(get_close_matches(word, zones, n=1, cutoff=NEAR_ZONE)), "")
    if zone and _ratio(word, zone) > _ratio(word, said):
        return zone_names()[zone]
    return said


def _near_zone(words: str) -> str:
    near = get_close_matches(words, [each for each in zone_names() if "_" in each], n=1, cutoff=NEAR_ZONE)
    return zone_names()[near[0]] if near and words not in zone_names() else ""


def _parts(word: str) -> str:
    """A list or a span of days with its parts put right; nothing where a part is no day."""
    parts = _BETWEEN.split(word)
    days = [each if each in DAY_WORDS else _near_day(each) for each in parts[::2]]
    if len(days) < 2 or not all(days):
        return ""
    return "".join(day + mark for day, mark in zip(days, [*parts[1::2], ""], strict=True))


def _near_day(word: str) -> str:
    return next(iter(get_close_matches(word, DAY_WORDS, n=1, cutoff=NEAR)), "") if len(word) >= SHORTEST else ""


@cache
def _vocabulary() -> tuple[str, ...]:
    return tuple(sorted(_WORDS | {each for each in DAY_WORDS if len(each) >= SHORTEST}))


def _ratio(word: str, other: str) -> float:
    return SequenceMatcher(None, word, other).ratio()
