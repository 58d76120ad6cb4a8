"""The time of day in a wish: `9:00`, `at 9`, `17.45`, `9am`, `9 Uhr`, `0900`, `noon`."""

import re
from dataclasses import replace
from datetime import time

from bot.digests.wishes.wish import Wish, WishError
from bot.digests.wishes.words import Words
from bot.digests.wishes.zones import after_a_time

AT = frozenset({"at", "um"})
_SPELT = {"noon": "12:00", "midday": "12:00", "midnight": "0:00"}
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d\d))?(?::00)?"
    r"(?:(?P<half>[ap]\.?m\.?)|h|hrs?|hours?|uhr|o['’]?clock)?",
    re.IGNORECASE,
)
_FOUR_DIGITS = re.compile(r"(?P<hour>\d\d)(?P<minute>\d\d)(?P<half>)(?:h|hrs?|hours?|uhr)?", re.IGNORECASE)
_UNIT = re.compile(r"[ap]\.?m\.?|h|hrs?|hours?|uhr|o['’]?clock", re.IGNORECASE)


def clock(words: Words, wish: Wish) -> Wish | None:
    """The wish with the time that comes next, and the zone right behind it. Raises `WishError` for none of the day."""
    asked = words.plain(0) in AT and len(words.left) > 1
    first, unit = words.plain(int(asked)), words.plain(asked + 1)
    unit = unit if _UNIT.fullmatch(unit) else ""
    match = _matched(f"{_SPELT.get(first, first)}{unit}", surely=asked or bool(unit))
    if match is None:
        if asked and first[:1].isdigit():
            raise no_time(words.left[1])
        return None
    said = words.take(1 + asked + bool(unit)).rstrip(",")
    at = _time(match, said[said.find(" ") + 1 :] if asked else said)
    if wish.at not in {None, at}:
        raise WishError(f"A digest comes once a day: at {wish.at:%H:%M} or at {at:%H:%M}?", "at", said, ("",))
    return replace(after_a_time(words, wish), at=at)


def read_time(text: str) -> time:
    """The time of day that a text says. Raises `WishError`."""
    words = Words(["at", *text.split()])
    read = clock(words, Wish(""))
    if read is None or read.at is None or words.left or read.zone:
        raise no_time(text)
    return read.at


def no_time(text: str) -> WishError:
    """What is said of a text that is no time of day."""
    return WishError(f"“{text}” is no time of day. Write it as 9:00, 17:30 or 9am.", "at", text, ("9:00",))


def _matched(text: str, *, surely: bool) -> re.Match[str] | None:
    """The parts of a time; four digits alone are one where it is sure that a time is meant, or with a zero in front."""
    four = _FOUR_DIGITS.fullmatch(text) if surely or text.startswith("0") else None
    return _TIME.fullmatch(text) or four


def _time(match: re.Match[str], text: str) -> time:
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "").casefold().replace(".", "")
    if half and not 1 <= hour <= 12:
        raise no_time(text)
    hour = hour % 12 + 12 * (half == "pm") if half else hour
    if hour > 23 or minute > 59:
        raise no_time(text)
    return time(hour, minute)
